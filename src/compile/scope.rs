//! The names that conditions, effects and prose may use.

use foldhash::HashMap;

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
pub(super) struct Scope<'w> {
    pub variables: Vec<Variable>,
    /// The steps of the named effects.
    pub effects: Vec<Vec<Effect>>,
    pub meanings: Names<'w, Meaning>,
    pub nodes: Names<'w, NodeId>,
    pub visits: HashMap<NodeId, VariableId>,
}

/// Names of one kind, in the order of their declaration, each with what it stands for and where it was first declared.
#[derive(Debug)]
pub(super) struct Names<'n, T> {
    known: Vec<(&'n str, T, Span)>,
    /// Where each of them stands; empty while they are few.
    places: HashMap<&'n str, usize>,
}

/// So many names are looked through faster than they are looked up.
pub(super) const FEW: usize = 8;

impl<T> Default for Names<'_, T> {
    fn default() -> Self {
        Self {
            known: Vec::new(),
            places: HashMap::default(),
        }
    }
}

impl<'n, T: Copy> Names<'n, T> {
    /// Declares a name. A second declaration is a fault, and the first one stays.
    pub fn declare(
        &mut self,
        name: &'n Name<'_>,
        meaning: T,
        thing: Thing,
        faults: &mut Vec<Fault>,
    ) {
        if let Some(place) = self.place(&name.text) {
            let (_, _, first) = self.known[place];
            let kind = FaultKind::Duplicate {
                thing,
                name: name.text.to_string(),
            };
            faults.push(Fault::new(kind, name.span).also(first, "first defined here"));
            return;
        }
        self.known.push((&name.text, meaning, name.span));
        let unplaced = self.places.len()..self.known.len();
        if self.known.len() > FEW {
            let places = unplaced.map(|place| (self.known[place].0, place));
            self.places.extend(places);
        }
    }

    /// Makes room for so many more names.
    pub fn reserve(&mut self, names: usize) {
        self.known.reserve(names);
        self.places.reserve(names);
    }

    fn place(&self, name: &str) -> Option<usize> {
        if self.known.len() > FEW {
            return self.places.get(name).copied();
        }
        self.known.iter().position(|(known, ..)| *known == name)
    }

    pub fn get(&self, name: &str) -> Option<T> {
        self.place(name).map(|place| self.known[place].1)
    }

    /// Returns the name that is most likely meant.
    pub fn nearest(&self, name: &str) -> Option<String> {
        nearest(name, self.known.iter().map(|(known, ..)| *known))
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
