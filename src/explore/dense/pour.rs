//! What an exit makes of a whole set of states, and where those of a set came from.

use super::{
    Atlas,
    covered::Covered,
    flow::{Block, Flow},
    mover::Mover,
    moves::{Shift, low_bits},
    set::{CHUNK, CHUNK_BITS, Filled, Set},
};
use crate::{engine::lanes::bits, story::NodeId};

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
    let source = Filled::new(set);
    let flows = &atlas.flows[node.index()];
    for flow in flows.iter().filter(|flow| flow.exit == exit) {
        look_back(flow, &source, &mut mover, None, &mut open);
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
        look_back(flow, &Filled::new(&left), mover, None, &mut open);
        left.subtract(&open);
        sources[flow.exit] = open;
    }
    sources
}

/// Adds what a flow makes of the states of `source` to `target`, and those for which the exit is open to `covered`. Tells
/// whether it is open for any.
pub(super) fn pour(
    flow: &Flow,
    source: &Filled<'_>,
    mover: &mut Mover<'_>,
    target: &mut Set,
    mut covered: Option<&mut Covered>,
) -> bool {
    let mut is_open = false;
    flow.blocks(source, mover, |block| {
        let words = source.set.chunk(block.chunk);
        let open = block.moves.open;
        is_open = is_open
            || block
                .words()
                .any(|(word, _)| source.set.words[word] & open != 0);
        if let Some(covered) = &mut covered {
            covered.add(&block, words);
        }
        let shifts = &block.moves.shifts;
        for shifts in shifts.chunk_by(|one, next| one.word == next.word) {
            pour_word(&block, shifts, words, target);
        }
    });
    is_open
}

/// Moves the states of a block's words that go to the same word of the target, sixty-four at once.
fn pour_word(block: &Block<'_>, shifts: &[Shift], words: &[u64], target: &mut Set) {
    let to = shifts[0].word + (block.offset >> 6);
    let targets = target.chunk_mut(to >> CHUNK_BITS);
    let to = to % CHUNK;
    // What the block adds has other bits than what a shift does, so that nothing is carried out of the word.
    let up = low_bits(block.offset);
    if block.run > 1 {
        for run in bits(block.runs).map(|run| run as usize) {
            let to = to | block.along[run];
            let (from, to) = (run..run + block.run, to..to + block.run);
            for shift in shifts {
                let mask = shift.mask;
                let up = shift.up + up;
                let distance = up.unsigned_abs();
                let both = targets[to.clone()].iter_mut().zip(&words[from.clone()]);
                if up >= 0 {
                    both.for_each(|(to, from)| *to |= (from & mask) << distance);
                } else {
                    both.for_each(|(to, from)| *to |= (from & mask) >> distance);
                }
            }
        }
        return;
    }
    let mut pour = |moved: &dyn Fn(u64) -> u64| {
        for word in bits(block.runs).map(|word| word as usize) {
            targets[to | block.along[word]] |= moved(words[word]);
        }
    };
    match *shifts {
        [one] => pour(&|word| one.moved(word, up)),
        [one, two] => pour(&|word| one.moved(word, up) | two.moved(word, up)),
        _ => pour(&|word| {
            let moved = shifts.iter().map(|shift| shift.moved(word, up));
            moved.fold(0, |all, moved| all | moved)
        }),
    }
}

/// Adds the states of `source` that a flow moves into `goal` to `found`; without a goal, all for which the exit is open.
pub(super) fn look_back(
    flow: &Flow,
    source: &Filled<'_>,
    mover: &mut Mover<'_>,
    goal: Option<&Set>,
    found: &mut Set,
) {
    flow.blocks(source, mover, |block| {
        for (from, to) in block.words() {
            let word = source.set.words[from];
            for shift in &block.moves.shifts {
                let up = shift.up + low_bits(block.offset);
                let goal = goal.map_or(u64::MAX, |goal| goal.word(shift.word + to));
                let distance = up.unsigned_abs();
                let back = if up >= 0 {
                    goal >> distance
                } else {
                    goal << distance
                };
                found.add(from, word & shift.mask & back);
            }
        }
    });
}
