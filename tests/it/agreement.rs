//! The engine and the prover agree with the reference on hundreds of stories that no writer would write.

mod case;
mod prover;
mod walk;

use std::collections::BTreeMap;

use fifteen::session::Session;

use crate::reference::{
    model::{Exits, Model},
    run::End,
    tally::Tally,
};
use case::Case;

#[test]
fn the_engine_agrees_with_the_reference_on_every_path() {
    let mut whole = 0;
    for case in Case::all() {
        let walked = walk::walk(&case);
        if !walked.is_whole {
            continue;
        }
        whole += 1;
        let graph = case.graph();
        for node in case.model.nodes.iter().filter(|node| matches!(node.exits, Exits::Ending(_))) {
            let here: Vec<bool> = graph.states.iter().map(|state| state.node == node.name).collect();
            let paths = walked.endings.iter().filter(|ending| **ending == node.name).count();
            assert_eq!(graph.ways_to(&here), Some(paths as u128), "{}\n{}", node.name, case.text());
        }
    }
    assert!(whole > case::STORIES / 2, "most stories are followed to every end: {whole}");
}

#[test]
fn the_prover_agrees_with_naive_enumeration() {
    for case in Case::all() {
        prover::compare(&case);
    }
}
