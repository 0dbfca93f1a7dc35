//! Former names of choices that another choice of the same screen goes by.

use std::collections::BTreeMap;

use super::Draft;
use crate::{
    diagnostic::{Fault, FaultKind},
    source::Span,
    syntax::{Choice, Name},
};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    let mut useful: BTreeMap<Span, (&Name<'_>, bool)> = BTreeMap::new();
    for node in draft.written.nodes() {
        let mut menus = draft.written.menus();
        let menu = node.menu.as_ref();
        let menu = menu.and_then(|name| menus.find(|menu| menu.name.text == name.text));
        let left_out = |choice: &&Choice<'_>| {
            !node
                .without
                .iter()
                .any(|name| name.text == choice.name.text)
        };
        let shared = menu.iter().flat_map(|menu| &menu.choices).filter(left_out);
        let choices: Vec<&Choice<'_>> = shared.chain(node.choices.iter().flatten()).collect();
        for (index, choice) in choices.iter().enumerate() {
            for alias in &choice.aliases {
                let is_name = choices.iter().any(|other| other.name.text == alias.text);
                let earlier = choices[..index].iter().flat_map(|other| &other.aliases);
                let is_free =
                    !is_name && !earlier.into_iter().any(|known| known.text == alias.text);
                useful.entry(alias.span).or_insert((alias, false)).1 |= is_free;
            }
        }
    }
    for (span, (alias, is_useful)) in useful {
        if !is_useful {
            faults.push(Fault::new(
                FaultKind::UnusedAlias(alias.text.to_string()),
                span,
            ));
        }
    }
}
