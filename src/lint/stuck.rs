//! States in which nothing is open and no route holds.

use super::Facts;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(facts: &Facts<'_>, faults: &mut Vec<Fault>) {
    for (node, found) in facts.story.nodes.iter().zip(&facts.exploration.nodes) {
        if let Some(place) = found.stuck {
            let kind = FaultKind::Stuck(node.name.to_string());
            let script = facts.exploration.script(facts.story, place);
            faults.push(Fault::new(kind, facts.places.node(place.node)).script(script));
        }
    }
}
