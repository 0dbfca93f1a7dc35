//! A set of states that numbers them: the first is 0, the next 1, and so on (Jacobson 1989).

use std::ops::Range;

use super::set::{CHUNK, CHUNK_BITS, Set};

/// A set, and how many of its states stand before each of its words.
#[derive(Debug)]
pub(super) struct Ranked<'s> {
    pub set: &'s Set,
    before: Vec<u32>,
    /// How many states there are.
    pub count: usize,
}

impl<'s> Ranked<'s> {
    pub fn new(set: &'s Set) -> Self {
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

    /// Returns how many states stand before one.
    pub fn index(&self, number: usize) -> usize {
        let (word, bit) = (number >> 6, number & 63);
        let below = self.set.words[word] & ((1 << bit) - 1);
        self.before(word) + below.count_ones() as usize
    }

    /// Returns how many states stand before a word that holds one.
    pub fn before(&self, word: usize) -> usize {
        self.before[word] as usize
    }

    /// Returns how many states of a word stand before the one at `bit`.
    pub fn within(&self, word: usize, bit: u32) -> usize {
        states_below(self.set.words[word], bit)
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

/// Returns how many states of a word stand before the one at `bit`.
pub(super) fn states_below(states: u64, bit: u32) -> usize {
    (states & ((1 << bit) - 1)).count_ones() as usize
}

/// Tells of states of a word that move up by so much, if no others stand between them at either end, neither among all
/// that are `here` nor among all that are `there`: how many stand before them at both ends, and how many they are.
pub(super) fn row(
    moving: u64,
    up: i32,
    (here, there): (u64, u64),
) -> Option<(usize, usize, usize)> {
    let (first, after) = (moving.trailing_zeros(), moving.leading_zeros());
    let span = u64::MAX.checked_shl(first)? & u64::MAX.checked_shr(after)?;
    let moved = |states: u64| states.rotate_left(up.cast_unsigned());
    let is_row = here & span == moving && there & moved(span) == moved(moving);
    is_row.then(|| {
        let to = first.wrapping_add_signed(up);
        let count = moving.count_ones() as usize;
        (states_below(here, first), states_below(there, to), count)
    })
}

/// A node's states in tiles of neighbours: so few that what is known of them fits into a core's own memory.
#[derive(Debug)]
pub(super) struct Tiled<'s> {
    pub states: Ranked<'s>,
    pub tiles: Vec<Tile>,
    /// For every chunk that is occupied, which tile it is in.
    of_chunk: Vec<u32>,
}

/// Some whole chunks.
#[derive(Debug)]
pub(super) struct Tile {
    pub words: Range<usize>,
    /// The number of the first state.
    pub first: usize,
    pub count: usize,
}

/// So many states are in a tile at the most: more than a chunk has.
const MOST: usize = 1 << 13;

impl<'s> Tiled<'s> {
    pub fn new(set: &'s Set) -> Self {
        let states = Ranked::new(set);
        let words = set.words.len();
        let mut of_chunk = vec![0; words.div_ceil(CHUNK)];
        let mut tiles: Vec<Tile> = Vec::new();
        let mut chunks = set.chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let first = Set::first_word(chunk);
            let end = Set::first_word(chunk + 1).min(words);
            let before = states.before(first);
            let after = chunks
                .peek()
                .map_or(states.count, |next| states.before(Set::first_word(*next)));
            match tiles.last_mut() {
                Some(last) if after - last.first <= MOST => {
                    last.words.end = end;
                    last.count = after - last.first;
                }
                _ => tiles.push(Tile {
                    words: first..end,
                    first: before,
                    count: after - before,
                }),
            }
            of_chunk[chunk] = u32::try_from(tiles.len() - 1).unwrap_or(u32::MAX);
        }
        Self {
            states,
            tiles,
            of_chunk,
        }
    }

    /// Returns the number of the tile in which a word is that holds a state.
    pub fn tile_of(&self, word: usize) -> usize {
        self.of_chunk[word >> CHUNK_BITS] as usize
    }
}
