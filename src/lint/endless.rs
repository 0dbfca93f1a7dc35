//! Routes that lead round for ever, so that a turn never ends.

use super::Facts;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(facts: &Facts<'_>, faults: &mut Vec<Fault>) {
    for (node, found) in facts.story.nodes.iter().zip(&facts.exploration.nodes) {
        if let Some(place) = found.endless {
            let kind = FaultKind::EndlessRoutes(node.name.to_string());
            let script = facts.exploration.script(facts.story, place);
            faults.push(Fault::new(kind, facts.places.node(place.node)).script(script));
        }
    }
}
