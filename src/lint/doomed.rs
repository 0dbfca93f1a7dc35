//! States from which a player can go on for ever but never come to an ending.

use super::Facts;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(facts: &Facts<'_>, faults: &mut Vec<Fault>) {
    for (node, found) in facts.story.nodes.iter().zip(&facts.exploration.nodes) {
        if let Some(place) = found.doomed {
            let kind = FaultKind::Doomed(node.name.to_string());
            let script = facts.exploration.script(facts.story, place);
            faults.push(Fault::new(kind, facts.places.node(place.node)).script(script));
        }
    }
}
