//! What holds of a promise in the reference's graph.

use super::{
    Judged,
    make::{Bounds, Claim},
};
use crate::reference::{graph::Graph, model::Exits};

/// What is true of a promise.
pub(super) struct Truth {
    /// `None` where the reference does not know either.
    pub is_kept: Option<bool>,
    /// The states that break it, where states do.
    pub breaking: Vec<bool>,
    /// Whether the script is to be a shortest of all that break it, and not just of those to the same place.
    pub is_nearest: bool,
    pub may_be_unknown: bool,
    /// Where too many choices break it: the states of each ending, and how many choices there may be.
    pub at_most: Option<(Vec<Vec<bool>>, u32)>,
}

impl Truth {
    /// Returns with how many choices each ending that may take too many does so at the least.
    pub fn shortest_beyond(&self, graph: &Graph) -> Vec<u32> {
        let lengths = self.at_most.iter().flat_map(|(goals, most)| {
            goals
                .iter()
                .filter_map(|goals| graph.shortest_beyond(goals, *most))
        });
        lengths.collect()
    }
}

impl Judged<'_> {
    pub(super) fn truth(&self, claim: &Claim) -> Truth {
        let open = |at: usize| self.graph.steps[at].len();
        let breaking = match claim {
            Claim::Always(node, condition) => self.states(|at| {
                self.is_at(at, node.as_ref()) && !condition.holds(&self.graph.states[at].values)
            }),
            Claim::Open(node, choice) => self.states(|at| {
                let mut steps = self.graph.steps[at].iter();
                self.is_at(at, Some(node)) && !steps.any(|step| step.exit == *choice)
            }),
            Claim::Options(from, to) => {
                let chooses = self.graph.at_nodes(&self.reference, |node| {
                    matches!(node.exits, Exits::Choices(_))
                });
                self.states(|at| chooses[at] && !(*from..=*to).contains(&open(at)))
            }
            Claim::CanReach(node, endings, at_least) => {
                let leads = endings
                    .iter()
                    .map(|ending| self.graph.leads_to(&self.end(ending)));
                let leads: Vec<Vec<bool>> = leads.collect();
                self.states(|at| {
                    let reached = leads.iter().filter(|leads| leads[at]).count();
                    self.is_at(at, Some(node)) && reached < *at_least
                })
            }
            Claim::Ends(endings, bounds) => return self.ends(endings, bounds),
        };
        Truth {
            is_kept: Some(!breaking.contains(&true)),
            breaking,
            is_nearest: !matches!(claim, Claim::Options(..)),
            may_be_unknown: false,
            at_most: None,
        }
    }

    fn ends(&self, endings: &[String], bounds: &Bounds) -> Truth {
        let kept = endings.iter().map(|ending| self.is_within(ending, bounds));
        let kept: Vec<Option<bool>> = kept.collect();
        let is_kept = if kept.contains(&Some(false)) {
            Some(false)
        } else if kept.contains(&None) {
            None
        } else {
            Some(true)
        };
        let goals = endings.iter().map(|ending| self.end(ending));
        let goals: Vec<Vec<bool>> = goals.collect();
        let least = bounds.choices_at_least.unwrap_or(0);
        let breaking =
            self.states(|at| goals.iter().any(|goals| goals[at]) && self.depths[at] < least);
        Truth {
            is_kept,
            breaking,
            is_nearest: false,
            may_be_unknown: bounds.choices_at_least.is_none()
                && self.graph.has_round(&self.states(|_| true)),
            at_most: bounds.choices_at_most.map(|most| (goals, most)),
        }
    }

    /// Tells whether an ending keeps within bounds. `None` where the share is that of playthroughs without end.
    fn is_within(&self, ending: &str, bounds: &Bounds) -> Option<bool> {
        let goals = self.end(ending);
        let depths = (0..goals.len())
            .filter(|at| goals[*at])
            .map(|at| self.depths[at]);
        let Some(depth) = depths.min() else {
            return Some(false);
        };
        if let Some(least) = bounds.choices_at_least {
            return Some(depth >= least);
        }
        let ways = self.graph.ways_to(&goals);
        if let Some(least) = bounds.playthroughs_at_least {
            return Some(ways.is_none_or(|ways| ways >= u128::from(least)));
        }
        if ways.is_none() {
            return bounds.choices_at_most.map(|_| false);
        }
        let (odds, longest) = self.graph.odds_and_longest(&goals);
        if let Some(most) = bounds.choices_at_most {
            return Some(longest <= most);
        }
        let (from, to) = bounds.share?;
        Some((from - 1e-9..=to + 1e-9).contains(&odds))
    }

    fn states(&self, is_such: impl Fn(usize) -> bool) -> Vec<bool> {
        (0..self.graph.states.len()).map(is_such).collect()
    }

    fn is_at(&self, at: usize, node: Option<&String>) -> bool {
        node.is_none_or(|node| self.graph.states[at].node == *node)
    }

    /// Returns which states are this ending.
    fn end(&self, ending: &str) -> Vec<bool> {
        let is_its = |exits: &Exits| matches!(exits, Exits::Ending(name) if name == ending);
        self.graph
            .at_nodes(&self.reference, |node| is_its(&node.exits))
    }
}
