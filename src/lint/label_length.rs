//! Labels that can be longer than a line of choices holds.

use std::collections::BTreeSet;

use super::{Draft, screen::longest};
use crate::{
    diagnostic::{Fault, FaultKind},
    story::Node,
};

/// The most characters a label should have.
const MOST: usize = 60;

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    let choices = draft.story.nodes.iter().flat_map(Node::choices);
    let labels: BTreeSet<_> = choices.map(|choice| choice.say).collect();
    for label in labels {
        let length = longest(draft.story, label, |reading| reading.chars().count());
        if length > MOST {
            let place = draft.places.prose(label);
            faults.push(Fault::new(FaultKind::LongLabel(length), place));
        }
    }
}
