//! What one choice or route does to a whole set of states at once.
//!
//! A number falls into three parts: what the exit touches (looks at, or changes of what matters afterwards), what merely
//! passes, and what matters no more. The engine is asked once for each value of the first part; the answer holds for all
//! values of the others, which only move to their places in the target's numbers. Sixty-four states stand in a word,
//! so that most of this is shifting and masking of words.

use std::ops::Range;

use super::{
    layout::{Bit, Layout},
    mover::Mover,
    moves::{Moves, states_of_a_word},
    set::{CHUNK, CHUNK_BITS, Set},
};
use crate::story::NodeId;

/// How one exit of a node moves its states.
#[derive(Debug)]
pub(in crate::explore) struct Flow {
    pub node: NodeId,
    pub exit: usize,
    pub to: NodeId,
    /// The bits of values that are touched, a mask for each word.
    pub touched: Vec<u64>,
    /// The bits below position 6 that are touched, each with its position.
    pub low_touched: Vec<(Bit, usize)>,
    /// Where the states of a word go by the other bits below position 6.
    pub low_passing: Moves,
    /// For every bit of a word's number: what it adds to the target's number, where it passes.
    worths: Vec<usize>,
    /// The bits of a word's number that are touched.
    pub high_touched: usize,
    /// So many of the lowest bits of a word's number pass to the same bits of the target's, up to a whole chunk.
    run: u32,
}

/// Words of a set whose states all move the same way.
pub(in crate::explore) struct Block<'b> {
    /// The first word, and how many follow it: they go to as many neighbouring words of the target.
    pub start: usize,
    pub words: usize,
    /// What is added to every target's number.
    pub offset: usize,
    pub moves: &'b Moves,
}

impl Flow {
    /// Works out how an exit moves states, given the bits of values that it touches.
    pub fn new(
        (node, exit, to): (NodeId, usize, NodeId),
        touched: Vec<u64>,
        (here, there): (&Layout, &Layout),
    ) -> Self {
        // Most bits keep their places.
        let position = |at: usize, bit: &Bit| match there.bits.get(at) {
            Some(known) if known == bit => Some(at),
            _ => there.position(bit),
        };
        let is_touched = |bit: &Bit| touched[bit.word] >> bit.shift & 1 == 1;
        let (low, high) = here.bits.split_at(here.width().min(6));
        let mut low_touched = Vec::new();
        let mut low_passing = Moves::none(states_of_a_word(low.len()));
        for (at, bit) in low.iter().enumerate() {
            if is_touched(bit) {
                low_touched.push((*bit, at));
            } else {
                low_passing.replace(at, position(at, bit));
            }
        }
        low_passing.join();
        let mut flow = Self {
            node,
            exit,
            to,
            touched: Vec::new(),
            low_touched,
            low_passing,
            worths: Vec::with_capacity(high.len()),
            high_touched: 0,
            run: 0,
        };
        for (at, bit) in high.iter().enumerate() {
            let worth = if is_touched(bit) {
                flow.high_touched |= 1 << at;
                0
            } else {
                position(at + 6, bit).map_or(0, |at| 1 << at)
            };
            if at == flow.run as usize && at < CHUNK_BITS && worth == 64 << at {
                flow.run += 1;
            }
            flow.worths.push(worth);
        }
        flow.touched = touched;
        flow
    }

    /// Goes through the words of a set that hold a state, block by block.
    pub fn blocks(&self, set: &Set, asker: &mut Mover<'_>, tell: impl FnMut(Block<'_>)) {
        self.blocks_within(0..set.words.len(), set, asker, tell);
    }

    /// Goes through those of the words that begin a chunk in a range, and the rest of their chunks.
    pub fn blocks_within(
        &self,
        range: Range<usize>,
        set: &Set,
        asker: &mut Mover<'_>,
        mut tell: impl FnMut(Block<'_>),
    ) {
        asker.begin(self);
        let words = 1_usize << self.run;
        let inside = self.worths.len().min(CHUNK_BITS);
        let mut within = [0_usize; CHUNK];
        for (at, worth) in self.worths[..inside].iter().enumerate() {
            for index in 0..1 << at {
                within[index | 1 << at] = within[index] + worth;
            }
        }
        for chunk in set.chunks_within(range) {
            let first = Set::first_word(chunk);
            let mut far = 0;
            let mut rest = chunk;
            while rest != 0 {
                far += self.worths[CHUNK_BITS + rest.trailing_zeros() as usize];
                rest &= rest - 1;
            }
            for index in (0..1_usize << inside).step_by(words) {
                let start = first | index;
                if set.words[start..start + words]
                    .iter()
                    .all(|word| *word == 0)
                {
                    continue;
                }
                let offset = far + within[index];
                let moves = asker.moves(self, start & self.high_touched);
                if moves.open != 0 {
                    tell(Block {
                        start,
                        words,
                        offset,
                        moves,
                    });
                }
            }
        }
    }
}
