//! Names for what can be asked of a story: a text inside prose, and a condition where it stands.

use crate::story::{NodeId, ProseId};

/// One of the texts that a piece of prose chooses between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Branch {
    /// The index of the piece.
    pub piece: usize,
    /// The index of the text: by value, the value; else 0 where the condition holds and 1 where it fails.
    pub text: usize,
}

/// Where a condition stands. What several nodes share, such as a menu's choice, stands at the first of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    Choice {
        node: NodeId,
        choice: usize,
    },
    Route {
        node: NodeId,
        route: usize,
    },
    /// In a list of effects, by the index of the effect and, where it is a named one, the index inside it.
    Effect {
        list: EffectList,
        path: Vec<usize>,
    },
    /// In prose: the branches that lead to the piece, and its index.
    Prose {
        prose: ProseId,
        path: Vec<Branch>,
        piece: usize,
    },
}

/// A list of effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EffectList {
    Enter(NodeId),
    Choice { node: NodeId, choice: usize },
    Route { node: NodeId, route: usize },
}
