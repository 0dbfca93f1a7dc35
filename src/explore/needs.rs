//! Which bits of a state can still matter: strong liveness over the graph of nodes.
//!
//! A bit matters at a node if some way of playing on lets it decide a condition on a choice or a route, or an effect
//! that itself matters. Prose, labels, records and the danger mark decide nothing, so what only they read never matters.
//! States that agree in the bits that matter have the same future; the prover takes them for one.

use std::collections::VecDeque;

use crate::{
    engine::Engine,
    story::{Effect, Exits, Node},
};

/// Returns for every node the bits that matter after arriving there, a mask for each word. The bits `watched` at a node
/// matter there in any case.
pub(super) fn needs(engine: Engine<'_>, watched: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let nodes = &engine.story.nodes;
    let mut sources: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        for to in super::graph::targets(node) {
            sources[to.index()].push(index);
        }
    }
    let mut needs = watched.to_vec();
    let mut waiting: VecDeque<usize> = (0..nodes.len()).rev().collect();
    let mut is_waiting = vec![true; nodes.len()];
    while let Some(index) = waiting.pop_front() {
        is_waiting[index] = false;
        let mut needed = needed_at(engine, &nodes[index], &needs);
        needed
            .iter_mut()
            .zip(&watched[index])
            .for_each(|(bits, watched)| *bits |= watched);
        if needed == needs[index] {
            continue;
        }
        needs[index] = needed;
        for &source in &sources[index] {
            if !is_waiting[source] {
                is_waiting[source] = true;
                waiting.push_back(source);
            }
        }
    }
    needs
}

fn needed_at(engine: Engine<'_>, node: &Node, needs: &[Vec<u64>]) -> Vec<u64> {
    let mut needed = vec![0; engine.story.words];
    let mut lead =
        |when: &crate::story::Condition, effects: &[Effect], to: crate::story::NodeId| {
            let mut before = needs[to.index()].clone();
            engine.needs_before_arrival(to, &mut before);
            Effect::all_need(effects, &mut before);
            when.reads(&mut before);
            needed
                .iter_mut()
                .zip(&before)
                .for_each(|(bits, before)| *bits |= before);
        };
    match &node.exits {
        Exits::Choices(choices) => choices
            .iter()
            .for_each(|choice| lead(&choice.when, &choice.effects, choice.to)),
        Exits::Routes(routes) => routes
            .iter()
            .for_each(|route| lead(&route.when, &route.effects, route.to)),
        Exits::Ending(_) => {}
    }
    needed
}
