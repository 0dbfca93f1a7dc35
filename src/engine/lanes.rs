//! Sixty-four states of a node, stepped at once.
//!
//! Where states differ in few bits, each of those bits is a word in which every state has its place, its lane (bit
//! slicing: Biham, "A Fast New DES Implementation in Software", 1997). What the engine does to one state, sums and
//! comparisons bit by bit, is done to all lanes then.

use super::Engine;
use crate::story::{Change, Condition, Effect, Exits, Field, NodeId, Test};

/// The values of up to sixty-four states.
#[derive(Debug)]
pub(crate) struct Lanes {
    /// The bits in which all states agree; 0 where they may differ.
    common: Vec<u64>,
    /// The bits in which they may differ.
    mixed: Vec<u64>,
    /// For every bit in which they may differ, which lanes have it.
    planes: Vec<[u64; 64]>,
    /// The lanes that are looked at: what stands in the others means nothing.
    active: u64,
}

impl Engine<'_> {
    /// Takes an exit of a node in all lanes in which it is open; only they are looked at from then on. A route is taken
    /// though one before it holds, too. Returns the lanes in which it is open.
    pub(crate) fn take_in_lanes(self, lanes: &mut Lanes, node: NodeId, exit: usize) -> u64 {
        let (when, effects, to) = match &self.story.nodes[node.index()].exits {
            Exits::Choices(choices) => {
                let choice = &choices[exit];
                (&choice.when, &choice.effects, choice.to)
            }
            Exits::Routes(routes) => {
                let route = &routes[exit];
                (&route.when, &route.effects, route.to)
            }
            Exits::Ending(_) => return 0,
        };
        lanes.active &= lanes.holds(when);
        if lanes.active != 0 {
            lanes.apply_all(effects, lanes.active);
            if let Some(visits) = self.visits(to) {
                lanes.add(visits, 1, lanes.active);
            }
            lanes.apply_all(&self.story.nodes[to.index()].enter, lanes.active);
        }
        lanes.active
    }
}

impl Lanes {
    pub fn new(words: usize) -> Self {
        Self {
            common: vec![0; words],
            mixed: vec![0; words],
            planes: vec![[0; 64]; words],
            active: 0,
        }
    }

    /// Makes all states the same, and so many lanes those that are looked at.
    pub fn set_all(&mut self, values: &[u64], active: u64) {
        self.common.copy_from_slice(values);
        self.mixed.fill(0);
        self.active = active;
    }

    /// Returns the bits in which all states agree; they are 0 where the states may differ.
    pub fn common(&self) -> &[u64] {
        &self.common
    }

    pub fn common_mut(&mut self) -> &mut [u64] {
        &mut self.common
    }

    /// Returns the bits of a word in which the states may differ.
    pub fn mixed(&self, word: usize) -> u64 {
        self.mixed[word]
    }

    /// Returns which lanes have a bit.
    pub fn plane(&self, word: usize, shift: u32) -> u64 {
        if self.mixed[word] >> shift & 1 == 1 {
            self.planes[word][shift as usize]
        } else {
            every(self.common[word] >> shift & 1 == 1)
        }
    }

    /// Says which lanes have a bit.
    pub fn set_plane(&mut self, word: usize, shift: u32, lanes: u64) {
        self.common[word] &= !(1 << shift);
        self.mixed[word] |= 1 << shift;
        self.planes[word][shift as usize] = lanes;
    }

    /// Returns the lanes in which a condition holds, of those that are looked at.
    fn holds(&self, condition: &Condition) -> u64 {
        match condition {
            Condition::Always => self.active,
            Condition::Never => 0,
            Condition::Test(test) => self.active & self.passes(test),
            Condition::All(parts) => {
                let mut all = self.active;
                for part in parts {
                    all &= self.holds(part);
                    if all == 0 {
                        break;
                    }
                }
                all
            }
            Condition::Any(parts) => {
                let mut any = 0;
                for part in parts {
                    any |= self.holds(part);
                    if any == self.active {
                        break;
                    }
                }
                any
            }
        }
    }

    fn passes(&self, test: &Test) -> u64 {
        match *test {
            Test::Bits { word, mask, value } => {
                let mixed = self.mixed[word];
                if (self.common[word] ^ value) & mask & !mixed != 0 {
                    return 0;
                }
                bits(mask & mixed).fold(u64::MAX, |all, shift| {
                    all & !(self.planes[word][shift as usize] ^ every(value >> shift & 1 == 1))
                })
            }
            Test::Within { field, low, high } => self.is_within(field, low, high),
            Test::Outside { field, low, high } => !self.is_within(field, low, high),
        }
    }

    /// Returns the lanes in which a field's value lies in `low..=high`.
    fn is_within(&self, field: Field, low: u64, high: u64) -> u64 {
        if self.agree_on(field) {
            return every((low..=high).contains(&field.get(&self.common)));
        }
        let value = Sliced::of(self, field);
        value.at_least(low) & !high.checked_add(1).map_or(0, |above| value.at_least(above))
    }

    fn agree_on(&self, field: Field) -> bool {
        self.mixed[field.word] & field.bits() == 0
    }

    /// Carries out a step in some of the lanes that are looked at.
    fn apply(&mut self, effect: &Effect, lanes: u64) {
        let lanes = lanes & self.holds(&effect.when);
        if lanes == 0 {
            return;
        }
        match effect.change {
            Change::Assign { field, value } => self.assign(field, value, lanes),
            Change::Add { field, amount } => self.add(field, amount, lanes),
            Change::Subtract { field, amount } => self.subtract(field, amount, lanes),
            Change::Group(ref steps) => self.apply_all(steps, lanes),
        }
    }

    fn apply_all(&mut self, effects: &[Effect], lanes: u64) {
        for effect in effects {
            self.apply(effect, lanes);
        }
    }

    fn assign(&mut self, field: Field, value: u64, lanes: u64) {
        if lanes == self.active {
            self.mixed[field.word] &= !field.bits();
            field.set(&mut self.common, value);
        } else {
            self.write(field, &Sliced::uniform(field, value), lanes);
        }
    }

    /// Adds, stopping at the field's largest value.
    fn add(&mut self, field: Field, amount: u64, lanes: u64) {
        if lanes == self.active && self.agree_on(field) {
            let sum = field.get(&self.common).saturating_add(amount);
            field.set(&mut self.common, sum.min(field.max));
        } else if amount >= field.max {
            self.assign(field, field.max, lanes);
        } else {
            let sum = Sliced::of(self, field).plus(amount, field.max);
            self.write(field, &sum, lanes);
        }
    }

    /// Subtracts, stopping at 0.
    fn subtract(&mut self, field: Field, amount: u64, lanes: u64) {
        if lanes == self.active && self.agree_on(field) {
            let difference = field.get(&self.common).saturating_sub(amount);
            field.set(&mut self.common, difference);
        } else if amount >= field.max {
            self.assign(field, 0, lanes);
        } else {
            let difference = Sliced::of(self, field).minus(amount);
            self.write(field, &difference, lanes);
        }
    }

    /// Writes a field's values in some lanes.
    fn write(&mut self, field: Field, value: &Sliced, lanes: u64) {
        for (shift, new) in (field.shift..).zip(value.bits()) {
            let old = self.plane(field.word, shift);
            self.set_plane(field.word, shift, old & !lanes | new & lanes);
        }
    }
}

/// The values of one field in all lanes, a word for each of its bits, the lowest first.
struct Sliced {
    planes: [u64; 64],
    width: u32,
}

impl Sliced {
    fn of(lanes: &Lanes, field: Field) -> Self {
        let mut sliced = Self::uniform(field, 0);
        for (plane, shift) in sliced.bits_mut().iter_mut().zip(field.shift..) {
            *plane = lanes.plane(field.word, shift);
        }
        sliced
    }

    /// Returns the same value in all lanes.
    fn uniform(field: Field, value: u64) -> Self {
        let mut sliced = Self {
            planes: [0; 64],
            width: field.mask.count_ones(),
        };
        for (at, plane) in sliced.bits_mut().iter_mut().enumerate() {
            *plane = every(value >> at & 1 == 1);
        }
        sliced
    }

    fn bits(&self) -> impl DoubleEndedIterator<Item = u64> + ExactSizeIterator {
        self.planes[..self.width as usize].iter().copied()
    }

    fn bits_mut(&mut self) -> &mut [u64] {
        &mut self.planes[..self.width as usize]
    }

    /// Returns the lanes in which the value is no less than `least`.
    fn at_least(&self, least: u64) -> u64 {
        if least.checked_shr(self.width).unwrap_or(0) != 0 {
            return 0;
        }
        let (mut above, mut equal) = (0, u64::MAX);
        for (at, bit) in self.bits().enumerate().rev() {
            if least >> at & 1 == 1 {
                equal &= bit;
            } else {
                above |= equal & bit;
                equal &= !bit;
            }
        }
        above | equal
    }

    /// Returns the sums with `amount`, which is below `most`, stopping at `most`.
    fn plus(mut self, amount: u64, most: u64) -> Self {
        let mut carry = 0;
        for (at, bit) in self.bits_mut().iter_mut().enumerate() {
            let addend = every(amount >> at & 1 == 1);
            let half = *bit ^ addend;
            let above = *bit & addend | half & carry;
            *bit = half ^ carry;
            carry = above;
        }
        let beyond = carry | self.at_least(most);
        for (at, bit) in self.bits_mut().iter_mut().enumerate() {
            *bit = *bit & !beyond | every(most >> at & 1 == 1) & beyond;
        }
        self
    }

    /// Returns the differences from `amount`, stopping at 0.
    fn minus(mut self, amount: u64) -> Self {
        let mut borrow = 0;
        for (at, bit) in self.bits_mut().iter_mut().enumerate() {
            let subtrahend = every(amount >> at & 1 == 1);
            let below = !*bit & (subtrahend | borrow) | subtrahend & borrow;
            *bit ^= subtrahend ^ borrow;
            borrow = below;
        }
        for bit in self.bits_mut() {
            *bit &= !borrow;
        }
        self
    }
}

/// Returns all lanes, or none.
fn every(is_in: bool) -> u64 {
    0_u64.wrapping_sub(u64::from(is_in))
}

/// Returns the numbers of the bits that are set.
pub(crate) fn bits(mut mask: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = mask.trailing_zeros();
        mask &= mask.wrapping_sub(1);
        (bit < u64::BITS).then_some(bit)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Fields of one to five bits, one of them full, in two words.
    const FIELDS: [Field; 5] = [
        field(0, 0, 1, 1),
        field(0, 1, 7, 5),
        field(0, 4, 3, 3),
        field(1, 59, 31, 20),
        field(1, 0, 7, 6),
    ];

    const fn field(word: usize, shift: u32, mask: u64, max: u64) -> Field {
        Field {
            word,
            shift,
            mask,
            max,
        }
    }

    fn fields() -> impl Strategy<Value = Field> {
        prop::sample::select(FIELDS.to_vec())
    }

    fn conditions() -> impl Strategy<Value = Condition> {
        let test =
            (fields(), 0..8_u64, 0..8_u64, any::<bool>()).prop_map(|(field, low, more, is_in)| {
                if is_in {
                    Condition::within(field, low, low + more)
                } else {
                    Condition::outside(field, low, low + more)
                }
            });
        test.prop_recursive(3, 12, 3, |inner| {
            let parts = prop::collection::vec(inner, 1..4);
            prop_oneof![
                parts.clone().prop_map(Condition::all),
                parts.prop_map(Condition::any)
            ]
        })
    }

    fn effects() -> impl Strategy<Value = Effect> {
        let change = (fields(), 0..24_u64, 0..3_u8).prop_map(|(field, amount, kind)| match kind {
            0 => Change::Assign {
                field,
                value: amount.min(field.max),
            },
            1 => Change::Add { field, amount },
            _ => Change::Subtract { field, amount },
        });
        let step = (conditions(), change).prop_map(|(when, change)| Effect { when, change });
        step.prop_recursive(2, 8, 3, |inner| {
            let steps = prop::collection::vec(inner, 1..4);
            (conditions(), steps).prop_map(|(when, steps)| Effect {
                when,
                change: Change::Group(steps),
            })
        })
    }

    /// The values of all fields, in so many states; some fields are the same in all.
    fn states() -> impl Strategy<Value = Vec<Vec<u64>>> {
        let of_field = |field: Field| {
            prop_oneof![
                prop::collection::vec(0..=field.max, 64),
                (0..=field.max).prop_map(|value| vec![value; 64])
            ]
        };
        FIELDS.map(of_field).to_vec().prop_map(|columns| {
            let state = |lane: usize| {
                let mut values = vec![0; 2];
                for (field, column) in FIELDS.iter().zip(&columns) {
                    field.set(&mut values, column[lane]);
                }
                values
            };
            (0..64).map(state).collect()
        })
    }

    fn lanes_of(states: &[Vec<u64>], active: u64) -> Lanes {
        let mut lanes = Lanes::new(2);
        lanes.set_all(&states[0], active);
        for word in 0..2 {
            for shift in 0..64 {
                let of = |(lane, values): (usize, &Vec<u64>)| (values[word] >> shift & 1) << lane;
                let plane = states.iter().enumerate().map(of).sum();
                if plane != every(states[0][word] >> shift & 1 == 1) {
                    lanes.set_plane(word, shift, plane);
                }
            }
        }
        lanes
    }

    proptest! {
        #[test]
        fn every_lane_becomes_what_its_state_becomes(
            states in states(),
            active in any::<u64>(),
            when in conditions(),
            effects in prop::collection::vec(effects(), 1..5),
        ) {
            let mut lanes = lanes_of(&states, active);
            let open = lanes.holds(&when);
            lanes.active = open;
            lanes.apply_all(&effects, open);
            for (lane, values) in states.iter().enumerate() {
                let is_open = active >> lane & 1 == 1 && when.holds(values);
                prop_assert_eq!(open >> lane & 1 == 1, is_open);
                if is_open {
                    let mut after = values.clone();
                    Effect::apply_all(&effects, &mut after);
                    for field in FIELDS {
                        let bit = |shift| (lanes.plane(field.word, shift) >> lane & 1) << shift;
                        let all: u64 = bits(field.bits()).map(bit).sum();
                        prop_assert_eq!(all >> field.shift, field.get(&after));
                    }
                }
            }
        }
    }
}
