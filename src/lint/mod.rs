//! What can be said of a story beyond its being well formed, as faults at their places. One rule a file.
//!
//! A rule looks at the story as written or at what the proof found; none has an idea of its own of what the engine does.

mod alias;
mod article;
mod asked;
mod beat;
mod comment;
mod constant_condition;
mod doomed;
mod ellipsis;
mod endless;
mod idle_choice;
mod label_length;
mod menu;
mod named_effect;
mod never_changed;
mod never_read;
mod one_option;
mod prefix;
mod promises;
mod quotes;
mod record;
mod same_label;
mod screen;
mod similar;
mod spaces;
mod stuck;
mod tab;
mod unreachable;
mod unread_text;
mod written;

use crate::{
    compile::{Compiled, Places},
    diagnostic::{Fault, Level, Levels},
    explore::{Coverage, Exploration, Idle, Verdict},
    source::Sources,
    story::Story,
};
use asked::Locator;
use written::Written;

/// What the rules may look at that need no proof.
struct Draft<'a> {
    written: Written<'a>,
    story: &'a Story,
    places: &'a Places,
}

/// What the rules may look at that need the proof.
struct Facts<'a> {
    story: &'a Story,
    places: &'a Places,
    exploration: &'a Exploration,
    verdicts: &'a [Verdict],
    idle: &'a [Idle],
}

/// What the rules may look at that need to know what is ever read, and what is ever true.
struct Covered<'a> {
    locator: Locator<'a, 'a>,
    coverage: &'a Coverage,
}

const DRAFT_RULES: &[fn(&Draft<'_>, &mut Vec<Fault>)] = &[
    never_read::check,
    never_changed::check,
    record::check,
    menu::check,
    beat::check,
    alias::check,
    named_effect::check,
    similar::check,
    label_length::check,
    same_label::check,
    prefix::check,
    screen::check,
    spaces::check,
    quotes::check,
    ellipsis::check,
    article::check,
    comment::check,
    tab::check,
];

const PROOF_RULES: &[fn(&Facts<'_>, &mut Vec<Fault>)] = &[
    unreachable::check,
    stuck::check,
    endless::check,
    doomed::check,
    promises::check,
    one_option::check,
    idle_choice::check,
];

/// Returns what the rules find that need no proof, by place: warnings among them, and nothing that the story allows.
#[must_use]
pub fn draft(sources: &Sources, compiled: &Compiled) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(written) = Written::read(sources) {
        let draft = Draft {
            written,
            story: &compiled.story,
            places: &compiled.places,
        };
        for rule in DRAFT_RULES {
            rule(&draft, &mut faults);
        }
    }
    judged(faults, &compiled.levels)
}

/// Returns what the rules find that need the proof, by place. `verdicts` are those on the story's promises, in their
/// order; `idle` are the choices that never matter. What nobody reaches is only known after a complete exploration.
#[must_use]
pub fn lint(
    compiled: &Compiled,
    exploration: &Exploration,
    verdicts: &[Verdict],
    idle: &[Idle],
) -> Vec<Fault> {
    let facts = Facts {
        story: &compiled.story,
        places: &compiled.places,
        exploration,
        verdicts,
        idle,
    };
    let mut faults = Vec::new();
    for rule in PROOF_RULES {
        rule(&facts, &mut faults);
    }
    judged(faults, &compiled.levels)
}

/// Returns what the rules find that need to know what is ever read and ever true, by place.
#[must_use]
pub fn coverage(sources: &Sources, compiled: &Compiled, coverage: &Coverage) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(written) = Written::read(sources) {
        let covered = Covered {
            locator: Locator {
                written: &written,
                story: &compiled.story,
                places: &compiled.places,
            },
            coverage,
        };
        unread_text::check(&covered, &mut faults);
        constant_condition::check(&covered, &mut faults);
    }
    judged(faults, &compiled.levels)
}

/// Gives each fault the level that its code has in this story; what is allowed goes.
fn judged(mut faults: Vec<Fault>, levels: &Levels) -> Vec<Fault> {
    for fault in &mut faults {
        fault.level = levels.of(fault.kind.code());
    }
    faults.retain(|fault| fault.level != Level::Allow);
    faults.sort_by_key(|fault| (fault.span, fault.kind.code()));
    faults.dedup();
    faults
}
