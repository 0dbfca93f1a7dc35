//! Records that no prose prints.

use std::collections::BTreeSet;

use super::Draft;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    let read = draft.written.names_read();
    let read: BTreeSet<&str> = read.iter().map(|name| name.text.as_ref()).collect();
    for name in &draft.written.world.records {
        if !read.contains(name.text.as_ref()) {
            let kind = FaultKind::UnprintedRecord(name.text.to_string());
            faults.push(Fault::new(kind, name.span));
        }
    }
}
