//! `//` in text, where it is printed and no comment.

use super::Draft;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    for stretch in draft.written.stretches() {
        if stretch.is_drawing {
            continue;
        }
        let mut line_start = 0;
        for line in stretch.text.split_inclusive('\n') {
            // An address on the net has a colon before it.
            let found = line
                .match_indices("//")
                .find(|(at, _)| !line[..*at].ends_with([':', '/']));
            if let Some((at, _)) = found {
                let range = line_start + at..line_start + line.trim_end().len();
                faults.push(stretch.fault(FaultKind::CommentInText, range));
            }
            line_start += line.len();
        }
    }
}
