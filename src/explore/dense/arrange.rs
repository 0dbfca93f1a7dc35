//! Which bit stands where in the numbers of a node's states.
//!
//! A bit that keeps its place from node to node costs nothing to move, and one that no exit touches should stand low, where
//! it is moved with sixty-three others. The widest node is arranged by how much its bits are touched; from there every
//! node takes over the places of a neighbour, unless a bit would stand too low for it (as slots are given to variables in register allocation). The arrangement
//! changes how long the proof takes, never what it finds.

use std::{collections::BinaryHeap, iter};

use super::layout::Bit;
use crate::{
    engine::Engine,
    explore::{graph, values::Known},
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
    let width = |index: usize| {
        masks[index]
            .iter()
            .map(|word| word.count_ones())
            .sum::<u32>()
    };
    let mut neighbours = vec![Vec::new(); nodes];
    for (index, node) in engine.story.nodes.iter().enumerate() {
        for to in graph::targets(node) {
            neighbours[index].push(to.index());
            neighbours[to.index()].push(index);
        }
    }
    let mut arranged: Vec<Option<Vec<Bit>>> = vec![None; nodes];
    // The widest first (Prim 1957): what it costs there is the most.
    let mut waiting = BinaryHeap::new();
    let mut widest: Vec<usize> = (0..nodes).collect();
    widest.sort_by_key(|index| std::cmp::Reverse(width(*index)));
    for root in widest {
        waiting.push((width(root), root, None));
        while let Some((_, index, model)) = waiting.pop() {
            if arranged[index].is_some() {
                continue;
            }
            let model = model.and_then(|model: usize| arranged[model].as_deref());
            arranged[index] = Some(take_over(&masks[index], model.unwrap_or(&[]), &ranked));
            for &next in &neighbours[index] {
                if arranged[next].is_none() {
                    waiting.push((width(next), next, Some(index)));
                }
            }
        }
    }
    arranged
        .into_iter()
        .map(Option::unwrap_or_default)
        .collect()
}

/// So many of the lowest places are moved whole: six within a word, and as many more within a chunk.
const MOVED_WHOLE: usize = 12;

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
    let mut ranked: Vec<(u64, Vec<Bit>)> = Vec::new();
    for variable in &engine.story.variables {
        let field = variable.field;
        let (mut lives, mut count) = (0_u64, 0_u64);
        for (mask, touched) in masks.iter().zip(touched) {
            let bits = mask[field.word] & field.bits();
            if bits != 0 {
                lives += 1;
                let is_touched = |touched: &&Vec<u64>| touched[field.word] & bits != 0;
                count += touched.iter().filter(is_touched).count() as u64;
            }
        }
        let Some(rate) = (1024 * count).checked_div(lives) else {
            continue;
        };
        let bits = (0..64).filter(|shift| field.bits() >> shift & 1 == 1);
        let bits = bits.map(|shift| Bit {
            word: field.word,
            shift,
        });
        ranked.push((rate, bits.collect()));
    }
    ranked.sort_by_key(|(touches, _)| *touches);
    ranked.into_iter().flat_map(|(_, bits)| bits).collect()
}
