//! The proof that every state reaches an ending, against stateright's depth-first search over the same states.

use std::{cell::RefCell, hash::Hash, thread};

use fifteen::{
    engine::{Engine, State},
    explore::{self, Limits, Merging, Unmonitored},
    story::{Exits, NodeId, Story},
};
use stateright::{Checker, Model, Property};

use crate::{child, stories};

/// Which states are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum States {
    /// Every value counts everywhere.
    Raw,
    /// Only what can still matter counts.
    Gate,
}

/// Proves a story with our prover and returns how many states there are.
///
/// # Panics
/// Where the proof fails.
pub fn ours(story: &Story, states: States) -> u64 {
    let merging = match states {
        States::Raw => Merging::Nothing,
        States::Gate => Merging::SameFuture,
    };
    let limits = Limits {
        states: u64::MAX,
        ..Limits::default()
    };
    let proof = explore::prove(story, merging, limits, &mut Unmonitored).expect("it is narrow");
    assert!(proof.is_complete && proof.is_sound);
    proof.states
}

/// Proves a story, counts its playthroughs and the odds of its endings, and returns how many states there are.
///
/// # Panics
/// Where the proof fails.
pub fn counted(story: &Story) -> u64 {
    let exploration = explore::survey(story, Limits::default(), &mut Unmonitored);
    assert!(exploration.is_complete && exploration.mean_choices.is_some());
    exploration.states
}

/// Proves the same with stateright: in a story without loops, every state reaches an ending if none is stuck.
///
/// # Panics
/// Where the proof fails.
pub fn theirs(story: &'static Story, states: States) -> u64 {
    match story.words {
        0 | 1 => check::<1>(story, states),
        2 => check::<2>(story, states),
        3 | 4 => check::<4>(story, states),
        _ => check::<8>(story, states),
    }
}

fn check<const WORDS: usize>(story: &'static Story, states: States) -> u64 {
    let masks = match states {
        States::Raw => vec![vec![u64::MAX; story.words]; story.nodes.len()],
        States::Gate => explore::what_matters(story),
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let checker = Told::<WORDS> { story, masks }
        .checker()
        .threads(threads)
        .spawn_dfs()
        .join();
    checker.assert_properties();
    checker.unique_state_count() as u64
}

/// A story as a model for stateright: stepped by our engine, with states that are copied and hashed quickly.
struct Told<const WORDS: usize> {
    story: &'static Story,
    masks: Vec<Vec<u64>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Packed<const WORDS: usize> {
    node: u32,
    values: [u64; WORDS],
}

/// A choice or a route by its index.
type Exit = u32;

thread_local! {
    /// The state that is stepped: stepping allocates nothing.
    static STEPPED: RefCell<State> = RefCell::new(State { node: NodeId(0), values: Box::default() });
}

impl<const WORDS: usize> Told<WORDS> {
    fn pack(&self, state: &State) -> Packed<WORDS> {
        let mut values = [0; WORDS];
        let masks = &self.masks[state.node.index()];
        for (packed, (value, mask)) in values.iter_mut().zip(state.values.iter().zip(masks)) {
            *packed = value & mask;
        }
        Packed {
            node: state.node.0,
            values,
        }
    }
}

impl<const WORDS: usize> Model for Told<WORDS> {
    type State = Packed<WORDS>;
    type Action = Exit;

    fn init_states(&self) -> Vec<Self::State> {
        vec![self.pack(&Engine::new(self.story).begin(&mut ()))]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Exit>) {
        let values = &state.values[..self.story.words];
        let numbered = |index: usize| u32::try_from(index).expect("a node has few exits");
        match &self.story.nodes[state.node as usize].exits {
            Exits::Choices(choices) => {
                let open =
                    |(_, choice): &(usize, &fifteen::story::Choice)| choice.when.holds(values);
                let open = choices.iter().enumerate().filter(open);
                actions.extend(open.map(|(index, _)| numbered(index)));
            }
            Exits::Routes(routes) => {
                let taken = routes.iter().position(|route| route.when.holds(values));
                actions.extend(taken.map(numbered));
            }
            Exits::Ending(_) => {}
        }
    }

    fn next_state(&self, last: &Self::State, exit: Exit) -> Option<Self::State> {
        STEPPED.with_borrow_mut(|state| {
            if state.values.len() != self.story.words {
                state.values = vec![0; self.story.words].into_boxed_slice();
            }
            state.node = NodeId(last.node);
            state
                .values
                .copy_from_slice(&last.values[..self.story.words]);
            let engine = Engine::new(self.story);
            let node = &self.story.nodes[last.node as usize];
            match &node.exits {
                Exits::Choices(choices) => engine.take(state, &choices[exit as usize], &mut ()),
                Exits::Routes(routes) => engine.pass(state, &routes[exit as usize], &mut ()),
                Exits::Ending(_) => return None,
            }
            Some(self.pack(state))
        })
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always(
            "nobody is stuck",
            |told, state: &Packed<WORDS>| {
                let values = &state.values[..told.story.words];
                match &told.story.nodes[state.node as usize].exits {
                    Exits::Choices(choices) => {
                        choices.iter().any(|choice| choice.when.holds(values))
                    }
                    Exits::Routes(routes) => routes.iter().any(|route| route.when.holds(values)),
                    Exits::Ending(_) => true,
                }
            },
        )]
    }
}

/// Does the work of a child process: a proof of the story called `name`.
///
/// # Panics
/// Where there is no such work.
pub fn child(work: &str, name: &str) {
    let story = stories::story(name);
    match work {
        "raw" => child::tell(|| (ours(story, States::Raw), ())),
        "gate" => child::tell(|| (ours(story, States::Gate), ())),
        "counted" => child::tell(|| (counted(story), ())),
        "raw-stateright" => child::tell(|| (theirs(story, States::Raw), ())),
        "gate-stateright" => child::tell(|| (theirs(story, States::Gate), ())),
        _ => panic!("{work} is no work"),
    }
}
