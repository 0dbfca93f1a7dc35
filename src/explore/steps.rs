//! Choices that were taken, as a tree: scripts that begin alike share their beginning.

use crate::{
    engine::{Engine, State},
    story::{NodeId, Story},
};

/// The most routes that are followed without a choice between them: they may lead round for ever.
const MOST_ROUTES: usize = 10_000;

/// Sequences of choices from the start.
#[derive(Debug, Default)]
pub(super) struct Steps(Vec<Step>);

#[derive(Debug, Clone, Copy)]
struct Step {
    before: Trace,
    node: NodeId,
    choice: u32,
}

/// The end of one of the sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace(u32);

impl Trace {
    /// Nothing was chosen yet.
    pub(super) const START: Self = Self(0);
}

impl Steps {
    /// Adds a choice to a sequence.
    pub fn add(&mut self, before: Trace, node: NodeId, choice: usize) -> Trace {
        let choice = u32::try_from(choice).unwrap_or(u32::MAX);
        self.0.push(Step {
            before,
            node,
            choice,
        });
        self.end()
    }

    /// Plays choices with the engine and adds them. Returns every state on the way, each with the choices before it.
    pub fn play(&mut self, engine: Engine<'_>, choices: &[(NodeId, usize)]) -> Vec<(State, Trace)> {
        let mut state = engine.begin(&mut ());
        let mut trace = Trace::START;
        let mut way = vec![(state.clone(), trace)];
        let mut choices = choices.iter();
        let mut routes = 0;
        while routes < MOST_ROUTES {
            let node = state.node;
            let known = engine.story.nodes[node.index()].choices();
            if known.is_empty() {
                routes += 1;
                if engine.follow(&mut state, &mut ()).is_none() {
                    break;
                }
            } else {
                routes = 0;
                let Some((_, choice)) = choices.next() else {
                    break;
                };
                trace = self.add(trace, node, *choice);
                engine.take(&mut state, &known[*choice], &mut ());
            }
            way.push((state.clone(), trace));
        }
        way
    }

    /// Returns a mark: whatever is added afterwards can be forgotten.
    pub fn mark(&self) -> Trace {
        self.end()
    }

    /// Forgets what was added since the mark.
    pub fn forget(&mut self, mark: Trace) {
        self.0.truncate(mark.0 as usize);
    }

    /// Returns the choices of a sequence: node and index.
    pub fn choices(&self, trace: Trace) -> Vec<(NodeId, usize)> {
        let mut choices = Vec::new();
        let mut at = trace;
        while at != Trace::START {
            let step = self.0[at.0 as usize - 1];
            choices.push((step.node, step.choice as usize));
            at = step.before;
        }
        choices.reverse();
        choices
    }

    /// Returns the script of a sequence: the names of its choices.
    pub fn script(&self, story: &Story, trace: Trace) -> Vec<String> {
        let choices = self.choices(trace).into_iter();
        choices
            .filter_map(|(node, choice)| story.nodes[node.index()].choices().get(choice))
            .map(|choice| choice.name.to_string())
            .collect()
    }

    fn end(&self) -> Trace {
        Trace(u32::try_from(self.0.len()).unwrap_or(u32::MAX))
    }
}
