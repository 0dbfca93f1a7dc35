//! For which of a node's states an exit is open, gathered exit by exit.

use super::{
    flow::Block,
    set::{CHUNK, Filled, Set},
};
use crate::engine::lanes::bits;

/// States of a set.
pub(super) struct Covered {
    /// For every chunk a bit for each word of whose states all are covered: most exits are open to all states of a word or
    /// to none.
    whole: Vec<u64>,
    /// The states of other words.
    part: Set,
}

impl Covered {
    /// Covers nothing yet; `part` is empty and has as many words as the set.
    pub fn nothing(part: Set) -> Self {
        Self {
            whole: vec![0; part.words.len().div_ceil(CHUNK)],
            part,
        }
    }

    /// Gives back the set that it was made with.
    pub fn into_set(self) -> Set {
        self.part
    }

    /// Covers those of a block's states for which its exit is open; `words` are those of the block's chunk.
    pub fn add(&mut self, block: &Block<'_>, words: &[u64]) {
        let open = block.moves.open;
        let whole = &mut self.whole[block.chunk];
        if open == u64::MAX {
            *whole |= block.filled();
            return;
        }
        let rest = block.filled() & !*whole;
        if rest != 0 {
            let part = self.part.chunk_mut(block.chunk);
            for word in bits(rest).map(|word| word as usize) {
                part[word] |= words[word] & open;
            }
        }
    }

    /// Tells whether all states of the set are covered.
    pub fn is_all(&self, source: &Filled<'_>) -> bool {
        source.set.chunks().all(|chunk| {
            let words = source.set.chunk(chunk);
            let rest = source.of_chunk(chunk) & !self.whole[chunk];
            let first = Set::first_word(chunk);
            bits(rest).all(|word| {
                let word = word as usize;
                words[word] & !self.part.word(first | word) == 0
            })
        })
    }

    /// Takes those that are covered away from a set of the same node.
    pub fn take_from(&self, set: &mut Set) {
        set.subtract(&self.part);
        for (chunk, whole) in self.whole.iter().enumerate() {
            for word in bits(*whole) {
                set.words[Set::first_word(chunk) | word as usize] = 0;
            }
        }
    }
}
