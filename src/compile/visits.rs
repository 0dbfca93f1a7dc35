//! Which nodes' visits are counted, and how far: to one above the largest number anything compares them with.

use std::collections::BTreeMap;

use crate::syntax::{Choice, Effect, Expression, Figure, File, Node, Operand, Piece, Prose, World};

/// The largest number that anything compares each node's visits with, by the node's name.
#[derive(Debug, Default)]
pub(super) struct Compared(pub BTreeMap<String, u64>);

impl Compared {
    pub fn collect(world: &World<'_>, files: &[File<'_>]) -> Self {
        let mut compared = Self::default();
        world
            .danger
            .iter()
            .for_each(|condition| compared.expression(condition));
        world
            .effects
            .iter()
            .for_each(|(_, effects)| compared.effects(effects));
        world
            .status
            .iter()
            .flat_map(|(_, meters)| meters)
            .chain(world.about.iter().chain(&world.content))
            .for_each(|prose| compared.prose(prose));
        for page in &world.pages {
            page.text.iter().for_each(|text| compared.prose(text));
            page.figure
                .iter()
                .for_each(|figure| compared.figure(figure));
        }
        for file in files {
            for menu in &file.menus {
                menu.choices
                    .iter()
                    .for_each(|choice| compared.choice(choice));
            }
            file.nodes.iter().for_each(|node| compared.node(node));
            for promise in &file.promises {
                promise
                    .never
                    .iter()
                    .chain(&promise.always)
                    .for_each(|claim| compared.expression(claim));
            }
        }
        compared
    }

    fn node(&mut self, node: &Node<'_>) {
        self.effects(&node.enter);
        node.text.iter().for_each(|text| self.prose(text));
        node.figure.iter().for_each(|figure| self.figure(figure));
        node.beats.iter().for_each(|(_, beat)| self.prose(beat));
        node.choices
            .iter()
            .flatten()
            .for_each(|choice| self.choice(choice));
        for route in node.routes.iter().flatten() {
            route.when.iter().for_each(|when| self.expression(when));
            self.effects(&route.effects);
            route
                .records
                .iter()
                .for_each(|(_, entry)| self.prose(entry));
        }
    }

    fn choice(&mut self, choice: &Choice<'_>) {
        self.prose(&choice.say);
        choice.when.iter().for_each(|when| self.expression(when));
        choice.locked.iter().for_each(|reason| self.prose(reason));
        self.effects(&choice.effects);
        choice
            .records
            .iter()
            .for_each(|(_, entry)| self.prose(entry));
        choice.then.iter().for_each(|beat| self.prose(beat));
    }

    fn effects(&mut self, effects: &[Effect<'_>]) {
        for effect in effects {
            effect.when.iter().for_each(|when| self.expression(when));
        }
    }

    fn figure(&mut self, figure: &Figure<'_>) {
        self.prose(&figure.drawing);
        self.prose(&figure.says);
    }

    fn prose(&mut self, prose: &Prose<'_>) {
        for piece in &prose.pieces {
            match piece {
                Piece::Variant(variant) => {
                    self.expression(&variant.when);
                    self.prose(&variant.yes);
                    self.prose(&variant.no);
                }
                Piece::ByValue { texts, .. } => texts.iter().for_each(|text| self.prose(text)),
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
                    let largest = self.0.entry(node.text.to_string()).or_default();
                    *largest = (*largest).max(*number);
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
