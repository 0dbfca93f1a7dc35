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
    moves::{HAS_BIT, Moves, states_of_a_word},
    set::{CHUNK, CHUNK_BITS, Filled, Set},
};
use crate::{engine::lanes::bits, story::NodeId};

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
    /// The bits of a word's number within its chunk that tell blocks apart: those that are touched, or pass to elsewhere than
    /// a word's number within a chunk.
    split: usize,
}

/// Words of a chunk whose states all move the same way: runs of neighbours, which stay neighbours.
pub(in crate::explore) struct Block<'b> {
    pub chunk: usize,
    /// A bit for the first word of each run.
    pub runs: u64,
    /// How many words a run has.
    pub run: usize,
    /// For every word of the chunk where it goes within a chunk of the target, beside what is added.
    pub along: &'b [usize; CHUNK],
    /// What is added to every target's number.
    pub offset: usize,
    pub moves: &'b Moves,
}

impl Block<'_> {
    /// Returns a bit for each word of the chunk that is in a run.
    pub fn filled(&self) -> u64 {
        self.runs.wrapping_mul(u64::MAX >> (64 - self.run))
    }

    /// Returns the words, each with the one that it goes to, beside what a shift adds.
    pub fn words(&self) -> impl Iterator<Item = (usize, usize)> {
        let first = Set::first_word(self.chunk);
        let to = self.offset >> 6;
        let starts = bits(self.runs).map(|start| start as usize);
        let words = starts.flat_map(|start| start..start + self.run);
        words.map(move |word| (first | word, to | self.along[word]))
    }
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
            split: 0,
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
            let leaves_chunk = worth != 0 && !(64..64 << CHUNK_BITS).contains(&worth);
            if at < CHUNK_BITS && (is_touched(bit) || leaves_chunk) {
                flow.split |= 1 << at;
            }
            flow.worths.push(worth);
        }
        if flow.run < SHORTEST_RUN {
            flow.run = 0;
        }
        flow.touched = touched;
        flow
    }

    /// Goes through the words of a set that hold a state, block by block.
    pub fn blocks(&self, source: &Filled<'_>, asker: &mut Mover<'_>, tell: impl FnMut(Block<'_>)) {
        self.blocks_within(0..source.set.words.len(), source, asker, tell);
    }

    /// Goes through those of the words that begin a chunk in a range, and the rest of their chunks.
    pub fn blocks_within(
        &self,
        range: Range<usize>,
        source: &Filled<'_>,
        asker: &mut Mover<'_>,
        mut tell: impl FnMut(Block<'_>),
    ) {
        asker.begin(self);
        let mut within = [0; CHUNK];
        for (at, worth) in self.worths.iter().take(CHUNK_BITS).enumerate() {
            for index in 0..1 << at {
                within[index | 1 << at] = within[index] + worth;
            }
        }
        let along = within.map(|number| number >> 6 & (CHUNK - 1));
        let mut alike = RUNS[self.run as usize];
        for (at, has_bit) in HAS_BIT.iter().enumerate() {
            if self.split >> at & 1 == 1 {
                alike &= !has_bit;
            }
        }
        for chunk in source.set.chunks_within(range) {
            let mut far = 0;
            let mut rest = chunk;
            while rest != 0 {
                far += self.worths[CHUNK_BITS + rest.trailing_zeros() as usize];
                rest &= rest - 1;
            }
            let first = Set::first_word(chunk);
            let mut left = runs(source.of_chunk(chunk), self.run);
            while left != 0 {
                let value = left.trailing_zeros() as usize & self.split;
                let runs = left & alike << value;
                left &= !runs;
                let moves = asker.moves(self, (first | value) & self.high_touched);
                if moves.open != 0 {
                    tell(Block {
                        chunk,
                        runs,
                        run: 1 << self.run,
                        along: &along,
                        offset: far + within[value],
                        moves,
                    });
                }
            }
        }
    }
}

/// Runs of fewer words are moved word by word.
const SHORTEST_RUN: u32 = 2;

/// Where runs of so many words can begin, as a power of two.
const RUNS: [u64; CHUNK_BITS + 1] = [
    u64::MAX,
    0x5555_5555_5555_5555,
    0x1111_1111_1111_1111,
    0x0101_0101_0101_0101,
    0x0001_0001_0001_0001,
    0x0000_0001_0000_0001,
    1,
];

/// Returns a bit for the first word of each run that holds a state, given a bit for every word that does.
fn runs(mut runs: u64, run: u32) -> u64 {
    for at in 0..run {
        runs |= runs >> (1 << at);
    }
    runs & RUNS[run as usize]
}
