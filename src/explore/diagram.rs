//! Functions of a story's values, as decision diagrams: every function once, so that equal functions have equal numbers.
//!
//! A diagram looks at one variable after another, always in the same order, and goes on by the range that its value lies
//! in (Bryant 1986; Srinivasan, Kam, Malik and Brayton 1990, with ranges on the edges). At its end stands a set of bits, or a number.

use std::collections::HashMap;

use super::Limits;
use crate::story::{Change, Condition, Effect, Field, Story, Test};

/// The number of a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(u32);

/// About how many bytes a node takes, with what is known of putting it together with others.
const NODE_BYTES: u64 = 256;

/// Returns how many nodes there may be within limits, and no more than `most`.
pub(super) fn most_nodes(limits: Limits, most: usize) -> usize {
    usize::try_from(limits.memory / NODE_BYTES).map_or(most, |within| within.min(most))
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Node {
    Bits(u64),
    /// The ranges of a variable's values from 0 up, each by its highest value and the diagram that goes on.
    Split {
        level: usize,
        ranges: Box<[(u64, Id)]>,
    },
}

/// What two diagrams are put together with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    /// The bits of either.
    Either,
    /// The bits of the first that the second has not.
    Less,
    /// The bits of the second where the first has any.
    Where,
    /// Of two numbers, the larger.
    Larger,
    /// The first number less the second, and never below 0.
    Minus,
}

/// Diagrams over the variables of a story.
#[derive(Debug)]
pub(super) struct Diagrams {
    fields: Vec<Field>,
    nodes: Vec<Node>,
    known: HashMap<Node, Id>,
    combined: HashMap<(Operation, Id, Id), Id>,
    /// The most nodes of all diagrams together.
    most: usize,
}

impl Diagrams {
    pub const NOTHING: Id = Id(0);

    /// Returns diagrams for which so many nodes are room.
    pub fn new(story: &Story, most: usize) -> Self {
        let fields = story.variables.iter().map(|variable| variable.field);
        let mut diagrams = Self {
            fields: fields.collect(),
            nodes: Vec::new(),
            known: HashMap::new(),
            combined: HashMap::new(),
            most,
        };
        diagrams.bits(0);
        diagrams
    }

    /// Tells whether there is no room for more.
    pub fn is_full(&self) -> bool {
        self.nodes.len() > self.most
    }

    /// Forgets every function but these, and those that they are made of; gives them the numbers that they have from now on.
    pub fn keep(&mut self, functions: &mut [Id]) {
        let nodes = std::mem::take(&mut self.nodes);
        (self.known, self.combined) = (HashMap::new(), HashMap::new());
        self.bits(0);
        let mut copied = HashMap::new();
        for id in functions {
            *id = self.copy(&nodes, *id, &mut copied);
        }
    }

    fn copy(&mut self, nodes: &[Node], id: Id, copied: &mut HashMap<Id, Id>) -> Id {
        if let Some(copy) = copied.get(&id) {
            return *copy;
        }
        let node = match &nodes[id.0 as usize] {
            Node::Bits(bits) => Node::Bits(*bits),
            Node::Split { level, ranges } => {
                let ranges = ranges.iter();
                let ranges = ranges.map(|(high, inner)| (*high, self.copy(nodes, *inner, copied)));
                Node::Split {
                    level: *level,
                    ranges: ranges.collect(),
                }
            }
        };
        let copy = self.node(node);
        copied.insert(id, copy);
        copy
    }

    /// Returns the function that is these bits everywhere.
    pub fn bits(&mut self, bits: u64) -> Id {
        self.node(Node::Bits(bits))
    }

    /// Returns the bits of a function for some values.
    pub fn at(&self, id: Id, values: &[u64]) -> u64 {
        let mut id = id;
        loop {
            match &self.nodes[id.0 as usize] {
                Node::Bits(bits) => return *bits,
                Node::Split { level, ranges } => {
                    let value = self.fields[*level].get(values);
                    id = ranges[ranges.partition_point(|(high, _)| *high < value)].1;
                }
            }
        }
    }

    /// Returns the bits that a function has for any values.
    pub fn any(&self, id: Id) -> u64 {
        self.any_of(id, &mut HashMap::new())
    }

    fn any_of(&self, id: Id, seen: &mut HashMap<Id, u64>) -> u64 {
        if let Some(bits) = seen.get(&id) {
            return *bits;
        }
        let bits = match &self.nodes[id.0 as usize] {
            Node::Bits(bits) => *bits,
            Node::Split { ranges, .. } => {
                let inner = ranges.iter().map(|(_, inner)| self.any_of(*inner, seen));
                inner.fold(0, |all, bits| all | bits)
            }
        };
        seen.insert(id, bits);
        bits
    }

    /// Puts two functions together.
    pub fn combine(&mut self, operation: Operation, a: Id, b: Id) -> Id {
        if let (Node::Bits(x), Node::Bits(y)) =
            (&self.nodes[a.0 as usize], &self.nodes[b.0 as usize])
        {
            let bits = match operation {
                Operation::Either => x | y,
                Operation::Less => x & !y,
                Operation::Where if *x != 0 => *y,
                Operation::Where => 0,
                Operation::Larger => *x.max(y),
                Operation::Minus => x.saturating_sub(*y),
            };
            return self.bits(bits);
        }
        match operation {
            Operation::Either | Operation::Larger if a == b || b == Self::NOTHING => return a,
            Operation::Either | Operation::Larger if a == Self::NOTHING => return b,
            Operation::Less if a == b || a == Self::NOTHING => return Self::NOTHING,
            Operation::Less | Operation::Minus if b == Self::NOTHING => return a,
            Operation::Where if a == Self::NOTHING || b == Self::NOTHING => return Self::NOTHING,
            _ => {}
        }
        let key = match operation {
            Operation::Either | Operation::Larger if b < a => (operation, b, a),
            _ => (operation, a, b),
        };
        if let Some(known) = self.combined.get(&key) {
            return *known;
        }
        let level = self.level(a).min(self.level(b));
        let (left, right) = (self.ranges(a, level), self.ranges(b, level));
        let mut ranges = Vec::with_capacity(left.len().max(right.len()));
        let (mut at, mut beside) = (0, 0);
        while at < left.len() && beside < right.len() {
            let high = left[at].0.min(right[beside].0);
            let inner = self.combine(operation, left[at].1, right[beside].1);
            ranges.push((high, inner));
            at += usize::from(left[at].0 == high);
            beside += usize::from(right[beside].0 == high);
        }
        let combined = self.split(level, ranges);
        self.combined.insert(key, combined);
        combined
    }

    /// Returns the function that is `yes` where a condition holds, and `no` elsewhere.
    pub fn choose(&mut self, condition: &Condition, yes: Id, no: Id) -> Id {
        match condition {
            Condition::Always => return yes,
            Condition::Never => return no,
            _ if yes == no => return yes,
            _ => {}
        }
        let all = self.bits(u64::MAX);
        let holds = self.holds(condition);
        let fails = self.combine(Operation::Less, all, holds);
        let yes = self.combine(Operation::Where, holds, yes);
        let no = self.combine(Operation::Where, fails, no);
        self.combine(Operation::Either, yes, no)
    }

    /// Returns the function that has all bits where a condition holds, and none elsewhere.
    fn holds(&mut self, condition: &Condition) -> Id {
        let all = self.bits(u64::MAX);
        match condition {
            Condition::Always => all,
            Condition::Never => Self::NOTHING,
            Condition::All(parts) => parts.iter().fold(all, |holds, part| {
                let part = self.holds(part);
                self.combine(Operation::Where, holds, part)
            }),
            Condition::Any(parts) => parts.iter().fold(Self::NOTHING, |holds, part| {
                let part = self.holds(part);
                self.combine(Operation::Either, holds, part)
            }),
            Condition::Test(Test::Within { field, low, high }) => {
                self.within(*field, *low, *high, all, Self::NOTHING)
            }
            Condition::Test(Test::Outside { field, low, high }) => {
                self.within(*field, *low, *high, Self::NOTHING, all)
            }
            Condition::Test(Test::Bits { word, mask, value }) => {
                let is_tested = |field: &Field| field.word == *word && field.bits() & mask != 0;
                let fields = self.fields.iter().copied().filter(is_tested);
                let fields: Vec<Field> = fields.collect();
                fields.into_iter().fold(all, |holds, field| {
                    let value = (value >> field.shift) & field.mask;
                    let test = self.within(field, value, value, all, Self::NOTHING);
                    self.combine(Operation::Where, holds, test)
                })
            }
        }
    }

    fn within(&mut self, field: Field, low: u64, high: u64, inside: Id, outside: Id) -> Id {
        let mut ranges = Vec::with_capacity(3);
        if let Some(below) = low.checked_sub(1) {
            ranges.push((below, outside));
        }
        ranges.push((high.min(field.max), inside));
        if high < field.max {
            ranges.push((field.max, outside));
        }
        let level = self.fields.iter().position(|known| *known == field);
        self.split(level.unwrap_or(0), ranges)
    }

    /// Returns what a function of the values after some effects is of the values before them.
    pub fn before(&mut self, effects: &[Effect], after: Id) -> Id {
        effects.iter().rev().fold(after, |after, effect| {
            let changed = match &effect.change {
                Change::Group(steps) => self.before(steps, after),
                Change::Assign { field, .. }
                | Change::Add { field, .. }
                | Change::Subtract { field, .. } => {
                    let level = self.fields.iter().position(|known| known == field);
                    let level = level.unwrap_or(0);
                    self.change(&effect.change, level, after, &mut HashMap::new())
                }
            };
            self.choose(&effect.when, changed, after)
        })
    }

    /// Returns what a function is before a change of the variable at a level.
    fn change(&mut self, change: &Change, level: usize, id: Id, known: &mut HashMap<Id, Id>) -> Id {
        let here = self.level(id);
        if here > level {
            return id;
        }
        if let Some(changed) = known.get(&id) {
            return *changed;
        }
        let ranges = self.ranges(id, here);
        let changed = if here < level {
            let mut inner = Vec::with_capacity(ranges.len());
            for (high, next) in ranges {
                inner.push((high, self.change(change, level, next, known)));
            }
            self.split(here, inner)
        } else {
            let max = self.fields[level].max;
            let before = moved(change, &ranges, max);
            self.split(level, before)
        };
        known.insert(id, changed);
        changed
    }

    fn level(&self, id: Id) -> usize {
        match &self.nodes[id.0 as usize] {
            Node::Bits(_) => usize::MAX,
            Node::Split { level, .. } => *level,
        }
    }

    /// Returns how a function goes on by the variable at a level that is its own or comes before it.
    fn ranges(&self, id: Id, level: usize) -> Vec<(u64, Id)> {
        match &self.nodes[id.0 as usize] {
            Node::Split {
                level: own, ranges, ..
            } if *own == level => ranges.to_vec(),
            _ => vec![(
                self.fields.get(level).map_or(u64::MAX, |field| field.max),
                id,
            )],
        }
    }

    /// Returns the function that goes on by these ranges; equal neighbours are one.
    fn split(&mut self, level: usize, ranges: Vec<(u64, Id)>) -> Id {
        let mut joined: Vec<(u64, Id)> = Vec::with_capacity(ranges.len());
        for (high, inner) in ranges {
            match joined.last_mut() {
                Some((last, known)) if *known == inner => *last = high,
                _ => joined.push((high, inner)),
            }
        }
        match joined[..] {
            [(_, only)] => only,
            _ => self.node(Node::Split {
                level,
                ranges: joined.into_boxed_slice(),
            }),
        }
    }

    fn node(&mut self, node: Node) -> Id {
        if let Some(id) = self.known.get(&node) {
            return *id;
        }
        let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.known.insert(node, id);
        id
    }
}

/// Returns the ranges before a change, from those after it.
fn moved(change: &Change, ranges: &[(u64, Id)], max: u64) -> Vec<(u64, Id)> {
    let at = |value: u64| ranges[ranges.partition_point(|(high, _)| *high < value)].1;
    match *change {
        Change::Assign { value, .. } => vec![(max, at(value.min(max)))],
        Change::Add { amount, .. } => {
            // A value that would go past the largest one ends at it.
            let mut before: Vec<(u64, Id)> = ranges
                .iter()
                .filter(|(high, _)| *high >= amount && *high < max)
                .map(|(high, inner)| (high - amount, *inner))
                .collect();
            before.push((max, at(max)));
            before
        }
        Change::Subtract { amount, .. } => {
            let mut before = vec![(amount.min(max), at(0))];
            for (high, inner) in ranges {
                let high = high.saturating_add(amount).min(max);
                if high > before[before.len() - 1].0 {
                    before.push((high, *inner));
                }
            }
            before
        }
        Change::Group(_) => ranges.to_vec(),
    }
}
