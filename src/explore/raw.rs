//! What the prover takes for one state, for whoever compares it with other model checkers.
//!
//! Sits beside the prover and is not part of it: a story is proven by [`super::explore`].

use super::{
    Exploration, Limits,
    needs::needs,
    plan::{Plan, Watch},
    stepper::Rule,
    sweep,
};
use crate::{
    engine::Engine,
    story::{Condition, Story, Test},
};

/// Returns for every node the bits that matter after arriving there, a mask for each word: states of a node that agree in
/// them are one gate-state.
#[must_use]
pub fn what_matters(story: &Story) -> Vec<Vec<u64>> {
    let nothing = vec![vec![0; story.words]; story.nodes.len()];
    needs(Engine::new(story), &nothing, Rule::Exact)
}

/// Explores a story with every value mattering everywhere, as a model checker does that knows nothing of liveness.
#[must_use]
pub fn explore_raw(story: &Story, limits: Limits) -> Exploration {
    let fields = story.variables.iter().map(|variable| variable.field);
    let reads = fields.map(|field| {
        let (low, high) = (0, field.max);
        Condition::Test(Test::Within { field, low, high })
    });
    // What a watch reads matters wherever it watches; this one holds in every state.
    let everything = Watch {
        at: None,
        condition: Condition::Any(reads.collect()),
    };
    sweep::explore(&Plan::new(Engine::new(story), limits, vec![everything]))
}
