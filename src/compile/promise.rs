//! Promises: names to ids, and one claim for each.

use super::{build::Builder, scope::Names};
use crate::{
    diagnostic::{Fault, FaultKind, Thing},
    story::{Claim, Condition, EndingId, NodeId, Promise},
    syntax::{self, CanReach, Expression, File, Name},
};

impl Builder<'_, '_> {
    pub(super) fn promises(&mut self, files: &[&File<'_>]) {
        for promise in files.iter().flat_map(|file| &file.promises) {
            if let Some(claim) = self.claim(promise) {
                let name = promise.name.value.to_string();
                self.story.promises.push(Promise { name, claim });
                self.places.promises.push(promise.name.span());
            }
        }
    }

    fn claim(&mut self, promise: &syntax::Promise<'_>) -> Option<Claim> {
        let at = promise
            .at
            .as_ref()
            .map(|at| self.scope.nodes.find(at, Thing::Node, self.faults));
        let bounded = promise.is_bounded;
        let said = [
            promise.never.is_some(),
            promise.always.is_some(),
            promise.can_reach.is_some(),
            promise.ending.is_some(),
            promise.any_ending.is_some(),
            promise.open.is_some(),
            promise.options.is_some(),
        ];
        let how = match (said.iter().filter(|said| **said).count(), &promise.ending) {
            (0, _) if bounded => Some("has a bound but names no ending"),
            (0, _) => Some("promises nothing"),
            (1, Some(_)) if !bounded => Some("names an ending but no bound"),
            (1, None) if bounded => Some("has a bound and something else"),
            (1, _) => None,
            _ => Some("promises more than one thing"),
        };
        if let Some(how) = how {
            let kind = FaultKind::UnclearPromise(promise.name.value.to_string(), how);
            self.faults.push(Fault::new(kind, promise.span));
            return None;
        }
        if let Some(never) = &promise.never {
            let condition = self.negated(never);
            return Some(Claim::Always {
                at: at_node(at)?,
                condition,
            });
        }
        if let Some(always) = &promise.always {
            let condition = self.scope.condition(Some(always), self.faults);
            return Some(Claim::Always {
                at: at_node(at)?,
                condition,
            });
        }
        if let Some(options) = promise.options {
            return Some(Claim::Options {
                at_least: usize::try_from(options.0).unwrap_or(usize::MAX),
                at_most: usize::try_from(options.1).unwrap_or(usize::MAX),
            });
        }
        if let Some(bounds) = promise.any_ending {
            let endings = (0..self.story.endings.len()).map(EndingId::at).collect();
            return Some(Claim::Ends { endings, bounds });
        }
        if let Some(ending) = &promise.ending {
            let endings = vec![self.endings.find(ending, Thing::Ending, self.faults)?];
            let bounds = promise.bounds;
            return Some(Claim::Ends { endings, bounds });
        }
        let Some(at) = at else {
            let kind = FaultKind::UnclearPromise(
                promise.name.value.to_string(),
                "does not say at which node",
            );
            self.faults.push(Fault::new(kind, promise.span));
            return None;
        };
        if let Some(open) = &promise.open {
            return self.open(at?, open);
        }
        self.can_reach(at?, promise.can_reach.as_ref()?)
    }

    fn negated(&mut self, expression: &Expression<'_>) -> Condition {
        let negated = Expression::Not(Box::new(expression.clone()));
        self.scope.condition(Some(&negated), self.faults)
    }

    fn open(&mut self, at: NodeId, open: &Name<'_>) -> Option<Claim> {
        let choices = self.story.nodes[at.index()].choices().iter();
        let choices = choices.map(|choice| Name {
            text: choice.name.as_str().into(),
            span: open.span,
        });
        let choices: Vec<Name<'_>> = choices.collect();
        let mut names = Names::default();
        for (index, name) in choices.iter().enumerate() {
            // Choices of one name are a fault already.
            names.declare(name, index, Thing::Choice, &mut Vec::new());
        }
        let choice = names.find(open, Thing::Choice, self.faults)?;
        Some(Claim::Open { at, choice })
    }

    fn can_reach(&mut self, at: NodeId, can_reach: &CanReach<'_>) -> Option<Claim> {
        let names = can_reach.any.iter().chain(&can_reach.all);
        let endings: Vec<Option<EndingId>> = names
            .map(|name| self.endings.find(name, Thing::Ending, self.faults))
            .collect();
        let mut endings = endings.into_iter().collect::<Option<Vec<_>>>()?;
        endings.sort_unstable();
        endings.dedup();
        let at_least = if can_reach.all.is_empty() {
            can_reach
                .at_least
                .map_or(1, |count| usize::try_from(count).unwrap_or(usize::MAX))
        } else {
            endings.len()
        };
        Some(Claim::CanReach {
            at,
            endings,
            at_least,
        })
    }
}

/// Returns where a condition is to hold: everywhere where nothing is said; `None` where what is said does not exist.
#[expect(
    clippy::option_option,
    reason = "everywhere, at a node, or at one that does not exist"
)]
fn at_node(at: Option<Option<NodeId>>) -> Option<Option<NodeId>> {
    match at {
        None => Some(None),
        Some(None) => None,
        Some(node) => Some(node),
    }
}
