//! The one engine: every playthrough, replay, proof and test steps a story with these functions.
//!
//! A [`State`] is where a playthrough stands: a node, and the packed values of all variables. It moves in small steps
//! ([`Engine::take`], [`Engine::follow`]) that the prover uses one by one, and in turns ([`Engine::settle`]) that end
//! where a player chooses. Whoever wants to know what was read on the way passes an [`Audience`].
//!
//! Architecture invariant: no I/O, no randomness, no clock, and no memory beside the state.

pub(crate) mod flat;
mod laid;
pub(crate) mod lanes;
mod play;
mod reader;
mod view;

pub use play::Play;
pub use reader::{Reader, Records};
pub use view::{Locked, Open, Passage, Turn, View};

use crate::story::{
    Change, Choice, Condition, Effect, Exits, Field, NodeId, ProseId, RecordId, Route, Story,
};

/// Where a playthrough stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    pub node: NodeId,
    /// The packed values of all variables.
    pub values: Box<[u64]>,
}

/// What a story tells while it moves. Each is told when it happens, with the values of that moment.
pub trait Audience {
    /// A choice's outcome is read.
    fn beat(&mut self, _beat: ProseId, _values: &[u64]) {}
    /// A node was arrived at, and its text is read.
    fn arrive(&mut self, _node: NodeId, _values: &[u64]) {}
    /// An entry is written into a record.
    fn record(&mut self, _record: RecordId, _entry: ProseId, _values: &[u64]) {}
}

/// Nobody listens.
impl Audience for () {}

/// Why a turn did not end at a choice or an ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsettled {
    #[error("no route holds")]
    NoRoute(NodeId),
    #[error("the routes never end")]
    Endless(NodeId),
}

/// How many routes one turn may follow at the most: far more than any story needs, and over within seconds.
const MAX_ROUTES: u32 = 1 << 24;

/// Steps a story.
#[derive(Debug, Clone, Copy)]
pub struct Engine<'s> {
    pub story: &'s Story,
}

impl<'s> Engine<'s> {
    #[must_use]
    pub fn new(story: &'s Story) -> Self {
        Self { story }
    }

    /// Returns the state in which a playthrough begins: the start node, arrived at.
    pub fn begin(self, audience: &mut impl Audience) -> State {
        let mut state = self.start();
        let node = state.node;
        self.arrive(&mut state, node, audience);
        state
    }

    /// Returns the state before the arrival at the start node.
    fn start(self) -> State {
        let mut values = vec![0; self.story.words].into_boxed_slice();
        for variable in &self.story.variables {
            variable.field.set(&mut values, variable.start);
        }
        let node = self.story.start.unwrap_or(NodeId(0));
        State { node, values }
    }

    /// Returns the open choices of a state, each with its index in its node.
    pub fn open(self, state: &State) -> impl Iterator<Item = (usize, &'s Choice)> {
        let choices = self.story.nodes[state.node.index()].choices();
        let is_open = |(_, choice): &(usize, &Choice)| choice.when.holds(&state.values);
        choices.iter().enumerate().filter(is_open)
    }

    /// Takes a choice of the state's node: its effects, its records, its outcome beat, then the arrival at its target.
    pub fn take(self, state: &mut State, choice: &Choice, audience: &mut impl Audience) {
        Effect::apply_all(&choice.effects, &mut state.values);
        for &(record, entry) in &choice.records {
            audience.record(record, entry, &state.values);
        }
        if let Some(beat) = choice.beat {
            audience.beat(beat, &state.values);
        }
        self.arrive(state, choice.to, audience);
    }

    /// Follows the first route that holds and returns its index; `None` where no route holds, or the node has none.
    pub fn follow(self, state: &mut State, audience: &mut impl Audience) -> Option<usize> {
        let routes = self.story.nodes[state.node.index()].routes();
        let taken = routes
            .iter()
            .position(|route| route.when.holds(&state.values))?;
        self.pass(state, &routes[taken], audience);
        Some(taken)
    }

    /// Goes by a route of the state's node: its effects, its records, then the arrival at its target.
    pub fn pass(self, state: &mut State, route: &Route, audience: &mut impl Audience) {
        Effect::apply_all(&route.effects, &mut state.values);
        for &(record, entry) in &route.records {
            audience.record(record, entry, &state.values);
        }
        self.arrive(state, route.to, audience);
    }

    /// Follows routes until a player chooses or an ending is reached.
    ///
    /// # Errors
    /// [`Unsettled`] where no route holds, or where they lead round for ever or on for more than 2^24 routes.
    pub fn settle(self, state: &mut State, audience: &mut impl Audience) -> Result<(), Unsettled> {
        // A state that comes back is a round for ever (Brent 1980): the state kept to compare with is taken anew after
        // twice as many routes each time, so that it lies on the round sooner or later.
        let mut kept = None;
        for followed in 0..MAX_ROUTES {
            if !matches!(self.story.nodes[state.node.index()].exits, Exits::Routes(_)) {
                return Ok(());
            }
            if kept.as_ref() == Some(state) {
                return Err(Unsettled::Endless(state.node));
            }
            if followed.is_power_of_two() {
                kept = Some(state.clone());
            }
            self.follow(state, audience)
                .ok_or(Unsettled::NoRoute(state.node))?;
        }
        Err(Unsettled::Endless(state.node))
    }

    /// Arrives at a node: the visit is counted, then `enter` happens, then the text is read.
    fn arrive(self, state: &mut State, target: NodeId, audience: &mut impl Audience) {
        state.node = target;
        let node = &self.story.nodes[target.index()];
        if let Some(visits) = self.visits(target) {
            let count = visits.get(&state.values);
            visits.set(&mut state.values, (count + 1).min(visits.max));
        }
        Effect::apply_all(&node.enter, &mut state.values);
        audience.arrive(target, &state.values);
    }

    fn visits(self, node: NodeId) -> Option<Field> {
        let visits = self.story.nodes[node.index()].visits?;
        Some(self.story.variables[visits.index()].field)
    }

    /// Turns the bits needed after an arrival at a node into the bits needed before it.
    pub fn needs_before_arrival(self, node: NodeId, bits: &mut [u64]) {
        Effect::all_need(&self.story.nodes[node.index()].enter, bits);
        if let Some(field) = self.visits(node) {
            // Counting is adding: it needs the count itself, which is needed already where it matters.
            let count = Effect {
                when: Condition::Always,
                change: Change::Add { field, amount: 1 },
            };
            count.needs(bits);
        }
    }

    /// Tells whether a choice's own effects turn the story's danger from false to true.
    #[must_use]
    pub fn is_dangerous(self, values: &[u64], choice: &Choice) -> bool {
        self.story.danger.as_ref().is_some_and(|danger| {
            let mut after = values.to_vec();
            Effect::apply_all(&choice.effects, &mut after);
            !danger.holds(values) && danger.holds(&after)
        })
    }
}
