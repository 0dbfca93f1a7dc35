//! Which nodes' visits are counted, and how far: to one above the largest number anything compares them with.

use std::collections::BTreeMap;

use memchr::{memchr, memmem};

use crate::{
    source::Source,
    syntax::{Choice, Effect, Expression, File, Operand, Piece, Pieces, Prose, World},
};

/// The largest number that anything compares each node's visits with, by the node's name.
#[derive(Debug, Default)]
pub(super) struct Compared(pub BTreeMap<String, u64>);

/// Tells whether anything in a file may ask how often a node was visited: an escape may hide the word.
pub(super) fn may_name_visits(source: &Source) -> bool {
    let text = source.text.as_bytes();
    memchr(b'\\', text).is_some() || memmem::find(text, b"visits.").is_some()
}

impl Compared {
    pub fn world(&mut self, world: &World<'_>) {
        world
            .danger
            .iter()
            .for_each(|danger| self.expression(danger));
        let effects = world.effects.iter();
        effects.for_each(|(_, effects)| self.effects(effects));
        world.each_prose(&mut |prose| self.prose(prose));
    }

    pub fn file(&mut self, file: &File<'_>) {
        for choice in file.menus.iter().flat_map(|menu| &menu.choices) {
            self.choice(choice);
        }
        for node in &file.nodes {
            self.effects(&node.enter);
            let choices = node.choices.iter().flatten();
            choices.for_each(|choice| self.choice(choice));
            for route in node.routes.iter().flatten() {
                route.when.iter().for_each(|when| self.expression(when));
                self.effects(&route.effects);
            }
        }
        for promise in &file.promises {
            let claims = promise.never.iter().chain(&promise.always);
            claims.for_each(|claim| self.expression(claim));
        }
        file.each_prose(&mut |prose| self.prose(prose));
    }

    /// Takes in what others compare visits with.
    pub fn and(mut self, other: Self) -> Self {
        for (node, number) in other.0 {
            self.compare(node, number);
        }
        self
    }

    fn compare(&mut self, node: String, number: u64) {
        let largest = self.0.entry(node).or_default();
        *largest = (*largest).max(number);
    }

    fn choice(&mut self, choice: &Choice<'_>) {
        choice.when.iter().for_each(|when| self.expression(when));
        self.effects(&choice.effects);
    }

    fn effects(&mut self, effects: &[Effect<'_>]) {
        for effect in effects {
            effect.when.iter().for_each(|when| self.expression(when));
        }
    }

    fn prose(&mut self, prose: &Prose<'_>) {
        if prose.may_compare_visits() {
            // What is wrong in it is told when it is compiled.
            self.pieces(&prose.pieces(&mut Vec::new()));
        }
    }

    fn pieces(&mut self, written: &Pieces<'_>) {
        for piece in &written.pieces {
            match piece {
                Piece::Variant(variant) => {
                    self.expression(&variant.when);
                    self.pieces(&variant.yes);
                    self.pieces(&variant.no);
                }
                Piece::ByValue { texts, .. } => texts.iter().for_each(|text| self.pieces(text)),
                Piece::Words(..) | Piece::Value(_) | Piece::Entry { .. } => {}
            }
        }
    }

    fn expression(&mut self, expression: &Expression<'_>) {
        match expression {
            Expression::Compare { left, right, .. } => {
                if let (Operand::Visits(node), Operand::Number(number, _))
                | (Operand::Number(number, _), Operand::Visits(node)) = (left, right)
                {
                    self.compare(node.text.to_string(), *number);
                }
            }
            Expression::Not(inner) => self.expression(inner),
            Expression::And(sides) | Expression::Or(sides) => {
                for side in sides {
                    self.expression(side);
                }
            }
            Expression::Flag(_) | Expression::Truth(_) => {}
        }
    }
}
