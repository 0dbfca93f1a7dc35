//! The engine and the prover agree with the reference on hundreds of stories that no writer would write.

mod ahead;
mod answers;
mod case;
mod counts;
mod enumeration;
mod features;
mod promises;
mod prover;
mod read;
mod sentences;
mod shipped;
mod walk;

use fifteen::session::Session;

use crate::reference::{model::Exits, tally::Tally};
use case::Case;

#[test]
fn the_engine_agrees_with_the_reference_on_every_path() {
    let mut whole = 0;
    for case in Case::all(0) {
        let walked = walk::walk(&case);
        if !walked.is_whole {
            continue;
        }
        whole += 1;
        let graph = &case.graph;
        for node in case
            .model
            .nodes
            .iter()
            .filter(|node| matches!(node.exits, Exits::Ending(_)))
        {
            let here: Vec<bool> = graph
                .states
                .iter()
                .map(|state| state.node == node.name)
                .collect();
            let paths = walked
                .endings
                .iter()
                .filter(|ending| **ending == node.name)
                .count();
            assert_eq!(
                graph.ways_to(&here),
                Some(paths as u128),
                "{}\n{}",
                node.name,
                case.text()
            );
        }
    }
    assert!(
        whole > *case::STORIES / 2,
        "most stories are followed to every end: {whole}"
    );
}

#[test]
fn the_prover_agrees_with_naive_enumeration() {
    let narrow = Case::all(1).filter(prover::compare).count() as u64;
    assert!(
        narrow > *case::STORIES / 2,
        "most stories are proven by whole sets of states: {narrow}"
    );
}

#[test]
fn the_prover_counts_what_a_walk_of_every_path_counts() {
    let whole = Case::all(2).filter(enumeration::walk).count() as u64;
    assert!(
        whole > *case::STORIES / 2,
        "most stories are walked to every end: {whole}"
    );
}

#[test]
fn play_that_keeps_nothing_tells_what_turns_tell() {
    for case in Case::all(3) {
        enumeration::play(&case);
    }
}

#[test]
fn every_sentence_is_read_and_every_condition_asked_as_naive_enumeration_says() {
    let mut found = sentences::Found::default();
    for case in Case::all(4) {
        found.add(&sentences::compare(&case));
    }
    found.check();
}

#[test]
fn what_matters_what_is_lost_and_what_covers_agree_with_naive_enumeration() {
    let found = answers::Found::default();
    for case in Case::all(5) {
        found.add(&answers::compare(&case));
    }
    found.check();
}

#[test]
fn scripts_with_former_names_play_the_same() {
    for case in Case::all(6) {
        for node in &case.model.nodes {
            let id = case.story().node(&node.name);
            assert!(id.is_some_and(|id| case.name(id) == node.name));
            for alias in &node.aliases {
                assert_eq!(case.story().node(alias), id, "{alias}");
            }
        }
        let Ok(mut session) = Session::begin(case.story()) else {
            continue;
        };
        let reference = case.reference();
        let mut turn = reference.first_turn();
        for _ in 0..20 {
            let choices = case.model.choices(case.model.node(&turn.moment.state.node));
            let open = reference.view(&turn.moment).open;
            let Some((name, ..)) = open.last() else {
                break;
            };
            let choice = choices
                .iter()
                .find(|choice| choice.name == *name)
                .expect("it is open");
            let called = choice.aliases.first().unwrap_or(name);
            turn = reference.next_turn(&turn.moment, name).expect("it is open");
            if session.choose(called).is_err() {
                break;
            }
            let node = case.name(session.turn().state.node);
            assert_eq!(
                node,
                turn.moment.state.node,
                "after `{called}`\n{}",
                case.text()
            );
        }
        let steps = session.script().steps;
        let mut again = Session::begin(case.story()).expect("it began before");
        for step in &steps {
            again.choose(step).expect("it was chosen before");
        }
        assert_eq!(again.turn(), session.turn());
    }
}

#[test]
fn every_feature_of_the_language_is_exercised() {
    let tally = Tally::default();
    for case in Case::all(7) {
        features::note(&case);
        tally.add(&case.tally);
    }
    assert_eq!(tally.rarer_than(5), [], "features met too rarely");
}
