//! Flags and counters that no condition, prose or promise reads.

use std::collections::BTreeSet;

use super::Draft;
use crate::diagnostic::{Fault, FaultKind, Thing};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    let read = draft.written.names_read();
    let read: BTreeSet<&str> = read.iter().map(|name| name.text.as_ref()).collect();
    let world = &draft.written.world;
    let flags = world.flags.iter().map(|flag| (Thing::Flag, &flag.name));
    let counters = world
        .counters
        .iter()
        .map(|counter| (Thing::Counter, &counter.name));
    for (thing, name) in flags.chain(counters) {
        if !read.contains(name.text.as_ref()) {
            let kind = FaultKind::NeverRead {
                thing,
                name: name.text.to_string(),
            };
            faults.push(Fault::new(kind, name.span));
        }
    }
}
