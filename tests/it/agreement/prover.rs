//! The prover's findings beside those of the reference's graph.

use std::collections::BTreeMap;

use fifteen::{
    explore::{Exploration, Limits, Place, Playthroughs, explore},
    story::{Exits, NodeId},
};

use super::case::Case;
use crate::reference::{
    graph::Graph,
    model,
    run::{End, Reference, Turn},
};

/// Compares everything that the prover says about a story.
pub fn compare(case: &Case) {
    let (reference, graph) = (case.reference(), case.graph());
    let exploration = explore(case.story(), Limits::default());
    let prover = Prover { case, reference, graph, exploration };
    assert!(prover.exploration.is_complete, "{}", prover.told());
    prover.reached();
    prover.distances();
    prover.counts();
    prover.trouble();
}

struct Prover<'c> {
    case: &'c Case,
    reference: Reference<'c>,
    graph: Graph,
    exploration: Exploration,
}

impl Prover<'_> {
    fn told(&self) -> String {
        format!("seed {}\n{}", self.case.seed, self.case.text())
    }

    fn nodes(&self) -> impl Iterator<Item = (NodeId, &str)> {
        let nodes = self.case.story().nodes.iter().enumerate();
        nodes.map(|(index, node)| (NodeId::at(index), node.name.as_str()))
    }

    /// Which nodes are reached, and which choices and routes are ever taken.
    fn reached(&self) {
        for (id, name) in self.nodes() {
            let mut states = 0;
            let mut exits = vec![false; self.reference.model.targets(self.reference.model.node(name)).len()];
            for (state, steps) in self.graph.states.iter().zip(&self.graph.steps) {
                if state.node == name {
                    states += 1;
                    steps.iter().for_each(|step| exits[step.exit] = true);
                }
            }
            let found = &self.exploration.nodes[id.index()];
            assert_eq!(found.states > 0, states > 0, "`{name}` is reached\n{}", self.told());
            // States that differ in nothing that matters are one to the prover.
            assert!(found.states <= states, "`{name}` has {states} states\n{}", self.told());
            assert_eq!(found.exits, exits, "the ways out of `{name}`\n{}", self.told());
        }
        let total: u64 = self.exploration.nodes.iter().map(|found| found.states).sum();
        assert_eq!(self.exploration.states, total, "{}", self.told());
    }

    /// How many choices lead to each node and ending at least, and whether the scripts lead there.
    fn distances(&self) {
        let mut nearest: BTreeMap<&str, u32> = BTreeMap::new();
        for (state, depth) in self.graph.states.iter().zip(self.graph.depths()) {
            let known = nearest.entry(&state.node).or_insert(depth);
            *known = depth.min(*known);
        }
        for (id, name) in self.nodes() {
            let place = self.exploration.nodes[id.index()].nearest;
            let depth = place.map(|place| place.depth);
            assert_eq!(depth, nearest.get(name).copied(), "the way to `{name}`\n{}", self.told());
            if let Some(place) = place {
                assert_eq!(place.node, id, "{}", self.told());
                let turn = self.replay(place);
                assert!(passes(&turn, name), "the script to `{name}`\n{}", self.told());
            }
        }
        for ending in &self.reference.model.endings {
            let id = self.case.story().ending(ending).expect("every ending is declared");
            let is_its = |node: &&model::Node| matches!(&node.exits, model::Exits::Ending(name) if name == ending);
            let nodes = self.reference.model.nodes.iter().filter(is_its);
            let depth = nodes.filter_map(|node| nearest.get(node.name.as_str())).min();
            let place = self.exploration.ending(self.case.story(), id);
            assert_eq!(place.map(|place| place.depth), depth.copied(), "{ending}\n{}", self.told());
            if let Some(place) = place {
                let turn = self.replay(place);
                assert_eq!(turn.end, End::Ending(ending.clone()), "{}", self.told());
            }
        }
    }

    /// How many playthroughs there are, in all and to each ending.
    fn counts(&self) {
        let endings = self.graph.at_nodes(&self.reference, |node| matches!(node.exits, model::Exits::Ending(_)));
        let total = match &self.exploration.playthroughs {
            Playthroughs::Exactly(count) => Some(digits(count)),
            Playthroughs::TooMany => panic!("so many ways are too many\n{}", self.told()),
            Playthroughs::Infinite(place) => {
                let turn = self.replay(*place);
                let name = self.case.name(place.node);
                assert!(passes(&turn, name), "the script to a round\n{}", self.told());
                assert!(self.comes_back(&turn, name), "`{name}` is on a round\n{}", self.told());
                None
            }
        };
        let expected = self.graph.ways_to(&endings).map(|ways| ways.to_string());
        assert_eq!(total, expected, "the playthroughs\n{}", self.told());
        for (id, name) in self.nodes() {
            if !matches!(self.case.story().nodes[id.index()].exits, Exits::Ending(_)) {
                continue;
            }
            let here: Vec<bool> = self.graph.states.iter().map(|state| state.node == name).collect();
            let found = self.exploration.nodes[id.index()].playthroughs.as_ref().map(digits);
            let expected = self.graph.ways_to(&here).map(|ways| ways.to_string());
            if here.contains(&true) {
                assert_eq!(found, expected, "the ways to `{name}`\n{}", self.told());
            } else {
                assert_eq!(found.unwrap_or("0".to_owned()), "0", "`{name}` is not reached\n{}", self.told());
            }
        }
    }

    /// Where nothing is open, where routes lead round for ever, where only rounds are left.
    fn trouble(&self) {
        let stuck = self.graph.stuck(&self.reference);
        let endless = self.graph.endless();
        let doomed = self.graph.doomed(&self.reference);
        for (id, name) in self.nodes() {
            let is_any = |such: &[bool]| {
                let mut states = self.graph.states.iter().zip(such);
                states.any(|(state, is_such)| *is_such && state.node == name)
            };
            let found = &self.exploration.nodes[id.index()];
            assert_eq!(found.stuck.is_some(), is_any(&stuck), "stuck at `{name}`\n{}", self.told());
            assert_eq!(found.endless.is_some(), is_any(&endless), "endless at `{name}`\n{}", self.told());
            assert_eq!(found.doomed.is_some(), is_any(&doomed), "doomed at `{name}`\n{}", self.told());
            if let Some(place) = found.stuck {
                let turn = self.replay(place);
                let last = turn.passed.last().expect("a turn passes a state");
                assert!(last.node == name && stuck[self.graph.number(last)], "{}", self.told());
            }
            if let Some(place) = found.endless {
                let turn = self.replay(place);
                assert!(turn.end == End::Endless && passes(&turn, name), "{}", self.told());
            }
            if let Some(place) = found.doomed {
                let turn = self.replay(place);
                let mut states = turn.passed.iter().filter(|state| state.node == name);
                assert!(states.any(|state| doomed[self.graph.number(state)]), "{}", self.told());
            }
        }
    }

    /// Plays the script to a place in the reference.
    fn replay(&self, place: Place) -> Turn {
        let script = self.exploration.script(self.case.story(), place);
        assert_eq!(script.len(), place.depth as usize, "{script:?}\n{}", self.told());
        let mut turn = self.reference.first_turn();
        for name in &script {
            let next = self.reference.next_turn(&turn.moment, name);
            turn = next.unwrap_or_else(|| panic!("`{name}` of {script:?} is not open\n{}", self.told()));
        }
        turn
    }

    /// Tells whether a player can be at `node` again, and still come to an ending.
    fn comes_back(&self, turn: &Turn, node: &str) -> bool {
        let endings = self.graph.at_nodes(&self.reference, |node| matches!(node.exits, model::Exits::Ending(_)));
        let finishes = self.graph.leads_to(&endings);
        let here: Vec<bool> = self.graph.states.iter().map(|state| state.node == node).collect();
        let leads_here = self.graph.leads_to(&here);
        let states = turn.passed.iter().filter(|state| state.node == node);
        let mut numbers = states.map(|state| self.graph.number(state));
        numbers.any(|at| {
            let mut steps = self.graph.steps[at].iter();
            finishes[at] && steps.any(|step| leads_here[step.to])
        })
    }
}

fn passes(turn: &Turn, node: &str) -> bool {
    turn.passed.iter().any(|state| state.node == node)
}

fn digits(count: &fifteen::explore::Count) -> String {
    count.to_string().replace(',', "")
}
