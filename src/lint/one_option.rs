//! Screens where a player has one choice only.

use super::Facts;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(facts: &Facts<'_>, faults: &mut Vec<Fault>) {
    for (node, found) in facts.story.nodes.iter().zip(&facts.exploration.nodes) {
        if let (Some((1, place)), false) = (found.fewest, node.choices().is_empty()) {
            let kind = FaultKind::OneOption(node.name.to_string());
            let script = facts.exploration.script(facts.story, place);
            faults.push(Fault::new(kind, facts.places.node(place.node)).script(script));
        }
    }
}
