//! Two spaces where one belongs.

use super::Draft;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    for stretch in draft.written.stretches() {
        if stretch.is_drawing {
            continue;
        }
        let mut line_start = 0;
        for line in stretch.text.split_inclusive('\n') {
            // The space at either end of a line is the file's layout, or stands beside a brace.
            let inside = line.trim();
            let base = line_start + line.len() - line.trim_start().len();
            let mut at = 0;
            while let Some(found) = inside[at..].find("  ") {
                let start = at + found;
                let spaces = inside[start..].len() - inside[start..].trim_start_matches(' ').len();
                at = start + spaces;
                let fault = stretch.fault(FaultKind::DoubleSpace, base + start..base + at);
                faults.push(fault.replacement(Some(" ")));
            }
            line_start += line.len();
        }
    }
}
