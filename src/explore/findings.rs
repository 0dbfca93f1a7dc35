//! What was found at one node, put together state by state.

use super::{Count, Place};

/// What was found at one node.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    pub states: u64,
    /// For every choice or route, whether it is ever open or taken.
    pub exits: Vec<bool>,
    /// For every choice, a nearest state in which it is not open.
    pub closed: Vec<Option<Place>>,
    /// A nearest state with the fewest open choices, and how many; the same for the most.
    pub fewest: Option<(usize, Place)>,
    pub most: Option<(usize, Place)>,
    /// How many choices it takes at the least to come here.
    pub shortest: Option<u32>,
    /// Where the node is reached with the fewest choices; unknown where whole sets of states were explored.
    pub nearest: Option<Place>,
    /// A state in which nothing is open and no route holds.
    pub stuck: Option<Place>,
    /// A state whose routes lead round for ever.
    pub endless: Option<Place>,
    /// A state from which only a round that never ends can be reached.
    pub doomed: Option<Place>,
    /// For every condition that is watched, a nearest state in which it fails.
    pub broken: Vec<Option<Place>>,
    /// What comes to its end here, where the node is an ending and no playthrough can go round for ever.
    pub end: Option<End>,
}

/// How many choices are open in the states of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    pub fewest: usize,
    pub most: usize,
}

impl Open {
    /// Returns the fewest and the most of two findings.
    pub(super) fn both(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(Self {
                fewest: one.fewest.min(other.fewest),
                most: one.most.max(other.most),
            }),
            _ => one.or(other),
        }
    }

    /// Returns the fewest and the most of these; `None` of none.
    pub(super) fn of(open: &[u32]) -> Option<Self> {
        let (fewest, most) = open.iter().min().zip(open.iter().max())?;
        Some(Self {
            fewest: *fewest as usize,
            most: *most as usize,
        })
    }
}

/// What comes to its end at a node.
#[derive(Debug, Clone)]
pub struct End {
    pub playthroughs: Count,
    /// The choices that all the playthroughs take, added up, where that was counted.
    pub lengths: Option<Count>,
    /// How likely a player who takes each open choice with the same probability ends here, from 0 to 1.
    pub odds: f64,
    /// How far `odds` may be off, as a part of it.
    pub odds_error: f64,
    /// The fewest choices that a playthrough may take to here.
    pub shortest: u32,
    /// The most choices that a playthrough may take to here.
    pub longest: u32,
}

impl Findings {
    /// Returns what is known of a node with so many exits, and so many conditions watched, before anything is.
    pub(super) fn new(exits: usize, watches: usize) -> Self {
        Self {
            exits: vec![false; exits],
            closed: vec![None; exits],
            broken: vec![None; watches],
            ..Self::default()
        }
    }

    /// Returns what is known of a node of whose exits it is known whether they are ever open.
    pub(super) fn of_exits(exits: &[bool]) -> Self {
        Self {
            exits: exits.to_vec(),
            ..Self::new(exits.len(), 0)
        }
    }

    /// Adds a state, of which each exit was open or not.
    pub(super) fn add_state(&mut self, open: &[bool], place: Place) {
        let count = open.iter().filter(|open| **open).count();
        fewer(&mut self.fewest, (count, place));
        more(&mut self.most, (count, place));
        for (exit, is_open) in open.iter().enumerate() {
            if *is_open {
                self.exits[exit] = true;
            } else {
                nearer(&mut self.closed[exit], place);
            }
        }
        if count == 0 {
            nearer(&mut self.stuck, place);
        }
    }

    /// Adds what was found of other states of the same node.
    pub(super) fn add(&mut self, other: &Self) {
        self.exits
            .iter_mut()
            .zip(&other.exits)
            .for_each(|(ever, now)| *ever |= now);
        let places = self.closed.iter_mut().zip(&other.closed);
        let places = places.chain(self.broken.iter_mut().zip(&other.broken));
        for (known, found) in places.chain([(&mut self.stuck, &other.stuck)]) {
            if let Some(place) = *found {
                nearer(known, place);
            }
        }
        if let Some(found) = other.fewest {
            fewer(&mut self.fewest, found);
        }
        if let Some(found) = other.most {
            more(&mut self.most, found);
        }
    }
}

/// Keeps the nearer of two places.
pub(super) fn nearer(known: &mut Option<Place>, found: Place) {
    if known.is_none_or(|known| found.depth < known.depth) {
        *known = Some(found);
    }
}

fn fewer(known: &mut Option<(usize, Place)>, found: (usize, Place)) {
    let (count, place) = found;
    if known.is_none_or(|(known, at)| (count, place.depth) < (known, at.depth)) {
        *known = Some(found);
    }
}

fn more(known: &mut Option<(usize, Place)>, found: (usize, Place)) {
    let (count, place) = found;
    if known.is_none_or(|(known, at)| count > known || (count == known && place.depth < at.depth)) {
        *known = Some(found);
    }
}
