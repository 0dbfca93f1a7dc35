//! Random play with the engine, to come by most of what there is without proving anything.
//!
//! Plays again and again, from the start or from a state in which something new was found, and leans towards choices
//! that were taken seldom. Seeded: the same story is played the same way every time.

use super::steps::{Steps, Trace};
use crate::{
    engine::{Engine, State},
    story::Exits,
};

/// The most choices of one playthrough: a story may go round for ever.
const LONGEST: usize = 1_000;

/// The most routes that are followed without a choice between them.
const MOST_ROUTES: usize = 1_000;

/// The most states that are kept to play on from.
const MOST_KEPT: usize = 4_096;

/// How long to play.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    /// The most steps in all.
    pub steps: u64,
    /// Stop when so many steps found nothing new.
    pub patience: u64,
}

/// What a look at a state came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Known,
    New,
    /// There is nothing left to find.
    Done,
}

/// Plays, from some states too, and shows every state it comes to, with the choices that led there.
pub(super) fn play(
    engine: Engine<'_>,
    effort: Effort,
    from: Vec<(State, Trace)>,
    steps: &mut Steps,
    mut look: impl FnMut(&State, Trace) -> Look,
) {
    let mut player = Player {
        engine,
        dice: Dice(0x9e37_79b9_7f4a_7c15),
        taken: engine
            .story
            .nodes
            .iter()
            .map(|node| vec![0; node.choices().len()])
            .collect(),
        kept: from,
        steps,
        made: 0,
        last_found: 0,
    };
    while player.made < effort.steps && player.made - player.last_found < effort.patience {
        if !player.playthrough(&mut look) {
            break;
        }
    }
}

struct Player<'p> {
    engine: Engine<'p>,
    dice: Dice,
    /// How often each choice was taken.
    taken: Vec<Vec<u32>>,
    /// States in which something was found.
    kept: Vec<(State, Trace)>,
    steps: &'p mut Steps,
    made: u64,
    last_found: u64,
}

impl Player<'_> {
    /// Plays once. Returns false where there is nothing left to find.
    fn playthrough(&mut self, look: &mut impl FnMut(&State, Trace) -> Look) -> bool {
        let is_fresh = self.kept.is_empty() || self.dice.below(3) == 0;
        let (mut state, mut trace) = if is_fresh {
            (self.engine.begin(&mut ()), Trace::START)
        } else {
            // What was found last is most likely to lead to more.
            let newest = self.kept.len().min(64);
            let from = if self.dice.below(2) == 0 {
                self.kept.len() - 1 - self.dice.below(newest)
            } else {
                self.dice.below(self.kept.len())
            };
            self.kept[from].clone()
        };
        let mut keep = self.steps.mark();
        let mut routes = 0;
        for _ in 0..LONGEST {
            self.made += 1;
            match look(&state, trace) {
                Look::Known => {}
                Look::New => {
                    self.last_found = self.made;
                    keep = self.steps.mark();
                    if self.kept.len() < MOST_KEPT {
                        self.kept.push((state.clone(), trace));
                    }
                }
                Look::Done => return false,
            }
            match &self.engine.story.nodes[state.node.index()].exits {
                Exits::Ending(_) => break,
                Exits::Routes(_) => {
                    routes += 1;
                    if routes > MOST_ROUTES || self.engine.follow(&mut state, &mut ()).is_none() {
                        break;
                    }
                }
                Exits::Choices(choices) => {
                    routes = 0;
                    let open = |index: &usize| choices[*index].when.holds(&state.values);
                    let open: Vec<usize> = (0..choices.len()).filter(open).collect();
                    let Some(chosen) = self.choose(state.node.index(), &open) else {
                        break;
                    };
                    trace = self.steps.add(trace, state.node, chosen);
                    self.engine.take(&mut state, &choices[chosen], &mut ());
                }
            }
        }
        // Ways that nothing was found on are forgotten.
        self.steps.forget(keep);
        true
    }

    /// Picks two of the open choices and takes the one that was taken less often.
    fn choose(&mut self, node: usize, open: &[usize]) -> Option<usize> {
        if open.is_empty() {
            return None;
        }
        let one = open[self.dice.below(open.len())];
        let other = open[self.dice.below(open.len())];
        let taken = &mut self.taken[node];
        let chosen = if taken[other] < taken[one] {
            other
        } else {
            one
        };
        taken[chosen] = taken[chosen].saturating_add(1);
        Some(chosen)
    }
}

/// Pseudo-random numbers: splitmix64 (Steele, Lea and Flood 2014).
#[derive(Debug)]
pub(super) struct Dice(pub u64);

impl Dice {
    /// Returns a number below `bound`, which is not 0; the bias is beyond notice.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let number = (mixed ^ (mixed >> 31)) >> 32;
        let scaled = (number * bound as u64) >> 32;
        usize::try_from(scaled).unwrap_or(0)
    }
}
