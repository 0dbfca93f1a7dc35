//! What one choice or route does to a whole set of states at once.
//!
//! A number falls into three parts: what the exit touches (looks at, or changes of what matters afterwards), what merely
//! passes, and what matters no more. The engine is asked once for each value of the first part; the answer holds for all
//! values of the others, which only move to their places in the target's numbers. Sixty-four states stand in a word,
//! so that most of this is shifting and masking of words.

use std::ops::Range;

use super::{
    layout::{self, Bit, Layout, Stretch},
    set::{CHUNK, CHUNK_BITS, Set},
};
use crate::{
    engine::{Engine, State},
    story::{Condition, Exits, NodeId},
};

/// How one exit of a node moves its states.
#[derive(Debug)]
pub(in crate::explore) struct Flow {
    pub node: NodeId,
    pub exit: usize,
    pub to: NodeId,
    /// The bits of values that are touched, a mask for each word.
    touched: Vec<u64>,
    /// The positions below 6 that are touched.
    low_touched: usize,
    /// Where the states of a word go by the positions below 6 that pass: those that move alike, and how far.
    low_passing: Vec<Shift>,
    /// For every bit of a word's number: what it adds to the target's number, where it passes.
    worths: Vec<usize>,
    /// The bits of a word's number that are touched.
    high_touched: usize,
    /// So many of the lowest bits of a word's number pass to the same bits of the target's, up to a whole chunk.
    run: u32,
    /// How far a word's states may spread in the target beyond what its passing bits add up to, in states.
    spread: usize,
}

/// Words of a set whose states all move the same way.
pub(in crate::explore) struct Block<'b> {
    /// The first word, and how many follow it: they go to as many neighbouring words of the target.
    pub start: usize,
    pub words: usize,
    /// What is added to every target's number.
    pub offset: usize,
    pub moves: &'b Moves,
}

/// Where the 64 states of a word go.
#[derive(Debug, Default)]
pub(in crate::explore) struct Moves {
    /// For every state of a word whether the exit is open.
    pub open: u64,
    pub shifts: Vec<Shift>,
}

/// States of a word that move by the same distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::explore) struct Shift {
    pub mask: u64,
    /// The word of the target.
    pub word: usize,
    /// How far up within it; negative is down.
    pub up: i32,
}

impl Flow {
    /// Works out how an exit moves states, given the bits of values that it touches.
    pub fn new(
        (node, exit, to): (NodeId, usize, NodeId),
        touched: Vec<u64>,
        (here, there): (&Layout, &Layout),
    ) -> Self {
        let is_touched = |bit: &Bit| touched[bit.word] >> bit.shift & 1 == 1;
        let worth = |bit: &Bit| there.position(bit).map_or(0, |at| 1 << at);
        let (low, high) = here.bits.split_at(here.width().min(6));
        let mut low_touched = 0;
        let mut low_passing = vec![Shift {
            mask: 1,
            word: 0,
            up: 0,
        }];
        for (at, bit) in low.iter().enumerate() {
            if is_touched(bit) {
                low_touched |= 1 << at;
                continue;
            }
            let shift = Shift::between(1 << at, worth(bit));
            for without in low_passing.clone() {
                add(&mut low_passing, without.and(shift, 1 << at));
            }
        }
        let mut flow = Self {
            node,
            exit,
            to,
            touched: Vec::new(),
            low_touched,
            low_passing,
            worths: Vec::with_capacity(high.len()),
            high_touched: 0,
            run: 0,
            spread: largest(there.width()),
        };
        for (at, bit) in high.iter().enumerate() {
            let worth = if is_touched(bit) {
                flow.high_touched |= 1 << at;
                0
            } else {
                worth(bit)
            };
            if at == flow.run as usize && at < CHUNK_BITS && worth == 64 << at {
                flow.run += 1;
            }
            flow.worths.push(worth);
            flow.spread -= worth;
        }
        flow.touched = touched;
        flow
    }

    /// Goes through the words of a set that hold a state, block by block.
    pub fn blocks(&self, set: &Set, asker: &mut Mover<'_>, tell: impl FnMut(Block<'_>)) {
        self.blocks_within(0..set.words.len(), set, asker, tell);
    }

    /// Goes through the words that hold a state, but for those whose states go elsewhere than to `target`, a range of the
    /// target's words, for all that is plain without asking.
    pub fn blocks_into(
        &self,
        target: Range<usize>,
        set: &Set,
        asker: &mut Mover<'_>,
        tell: impl FnMut(Block<'_>),
    ) {
        self.each_block(0..set.words.len(), target, set, asker, tell);
    }

    /// Goes through those of the words that begin a chunk in a range, and the rest of their chunks.
    pub fn blocks_within(
        &self,
        range: Range<usize>,
        set: &Set,
        asker: &mut Mover<'_>,
        tell: impl FnMut(Block<'_>),
    ) {
        self.each_block(range, 0..usize::MAX, set, asker, tell);
    }

    fn each_block(
        &self,
        range: Range<usize>,
        target: Range<usize>,
        set: &Set,
        asker: &mut Mover<'_>,
        mut tell: impl FnMut(Block<'_>),
    ) {
        asker.begin(self);
        let words = 1_usize << self.run;
        let inside = self.worths.len().min(CHUNK_BITS);
        let mut within = [0_usize; CHUNK];
        for (at, worth) in self.worths[..inside].iter().enumerate() {
            for index in 0..1 << at {
                within[index | 1 << at] = within[index] + worth;
            }
        }
        for chunk in set.chunks() {
            let first = Set::first_word(chunk);
            if !range.contains(&first) {
                continue;
            }
            let mut far = 0;
            let mut rest = chunk;
            while rest != 0 {
                far += self.worths[CHUNK_BITS + rest.trailing_zeros() as usize];
                rest &= rest - 1;
            }
            for index in (0..1_usize << inside).step_by(words) {
                let start = first | index;
                if set.words[start..start + words]
                    .iter()
                    .all(|word| *word == 0)
                {
                    continue;
                }
                let offset = far + within[index];
                let last = ((offset + self.spread) >> 6) + words;
                if last < target.start || offset >> 6 >= target.end {
                    continue;
                }
                let moves = asker.moves(self, start & self.high_touched);
                if moves.open != 0 {
                    tell(Block {
                        start,
                        words,
                        offset,
                        moves,
                    });
                }
            }
        }
    }
}

impl Shift {
    /// Returns how a state of a word moves to a target's number.
    fn between(state: i32, target: usize) -> Self {
        Self {
            mask: 0,
            word: target >> 6,
            up: low_bits(target) - state,
        }
    }

    /// Returns how the states move that are up by `own` from these and move by that much more.
    fn and(self, more: Self, own: u32) -> Self {
        Self {
            mask: self.mask << own,
            word: self.word + more.word,
            up: self.up + more.up,
        }
    }
}

/// Returns the largest number of so many bits.
fn largest(bits: usize) -> usize {
    1_usize
        .checked_shl(u32::try_from(bits).unwrap_or(u32::MAX))
        .map_or(usize::MAX, |above| above - 1)
}

/// Returns the part of a state's number that is within its word.
pub(in crate::explore) fn low_bits(number: usize) -> i32 {
    i32::try_from(number & 63).unwrap_or(0)
}

/// Adds states to those that move by the same distance.
fn add(shifts: &mut Vec<Shift>, shift: Shift) {
    let same = |other: &&mut Shift| (other.word, other.up) == (shift.word, shift.up);
    match shifts.iter_mut().find(same) {
        Some(same) => same.mask |= shift.mask,
        None => shifts.push(shift),
    }
}

/// Asks the engine where states go, and remembers what it said.
pub(in crate::explore) struct Mover<'s> {
    engine: Engine<'s>,
    layouts: &'s [Layout],
    /// The state of number 0, of which what is not touched stays the same, and the part of the target's number that this
    /// makes up.
    first: Vec<u64>,
    first_to: usize,
    /// The touched bits in the numbers of both ends.
    from: Vec<Stretch>,
    to: Vec<Stretch>,
    here: State,
    next: State,
    /// The answers that are remembered, each with what was asked: which time of asking, and the values of the touched bits.
    answers: Vec<((u32, usize), Moves)>,
    /// How many bits tell the answers about this flow apart: few answers stand close together.
    bits: u32,
    /// Counts the flows that were asked about.
    time: u32,
    /// What was asked last, and where its answer is: neighbours often ask the same.
    last: Option<(usize, usize)>,
}

/// So many bits tell answers apart at the most: what is beyond is forgotten.
const MOST_BITS: u32 = 15;

impl<'s> Mover<'s> {
    pub fn new(engine: Engine<'s>, layouts: &'s [Layout]) -> Self {
        let values = vec![0; engine.story.words].into_boxed_slice();
        let here = State {
            node: NodeId(0),
            values,
        };
        Self {
            engine,
            layouts,
            first: vec![0; engine.story.words],
            first_to: 0,
            from: Vec::new(),
            to: Vec::new(),
            next: here.clone(),
            here,
            answers: Vec::new(),
            bits: 0,
            time: 0,
            last: None,
        }
    }

    /// Turns to another flow, and forgets what was said of the last one.
    fn begin(&mut self, flow: &Flow) {
        let from = &self.layouts[flow.node.index()];
        let to = &self.layouts[flow.to.index()];
        from.first(&mut self.first);
        to.select(|word| !flow.touched[word], &mut self.to);
        self.first_to = layout::pack(&self.to, &self.first);
        from.select(|word| flow.touched[word], &mut self.from);
        to.select(|word| flow.touched[word], &mut self.to);
        self.time += 1;
        self.last = None;
        // Twice as many places as questions, so that few of them fall together.
        self.bits = (flow.high_touched.count_ones() + 1).min(MOST_BITS);
        if self.answers.len() < 1 << self.bits {
            self.answers.resize_with(1 << self.bits, Default::default);
        }
    }

    /// Returns where the states of a word go, whose touched bits have these values.
    #[inline]
    fn moves(&mut self, flow: &Flow, touched: usize) -> &Moves {
        let slot = match self.last {
            Some((asked, slot)) if asked == touched => slot,
            _ => self.look_up(flow, touched),
        };
        &self.answers[slot].1
    }

    /// Returns where the answer is that tells where the states of a word go.
    fn look_up(&mut self, flow: &Flow, touched: usize) -> usize {
        // Fibonacci hashing (Knuth, "The Art of Computer Programming", 6.4).
        let hash = (touched as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - self.bits);
        let slot = usize::try_from(hash).unwrap_or(0);
        let asked = (self.time, touched);
        if self.answers[slot].0 != asked {
            self.ask(flow, touched, slot);
            self.answers[slot].0 = asked;
        }
        self.last = Some((touched, slot));
        slot
    }

    /// Asks the engine where the states of a word go.
    fn ask(&mut self, flow: &Flow, touched: usize, slot: usize) {
        let mut moves = std::mem::take(&mut self.answers[slot].1);
        moves.open = 0;
        moves.shifts.clear();
        let mut low = 0;
        loop {
            self.here.values.copy_from_slice(&self.first);
            layout::unpack(&self.from, touched << 6 | low, &mut self.here.values);
            if self.step(flow) {
                let own = low_bits(low).unsigned_abs();
                let to = self.first_to | layout::pack(&self.to, &self.next.values);
                let base = Shift::between(low_bits(low), to);
                for passing in &flow.low_passing {
                    let shift = passing.and(base, own);
                    moves.open |= shift.mask;
                    add(&mut moves.shifts, shift);
                }
            }
            low = low.wrapping_sub(flow.low_touched) & flow.low_touched;
            if low == 0 {
                break;
            }
        }
        self.answers[slot].1 = moves;
    }

    /// Takes the exit, where it is open; a route is taken though one before it holds, too.
    fn step(&mut self, flow: &Flow) -> bool {
        let exits = &self.engine.story.nodes[flow.node.index()].exits;
        let when = condition(exits, flow.exit);
        if !when.is_some_and(|when| when.holds(&self.here.values)) {
            return false;
        }
        self.next.node = flow.node;
        self.next.values.copy_from_slice(&self.here.values);
        match exits {
            Exits::Choices(choices) => {
                let choice = &choices[flow.exit];
                self.engine.take(&mut self.next, choice, &mut ());
            }
            Exits::Routes(routes) => self
                .engine
                .pass(&mut self.next, &routes[flow.exit], &mut ()),
            Exits::Ending(_) => return false,
        }
        true
    }
}

/// Returns the condition of an exit.
fn condition(exits: &Exits, exit: usize) -> Option<&Condition> {
    match exits {
        Exits::Choices(choices) => choices.get(exit).map(|choice| &choice.when),
        Exits::Routes(routes) => routes.get(exit).map(|route| &route.when),
        Exits::Ending(_) => None,
    }
}
