//! A set of states as a row of bits, in chunks of which the empty ones are passed over.

/// A set of numbers of states.
#[derive(Debug, Default, Clone)]
pub(in crate::explore) struct Set {
    /// A bit for every number.
    pub words: Vec<u64>,
    /// A bit for every chunk of words that may hold a state.
    occupied: Vec<u64>,
}

/// How many bits of a word's number tell the words of a chunk apart, and how many words that are.
pub(in crate::explore) const CHUNK_BITS: usize = 6;
pub(in crate::explore) const CHUNK: usize = 1 << CHUNK_BITS;

impl Set {
    /// Makes it the empty set of so many words.
    pub fn clear(&mut self, words: usize) {
        self.words.clear();
        self.words.resize(words, 0);
        self.occupied.clear();
        self.occupied.resize(words.div_ceil(CHUNK * 64), 0);
    }

    /// Tells whether it was ever made, empty or not.
    pub fn is_made(&self) -> bool {
        !self.words.is_empty()
    }

    /// Adds a state.
    pub fn insert(&mut self, number: usize) {
        self.words[number >> 6] |= 1 << (number & 63);
        self.mark(number >> 6);
    }

    /// Adds states of one word.
    pub fn add(&mut self, word: usize, states: u64) {
        self.words[word] |= states;
        self.mark(word);
    }

    /// Notes that a word may hold a state.
    pub fn mark(&mut self, word: usize) {
        let chunk = word >> CHUNK_BITS;
        self.occupied[chunk >> 6] |= 1 << (chunk & 63);
    }

    /// Returns the chunks that may hold a state.
    pub fn chunks(&self) -> impl Iterator<Item = usize> {
        self.occupied.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest.wrapping_sub(1);
                (bit < 64).then_some(index << 6 | bit)
            })
        })
    }

    /// Returns the number of a chunk's first word.
    pub fn first_word(chunk: usize) -> usize {
        chunk << CHUNK_BITS
    }

    /// Returns the words of a chunk.
    pub fn chunk(&self, chunk: usize) -> &[u64] {
        let first = Self::first_word(chunk);
        &self.words[first..(first + CHUNK).min(self.words.len())]
    }

    /// Returns how many states it holds.
    pub fn size(&self) -> u64 {
        self.chunks().map(|chunk| ones(self.chunk(chunk))).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.chunks()
            .all(|chunk| self.chunk(chunk).iter().all(|word| *word == 0))
    }

    /// Makes it the same as another of its size.
    pub fn copy(&mut self, other: &Self) {
        self.words.copy_from_slice(&other.words);
        self.occupied.copy_from_slice(&other.occupied);
    }

    /// Adds all states of another set of the same node.
    pub fn unite(&mut self, other: &Self) {
        self.words
            .iter_mut()
            .zip(&other.words)
            .for_each(|(all, some)| *all |= some);
        self.occupied
            .iter_mut()
            .zip(&other.occupied)
            .for_each(|(all, some)| *all |= some);
    }

    /// Takes away all states of another set of the same node.
    pub fn subtract(&mut self, other: &Self) {
        self.words
            .iter_mut()
            .zip(&other.words)
            .for_each(|(all, some)| *all &= !some);
    }

    /// Tells whether all its states are in another set of the same node.
    pub fn is_within(&self, other: &Self) -> bool {
        self.words
            .iter()
            .zip(&other.words)
            .all(|(all, some)| all & !some == 0)
    }
}

/// Counts the bits of some words, eight at a time (carry-save adders: Harley and Seal, in Warren, "Hacker's Delight", 5-1).
fn ones(words: &[u64]) -> u64 {
    fn add(a: u64, b: u64, c: u64) -> (u64, u64) {
        let half = a ^ b;
        (half ^ c, a & b | half & c)
    }
    let (groups, rest) = words.as_chunks::<8>();
    let (mut one, mut two, mut four, mut eights) = (0, 0, 0, 0);
    for [a, b, c, d, e, f, g, h] in groups {
        let (first, twos_a) = add(one, *a, *b);
        let (first, twos_b) = add(first, *c, *d);
        let (second, fours_a) = add(two, twos_a, twos_b);
        let (first, twos_c) = add(first, *e, *f);
        let (first, twos_d) = add(first, *g, *h);
        let (second, fours_b) = add(second, twos_c, twos_d);
        let (third, eight) = add(four, fours_a, fours_b);
        (one, two, four) = (first, second, third);
        eights += u64::from(eight.count_ones());
    }
    let count = |word: u64| u64::from(word.count_ones());
    let rest: u64 = rest.iter().map(|word| count(*word)).sum();
    8 * eights + 4 * count(four) + 2 * count(two) + count(one) + rest
}
