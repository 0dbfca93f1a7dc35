//! Keys: the bits of a state that matter at its node, packed close.

use std::hash::Hash;

/// Where the bits that matter at a node stand in a state and in its key.
#[derive(Debug)]
pub(super) struct Layout {
    /// Stretches of bits that stand side by side in both.
    runs: Vec<Run>,
    /// The bits that matter, a mask for each word.
    needs: Vec<u64>,
    /// How many bits matter.
    pub width: u32,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    word: usize,
    /// The stretch's bits in the state's word.
    mask: u64,
    shift: u32,
    /// The stretch's lowest bit in the key.
    at: u32,
}

/// A packed state of one node. Two states of a node have the same future exactly if their keys are equal.
pub(super) trait Key: Clone + Ord + Hash + Send + Sync {
    fn pack(layout: &Layout, values: &[u64]) -> Self;
    /// Writes the values back; bits that do not matter become 0.
    fn unpack(&self, layout: &Layout, values: &mut [u64]);
}

impl Layout {
    pub fn new(needs: &[u64]) -> Self {
        let mut runs = Vec::new();
        let mut width = 0;
        for (word, &mask) in needs.iter().enumerate() {
            let mut rest = mask;
            while rest != 0 {
                let shift = rest.trailing_zeros();
                let length = (rest >> shift).trailing_ones();
                let bits = (u64::MAX >> (u64::BITS - length)) << shift;
                runs.push(Run {
                    word,
                    mask: bits,
                    shift,
                    at: width,
                });
                width += length;
                rest &= !bits;
            }
        }
        Self {
            runs,
            needs: needs.to_vec(),
            width,
        }
    }
}

impl Key for u64 {
    fn pack(layout: &Layout, values: &[u64]) -> Self {
        let packed =
            |key, run: &Run| key | (((values[run.word] & run.mask) >> run.shift) << run.at);
        layout.runs.iter().fold(0, packed)
    }

    fn unpack(&self, layout: &Layout, values: &mut [u64]) {
        values.fill(0);
        for run in &layout.runs {
            values[run.word] |= ((self >> run.at) << run.shift) & run.mask;
        }
    }
}

impl Key for u128 {
    fn pack(layout: &Layout, values: &[u64]) -> Self {
        let packed = |key, run: &Run| {
            key | (u128::from((values[run.word] & run.mask) >> run.shift) << run.at)
        };
        layout.runs.iter().fold(0, packed)
    }

    fn unpack(&self, layout: &Layout, values: &mut [u64]) {
        values.fill(0);
        for run in &layout.runs {
            // The mask keeps what belongs to the run; higher bits may be cut off.
            #[expect(clippy::cast_possible_truncation, reason = "a run is within one word")]
            let bits = (self >> run.at) as u64;
            values[run.word] |= (bits << run.shift) & run.mask;
        }
    }
}

/// Where more than 128 bits matter, the key is the masked state itself.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacking_a_key_gives_back_the_bits_that_matter() {
        let needs = [0xf0f0_0000_ffff_0001, 0x8000_0000_0000_0003];
        let values = [0x1234_5678_9abc_def1, 0x8fff_ffff_ffff_fffe];
        let kept: Vec<u64> = values
            .iter()
            .zip(needs)
            .map(|(value, mask)| value & mask)
            .collect();
        let layout = Layout::new(&needs);
        let mut back = [7; 2];
        u64::pack(&layout, &values).unpack(&layout, &mut back);
        assert_eq!(back[..], kept);
        u128::pack(&layout, &values).unpack(&layout, &mut back);
        assert_eq!(back[..], kept);
        <Box<[u64]>>::pack(&layout, &values).unpack(&layout, &mut back);
        assert_eq!(back[..], kept);
    }
}
