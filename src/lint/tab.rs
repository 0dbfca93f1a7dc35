//! Tabs in drawings: no two terminals agree how wide they are.

use super::Draft;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    for stretch in draft.written.stretches() {
        for (at, tab) in stretch.text.match_indices('\t') {
            if stretch.is_drawing {
                let fault = stretch.fault(FaultKind::TabInDrawing, at..at + tab.len());
                faults.push(fault.replacement(Some("    ")));
            }
        }
    }
}
