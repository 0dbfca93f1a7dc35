//! What the author swears about every playthrough.

use super::{Condition, EndingId, NodeId};

/// A claim with the name that the author gave it.
#[derive(Debug, Clone)]
pub struct Promise {
    pub name: String,
    pub claim: Claim,
}

/// What is claimed.
#[derive(Debug, Clone)]
pub enum Claim {
    /// The condition holds whenever a player stands at the node, or at any node.
    Always {
        at: Option<NodeId>,
        condition: Condition,
    },
    /// From every state at the node, at least so many of the endings can be reached.
    CanReach {
        at: NodeId,
        endings: Vec<EndingId>,
        at_least: usize,
    },
    /// Every one of the endings keeps within the bounds.
    Ends {
        endings: Vec<EndingId>,
        bounds: Bounds,
    },
    /// The choice at this index is open whenever a player stands at the node.
    Open { at: NodeId, choice: usize },
    /// Wherever a player chooses, the number of open choices is within these bounds.
    Options { at_least: usize, at_most: usize },
}

/// Bounds on what comes to an ending; what is `None` is not bounded.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bounds {
    /// The share of a player who chooses at random, from 0 to 1.
    pub share: Option<(f64, f64)>,
    pub choices_at_least: Option<u64>,
    pub choices_at_most: Option<u64>,
    pub playthroughs_at_least: Option<u64>,
}
