//! What the states of a node can still come to, as functions of the values there, worked out from the end back.
//!
//! At a node it is what is sought there, and what any open choice, or the route that is taken, leads on to, before its
//! effects (`diagram`); in a loop this is repeated until nothing changes (the least fixpoint, from nothing upwards:
//! `McMillan` 1993, chapter 2). The functions are exact, for values that play comes to and for all others alike.

use std::collections::HashSet;

use super::{
    decide::{Answer, Probe},
    diagram::{Diagrams, Id, Operation},
    graph,
    steps::{Steps, Trace},
};
use crate::{
    engine::{Engine, State},
    story::{Change, Condition, Effect, Exits, NodeId, Story},
};

/// What every state can come to, by node.
#[derive(Debug)]
pub(super) struct Backward {
    pub nodes: Vec<Id>,
    measure: Measure,
}

/// What is known of what can be come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// A bit for each thing that is sought.
    Which,
    /// A number that is the larger the fewer choices it takes: one less for each. 0 never comes there.
    HowFar,
}

/// The most states that are played for one way.
const MOST_PLAYED: usize = 200_000;

impl Backward {
    /// Works out what leads to what is sought at each node; `None` where the functions grow too large.
    pub fn of(
        story: &Story,
        measure: Measure,
        diagrams: &mut Diagrams,
        sought: &[Id],
    ) -> Option<Self> {
        Self::of_while(story, measure, diagrams, sought, &|| true)
    }

    /// Works it out for as long as it is wanted.
    pub fn of_while(
        story: &Story,
        measure: Measure,
        diagrams: &mut Diagrams,
        sought: &[Id],
        is_wanted: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let mut backward = Self {
            nodes: sought.to_vec(),
            measure,
        };
        for component in graph::components(story, story.start?).iter().rev() {
            let mut has_changed = true;
            while has_changed {
                has_changed = false;
                for &node in component.nodes.iter().rev() {
                    let onwards = backward.onwards(diagrams, story, node);
                    let here = sought[node.index()];
                    let all = diagrams.combine(measure.join(), here, onwards);
                    if diagrams.is_full() || !is_wanted() {
                        return None;
                    }
                    has_changed |= component.is_loop && all != backward.nodes[node.index()];
                    backward.nodes[node.index()] = all;
                }
            }
        }
        Some(backward)
    }

    /// Returns what a state can come to.
    pub fn at(&self, diagrams: &Diagrams, state: &State) -> u64 {
        diagrams.at(self.nodes[state.node.index()], &state.values)
    }

    fn onwards(&self, diagrams: &mut Diagrams, story: &Story, node: NodeId) -> Id {
        match &story.nodes[node.index()].exits {
            Exits::Ending(_) => Diagrams::NOTHING,
            Exits::Choices(choices) => choices.iter().fold(Diagrams::NOTHING, |all, choice| {
                let mut taken = self.after(diagrams, story, &choice.effects, choice.to);
                if self.measure == Measure::HowFar {
                    let one = diagrams.bits(1);
                    taken = diagrams.combine(Operation::Minus, taken, one);
                }
                let open = diagrams.choose(&choice.when, taken, Diagrams::NOTHING);
                diagrams.combine(self.measure.join(), all, open)
            }),
            // The first that holds is taken.
            Exits::Routes(routes) => routes.iter().rev().fold(Diagrams::NOTHING, |rest, route| {
                let taken = self.after(diagrams, story, &route.effects, route.to);
                diagrams.choose(&route.when, taken, rest)
            }),
        }
    }

    /// Returns what is come to after effects and the arrival at a node, by the values before them.
    pub fn after(
        &self,
        diagrams: &mut Diagrams,
        story: &Story,
        effects: &[Effect],
        to: NodeId,
    ) -> Id {
        let target = &story.nodes[to.index()];
        let mut onwards = diagrams.before(&target.enter, self.nodes[to.index()]);
        if let Some(visits) = target.visits {
            let field = story.variables[visits.index()].field;
            let count = Effect {
                when: Condition::Always,
                change: Change::Add { field, amount: 1 },
            };
            onwards = diagrams.before(&[count], onwards);
        }
        diagrams.before(effects, onwards)
    }
}

impl Measure {
    /// Returns what makes one of two ways on.
    fn join(self) -> Operation {
        match self {
            Self::Which => Operation::Either,
            Self::HowFar => Operation::Larger,
        }
    }
}

/// Decides whether a state of any of the kinds can be reached. `None` where that grows too large.
pub(super) fn decide(engine: Engine<'_>, most: usize, probes: &[Probe]) -> Option<Answer> {
    let story = engine.story;
    let mut diagrams = Diagrams::new(story, most);
    let mut sought = vec![Diagrams::NOTHING; story.nodes.len()];
    let found = diagrams.bits(1);
    for probe in probes {
        let here = diagrams.choose(&probe.when, found, Diagrams::NOTHING);
        let sought = &mut sought[probe.node.index()];
        *sought = diagrams.combine(Operation::Either, *sought, here);
        if diagrams.is_full() {
            return None;
        }
    }
    let backward = Backward::of(story, Measure::Which, &mut diagrams, &sought)?;
    let leads_on = |state: &State| backward.at(&diagrams, state) != 0;
    if !leads_on(&engine.begin(&mut ())) {
        return Some(Answer::Never);
    }
    let is_its =
        |state: &State, probe: &Probe| probe.node == state.node && probe.when.holds(&state.values);
    let is_there = |state: &State| probes.iter().position(|probe| is_its(state, probe));
    let (choices, probe) = walk(engine, leads_on, is_there)?;
    Some(Answer::Reached { choices, probe })
}

/// Plays to a state that is sought, only ever on to states that lead to one. `None` where loops make that long.
pub(super) fn walk<T>(
    engine: Engine<'_>,
    leads_on: impl Fn(&State) -> bool,
    is_there: impl Fn(&State) -> Option<T>,
) -> Option<(Vec<(NodeId, usize)>, T)> {
    let mut steps = Steps::default();
    let mut known = HashSet::new();
    let mut waiting = vec![(engine.begin(&mut ()), Trace::START)];
    while let Some((state, trace)) = waiting.pop() {
        if let Some(found) = is_there(&state) {
            return Some((steps.choices(trace), found));
        }
        if !leads_on(&state) || !known.insert(state.clone()) {
            continue;
        }
        if known.len() > MOST_PLAYED {
            return None;
        }
        for (exit, choice) in engine.open(&state) {
            let mut next = state.clone();
            engine.take(&mut next, choice, &mut ());
            waiting.push((next, steps.add(trace, state.node, exit)));
        }
        let mut next = state;
        if engine.follow(&mut next, &mut ()).is_some() {
            waiting.push((next, trace));
        }
    }
    None
}
