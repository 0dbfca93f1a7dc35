//! Steps laid flat: where a step is the same few operations whatever the state, those operations alone.
//!
//! A condition of tests becomes one comparison of masked bits and two of ranges; effects, the visit's count and the
//! arrival's own effects become one `and`, one `or` and one addition on one word. A counter that its choice's condition
//! keeps from its bounds needs no saturation, one whose value is known is set. Steps that do not fit are left to
//! [`Engine::take`]; those that fit do just the same, which the tests hold them to.

use super::Engine;
use crate::story::{Change, Choice, Condition, Effect, Field, NodeId, Test};

/// A choice as operations that are the same for every state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flat {
    /// The bits of `at` that the condition compares, and what they are to be.
    mask: u64,
    value: u64,
    ranges: [Span; 2],
    keep: u64,
    set: u64,
    add: u64,
    pub to: NodeId,
    /// The words that bits are compared in, and that the effects change.
    at: u8,
    changes: u8,
}

/// A test that a value lies in a range, which may go round from the highest number to 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    mask: u16,
    first: u16,
    length: u16,
    shift: u8,
    word: u8,
}

/// The range that everything lies in.
const ANYWHERE: Span = Span {
    mask: 0,
    first: 0,
    length: u16::MAX,
    shift: 0,
    word: 0,
};

/// What is known of a field while a list of effects is laid flat.
#[derive(Debug, Clone, Copy)]
struct Known {
    field: Field,
    low: u64,
    high: u64,
    /// What was added since the step began, if no value was assigned.
    added: Option<i64>,
}

impl Flat {
    /// Lays a choice flat. `None` where it does not fit; where it is never open, there is nothing to lay.
    pub fn lay(engine: Engine<'_>, choice: &Choice) -> Option<Self> {
        let mut flat = Self {
            mask: 0,
            value: 0,
            ranges: [ANYWHERE; 2],
            keep: u64::MAX,
            set: 0,
            add: 0,
            to: choice.to,
            at: 0,
            changes: 0,
        };
        let mut known = Vec::new();
        flat.ask(&choice.when, &mut known)?;
        let arrived = &engine.story.nodes[choice.to.index()];
        let changes = engine.visits(choice.to).map(|field| Effect {
            when: Condition::Always,
            change: Change::Add { field, amount: 1 },
        });
        for effect in choice.effects.iter().chain(&changes).chain(&arrived.enter) {
            flat.follow(effect, &mut known)?;
        }
        flat.change(&known)?;
        Some(flat)
    }

    /// Tells whether the choice is open whatever the state.
    pub fn is_always_open(&self) -> bool {
        self.mask == 0 && self.ranges == [ANYWHERE; 2]
    }

    /// Tells whether the choice is open.
    #[inline]
    pub fn is_open<V: Values>(&self, values: &V) -> bool {
        let [first, second] = self.ranges;
        self.has_bits(values) & first.holds(values) & second.holds(values)
    }

    #[inline]
    fn has_bits<V: Values>(&self, values: &V) -> bool {
        values.word(self.at) & self.mask == self.value
    }

    /// Takes the choice.
    #[inline]
    pub fn take<V: Values>(&self, values: &mut V) {
        let word = values.word_mut(self.changes);
        *word = ((*word & self.keep) | self.set).wrapping_add(self.add);
    }

    /// Takes the choice in every state of a batch in which it is open: those that it leads to become the first of `room`, and
    /// their number is returned.
    pub fn take_each<V: Values>(&self, batch: &[V], room: &mut [V]) -> usize {
        if self.is_always_open() {
            for (next, values) in room.iter_mut().zip(batch) {
                next.clone_from(values);
                self.take(next);
            }
            return batch.len();
        }
        if self.ranges == [ANYWHERE; 2] {
            self.take_where(batch, room, |values| self.has_bits(values))
        } else {
            self.take_where(batch, room, |values| self.is_open(values))
        }
    }

    fn take_where<V: Values>(
        &self,
        batch: &[V],
        room: &mut [V],
        is_open: impl Fn(&V) -> bool,
    ) -> usize {
        let mut open = 0;
        for values in batch {
            // Without a branch: what was not open is overwritten.
            room[open].clone_from(values);
            self.take(&mut room[open]);
            open += usize::from(is_open(values));
        }
        open
    }

    /// Takes up the tests of a condition, and what they say of fields.
    fn ask(&mut self, condition: &Condition, known: &mut Vec<Known>) -> Option<()> {
        let tests = match condition {
            Condition::Always => &[][..],
            Condition::Test(_) => std::slice::from_ref(condition),
            Condition::All(parts) => parts,
            Condition::Never | Condition::Any(_) => return None,
        };
        for test in tests {
            let Condition::Test(test) = test else {
                return None;
            };
            match *test {
                Test::Bits { word, mask, value } => {
                    let at = u8::try_from(word).ok()?;
                    if self.mask != 0 && self.at != at {
                        return None;
                    }
                    (self.at, self.mask, self.value) = (at, self.mask | mask, self.value | value);
                }
                Test::Within { field, low, high } => {
                    let known = self.know(field, known);
                    known.low = known.low.max(low);
                    known.high = known.high.min(high);
                    if known.low > known.high {
                        return None;
                    }
                }
                Test::Outside { .. } => return None,
            }
        }
        let mut free = self.ranges.iter_mut();
        for known in known {
            *free.next()? = Span {
                mask: u16::try_from(known.field.mask).ok()?,
                first: u16::try_from(known.low).ok()?,
                length: u16::try_from(known.high - known.low).ok()?,
                shift: u8::try_from(known.field.shift).ok()?,
                word: u8::try_from(known.field.word).ok()?,
            };
        }
        Some(())
    }

    /// Follows one effect. `None` where what it does depends on more than is known.
    fn follow(&self, effect: &Effect, known: &mut Vec<Known>) -> Option<()> {
        if effect.when != Condition::Always {
            return None;
        }
        match effect.change {
            Change::Assign { field, value } => {
                let known = self.know(field, known);
                (known.low, known.high, known.added) = (value, value, None);
            }
            Change::Add { field, amount } => {
                let known = self.know(field, known);
                known.shift(|value| value.saturating_add(amount).min(field.max))?;
            }
            Change::Subtract { field, amount } => {
                let known = self.know(field, known);
                known.shift(|value| value.saturating_sub(amount))?;
            }
            Change::Group(_) => return None,
        }
        Some(())
    }

    /// Returns what is known of a field.
    fn know<'k>(&self, field: Field, known: &'k mut Vec<Known>) -> &'k mut Known {
        let found = known.iter().position(|known| known.field == field);
        let index = found.unwrap_or_else(|| {
            let is_compared = usize::from(self.at) == field.word && field.bits() & !self.mask == 0;
            let value = (self.value >> field.shift) & field.mask;
            let (low, high) = if is_compared {
                (value, value)
            } else {
                (0, field.max)
            };
            known.push(Known {
                field,
                low,
                high,
                added: Some(0),
            });
            known.len() - 1
        });
        &mut known[index]
    }

    /// Takes up what the effects came to.
    fn change(&mut self, known: &[Known]) -> Option<()> {
        let mut word = None;
        for known in known.iter().filter(|known| known.added != Some(0)) {
            let field = known.field;
            if *word.get_or_insert(field.word) != field.word {
                return None;
            }
            if let Some(added) = known.added {
                self.add = self.add.wrapping_add(added.cast_unsigned() << field.shift);
            } else {
                self.keep &= !field.bits();
                self.set |= known.low << field.shift;
            }
        }
        self.changes = u8::try_from(word.unwrap_or(0)).ok()?;
        Some(())
    }
}

impl Span {
    #[inline]
    fn holds<V: Values>(self, values: &V) -> bool {
        // The mask keeps what belongs to the field.
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the field has at most 16 bits"
        )]
        let value = (values.word(self.word) >> self.shift) as u16 & self.mask;
        value.wrapping_sub(self.first) <= self.length
    }
}

impl Known {
    /// Moves the value. `None` where some values would stop at a bound and others would not.
    fn shift(&mut self, shifted: impl Fn(u64) -> u64) -> Option<()> {
        let (low, high) = (shifted(self.low), shifted(self.high));
        if let Some(added) = self.added {
            if high - low != self.high - self.low {
                return None;
            }
            if self.low == self.high {
                self.added = None;
            } else {
                let by = i64::try_from(low).ok()? - i64::try_from(self.low).ok()?;
                self.added = Some(added + by);
            }
        }
        (self.low, self.high) = (low, high);
        Some(())
    }
}

/// The packed values of all variables, of a number of words that the compiler knows or does not.
pub(crate) trait Values: Clone + AsRef<[u64]> + AsMut<[u64]> {
    fn word(&self, word: u8) -> u64;
    fn word_mut(&mut self, word: u8) -> &mut u64;
}

impl<const WORDS: usize> Values for [u64; WORDS] {
    #[inline]
    fn word(&self, word: u8) -> u64 {
        self[usize::from(word) % WORDS]
    }

    #[inline]
    fn word_mut(&mut self, word: u8) -> &mut u64 {
        &mut self[usize::from(word) % WORDS]
    }
}

impl Values for Box<[u64]> {
    fn word(&self, word: u8) -> u64 {
        self[usize::from(word)]
    }

    fn word_mut(&mut self, word: u8) -> &mut u64 {
        &mut self[usize::from(word)]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use smol_str::SmolStr;

    use super::*;
    use crate::{
        engine::State,
        story::{EndingId, Exits, Kind, Node, ProseId, Story, Variable, VariableId},
    };

    /// A flag, two counters and a count of visits of one word, and a counter of the next.
    fn story(enter: Vec<Effect>) -> Story {
        let place = [(0, 0, 1), (0, 1, 5), (0, 4, 7), (0, 7, 3), (1, 3, 4)];
        let variable = |(word, shift, max): (usize, u32, u64)| Variable {
            name: SmolStr::default(),
            kind: Kind::Counter,
            field: Field {
                word,
                shift,
                mask: (max + 1).next_power_of_two() - 1,
                max,
            },
            start: 0,
            words: Vec::new(),
            doc: String::new(),
        };
        let node = Node {
            name: SmolStr::default(),
            aliases: Vec::new(),
            act: None,
            visits: Some(VariableId(3)),
            enter,
            text: None,
            figure: None,
            exits: Exits::Ending(EndingId(0)),
        };
        Story {
            nodes: vec![node],
            variables: place.into_iter().map(variable).collect(),
            words: 2,
            ..Story::default()
        }
    }

    fn condition(fields: Vec<Field>) -> impl Strategy<Value = Condition> {
        let test = (
            prop::sample::select(fields),
            0_u64..8,
            0_u64..8,
            any::<bool>(),
        );
        let test = test.prop_map(|(field, low, high, inside)| {
            if inside {
                Condition::within(field, low, high)
            } else {
                Condition::outside(field, low, high)
            }
        });
        prop::collection::vec(test, 0..4).prop_map(Condition::all)
    }

    fn effects(fields: Vec<Field>) -> impl Strategy<Value = Vec<Effect>> {
        let effect =
            (prop::sample::select(fields), 0_u64..4, 0..3).prop_map(|(field, number, kind)| {
                let change = match kind {
                    0 => Change::Assign {
                        field,
                        value: number.min(field.max),
                    },
                    1 => Change::Add {
                        field,
                        amount: number,
                    },
                    _ => Change::Subtract {
                        field,
                        amount: number,
                    },
                };
                let when = Condition::Always;
                Effect { when, change }
            });
        prop::collection::vec(effect, 0..4)
    }

    fn fields() -> Vec<Field> {
        let variables = story(Vec::new()).variables;
        variables.iter().map(|variable| variable.field).collect()
    }

    /// Compares a flat choice with the engine in every state; false where it cannot be laid flat.
    fn agrees(when: Condition, effects: Vec<Effect>, enter: Vec<Effect>) -> bool {
        let story = story(enter);
        let engine = Engine::new(&story);
        let choice = Choice {
            name: SmolStr::default(),
            aliases: Vec::new(),
            say: ProseId(0),
            when,
            locked: None,
            effects,
            records: Vec::new(),
            beat: None,
            to: NodeId(0),
        };
        let Some(flat) = Flat::lay(engine, &choice) else {
            return false;
        };
        let fields: Vec<Field> = story
            .variables
            .iter()
            .map(|variable| variable.field)
            .collect();
        let states = fields.iter().map(|field| field.max + 1).product();
        for mut number in 0..states {
            let mut values = [0; 2];
            for field in &fields {
                field.set(&mut values, number % (field.max + 1));
                number /= field.max + 1;
            }
            let is_open = choice.when.holds(&values);
            assert_eq!(flat.is_open(&values), is_open, "{choice:?} {values:?}");
            if is_open {
                let node = NodeId(0);
                let mut state = State {
                    node,
                    values: values.into(),
                };
                engine.take(&mut state, &choice, &mut ());
                flat.take(&mut values);
                assert_eq!(*state.values, values, "{choice:?}");
            }
        }
        true
    }

    proptest! {
        #[test]
        fn a_flat_choice_does_what_the_engine_does(
            when in condition(fields()), effects in effects(fields()), enter in effects(fields())
        ) {
            agrees(when, effects, enter);
        }
    }

    #[test]
    fn a_counter_kept_from_its_bounds_is_laid_flat() {
        let [flag, counter, .., visits, _] = fields()[..] else {
            panic!("there are five");
        };
        let when = |high| {
            Condition::all(vec![
                Condition::within(flag, 1, 1),
                Condition::within(counter, 0, high),
                Condition::within(visits, 0, 2),
            ])
        };
        let add = Effect {
            when: Condition::Always,
            change: Change::Add {
                field: counter,
                amount: 2,
            },
        };
        assert!(agrees(when(3), vec![add.clone()], Vec::new()));
        assert!(!agrees(when(4), vec![add], Vec::new()));
    }
}
