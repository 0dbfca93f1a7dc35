//! Choices that never matter: neither a later gate nor a later text can tell which was taken.

use std::collections::BTreeMap;

use super::Facts;
use crate::{
    diagnostic::{Fault, FaultKind},
    source::Span,
    story::NodeId,
};

/// One fault a node, with all of its choices that never matter. A menu's choice is of no use only where it is so at every
/// node that offers it, and is told once, at the first of them.
pub(super) fn check(facts: &Facts<'_>, faults: &mut Vec<Fault>) {
    let mut by_node: BTreeMap<usize, Vec<(usize, Span)>> = BTreeMap::new();
    for (span, uses) in uses(facts) {
        if uses
            .iter()
            .all(|(node, choice)| is_idle(facts, *node, *choice))
        {
            let (node, choice) = uses[0];
            by_node
                .entry(node.index())
                .or_default()
                .push((choice, span));
        }
    }
    for (index, mut idle) in by_node {
        idle.sort_unstable();
        let node = &facts.story.nodes[index];
        let is_whole = idle.len() == open(facts, index).count();
        let name = |(choice, _): &(usize, Span)| node.choices()[*choice].name.to_string();
        let kind = FaultKind::IdleChoice {
            node: node.name.to_string(),
            choices: if is_whole {
                Vec::new()
            } else {
                idle.iter().map(name).collect()
            },
        };
        let mut spans = idle.into_iter().map(|(_, span)| span);
        let fault = if is_whole {
            Some(Fault::new(kind, facts.places.node(NodeId::at(index))))
        } else {
            let first = spans.next().map(|span| Fault::new(kind, span));
            first.map(|fault| spans.fold(fault, |fault, span| fault.also(span, "nor does this")))
        };
        faults.extend(fault);
    }
}

/// Returns where each choice that can be taken is written, with the nodes that offer it, in the order of the story.
fn uses(facts: &Facts<'_>) -> BTreeMap<Span, Vec<(NodeId, usize)>> {
    let mut uses: BTreeMap<Span, Vec<(NodeId, usize)>> = BTreeMap::new();
    for index in 0..facts.story.nodes.len() {
        let node = NodeId::at(index);
        for choice in open(facts, index) {
            let span = facts.places.choice(node, choice);
            uses.entry(span).or_default().push((node, choice));
        }
    }
    uses
}

/// Returns the choices of a node that can be taken.
fn open<'a>(facts: &'a Facts<'_>, node: usize) -> impl Iterator<Item = usize> + 'a {
    let exits = &facts.exploration.nodes[node].exits;
    let choices = 0..facts.story.nodes[node].choices().len();
    choices.filter(|choice| exits.get(*choice).is_some_and(|is_open| *is_open))
}

fn is_idle(facts: &Facts<'_>, node: NodeId, choice: usize) -> bool {
    // What only text remembers is what a writer may well want.
    let mut idle = facts.idle.iter().filter(|idle| !idle.is_read_later);
    idle.any(|idle| idle.node == node && idle.choice.is_none_or(|idle| idle == choice))
}
