//! Three dots in a story that has the sign for them elsewhere, or the other way round.

use super::Draft;
use crate::diagnostic::{Fault, FaultKind};

const DOTS: &str = "...";
const SIGN: &str = "\u{2026}";

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    let mut stretches = draft.written.stretches();
    stretches.retain(|stretch| !stretch.is_drawing);
    let count = |words: &str| -> usize {
        let found = stretches
            .iter()
            .map(|stretch| stretch.text.matches(words).count());
        found.sum()
    };
    let (odd, better, found, usual) = if count(DOTS) >= count(SIGN) {
        (SIGN, DOTS, "one sign", "three dots")
    } else {
        (DOTS, SIGN, "three dots", "one sign")
    };
    for stretch in &stretches {
        for (at, _) in stretch.text.match_indices(odd) {
            let kind = FaultKind::MixedEllipsis { found, usual };
            let fault = stretch.fault(kind, at..at + odd.len());
            faults.push(fault.replacement(Some(better)));
        }
    }
}
