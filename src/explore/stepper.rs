//! Steps on states that are keys: unpacked, handed to the engine, packed again.

use super::key::{Key, Layout};
use crate::{
    engine::{Engine, State},
    story::{Exits, NodeId},
};

/// Steps the states of one node with the engine.
pub(super) struct Stepper<'p> {
    engine: Engine<'p>,
    layouts: &'p [Layout],
    node: NodeId,
    here: State,
    next: State,
}

impl<'p> Stepper<'p> {
    pub fn new(engine: Engine<'p>, layouts: &'p [Layout], node: NodeId) -> Self {
        let values = vec![0; engine.story.words].into_boxed_slice();
        let here = State { node, values };
        Self {
            engine,
            layouts,
            node,
            next: here.clone(),
            here,
        }
    }

    /// Tells of every way on from a state: which exit, to which node, as which key, for how many choices (1 or, by a
    /// route, 0).
    pub fn step<K: Key>(&mut self, key: &K, mut tell: impl FnMut(usize, NodeId, K, u32)) {
        key.unpack(&self.layouts[self.node.index()], &mut self.here.values);
        match &self.engine.story.nodes[self.node.index()].exits {
            Exits::Choices(choices) => {
                for (exit, choice) in choices.iter().enumerate() {
                    if choice.when.holds(&self.here.values) {
                        self.next.node = self.node;
                        self.next.values.copy_from_slice(&self.here.values);
                        self.engine.take(&mut self.next, choice, &mut ());
                        tell(exit, choice.to, self.packed(), 1);
                    }
                }
            }
            Exits::Routes(_) => {
                self.next.node = self.node;
                self.next.values.copy_from_slice(&self.here.values);
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

    fn packed<K: Key>(&self) -> K {
        K::pack(&self.layouts[self.next.node.index()], &self.next.values)
    }
}
