//! Places in a dense set: which bits of a state make up its number at a node.

use crate::{
    engine::lanes::{Lanes, bits},
    explore::values::Known,
};

/// How the states of a node are numbered: the bits that matter there and can differ, packed close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::explore) struct Layout {
    /// For every position in a number, from the lowest: the word and the bit of the state.
    pub bits: Vec<Bit>,
    /// Stretches of neighbouring bits that are neighbours in the number too.
    stretches: Vec<Stretch>,
    /// The values of all other bits, as far as they are fixed.
    fixed: Vec<u64>,
}

/// A bit of a state's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::explore) struct Bit {
    pub word: usize,
    pub shift: u32,
}

/// Bits of a word that are neighbours in a number, as far as the mask has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::explore) struct Stretch {
    word: usize,
    shift: u32,
    mask: u64,
    at: u32,
}

impl Layout {
    /// Lays out bits from the lowest position up; `known` says what all others are.
    pub fn new(bits: Vec<Bit>, known: &[Known]) -> Self {
        let mut stretches: Vec<Stretch> = Vec::new();
        for (at, bit) in (0..).zip(&bits) {
            match stretches.last_mut() {
                Some(last) if last.word == bit.word && last.shift + (at - last.at) == bit.shift => {
                    last.mask = last.mask << 1 | 1;
                }
                _ => stretches.push(Stretch {
                    word: bit.word,
                    shift: bit.shift,
                    mask: 1,
                    at,
                }),
            }
        }
        Self {
            bits,
            stretches,
            fixed: known.iter().map(|known| known.fixed).collect(),
        }
    }

    /// Returns how many bits a number has.
    pub fn width(&self) -> usize {
        self.bits.len()
    }

    /// Returns how many words a set takes: a power of two.
    pub fn words(&self) -> usize {
        1 << self.width().saturating_sub(6)
    }

    /// Returns where a bit stands in a number.
    pub fn position(&self, bit: &Bit) -> Option<usize> {
        let stretches = self.stretches.iter();
        let found = stretches
            .filter(|stretch| stretch.word == bit.word)
            .find_map(|stretch| {
                let along = bit.shift.checked_sub(stretch.shift)?;
                (stretch.mask >> along & 1 == 1).then_some(stretch.at + along)
            });
        found.map(|at| at as usize)
    }

    /// Returns the number of a state.
    pub fn pack(&self, values: &[u64]) -> usize {
        pack(&self.stretches, values)
    }

    /// Writes the state of number 0 into `values`: bits that do not matter are 0 or what they are fixed to.
    pub fn first(&self, values: &mut [u64]) {
        values.copy_from_slice(&self.fixed);
    }

    /// Makes `selected` the stretches of those bits that the mask of their word selects.
    pub fn select(&self, mask: impl Fn(usize) -> u64, selected: &mut Vec<Stretch>) {
        let within = |stretch: &Stretch| Stretch {
            mask: stretch.mask & mask(stretch.word) >> stretch.shift,
            ..*stretch
        };
        let stretches = self.stretches.iter().map(within);
        selected.clear();
        selected.extend(stretches.filter(|stretch| stretch.mask != 0));
    }
}

impl Stretch {
    /// Returns the bits in which states differ, each with its position in a number, and the states that have it.
    pub fn planes(&self, lanes: &Lanes) -> impl Iterator<Item = (usize, u64)> {
        let mixed = lanes.mixed(self.word) >> self.shift & self.mask;
        bits(mixed).map(|along| {
            let plane = lanes.plane(self.word, self.shift + along);
            ((self.at + along) as usize, plane)
        })
    }
}

/// Returns the part of a number that these bits of a state make up.
pub(super) fn pack(stretches: &[Stretch], values: &[u64]) -> usize {
    let number = stretches.iter().fold(0, |number, stretch| {
        number | (values[stretch.word] >> stretch.shift & stretch.mask) << stretch.at
    });
    // A dense set of more than 2^32 states is never made.
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Writes these bits of a number into `values`, where they are 0.
pub(super) fn unpack(stretches: &[Stretch], number: usize, values: &mut [u64]) {
    for stretch in stretches {
        let value = (number as u64) >> stretch.at & stretch.mask;
        values[stretch.word] |= value << stretch.shift;
    }
}
