//! Points of no return: the choices after which an ending can no longer be had, and which endings remain from where.
//!
//! # Method
//! Which endings can still be reached is a function of the node and the values there. It is worked out for all values at
//! once, from the endings back (`diagram`): at a node it is what any open choice, or the route that is taken, leads on
//! to, before its effects; in a loop this is repeated until nothing changes (the least fixpoint, from nothing upwards).
//! So what remains from a state is looked up, not searched for.
//!
//! What the functions say of values that no playthrough has is not what a player meets. So each claim about reachable
//! states is settled by a state that play by chance comes to, or else by visiting every state with an eye on it.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{
    Exploration, Limits,
    diagram::{Diagrams, Id, Operation},
    graph,
    plan::{Plan, Watch},
    play::{Effort, Look, play},
    steps::{Steps, Trace},
    sweep,
};
use crate::{
    engine::{Engine, State},
    story::{Change, Condition, Effect, EndingId, Exits, NodeId, Story},
};

/// Which endings can be reached from every state, reachable or not.
#[derive(Debug)]
pub struct Futures {
    diagrams: Diagrams,
    nodes: Vec<Id>,
    endings: usize,
}

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
    /// Where it is closed; `None` where only the visit of every state showed it.
    script: Option<Trace>,
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
    pub fn of(story: &Story) -> Option<Self> {
        Self::unless(story, &AtomicBool::new(false))
    }

    /// Works out what can be reached, or gives up, with `None`, where it stopped being wanted.
    #[must_use]
    pub fn unless(story: &Story, is_unwanted: &AtomicBool) -> Option<Self> {
        if story.endings.len() > 64 {
            return None;
        }
        let mut futures = Self {
            diagrams: Diagrams::new(story),
            nodes: vec![Diagrams::NOTHING; story.nodes.len()],
            endings: story.endings.len(),
        };
        for component in graph::components(story, story.start?).iter().rev() {
            let mut has_changed = true;
            while has_changed {
                has_changed = false;
                for &node in component.nodes.iter().rev() {
                    let future = futures.what_is_left(story, node);
                    if futures.diagrams.is_full() || is_unwanted.load(Ordering::Relaxed) {
                        return None;
                    }
                    has_changed |= component.is_loop && future != futures.nodes[node.index()];
                    futures.nodes[node.index()] = future;
                }
            }
        }
        futures.diagrams.keep(&mut futures.nodes);
        Some(futures)
    }

    /// Returns the endings that can be reached from a state.
    pub fn endings(&self, state: &State) -> impl Iterator<Item = EndingId> {
        let bits = self.bits(state);
        let ids = (0..self.endings).map(EndingId::at);
        ids.filter(move |ending| bits & bit(*ending) != 0)
    }

    fn bits(&self, state: &State) -> u64 {
        self.diagrams
            .at(self.nodes[state.node.index()], &state.values)
    }

    fn what_is_left(&mut self, story: &Story, node: NodeId) -> Id {
        match &story.nodes[node.index()].exits {
            Exits::Ending(ending) => self.diagrams.bits(bit(*ending)),
            Exits::Choices(choices) => choices.iter().fold(Diagrams::NOTHING, |all, choice| {
                let taken = self.after(story, &choice.effects, choice.to);
                let open = self.diagrams.choose(&choice.when, taken, Diagrams::NOTHING);
                self.diagrams.combine(Operation::Either, all, open)
            }),
            // The first that holds is taken.
            Exits::Routes(routes) => routes.iter().rev().fold(Diagrams::NOTHING, |rest, route| {
                let taken = self.after(story, &route.effects, route.to);
                self.diagrams.choose(&route.when, taken, rest)
            }),
        }
    }

    /// Returns what can be reached after effects and the arrival at a node, by the values before them.
    fn after(&mut self, story: &Story, effects: &[Effect], to: NodeId) -> Id {
        let target = &story.nodes[to.index()];
        let mut future = self.diagrams.before(&target.enter, self.nodes[to.index()]);
        if let Some(visits) = target.visits {
            let field = story.variables[visits.index()].field;
            let count = Effect {
                when: Condition::Always,
                change: Change::Add { field, amount: 1 },
            };
            future = self.diagrams.before(&[count], future);
        }
        self.diagrams.before(effects, future)
    }
}

impl Returns {
    /// Returns the script to a state in which a choice closes an ending, that choice included.
    #[must_use]
    pub fn script(&self, story: &Story, point: &NoReturn) -> Option<Vec<String>> {
        let trace = point.script?;
        let mut script = self.steps.script(story, trace);
        let choices = story.nodes[point.node.index()].choices();
        script.push(choices[point.choice].name.clone());
        Some(script)
    }
}

/// How long to play by chance: the most steps, and for every node, how many more after something new was found.
const MOST_STEPS: u64 = 1_000_000;
const PATIENCE: u64 = 300;

/// The most tests of a condition that is looked for in every state.
const MOST_TESTS: usize = 4_000;

/// Finds the points of no return of a story that was explored. `None` where a limit was met.
#[must_use]
pub fn returns(story: &Story, exploration: &Exploration, limits: Limits) -> Option<Returns> {
    if !exploration.is_complete {
        return None;
    }
    let futures = Futures::of(story)?;
    let mut met = Met::new(story);
    let mut steps = Steps::default();
    let effort = Effort {
        steps: MOST_STEPS,
        patience: PATIENCE * story.nodes.len() as u64,
    };
    let engine = Engine::new(story);
    play(engine, effort, &mut steps, |state, trace| {
        met.look(engine, &futures, state, trace)
    });
    met.settle(engine, exploration, futures, limits)?;
    Some(met.returns(story, exploration, steps))
}

/// What was met at a node or on an exit, a bit for each ending.
#[derive(Debug, Clone, Default)]
struct Bits {
    /// In reach from some state, and after the exit.
    kept: u64,
    /// Out of reach from some state, or in reach from it and no longer after the exit.
    lost: u64,
    /// For each ending, where it was lost.
    traces: Vec<(u64, Trace)>,
}

struct Met {
    nodes: Vec<Bits>,
    /// By node and choice.
    choices: Vec<Vec<Bits>>,
}

impl Met {
    fn new(story: &Story) -> Self {
        let choices = story
            .nodes
            .iter()
            .map(|node| vec![Bits::default(); node.choices().len()]);
        Self {
            nodes: vec![Bits::default(); story.nodes.len()],
            choices: choices.collect(),
        }
    }

    fn look(&mut self, engine: Engine<'_>, futures: &Futures, state: &State, trace: Trace) -> Look {
        let all = all(futures.endings);
        let before = futures.bits(state);
        let mut is_new = self.nodes[state.node.index()].add(before, all & !before, trace);
        let choices = engine.story.nodes[state.node.index()].choices();
        for (choice, met) in choices.iter().zip(&mut self.choices[state.node.index()]) {
            // What can be learnt of this choice was learnt.
            if choice.when.holds(&state.values) && before & !(met.kept & met.lost) != 0 {
                let mut next = state.clone();
                engine.take(&mut next, choice, &mut ());
                let after = futures.bits(&next);
                is_new |= met.add(before & after, before & !after, trace);
            }
        }
        if is_new { Look::New } else { Look::Known }
    }

    /// Settles what was not met by visiting every state. `None` where a limit was met.
    fn settle(
        &mut self,
        engine: Engine<'_>,
        exploration: &Exploration,
        mut futures: Futures,
        limits: Limits,
    ) -> Option<()> {
        let story = engine.story;
        let all = all(futures.endings);
        let mut watches = Vec::new();
        let mut asked: Vec<(NodeId, Option<usize>, u64, bool)> = Vec::new();
        let everything = futures.diagrams.bits(all);
        for (index, node) in story.nodes.iter().enumerate() {
            let found = &exploration.nodes[index];
            if found.states == 0 {
                continue;
            }
            let id = NodeId::at(index);
            let here = futures.nodes[index];
            let lacks = futures.diagrams.combine(Operation::Less, everything, here);
            let mut open = vec![(None, true, here), (None, false, lacks)];
            for (exit, choice) in node
                .choices()
                .iter()
                .enumerate()
                .filter(|it| found.exits[it.0])
            {
                let after = futures.after(story, &choice.effects, choice.to);
                let before = futures
                    .diagrams
                    .choose(&choice.when, here, Diagrams::NOTHING);
                let lost = futures.diagrams.combine(Operation::Less, before, after);
                let kept = futures.diagrams.combine(Operation::Less, before, lost);
                open.extend([(Some(exit), true, kept), (Some(exit), false, lost)]);
            }
            for (exit, is_kept, function) in open {
                let met = match exit {
                    None => &self.nodes[index],
                    Some(exit) => &self.choices[index][exit],
                };
                let known = if is_kept { met.kept } else { met.lost };
                let mut unmet = futures.diagrams.any(function) & !known;
                while unmet != 0 {
                    let ending = unmet & unmet.wrapping_neg();
                    unmet &= !ending;
                    let mut most = MOST_TESTS;
                    let condition = futures.diagrams.condition(function, ending, &mut most)?;
                    watches.push(Watch {
                        at: Some(id),
                        condition: super::before::Rewriter::new(story).negated(&condition),
                    });
                    asked.push((id, exit, ending, is_kept));
                }
            }
        }
        if watches.is_empty() {
            return Some(());
        }
        let visited = sweep::visit(&Plan::new(engine, limits, watches));
        if !visited.is_complete {
            return None;
        }
        for (watch, (node, exit, ending, is_kept)) in asked.into_iter().enumerate() {
            if visited.nodes[node.index()].broken[watch].is_some() {
                let met = match exit {
                    None => &mut self.nodes[node.index()],
                    Some(exit) => &mut self.choices[node.index()][exit],
                };
                let bits = if is_kept {
                    &mut met.kept
                } else {
                    &mut met.lost
                };
                *bits |= ending;
            }
        }
        Some(())
    }

    fn returns(self, story: &Story, exploration: &Exploration, steps: Steps) -> Returns {
        let mut returns = Returns {
            steps,
            ..Returns::default()
        };
        let endings = || (0..story.endings.len()).map(EndingId::at);
        for (index, met) in self.nodes.iter().enumerate() {
            let is_reached = exploration.nodes[index].states > 0;
            let share = |ending| match (met.kept & bit(ending), met.lost & bit(ending)) {
                (0, _) => Share::None,
                (_, 0) => Share::All,
                _ => Share::Some,
            };
            let shares = endings().map(|ending| {
                if is_reached {
                    share(ending)
                } else {
                    Share::None
                }
            });
            returns.remaining.push(shares.collect());
            for (choice, met) in self.choices[index].iter().enumerate() {
                for ending in endings().filter(|ending| met.lost & bit(*ending) != 0) {
                    let trace = met.traces.iter().find(|(bits, _)| bits & bit(ending) != 0);
                    let is_kept = met.kept & bit(ending) != 0;
                    returns.closed.push(NoReturn {
                        node: NodeId::at(index),
                        choice,
                        ending,
                        closed: if is_kept { Share::Some } else { Share::All },
                        script: trace.map(|(_, trace)| *trace),
                    });
                }
            }
        }
        returns
    }
}

impl Bits {
    /// Adds what was met. Returns whether anything is new.
    fn add(&mut self, kept: u64, lost: u64, trace: Trace) -> bool {
        let is_new = (kept & !self.kept) | (lost & !self.lost) != 0;
        if lost & !self.lost != 0 {
            self.traces.push((lost & !self.lost, trace));
        }
        self.kept |= kept;
        self.lost |= lost;
        is_new
    }
}

fn bit(ending: EndingId) -> u64 {
    1_u64.checked_shl(ending.0).unwrap_or(0)
}

/// Returns the bits of so many endings.
fn all(endings: usize) -> u64 {
    let unused = u32::try_from(64 - endings.min(64)).unwrap_or(0);
    u64::MAX.checked_shr(unused).unwrap_or(0)
}
