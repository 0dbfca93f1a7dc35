//! The order of the variables in keys: those that decide and change most stand highest.
//!
//! A node's exits look at some of the bits that matter and pass on the rest as they are. With what they touch in the
//! high bits of sorted keys, all states that agree there stand side by side and are stepped once for all of them. The
//! order is that of how many nodes touch a variable; it changes how long the proof takes, never what it finds.

use super::graph::{self, Way};
use crate::{
    engine::Engine,
    story::{Change, Effect, Field, Node},
};

/// Returns for every node the bits that its exits touch: what their conditions read, and what they change of what
/// matters afterwards.
pub(super) fn touched(engine: Engine<'_>, needs: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let nodes = engine.story.nodes.iter();
    nodes.map(|node| touched_at(engine, node, needs)).collect()
}

/// Returns the fields of all variables, those that the most nodes touch first.
pub(super) fn order(engine: Engine<'_>, touched: &[Vec<u64>]) -> Vec<Field> {
    let fields = engine.story.variables.iter().map(|variable| variable.field);
    let mut counted: Vec<(usize, Field)> = fields
        .map(|field| {
            let has_field = |bits: &&Vec<u64>| bits[field.word] & field.bits() != 0;
            (touched.iter().filter(has_field).count(), field)
        })
        .collect();
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    counted.into_iter().map(|(_, field)| field).collect()
}

fn touched_at(engine: Engine<'_>, node: &Node, needs: &[Vec<u64>]) -> Vec<u64> {
    let mut touched = vec![0; engine.story.words];
    for way in graph::ways(node) {
        touch(engine, &way, &needs[way.to.index()], &mut touched);
    }
    touched
}

/// Adds what a way out touches to `touched`, given what matters at its target.
pub(super) fn touch(engine: Engine<'_>, way: &Way<'_>, needs: &[u64], touched: &mut [u64]) {
    way.when.reads(touched);
    let mut needed = needs.to_vec();
    let target = &engine.story.nodes[way.to.index()];
    touch_all(&target.enter, &mut needed, touched);
    if let Some(visits) = target.visits {
        let field = engine.story.variables[visits.index()].field;
        touched[field.word] |= needed[field.word] & field.bits();
    }
    touch_all(way.effects, &mut needed, touched);
}

/// Adds what a list of effects touches to `touched`; `needed` is what matters after it, and then before it.
fn touch_all(effects: &[Effect], needed: &mut [u64], touched: &mut [u64]) {
    for effect in effects.iter().rev() {
        let matters = match &effect.change {
            Change::Assign { field, .. }
            | Change::Add { field, .. }
            | Change::Subtract { field, .. } => {
                let bits = needed[field.word] & field.bits();
                touched[field.word] |= bits;
                bits != 0
            }
            Change::Group(steps) => {
                let mut inside = vec![0; touched.len()];
                touch_all(steps, &mut needed.to_vec(), &mut inside);
                touched
                    .iter_mut()
                    .zip(&inside)
                    .for_each(|(bits, inside)| *bits |= inside);
                inside.iter().any(|bits| *bits != 0)
            }
        };
        if matters {
            effect.when.reads(touched);
        }
        effect.needs(needed);
    }
}
