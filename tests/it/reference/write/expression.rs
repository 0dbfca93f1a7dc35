//! Conditions and effects, as text.

use super::Writer;
use crate::reference::model::{Change, Condition, Effect, Operator};

/// How tightly the place of a condition binds: what binds less stands in brackets there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Single,
}

impl Writer<'_> {
    pub(super) fn condition(&mut self, condition: &Condition) -> String {
        let text = self.expression(condition);
        self.string(&text)
    }

    pub(super) fn expression(&mut self, condition: &Condition) -> String {
        self.at_level(condition, Level::Or)
    }

    pub(super) fn effects(&mut self, effects: &[Effect]) -> String {
        let steps: Vec<String> = effects.iter().map(|effect| self.effect(effect)).collect();
        let mut text = steps.join(", ");
        if !text.is_empty() && self.dice.chance(10) {
            text.push_str(" , ");
        }
        self.string(&text)
    }

    fn effect(&mut self, effect: &Effect) -> String {
        let mut text = match &effect.change {
            Change::Set(name) | Change::Named(name) => name.clone(),
            Change::Clear(flag) => format!("not {flag}"),
            Change::Assign(counter, value) => {
                format!("{counter} = {}", self.assigned(counter, *value))
            }
            Change::Add(counter, amount) => format!("{counter} += {amount}"),
            Change::Subtract(counter, amount) => format!("{counter}-={amount}"),
        };
        if let Some(when) = &effect.when {
            text.push_str(" if ");
            text.push_str(&self.expression(when));
        }
        text
    }

    fn assigned(&mut self, counter: &str, value: u64) -> String {
        match self.word(counter, value) {
            Some(word) if self.dice.chance(60) => {
                self.tally.note("word for a number in an effect");
                word
            }
            _ => value.to_string(),
        }
    }

    fn at_level(&mut self, condition: &Condition, level: Level) -> String {
        let (text, own) = match condition {
            Condition::Truth(truth) => {
                self.tally.note("truth");
                (truth.to_string(), Level::Single)
            }
            Condition::Flag(flag) => (flag.clone(), Level::Single),
            Condition::Counter(counter, operator, number) => {
                (self.comparison(counter, *operator, *number), Level::Single)
            }
            Condition::Visits(node, operator, number) => {
                let visits = format!("visits.{node}");
                (
                    self.sides(&visits, *operator, &number.to_string(), true),
                    Level::Single,
                )
            }
            Condition::Not(inner) => {
                self.tally.note("not");
                let is_group = matches!(**inner, Condition::And(_) | Condition::Or(_));
                self.tally.note_if(is_group, "not of a group");
                (
                    format!("not {}", self.at_level(inner, Level::Single)),
                    Level::Single,
                )
            }
            Condition::And(sides) => {
                self.tally.note("and");
                (self.joined(sides, " and ", Level::Single), Level::And)
            }
            Condition::Or(sides) => {
                self.tally.note("or");
                (self.joined(sides, " or ", Level::And), Level::Or)
            }
        };
        if own < level || self.dice.chance(8) {
            format!("({text})")
        } else {
            text
        }
    }

    fn joined(&mut self, sides: &[Condition], by: &str, level: Level) -> String {
        let sides: Vec<String> = sides
            .iter()
            .map(|side| self.at_level(side, level))
            .collect();
        sides.join(by)
    }

    fn comparison(&mut self, counter: &str, operator: Operator, number: u64) -> String {
        if let (Operator::GreaterOrEqual, 1..) = (operator, number)
            && self.dice.chance(15)
        {
            return self.sides(counter, Operator::Greater, &(number - 1).to_string(), true);
        }
        let Some(word) = self.word(counter, number).filter(|_| self.dice.chance(60)) else {
            return self.sides(counter, operator, &number.to_string(), true);
        };
        self.tally.note("word for a number in a condition");
        // A word that is also a variable's name means the word on the right side only.
        let is_variable = self.model.counter(&word).is_some()
            || self.model.flags.iter().any(|flag| flag.name == word);
        self.tally
            .note_if(is_variable, "word that is also a variable");
        self.sides(counter, operator, &word, !is_variable)
    }

    fn word(&self, counter: &str, value: u64) -> Option<String> {
        let words = &self.model.counter(counter)?.words;
        words.get(usize::try_from(value).ok()?).cloned()
    }

    fn sides(&mut self, left: &str, operator: Operator, right: &str, can_swap: bool) -> String {
        let space = if self.dice.chance(80) { " " } else { "" };
        let sign = |operator| match operator {
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
        };
        if !can_swap || self.dice.chance(75) {
            return format!("{left}{space}{}{space}{right}", sign(operator));
        }
        self.tally.note("sides swapped");
        let operator = match operator {
            Operator::Less => Operator::Greater,
            Operator::LessOrEqual => Operator::GreaterOrEqual,
            Operator::Greater => Operator::Less,
            Operator::GreaterOrEqual => Operator::LessOrEqual,
            Operator::Equal | Operator::NotEqual => operator,
        };
        format!("{right}{space}{}{space}{left}", sign(operator))
    }
}
