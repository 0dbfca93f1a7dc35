//! Which features of the language a story meets, beside those that the reference notes while it plays.

use super::case::Case;
use crate::{
    generate::dice::Dice,
    reference::{
        graph::Graph,
        model::{Choices, Exits, Model},
        tally::Tally,
    },
};

/// How many paths of each story are played, and how far.
const PATHS: usize = 8;
const LENGTH: usize = 30;

/// Notes what a story shows on a few paths, in its graph and in its text.
pub fn note(case: &Case) {
    written(&case.model, &case.tally);
    found(case, &case.graph);
    let reference = case.reference();
    let mut dice = Dice::new(case.seed);
    for _ in 0..PATHS {
        let mut turn = reference.first_turn();
        for _ in 0..LENGTH {
            let view = reference.view(&turn.moment);
            for page in &case.model.pages {
                reference.page(page, &turn.moment);
            }
            if view.open.is_empty() {
                break;
            }
            let (name, ..) = dice.pick(&view.open);
            turn = reference
                .next_turn(&turn.moment, &name)
                .expect("it is open");
        }
    }
}

/// Notes what stands in the story.
fn written(model: &Model, tally: &Tally) {
    for node in &model.nodes {
        tally.note_if(!node.aliases.is_empty(), "alias of a node");
        if let Exits::Choices(written) = &node.exits {
            let choices = model.choices(node);
            let is_renamed = choices.iter().any(|choice| !choice.aliases.is_empty());
            tally.note_if(is_renamed, "alias of a choice");
            menu(written, tally);
        }
    }
    for menu in &model.menus {
        let beats =
            |node: &&Choices| node.menu.as_ref() == Some(&menu.name) && !node.beats.is_empty();
        let nodes = model.nodes.iter().filter_map(|node| match &node.exits {
            Exits::Choices(choices) => Some(choices),
            _ => None,
        });
        tally.note_if(
            nodes.filter(beats).count() > 1,
            "beats of a menu's choice differ by node",
        );
    }
    for ending in &model.endings {
        let is_its = |exits: &Exits| matches!(exits, Exits::Ending(name) if name == ending);
        let nodes = model.nodes.iter().filter(|node| is_its(&node.exits));
        tally.note_if(nodes.count() > 1, "ending of two nodes");
    }
}

fn menu(choices: &Choices, tally: &Tally) {
    tally.note_if(choices.menu.is_some(), "menu");
    tally.note_if(!choices.beats.is_empty(), "beat of a node");
    tally.note_if(!choices.without.is_empty(), "without");
    let has_both = choices.menu.is_some() && !choices.own.is_empty();
    tally.note_if(has_both, "node's own choices after a menu's");
}

/// Notes what the graph shows.
fn found(case: &Case, graph: &Graph) {
    let (model, tally, reference) = (&case.model, &case.tally, case.reference());
    let is_routed = graph.at_nodes(&reference, |node| matches!(node.exits, Exits::Routes(_)));
    for (is_stuck, is_routed) in graph.stuck(&reference).into_iter().zip(is_routed) {
        tally.note_if(is_stuck && is_routed, "stuck at routes");
        tally.note_if(is_stuck && !is_routed, "stuck at choices");
    }
    tally.note_if(graph.endless().contains(&true), "endless routes");
    tally.note_if(graph.doomed(&reference).contains(&true), "doomed");
    let endings = graph.at_nodes(&reference, |node| matches!(node.exits, Exits::Ending(_)));
    let ways = graph.ways_to(&endings);
    tally.note_if(ways.is_none(), "infinite playthroughs");
    let is_large = ways.is_some_and(|ways| ways > u128::from(u64::MAX));
    tally.note_if(is_large, "more playthroughs than 64 bits count");
    let everywhere = vec![true; graph.states.len()];
    for node in &model.nodes {
        let here: Vec<usize> = (0..graph.states.len())
            .filter(|at| graph.states[*at].node == node.name)
            .collect();
        tally.note_if(here.is_empty(), "unreachable node");
        for exit in 0..model.targets(node).len() {
            let is_taken = |at: &usize| graph.steps[*at].iter().any(|step| step.exit == exit);
            if !here.is_empty() && !here.iter().any(is_taken) {
                let is_routed = matches!(node.exits, Exits::Routes(_));
                tally.note(if is_routed {
                    "unreachable route"
                } else {
                    "unreachable choice"
                });
            }
        }
        let is_here: Vec<bool> = graph
            .states
            .iter()
            .map(|state| state.node == node.name)
            .collect();
        let leads_here = graph.leads_to(&is_here);
        let comes_back = |at: &usize| graph.steps[*at].iter().any(|step| leads_here[step.to]);
        tally.note_if(
            !graph.has_round(&everywhere) && here.iter().any(comes_back),
            "bounded loop",
        );
    }
}
