//! Memory for sets of states, to be used again: what the system hands out anew it clears first, page by page.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::set::Set;

/// Sets that are not in use, all of them empty.
#[derive(Default)]
pub(super) struct Store(Mutex<Shelves>);

#[derive(Default)]
struct Shelves {
    /// By their size: the power of two that tells their words.
    by_size: Vec<Vec<Set>>,
    /// How many words the sets here take, those in use, and those in use at the most so far.
    stored: usize,
    held: usize,
    most_held: usize,
}

impl Store {
    /// Returns an empty set of so many words, which are a power of two.
    pub fn take(&self, words: usize) -> Set {
        let mut shelves = self.shelves();
        shelves.held += words;
        shelves.most_held = shelves.most_held.max(shelves.held);
        let sets = shelves.by_size.get_mut(words.ilog2() as usize);
        let known = sets.and_then(Vec::pop);
        if known.is_some() {
            shelves.stored -= words;
        }
        drop(shelves);
        known.unwrap_or_else(|| Set::empty(words))
    }

    /// Takes a set back, unless as much is here as was ever in use.
    pub fn give_back(&self, mut set: Set) {
        set.clear();
        let words = set.words.len();
        let mut shelves = self.shelves();
        shelves.held -= words;
        if shelves.stored + words <= shelves.most_held {
            shelves.stored += words;
            let size = words.ilog2() as usize;
            if shelves.by_size.len() <= size {
                shelves.by_size.resize_with(size + 1, Vec::new);
            }
            shelves.by_size[size].push(set);
        }
    }

    /// Returns how many words the sets that are in use take.
    pub fn held(&self) -> usize {
        self.shelves().held
    }

    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
