//! Straight quotes in a story whose quotes are curly, or the other way round.

use super::{Draft, written::Stretch};
use crate::diagnostic::{Fault, FaultKind};

const STRAIGHT: &str = "straight";
const CURLY: &str = "curly";

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    let stretches = draft.written.stretches();
    check_kind(
        &stretches,
        '"',
        &['\u{201c}', '\u{201d}', '\u{201e}'],
        faults,
    );
    check_kind(
        &stretches,
        '\'',
        &['\u{2018}', '\u{2019}', '\u{201a}'],
        faults,
    );
}

fn check_kind(stretches: &[Stretch<'_>], straight: char, curly: &[char], faults: &mut Vec<Fault>) {
    let flowing = || stretches.iter().filter(|stretch| !stretch.is_drawing);
    let count = |quotes: &[char]| -> usize {
        flowing()
            .map(|stretch| stretch.text.matches(quotes).count())
            .sum()
    };
    let is_straight = count(&[straight]) >= count(curly);
    let odd = if is_straight { curly } else { &[straight] };
    let (found, usual) = if is_straight {
        (CURLY, STRAIGHT)
    } else {
        (STRAIGHT, CURLY)
    };
    for stretch in flowing() {
        for (at, quote) in stretch.text.match_indices(odd) {
            let kind = FaultKind::MixedQuotes { found, usual };
            let fault = stretch.fault(kind, at..at + quote.len());
            // A straight double quote may end the text; which curly one is meant depends on the sense.
            let better = (is_straight && straight == '\'').then_some("'");
            faults.push(fault.replacement(better));
        }
    }
}
