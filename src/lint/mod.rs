//! What the proof says about a story, as faults at their places. One rule a file.
//!
//! No rule has an idea of its own of what the engine does: each reads what was explored.

mod doomed;
mod endless;
mod stuck;
mod unreachable;

use crate::{
    compile::{Compiled, Places},
    diagnostic::Fault,
    explore::Exploration,
    story::Story,
};

/// What every rule may look at.
struct Facts<'a> {
    story: &'a Story,
    places: &'a Places,
    exploration: &'a Exploration,
}

type Rule = fn(&Facts<'_>, &mut Vec<Fault>);

const RULES: &[Rule] = &[
    unreachable::check,
    stuck::check,
    endless::check,
    doomed::check,
];

/// Returns what the rules find, by place. What nobody reaches is only known after a complete exploration.
#[must_use]
pub fn lint(compiled: &Compiled, exploration: &Exploration) -> Vec<Fault> {
    let facts = Facts {
        story: &compiled.story,
        places: &compiled.places,
        exploration,
    };
    let mut faults = Vec::new();
    for rule in RULES {
        rule(&facts, &mut faults);
    }
    faults.sort_by_key(|fault| (fault.span, fault.kind.code()));
    faults
}
