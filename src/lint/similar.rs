//! Names that differ from another by an underscore or a plural only: `log` and `logs`.

use std::collections::BTreeMap;

use super::Draft;
use crate::{
    diagnostic::{Fault, FaultKind, Thing},
    syntax::Name,
};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    let written = &draft.written;
    let world = &written.world;
    let values = names(Thing::Flag, world.flags.iter().map(|flag| &flag.name))
        .chain(names(
            Thing::Counter,
            world.counters.iter().map(|counter| &counter.name),
        ))
        .chain(names(Thing::Record, world.records.iter()))
        .chain(names(
            Thing::Effect,
            world.effects.iter().map(|(name, _)| name),
        ));
    compare(values, faults);
    compare(
        names(Thing::Act, world.acts.iter().map(|act| &act.name)),
        faults,
    );
    compare(
        names(
            Thing::Ending,
            world.endings.iter().map(|ending| &ending.name),
        ),
        faults,
    );
    compare(
        names(Thing::Page, world.pages.iter().map(|page| &page.name)),
        faults,
    );
    compare(
        names(Thing::Menu, written.menus().map(|menu| &menu.name)),
        faults,
    );
    compare(
        names(Thing::Node, written.nodes().map(|node| &node.name)),
        faults,
    );
    let menus = written.menus().map(|menu| &menu.choices);
    for choices in menus.chain(written.nodes().filter_map(|node| node.choices.as_ref())) {
        compare(
            names(Thing::Choice, choices.iter().map(|choice| &choice.name)),
            faults,
        );
    }
}

fn names<'w, 'a: 'w>(
    thing: Thing,
    names: impl Iterator<Item = &'w Name<'a>>,
) -> impl Iterator<Item = (Thing, &'w Name<'a>)> {
    names.map(move |name| (thing, name))
}

fn compare<'w, 'a: 'w>(
    names: impl Iterator<Item = (Thing, &'w Name<'a>)>,
    faults: &mut Vec<Fault>,
) {
    let mut known: BTreeMap<String, (Thing, &Name<'_>)> = BTreeMap::new();
    for (thing, name) in names {
        let Some((other_thing, other)) = known.get(&stem(&name.text)) else {
            known.insert(stem(&name.text), (thing, name));
            continue;
        };
        let kind = FaultKind::SimilarNames {
            thing,
            name: name.text.to_string(),
            other_thing: *other_thing,
            other: other.text.to_string(),
        };
        faults.push(Fault::new(kind, name.span).also(other.span, "the other stands here"));
    }
}

/// Returns what is left of a name without underscores and the ending of a plural.
fn stem(name: &str) -> String {
    let joined = name.replace('_', "");
    let singular = joined
        .strip_suffix("es")
        .or_else(|| joined.strip_suffix('s'));
    match singular {
        // `boss` is no plural, and `s` alone is a name.
        Some(stem) if stem.len() > 1 && !stem.ends_with('s') => stem.to_owned(),
        _ => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn plurals_and_underscores_do_not_tell_names_apart() {
        assert_eq!(stem("log"), stem("logs"));
        assert_eq!(stem("box"), stem("boxes"));
        assert_eq!(stem("ring_walk"), stem("ringwalk"));
        assert_ne!(stem("bos"), stem("boss"));
        assert_ne!(stem("m_alone"), stem("m_alone2"));
    }
}
