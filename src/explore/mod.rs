//! The prover: what is true of every playthrough of a story.
//!
//! Walks every state that can be reached, node by node, with the engine's own steps, and counts every playthrough on the
//! way. States are taken together where nothing to come can tell them apart (see `needs`), which changes no answer.
//!
//! # Method
//! The strongly connected components of the graph of nodes are visited so that each comes before those it leads to. A
//! node's states are all known once the nodes before it are done (`sweep`). They are kept sorted, with what the node's
//! exits look at and change in the high bits of their keys (`order`): states that agree there stand side by side, go the
//! same way, and are stepped once for all of them; the rest is merging of sorted lists (`expand`, `run`). A loop of
//! nodes is searched state by state until nothing new turns up (`cycle`). With every state come the number of ways that
//! lead to it, exactly, how likely it is, and a shortest way. What can be reached from where is found by looking back
//! from the endings (`futures`). Whether every sentence is read, and every condition holds and fails, is found by play
//! and by small proofs of their own (`sentences`), and so are the choices that never matter (`matters`) and
//! those after which an ending is lost (`no_return`).
//!
//! First of all, and far faster, whole sets of states are moved as rows of bits (`dense`): that settles whether anything is
//! wrong, but counts no playthroughs and finds no places. Where too many bits matter for that, it is left out.
//!
//! That every state reaches an ending follows by induction over the components, last to first: no state is stuck, and
//! within a loop every state has a way out of it.

mod asked;
mod backward;
mod before;
mod cover;
mod cycle;
mod decide;
mod dense;
mod diagram;
mod expand;
mod findings;
mod futures;
mod graph;
mod key;
mod least;
mod longer;
mod matters;
mod multiply;
mod nearest;
mod needs;
mod no_return;
mod order;
mod plan;
mod play;
mod promises;
mod proof;
mod questions;
mod raw;
mod reading;
mod run;
mod sentences;
mod stepper;
mod steps;
mod survey;
mod sweep;
mod values;
pub mod walk;
mod wide;
mod words;

use crate::{
    engine::Engine,
    story::{EndingId, Exits, NodeId, Story},
};
pub use asked::{Asked, Branch, EffectList};
pub use cover::{Cover, cover};
pub use findings::{End, Findings};
use graph::Edge;
pub use matters::{Idle, idle};
pub use multiply::{Multiplier, multipliers};
pub use nearest::{Way, nearest};
pub use no_return::{Futures, NoReturn, Returns, Share, returns};
use plan::Plan;
pub use promises::{Verdict, judge};
pub use proof::{Merging, Monitor, Progress, Proof, Unmonitored, prove};
pub use raw::what_matters;
pub use sentences::{Coverage, Seen, Sentence, Tested, coverage};
pub use steps::Trace;
pub use survey::survey;
pub use wide::Count;
pub use words::{Words, words};

/// How far an exploration may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most states to visit.
    pub states: u64,
    /// The most memory that sets of states may take, in bytes.
    pub memory: u64,
}

impl Limits {
    /// Returns limits with so many states, or with as many as by default.
    #[must_use]
    pub fn with_states(states: Option<u64>) -> Self {
        let limits = Self::default();
        Self {
            states: states.unwrap_or(limits.states),
            ..limits
        }
    }
}

impl Default for Limits {
    /// Returns a billion states and 4 GiB.
    fn default() -> Self {
        Self {
            states: 1_000_000_000,
            memory: 4 << 30,
        }
    }
}

/// What was found out about a story. All of it holds for every playthrough if `is_complete`.
#[derive(Debug)]
pub struct Exploration {
    /// Whether every state was visited, and all was counted; if not, a limit or somebody stopped the exploration.
    pub is_complete: bool,
    /// Whether it is proven at least that every state reaches an ending, and that nothing is out of reach.
    pub is_proven: bool,
    /// How many states were visited, routes' and endings' included.
    pub states: u64,
    /// What was found at each node.
    pub nodes: Vec<Findings>,
    /// How many playthroughs there are.
    pub playthroughs: Playthroughs,
    /// How many choices a player makes on the average who takes each open one with the same probability, where that was
    /// counted.
    pub mean_choices: Option<f64>,
    /// For each promise of endings in reach, a nearest state that breaks it.
    out_of_reach: Vec<Option<Place>>,
    incoming: Vec<Vec<Edge>>,
    trails: Vec<Trail>,
}

/// A number of playthroughs: distinct sequences of choices from the start to an ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Playthroughs {
    Exactly(Count),
    /// A player can come back to a state they have been in; the place is on such a round.
    Infinite(Place),
    /// More than 2^4096.
    TooMany,
    /// A player can come back to a state they have been in, and elsewhere be caught for ever: which of the rounds lead to
    /// an ending after all was not followed up.
    Unknown,
}

/// A state that was visited, by the number it got at its node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub node: NodeId,
    index: u32,
    /// How many choices lead there at the least.
    pub depth: u32,
}

/// How each state of a node was first reached with the fewest choices: by which edge, from which state before it.
#[derive(Debug, Default)]
struct Trail {
    edges: Vec<u32>,
    from: Vec<u32>,
}

/// The edge of the state in which every playthrough begins.
const START: u32 = u32::MAX;

/// Explores a story.
#[must_use]
pub fn explore(story: &Story, limits: Limits) -> Exploration {
    explore_monitored(story, limits, &mut Unmonitored)
}

/// Explores a story while somebody looks on.
#[must_use]
pub fn explore_monitored(story: &Story, limits: Limits, monitor: &mut dyn Monitor) -> Exploration {
    let plan = Plan::new(Engine::new(story), limits, Vec::new());
    sweep::explore(&plan.with_reaches(promises::reaches(story)), monitor)
}

impl Exploration {
    /// Returns what a proof that was stopped found out.
    #[must_use]
    pub fn stopped(story: &Story, proof: &Proof) -> Self {
        let nodes = proof.nodes.iter().map(|counted| Findings {
            states: counted.states,
            ..Findings::of_exits(&counted.exits)
        });
        Self {
            is_complete: false,
            is_proven: proof.is_complete && proof.is_sound,
            states: proof.states,
            nodes: nodes.collect(),
            playthroughs: Playthroughs::Unknown,
            mean_choices: None,
            out_of_reach: Vec::new(),
            incoming: graph::incoming(story),
            trails: Vec::new(),
        }
    }

    /// Returns a shortest script that leads to a place: the names of its choices.
    #[must_use]
    pub fn script(&self, story: &Story, place: Place) -> Vec<String> {
        let path = self.path(place).into_iter();
        path.filter_map(|edge| story.nodes[edge.from.index()].choices().get(edge.exit))
            .map(|choice| choice.name.to_string())
            .collect()
    }

    /// Returns a shortest way that leads to a place, choices and routes alike.
    fn path(&self, place: Place) -> Vec<Edge> {
        let mut path = Vec::new();
        let (mut node, mut index) = (place.node, place.index as usize);
        loop {
            let trail = &self.trails[node.index()];
            let edge = trail.edges[index];
            if edge == START {
                break;
            }
            let edge = self.incoming[node.index()][edge as usize];
            index = trail.from[index] as usize;
            node = edge.from;
            path.push(edge);
        }
        path.reverse();
        path
    }

    /// Returns the nearest place of an ending, if it can be reached and its places were looked for.
    #[must_use]
    pub fn ending(&self, story: &Story, ending: EndingId) -> Option<Place> {
        let places = self
            .at_ending(story, ending)
            .filter_map(|found| found.nearest);
        places.min_by_key(|place| place.depth)
    }

    /// Returns how many choices it takes at the least to come to an ending; `None` where nobody comes there.
    #[must_use]
    pub fn shortest(&self, story: &Story, ending: EndingId) -> Option<u32> {
        let lengths = self
            .at_ending(story, ending)
            .filter_map(|found| found.shortest);
        lengths.min()
    }

    /// Tells whether anybody was found to come to an ending.
    #[must_use]
    pub fn is_reached(&self, story: &Story, ending: EndingId) -> bool {
        self.at_ending(story, ending).any(|found| found.states > 0)
    }

    /// Returns what was found at the nodes of an ending.
    fn at_ending<'a>(
        &'a self,
        story: &'a Story,
        ending: EndingId,
    ) -> impl Iterator<Item = &'a Findings> {
        let nodes = story.nodes.iter().zip(&self.nodes);
        let here =
            nodes.filter(move |(node, _)| matches!(node.exits, Exits::Ending(id) if id == ending));
        here.map(|(_, found)| found)
    }

    /// Returns what comes to an ending, at all its nodes; `None` where it is never reached, where the exploration is not
    /// complete, or where playthroughs can go round for ever.
    #[must_use]
    pub fn end(&self, story: &Story, ending: EndingId) -> Option<End> {
        let ends = self
            .at_ending(story, ending)
            .filter(|found| found.states > 0);
        let ends: Vec<&End> = ends.filter_map(|found| found.end.as_ref()).collect();
        if ends.is_empty() || !self.is_complete {
            return None;
        }
        let lengths: Option<Vec<&Count>> = ends.iter().map(|end| end.lengths.as_ref()).collect();
        Some(End {
            playthroughs: Count::sum(ends.iter().map(|end| &end.playthroughs)),
            lengths: lengths.map(|lengths| Count::sum(lengths.into_iter())),
            shortest: ends.iter().map(|end| end.shortest).min().unwrap_or(0),
            odds: ends.iter().map(|end| end.odds).sum(),
            odds_error: ends
                .iter()
                .map(|end| end.odds_error + f64::EPSILON)
                .fold(0.0, f64::max),
            longest: ends.iter().map(|end| end.longest).max().unwrap_or(0),
        })
    }
}
