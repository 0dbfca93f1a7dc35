//! A set of states as a row of bits, in chunks of which the empty ones are passed over.

use std::ops::Range;

/// A set of numbers of states.
#[derive(Debug, Default, Clone)]
pub(in crate::explore) struct Set {
    /// A bit for every number, in the chunks that are occupied; what stands in the others means nothing.
    pub words: Vec<u64>,
    /// A bit for every chunk of words that may hold a state.
    occupied: Vec<u64>,
}

/// How many bits of a word's number tell the words of a chunk apart, and how many words that are.
pub(in crate::explore) const CHUNK_BITS: usize = 6;
pub(in crate::explore) const CHUNK: usize = 1 << CHUNK_BITS;

impl Set {
    /// Returns the empty set of so many words.
    pub fn empty(words: usize) -> Self {
        Self {
            words: vec![0; words],
            occupied: vec![0; words.div_ceil(CHUNK * 64)],
        }
    }

    /// Takes all states away.
    pub fn clear(&mut self) {
        self.occupied.fill(0);
    }

    /// Tells whether it was ever made, empty or not.
    pub fn is_made(&self) -> bool {
        !self.words.is_empty()
    }

    /// Adds a state.
    pub fn insert(&mut self, number: usize) {
        self.add(number >> 6, 1 << (number & 63));
    }

    /// Adds states of one word.
    pub fn add(&mut self, word: usize, states: u64) {
        self.chunk_mut(word >> CHUNK_BITS)[word % CHUNK] |= states;
    }

    /// Returns the words of a chunk to add states to; it is noted as one that may hold a state.
    #[inline]
    pub fn chunk_mut(&mut self, chunk: usize) -> &mut [u64] {
        if !self.is_occupied(chunk) {
            self.occupy(chunk);
        }
        let words = self.words.len();
        &mut self.words[range(chunk, words)]
    }

    #[inline]
    fn is_occupied(&self, chunk: usize) -> bool {
        self.occupied[chunk >> 6] >> (chunk & 63) & 1 == 1
    }

    /// Makes a chunk one that may hold a state. Even where all of it is 0 already it is written before anyone reads it: the
    /// system makes a page twice that is read first.
    #[cold]
    fn occupy(&mut self, chunk: usize) {
        self.occupied[chunk >> 6] |= 1 << (chunk & 63);
        let words = self.words.len();
        self.words[range(chunk, words)].fill(0);
    }

    /// Returns the states of one word, of whatever chunk.
    pub fn word(&self, word: usize) -> u64 {
        if self.is_occupied(word >> CHUNK_BITS) {
            self.words[word]
        } else {
            0
        }
    }

    /// Returns the chunks that may hold a state.
    pub fn chunks(&self) -> impl Iterator<Item = usize> {
        chunks(&self.occupied)
    }

    /// Returns the chunks that may hold a state and begin in a range of words.
    pub fn chunks_within(&self, words: Range<usize>) -> impl Iterator<Item = usize> {
        let chunks = words.start.div_ceil(CHUNK)..words.end.div_ceil(CHUNK);
        let last = self.occupied.len();
        let range = (chunks.start >> 6).min(last)..chunks.end.div_ceil(64).min(last);
        let first = range.start << 6;
        self::chunks(&self.occupied[range])
            .map(move |chunk| first + chunk)
            .filter(move |chunk| chunks.contains(chunk))
    }

    /// Returns the number of a chunk's first word.
    pub fn first_word(chunk: usize) -> usize {
        chunk << CHUNK_BITS
    }

    /// Returns the words of a chunk.
    pub fn chunk(&self, chunk: usize) -> &[u64] {
        &self.words[range(chunk, self.words.len())]
    }

    /// Returns how many states it holds.
    pub fn size(&self) -> u64 {
        let mut ones = Ones::default();
        self.chunks().for_each(|chunk| ones.add(self.chunk(chunk)));
        ones.total()
    }

    pub fn is_empty(&self) -> bool {
        self.chunks()
            .all(|chunk| self.chunk(chunk).iter().all(|word| *word == 0))
    }

    /// Adds all states of another set of the same node.
    pub fn unite(&mut self, other: &Self) {
        for chunk in other.chunks() {
            let others = other.chunk(chunk);
            both(self.chunk_mut(chunk), others).for_each(|(all, some)| *all |= some);
        }
    }

    /// Takes away all states of another set of the same node.
    pub fn subtract(&mut self, other: &Self) {
        for chunk in other.chunks() {
            let words = &mut self.words[range(chunk, other.words.len())];
            both(words, other.chunk(chunk)).for_each(|(all, some)| *all &= !some);
        }
    }

    /// Tells whether all its states are in another set of the same node.
    pub fn is_within(&self, other: &Self) -> bool {
        self.chunks().all(|chunk| {
            // Without a branch for every word, so that many are looked at at once.
            let left = if other.is_occupied(chunk) {
                let both = self.chunk(chunk).iter().zip(other.chunk(chunk));
                both.fold(0, |left, (all, some)| left | all & !some)
            } else {
                self.chunk(chunk).iter().fold(0, |left, all| left | all)
            };
            left == 0
        })
    }
}

/// A set that is gone through several times.
pub(in crate::explore) struct Filled<'s> {
    pub set: &'s Set,
    /// For every chunk that may hold a state, a bit for each word that does.
    words: Vec<u64>,
}

impl<'s> Filled<'s> {
    pub fn new(set: &'s Set) -> Self {
        let mut filled = vec![0; set.words.len().div_ceil(CHUNK)];
        for chunk in set.chunks() {
            let words = set.chunk(chunk).iter().rev();
            filled[chunk] = words.fold(0, |filled, word| filled << 1 | u64::from(*word != 0));
        }
        Self { set, words: filled }
    }

    /// Returns a bit for each word of a chunk that holds a state.
    pub fn of_chunk(&self, chunk: usize) -> u64 {
        self.words[chunk]
    }
}

/// Returns the chunks that have a bit each.
fn chunks(occupied: &[u64]) -> impl Iterator<Item = usize> {
    occupied.iter().enumerate().flat_map(|(index, word)| {
        let mut rest = *word;
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros() as usize;
            rest &= rest.wrapping_sub(1);
            (bit < 64).then_some(index << 6 | bit)
        })
    })
}

/// Returns where a chunk's words stand among so many.
fn range(chunk: usize, words: usize) -> Range<usize> {
    let first = Set::first_word(chunk);
    first..(first + CHUNK).min(words)
}

fn both<'w>(
    words: &'w mut [u64],
    others: &'w [u64],
) -> impl Iterator<Item = (&'w mut u64, &'w u64)> {
    words.iter_mut().zip(others)
}

/// A count of bits that is taken sixteen words at a time, side by side for four lanes, so that most words cost a few
/// logical operations and no counting (carry-save adders: Harley and Seal, in Warren, "Hacker's Delight", 5-1).
#[derive(Default)]
struct Ones {
    /// Bits that weigh 1, 2, 4 and 8.
    weights: [Row; 4],
    total: u64,
}

type Row = [u64; 4];

impl Ones {
    fn add(&mut self, words: &[u64]) {
        let (rows, rest) = words.as_chunks::<4>();
        let (groups, few) = rows.as_chunks::<16>();
        for group in groups {
            self.total += 16 * count(&self.add_rows(group));
        }
        self.total += few.iter().map(count).sum::<u64>();
        self.total += rest
            .iter()
            .map(|word| u64::from(word.count_ones()))
            .sum::<u64>();
    }

    /// Adds sixteen rows; returns the bits that weigh 16.
    #[inline]
    fn add_rows(&mut self, rows: &[Row; 16]) -> Row {
        let [ones, twos, fours, eights] = &mut self.weights;
        let mut eight = [[0; 4]; 2];
        for (eight, rows) in eight.iter_mut().zip(rows.as_chunks::<8>().0) {
            let mut four = [[0; 4]; 2];
            for (four, rows) in four.iter_mut().zip(rows.as_chunks::<4>().0) {
                let two = [add(ones, &rows[0], &rows[1]), add(ones, &rows[2], &rows[3])];
                *four = add(twos, &two[0], &two[1]);
            }
            *eight = add(fours, &four[0], &four[1]);
        }
        add(eights, &eight[0], &eight[1])
    }

    fn total(&self) -> u64 {
        let weights = self.weights.iter().zip([1, 2, 4, 8]);
        let weighed = weights.map(|(row, weight)| weight * count(row));
        self.total + weighed.sum::<u64>()
    }
}

/// Adds three rows of bits: the sum's lower bits go to the first, and the carries are returned.
#[inline]
fn add(sum: &mut Row, a: &Row, b: &Row) -> Row {
    std::array::from_fn(|lane| {
        let (before, a, b) = (sum[lane], a[lane], b[lane]);
        let half = before ^ a;
        sum[lane] = half ^ b;
        before & a | half & b
    })
}

fn count(row: &Row) -> u64 {
    row.iter().map(|word| u64::from(word.count_ones())).sum()
}
