//! Where the parts of a compiled story stand in its files.

use crate::{
    source::Span,
    story::{EndingId, NodeId, ProseId},
};

/// The places of a story's parts, by their ids. Kept beside the story, never in it.
#[derive(Debug, Default)]
pub struct Places {
    pub(super) nodes: Vec<Node>,
    /// Of every choice's name and of every route, node by node.
    pub(super) exits: Vec<Span>,
    pub(super) endings: Vec<Span>,
    pub(super) proses: Vec<Span>,
    pub(super) promises: Vec<Span>,
}

#[derive(Debug)]
pub(super) struct Node {
    pub name: Span,
    /// Which of the exits is its first.
    pub first: usize,
}

impl Places {
    /// Returns the place of a node's name.
    #[must_use]
    pub fn node(&self, node: NodeId) -> Span {
        self.nodes[node.index()].name
    }

    /// Returns the place of a choice's name, which for a menu's choice is in the menu.
    #[must_use]
    pub fn choice(&self, node: NodeId, choice: usize) -> Span {
        self.exits[self.nodes[node.index()].first + choice]
    }

    /// Returns the place of a route.
    #[must_use]
    pub fn route(&self, node: NodeId, route: usize) -> Span {
        self.exits[self.nodes[node.index()].first + route]
    }

    /// Returns the place where an ending is declared.
    #[must_use]
    pub fn ending(&self, ending: EndingId) -> Span {
        self.endings[ending.index()]
    }

    /// Returns the place of the name of the promise at this index.
    #[must_use]
    pub fn promise(&self, promise: usize) -> Span {
        self.promises[promise]
    }

    /// Returns the place of a stretch of prose, quotes included.
    #[must_use]
    pub fn prose(&self, prose: ProseId) -> Span {
        self.proses[prose.index()]
    }
}
