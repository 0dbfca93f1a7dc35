//! Conditions that always hold where they stand, or never do.

use super::Covered;
use crate::{
    diagnostic::{Fault, FaultKind},
    explore::{Asked, Branch, Seen},
    story::ProseId,
};

pub(super) fn check(covered: &Covered<'_>, faults: &mut Vec<Fault>) {
    for tested in &covered.coverage.conditions {
        let always = match (tested.holds, tested.fails) {
            (Seen::Shown(_), Seen::Never) => true,
            (Seen::Never, Seen::Shown(_)) => false,
            _ => continue,
        };
        let is_told = match &tested.asked {
            // A choice that is never open and a route that is never taken are faults of their own.
            Asked::Choice { .. } | Asked::Route { .. } => !always,
            Asked::Effect { .. } => false,
            // So is a text that is never read.
            Asked::Prose { prose, path, piece } => {
                let text = usize::from(always);
                let mut path = path.clone();
                path.push(Branch {
                    piece: *piece,
                    text,
                });
                is_unread(covered, *prose, &path)
            }
        };
        if let Some(span) = covered
            .locator
            .condition(&tested.asked)
            .filter(|_| !is_told)
        {
            faults.push(Fault::new(FaultKind::ConstantCondition { always }, span));
        }
    }
}

fn is_unread(covered: &Covered<'_>, prose: ProseId, path: &[Branch]) -> bool {
    let mut sentences = covered.coverage.sentences.iter();
    sentences.any(|sentence| {
        sentence.prose == prose && sentence.path == path && sentence.read == Seen::Never
    })
}
