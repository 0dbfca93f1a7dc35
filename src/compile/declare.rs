//! Declarations: what exists, under which name, in which bits.

use smol_str::{SmolStr, format_smolstr};

use super::{
    scope::{Meaning, Names, Scope},
    visits::Compared,
};
use crate::{
    diagnostic::{Fault, FaultKind, Thing},
    story::{Field, Kind, NodeId, RecordId, Variable, VariableId},
    syntax::{Counter, File, World},
};

impl<'w> Scope<'w> {
    /// Declares everything that conditions, effects and prose may name.
    pub fn declare(
        world: &'w World<'_>,
        files: &[&'w File<'_>],
        visits: &Compared,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let mut scope = Self::default();
        let variables = world.flags.len() + world.counters.len();
        scope.variables.reserve(variables + visits.0.len());
        scope
            .meanings
            .reserve(variables + world.records.len() + world.effects.len());
        let mut bits = Bits::default();
        for flag in &world.flags {
            let meaning = Meaning::Variable(VariableId::at(scope.variables.len()));
            scope
                .meanings
                .declare(&flag.name, meaning, Thing::Flag, faults);
            scope.variables.push(Variable {
                name: SmolStr::new(&flag.name.text),
                kind: Kind::Flag,
                field: bits.allot(1),
                start: u64::from(flag.start),
                words: Vec::new(),
                doc: flag
                    .doc
                    .as_ref()
                    .map(|doc| doc.value.to_string())
                    .unwrap_or_default(),
            });
        }
        for counter in &world.counters {
            let meaning = Meaning::Variable(VariableId::at(scope.variables.len()));
            scope
                .meanings
                .declare(&counter.name, meaning, Thing::Counter, faults);
            scope
                .variables
                .push(declared_counter(counter, &mut bits, faults));
        }
        for (index, name) in world.records.iter().enumerate() {
            let meaning = Meaning::Record(RecordId::at(index));
            scope.meanings.declare(name, meaning, Thing::Record, faults);
        }
        for (index, (name, _)) in world.effects.iter().enumerate() {
            scope
                .meanings
                .declare(name, Meaning::Effect(index), Thing::Effect, faults);
        }
        scope.nodes = declared_nodes(files, faults);
        for (node, largest) in &visits.0 {
            if let Some(id) = scope.nodes.get(node) {
                scope
                    .visits
                    .insert(id, VariableId::at(scope.variables.len()));
                scope.variables.push(Variable {
                    name: format_smolstr!("visits.{node}"),
                    kind: Kind::Visits(id),
                    field: bits.allot(largest.saturating_add(1)),
                    start: 0,
                    words: Vec::new(),
                    doc: format!("arrivals at {node}"),
                });
            }
        }
        scope.named_effects(&world.effects, faults);
        scope
    }

    /// Returns how many words the values of all variables take.
    pub fn words(&self) -> usize {
        self.variables.last().map_or(0, |last| last.field.word + 1)
    }
}

fn declared_nodes<'w>(files: &[&'w File<'_>], faults: &mut Vec<Fault>) -> Names<'w, NodeId> {
    let mut names = Names::default();
    names.reserve(files.iter().map(|file| file.nodes.len()).sum());
    for (index, node) in files.iter().flat_map(|file| &file.nodes).enumerate() {
        names.declare(&node.name, NodeId::at(index), Thing::Node, faults);
    }
    tell_copies_once(faults);
    names
}

/// Where a file has several nodes of another one, says so once, and not of each of them.
fn tell_copies_once(faults: &mut Vec<Fault>) {
    let pair = |fault: &Fault| match (&fault.kind, fault.also.first()) {
        (
            FaultKind::Duplicate {
                thing: Thing::Node, ..
            },
            Some((first, _)),
        ) if first.file != fault.span.file => Some((first.file, fault.span.file)),
        _ => None,
    };
    let pairs: Vec<_> = faults.iter().map(pair).collect();
    let mut index = 0;
    faults.retain_mut(|fault| {
        let at = index;
        index += 1;
        let Some(files) = pairs[at] else { return true };
        let same = |other: &&Option<_>| **other == Some(files);
        let others = pairs[at + 1..].iter().filter(same).count();
        let is_first = !pairs[..at].contains(&Some(files));
        if let FaultKind::Duplicate { name, .. } = &mut fault.kind
            && is_first
            && others > 0
        {
            let name = std::mem::take(name);
            fault.kind = FaultKind::FileTwice { name, others };
        }
        is_first
    });
}

fn declared_counter(counter: &Counter<'_>, bits: &mut Bits, faults: &mut Vec<Fault>) -> Variable {
    let name = &counter.name.text;
    let (max, max_span) = counter.max;
    if max == 0 {
        faults.push(Fault::new(
            FaultKind::EmptyCounter(name.to_string()),
            max_span,
        ));
    }
    let start = counter.start.map_or(0, |(start, span)| {
        if start > max {
            let counter = name.to_string();
            faults.push(Fault::new(
                FaultKind::StartOutOfBounds {
                    counter,
                    start,
                    max,
                },
                span,
            ));
        }
        start
    });
    let words = match &counter.words {
        None => Vec::new(),
        Some(words) => {
            let values = max.saturating_add(1);
            if words.len() as u64 != values {
                let kind = FaultKind::WordCount {
                    counter: name.to_string(),
                    values,
                    words: words.len(),
                };
                let span = match (words.first(), words.last()) {
                    (Some(first), Some(last)) => first.span().to(last.span()),
                    _ => counter.name.span,
                };
                faults.push(Fault::new(kind, span));
            }
            words.iter().map(|word| SmolStr::new(&word.value)).collect()
        }
    };
    Variable {
        name: SmolStr::new(name),
        kind: Kind::Counter,
        field: bits.allot(max),
        start,
        words,
        doc: counter
            .doc
            .as_ref()
            .map(|doc| doc.value.to_string())
            .unwrap_or_default(),
    }
}

/// Hands out the bits of words from the lowest up.
#[derive(Debug, Default)]
struct Bits {
    word: usize,
    used: u32,
}

impl Bits {
    /// Returns a field for the values from 0 to `max`.
    fn allot(&mut self, max: u64) -> Field {
        let width = (u64::BITS - max.leading_zeros()).max(1);
        if self.used + width > u64::BITS {
            self.word += 1;
            self.used = 0;
        }
        let field = Field {
            word: self.word,
            shift: self.used,
            mask: u64::MAX >> (u64::BITS - width),
            max,
        };
        self.used += width;
        field
    }
}
