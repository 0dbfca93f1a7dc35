//! A shortest script to a node or an ending, without a visit to every state.
//!
//! How many choices it takes from each state, for all values at once, is worked out from the goal back (`diagram`): one
//! more than the least of where the open choices lead; what a route leads to takes as many. In a loop this is repeated
//! until nothing changes (Bellman 1958). From the start it is then a matter of always taking a choice after which it
//! takes one less.

use super::{
    Limits,
    backward::{Backward, Measure},
    diagram::{Diagrams, most_nodes},
};
use crate::{
    engine::{Engine, State},
    story::{NodeId, Story},
};

/// What a goal is worth at the goal; each choice before it is worth one less, and 0 never comes there.
const AT_THE_GOAL: u64 = 1 << 40;

/// The most nodes of the diagrams.
const MOST_NODES: usize = 4_000_000;

/// Whether some nodes can be come to, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// The names of the choices of a shortest script.
    Script(Vec<String>),
    /// No playthrough comes there; proven.
    Never,
    /// That would take more memory than the limit.
    Unknown,
}

/// Returns a shortest way to any of some nodes.
#[must_use]
pub fn nearest(story: &Story, goals: &[NodeId], limits: Limits) -> Way {
    way(story, goals, limits).unwrap_or(Way::Unknown)
}

fn way(story: &Story, goals: &[NodeId], limits: Limits) -> Option<Way> {
    let mut diagrams = Diagrams::new(story, most_nodes(limits, MOST_NODES));
    let mut sought = vec![Diagrams::NOTHING; story.nodes.len()];
    for goal in goals {
        sought[goal.index()] = diagrams.bits(AT_THE_GOAL);
    }
    let backward = Backward::of(story, Measure::HowFar, &mut diagrams, &sought)?;
    let worth = |state: &State| backward.at(&diagrams, state);
    let engine = Engine::new(story);
    let mut state = engine.begin(&mut ());
    if worth(&state) == 0 {
        return Some(Way::Never);
    }
    let mut script = Vec::new();
    while !goals.contains(&state.node) {
        let here = worth(&state);
        let mut next = None;
        for (_, choice) in engine.open(&state) {
            let mut after = state.clone();
            engine.take(&mut after, choice, &mut ());
            if worth(&after) == here + 1 {
                next = Some((choice, after));
                break;
            }
        }
        match next {
            Some((choice, after)) => {
                script.push(choice.name.to_string());
                state = after;
            }
            None => {
                engine.follow(&mut state, &mut ())?;
            }
        }
    }
    Some(Way::Script(script))
}
