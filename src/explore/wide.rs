//! Whole numbers of a fixed, large size: there are more playthroughs than 128 bits can count.

use std::{cmp::Ordering, fmt};

/// A whole number of `W` 64-bit words, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wide<const W: usize>([u64; W]);

/// An exact whole number of any size.
#[derive(Debug, Clone, Eq)]
pub struct Count(Vec<u64>);

impl<const W: usize> Wide<W> {
    pub const ZERO: Self = Self([0; W]);

    pub fn one() -> Self {
        let mut one = Self::ZERO;
        if let Some(lowest) = one.0.first_mut() {
            *lowest = 1;
        }
        one
    }

    /// Adds `other`. Returns false where the sum does not fit, and is then meaningless.
    #[must_use]
    pub fn add(&mut self, other: &Self) -> bool {
        let mut carry = false;
        for (word, &addend) in self.0.iter_mut().zip(&other.0) {
            (*word, carry) = word.carrying_add(addend, carry);
        }
        !carry
    }

    pub fn count(&self) -> Count {
        Count(self.0.to_vec())
    }
}

impl PartialOrd for Count {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Count {
    fn cmp(&self, other: &Self) -> Ordering {
        let words = self.0.len().max(other.0.len());
        let word = |count: &Self, index: usize| count.0.get(index).copied().unwrap_or(0);
        (0..words)
            .rev()
            .map(|index| word(self, index).cmp(&word(other, index)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl PartialEq for Count {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

/// A sum of counts.
#[derive(Debug, Default)]
struct Total(Vec<u64>);

impl Total {
    fn add(&mut self, count: &Count) {
        let mut carry = 0;
        for index in 0.. {
            let addend = count.0.get(index).copied();
            if addend.is_none() && carry == 0 {
                break;
            }
            if index == self.0.len() {
                self.0.push(0);
            }
            let sum = u128::from(self.0[index]) + u128::from(addend.unwrap_or(0)) + carry;
            // The lower word stays, the upper one is carried.
            #[expect(clippy::cast_possible_truncation, reason = "the upper word is carried")]
            let lower = sum as u64;
            self.0[index] = lower;
            carry = sum >> 64;
        }
    }

    fn count(self) -> Count {
        Count(if self.0.is_empty() { vec![0] } else { self.0 })
    }
}

impl Count {
    /// Returns the sum of counts.
    pub fn sum<'c>(counts: impl Iterator<Item = &'c Self>) -> Self {
        let mut total = Total::default();
        counts.for_each(|count| total.add(count));
        total.count()
    }

    /// Returns the number as the nearest floating-point number, for comparing sizes.
    #[must_use]
    pub fn approximate(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "an approximation is asked for")]
        self.0
            .iter()
            .rev()
            .fold(0.0, |sum, &word| sum * 2_f64.powi(64) + word as f64)
    }
}

impl From<u64> for Count {
    fn from(number: u64) -> Self {
        Self(vec![number])
    }
}

impl fmt::Display for Count {
    /// Writes all digits, in groups of three with commas between them.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const GROUP: u128 = 1000;
        let mut words = self.0.clone();
        let mut groups = Vec::new();
        loop {
            let mut remainder = 0_u128;
            for word in words.iter_mut().rev() {
                let value = (remainder << 64) | u128::from(*word);
                // The remainder is below GROUP, so the quotient fits a word.
                *word = u64::try_from(value / GROUP).unwrap_or(u64::MAX);
                remainder = value % GROUP;
            }
            groups.push(remainder);
            if words.iter().all(|&word| word == 0) {
                break;
            }
        }
        let highest = groups.pop().unwrap_or(0);
        write!(formatter, "{highest}")?;
        for group in groups.iter().rev() {
            write!(formatter, ",{group:03}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_beyond_128_bits_are_exact() {
        let mut power = Wide::<4>::one();
        for _ in 0..200 {
            let same = power;
            assert!(power.add(&same));
        }
        let digits = power.count().to_string().replace(',', "");
        assert_eq!(
            digits,
            "1606938044258990275541962092341162602522202993782792835301376"
        );
    }

    #[test]
    fn overflow_is_told() {
        let mut most = Wide::<1>([u64::MAX]);
        assert!(!most.add(&Wide::one()));
    }

    #[test]
    fn digits_stand_in_groups() {
        assert_eq!(Count::from(0).to_string(), "0");
        assert_eq!(Count::from(1_002_003).to_string(), "1,002,003");
    }
}
