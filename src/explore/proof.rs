//! Whether anything is wrong with a story, as fast as that can be told.

use super::{
    Limits,
    dense::{self, Atlas, Counted},
};
use crate::{engine::Engine, story::Story};

/// What is proven of a story. All of it holds for every playthrough if `is_complete`.
#[derive(Debug, PartialEq, Eq)]
pub struct Proof {
    /// Whether every state was visited; if not, a limit was reached or the monitor stopped it.
    pub is_complete: bool,
    /// How many states were visited, routes' and endings' included.
    pub states: u64,
    /// What was reached at each node.
    pub nodes: Vec<Counted>,
    /// Whether every state that was visited has a way to an ending.
    pub is_sound: bool,
}

/// Which states are taken for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merging {
    /// Those that nothing to come can tell apart.
    SameFuture,
    /// None: every variable matters everywhere.
    Nothing,
}

/// How far a proof has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub states: u64,
    /// How many nodes are done, of how many that can be come to.
    pub done: usize,
    pub nodes: usize,
}

/// Looks on while a proof is made.
pub trait Monitor {
    /// Is told after every node; the proof stops where it returns false.
    fn goes_on(&mut self, progress: Progress) -> bool;

    /// Tells whether it stopped the proof.
    fn is_stopped(&self) -> bool {
        false
    }
}

/// Nobody looks on.
#[derive(Debug, Clone, Copy)]
pub struct Unmonitored;

impl Monitor for Unmonitored {
    fn goes_on(&mut self, _: Progress) -> bool {
        true
    }
}

/// Proves that every state that can be reached has a way to an ending, or finds that one has not; `None` where too many
/// bits matter at a node to give each state a bit, that would take more memory than the limit, or a
/// loop goes round too often.
#[must_use]
pub fn prove(
    story: &Story,
    merging: Merging,
    limits: Limits,
    monitor: &mut dyn Monitor,
) -> Option<Proof> {
    let atlas = Atlas::new(Engine::new(story), merging, limits.memory)?;
    Some(dense::reach(&atlas, false, limits, monitor)?.0)
}
