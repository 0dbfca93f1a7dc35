//! Whether a state of some kind can be reached, decided with as few variables as that takes.
//!
//! # Method
//! First of all, what leads to such a state is worked out for all values at once, from there back to the start
//! (`backward`). That is exact, and quick where what is asked hangs together with little. Where it grows too large, the
//! rest of this file decides.
//!
//! That follows at first only the variables that decide what is asked, and takes every choice and route that may be open for
//! all that is known then (`Plan::loose`). More can happen so than in play, and never less: where no state of the kind
//! turns up, none can be reached. Where one does, its way is played with the engine. If that comes through, it is a
//! script. If not, it stopped at a gate that was taken for open, and what that gate reads is followed too. This is
//! repeated: counterexample-guided abstraction refinement (Clarke, Grumberg, Jha, Lu and Veith 2000). Every round adds a
//! gate, so it ends; with all gates added, what is followed is just what the whole proof follows.
//!
//! # Exactness
//! What is followed is closed: an effect on a followed variable makes the variables followed that its own condition
//! reads (`needs`). So along any way the followed values are those of play, and a way that plays ends in a state of the
//! kind. Nothing is ever hashed away or sampled: the answer is a script or a proof, or that a limit was met.

use std::collections::BTreeSet;

use super::{
    Exploration, Limits, Place, backward,
    before::Rewriter,
    diagram::most_nodes,
    graph::Edge,
    plan::{Plan, Watch},
    sweep,
};
use crate::{
    engine::Engine,
    story::{Condition, Exits, NodeId},
};

/// A kind of state: at a node, with a condition that holds there.
#[derive(Debug, Clone)]
pub(super) struct Probe {
    pub node: NodeId,
    pub when: Condition,
}

/// Whether a state of some kinds can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Reached {
        /// The choices that lead there: node and index.
        choices: Vec<(NodeId, usize)>,
        /// Which of the kinds it is.
        probe: usize,
    },
    Never,
    /// A limit was met.
    Unknown,
}

/// The most states of one round of refinement.
const ROUND: u64 = 2_000_000;

/// The most nodes of the diagrams for one decision: beyond that, following little at a time is better.
const MOST_NODES: usize = 100_000;

/// How many states may be visited for all decisions together.
#[derive(Debug)]
pub(super) struct Budget {
    left: u64,
    /// Whether the whole proof stays within the limit.
    is_whole: bool,
    /// The most nodes of the diagrams for one decision.
    diagram_nodes: usize,
}

impl Budget {
    /// Returns a budget of as many states as the limit that a story was explored with.
    pub fn new(exploration: &Exploration, limits: Limits) -> Self {
        Self {
            left: limits.states,
            is_whole: exploration.is_complete,
            diagram_nodes: most_nodes(limits, MOST_NODES),
        }
    }

    fn spend(&mut self, exploration: &Exploration) {
        self.left = self.left.saturating_sub(exploration.states);
    }
}

/// Decides whether a state of any of the kinds can be reached.
pub(super) fn decide(
    engine: Engine<'_>,
    rewriter: &Rewriter,
    budget: &mut Budget,
    probes: &[Probe],
) -> Answer {
    if let Some(answer) = backward::decide(engine, budget.diagram_nodes, probes) {
        return answer;
    }
    let watch = |probe: &Probe| Watch {
        at: Some(probe.node),
        condition: rewriter.negated(&probe.when),
    };
    let watches: Vec<Watch> = probes.iter().map(watch).collect();
    let mut gates = BTreeSet::new();
    loop {
        let mut followed = watches.clone();
        followed.extend(gates.iter().map(|gate| gate_watch(engine, *gate)));
        let round = Limits {
            memory: Limits::default().memory,
            states: budget.left.min(ROUND),
        };
        let exploration = sweep::visit(&Plan::loose(engine, round, followed));
        budget.spend(&exploration);
        let Some((probe, place)) = nearest(&exploration, watches.len()) else {
            if exploration.is_complete {
                return Answer::Never;
            }
            return decide_exactly(engine, budget, watches);
        };
        match played(engine, &exploration.path(place)) {
            Ok(choices) => return Answer::Reached { choices, probe },
            // A gate that is followed is known, so that no way goes wrong at it again.
            Err(gate) if gates.insert(gate) => {}
            Err(_) => return Answer::Unknown,
        }
    }
}

/// Decides with everything followed that any gate reads.
fn decide_exactly(engine: Engine<'_>, budget: &mut Budget, watches: Vec<Watch>) -> Answer {
    if !budget.is_whole {
        return Answer::Unknown;
    }
    let count = watches.len();
    let limits = Limits {
        memory: Limits::default().memory,
        states: budget.left,
    };
    let exploration = sweep::visit(&Plan::new(engine, limits, watches));
    budget.spend(&exploration);
    match nearest(&exploration, count) {
        Some((probe, place)) => match played(engine, &exploration.path(place)) {
            Ok(choices) => Answer::Reached { choices, probe },
            Err(_) => Answer::Unknown,
        },
        None if exploration.is_complete => Answer::Never,
        None => Answer::Unknown,
    }
}

/// Returns a watch that makes what a gate reads followed to its node.
fn gate_watch(engine: Engine<'_>, (node, exit): (NodeId, usize)) -> Watch {
    let inner = &engine.story.nodes[node.index()];
    let choice = inner.choices().get(exit).map(|choice| &choice.when);
    let condition = choice.or_else(|| inner.routes().get(exit).map(|route| &route.when));
    Watch {
        at: Some(node),
        condition: condition.cloned().unwrap_or(Condition::Always),
    }
}

/// Returns a nearest state in which one of the first `count` watches fails, and which.
fn nearest(exploration: &Exploration, count: usize) -> Option<(usize, Place)> {
    let broken = exploration
        .nodes
        .iter()
        .flat_map(|found| found.broken[..count].iter().enumerate());
    broken
        .filter_map(|(watch, place)| Some((watch, (*place)?)))
        .min_by_key(|(_, place)| place.depth)
}

/// Plays a way. Returns its choices, or the gate that does not let it through.
fn played(engine: Engine<'_>, way: &[Edge]) -> Result<Vec<(NodeId, usize)>, (NodeId, usize)> {
    let mut state = engine.begin(&mut ());
    let mut choices = Vec::new();
    for edge in way {
        match &engine.story.nodes[edge.from.index()].exits {
            Exits::Choices(known) => {
                let choice = &known[edge.exit];
                if !choice.when.holds(&state.values) {
                    return Err((edge.from, edge.exit));
                }
                choices.push((edge.from, edge.exit));
                engine.take(&mut state, choice, &mut ());
            }
            Exits::Routes(routes) => {
                let is_wrong =
                    |exit: &usize| routes[*exit].when.holds(&state.values) != (*exit == edge.exit);
                if let Some(exit) = (0..=edge.exit).find(is_wrong) {
                    return Err((edge.from, exit));
                }
                engine.follow(&mut state, &mut ());
            }
            Exits::Ending(_) => break,
        }
    }
    Ok(choices)
}
