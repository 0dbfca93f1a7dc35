//! Conditions, with negation pushed down to the tests and flags of a word tested together.

use super::Field;

/// A condition over the values of all variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    Always,
    Never,
    Test(Test),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

/// A test of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// The bits of `mask` are just those of `value`.
    Bits { word: usize, mask: u64, value: u64 },
    /// The value lies in `low..=high`.
    Within { field: Field, low: u64, high: u64 },
    /// The value lies outside `low..=high`.
    Outside { field: Field, low: u64, high: u64 },
}

impl Condition {
    #[must_use]
    pub fn holds(&self, values: &[u64]) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Test(test) => test.holds(values),
            Self::All(parts) => parts.iter().all(|part| part.holds(values)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(values)),
        }
    }

    /// Adds the bits that the condition reads to `bits`, a mask for each word.
    pub fn reads(&self, bits: &mut [u64]) {
        match self {
            Self::Always | Self::Never => {}
            Self::Test(test) => match *test {
                Test::Bits { word, mask, .. } => bits[word] |= mask,
                Test::Within { field, .. } | Test::Outside { field, .. } => {
                    bits[field.word] |= field.bits();
                }
            },
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.reads(bits)),
        }
    }

    /// Returns the condition that a value lies in `low..=high`, as simple as it can be.
    #[must_use]
    pub fn within(field: Field, low: u64, high: u64) -> Self {
        if low > high || low > field.max {
            Self::Never
        } else if low == 0 && high >= field.max {
            Self::Always
        } else if low == high {
            Self::Test(Test::Bits {
                word: field.word,
                mask: field.bits(),
                value: low << field.shift,
            })
        } else {
            Self::Test(Test::Within { field, low, high })
        }
    }

    /// Returns the condition that a value lies outside `low..=high`.
    #[must_use]
    pub fn outside(field: Field, low: u64, high: u64) -> Self {
        if low == 0 {
            Self::within(field, high.saturating_add(1), field.max)
        } else if high >= field.max {
            Self::within(field, 0, low - 1)
        } else {
            Self::Test(Test::Outside { field, low, high })
        }
    }

    /// Returns the condition that holds where this one does not.
    #[must_use]
    pub fn negated(&self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Never => Self::Always,
            Self::All(parts) => Self::any(parts.iter().map(Self::negated).collect()),
            Self::Any(parts) => Self::all(parts.iter().map(Self::negated).collect()),
            Self::Test(Test::Within { field, low, high }) => Self::outside(*field, *low, *high),
            Self::Test(Test::Outside { field, low, high }) => Self::within(*field, *low, *high),
            Self::Test(Test::Bits { word, mask, value }) => {
                let bits = (0..u64::BITS).map(|shift| 1 << shift);
                let other = |bit: u64| {
                    let (mask, value) = (bit, bit & !value);
                    Self::Test(Test::Bits {
                        word: *word,
                        mask,
                        value,
                    })
                };
                Self::any(bits.filter(|bit| mask & bit != 0).map(other).collect())
            }
        }
    }

    /// Returns the condition that all of `parts` hold.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        let mut kept: Vec<Self> = Vec::with_capacity(parts.len());
        for part in parts {
            let joined = match part {
                Self::Never => false,
                Self::Always => true,
                Self::All(inner) => inner.into_iter().all(|part| join(&mut kept, part)),
                part => join(&mut kept, part),
            };
            if !joined {
                return Self::Never;
            }
        }
        match kept.len() {
            0 => Self::Always,
            1 => kept.remove(0),
            _ => Self::All(kept),
        }
    }

    /// Returns the condition that at least one of `parts` holds.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Self {
        let mut kept = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::Always => return Self::Always,
                Self::Never => {}
                Self::Any(inner) => kept.extend(inner),
                part => kept.push(part),
            }
        }
        match kept.len() {
            0 => Self::Never,
            1 => kept.remove(0),
            _ => Self::Any(kept),
        }
    }
}

/// Adds a part to a conjunction; bits of the same word are tested in one go. Returns false where the part contradicts
/// what is known.
fn join(parts: &mut Vec<Condition>, part: Condition) -> bool {
    let Condition::Test(Test::Bits { word, mask, value }) = part else {
        parts.push(part);
        return true;
    };
    for known in parts.iter_mut() {
        if let Condition::Test(Test::Bits {
            word: at,
            mask: known_mask,
            value: known_value,
        }) = known
            && *at == word
        {
            let agrees = (*known_value ^ value) & *known_mask & mask == 0;
            *known_mask |= mask;
            *known_value |= value;
            return agrees;
        }
    }
    parts.push(part);
    true
}

impl Test {
    #[must_use]
    pub fn holds(&self, values: &[u64]) -> bool {
        match *self {
            Self::Bits { word, mask, value } => values[word] & mask == value,
            Self::Within { field, low, high } => (low..=high).contains(&field.get(values)),
            Self::Outside { field, low, high } => !(low..=high).contains(&field.get(values)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELD: Field = Field {
        word: 0,
        shift: 4,
        mask: 7,
        max: 5,
    };

    fn values_that_hold(condition: &Condition) -> Vec<u64> {
        (0..=FIELD.max)
            .filter(|value| condition.holds(&[value << FIELD.shift]))
            .collect()
    }

    #[test]
    fn ranges_hold_for_just_their_values() {
        for low in 0..8 {
            for high in 0..8 {
                let inside = |value: &u64| (low..=high).contains(value);
                let within: Vec<u64> = (0..=FIELD.max).filter(inside).collect();
                let outside: Vec<u64> = (0..=FIELD.max).filter(|value| !inside(value)).collect();
                assert_eq!(
                    values_that_hold(&Condition::within(FIELD, low, high)),
                    within
                );
                if low <= high {
                    assert_eq!(
                        values_that_hold(&Condition::outside(FIELD, low, high)),
                        outside
                    );
                }
            }
        }
    }

    #[test]
    fn negation_holds_for_just_the_other_values() {
        for low in 0..8 {
            for high in low..8 {
                for condition in [
                    Condition::within(FIELD, low, high),
                    Condition::outside(FIELD, low, high),
                ] {
                    let mut both = values_that_hold(&condition);
                    both.extend(values_that_hold(&condition.negated()));
                    both.sort_unstable();
                    assert_eq!(both, (0..=FIELD.max).collect::<Vec<_>>());
                }
            }
        }
    }

    #[test]
    fn flags_of_one_word_are_tested_together() {
        let flag = |bit: u32, value: u64| {
            Condition::Test(Test::Bits {
                word: 0,
                mask: 1 << bit,
                value: value << bit,
            })
        };
        let both = Condition::all(vec![flag(0, 1), flag(3, 0)]);
        assert_eq!(
            both,
            Condition::Test(Test::Bits {
                word: 0,
                mask: 9,
                value: 1
            })
        );
        let contradiction = Condition::all(vec![flag(0, 1), flag(0, 0)]);
        assert_eq!(contradiction, Condition::Never);
    }
}
