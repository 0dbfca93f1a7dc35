//! Choices of one screen of which one's name begins with the other's.

use super::Draft;
use crate::{
    diagnostic::{Fault, FaultKind},
    story::{Choice, Condition, NodeId},
};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    for (index, node) in draft.story.nodes.iter().enumerate() {
        let choices = node.choices();
        for (short_index, short) in choices.iter().enumerate() {
            for (long_index, long) in choices.iter().enumerate() {
                let begins = long.name.len() > short.name.len()
                    && long.name.starts_with(short.name.as_str());
                if !begins || !can_be_open_together(short, long) {
                    continue;
                }
                let kind = FaultKind::PrefixName {
                    node: node.name.to_string(),
                    short: short.name.to_string(),
                    long: long.name.to_string(),
                };
                let id = NodeId::at(index);
                let place = draft.places.choice(id, long_index);
                let other = draft.places.choice(id, short_index);
                faults.push(Fault::new(kind, place).also(other, "the beginning"));
            }
        }
    }
}

/// Tells whether both choices may be shown at once, as far as their conditions alone tell.
pub(super) fn can_be_open_together(first: &Choice, second: &Choice) -> bool {
    let both = vec![first.when.clone(), second.when.clone()];
    let is_shown_locked = first.locked.is_some() || second.locked.is_some();
    is_shown_locked || Condition::all(both) != Condition::Never
}
