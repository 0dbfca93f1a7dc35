//! Asking the engine where states go.

use super::{
    flow::Flow,
    layout::{self, Layout, Stretch},
    moves::{HAS_BIT, Moves},
};
use crate::{
    engine::{Engine, lanes::Lanes},
    story::NodeId,
};

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
    /// Which flow's answers these are, by its node and exit.
    turned_to: Option<(NodeId, usize)>,
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
            turned_to: None,
            time: 0,
            last: None,
        }
    }

    /// Turns to a flow, and forgets what was said of another one.
    pub fn begin(&mut self, flow: &Flow) {
        let turned_to = Some((flow.node, flow.exit));
        if self.turned_to == turned_to {
            return;
        }
        self.turned_to = turned_to;
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
    pub fn moves(&mut self, flow: &Flow, touched: usize) -> &Moves {
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
        lanes.set_all(&self.first, flow.low_passing.open);
        layout::unpack(&self.from, touched << 6, lanes.common_mut());
        for (bit, at) in &flow.low_touched {
            lanes.set_plane(bit.word, bit.shift, HAS_BIT[*at]);
        }
        let open = self.engine.take_in_lanes(lanes, flow.node, flow.exit);
        let moves = &mut self.answers[slot].1;
        let base = self.first_to | layout::pack(&self.to, lanes.common());
        moves.begin(&flow.low_passing, open, base);
        if open == 0 || flow.low_touched.is_empty() {
            return;
        }
        // Which states have a touched bit within the word, before and afterwards.
        let (mut had, mut has) = ([0; 6], [0; 6]);
        for (_, at) in &flow.low_touched {
            had[*at] = HAS_BIT[*at];
        }
        for stretch in &self.to {
            for (at, plane) in stretch.planes(lanes) {
                match has.get_mut(at) {
                    Some(has) => *has = plane,
                    None => moves.gain(plane, at),
                }
            }
        }
        for at in 0..6 {
            moves.gain(has[at] & !had[at], at);
            moves.lose(had[at] & !has[at], at);
        }
        moves.join();
    }
}
