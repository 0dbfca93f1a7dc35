//! Conditions and effects on the values of all variables.

use super::{
    model::{Change, Condition, Effect, Operator},
    run::{Reference, Values},
};

impl Reference<'_> {
    pub fn gate(&self, when: Option<&Condition>, values: &Values) -> bool {
        let Some(when) = when else {
            return true;
        };
        self.tally.note("condition in a choice");
        self.tally
            .note_if(when.reads_visits(), "visits in a choice or route");
        when.holds(values)
    }

    /// Left to right: each condition sees the effects before it, each step saturates at the counter's bounds.
    pub fn apply(&self, effects: &[Effect], values: &mut Values) {
        let first = values.clone();
        for effect in effects {
            if let Some(when) = &effect.when {
                let holds = when.holds(values);
                self.tally
                    .note_if(when.reads_visits(), "visits in an effect");
                self.tally
                    .note_if(holds != when.holds(&first), "effect sees earlier effect");
                self.tally.note(if holds {
                    "effect with condition"
                } else {
                    "effect passed over"
                });
                if !holds {
                    continue;
                }
            }
            match &effect.change {
                Change::Set(flag) => values.insert(flag.clone(), 1),
                Change::Clear(flag) => values.insert(flag.clone(), 0),
                Change::Assign(counter, value) => values.insert(counter.clone(), *value),
                Change::Add(counter, amount) => {
                    let max = self
                        .model
                        .counter(counter)
                        .expect("only counters are added to")
                        .max;
                    let sum = u128::from(values[counter]) + u128::from(*amount);
                    self.tally
                        .note_if(sum > u128::from(max), "saturation at max");
                    values.insert(counter.clone(), u64::try_from(sum).unwrap_or(max).min(max))
                }
                Change::Subtract(counter, amount) => {
                    let value = values[counter];
                    self.tally.note_if(value < *amount, "saturation at 0");
                    values.insert(
                        counter.clone(),
                        if value < *amount { 0 } else { value - amount },
                    )
                }
                Change::Named(name) => {
                    let steps = self.model.steps(name);
                    let is_nested = steps
                        .iter()
                        .any(|step| matches!(step.change, Change::Named(_)));
                    self.tally.note("named effect");
                    self.tally
                        .note_if(is_nested, "named effect in a named effect");
                    self.tally
                        .note_if(effect.when.is_some(), "named effect with condition");
                    for at in 0..steps.len() {
                        let is_off = effect.when.as_ref().is_some_and(|when| !when.holds(values));
                        self.tally
                            .note_if(at > 0 && is_off, "named effect's condition asked once");
                        self.apply(&steps[at..=at], values);
                    }
                    None
                }
            };
        }
    }
}

impl Condition {
    /// Tells whether the condition holds with these values.
    pub fn holds(&self, values: &Values) -> bool {
        match self {
            Self::Truth(truth) => *truth,
            Self::Flag(flag) => values[flag] == 1,
            Self::Counter(counter, operator, number) => operator.compare(values[counter], *number),
            Self::Visits(node, operator, number) => {
                operator.compare(values[&format!("visits.{node}")], *number)
            }
            Self::Not(inner) => !inner.holds(values),
            Self::And(sides) => sides.iter().all(|side| side.holds(values)),
            Self::Or(sides) => sides.iter().any(|side| side.holds(values)),
        }
    }
}

impl Operator {
    fn compare(self, left: u64, right: u64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }
}
