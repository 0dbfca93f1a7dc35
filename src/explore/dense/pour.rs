//! What an exit makes of a whole set of states, and where those of a set came from.

use super::{
    Atlas,
    flow::{Block, Flow},
    mover::Mover,
    moves::{Shift, low_bits},
    set::Set,
};
use crate::story::NodeId;

/// Tells whether a choice is open in every one of a node's states.
pub(in crate::explore) fn is_always_open(
    atlas: &Atlas<'_>,
    sets: &[Set],
    node: NodeId,
    exit: usize,
) -> bool {
    let set = &sets[node.index()];
    let mut open = Set::empty(set.words.len());
    let mut mover = Mover::new(atlas.engine, &atlas.layouts);
    let flows = &atlas.flows[node.index()];
    for flow in flows.iter().filter(|flow| flow.exit == exit) {
        look_back(flow, set, &mut mover, None, &mut open);
    }
    set.is_within(&open)
}

/// Returns for every route of a node the states that take it where it is open; nothing where the node has choices, which
/// are open to all.
pub(super) fn sources(
    atlas: &Atlas<'_>,
    node: NodeId,
    set: &Set,
    mover: &mut Mover<'_>,
) -> Vec<Set> {
    let routes = atlas.engine.story.nodes[node.index()].routes();
    let mut sources: Vec<Set> = routes.iter().map(|_| Set::default()).collect();
    if routes.is_empty() {
        return sources;
    }
    let mut left = set.clone();
    for flow in &atlas.flows[node.index()] {
        let mut open = Set::empty(set.words.len());
        look_back(flow, &left, mover, None, &mut open);
        left.subtract(&open);
        sources[flow.exit] = open;
    }
    sources
}

/// Adds what a flow makes of the states of `source` to `target`, and those for which the exit is open to `covered`. Tells
/// whether it is open for any.
pub(super) fn pour(
    flow: &Flow,
    source: &Set,
    mover: &mut Mover<'_>,
    target: &mut Set,
    mut covered: Option<&mut Set>,
) -> bool {
    let mut is_open = false;
    flow.blocks(source, mover, |block| {
        let words = &source.words[block.start..block.start + block.words];
        let open = block.moves.open;
        is_open = is_open || words.iter().any(|word| word & open != 0);
        if let Some(covered) = &mut covered {
            let covered = covered.words_of_chunk(block.start, block.words);
            covered
                .iter_mut()
                .zip(words)
                .for_each(|(covered, word)| *covered |= word & open);
        }
        for shift in &block.moves.shifts {
            pour_shift(&block, *shift, words, target);
        }
    });
    is_open
}

/// Moves the states of some words that move by the same distance, sixty-four at once.
fn pour_shift(block: &Block<'_>, shift: Shift, words: &[u64], target: &mut Set) {
    let to = shift.word + (block.offset >> 6);
    let targets = target.words_of_chunk(to, words.len());
    let both = targets.iter_mut().zip(words);
    let mask = shift.mask;
    // What the block adds has other bits than what the shift does, so that nothing is carried out of the word.
    let up = shift.up + low_bits(block.offset);
    let distance = up.unsigned_abs();
    if up >= 0 {
        both.for_each(|(to, from)| *to |= (from & mask) << distance);
    } else {
        both.for_each(|(to, from)| *to |= (from & mask) >> distance);
    }
}

/// Adds the states of `source` that a flow moves into `goal` to `found`; without a goal, all for which the exit is open.
pub(super) fn look_back(
    flow: &Flow,
    source: &Set,
    mover: &mut Mover<'_>,
    goal: Option<&Set>,
    found: &mut Set,
) {
    flow.blocks(source, mover, |block| {
        for index in 0..block.words {
            let word = source.words[block.start + index];
            for shift in &block.moves.shifts {
                let to = shift.word + (block.offset >> 6) + index;
                let up = shift.up + low_bits(block.offset);
                let goal = goal.map_or(u64::MAX, |goal| goal.word(to));
                let distance = up.unsigned_abs();
                let back = if up >= 0 {
                    goal >> distance
                } else {
                    goal << distance
                };
                found.add(block.start + index, word & shift.mask & back);
            }
        }
    });
}
