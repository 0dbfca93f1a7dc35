//! Which bit stands where in the numbers of a node's states.
//!
//! A bit that keeps its place from node to node costs nothing to move, and one that no exit touches should stand low, where
//! it is moved with sixty-three others. The widest node is arranged by how much its bits are touched; from there every
//! node takes over the places of a neighbour, unless a bit would stand too low for it (as slots are given to variables in register allocation). The arrangement
//! changes how long the proof takes, never what it finds.

use std::{cmp::Reverse, collections::BinaryHeap, iter};

use super::layout::Bit;
use crate::{
    engine::{Engine, lanes::bits},
    explore::{
        graph::{self, Sources},
        values::Known,
    },
    story::{Field, NodeId},
};

/// Returns for every node the bits that matter there and can differ, from the lowest place to the highest.
pub(super) fn arrange(
    engine: Engine<'_>,
    needs: &[Vec<u64>],
    known: &[Vec<Known>],
    touched: &[Vec<Vec<u64>>],
) -> Vec<Vec<Bit>> {
    let nodes = needs.len();
    let masks: Vec<Vec<u64>> = needs
        .iter()
        .zip(known)
        .map(|(needs, known)| {
            let both = needs.iter().zip(known);
            both.map(|(needs, known)| needs & known.varying).collect()
        })
        .collect();
    let ranked = ranked(engine, &masks, touched);
    let ones = |mask: &Vec<u64>| mask.iter().map(|word| word.count_ones()).sum();
    let widths: Vec<u32> = masks.iter().map(ones).collect();
    let sources = Sources::of(engine.story);
    let mut arranged: Vec<Option<Vec<Bit>>> = vec![None; nodes];
    // The widest first (Prim 1957): what it costs there is the most. Of the neighbours that are arranged by then, each takes
    // the last one for its model.
    let mut models: Vec<Option<usize>> = vec![None; nodes];
    let mut waiting = BinaryHeap::new();
    let mut widest: Vec<usize> = (0..nodes).collect();
    widest.sort_by_key(|index| Reverse(widths[*index]));
    for root in widest {
        if arranged[root].is_none() {
            waiting.push((widths[root], root));
        }
        while let Some((_, index)) = waiting.pop() {
            let model = models[index].and_then(|model| arranged[model].as_deref());
            arranged[index] = Some(take_over(&masks[index], model.unwrap_or(&[]), &ranked));
            let targets = graph::targets(&engine.story.nodes[index]).map(NodeId::index);
            for next in targets.chain(sources.of_node(index)) {
                if arranged[next].is_none() {
                    if models[next].is_none() {
                        waiting.push((widths[next], next));
                    }
                    models[next] = models[next].max(Some(index));
                }
            }
        }
    }
    arranged
        .into_iter()
        .map(Option::unwrap_or_default)
        .collect()
}

/// So many of the lowest places are moved whole: those within a word.
const MOVED_WHOLE: usize = 6;

/// Arranges the bits of a mask: those of the model keep their places, and gaps are filled. In a low place, a bit stays only
/// if not many others are touched less.
fn take_over(mask: &[u64], model: &[Bit], ranked: &[Bit]) -> Vec<Bit> {
    let has = |mask: &[u64], bit: &Bit| mask[bit.word] >> bit.shift & 1 == 1;
    let rank: Vec<Bit> = ranked
        .iter()
        .filter(|bit| has(mask, bit))
        .copied()
        .collect();
    let (low, high) = model.split_at(model.len().min(MOVED_WHOLE));
    // Those that may stay: one more in each place.
    let mut early = vec![0; mask.len()];
    let mut next = rank.iter();
    let low = low.iter().enumerate().map(|(at, bit)| {
        let more = if at == 0 { MOVED_WHOLE } else { 1 };
        for bit in next.by_ref().take(more) {
            early[bit.word] |= 1 << bit.shift;
        }
        has(&early, bit).then_some(*bit)
    });
    let high = high.iter().map(|bit| has(mask, bit).then_some(*bit));
    let mut places: Vec<Option<Bit>> = low
        .chain(high)
        .chain(iter::repeat(None))
        .take(rank.len())
        .collect();
    let mut left = mask.to_vec();
    for bit in places.iter().flatten() {
        left[bit.word] &= !(1 << bit.shift);
    }
    let mut free = rank.into_iter().filter(|bit| has(&left, bit));
    for place in &mut places {
        *place = place.or_else(|| free.next());
    }
    places.into_iter().flatten().collect()
}

/// Returns all bits, those first that are seldom touched where they matter.
fn ranked(engine: Engine<'_>, masks: &[Vec<u64>], touched: &[Vec<Vec<u64>>]) -> Vec<Bit> {
    let variables = &engine.story.variables;
    let mut field_of = vec![[0; 64]; engine.story.words];
    for (index, variable) in variables.iter().enumerate() {
        let Field { word, .. } = variable.field;
        bits(variable.field.bits()).for_each(|shift| field_of[word][shift as usize] = index);
    }
    // At how many nodes each variable matters, and how many ways out of those touch it.
    let mut counts = vec![(0_u64, 0_u64); variables.len()];
    for (mask, touched) in masks.iter().zip(touched) {
        for (word, mask) in mask.iter().enumerate() {
            let mut rest = *mask;
            while rest != 0 {
                let index = field_of[word][rest.trailing_zeros() as usize];
                let bits = mask & variables[index].field.bits();
                rest &= !bits;
                let is_touched = |touched: &&Vec<u64>| touched[word] & bits != 0;
                let count = &mut counts[index];
                count.0 += 1;
                count.1 += touched.iter().filter(is_touched).count() as u64;
            }
        }
    }
    let mut ranked: Vec<(u64, Vec<Bit>)> = Vec::new();
    for (variable, (lives, touches)) in variables.iter().zip(counts) {
        let field = variable.field;
        let Some(rate) = (1024 * touches).checked_div(lives) else {
            continue;
        };
        let bits = bits(field.bits()).map(|shift| Bit {
            word: field.word,
            shift,
        });
        ranked.push((rate, bits.collect()));
    }
    ranked.sort_by_key(|(touches, _)| *touches);
    ranked.into_iter().flat_map(|(_, bits)| bits).collect()
}
