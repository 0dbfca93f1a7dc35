//! Points of no return: the choices after which an ending can no longer be had, and which endings remain from where.
//!
//! # Method
//! Which endings can still be reached is a function of the node and the values there. It is worked out for all values at
//! once, from the endings back (`backward`). So what remains from a state is looked up, not searched for.
//!
//! What the functions say of values that no playthrough has is not what a player meets. So each claim about reachable
//! states is settled by a state that play by chance comes to; else the values that it is about are looked for in the same
//! way: whether the start leads to such a state at the node.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{
    Exploration, Limits,
    backward::{Backward, Measure, walk},
    diagram::{Diagrams, Id, Operation, most_nodes},
    play::{Effort, Look, play},
    steps::{Steps, Trace},
};
use crate::{
    engine::{Engine, State},
    story::{EndingId, Exits, NodeId, Story},
};

/// Which endings can be reached from every state, reachable or not.
#[derive(Debug)]
pub struct Futures {
    diagrams: Diagrams,
    backward: Backward,
    endings: usize,
}

/// The most nodes of the diagrams: about 1 GiB.
const MOST_NODES: usize = 8_000_000;

/// What is true of a node's or an exit's states for one ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Of none of them.
    None,
    Some,
    All,
}

/// What a choice does to an ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoReturn {
    pub node: NodeId,
    pub choice: usize,
    pub ending: EndingId,
    /// Of the states in which the ending is in reach and the choice open, those after which it is no longer: never none.
    pub closed: Share,
    /// Where it is closed.
    script: Trace,
}

/// Points of no return of a story, and what remains at each node.
#[derive(Debug, Default)]
pub struct Returns {
    pub closed: Vec<NoReturn>,
    /// For every node and ending, from which of the node's states it can be reached.
    pub remaining: Vec<Vec<Share>>,
    steps: Steps,
}

impl Futures {
    /// Works out what can be reached; `None` where there are more than 64 endings, or the functions grow too large.
    #[must_use]
    pub fn of(story: &Story, limits: Limits) -> Option<Self> {
        Self::unless(story, limits, &AtomicBool::new(false))
    }

    /// Works out what can be reached, or gives up, with `None`, where it stopped being wanted.
    #[must_use]
    pub fn unless(story: &Story, limits: Limits, is_unwanted: &AtomicBool) -> Option<Self> {
        if story.endings.len() > 64 {
            return None;
        }
        let mut diagrams = Diagrams::new(story, most_nodes(limits, MOST_NODES));
        let sought = story.nodes.iter().map(|node| match node.exits {
            Exits::Ending(ending) => diagrams.bits(bit(ending)),
            Exits::Choices(_) | Exits::Routes(_) => Diagrams::NOTHING,
        });
        let sought: Vec<Id> = sought.collect();
        let is_wanted = || !is_unwanted.load(Ordering::Relaxed);
        let backward =
            Backward::of_while(story, Measure::Which, &mut diagrams, &sought, &is_wanted)?;
        let mut futures = Self {
            backward,
            diagrams,
            endings: story.endings.len(),
        };
        futures.diagrams.keep(&mut futures.backward.nodes);
        Some(futures)
    }

    /// Returns the endings that can be reached from a state.
    pub fn endings(&self, state: &State) -> impl Iterator<Item = EndingId> {
        let bits = self.bits(state);
        let ids = (0..self.endings).map(EndingId::at);
        ids.filter(move |ending| bits & bit(*ending) != 0)
    }

    fn bits(&self, state: &State) -> u64 {
        self.backward.at(&self.diagrams, state)
    }
}

impl Returns {
    /// Returns the script to a state in which a choice closes an ending, that choice included.
    #[must_use]
    pub fn script(&self, story: &Story, point: &NoReturn) -> Vec<String> {
        let mut script = self.steps.script(story, point.script);
        let choices = story.nodes[point.node.index()].choices();
        script.push(choices[point.choice].name.to_string());
        script
    }
}

/// How long to play by chance: the most steps, and for every node, how many more after something new was found.
const MOST_STEPS: u64 = 4_000_000;
const PATIENCE: u64 = 1_000;
const PATIENCE_AFTER: u64 = 5_000;

/// Finds the points of no return of a story that was explored. `None` where a limit was met.
#[must_use]
pub fn returns(story: &Story, exploration: &Exploration, limits: Limits) -> Option<Returns> {
    if !exploration.is_complete {
        return None;
    }
    let mut futures = Futures::of(story, limits)?;
    let mut claims = Vec::new();
    for (index, found) in exploration.nodes.iter().enumerate() {
        if found.states > 0 {
            futures.claims(story, (NodeId::at(index), &found.exits), &mut claims);
        }
    }
    let mut steps = Steps::default();
    let mut effort = Effort {
        steps: MOST_STEPS,
        patience: PATIENCE * story.nodes.len() as u64,
    };
    let engine = Engine::new(story);
    let mut by_node: Vec<Vec<usize>> = vec![Vec::new(); story.nodes.len()];
    for (number, claim) in claims.iter().enumerate() {
        by_node[claim.node.index()].push(number);
    }
    let mut found = Vec::new();
    loop {
        let diagrams = &futures.diagrams;
        play(engine, effort, found, &mut steps, |state, trace| {
            let mut look = Look::Known;
            by_node[state.node.index()].retain(|number| {
                let claim = &mut claims[*number];
                if claim.meet(diagrams, state, trace) {
                    look = Look::New;
                }
                claim.unmet() != 0
            });
            look
        });
        // From what was found by a search, play may come by more.
        let Some(claim) = claims.iter_mut().find(|claim| claim.unmet() != 0) else {
            break;
        };
        found = claim.search(engine, &mut futures.diagrams, &mut steps)?;
        effort.steps = PATIENCE_AFTER;
        effort.patience = PATIENCE_AFTER;
    }
    Some(told(story, &claims, steps))
}

/// For what there may be a state at a node: a bit for each ending.
#[derive(Debug)]
struct Claim {
    node: NodeId,
    about: About,
    /// What may be met, by the values there.
    function: Id,
    /// What the function has for any values.
    possible: u64,
    /// What was met in a state that play comes to.
    met: u64,
    /// Where each of it was met first.
    traces: Vec<(u64, Trace)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// An ending is in reach from the state.
    InReach,
    OutOfReach,
    /// It is in reach, and after the choice it still is.
    Kept(usize),
    /// It is in reach, and after the choice no more.
    Lost(usize),
}

impl Futures {
    /// Puts down for a node, and each of its choices that is ever open, what may be there.
    fn claims(&mut self, story: &Story, at: (NodeId, &[bool]), claims: &mut Vec<Claim>) {
        let (node, exits) = at;
        let diagrams = &mut self.diagrams;
        let here = self.backward.nodes[node.index()];
        let everything = diagrams.bits(all(self.endings));
        let lacks = diagrams.combine(Operation::Less, everything, here);
        let mut found = vec![(About::InReach, here), (About::OutOfReach, lacks)];
        let choices = story.nodes[node.index()].choices().iter().enumerate();
        for (exit, choice) in choices.filter(|(exit, _)| exits[*exit]) {
            let after = self
                .backward
                .after(diagrams, story, &choice.effects, choice.to);
            let before = diagrams.choose(&choice.when, here, Diagrams::NOTHING);
            let lost = diagrams.combine(Operation::Less, before, after);
            let kept = diagrams.combine(Operation::Less, before, lost);
            found.extend([(About::Kept(exit), kept), (About::Lost(exit), lost)]);
        }
        claims.extend(found.into_iter().map(|(about, function)| Claim {
            node,
            about,
            function,
            possible: diagrams.any(function),
            met: 0,
            traces: Vec::new(),
        }));
    }
}

impl Claim {
    /// Returns what may still be met.
    fn unmet(&self) -> u64 {
        self.possible & !self.met
    }

    /// Adds what holds in a state. Returns whether anything is new.
    fn meet(&mut self, diagrams: &Diagrams, state: &State, trace: Trace) -> bool {
        let new = diagrams.at(self.function, &state.values) & !self.met;
        if new != 0 {
            self.met |= new;
            self.traces.push((new, trace));
        }
        new != 0
    }

    /// Looks for a state in which something unmet holds, and returns the way there; nothing where there is none. `None`
    /// where that is not to be known within limits.
    fn search(
        &mut self,
        engine: Engine<'_>,
        diagrams: &mut Diagrams,
        steps: &mut Steps,
    ) -> Option<Vec<(State, Trace)>> {
        let met = diagrams.bits(self.met);
        let unmet = diagrams.combine(Operation::Less, self.function, met);
        let found = diagrams.bits(1);
        let mut sought = vec![Diagrams::NOTHING; engine.story.nodes.len()];
        sought[self.node.index()] = diagrams.combine(Operation::Where, unmet, found);
        let backward = Backward::of(engine.story, Measure::Which, diagrams, &sought)?;
        let leads_on = |state: &State| backward.at(diagrams, state) != 0;
        if !leads_on(&engine.begin(&mut ())) {
            self.possible = self.met;
            return Some(Vec::new());
        }
        let is_there = |state: &State| {
            let is_there = state.node == self.node && diagrams.at(unmet, &state.values) != 0;
            is_there.then_some(())
        };
        let (choices, ()) = walk(engine, leads_on, is_there)?;
        let way = steps.play(engine, &choices);
        let mut is_new = false;
        let node = self.node;
        for (state, trace) in way.iter().filter(|(state, _)| state.node == node) {
            is_new |= self.meet(diagrams, state, *trace);
        }
        is_new.then_some(way)
    }
}

/// Puts together what was met.
fn told(story: &Story, claims: &[Claim], steps: Steps) -> Returns {
    let mut returns = Returns {
        closed: Vec::new(),
        remaining: vec![vec![Share::None; story.endings.len()]; story.nodes.len()],
        steps,
    };
    let endings = || (0..story.endings.len()).map(EndingId::at);
    // Both sides of a question stand beside each other.
    for pair in claims.chunks_exact(2) {
        let (yes, no) = (&pair[0], &pair[1]);
        for ending in endings() {
            let is_met = |claim: &Claim| claim.met & bit(ending) != 0;
            match no.about {
                About::OutOfReach if is_met(yes) => {
                    let share = if is_met(no) { Share::Some } else { Share::All };
                    returns.remaining[no.node.index()][ending.index()] = share;
                }
                About::Lost(choice) if is_met(no) => {
                    let first = no.traces.iter().find(|(bits, _)| bits & bit(ending) != 0);
                    returns.closed.push(NoReturn {
                        node: no.node,
                        choice,
                        ending,
                        closed: if is_met(yes) { Share::Some } else { Share::All },
                        script: first.map_or(Trace::START, |(_, trace)| *trace),
                    });
                }
                _ => {}
            }
        }
    }
    returns
}

fn bit(ending: EndingId) -> u64 {
    1_u64.checked_shl(ending.0).unwrap_or(0)
}

/// Returns the bits of so many endings.
fn all(endings: usize) -> u64 {
    let unused = u32::try_from(64 - endings.min(64)).unwrap_or(0);
    u64::MAX.checked_shr(unused).unwrap_or(0)
}
