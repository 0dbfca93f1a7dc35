//! What a condition asks of the state before effects, so that whatever is asked on the way is asked at a node.
//!
//! This is the weakest precondition of a list of effects (Dijkstra 1975). Effects always come to an end and to one
//! state alone, so it passes through `and`, `or` and `not`, and only tests of what a step changes are rewritten.

use crate::story::{Change, Condition, Effect, Field, Story, Test};

/// The most tests a condition may grow to.
const MOST_TESTS: usize = 20_000;

/// Rewrites the conditions of a story.
#[derive(Debug)]
pub(super) struct Rewriter {
    fields: Vec<Field>,
}

impl Rewriter {
    pub fn new(story: &Story) -> Self {
        let fields = story.variables.iter().map(|variable| variable.field);
        Self {
            fields: fields.collect(),
        }
    }

    /// Returns the condition that holds just where `condition` fails.
    pub fn negated(&self, condition: &Condition) -> Condition {
        match condition {
            Condition::Always => Condition::Never,
            Condition::Never => Condition::Always,
            Condition::All(parts) => {
                Condition::any(parts.iter().map(|part| self.negated(part)).collect())
            }
            Condition::Any(parts) => {
                Condition::all(parts.iter().map(|part| self.negated(part)).collect())
            }
            Condition::Test(test) => match *test {
                Test::Within { field, low, high } => Condition::outside(field, low, high),
                Test::Outside { field, low, high } => Condition::within(field, low, high),
                Test::Bits { .. } => {
                    let apart = self.apart(test).into_iter();
                    Condition::any(
                        apart
                            .map(|(field, value)| Condition::outside(field, value, value))
                            .collect(),
                    )
                }
            },
        }
    }

    /// Returns the condition that holds just where `condition` will after the effects. `None` where it grows too large.
    pub fn before(&self, effects: &[Effect], condition: &Condition) -> Option<Condition> {
        let mut before = condition.clone();
        for effect in effects.iter().rev() {
            before = self.before_step(effect, &before)?;
            if tests(&before) > MOST_TESTS {
                return None;
            }
        }
        Some(before)
    }

    fn before_step(&self, effect: &Effect, condition: &Condition) -> Option<Condition> {
        let each = |parts: &[Condition]| -> Option<Vec<Condition>> {
            parts
                .iter()
                .map(|part| self.before_step(effect, part))
                .collect()
        };
        Some(match condition {
            Condition::Always | Condition::Never => condition.clone(),
            Condition::All(parts) => Condition::all(each(parts)?),
            Condition::Any(parts) => Condition::any(each(parts)?),
            Condition::Test(test) => {
                let changed = self.before_change(&effect.change, test)?;
                if changed == *condition || effect.when == Condition::Never {
                    condition.clone()
                } else if effect.when == Condition::Always {
                    changed
                } else {
                    let taken = Condition::all(vec![effect.when.clone(), changed]);
                    let passed =
                        Condition::all(vec![self.negated(&effect.when), condition.clone()]);
                    Condition::any(vec![taken, passed])
                }
            }
        })
    }

    /// Returns what a test asks before a change that is made in any case.
    fn before_change(&self, change: &Change, test: &Test) -> Option<Condition> {
        let changed = match change {
            Change::Group(steps) => return self.before(steps, &Condition::Test(*test)),
            Change::Assign { field, .. }
            | Change::Add { field, .. }
            | Change::Subtract { field, .. } => *field,
        };
        Some(match *test {
            Test::Bits { word, mask, .. } => {
                if word != changed.word || mask & changed.bits() == 0 {
                    return Some(Condition::Test(*test));
                }
                let each = self.apart(test).into_iter().map(|(field, value)| {
                    if field == changed {
                        range_before(change, field, value, value)
                    } else {
                        Condition::within(field, value, value)
                    }
                });
                Condition::all(each.collect())
            }
            Test::Within { field, low, high } if field == changed => {
                range_before(change, field, low, high)
            }
            Test::Outside { field, low, high } if field == changed => {
                self.negated(&range_before(change, field, low, high))
            }
            Test::Within { .. } | Test::Outside { .. } => Condition::Test(*test),
        })
    }

    /// Takes a test of several values at once apart: the fields, each with the value that it must have.
    fn apart(&self, test: &Test) -> Vec<(Field, u64)> {
        let Test::Bits { word, mask, value } = *test else {
            return Vec::new();
        };
        let tested = |field: &&Field| field.word == word && field.bits() & mask != 0;
        let value_of = |field: &Field| (*field, (value >> field.shift) & field.mask);
        self.fields.iter().filter(tested).map(value_of).collect()
    }
}

/// Returns what must hold before a change of the field for its value to lie in `low..=high` afterwards.
fn range_before(change: &Change, field: Field, low: u64, high: u64) -> Condition {
    match *change {
        Change::Assign { value, .. } if (low..=high).contains(&value) => Condition::Always,
        Change::Assign { .. } => Condition::Never,
        Change::Add { amount, .. } => {
            let high = match high.checked_sub(amount) {
                _ if high >= field.max => field.max,
                Some(high) => high,
                None => return Condition::Never,
            };
            Condition::within(field, low.saturating_sub(amount), high)
        }
        Change::Subtract { amount, .. } => {
            let low = match low {
                0 => 0,
                low => match low.checked_add(amount) {
                    Some(low) => low,
                    None => return Condition::Never,
                },
            };
            Condition::within(field, low, high.saturating_add(amount).min(field.max))
        }
        Change::Group(_) => Condition::within(field, low, high),
    }
}

/// Returns how many tests a condition makes.
fn tests(condition: &Condition) -> usize {
    match condition {
        Condition::Always | Condition::Never => 0,
        Condition::Test(_) => 1,
        Condition::All(parts) | Condition::Any(parts) => parts.iter().map(tests).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Kind, Variable};

    fn story() -> Story {
        let variable = |name: &str, shift, mask, max| Variable {
            name: name.into(),
            kind: Kind::Counter,
            field: Field {
                word: 0,
                shift,
                mask,
                max,
            },
            start: 0,
            words: Vec::new(),
            doc: String::new(),
        };
        Story {
            variables: vec![
                variable("a", 0, 7, 5),
                variable("b", 3, 3, 2),
                variable("c", 5, 1, 1),
            ],
            words: 1,
            ..Story::default()
        }
    }

    /// Every effect of one step that there can be, and some groups of them.
    fn effects(fields: &[Field]) -> Vec<Effect> {
        let guards = [
            Condition::Always,
            Condition::within(fields[2], 1, 1),
            Condition::outside(fields[1], 1, 1),
        ];
        let mut effects = Vec::new();
        for &field in fields {
            for amount in 0..=field.max + 1 {
                let changes = [
                    Change::Assign {
                        field,
                        value: amount.min(field.max),
                    },
                    Change::Add { field, amount },
                    Change::Subtract { field, amount },
                ];
                for change in changes {
                    for when in &guards {
                        let (when, change) = (when.clone(), change.clone());
                        effects.push(Effect { when, change });
                    }
                }
            }
        }
        let groups: Vec<Effect> = effects
            .windows(7)
            .step_by(5)
            .map(|steps| Effect {
                when: Condition::within(fields[0], 2, 4),
                change: Change::Group(vec![steps[0].clone(), steps[3].clone(), steps[6].clone()]),
            })
            .collect();
        effects.extend(groups);
        effects
    }

    #[test]
    fn what_is_asked_before_holds_just_where_it_holds_afterwards() {
        let story = story();
        let rewriter = Rewriter::new(&story);
        let fields = rewriter.fields.clone();
        let effects = effects(&fields);
        let two = Condition::all(vec![
            Condition::within(fields[0], 3, 3),
            Condition::within(fields[2], 0, 0),
        ]);
        let mut conditions = vec![
            rewriter.negated(&two),
            Condition::any(vec![two.clone(), Condition::within(fields[1], 1, 2)]),
            two,
        ];
        for low in 0..=5 {
            for high in low..=5 {
                conditions.push(Condition::within(fields[0], low, high));
                conditions.push(Condition::outside(fields[0], low, high));
            }
        }
        for (number, effect) in effects.iter().enumerate() {
            let second = &effects[(number * 31 + 7) % effects.len()];
            let list = [effect.clone(), second.clone()];
            for condition in &conditions {
                let before = rewriter.before(&list, condition).expect("it is small");
                let opposite = rewriter.negated(condition);
                for packed in 0_u64..64 {
                    let values = [packed];
                    if fields.iter().any(|field| field.get(&values) > field.max) {
                        continue;
                    }
                    assert_ne!(condition.holds(&values), opposite.holds(&values));
                    let mut after = values;
                    Effect::apply_all(&list, &mut after);
                    assert_eq!(before.holds(&values), condition.holds(&after), "{list:?}");
                }
            }
        }
    }
}
