//! What is worked out about a story before its states are visited.

use super::{
    Limits,
    futures::Reach,
    graph::{self, Component},
    key::Layout,
    needs, order,
    stepper::Rule,
};
use crate::{
    engine::Engine,
    story::{Condition, Field, NodeId},
};

/// A condition that is to hold wherever a player stands, or at one node.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    pub at: Option<NodeId>,
    pub condition: Condition,
}

/// How a story is explored.
#[derive(Debug)]
pub(super) struct Plan<'s> {
    pub engine: Engine<'s>,
    pub limits: Limits,
    pub layouts: Vec<Layout>,
    /// For every node, the bits that its exits look at or change.
    pub touched: Vec<Vec<u64>>,
    pub order: Vec<Field>,
    pub components: Vec<Component>,
    pub watches: Vec<Watch>,
    pub rule: Rule,
    /// What is promised to be in reach.
    pub reaches: Vec<Reach>,
    /// The nodes whose states are kept for looking back.
    pub kept: Vec<bool>,
}

impl<'s> Plan<'s> {
    /// Plans to visit every state, with an eye on what is watched.
    pub fn new(engine: Engine<'s>, limits: Limits, watches: Vec<Watch>) -> Self {
        Self::with_rule(engine, limits, watches, Rule::Exact)
    }

    /// Plans to follow just what decides what is watched, and to take every choice and route that may be open for all
    /// that is known then. What holds in all that this visits holds in every state; what fails in it may hold after all.
    /// (An existential abstraction: Clarke, Grumberg and Long 1994.)
    pub fn loose(engine: Engine<'s>, limits: Limits, watches: Vec<Watch>) -> Self {
        Self::with_rule(engine, limits, watches, Rule::Loose)
    }

    fn with_rule(engine: Engine<'s>, limits: Limits, watches: Vec<Watch>, rule: Rule) -> Self {
        let nodes = engine.story.nodes.len();
        let mut read = vec![vec![0; engine.story.words]; nodes];
        for (index, bits) in read.iter_mut().enumerate() {
            for watch in watches
                .iter()
                .filter(|watch| watch.is_at(NodeId::at(index)))
            {
                watch.condition.reads(bits);
            }
        }
        let needs = needs::needs(engine, &read, rule);
        let touched = order::touched(engine, &needs);
        let order = order::order(engine, &touched);
        Self {
            engine,
            limits,
            layouts: needs
                .into_iter()
                .map(|needs| Layout::new(needs, &order))
                .collect(),
            touched,
            order,
            components: graph::components(engine.story, engine.story.start.unwrap_or(NodeId(0))),
            watches,
            rule,
            reaches: Vec::new(),
            kept: vec![false; nodes],
        }
    }

    /// Follows what is promised to be in reach, too.
    pub fn with_reaches(mut self, reaches: Vec<Reach>) -> Self {
        self.kept = graph::led_to(self.engine.story, reaches.iter().map(|reach| reach.at));
        self.reaches = reaches;
        self
    }

    /// Returns how many bits the widest key takes.
    pub fn width(&self) -> u32 {
        self.layouts
            .iter()
            .map(|layout| layout.width)
            .max()
            .unwrap_or(0)
    }

    /// Returns the conditions that are to hold at a node, each with its number.
    pub fn watches_at(&self, node: NodeId) -> impl Iterator<Item = (usize, &Condition)> {
        let watches = self.watches.iter().enumerate();
        let here = watches.filter(move |(_, watch)| watch.is_at(node));
        here.map(|(number, watch)| (number, &watch.condition))
    }
}

impl Watch {
    fn is_at(&self, node: NodeId) -> bool {
        self.at.is_none_or(|at| at == node)
    }
}
