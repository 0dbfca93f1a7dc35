//! A set of states that numbers them: the first is 0, the next 1, and so on (Jacobson 1989).

use super::set::Set;

/// A set, and how many of its states stand before each of its words.
#[derive(Debug, Default)]
pub(super) struct Ranked {
    pub set: Set,
    before: Vec<u32>,
    /// How many states there are.
    pub count: usize,
}

impl Ranked {
    pub fn new(set: Set) -> Self {
        let mut before = vec![0; set.words.len()];
        let mut count = 0;
        for chunk in set.chunks() {
            let first = Set::first_word(chunk);
            let words = set.chunk(chunk).iter();
            for (before, word) in before[first..].iter_mut().zip(words) {
                *before = count;
                count += word.count_ones();
            }
        }
        Self {
            set,
            before,
            count: count as usize,
        }
    }

    /// Returns how many states stand before a word that holds one.
    pub fn before(&self, word: usize) -> usize {
        self.before[word] as usize
    }

    /// Returns how many states of a word stand before the one at `bit`.
    pub fn within(&self, word: usize, bit: u32) -> usize {
        (self.set.words[word] & ((1 << bit) - 1)).count_ones() as usize
    }

    /// Returns the first word such that about half of the states stand before it.
    pub fn middle(&self) -> usize {
        let half = u32::try_from(self.count / 2).unwrap_or(u32::MAX);
        let chunks = self.set.chunks();
        let mut firsts = chunks.map(Set::first_word);
        firsts
            .find(|first| self.before[*first] >= half)
            .unwrap_or(self.before.len())
    }
}
