//! Keys: the bits of a state that matter at its node, packed close.

use std::hash::Hash;

use crate::story::Field;

/// Where the values that matter at a node stand in its keys.
#[derive(Debug)]
pub(super) struct Layout {
    /// The fields that matter, each with its lowest bit in the key, from the highest to the lowest.
    fields: Vec<(Field, u32)>,
    /// The bits that matter, a mask for each word.
    pub needs: Vec<u64>,
    /// How many bits matter.
    pub width: u32,
}

/// How what a node's exits do not touch moves from its keys into those of a target.
#[derive(Debug)]
pub(super) struct Passage<K> {
    /// Stretches of the node's keys, and how far down each moves.
    runs: Vec<(K, u32)>,
    /// The bits of the target's keys that the stretches fill: the lowest ones.
    tail: u32,
    /// Whether keys that differ in the stretches alone keep their order.
    pub keeps_order: bool,
}

/// A packed state of one node. Two states of a node have the same future exactly if their keys are equal.
pub(super) trait Key: Clone + Ord + Hash + Send + Sync {
    fn pack(layout: &Layout, values: &[u64]) -> Self;
    /// Writes the values back; bits that do not matter become 0.
    fn unpack(&self, layout: &Layout, values: &mut [u64]);
    /// Tells whether two keys agree but for their lowest `tail` bits.
    fn agrees(&self, other: &Self, tail: u32) -> bool;
    /// Returns a target's key that is `to` with the bits that pass through taken from this one.
    fn pass(&self, to: &Self, passage: &Passage<Self>) -> Self;
    /// Clears the bits of a target's key that pass through.
    fn clear(self, passage: &Passage<Self>) -> Self;
    /// Builds a passage for what both layouts have below the lowest bits that a node's exits touch.
    fn passage(from: &Layout, to: &Layout, tails: (u32, u32)) -> Passage<Self>;
}

impl Layout {
    /// Lays out the fields that matter in this order, the first one highest.
    pub fn new(needs: Vec<u64>, order: &[Field]) -> Self {
        let matters = |field: &&Field| needs[field.word] & field.bits() != 0;
        let mut width = 0;
        let mut fields: Vec<(Field, u32)> = Vec::new();
        for field in order.iter().filter(matters).rev() {
            fields.push((*field, width));
            width += field.mask.count_ones();
        }
        fields.reverse();
        Self {
            fields,
            needs,
            width,
        }
    }

    /// Returns how many of the lowest bits belong to fields after the last one that `touched` has a bit of.
    pub fn tail(&self, touched: &[u64], order: &[Field]) -> u32 {
        let is_touched = |field: &Field| touched[field.word] & field.bits() != 0;
        let after = order
            .iter()
            .rposition(is_touched)
            .map_or(0, |last| last + 1);
        let free = &order[after..];
        let width = |(field, _): &&(Field, u32)| free.contains(field);
        self.fields
            .iter()
            .filter(width)
            .map(|(field, _)| field.mask.count_ones())
            .sum()
    }
}

macro_rules! packed_key {
    ($key:ty) => {
        impl Key for $key {
            fn pack(layout: &Layout, values: &[u64]) -> Self {
                let packed =
                    |key, (field, at): &(Field, u32)| key | (<$key>::from(field.get(values)) << at);
                layout.fields.iter().fold(0, packed)
            }

            fn unpack(&self, layout: &Layout, values: &mut [u64]) {
                values.fill(0);
                for (field, at) in &layout.fields {
                    // The mask keeps what belongs to the field; higher bits may be cut off.
                    #[allow(
                        clippy::cast_possible_truncation,
                        clippy::unnecessary_cast,
                        reason = "a field is within one word"
                    )]
                    let value = (self >> at) as u64 & field.mask;
                    values[field.word] |= value << field.shift;
                }
            }

            fn agrees(&self, other: &Self, tail: u32) -> bool {
                (self ^ other).checked_shr(tail).unwrap_or(0) == 0
            }

            fn pass(&self, to: &Self, passage: &Passage<Self>) -> Self {
                passage
                    .runs
                    .iter()
                    .fold(*to, |key, (mask, down)| key | ((self & mask) >> down))
            }

            fn clear(self, passage: &Passage<Self>) -> Self {
                self & !low_bits(passage.tail)
            }

            fn passage(
                from: &Layout,
                to: &Layout,
                (tail, target_tail): (u32, u32),
            ) -> Passage<Self> {
                fn low_bits(count: u32) -> $key {
                    <$key>::MAX.checked_shr(<$key>::BITS - count).unwrap_or(0)
                }
                let mut runs: Vec<($key, u32)> = Vec::new();
                let mut keeps_order = true;
                let mut gap = false;
                for (field, at) in from.fields.iter().filter(|(_, at)| *at < tail) {
                    let Some((_, target)) = to.fields.iter().find(|(known, _)| known == field)
                    else {
                        gap = true;
                        continue;
                    };
                    // Bits left out between bits that stay would decide the order and are gone.
                    keeps_order &= !gap;
                    let bits = low_bits(field.mask.count_ones()) << at;
                    match runs.last_mut() {
                        Some((mask, down)) if *down == at - target => *mask |= bits,
                        _ => runs.push((bits, at - target)),
                    }
                }
                Passage {
                    runs,
                    tail: target_tail,
                    keeps_order,
                }
            }
        }
    };
}

mod narrow {
    use super::{Field, Key, Layout, Passage};

    fn low_bits(count: u32) -> u64 {
        u64::MAX.checked_shr(u64::BITS - count).unwrap_or(0)
    }

    packed_key!(u64);
}

mod medium {
    use super::{Field, Key, Layout, Passage};

    fn low_bits(count: u32) -> u128 {
        u128::MAX.checked_shr(u128::BITS - count).unwrap_or(0)
    }

    packed_key!(u128);
}

/// Where more than 128 bits matter, the key is the masked state itself, and nothing passes through.
impl Key for Box<[u64]> {
    fn pack(layout: &Layout, values: &[u64]) -> Self {
        values
            .iter()
            .zip(&layout.needs)
            .map(|(value, mask)| value & mask)
            .collect()
    }

    fn unpack(&self, _layout: &Layout, values: &mut [u64]) {
        values.copy_from_slice(self);
    }

    fn agrees(&self, other: &Self, _tail: u32) -> bool {
        self == other
    }

    fn pass(&self, to: &Self, _passage: &Passage<Self>) -> Self {
        to.clone()
    }

    fn clear(self, _passage: &Passage<Self>) -> Self {
        self
    }

    fn passage(_from: &Layout, _to: &Layout, _tails: (u32, u32)) -> Passage<Self> {
        Passage {
            runs: Vec::new(),
            tail: 0,
            keeps_order: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(word: usize, shift: u32, width: u32) -> Field {
        let mask = u64::MAX >> (u64::BITS - width);
        Field {
            word,
            shift,
            mask,
            max: mask,
        }
    }

    fn needs(fields: &[Field]) -> Vec<u64> {
        let mut needs = vec![0; 2];
        for field in fields {
            needs[field.word] |= field.bits();
        }
        needs
    }

    #[test]
    fn unpacking_a_key_gives_back_the_values_that_matter() {
        let order = [
            field(1, 60, 4),
            field(0, 3, 5),
            field(1, 0, 20),
            field(0, 20, 1),
        ];
        let needs = needs(&order);
        let values = [0x1234_5678_9abc_def1, 0x8fff_ffff_ffff_fffe];
        let kept: Vec<u64> = values
            .iter()
            .zip(&needs)
            .map(|(value, mask)| value & mask)
            .collect();
        let layout = Layout::new(needs, &order);
        assert_eq!(layout.width, 30);
        let mut back = [7; 2];
        u64::pack(&layout, &values).unpack(&layout, &mut back);
        assert_eq!(back[..], kept);
        u128::pack(&layout, &values).unpack(&layout, &mut back);
        assert_eq!(back[..], kept);
        <Box<[u64]>>::pack(&layout, &values).unpack(&layout, &mut back);
        assert_eq!(back[..], kept);
    }

    #[test]
    fn what_is_not_touched_passes_into_the_target_key() {
        let [a, b, c, d] = [
            field(0, 0, 2),
            field(0, 2, 3),
            field(0, 5, 1),
            field(0, 6, 4),
        ];
        let order = [a, b, c, d];
        let from = Layout::new(needs(&order), &order);
        // The target has no use for c, so that only a, b and d stay.
        let to = Layout::new(needs(&[a, b, d]), &order);
        let touched = needs(&[a]);
        let tails = (from.tail(&touched, &order), to.tail(&touched, &order));
        assert_eq!(tails, (8, 7));
        let passage = u64::passage(&from, &to, tails);
        assert!(!passage.keeps_order);
        for values in [[0x2f6, 0], [0x18d, 0]] {
            let key = u64::pack(&from, &values);
            let next = [values[0] ^ 0b11, 0];
            let base = u64::pack(&to, &next).clear(&passage);
            assert_eq!(key.pass(&base, &passage), u64::pack(&to, &next));
        }
    }
}
