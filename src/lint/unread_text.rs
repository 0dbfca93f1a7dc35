//! Texts that no playthrough shows: variants, and the reasons of choices that are never locked.

use super::Covered;
use crate::{
    diagnostic::{Fault, FaultKind},
    explore::{Seen, Sentence},
    story::ProseId,
};

pub(super) fn check(covered: &Covered<'_>, faults: &mut Vec<Fault>) {
    let story = covered.locator.story;
    let is_reason = |prose: ProseId| {
        let choices = story.nodes.iter().flat_map(crate::story::Node::choices);
        choices
            .filter_map(|choice| choice.locked)
            .any(|it| it == prose)
    };
    let never: Vec<&Sentence> = covered
        .coverage
        .sentences
        .iter()
        .filter(|sentence| sentence.read == Seen::Never)
        .collect();
    for sentence in &never {
        // What stands in a text that is never read needs no word of its own; nor what nobody reaches: that is told.
        let is_inside = |outer: &&Sentence| {
            outer.prose == sentence.prose
                && outer.path.len() < sentence.path.len()
                && sentence.path.starts_with(&outer.path)
        };
        // Texts by value must be there for every value, whether it occurs or not.
        let is_owed = covered.locator.is_by_value(sentence.prose, &sentence.path);
        let is_outermost = sentence.path.is_empty() && !is_reason(sentence.prose);
        if never.iter().any(is_inside) || is_owed || is_outermost {
            continue;
        }
        if let Some(span) = covered.locator.text(sentence.prose, &sentence.path) {
            faults.push(Fault::new(FaultKind::UnreadText, span));
        }
    }
}
