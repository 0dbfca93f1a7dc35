//! Promises, by chance.

use crate::{
    generate::dice::Dice,
    reference::model::{Condition, Model, Operator},
};

pub(super) const KINDS: &[&str] = &[
    "never",
    "never at a node",
    "always",
    "always at a node",
    "can_reach any",
    "can_reach all",
    "open",
    "options",
    "share",
    "choices_at_least",
    "choices_at_most",
    "playthroughs_at_least",
];

const OPERATORS: [(Operator, &str); 6] = [
    (Operator::Equal, "=="),
    (Operator::NotEqual, "!="),
    (Operator::Less, "<"),
    (Operator::LessOrEqual, "<="),
    (Operator::Greater, ">"),
    (Operator::GreaterOrEqual, ">="),
];

/// A promise as the author writes it, and what it claims.
pub(super) struct Promise {
    pub kind: &'static str,
    pub text: String,
    pub claim: Claim,
}

pub(super) enum Claim {
    Always(Option<String>, Condition),
    CanReach(String, Vec<String>, usize),
    Open(String, usize),
    Options(usize, usize),
    Ends(Vec<String>, Bounds),
}

#[derive(Default)]
pub(super) struct Bounds {
    pub share: Option<(f64, f64)>,
    pub choices_at_least: Option<u32>,
    pub choices_at_most: Option<u32>,
    pub playthroughs_at_least: Option<u64>,
}

/// Makes promises by chance.
pub(super) struct Maker<'m, 'd> {
    pub model: &'m Model,
    pub dice: &'d mut Dice,
}

impl Maker<'_, '_> {
    pub fn promise(&mut self) -> Option<Promise> {
        let kind = self.dice.pick(KINDS);
        let node = self.dice.pick(&self.model.nodes);
        let at = format!("at: \"{}\"", node.name);
        let (text, claim) = match kind {
            "never" | "never at a node" | "always" | "always at a node" => {
                let depth = self.dice.between(0, 2);
                let condition = self.condition(depth);
                let written = written(&condition);
                let here = kind.ends_with("node").then(|| node.name.clone());
                let at = if here.is_some() {
                    at + ", "
                } else {
                    String::new()
                };
                if kind.starts_with("never") {
                    let not = Condition::Not(Box::new(condition));
                    (
                        format!("{at}never: \"{written}\""),
                        Claim::Always(here, not),
                    )
                } else {
                    (
                        format!("{at}always: \"{written}\""),
                        Claim::Always(here, condition),
                    )
                }
            }
            "can_reach any" | "can_reach all" => {
                let mut endings = self.model.endings.clone();
                self.dice.shuffle(&mut endings);
                endings.truncate(self.dice.between(1, endings.len()));
                let (how, at_least) = if kind == "can_reach all" {
                    (format!("all: {endings:?}"), endings.len())
                } else if self.dice.chance(50) {
                    (format!("any: {endings:?}"), 1)
                } else {
                    let at_least = self.dice.between(1, endings.len());
                    (format!("any: {endings:?}, at_least: {at_least}"), at_least)
                };
                let claim = Claim::CanReach(node.name.clone(), endings, at_least);
                (format!("{at}, can_reach: ({how})"), claim)
            }
            "open" => {
                let choices = self.model.choices(&node);
                let choice = self.dice.below(choices.len().max(1));
                let open = &choices.get(choice)?.name;
                (
                    format!("{at}, open: \"{open}\""),
                    Claim::Open(node.name.clone(), choice),
                )
            }
            "options" => {
                let (from, to) = (self.dice.between(0, 2), self.dice.between(2, 6));
                (
                    format!("options: (from: {from}, to: {to})"),
                    Claim::Options(from, to),
                )
            }
            _ => self.ends(kind),
        };
        Some(Promise { kind, text, claim })
    }

    fn ends(&mut self, kind: &str) -> (String, Claim) {
        let mut bounds = Bounds::default();
        // Where nodes lead on and on, choices are many.
        let far = if self.dice.chance(30) { 60 } else { 8 };
        let bound = match kind {
            "share" => {
                // No share comes near such bounds by chance.
                let from = f64::from(self.dice.pick(&[0_u32, 113, 271])) / 1009.0;
                let to = f64::from(self.dice.pick(&[613_u32, 811, 1000])) / 1009.0;
                bounds.share = Some((from, to));
                format!("share: (from: {from:?}, to: {to:?})")
            }
            "choices_at_least" => {
                let least = self.dice.up_to(6);
                bounds.choices_at_least = u32::try_from(least).ok();
                format!("choices_at_least: {least}")
            }
            "choices_at_most" => {
                let most = self.dice.up_to(far);
                bounds.choices_at_most = u32::try_from(most).ok();
                format!("choices_at_most: {most}")
            }
            _ => {
                let least = self.dice.up_to(far * 2);
                bounds.playthroughs_at_least = Some(least);
                format!("playthroughs_at_least: {least}")
            }
        };
        if self.dice.chance(40) {
            let claim = Claim::Ends(self.model.endings.clone(), bounds);
            return (format!("any_ending: ({bound})"), claim);
        }
        let ending = self.dice.pick(&self.model.endings);
        let text = format!("ending: \"{ending}\", {bound}");
        (text, Claim::Ends(vec![ending], bounds))
    }

    fn condition(&mut self, depth: usize) -> Condition {
        if depth > 0 && self.dice.chance(70) {
            let sides = (0..self.dice.between(2, 3))
                .map(|_| self.condition(depth - 1))
                .collect();
            return match self.dice.below(5) {
                0 => Condition::Not(Box::new(self.condition(depth - 1))),
                1 | 2 => Condition::And(sides),
                _ => Condition::Or(sides),
            };
        }
        let (operator, _) = self.dice.pick(&OPERATORS);
        match self.dice.below(10) {
            0..=3 => Condition::Flag(self.dice.pick(&self.model.flags).name),
            4..=6 => {
                let counter = self.dice.pick(&self.model.counters);
                let value = self.dice.up_to(counter.max.min(3));
                Condition::Counter(counter.name, operator, value)
            }
            _ => {
                let node = self.dice.pick(&self.model.nodes).name;
                Condition::Visits(node, operator, self.dice.up_to(2))
            }
        }
    }
}

/// Writes a condition, every group of it in brackets.
fn written(condition: &Condition) -> String {
    let compared = |name: &str, operator: &Operator, number: &u64| {
        let mut signs = OPERATORS.iter().filter(|(known, _)| known == operator);
        let (_, sign) = signs.next().expect("every operator has a sign");
        format!("{name} {sign} {number}")
    };
    let joined = |sides: &[Condition], by: &str| {
        let sides: Vec<String> = sides.iter().map(written).collect();
        format!("({})", sides.join(by))
    };
    match condition {
        Condition::Truth(truth) => truth.to_string(),
        Condition::Flag(flag) => flag.clone(),
        Condition::Counter(name, operator, number) => compared(name, operator, number),
        Condition::Visits(node, operator, number) => {
            compared(&format!("visits.{node}"), operator, number)
        }
        Condition::Not(inner) => format!("not ({})", written(inner)),
        Condition::And(sides) => joined(sides, " and "),
        Condition::Or(sides) => joined(sides, " or "),
    }
}
