//! Menus that no node uses.

use super::Draft;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    for menu in draft.written.menus() {
        let mut users = draft.written.nodes().filter_map(|node| node.menu.as_ref());
        if !users.any(|used| used.text == menu.name.text) {
            let kind = FaultKind::UnusedMenu(menu.name.text.to_string());
            faults.push(Fault::new(kind, menu.name.span));
        }
    }
}
