//! What the prover takes for one state, for whoever compares it with other model checkers.

use super::{needs::needs, stepper::Rule};
use crate::{engine::Engine, story::Story};

/// Returns for every node the bits that matter after arriving there, a mask for each word: states of a node that agree in
/// them are one gate-state.
#[must_use]
pub fn what_matters(story: &Story) -> Vec<Vec<u64>> {
    let nothing = vec![vec![0; story.words]; story.nodes.len()];
    needs(Engine::new(story), &nothing, Rule::Exact)
}
