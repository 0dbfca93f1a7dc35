//! Random play with text and choices rendered: turns a second, against bladeink on the same story in ink.

use std::{hint::black_box, time::Duration};

use fifteen::{
    engine::{Engine, Play},
    story::Story,
};

use crate::{
    dice::Dice,
    measure::{self, Pair},
};

/// How many turns are checked to read the same on both sides before any are measured.
const CHECKED: usize = 2_000;

/// How many turns are taken between two looks at the clock.
const TURNS: u64 = 500;

/// Measures both.
///
/// # Panics
/// Where the two tell different stories.
pub fn play(story: &Story, ink: &str, rounds: usize, time: Duration) -> Pair {
    agree(story, ink);
    let mut ours = Play::begin(Engine::new(story)).expect("a story");
    let mut theirs = Ink::new(ink);
    let (mut our_dice, mut their_dice) = (Dice::new(1), Dice::new(1));
    measure::in_turn(
        rounds,
        || {
            measure::rate(time, || {
                for _ in 0..TURNS {
                    black_box(ours.text());
                    ours.labels().for_each(|label| {
                        black_box(label);
                    });
                    turn(&mut ours, &mut our_dice);
                }
                TURNS
            })
        },
        || {
            measure::rate(time, || {
                for _ in 0..TURNS {
                    black_box(&theirs.text);
                    black_box(&theirs.labels);
                    theirs.turn(&mut their_dice);
                }
                TURNS
            })
        },
    )
}

fn turn(play: &mut Play<'_>, dice: &mut Dice) {
    match play.options() {
        0 => play.restart(),
        options => play.take(dice.below(options)),
    }
    .expect("routes that end");
}

/// Plays both the same way and compares what is read.
fn agree(story: &Story, ink: &str) {
    let mut ours = Play::begin(Engine::new(story)).expect("a story");
    let mut theirs = Ink::new(ink);
    let (mut our_dice, mut their_dice) = (Dice::new(7), Dice::new(7));
    for _ in 0..CHECKED {
        assert_eq!(ours.text(), theirs.text.trim());
        assert!(ours.labels().eq(theirs.labels.iter().map(String::as_str)));
        turn(&mut ours, &mut our_dice);
        theirs.turn(&mut their_dice);
    }
}

/// A playthrough on the ink runtime.
pub struct Ink {
    pub story: bladeink::story::Story,
    text: String,
    labels: Vec<String>,
}

impl Ink {
    /// Begins a playthrough of compiled ink.
    pub fn new(ink: &str) -> Self {
        let mut ink = Self {
            story: bladeink::story::Story::new(ink).expect("ink"),
            text: String::new(),
            labels: Vec::new(),
        };
        ink.read();
        ink
    }

    fn read(&mut self) {
        self.text = self.story.continue_maximally().expect("text");
        let choices = self.story.get_current_choices();
        self.labels = choices.iter().map(|choice| choice.text.clone()).collect();
    }

    fn turn(&mut self, dice: &mut Dice) {
        if self.labels.is_empty() {
            self.story.reset_state().expect("a start");
        } else {
            let choice = dice.below(self.labels.len());
            self.story.choose_choice_index(choice).expect("a choice");
        }
        self.read();
    }
}
