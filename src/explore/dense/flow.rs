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
    engine::{Engine, lanes::Lanes},
    story::NodeId,
};

/// How one exit of a node moves its states.
#[derive(Debug)]
pub(in crate::explore) struct Flow {
    pub node: NodeId,
    pub exit: usize,
    pub to: NodeId,
    /// The bits of values that are touched, a mask for each word.
    touched: Vec<u64>,
    /// What becomes of the bits below position 6.
    low: Vec<Low>,
    /// For every bit of a word's number: what it adds to the target's number, where it passes.
    worths: Vec<usize>,
    /// The bits of a word's number that are touched.
    high_touched: usize,
    /// So many of the lowest bits of a word's number pass to the same bits of the target's, up to a whole chunk.
    run: u32,
    /// How far a word's states may spread in the target beyond what its passing bits add up to, in states.
    spread: usize,
}

/// What becomes of a bit that tells the states of a word apart.
#[derive(Debug, Clone, Copy)]
enum Low {
    Touched(Bit),
    /// It moves to a position of the target's numbers.
    Passes(usize),
    /// It matters no more.
    Ends,
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
        let (low, high) = here.bits.split_at(here.width().min(6));
        let low = low.iter().map(|bit| {
            if is_touched(bit) {
                Low::Touched(*bit)
            } else {
                there.position(bit).map_or(Low::Ends, Low::Passes)
            }
        });
        let mut flow = Self {
            node,
            exit,
            to,
            touched: Vec::new(),
            low: low.collect(),
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
                there.position(bit).map_or(0, |at| 1 << at)
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
    lanes: Lanes,
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
        Self {
            engine,
            layouts,
            first: vec![0; engine.story.words],
            first_to: 0,
            from: Vec::new(),
            to: Vec::new(),
            lanes: Lanes::new(engine.story.words),
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
        let lanes = &mut self.lanes;
        lanes.set_all(&self.first, states_of_a_word(flow.low.len()));
        layout::unpack(&self.from, touched << 6, lanes.common_mut());
        for (low, has) in flow.low.iter().zip(HAS_BIT) {
            if let Low::Touched(bit) = low {
                lanes.set_plane(bit.word, bit.shift, has);
            }
        }
        let open = self.engine.take_in_lanes(lanes, flow.node, flow.exit);
        let moves = &mut self.answers[slot].1;
        moves.open = open;
        moves.shifts.clear();
        if open == 0 {
            return;
        }
        let base = self.first_to | layout::pack(&self.to, lanes.common());
        moves.shifts.push(Shift {
            mask: open,
            word: base >> 6,
            up: low_bits(base),
        });
        // What the target's numbers gain by each bit, and within a word what they had by it.
        let mut gained = [0; 6];
        for (low, has) in flow.low.iter().zip(HAS_BIT) {
            if let Low::Passes(at) = *low {
                match gained.get_mut(at) {
                    Some(gained) => *gained = has,
                    None => moves.split(has, at),
                }
            }
        }
        for stretch in &self.to {
            for (at, plane) in stretch.planes(lanes) {
                match gained.get_mut(at) {
                    Some(gained) => *gained = plane,
                    None => moves.split(plane, at),
                }
            }
        }
        for (at, gained) in gained.into_iter().enumerate() {
            let had = if at < flow.low.len() { HAS_BIT[at] } else { 0 };
            moves.split_within(gained & !had, had & !gained, at);
        }
        moves.join();
    }
}

/// For each bit that tells the states of a word apart, the states that have it.
const HAS_BIT: [u64; 6] = [
    0xaaaa_aaaa_aaaa_aaaa,
    0xcccc_cccc_cccc_cccc,
    0xf0f0_f0f0_f0f0_f0f0,
    0xff00_ff00_ff00_ff00,
    0xffff_0000_ffff_0000,
    0xffff_ffff_0000_0000,
];

/// Returns all states of a word that so many bits tell apart.
fn states_of_a_word(bits: usize) -> u64 {
    u64::MAX >> (64 - (1 << bits))
}

impl Moves {
    /// Moves the states in `plane` up by as much as the bit of a target's number at a position of 6 or above is worth.
    fn split(&mut self, plane: u64, at: usize) {
        let more = 1 << (at - 6);
        self.part(plane, |shift| shift.word += more);
    }

    /// Moves some states up by as much as the bit at a position below 6 is worth, and some down.
    fn split_within(&mut self, up: u64, down: u64, at: usize) {
        let more = 1 << at;
        self.part(up, |shift| shift.up += more);
        self.part(down, |shift| shift.up -= more);
    }

    /// Does something with the shift of the states in `plane`.
    fn part(&mut self, plane: u64, change: impl Fn(&mut Shift)) {
        for index in 0..self.shifts.len() {
            let shift = &mut self.shifts[index];
            let (inside, outside) = (shift.mask & plane, shift.mask & !plane);
            if inside == 0 {
                continue;
            }
            let whole = *shift;
            shift.mask = inside;
            change(shift);
            if outside != 0 {
                self.shifts.push(Shift {
                    mask: outside,
                    ..whole
                });
            }
        }
    }

    /// Makes one of those that move by the same distance.
    fn join(&mut self) {
        let mut kept = 0;
        for index in 0..self.shifts.len() {
            let shift = self.shifts[index];
            let (known, _) = self.shifts.split_at_mut(kept);
            let same = |other: &&mut Shift| (other.word, other.up) == (shift.word, shift.up);
            if let Some(same) = known.iter_mut().find(same) {
                same.mask |= shift.mask;
            } else {
                self.shifts[kept] = shift;
                kept += 1;
            }
        }
        self.shifts.truncate(kept);
    }
}
