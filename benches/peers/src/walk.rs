//! A literal walk of every path: steps a second over a fixed time, against the same walk on bladeink, which goes back by
//! loading a saved state.

use std::time::{Duration, Instant};

use fifteen::{explore::walk, story::Story};

use crate::{
    measure::{self, Pair},
    play::Ink,
};

/// How many steps are taken between two looks at the clock.
const STEPS: u64 = 1 << 20;

/// Measures both.
///
/// # Panics
/// Where the walks differ, as far as both go.
pub fn walk(story: &Story, ink: &str, rounds: usize, time: Duration) -> Pair {
    measure::in_turn(
        rounds,
        || {
            let mut walk = walk::Walk::new(story);
            measure::rate(time, || {
                if walk.is_over() {
                    walk = walk::Walk::new(story);
                }
                walk.go(STEPS)
            })
        },
        || {
            let start = measure::worked();
            let mut theirs = Theirs {
                ink: Ink::new(ink),
                until: Instant::now() + time,
                steps: 0,
            };
            theirs.walk();
            theirs.steps as f64 / (measure::worked() - start)
        },
    )
}

struct Theirs {
    ink: Ink,
    until: Instant,
    steps: u64,
}

impl Theirs {
    /// Takes every choice from here on; the last one needs no way back.
    fn walk(&mut self) {
        let options = self.ink.story.get_current_choices().len();
        if options == 0 || Instant::now() > self.until {
            return;
        }
        let here = (options > 1).then(|| self.ink.story.save_state().expect("a state"));
        for option in 0..options {
            if option > 0
                && let Some(here) = &here
            {
                self.ink.story.load_state(here).expect("a state");
            }
            self.ink
                .story
                .choose_choice_index(option)
                .expect("a choice");
            self.ink.story.continue_maximally().expect("text");
            self.steps += 1;
            self.walk();
        }
    }
}
