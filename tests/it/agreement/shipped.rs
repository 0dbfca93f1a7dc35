//! The shipped story beside the reference: from where random paths come to each act, to a depth limit.
//!
//! The reference steps full states, and knows nothing of what is read later. What it comes to is what the engine comes to,
//! and every ending that it finds ahead is one that the prover says is still to be had; where it can go on to the end of
//! all that may come, there are no others.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use fifteen::{
    compile::compile,
    explore::{Futures, Limits},
    story::EndingId,
};

use super::{case::Case, read, walk};
use crate::{
    reference::{
        graph::Graph,
        model::Exits,
        run::{End, Reference},
        tally::Tally,
    },
    support::shipped_sources,
};

/// How many random paths there are, and for how many choices every way is followed from where they come to an act.
const PATHS: usize = 5;
const CHOICES: usize = 3;

/// The most states after one that the reference explores.
const MOST_STATES: usize = 1_000;

#[test]
fn the_shipped_story_agrees_with_the_reference_from_the_doors_of_every_act() {
    let sources = shipped_sources();
    let case = Case {
        seed: 1985,
        model: read::model(&sources),
        tally: Tally::default(),
        files: Vec::new(),
        compiled: compile(&sources).expect("a story without faults"),
        graph: Graph {
            states: Vec::new(),
            steps: Vec::new(),
        },
    };
    let story = case.story();
    let futures = Futures::of(story, Limits::default()).expect("it fits");
    let reference = Reference::new(&case.model, &case.tally);
    let mut turns: BTreeMap<String, usize> = BTreeMap::new();
    let mut open: HashSet<EndingId> = HashSet::new();
    let (mut whole, mut found) = (0, BTreeSet::new());
    walk::acts(&case, PATHS, CHOICES, |act, is_entry, state, turn| {
        *turns.entry(act.to_owned()).or_default() += 1;
        if is_entry {
            open = futures.endings(state).collect();
        }
        if let End::Ending(ending) = &turn.end {
            let is_open = open
                .iter()
                .any(|it| story.endings[it.index()].name == *ending);
            assert!(is_open, "{ending} was out of reach, and is reached");
            found.insert(ending.clone());
        }
        if is_entry
            && let Some(graph) =
                Graph::explore_from(&reference, turn.moment.state.clone(), MOST_STATES)
        {
            whole += 1;
            let endings =
                graph
                    .states
                    .iter()
                    .filter_map(|state| match &case.model.node(&state.node).exits {
                        Exits::Ending(ending) => Some(ending.as_str()),
                        Exits::Choices(_) | Exits::Routes(_) => None,
                    });
            let endings: BTreeSet<&str> = endings.collect();
            let open = open
                .iter()
                .map(|it| story.endings[it.index()].name.as_str());
            assert_eq!(endings, open.collect(), "{state:?}");
        }
    });
    assert_eq!(turns.len(), story.acts.len(), "every act: {turns:?}");
    assert!(turns.values().all(|turns| *turns > 50), "{turns:?}");
    assert!(whole > 0, "some acts are gone through whole");
    assert!(found.len() > 3, "{found:?}");
}
