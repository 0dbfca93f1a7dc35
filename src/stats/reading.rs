//! How much a player reads in a playthrough.

use super::words_of;
use crate::{
    engine::{Engine, Passage, Turn},
    session::{Script, Session},
    story::Story,
};

/// How many words somebody reads in a minute.
const SPEED: usize = 230;

/// What is read in a number of playthroughs, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub playthroughs: usize,
    pub least: usize,
    pub middle: usize,
    pub most: usize,
}

/// Returns the minutes that words take to read, rounded up.
#[must_use]
pub fn minutes(words: usize) -> usize {
    words.div_ceil(SPEED)
}

/// Returns how many words a script's player reads, labels of the choices taken left out; `None` where it does not fit.
#[must_use]
pub fn read(story: &Story, script: &Script) -> Option<usize> {
    let mut session = Session::begin(story).ok()?;
    let mut words = in_turn(session.turn());
    for step in &script.steps {
        session.choose(step).ok()?;
        words += in_turn(session.turn());
    }
    Some(words)
}

/// The most choices followed in one playthrough: stories that can go round are left after that.
const MOST_CHOICES: usize = 2_000;

/// Plays so many playthroughs to their ends, each choice as likely as the others, the same ones every time. `None` where
/// none of them ended.
#[must_use]
pub fn by_chance(story: &Story, playthroughs: u64) -> Option<Reading> {
    let mut read: Vec<usize> = (0..playthroughs)
        .filter_map(|number| play(story, number))
        .collect();
    read.sort_unstable();
    Some(Reading {
        playthroughs: read.len(),
        least: *read.first()?,
        middle: *read.get(read.len() / 2)?,
        most: *read.last()?,
    })
}

fn play(story: &Story, number: u64) -> Option<usize> {
    let engine = Engine::new(story);
    let mut turn = engine.first_turn().ok()?;
    let mut words = in_turn(&turn);
    for step in 0..MOST_CHOICES {
        let node = &story.nodes[turn.state.node.index()];
        let choices = node.choices().iter().enumerate();
        let open: Vec<usize> = choices
            .filter(|(_, choice)| choice.when.holds(&turn.state.values))
            .map(|(index, _)| index)
            .collect();
        if open.is_empty() {
            let is_over = matches!(node.exits, crate::story::Exits::Ending(_));
            return is_over.then_some(words);
        }
        let chance = mix(number.wrapping_mul(1 << 20).wrapping_add(step as u64));
        let pick = usize::try_from(chance % open.len() as u64).unwrap_or(0);
        turn = engine.next_turn(&turn, open[pick])?.ok()?;
        words += in_turn(&turn);
    }
    None
}

fn in_turn(turn: &Turn) -> usize {
    let words = turn.passages.iter().map(|passage| match passage {
        Passage::Beat(text) | Passage::Text { text, .. } => words_of(text),
    });
    words.sum()
}

/// Returns a number that looks like chance and is the same every time (`SplitMix64`: Steele, Lea and Flood 2014).
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
