//! Steps on states that are keys: unpacked, handed to the engine, packed again.

use super::key::{Key, Layout};
use crate::{
    engine::{Engine, State},
    story::{Condition, Exits, NodeId},
};

/// Which exits of a state may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Those that the engine takes.
    Exact,
    /// Those too whose conditions read what is not followed: more than can happen, and never less.
    Loose,
}

/// Steps the states of one node with the engine.
pub(super) struct Stepper<'p> {
    engine: Engine<'p>,
    layouts: &'p [Layout],
    node: NodeId,
    /// Which exits may be taken.
    rule: Rule,
    here: State,
    next: State,
}

impl<'p> Stepper<'p> {
    pub fn new(engine: Engine<'p>, layouts: &'p [Layout], node: NodeId, rule: Rule) -> Self {
        let values = vec![0; engine.story.words].into_boxed_slice();
        let here = State { node, values };
        Self {
            engine,
            layouts,
            node,
            rule,
            next: here.clone(),
            here,
        }
    }

    /// Tells of every way on from a state: which exit, to which node, as which key, for how many choices (1 or, by a
    /// route, 0).
    pub fn step<K: Key>(&mut self, key: &K, mut tell: impl FnMut(usize, NodeId, K, u32)) {
        key.unpack(&self.layouts[self.node.index()], &mut self.here.values);
        match &self.engine.story.nodes[self.node.index()].exits {
            Exits::Choices(choices) if self.rule == Rule::Loose => {
                for (exit, choice) in choices.iter().enumerate() {
                    if self.may_hold(&choice.when) != Some(false) {
                        self.stay();
                        self.engine.take(&mut self.next, choice, &mut ());
                        tell(exit, choice.to, self.packed(), 1);
                    }
                }
            }
            Exits::Routes(routes) if self.rule == Rule::Loose => {
                for (exit, route) in routes.iter().enumerate() {
                    let holds = self.may_hold(&route.when);
                    if holds != Some(false) {
                        self.stay();
                        self.engine.pass(&mut self.next, route, &mut ());
                        tell(exit, route.to, self.packed(), 0);
                    }
                    if holds == Some(true) {
                        break;
                    }
                }
            }
            Exits::Choices(choices) => {
                for (exit, choice) in choices.iter().enumerate() {
                    if choice.when.holds(&self.here.values) {
                        self.stay();
                        self.engine.take(&mut self.next, choice, &mut ());
                        tell(exit, choice.to, self.packed(), 1);
                    }
                }
            }
            Exits::Routes(_) => {
                self.stay();
                if let Some(exit) = self.engine.follow(&mut self.next, &mut ()) {
                    tell(exit, self.next.node, self.packed(), 0);
                }
            }
            Exits::Ending(_) => {}
        }
    }

    /// Returns the values of the state that was stepped last.
    pub fn values(&self) -> &[u64] {
        &self.here.values
    }

    /// Makes the next state the one that is stepped.
    fn stay(&mut self) {
        self.next.node = self.node;
        self.next.values.copy_from_slice(&self.here.values);
    }

    /// Tells whether a condition holds, where what it reads is known.
    fn may_hold(&self, condition: &Condition) -> Option<bool> {
        let known = &self.layouts[self.node.index()].needs;
        let mut reads = vec![0; known.len()];
        condition.reads(&mut reads);
        let is_known = reads
            .iter()
            .zip(known)
            .all(|(reads, known)| reads & !known == 0);
        is_known.then(|| condition.holds(&self.here.values))
    }

    fn packed<K: Key>(&self) -> K {
        K::pack(&self.layouts[self.next.node.index()], &self.next.values)
    }
}
