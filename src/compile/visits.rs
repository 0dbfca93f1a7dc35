//! Which nodes' visits are counted, and how far: to one above the largest number anything compares them with.

use std::collections::BTreeMap;

use memchr::{memchr, memmem};

use crate::{
    source::Source,
    syntax::{Effect, Expression, File, Operand, Prose, World},
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
        // What is wrong in them is told when they are compiled.
        let faults = &mut Vec::new();
        file.each_condition(&mut |condition| {
            if condition.may_ask_for_visits()
                && let Some(expression) = condition.read(faults)
            {
                self.expression(&expression);
            }
        });
        file.each_effects(&mut |effects| {
            if effects.may_ask_for_visits() {
                self.effects(&effects.read(faults));
            }
        });
        for promise in &file.promises {
            let claims = promise.never.iter().chain(&promise.always);
            claims.for_each(|claim| self.expression(claim));
        }
        file.each_prose(&mut |prose| self.prose(prose));
    }

    /// Takes in what others compare visits with.
    pub fn extend(&mut self, other: &Self) {
        for (node, number) in &other.0 {
            self.compare(node, *number);
        }
    }

    fn compare(&mut self, node: &str, number: u64) {
        if let Some(largest) = self.0.get_mut(node) {
            *largest = (*largest).max(number);
        } else {
            self.0.insert(node.to_owned(), number);
        }
    }

    fn effects(&mut self, effects: &[Effect<'_>]) {
        for effect in effects {
            effect.when.iter().for_each(|when| self.expression(when));
        }
    }

    fn prose(&mut self, prose: &Prose<'_>) {
        for condition in prose.asks_for_visits() {
            self.expression(&condition);
        }
    }

    fn expression(&mut self, expression: &Expression<'_>) {
        match expression {
            Expression::Compare { left, right, .. } => {
                if let (Operand::Visits(node), Operand::Number(number, _))
                | (Operand::Number(number, _), Operand::Visits(node)) = (left, right)
                {
                    self.compare(&node.text, *number);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        source::Sources,
        syntax::{Piece, Pieces, Unread, file},
    };

    fn visits_in(pieces: &Pieces<'_>, compared: &mut Compared) {
        for piece in &pieces.pieces {
            match piece {
                Piece::Variant(variant) => {
                    compared.expression(&variant.when);
                    visits_in(&variant.yes, compared);
                    visits_in(&variant.no, compared);
                }
                Piece::ByValue { texts, .. } => {
                    for text in texts {
                        visits_in(text, compared);
                    }
                }
                Piece::Words(..) | Piece::Value(_) | Piece::Entry { .. } => {}
            }
        }
    }

    proptest! {
        #[test]
        fn all_that_prose_compares_is_found_without_taking_it_apart(atoms in prop::collection::vec(prop::sample::select(vec![
            "{", "{?", "{{", "}", "}}", "visits.a >= 1: ", "{n: ", " | ", "x", "{?visits.a >= 3: x}", "{?not x: ",
            "{?visits.b == 2 and (x or visits.a < 4): {n} | y}", "{{{?2 >= visits.c: {{}}}}", "{?x: visits.d == 9}",
        ]), 1..7)) {
            let text = atoms.concat();
            let mut sources = Sources::default();
            let (id, _) = sources.add("a.ron", format!("{{\"a\": (text: \"{text}\")}}").as_bytes());
            let (mut faults, mut unread) = (Vec::new(), Unread::new());
            let read = file(id, sources.get(id), &mut faults, &mut unread);
            for node in &read.nodes {
                let prose = node.text.as_ref().expect("a text");
                let mut expected = Compared::default();
                let mut found = Compared::default();
                visits_in(&prose.pieces(&mut faults), &mut expected);
                found.prose(prose);
                if faults.is_empty() {
                    prop_assert_eq!(found.0, expected.0, "{}", text);
                }
            }
        }
    }
}
