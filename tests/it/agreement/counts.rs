//! How many playthroughs there are, how likely and how long, to the prover and to the reference.

use fifteen::explore::{Count, Playthroughs};

use super::prover::Prover;
use crate::reference::{model::Exits, run::Turn};

impl Prover<'_> {
    /// Compares the playthroughs, in all and to the node of each ending.
    pub(super) fn counts(&self) {
        let is_ending = |exits: &Exits| matches!(exits, Exits::Ending(_));
        let endings = self
            .graph
            .at_nodes(&self.reference, |node| is_ending(&node.exits));
        let expected = self.graph.ways_to(&endings).map(|ways| ways.to_string());
        match &self.exploration.playthroughs {
            Playthroughs::TooMany => panic!("so many ways are too many\n{}", self.told()),
            Playthroughs::Infinite(place) => {
                let turn = self.replay(*place);
                let name = self.case.name(place.node);
                assert!(self.comes_back(&turn, name), "`{name}`\n{}", self.told());
                assert!(
                    expected.is_none(),
                    "{expected:?} is not infinite\n{}",
                    self.told()
                );
            }
            // Where there is trouble, a round may lead to nothing else.
            Playthroughs::Unknown => assert!(self.has_trouble(), "{}", self.told()),
            Playthroughs::Exactly(count) => {
                assert_eq!(Some(digits(count)), expected, "{}", self.told());
                for (id, name) in self.nodes() {
                    let node = self.reference.model.node(name);
                    if is_ending(&node.exits) && !self.states_at(name).is_empty() {
                        let end = self.exploration.nodes[id.index()].end.as_ref();
                        self.end(name, end.expect("playthroughs can be counted"));
                    }
                }
            }
        }
    }

    fn end(&self, name: &str, found: &fifteen::explore::End) {
        let here = self
            .graph
            .at_nodes(&self.reference, |node| node.name == name);
        let ways = self.graph.ways_to(&here).map(|ways| ways.to_string());
        let told = || format!("to `{name}`\n{}", self.told());
        assert_eq!(Some(digits(&found.playthroughs)), ways, "{}", told());
        let (odds, longest) = self.graph.odds_and_longest(&here);
        let error = (found.odds - odds).abs();
        assert!(
            error <= odds * (found.odds_error + 1e-12),
            "{} is not {odds} {}",
            found.odds,
            told()
        );
        assert!(found.odds_error < 1e-9, "{} {}", found.odds_error, told());
        assert_eq!(found.longest, longest, "{}", told());
    }

    fn has_trouble(&self) -> bool {
        let graph = self.graph;
        let stuck = graph.stuck(&self.reference);
        let doomed = graph.doomed(&self.reference);
        [stuck, doomed, graph.endless()].concat().contains(&true)
    }

    /// Tells whether a player who is at `node` can be there again.
    fn comes_back(&self, turn: &Turn, node: &str) -> bool {
        let here = self
            .graph
            .at_nodes(&self.reference, |known| known.name == node);
        let leads_here = self.graph.leads_to(&here);
        let states = turn.passed.iter().filter(|state| state.node == node);
        let mut numbers = states.map(|state| self.graph.number(state));
        numbers.any(|at| {
            let mut steps = self.graph.steps[at].iter();
            steps.any(|step| leads_here[step.to])
        })
    }
}

fn digits(count: &Count) -> String {
    count.to_string().replace(',', "")
}
