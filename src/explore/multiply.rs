//! Which variables multiply the states of a story most: what to look at where there are too many.
//!
//! At a node, a variable can multiply the states by as many values as it can have there, where its value still matters
//! (`needs`, `values`). The factors of all nodes are weighed by the states that were found there.

use super::{Exploration, graph, needs, stepper::Rule, values};
use crate::{
    engine::Engine,
    story::{NodeId, Story, VariableId},
};

/// What a variable does to the number of states.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Multiplier {
    pub variable: VariableId,
    /// The most values that it can have where it matters.
    pub values: u64,
    /// At how many of the nodes that were come to it matters.
    pub nodes: usize,
    /// By what it multiplies the states at the most, as the binary logarithm, on the average over the states found.
    weight: f64,
}

/// Returns the variables that multiply the states of a story, the worst first; those first declared first of equal ones.
#[must_use]
pub fn multipliers(story: &Story, exploration: &Exploration) -> Vec<Multiplier> {
    let engine = Engine::new(story);
    let unwatched = vec![vec![0; story.words]; story.nodes.len()];
    let needs = needs::needs(engine, &unwatched, Rule::Exact);
    let start = story.start.unwrap_or(NodeId(0));
    let known = values::known(engine, &graph::components(story, start));
    let mut found = Vec::new();
    for (index, variable) in story.variables.iter().enumerate() {
        let field = variable.field;
        let mut multiplier = Multiplier {
            variable: VariableId::at(index),
            values: 1,
            nodes: 0,
            weight: 0.0,
        };
        for (node, counted) in exploration.nodes.iter().enumerate() {
            let varying = needs[node][field.word] & known[node][field.word].varying & field.bits();
            if varying == 0 || counted.states == 0 {
                continue;
            }
            let bits = u64::from(varying.count_ones());
            let values = field.max.saturating_add(1).min(1 << bits.min(63));
            multiplier.values = multiplier.values.max(values);
            multiplier.nodes += 1;
            #[expect(clippy::cast_precision_loss, reason = "a weight need not be exact")]
            let (states, values) = (counted.states as f64, values as f64);
            multiplier.weight += states * values.log2();
        }
        if multiplier.nodes > 0 {
            found.push(multiplier);
        }
    }
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    found
}
