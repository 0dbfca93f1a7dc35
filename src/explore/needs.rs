//! Which bits of a state can still matter: strong liveness over the graph of nodes.
//!
//! A bit matters at a node if some way of playing on lets it decide a condition on a choice or a route, or an effect
//! that itself matters. Prose, labels, records and the danger mark decide nothing, so what only they read never matters.
//! States that agree in the bits that matter have the same future; the prover takes them for one.

use std::collections::VecDeque;

use super::{
    graph::{self, Sources},
    stepper::Rule,
};
use crate::{
    engine::Engine,
    story::{Effect, Node},
};

/// Returns for every node the bits that matter after arriving there, a mask for each word. The bits `watched` at a node
/// matter there in any case; by the loose rule, nothing matters because a choice or a route asks for it.
pub(super) fn needs(engine: Engine<'_>, watched: &[Vec<u64>], rule: Rule) -> Vec<Vec<u64>> {
    let nodes = &engine.story.nodes;
    let sources = Sources::of(engine.story);
    let mut needs = watched.to_vec();
    let mut waiting: VecDeque<usize> = (0..nodes.len()).rev().collect();
    let mut is_waiting = vec![true; nodes.len()];
    while let Some(index) = waiting.pop_front() {
        is_waiting[index] = false;
        let mut needed = needed_at(engine, &nodes[index], &needs, rule);
        needed
            .iter_mut()
            .zip(&watched[index])
            .for_each(|(bits, watched)| *bits |= watched);
        if needed == needs[index] {
            continue;
        }
        needs[index] = needed;
        for source in sources.of_node(index) {
            if !is_waiting[source] {
                is_waiting[source] = true;
                waiting.push_back(source);
            }
        }
    }
    needs
}

fn needed_at(engine: Engine<'_>, node: &Node, needs: &[Vec<u64>], rule: Rule) -> Vec<u64> {
    let mut needed = vec![0; engine.story.words];
    for way in graph::ways(node) {
        let mut before = needs[way.to.index()].clone();
        engine.needs_before_arrival(way.to, &mut before);
        Effect::all_need(way.effects, &mut before);
        if rule == Rule::Exact {
            way.when.reads(&mut before);
        }
        needed
            .iter_mut()
            .zip(&before)
            .for_each(|(bits, before)| *bits |= before);
    }
    needed
}
