//! Flags and counters that are read, but that no effect changes.

use std::collections::BTreeSet;

use super::Draft;
use crate::diagnostic::{Fault, FaultKind, Thing};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    let changed = draft
        .written
        .effects()
        .map(|effect| effect.target.text.as_ref());
    let changed: BTreeSet<&str> = changed.collect();
    let read = draft.written.names_read();
    let world = &draft.written.world;
    let flags = world.flags.iter().map(|flag| (Thing::Flag, &flag.name));
    let counters = world
        .counters
        .iter()
        .map(|counter| (Thing::Counter, &counter.name));
    for (thing, name) in flags.chain(counters) {
        // Where nothing reads it either, `never_read` says so.
        let reader = read.iter().find(|reader| reader.text == name.text);
        if let (Some(reader), false) = (reader, changed.contains(name.text.as_ref())) {
            let kind = FaultKind::NeverChanged {
                thing,
                name: name.text.to_string(),
            };
            faults.push(Fault::new(kind, name.span).also(reader.span, "read here"));
        }
    }
}
