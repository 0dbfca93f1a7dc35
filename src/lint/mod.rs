//! What the proof says about a story, as faults at their places. One rule a file.
//!
//! No rule has an idea of its own of what the engine does: each reads what was explored.

mod doomed;
mod endless;
mod promises;
mod stuck;
mod unreachable;

use crate::{
    compile::{Compiled, Places},
    diagnostic::Fault,
    explore::{Exploration, Verdict},
    story::Story,
};

/// What every rule may look at.
struct Facts<'a> {
    story: &'a Story,
    places: &'a Places,
    exploration: &'a Exploration,
    verdicts: &'a [Verdict],
}

type Rule = fn(&Facts<'_>, &mut Vec<Fault>);

const RULES: &[Rule] = &[
    unreachable::check,
    stuck::check,
    endless::check,
    doomed::check,
    promises::check,
];

/// Returns what the rules find, by place. `verdicts` are those on the story's promises, in their order. What nobody reaches is only known after a complete exploration.
#[must_use]
pub fn lint(compiled: &Compiled, exploration: &Exploration, verdicts: &[Verdict]) -> Vec<Fault> {
    let facts = Facts {
        story: &compiled.story,
        places: &compiled.places,
        exploration,
        verdicts,
    };
    let mut faults = Vec::new();
    for rule in RULES {
        rule(&facts, &mut faults);
    }
    faults.sort_by_key(|fault| (fault.span, fault.kind.code()));
    faults
}
