//! Flags, counters and visit counts, and where their values are packed.

use smol_str::SmolStr;

use super::NodeId;

/// A variable of a story.
#[derive(Debug, Clone)]
pub struct Variable {
    pub name: SmolStr,
    pub kind: Kind,
    pub field: Field,
    /// Its value when a playthrough begins.
    pub start: u64,
    /// The words for its values from 0 up; empty where it has none.
    pub words: Vec<SmolStr>,
    pub doc: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Flag,
    Counter,
    /// How often the node was arrived at, saturating.
    Visits(NodeId),
}

/// The bits that hold one value: `mask << shift` of word `word`. A field never straddles two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Field {
    pub word: usize,
    pub shift: u32,
    /// The bits of the field, moved down to bit 0.
    pub mask: u64,
    /// The largest value; the smallest is 0.
    pub max: u64,
}

impl Field {
    #[must_use]
    pub fn get(self, values: &[u64]) -> u64 {
        (values[self.word] >> self.shift) & self.mask
    }

    pub fn set(self, values: &mut [u64], value: u64) {
        let word = &mut values[self.word];
        *word = (*word & !self.bits()) | (value << self.shift);
    }

    /// Returns the bits of the field in their place.
    #[must_use]
    pub fn bits(self) -> u64 {
        self.mask << self.shift
    }
}
