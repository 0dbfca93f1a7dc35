//! Effects: what a choice, a route or an arrival makes true.

use super::{Condition, Field};

/// One step of a list of effects. Each sees what the steps before it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    pub when: Condition,
    pub change: Change,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Assign {
        field: Field,
        value: u64,
    },
    /// Adds, stopping at the field's largest value.
    Add {
        field: Field,
        amount: u64,
    },
    /// Subtracts, stopping at 0.
    Subtract {
        field: Field,
        amount: u64,
    },
    /// A named effect: all its steps, the condition having been asked once.
    Group(Vec<Effect>),
}

impl Effect {
    /// Carries out one step.
    pub fn apply(&self, values: &mut [u64]) {
        if !self.when.holds(values) {
            return;
        }
        match &self.change {
            Change::Assign { field, value } => field.set(values, *value),
            Change::Add { field, amount } => {
                let sum = field.get(values).saturating_add(*amount).min(field.max);
                field.set(values, sum);
            }
            Change::Subtract { field, amount } => {
                let difference = field.get(values).saturating_sub(*amount);
                field.set(values, difference);
            }
            Change::Group(steps) => Self::apply_all(steps, values),
        }
    }

    /// Carries out every step of a list, in order.
    pub fn apply_all(effects: &[Self], values: &mut [u64]) {
        for effect in effects {
            effect.apply(values);
        }
    }

    /// Returns how many steps this one comes to, those of its group counted.
    #[must_use]
    pub fn steps(&self) -> usize {
        match &self.change {
            Change::Group(steps) => steps.iter().map(Self::steps).sum(),
            Change::Assign { .. } | Change::Add { .. } | Change::Subtract { .. } => 1,
        }
    }

    /// Turns the bits needed after this step into the bits needed before it.
    ///
    /// This is strong liveness (Horspool 1982; Nielson, Nielson and Hankin, "Principles of Program Analysis", 2.1):
    /// a step that changes nothing needed needs nothing itself.
    pub fn needs(&self, bits: &mut [u64]) {
        if self.when == Condition::Never {
            return;
        }
        match &self.change {
            Change::Assign { field, .. } => {
                if bits[field.word] & field.bits() != 0 {
                    if self.when == Condition::Always {
                        bits[field.word] &= !field.bits();
                    }
                    self.when.reads(bits);
                }
            }
            Change::Add { field, .. } | Change::Subtract { field, .. } => {
                if bits[field.word] & field.bits() != 0 {
                    self.when.reads(bits);
                }
            }
            Change::Group(steps) => {
                let mut inside = bits.to_vec();
                Self::all_need(steps, &mut inside);
                let matters = steps.iter().any(|step| step.changes_any(bits));
                if self.when == Condition::Always {
                    bits.copy_from_slice(&inside);
                } else if matters {
                    bits.iter_mut()
                        .zip(&inside)
                        .for_each(|(bit, inside)| *bit |= inside);
                    self.when.reads(bits);
                }
            }
        }
    }

    /// Turns the bits needed after a list of effects into the bits needed before it.
    pub fn all_need(effects: &[Self], bits: &mut [u64]) {
        for effect in effects.iter().rev() {
            effect.needs(bits);
        }
    }

    fn changes_any(&self, bits: &[u64]) -> bool {
        match &self.change {
            Change::Assign { field, .. }
            | Change::Add { field, .. }
            | Change::Subtract { field, .. } => bits[field.word] & field.bits() != 0,
            Change::Group(steps) => steps.iter().any(|step| step.changes_any(bits)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(shift: u32) -> Field {
        Field {
            word: 0,
            shift,
            mask: 3,
            max: 2,
        }
    }

    fn step(when: Condition, change: Change) -> Effect {
        Effect { when, change }
    }

    #[test]
    fn steps_saturate_and_see_the_steps_before_them() {
        let add = |amount| Change::Add {
            field: field(0),
            amount,
        };
        let full = Condition::within(field(0), 2, 2);
        let effects = [
            step(Condition::Always, add(5)),
            step(
                full,
                Change::Assign {
                    field: field(2),
                    value: 1,
                },
            ),
            step(
                Condition::Always,
                Change::Subtract {
                    field: field(0),
                    amount: 1,
                },
            ),
        ];
        let mut values = [0];
        Effect::apply_all(&effects, &mut values);
        assert_eq!((field(0).get(&values), field(2).get(&values)), (1, 1));
    }

    #[test]
    fn an_assignment_that_nothing_needs_needs_nothing() {
        let reads_b = Condition::within(field(2), 1, 1);
        let assign = step(
            reads_b,
            Change::Assign {
                field: field(0),
                value: 1,
            },
        );
        let mut nothing = [0];
        assign.needs(&mut nothing);
        assert_eq!(nothing, [0]);
        let mut a = [field(0).bits()];
        assign.needs(&mut a);
        assert_eq!(a, [field(0).bits() | field(2).bits()]);
    }
}
