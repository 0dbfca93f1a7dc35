//! A playthrough of a certain length: from every state it is known how many choices it takes to an ending at the fewest and
//! at the most, and a search from the start takes only steps that this leaves open.

use std::collections::HashSet;

use super::{
    Atlas,
    futures::{Future, futures},
    rank::Ranked,
    set::Set,
};
use crate::{
    engine::State,
    story::{EndingId, NodeId},
};

/// How many choices it takes to an ending: the fewest are more than the most where it cannot be reached.
#[derive(Debug, Clone, Copy)]
struct Lengths {
    fewest: u16,
    most: u16,
}

impl Future for Lengths {
    const NONE: Self = Self {
        fewest: u16::MAX,
        most: 0,
    };

    fn join(&mut self, next: Self, is_choice: bool) {
        if next.fewest <= next.most {
            self.fewest = self.fewest.min(next.fewest + u16::from(is_choice));
            self.most = self.most.max(next.most + u16::from(is_choice));
        }
    }
}

/// So many states are remembered from which a length is not to be had.
const MOST_VAIN: usize = 1 << 22;

/// Returns the choices of a playthrough that comes to an ending with at least so many, and with as few as can be; `None`
/// where there is none, or it takes too much to look for it. The story has no loops, and `sets` are all its states.
pub(in crate::explore) fn at_least(
    atlas: &Atlas<'_>,
    sets: &[Set],
    ending: EndingId,
    least: usize,
) -> Option<Vec<(NodeId, usize)>> {
    let story = atlas.engine.story;
    // No playthrough is longer than there are nodes.
    u16::try_from(story.nodes.len()).ok()?;
    let start = atlas.engine.begin(&mut ());
    let end = |id| {
        if id == ending {
            Lengths { fewest: 0, most: 0 }
        } else {
            Lengths::NONE
        }
    };
    let mut lengths = vec![Vec::new(); story.nodes.len()];
    futures(atlas, sets, &[start.node], end, |node, found| {
        lengths[node.index()] = found.to_vec();
    });
    let mut search = Search {
        atlas,
        states: sets.iter().map(|_| None).collect(),
        sets,
        lengths,
        vain: HashSet::new(),
    };
    let Lengths { fewest, most } = search.lengths(&start);
    let mut lengths = least.max(fewest.into())..=most.into();
    lengths.find_map(|length| search.of_length(&start, length))
}

/// A search for playthroughs.
struct Search<'s> {
    atlas: &'s Atlas<'s>,
    sets: &'s [Set],
    /// The states of the nodes that the search came to, numbered.
    states: Vec<Option<Ranked<'s>>>,
    /// For every state of a node, how far it is to the ending.
    lengths: Vec<Vec<Lengths>>,
    /// States, each with a number of choices in which no way leads from there to the ending.
    vain: HashSet<(NodeId, usize, usize)>,
}

/// A state on the way, and the choice that is tried next there.
struct Try {
    state: State,
    next: usize,
}

impl Search<'_> {
    /// Returns the choices of a playthrough of exactly so many, found depth first.
    fn of_length(&mut self, start: &State, length: usize) -> Option<Vec<(NodeId, usize)>> {
        let engine = self.atlas.engine;
        let mut way: Vec<Try> = Vec::new();
        let mut arrived = Some(start.clone());
        loop {
            if let Some(mut state) = arrived.take() {
                while engine.follow(&mut state, &mut ()).is_some() {}
                let left = length - way.len();
                if self.is_open(&state, left) {
                    if left == 0 {
                        return Some(way.iter().map(Try::taken).collect());
                    }
                    way.push(Try { state, next: 0 });
                }
            }
            let here = way.last_mut()?;
            let choices = engine.story.nodes[here.state.node.index()].choices();
            if let Some(choice) = choices.get(here.next) {
                here.next += 1;
                if choice.when.holds(&here.state.values) {
                    let mut state = here.state.clone();
                    engine.take(&mut state, choice, &mut ());
                    arrived = Some(state);
                }
            } else {
                let state = way.pop()?.state;
                let place = (state.node, self.number(&state), length - way.len());
                self.vain.insert(place);
                if self.vain.len() > MOST_VAIN {
                    return None;
                }
            }
        }
    }

    /// Tells whether the ending may lie so many choices away from a state.
    fn is_open(&mut self, state: &State, left: usize) -> bool {
        let Lengths { fewest, most } = self.lengths(state);
        (fewest.into()..=most.into()).contains(&left)
            && !self.vain.contains(&(state.node, self.number(state), left))
    }

    fn lengths(&mut self, state: &State) -> Lengths {
        let number = self.number(state);
        let node = state.node.index();
        let sets = self.sets;
        let states = self.states[node].get_or_insert_with(|| Ranked::new(&sets[node]));
        self.lengths[node][states.index(number)]
    }

    fn number(&self, state: &State) -> usize {
        self.atlas.layouts[state.node.index()].pack(&state.values)
    }
}

impl Try {
    /// Returns the choice that was tried last.
    fn taken(&self) -> (NodeId, usize) {
        (self.state.node, self.next - 1)
    }
}
