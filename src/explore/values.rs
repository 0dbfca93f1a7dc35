//! Which bits of a state can ever differ at a node: an analysis of the values that each variable can have there.
//!
//! Follows sets of values, each variable by itself, along every way of the graph of nodes until nothing is added (abstract
//! interpretation over a non-relational domain: Cousot and Cousot 1977). It takes more for possible than can happen and
//! never less, so that a bit found to be fixed is fixed in every state that can be reached. Prose decides nothing here.

use std::collections::VecDeque;

use super::graph::{self, Component, Way};
use crate::{
    engine::{Engine, State},
    story::{Change, Condition, Effect, Field, NodeId, Test},
};

/// The values that a variable may have: a bit each. Where a variable has more than 64, all of them or just one is known.
type Values = u128;

/// What the bits of a word may be at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Known {
    /// The bits that differ between the values that are possible.
    pub varying: u64,
    /// The values of the others.
    pub fixed: u64,
}

/// Returns for every node and word what its bits may be on arriving there, given the components that the start leads to.
pub(super) fn known(engine: Engine<'_>, components: &[Component]) -> Vec<Vec<Known>> {
    let mut analysis = Analysis::new(engine);
    analysis.run(&engine.begin(&mut ()), components);
    let possible = analysis.at.iter();
    possible.map(|possible| analysis.bits(possible)).collect()
}

/// The values of all variables that are possible at one place; `None` where nobody comes.
type Possible = Option<Box<[Values]>>;

struct Analysis<'s> {
    engine: Engine<'s>,
    fields: Vec<Field>,
    /// For every word and bit, the variable that it belongs to.
    owners: Vec<[u32; 64]>,
    at: Vec<Possible>,
}

/// What stands for the values of a variable that has too many to tell apart.
const ANY: Values = Values::MAX;
/// The most values that are told apart.
const TOLD_APART: u64 = 127;

impl<'s> Analysis<'s> {
    fn new(engine: Engine<'s>) -> Self {
        let story = engine.story;
        let fields: Vec<Field> = story
            .variables
            .iter()
            .map(|variable| variable.field)
            .collect();
        let mut owners = vec![[u32::MAX; 64]; story.words];
        for (index, field) in fields.iter().enumerate() {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            for (bit, owner) in owners[field.word].iter_mut().enumerate() {
                if field.bits() >> bit & 1 == 1 {
                    *owner = index;
                }
            }
        }
        Self {
            engine,
            fields,
            owners,
            at: vec![None; story.nodes.len()],
        }
    }

    fn run(&mut self, from: &State, components: &[Component]) {
        let first = self
            .fields
            .iter()
            .map(|field| one(*field, field.get(&from.values)));
        self.at[from.node.index()] = Some(first.collect());
        let mut waiting: VecDeque<NodeId> = VecDeque::new();
        let mut is_waiting = vec![false; self.at.len()];
        let mut here: Box<[Values]> = vec![0; self.fields.len()].into();
        let mut values = here.clone();
        for component in components {
            // Within a loop, again and again until nothing is added; what lies before it is done by then.
            waiting.extend(&component.nodes);
            component
                .nodes
                .iter()
                .for_each(|node| is_waiting[node.index()] = true);
            while let Some(node) = waiting.pop_front() {
                is_waiting[node.index()] = false;
                match &self.at[node.index()] {
                    Some(known) => here.copy_from_slice(known),
                    None => continue,
                }
                for way in graph::ways(&self.engine.story.nodes[node.index()]) {
                    values.copy_from_slice(&here);
                    if !self.leave(&way, &mut values) {
                        continue;
                    }
                    let is_more = self.join(way.to, &values);
                    let belongs = component.nodes.binary_search(&way.to).is_ok();
                    if is_more
                        && belongs
                        && !std::mem::replace(&mut is_waiting[way.to.index()], true)
                    {
                        waiting.push_back(way.to);
                    }
                }
            }
        }
    }

    /// Goes by a way with the values that are possible; returns false where none is.
    fn leave(&self, way: &Way<'_>, values: &mut Box<[Values]>) -> bool {
        if !self.assume(way.when, values) {
            return false;
        }
        self.apply_all(way.effects, values);
        let target = &self.engine.story.nodes[way.to.index()];
        if let Some(visits) = target.visits {
            let index = visits.index();
            values[index] = moved(self.fields[index], values[index], 1, u64::saturating_add);
        }
        self.apply_all(&target.enter, values);
        true
    }

    /// Adds values to those that are possible at a node, and tells whether any of them is new.
    fn join(&mut self, to: NodeId, arrived: &[Values]) -> bool {
        match &mut self.at[to.index()] {
            Some(known) => {
                let mut is_more = false;
                for (known, arrived) in known.iter_mut().zip(arrived) {
                    is_more |= *arrived & !*known != 0;
                    *known |= arrived;
                }
                is_more
            }
            unknown => {
                *unknown = Some(arrived.into());
                true
            }
        }
    }

    /// Carries out effects; where one may or may not happen, both are possible.
    fn apply_all(&self, effects: &[Effect], values: &mut Box<[Values]>) {
        for effect in effects {
            let (may_hold, may_fail) = self.judge(&effect.when, values);
            if !may_hold {
                continue;
            }
            match effect.change {
                Change::Assign { field, value } => {
                    self.change(field, may_fail, values, |_| one(field, value));
                }
                Change::Add { field, amount } => {
                    let add = |before| moved(field, before, amount, u64::saturating_add);
                    self.change(field, may_fail, values, add);
                }
                Change::Subtract { field, amount } => {
                    let subtract = |before| moved(field, before, amount, u64::saturating_sub);
                    self.change(field, may_fail, values, subtract);
                }
                Change::Group(ref steps) => {
                    let before = may_fail.then(|| values.clone());
                    self.apply_all(steps, values);
                    if let Some(before) = before {
                        let both = values.iter_mut().zip(&before);
                        both.for_each(|(now, then)| *now |= then);
                    }
                }
            }
        }
    }

    /// Changes one variable's values; the old ones stay possible where that may not happen.
    fn change(
        &self,
        field: Field,
        may_fail: bool,
        values: &mut [Values],
        step: impl Fn(Values) -> Values,
    ) {
        let values = &mut values[self.owner(field)];
        let kept = if may_fail { *values } else { 0 };
        *values = step(*values) | kept;
    }

    /// Keeps the values with which a condition may hold, and tells whether there are any.
    fn assume(&self, condition: &Condition, values: &mut Box<[Values]>) -> bool {
        match condition {
            Condition::Always => true,
            Condition::Never => false,
            Condition::All(parts) => parts.iter().all(|part| self.assume(part, values)),
            Condition::Any(parts) => {
                let mut joined: Possible = None;
                for part in parts {
                    let mut branch = values.clone();
                    if self.assume(part, &mut branch) {
                        match &mut joined {
                            Some(joined) => joined
                                .iter_mut()
                                .zip(&branch)
                                .for_each(|(all, some)| *all |= some),
                            None => joined = Some(branch),
                        }
                    }
                }
                match joined {
                    Some(joined) => {
                        *values = joined;
                        true
                    }
                    None => false,
                }
            }
            Condition::Test(test) => {
                let mut is_possible = true;
                self.each_tested(test, |owner, holds| {
                    let field = self.fields[owner];
                    values[owner] = kept(field, values[owner], holds);
                    is_possible &= values[owner] != 0;
                });
                is_possible
            }
        }
    }

    /// Tells whether a condition may hold and whether it may fail.
    fn judge(&self, condition: &Condition, values: &[Values]) -> (bool, bool) {
        match condition {
            Condition::Always => (true, false),
            Condition::Never => (false, true),
            Condition::All(parts) => parts.iter().fold((true, false), |(holds, fails), part| {
                let (may_hold, may_fail) = self.judge(part, values);
                (holds && may_hold, fails || may_fail)
            }),
            Condition::Any(parts) => parts.iter().fold((false, true), |(holds, fails), part| {
                let (may_hold, may_fail) = self.judge(part, values);
                (holds || may_hold, fails && may_fail)
            }),
            Condition::Test(test) => {
                let (mut may_hold, mut may_fail) = (true, false);
                self.each_tested(test, |owner, holds| {
                    let field = self.fields[owner];
                    may_hold &= kept(field, values[owner], holds) != 0;
                    may_fail |= kept(field, values[owner], &|value| !holds(value)) != 0;
                });
                (may_hold, may_fail)
            }
        }
    }

    /// Tells of every variable that a test asks about, and which of its values pass.
    fn each_tested(&self, test: &Test, mut tell: impl FnMut(usize, &dyn Fn(u64) -> bool)) {
        match *test {
            Test::Bits { word, mask, value } => {
                let mut rest = mask;
                while rest != 0 {
                    let owner = self.owners[word][rest.trailing_zeros() as usize] as usize;
                    let Some(field) = self.fields.get(owner) else {
                        break;
                    };
                    rest &= !field.bits();
                    let (asked, wanted) = (mask >> field.shift, value >> field.shift);
                    tell(owner, &|found| (found ^ wanted) & asked & field.mask == 0);
                }
            }
            Test::Within { field, low, high } => {
                tell(self.owner(field), &|found| (low..=high).contains(&found));
            }
            Test::Outside { field, low, high } => {
                tell(self.owner(field), &|found| !(low..=high).contains(&found));
            }
        }
    }

    fn owner(&self, field: Field) -> usize {
        self.owners[field.word][field.shift as usize] as usize
    }

    /// Returns what the bits of every word may be, given the values of the variables.
    fn bits(&self, possible: &Possible) -> Vec<Known> {
        let mut words = vec![Known::default(); self.owners.len()];
        let Some(possible) = possible else {
            return words;
        };
        for (field, values) in self.fields.iter().zip(possible) {
            let word = &mut words[field.word];
            if field.max > TOLD_APART {
                word.varying |= field.bits();
                continue;
            }
            let (mut all, mut any) = (field.mask, 0);
            let mut rest = *values;
            while rest != 0 {
                let value = u64::from(rest.trailing_zeros());
                rest &= rest - 1;
                all &= value;
                any |= value;
            }
            word.varying |= (any & !all) << field.shift;
            word.fixed |= (any & all) << field.shift;
        }
        words
    }
}

/// Returns the set of one value.
fn one(field: Field, value: u64) -> Values {
    if field.max > TOLD_APART {
        ANY
    } else {
        1 << value
    }
}

/// Returns what becomes of values when something is added to them or taken away, within the field's bounds.
fn moved(field: Field, values: Values, amount: u64, step: impl Fn(u64, u64) -> u64) -> Values {
    if field.max > TOLD_APART {
        return ANY;
    }
    let (mut rest, mut all) = (values, 0);
    while rest != 0 {
        let value = u64::from(rest.trailing_zeros());
        rest &= rest - 1;
        all |= 1 << step(value, amount).min(field.max);
    }
    all
}

/// Returns those of the values that pass.
fn kept(field: Field, values: Values, passes: &dyn Fn(u64) -> bool) -> Values {
    if field.max > TOLD_APART {
        return values;
    }
    let (mut rest, mut all) = (values, 0);
    while rest != 0 {
        let value = u64::from(rest.trailing_zeros());
        let bit = rest & rest.wrapping_neg();
        rest ^= bit;
        if passes(value) {
            all |= bit;
        }
    }
    all
}
