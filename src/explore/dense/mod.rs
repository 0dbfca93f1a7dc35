//! Whole sets of states, a bit for each that can be thought of at a node.
//!
//! Where few bits of a state matter at a node and can differ there, a set of its states is a row of bits, and a choice
//! moves sixty-four states at once (`flow`). That proves in a fraction of a second what takes minutes state by state; it
//! says that something is wrong, not where: the sweep over sorted states finds the nearest place and a script.

mod account;
mod arrange;
mod covered;
mod flow;
mod futures;
mod layout;
mod lengths;
mod mover;
mod moves;
mod pour;
mod rank;
mod reach;
mod schedule;
mod set;
mod store;
mod tally;
mod visit;

use super::{
    Merging,
    graph::{self, Component},
    needs, order,
    stepper::Rule,
    values,
};
use crate::{
    engine::Engine,
    story::{Condition, Node, NodeId},
    threads,
};
use flow::Flow;
pub(super) use futures::futures;
use layout::Layout;
pub(super) use lengths::at_least;
pub(super) use pour::is_always_open;
pub use reach::Counted;
pub(super) use reach::reach;
pub(super) use set::Set;
pub(super) use tally::{Tally, is_countable, tally};

/// How states are numbered and moved at every node.
#[derive(Debug)]
pub(super) struct Atlas<'s> {
    pub engine: Engine<'s>,
    pub layouts: Vec<Layout>,
    pub flows: Vec<Vec<Flow>>,
    pub components: Vec<Component>,
}

impl<'s> Atlas<'s> {
    /// Works out the numbers of all states; `None` where a set of a node's states would take a good part of the `memory`.
    pub fn new(engine: Engine<'s>, merging: Merging, memory: u64) -> Option<Self> {
        let story = engine.story;
        let nodes = story.nodes.len();
        let is_large = nodes >= WORTH_A_THREAD;
        let ((needs, touched), (components, known)) = threads::both(
            is_large,
            || {
                let needs = needs(engine, merging);
                let each = story.nodes.iter();
                let each = each.map(|node| touched(engine, node, &needs));
                let touched: Vec<Vec<Vec<u64>>> = each.collect();
                (needs, touched)
            },
            || {
                let components = graph::components(story, story.start.unwrap_or(NodeId(0)));
                let known = values::known(engine, &components);
                (components, known)
            },
        );
        let arranged = arrange::arrange(engine, &needs, &known, &touched);
        let both = arranged.into_iter().zip(&known);
        let layouts: Vec<Layout> = both.map(|(bits, known)| Layout::new(bits, known)).collect();
        // Beside a node's own set there are those of its neighbours, and room to work in.
        let size = |layout: &Layout| 1_u64.checked_shl(u32::try_from(layout.width()).ok()?);
        let is_small = |layout| size(layout).is_some_and(|bits| bits <= memory);
        if !layouts.iter().all(is_small) {
            return None;
        }
        let flows = threads::map(is_large, nodes, |index| {
            let ways = graph::ways(&story.nodes[index]).zip(&touched[index]);
            let flows = ways.map(|(way, touched)| {
                let ends = (&layouts[index], &layouts[way.to.index()]);
                Flow::new((NodeId::at(index), way.exit, way.to), touched.clone(), ends)
            });
            flows.collect()
        });
        Some(Self {
            engine,
            layouts,
            flows,
            components,
        })
    }

    /// Returns the condition of an exit.
    pub fn when(&self, flow: &Flow) -> &'s Condition {
        let node = &self.engine.story.nodes[flow.node.index()];
        let choice = node.choices().get(flow.exit).map(|choice| &choice.when);
        let route = node.routes().get(flow.exit).map(|route| &route.when);
        choice.or(route).unwrap_or(&Condition::Never)
    }

    /// Returns how many words a set of a node's states takes.
    pub fn words(&self, node: NodeId) -> usize {
        self.layouts[node.index()].words()
    }
}

/// So many nodes are worth a second thread: fewer are done before it has started.
const WORTH_A_THREAD: usize = 1 << 8;

/// Returns for every node the bits that matter there.
fn needs(engine: Engine<'_>, merging: Merging) -> Vec<Vec<u64>> {
    let story = engine.story;
    match merging {
        Merging::SameFuture => {
            let unwatched = vec![vec![0; story.words]; story.nodes.len()];
            needs::needs(engine, &unwatched, Rule::Exact)
        }
        Merging::Nothing => {
            let mut all = vec![0; story.words];
            for variable in &story.variables {
                all[variable.field.word] |= variable.field.bits();
            }
            vec![all; story.nodes.len()]
        }
    }
}

/// Returns what each way out of a node touches.
fn touched(engine: Engine<'_>, node: &Node, needs: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let ways = graph::ways(node).map(|way| {
        let mut touched = vec![0; engine.story.words];
        order::touch(engine, &way, &needs[way.to.index()], &mut touched);
        touched
    });
    ways.collect()
}
