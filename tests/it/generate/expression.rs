//! Conditions and effects, by chance.

use super::{Generator, Kind};
use crate::reference::model::{Change, Condition, Counter, Effect, Operator};

const OPERATORS: &[Operator] = &[
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::LessOrEqual,
    Operator::Greater,
    Operator::GreaterOrEqual,
];

impl Generator {
    /// Returns a condition, so many times out of a hundred.
    pub(super) fn maybe_condition(&mut self, percent: u64) -> Option<Condition> {
        let is_sparse = self.kind == Kind::Sparse;
        let (percent, depth) = if is_sparse {
            (percent / 2, 0)
        } else {
            (percent, 2)
        };
        self.dice.chance(percent).then(|| self.condition(depth))
    }

    pub(super) fn condition(&mut self, depth: u32) -> Condition {
        if depth == 0 || self.dice.chance(55) {
            return self.test();
        }
        match self.dice.below(4) {
            0 => Condition::Not(Box::new(self.condition(depth - 1))),
            1 | 2 => Condition::And(self.sides(depth - 1)),
            _ => Condition::Or(self.sides(depth - 1)),
        }
    }

    fn sides(&mut self, depth: u32) -> Vec<Condition> {
        (0..self.dice.between(2, 3))
            .map(|_| self.condition(depth))
            .collect()
    }

    fn test(&mut self) -> Condition {
        let operator = self.dice.pick(OPERATORS);
        match self.dice.below(20) {
            0 => Condition::Truth(self.dice.chance(50)),
            1..=8 => Condition::Flag(self.flag()),
            // Visits would make too many states of a long story.
            9..=12 if self.kind != Kind::Long => {
                let node = self.dice.pick(&self.names);
                Condition::Visits(node, operator, self.dice.up_to(2))
            }
            _ => {
                let counter = self.counter();
                let number = self.value(&counter);
                Condition::Counter(counter.name, operator, number)
            }
        }
    }

    /// Returns a list of effects, often empty.
    pub(super) fn effects(&mut self, most: usize) -> Vec<Effect> {
        (0..self.dice.between(0, most))
            .map(|_| self.effect())
            .collect()
    }

    fn effect(&mut self) -> Effect {
        let known = self.model.effects.len();
        let is_sparse = self.kind == Kind::Sparse;
        if known > 0 && self.dice.chance(if is_sparse { 40 } else { 25 }) {
            let name = self.model.effects[self.dice.below(known)].0.clone();
            let is_conditional = is_sparse || self.dice.chance(60);
            return Effect {
                change: Change::Named(name),
                when: is_conditional.then(|| self.condition(if is_sparse { 0 } else { 2 })),
            };
        }
        let change = match self.dice.below(12) {
            0..=2 => Change::Set(self.flag()),
            3..=4 => Change::Clear(self.flag()),
            number => {
                let counter = self.counter();
                let value = self.value(&counter);
                let amount = if self.dice.chance(70) { 1 } else { value + 1 };
                match number {
                    5 | 6 => Change::Assign(counter.name, value),
                    7..=9 => Change::Add(counter.name, amount),
                    _ => Change::Subtract(counter.name, amount),
                }
            }
        };
        Effect {
            change,
            when: self.maybe_condition(40),
        }
    }

    pub(super) fn named_effects(&mut self) {
        for number in 0..self.dice.between(0, 3) {
            let mut steps = self.effects(3);
            steps.push(self.effect());
            self.model.effects.push((format!("effect_{number}"), steps));
        }
    }

    fn flag(&mut self) -> String {
        self.dice.pick(&self.model.flags).name.clone()
    }

    pub(super) fn counter(&mut self) -> Counter {
        self.dice.pick(&self.model.counters)
    }

    /// Returns a value of a counter; of a large one, one that effects come to.
    fn value(&mut self, counter: &Counter) -> u64 {
        if counter.max < 10 {
            return self.dice.up_to(counter.max);
        }
        self.dice
            .pick(&[0, 1, 2, counter.max / 2, counter.max - 1, counter.max])
    }
}
