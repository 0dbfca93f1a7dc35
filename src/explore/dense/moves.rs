//! Where the states of a word go.

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

/// For each bit that tells the states of a word apart, the states that have it.
pub(super) const HAS_BIT: [u64; 6] = [
    0xaaaa_aaaa_aaaa_aaaa,
    0xcccc_cccc_cccc_cccc,
    0xf0f0_f0f0_f0f0_f0f0,
    0xff00_ff00_ff00_ff00,
    0xffff_0000_ffff_0000,
    0xffff_ffff_0000_0000,
];

/// Returns all states of a word that so many bits tell apart.
pub(super) fn states_of_a_word(bits: usize) -> u64 {
    u64::MAX >> (64 - (1 << bits))
}

impl Shift {
    /// Moves those of a word's states that are meant, up by so much more.
    #[inline]
    pub fn moved(&self, states: u64, up: i32) -> u64 {
        (states & self.mask).rotate_left((self.up + up).cast_unsigned())
    }
}

impl Moves {
    /// Returns the moves of states that stay where they are.
    pub fn none(open: u64) -> Self {
        Self {
            open,
            shifts: vec![Shift {
                mask: open,
                word: 0,
                up: 0,
            }],
        }
    }

    /// Makes these the moves of other states of a word, those that are `open`, each up by `base` more.
    pub fn begin(&mut self, moves: &Self, open: u64, base: usize) {
        self.open = open;
        self.shifts.clear();
        for shift in moves.shifts.iter().filter(|shift| shift.mask & open != 0) {
            self.shifts.push(Shift {
                mask: shift.mask & open,
                word: shift.word + (base >> 6),
                up: shift.up + low_bits(base),
            });
        }
    }

    /// Takes a bit at a position below 6 away from all states, and gives those that had it another instead.
    pub fn replace(&mut self, at: usize, to: Option<usize>) {
        if to != Some(at) {
            self.lose(HAS_BIT[at], at);
            if let Some(to) = to {
                self.gain(HAS_BIT[at], to);
            }
        }
    }

    /// Moves some states up by as much as a bit of a target's number is worth.
    pub fn gain(&mut self, states: u64, at: usize) {
        if at < 6 {
            self.part(states, |shift| shift.up += 1 << at);
        } else {
            self.part(states, |shift| shift.word += 1 << (at - 6));
        }
    }

    /// Moves some states down by as much as a bit at a position below 6 is worth.
    pub fn lose(&mut self, states: u64, at: usize) {
        self.part(states, |shift| shift.up -= 1 << at);
    }

    /// Does something with the shift of some states.
    fn part(&mut self, states: u64, change: impl Fn(&mut Shift)) {
        if states == 0 {
            return;
        }
        for index in 0..self.shifts.len() {
            let shift = &mut self.shifts[index];
            let (inside, outside) = (shift.mask & states, shift.mask & !states);
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
    pub fn join(&mut self) {
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
        self.shifts.sort_unstable_by_key(|shift| shift.word);
    }
}

/// Returns the part of a state's number that is within its word.
pub(in crate::explore) fn low_bits(number: usize) -> i32 {
    i32::try_from(number & 63).unwrap_or(0)
}
