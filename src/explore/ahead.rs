//! Looking ahead from one state: which endings can still be reached from there.
//!
//! The truth is closed in on from both sides. Playthroughs tried from the state on show endings that are open. The values
//! that variables can still have (`values`) rule out endings that are closed. What lies between is searched, state by
//! state, as far as a limit goes. So every answer is a proof or says that it is none, and an answer takes moments where
//! the proof of the whole story takes seconds.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicBool, Ordering},
};

use super::{needs, stepper::Rule, values};
use crate::{
    engine::{Engine, State},
    story::{EndingId, Exits, Story},
};

/// How many playthroughs are tried.
const TRIES: u32 = 2_000;
/// How many choices all of them may take together.
const CHOICES: u32 = 400_000;
/// How many states are searched at the most.
const STATES: usize = 400_000;

/// Looks ahead in one story.
#[derive(Debug)]
pub struct Lookout<'s> {
    engine: Engine<'s>,
    /// For every node, the bits that matter after arriving there.
    needs: Vec<Vec<u64>>,
}

/// Which endings can still be reached from a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// For every ending, how often it was come to; more than never is a proof that it is open.
    found: Vec<u32>,
    /// For every ending, whether it is proven that it cannot be reached any more.
    closed: Vec<bool>,
}

impl Ahead {
    /// Returns the endings that are open for certain, the one that is easiest to come by first.
    #[must_use]
    pub fn open(&self) -> Vec<EndingId> {
        let mut open: Vec<EndingId> = (0..self.found.len())
            .filter(|&ending| self.found[ending] > 0)
            .map(EndingId::at)
            .collect();
        open.sort_by_key(|ending| std::cmp::Reverse(self.found[ending.index()]));
        open
    }

    /// Tells whether an ending is open for certain.
    #[must_use]
    pub fn is_open(&self, ending: EndingId) -> bool {
        self.found[ending.index()] > 0
    }

    /// Tells whether an ending is closed for certain.
    #[must_use]
    pub fn is_closed(&self, ending: EndingId) -> bool {
        self.closed[ending.index()]
    }

    /// Returns how many endings are neither open nor closed for certain.
    #[must_use]
    pub fn undecided(&self) -> usize {
        let endings = self.found.iter().zip(&self.closed);
        endings
            .filter(|(found, closed)| **found == 0 && !**closed)
            .count()
    }
}

impl<'s> Lookout<'s> {
    #[must_use]
    pub fn new(story: &'s Story) -> Self {
        let engine = Engine::new(story);
        let nothing = vec![vec![0; story.words]; story.nodes.len()];
        Self {
            engine,
            needs: needs::needs(engine, &nothing, Rule::Exact),
        }
    }

    /// Looks ahead from a state. `None` where the answer stopped being wanted.
    #[must_use]
    pub fn ahead(&self, from: &State, is_unwanted: &AtomicBool) -> Option<Ahead> {
        self.until(from, is_unwanted, |_| false)
    }

    /// Tells whether any of these endings can be reached from a state, as far as the limits let it find out. `None` where
    /// the answer stopped being wanted.
    #[must_use]
    pub fn reaches(
        &self,
        from: &State,
        endings: &[EndingId],
        is_unwanted: &AtomicBool,
    ) -> Option<bool> {
        let is_found = |ahead: &Ahead| endings.iter().any(|ending| ahead.is_open(*ending));
        let is_settled = |ahead: &Ahead| {
            is_found(ahead) || endings.iter().all(|ending| ahead.is_closed(*ending))
        };
        self.until(from, is_unwanted, is_settled)
            .map(|ahead| is_found(&ahead))
    }

    /// Tells for every ending whether it is out of reach for certain.
    fn ruled_out(&self, from: &State) -> Vec<bool> {
        let story = self.engine.story;
        let mut out = vec![true; story.endings.len()];
        let within_reach = values::within_reach(self.engine, from);
        for (node, is_within) in story.nodes.iter().zip(within_reach) {
            if let (Exits::Ending(ending), true) = (&node.exits, is_within) {
                out[ending.index()] = false;
            }
        }
        out
    }

    /// Looks ahead until nothing more can be found out, or enough is known.
    fn until(
        &self,
        from: &State,
        is_unwanted: &AtomicBool,
        is_enough: impl Fn(&Ahead) -> bool,
    ) -> Option<Ahead> {
        let mut ahead = Ahead {
            found: vec![0; self.engine.story.endings.len()],
            closed: self.ruled_out(from),
        };
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let mut choices = 0;
        for _ in 0..TRIES {
            if is_unwanted.load(Ordering::Relaxed) {
                return None;
            }
            if is_enough(&ahead) {
                return Some(ahead);
            }
            self.play(from, &mut ahead, &mut dice, &mut choices);
        }
        if ahead.undecided() > 0 {
            self.search(from, &mut ahead, is_unwanted, is_enough)?;
        }
        Some(ahead)
    }

    /// Plays on at random, the same way every time.
    fn play(&self, from: &State, ahead: &mut Ahead, dice: &mut Dice, choices: &mut u32) {
        let mut state = from.clone();
        while *choices < CHOICES {
            let node = &self.engine.story.nodes[state.node.index()];
            if let Exits::Ending(ending) = node.exits {
                ahead.found[ending.index()] += 1;
                return;
            }
            let open = node.choices().iter();
            let open: Vec<_> = open
                .filter(|choice| choice.when.holds(&state.values))
                .collect();
            let Some(choice) = dice.pick(&open) else {
                return;
            };
            self.engine.take(&mut state, choice, &mut ());
            *choices += 1;
            if self.engine.settle(&mut state, &mut ()).is_err() {
                return;
            }
        }
    }

    /// Searches every state that can be reached, and closes what it does not find if the limit lets it see them all.
    fn search(
        &self,
        from: &State,
        ahead: &mut Ahead,
        is_unwanted: &AtomicBool,
        is_enough: impl Fn(&Ahead) -> bool,
    ) -> Option<()> {
        let mut seen = HashSet::new();
        let mut waiting = vec![self.essence(from.clone())];
        while let Some(state) = waiting.pop() {
            if is_unwanted.load(Ordering::Relaxed) {
                return None;
            }
            if seen.len() >= STATES || ahead.undecided() == 0 || is_enough(ahead) {
                return Some(());
            }
            if !seen.insert(state.clone()) {
                continue;
            }
            let node = &self.engine.story.nodes[state.node.index()];
            if let Exits::Ending(ending) = node.exits {
                let found = &mut ahead.found[ending.index()];
                *found = (*found).max(1);
            }
            let open = node.choices().iter();
            for choice in open.filter(|choice| choice.when.holds(&state.values)) {
                let mut next = state.clone();
                self.engine.take(&mut next, choice, &mut ());
                if self.engine.settle(&mut next, &mut ()).is_ok() {
                    let next = self.essence(next);
                    if !seen.contains(&next) {
                        waiting.push(next);
                    }
                }
            }
        }
        for (found, closed) in ahead.found.iter().zip(&mut ahead.closed) {
            *closed = *found == 0;
        }
        Some(())
    }

    /// Forgets what can no longer matter.
    fn essence(&self, mut state: State) -> State {
        let needs = &self.needs[state.node.index()];
        for (value, needs) in state.values.iter_mut().zip(needs) {
            *value &= needs;
        }
        state
    }
}

/// Numbers that look like chance and are the same every time (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        let index = usize::try_from(high).unwrap_or(0).checked_rem(from.len())?;
        from.get(index).copied()
    }
}
