//! Nodes, choices, routes and endings that no playthrough comes to.

use super::Facts;
use crate::{
    diagnostic::{Fault, FaultKind},
    story::{EndingId, NodeId},
};

pub(super) fn check(facts: &Facts<'_>, faults: &mut Vec<Fault>) {
    if !facts.exploration.is_complete {
        return;
    }
    for (index, (node, found)) in facts
        .story
        .nodes
        .iter()
        .zip(&facts.exploration.nodes)
        .enumerate()
    {
        let id = NodeId::at(index);
        if found.states == 0 {
            let kind = FaultKind::NodeUnreachable(node.name.to_string());
            faults.push(Fault::new(kind, facts.places.node(id)));
            continue;
        }
        for (exit, _) in found.exits.iter().enumerate().filter(|(_, ever)| !**ever) {
            faults.push(if let Some(choice) = node.choices().get(exit) {
                let kind = FaultKind::ChoiceUnreachable {
                    node: node.name.to_string(),
                    choice: choice.name.to_string(),
                };
                Fault::new(kind, facts.places.choice(id, exit))
                    .also(facts.places.node(id), "at this node")
            } else {
                let node = node.name.to_string();
                Fault::new(
                    FaultKind::RouteUnreachable { node },
                    facts.places.route(id, exit),
                )
            });
        }
    }
    for (index, ending) in facts.story.endings.iter().enumerate() {
        let id = EndingId::at(index);
        if facts.exploration.shortest(facts.story, id).is_none() {
            let kind = FaultKind::EndingUnreachable(ending.name.to_string());
            faults.push(Fault::new(kind, facts.places.ending(id)));
        }
    }
}
