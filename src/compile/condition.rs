//! Conditions: names and words to fields and values.

use smol_str::SmolStr;

use super::scope::{Meaning, Scope};
use crate::{
    diagnostic::{Fault, FaultKind, Thing},
    story::{Condition, Kind, Variable},
    syntax::{self, Expression, Name, Operand, Operator, nearest},
};

impl Scope<'_> {
    /// Reads and compiles a condition; one that is missing always holds. After a fault the result means nothing.
    pub fn when(&self, when: Option<&syntax::Condition<'_>>, faults: &mut Vec<Fault>) -> Condition {
        let expression = when.and_then(|when| when.read(faults));
        self.condition(expression.as_ref(), faults)
    }

    /// Compiles a condition; one that is missing always holds. After a fault the result means nothing.
    pub fn condition(
        &self,
        expression: Option<&Expression<'_>>,
        faults: &mut Vec<Fault>,
    ) -> Condition {
        expression.map_or(Condition::Always, |expression| {
            self.expression(expression, false, faults)
        })
    }

    /// Compiles an expression, or where `negated` its opposite.
    fn expression(
        &self,
        expression: &Expression<'_>,
        negated: bool,
        faults: &mut Vec<Fault>,
    ) -> Condition {
        match expression {
            Expression::Truth(truth) if *truth != negated => Condition::Always,
            Expression::Truth(_) => Condition::Never,
            Expression::Flag(name) => self.flag(name, negated, faults),
            Expression::Compare {
                left,
                operator,
                right,
            } => {
                let condition = self.comparison(left, *operator, right, negated, faults);
                condition.unwrap_or(Condition::Never)
            }
            Expression::Not(inner) => self.expression(inner, !negated, faults),
            Expression::And(sides) | Expression::Or(sides) => {
                let sides = sides
                    .iter()
                    .map(|side| self.expression(side, negated, faults))
                    .collect();
                // De Morgan: negation turns one into the other.
                let is_and = matches!(expression, Expression::And(_));
                if is_and ^ negated {
                    Condition::all(sides)
                } else {
                    Condition::any(sides)
                }
            }
        }
    }

    fn flag(&self, name: &Name<'_>, negated: bool, faults: &mut Vec<Fault>) -> Condition {
        let Some(variable) = self.variable(name, faults) else {
            return Condition::Never;
        };
        if variable.kind != Kind::Flag {
            faults.push(Fault::new(
                FaultKind::CounterAlone(name.text.to_string()),
                name.span,
            ));
        }
        let value = u64::from(!negated);
        Condition::within(variable.field, value, value)
    }

    fn comparison(
        &self,
        left: &Operand<'_>,
        operator: Operator,
        right: &Operand<'_>,
        negated: bool,
        faults: &mut Vec<Fault>,
    ) -> Option<Condition> {
        let is_variable = |operand: &Operand<'_>| match operand {
            Operand::Name(name) => self.meanings.get(&name.text).is_some(),
            Operand::Visits(_) => true,
            Operand::Number(..) => false,
        };
        let (left, operator, right) = match left {
            Operand::Number(..) => (right, operator.swapped(), left),
            Operand::Name(_) if !is_variable(left) && is_variable(right) => {
                (right, operator.swapped(), left)
            }
            _ => (left, operator, right),
        };
        let variable = match left {
            Operand::Name(name) => self.variable(name, faults)?,
            Operand::Visits(node) => {
                let node = self.nodes.find(node, Thing::Node, faults)?;
                // Every node whose visits are compared has a count: they are collected before.
                &self.variables[self.visits.get(&node)?.index()]
            }
            Operand::Number(_, span) => {
                let kind = FaultKind::BadCondition("both sides are numbers".to_owned());
                faults.push(Fault::new(kind, *span));
                return None;
            }
        };
        if variable.kind == Kind::Flag {
            faults.push(Fault::new(
                FaultKind::FlagCompared(variable.name.to_string()),
                left.span(),
            ));
            return None;
        }
        let value = value_of(variable, right, faults)?;
        let (field, max) = (variable.field, variable.field.max);
        let operator = if negated {
            opposite(operator)
        } else {
            operator
        };
        Some(match operator {
            Operator::Equal => Condition::within(field, value, value),
            Operator::NotEqual => Condition::outside(field, value, value),
            Operator::Less => Condition::outside(field, value, max),
            Operator::LessOrEqual => Condition::within(field, 0, value),
            Operator::Greater => Condition::outside(field, 0, value),
            Operator::GreaterOrEqual => Condition::within(field, value, max),
        })
    }

    /// Looks up a flag or counter.
    pub fn variable(&self, name: &Name<'_>, faults: &mut Vec<Fault>) -> Option<&Variable> {
        let kind = match self.meanings.find(name, Thing::Variable, faults)? {
            Meaning::Variable(variable) => return Some(&self.variables[variable.index()]),
            Meaning::Record(_) => FaultKind::RecordRead(name.text.to_string()),
            Meaning::Effect(_) => FaultKind::EffectRead(name.text.to_string()),
        };
        faults.push(Fault::new(kind, name.span));
        None
    }
}

/// Returns the value that the right side of a comparison or an assignment stands for.
pub(super) fn value_of(
    variable: &Variable,
    operand: &Operand<'_>,
    faults: &mut Vec<Fault>,
) -> Option<u64> {
    let counter = || variable.name.to_string();
    let kind = match operand {
        Operand::Number(value, _) if *value <= variable.field.max => return Some(*value),
        Operand::Number(value, _) => FaultKind::OutOfRange {
            counter: counter(),
            value: *value,
            max: variable.field.max,
        },
        Operand::Visits(_) => {
            FaultKind::BadCondition("visits are compared with numbers".to_owned())
        }
        Operand::Name(name) => {
            if let Some(value) = variable
                .words
                .iter()
                .position(|word| word == name.text.as_ref())
            {
                return Some(value as u64);
            }
            let near = nearest(&name.text, variable.words.iter().map(SmolStr::as_str));
            let word = name.text.to_string();
            let counter = counter();
            let kind = FaultKind::UnknownWord { counter, word };
            faults.push(Fault::new(kind, name.span).replacement(near));
            return None;
        }
    };
    faults.push(Fault::new(kind, operand.span()));
    None
}

fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Equal => Operator::NotEqual,
        Operator::NotEqual => Operator::Equal,
        Operator::Less => Operator::GreaterOrEqual,
        Operator::LessOrEqual => Operator::Greater,
        Operator::Greater => Operator::LessOrEqual,
        Operator::GreaterOrEqual => Operator::Less,
    }
}
