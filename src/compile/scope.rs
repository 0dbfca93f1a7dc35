//! The names that conditions, effects and prose may use.

use std::collections::HashMap;

use crate::{
    diagnostic::{Fault, FaultKind, Thing},
    source::Span,
    story::{Effect, NodeId, RecordId, Variable, VariableId},
    syntax::{Name, nearest},
};

/// What a name in a condition, an effect or prose stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Variable(VariableId),
    Record(RecordId),
    Effect(usize),
}

/// Every name of a story, and the variables behind them.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub variables: Vec<Variable>,
    /// The steps of the named effects.
    pub effects: Vec<Vec<Effect>>,
    pub meanings: Names<Meaning>,
    pub nodes: Names<NodeId>,
    pub visits: HashMap<NodeId, VariableId>,
}

/// Names of one kind, each with what it stands for and where it was first declared.
#[derive(Debug)]
pub(super) struct Names<T> {
    known: HashMap<String, (T, Span)>,
    /// In the order of declaration, so that suggestions do not depend on hashing.
    order: Vec<String>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            known: HashMap::new(),
            order: Vec::new(),
        }
    }
}

impl<T: Copy> Names<T> {
    /// Declares a name. A second declaration is a fault, and the first one stays.
    pub fn declare(&mut self, name: &Name<'_>, meaning: T, thing: Thing, faults: &mut Vec<Fault>) {
        if let Some((_, first)) = self.known.get(name.text.as_ref()) {
            let kind = FaultKind::Duplicate {
                thing,
                name: name.text.to_string(),
            };
            faults.push(Fault::new(kind, name.span).also(*first, "first defined here"));
            return;
        }
        self.known
            .insert(name.text.to_string(), (meaning, name.span));
        self.order.push(name.text.to_string());
    }

    pub fn get(&self, name: &str) -> Option<T> {
        self.known.get(name).map(|(meaning, _)| *meaning)
    }

    /// Returns the name that is most likely meant.
    pub fn nearest(&self, name: &str) -> Option<String> {
        nearest(name, self.order.iter().map(String::as_str))
    }

    /// Looks a name up; one that does not exist is a fault that suggests a near one.
    pub fn find(&self, name: &Name<'_>, thing: Thing, faults: &mut Vec<Fault>) -> Option<T> {
        let found = self.get(&name.text);
        if found.is_none() {
            let near = self.nearest(&name.text);
            let kind = FaultKind::Unknown {
                thing,
                name: name.text.to_string(),
            };
            faults.push(Fault::new(kind, name.span).replacement(near));
        }
        found
    }
}
