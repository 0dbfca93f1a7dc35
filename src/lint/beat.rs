//! Beats that nobody reads: a node's, for a menu's choice that it leaves out; a menu's own, where every node has another.

use super::Draft;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    for node in draft.written.nodes() {
        for (choice, _) in &node.beats {
            let left_out = node.without.iter().find(|name| name.text == choice.text);
            if let Some(left_out) = left_out {
                let kind = FaultKind::UnusedBeat {
                    node: node.name.text.to_string(),
                    choice: choice.text.to_string(),
                };
                faults.push(Fault::new(kind, choice.span).also(left_out.span, "left out here"));
            }
        }
    }
    for menu in draft.written.menus() {
        let is_this = |name: &crate::syntax::Name<'_>| name.text == menu.name.text;
        let users = draft.written.nodes();
        let users = users.filter(|node| node.menu.as_ref().is_some_and(is_this));
        let users: Vec<_> = users.collect();
        for choice in menu.choices.iter().filter(|choice| choice.then.is_some()) {
            let own = |name: &crate::syntax::Name<'_>| name.text == choice.name.text;
            let replaced = users.iter().all(|node| {
                node.beats.iter().any(|(name, _)| own(name)) || node.without.iter().any(own)
            });
            // A menu that no node uses is a fault of its own.
            if replaced && !users.is_empty() {
                let kind = FaultKind::UnusedBeat {
                    node: menu.name.text.to_string(),
                    choice: choice.name.text.to_string(),
                };
                faults.push(Fault::new(kind, choice.name.span));
            }
        }
    }
}
