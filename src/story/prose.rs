//! Prose, ready to be read: pieces that look at values while they are written out.
//!
//! Stretches of prose stand one after the other in a text and a list of parts, a [`Portion`] of them together. The parts
//! of a stretch are a tree in preorder: a piece that chooses between texts is followed by the parts of these.

use std::ops::Range;

use super::{Condition, ProseId, RecordId, VariableId};

/// Every stretch of prose of a story.
#[derive(Debug, Default)]
pub struct Proses {
    portions: Vec<Portion>,
    /// For each stretch its portion, and its index there.
    places: Vec<(usize, usize)>,
}

/// Some stretches of prose.
#[derive(Debug, Default)]
pub struct Portion {
    text: String,
    parts: Vec<Part>,
    conditions: Vec<Condition>,
    /// Where each stretch begins.
    starts: Vec<Place>,
}

/// A place between two stretches of prose.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    text: usize,
    part: usize,
    condition: usize,
}

/// A piece, less the texts that it chooses between, or the beginning of one of these.
#[derive(Debug)]
enum Part {
    /// A range of the stretch's own text.
    Words(Range<usize>),
    Value(VariableId),
    Record(RecordId),
    Entry(RecordId, usize),
    /// The stretch's own condition at this index; so many parts follow, all in all.
    Variant(usize, usize),
    ByValue(VariableId, usize),
    /// One of the texts that a piece chooses between: so many parts follow.
    Text(usize),
}

/// A stretch of prose, or one of the texts that a piece of it chooses between.
#[derive(Debug, Clone, Copy, Default)]
pub struct Prose<'s> {
    text: &'s str,
    parts: &'s [Part],
    conditions: &'s [Condition],
}

/// A part of a stretch of prose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Piece<'s> {
    /// Words, with white space as a reader sees it.
    Words(&'s str),
    /// A variable's value: its word where it has words.
    Value(VariableId),
    /// Every entry of a record.
    Record(RecordId),
    /// One entry of a record, counted from 0.
    Entry(RecordId, usize),
    Variant {
        when: &'s Condition,
        yes: Prose<'s>,
        no: Prose<'s>,
    },
    /// The text for the variable's value, counted from 0.
    ByValue(VariableId, Texts<'s>),
}

/// The texts that a piece chooses between.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'s>(Prose<'s>);

/// Writes a stretch of prose, piece by piece.
#[derive(Debug)]
pub struct Writer<'p> {
    portion: &'p mut Portion,
    start: Place,
}

/// A piece or a text that is not written to its end yet.
#[derive(Debug)]
#[must_use]
pub struct Open(usize);

impl Proses {
    /// Puts the stretches of some portions one after the other.
    #[must_use]
    pub fn of(portions: Vec<Portion>) -> Self {
        let numbered = portions.iter().enumerate();
        let places = numbered.flat_map(|(number, portion)| {
            let stretches = 0..portion.starts.len();
            stretches.map(move |index| (number, index))
        });
        Self {
            places: places.collect(),
            portions,
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    #[must_use]
    pub fn get(&self, prose: ProseId) -> Prose<'_> {
        let (portion, index) = self.places[prose.index()];
        self.portions[portion].get(index)
    }

    /// Returns every stretch of prose, in the order of the ids.
    pub fn iter(&self) -> impl Iterator<Item = Prose<'_>> {
        (0..self.len()).map(|index| self.get(ProseId::at(index)))
    }
}

impl Portion {
    /// Begins with room for so many stretches and bytes of text, and for about as many pieces as such text has.
    #[must_use]
    pub fn with_capacity(stretches: usize, text: usize) -> Self {
        Self {
            text: String::with_capacity(text),
            parts: Vec::with_capacity(stretches + text / 32),
            conditions: Vec::with_capacity(text / 256),
            starts: Vec::with_capacity(stretches),
        }
    }

    /// Begins the next stretch.
    pub fn write(&mut self) -> Writer<'_> {
        let start = self.here();
        self.starts.push(start);
        Writer {
            portion: self,
            start,
        }
    }

    fn get(&self, index: usize) -> Prose<'_> {
        let start = self.starts[index];
        let next = self.starts.get(index + 1).copied();
        let end = next.unwrap_or_else(|| self.here());
        Prose {
            text: &self.text[start.text..end.text],
            parts: &self.parts[start.part..end.part],
            conditions: &self.conditions[start.condition..end.condition],
        }
    }

    /// Returns where the next stretch begins.
    fn here(&self) -> Place {
        Place {
            text: self.text.len(),
            part: self.parts.len(),
            condition: self.conditions.len(),
        }
    }
}

impl<'s> Prose<'s> {
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.parts.is_empty()
    }

    /// Returns the whole text, if it is words alone, as most prose is.
    #[must_use]
    pub fn plain(self) -> Option<&'s str> {
        match self.parts {
            [Part::Words(words)] => Some(&self.text[words.clone()]),
            _ => None,
        }
    }

    /// Returns the pieces, in order.
    pub fn pieces(self) -> impl Iterator<Item = Piece<'s>> + Clone {
        let mut rest = self;
        std::iter::from_fn(move || rest.take_piece())
    }

    /// Returns the piece at `index`, counted from 0.
    #[must_use]
    pub fn piece(self, index: usize) -> Option<Piece<'s>> {
        self.pieces().nth(index)
    }

    fn take_piece(&mut self) -> Option<Piece<'s>> {
        Some(match self.take_part()? {
            Part::Words(words) => Piece::Words(&self.text[words.clone()]),
            Part::Value(variable) => Piece::Value(*variable),
            Part::Record(record) => Piece::Record(*record),
            Part::Entry(record, index) => Piece::Entry(*record, *index),
            Part::Variant(condition, length) => {
                let when = &self.conditions[*condition];
                let mut texts = self.take_parts(*length);
                let yes = texts.take_text().unwrap_or(texts);
                let no = texts.take_text().unwrap_or(texts);
                Piece::Variant { when, yes, no }
            }
            Part::ByValue(variable, length) => {
                Piece::ByValue(*variable, Texts(self.take_parts(*length)))
            }
            Part::Text(length) => {
                // No writer leaves a text outside of a piece.
                self.take_parts(*length);
                return self.take_piece();
            }
        })
    }

    fn take_text(&mut self) -> Option<Self> {
        match self.take_part()? {
            Part::Text(length) => Some(self.take_parts(*length)),
            _ => None,
        }
    }

    fn take_part(&mut self) -> Option<&'s Part> {
        let (first, rest) = self.parts.split_first()?;
        self.parts = rest;
        Some(first)
    }

    fn take_parts(&mut self, length: usize) -> Self {
        let (parts, rest) = self.parts.split_at(length);
        self.parts = rest;
        Self { parts, ..*self }
    }
}

impl PartialEq for Prose<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.pieces().eq(other.pieces())
    }
}

impl PartialEq for Texts<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'s> Piece<'s> {
    /// Returns one of the texts that the piece chooses between: of a variant the first where its condition holds and the
    /// second where it fails; else by the value.
    #[must_use]
    pub fn text(self, index: usize) -> Option<Prose<'s>> {
        self.texts().nth(index)
    }

    /// Returns the texts that the piece chooses between, of a variant both.
    pub fn texts(self) -> impl Iterator<Item = Prose<'s>> {
        let (both, texts) = match self {
            Self::Variant { yes, no, .. } => (Some([yes, no]), None),
            Self::ByValue(_, texts) => (None, Some(texts)),
            Self::Words(_) | Self::Value(_) | Self::Record(_) | Self::Entry(..) => (None, None),
        };
        let texts = texts.into_iter().flat_map(Texts::iter);
        both.into_iter().flatten().chain(texts)
    }
}

impl<'s> Texts<'s> {
    /// Returns the texts, in the order of the values.
    pub fn iter(self) -> impl Iterator<Item = Prose<'s>> {
        let mut rest = self.0;
        std::iter::from_fn(move || rest.take_text())
    }
}

impl Writer<'_> {
    /// Adds words, which `write` puts at the end of a text.
    pub fn words(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.portion.text.len() - self.start.text;
        write(&mut self.portion.text);
        let end = self.portion.text.len() - self.start.text;
        if end > start {
            self.portion.parts.push(Part::Words(start..end));
        }
    }

    pub fn value(&mut self, variable: VariableId) {
        self.portion.parts.push(Part::Value(variable));
    }

    pub fn record(&mut self, record: RecordId) {
        self.portion.parts.push(Part::Record(record));
    }

    /// Adds one entry of a record, counted from 0.
    pub fn entry(&mut self, record: RecordId, index: usize) {
        self.portion.parts.push(Part::Entry(record, index));
    }

    /// Begins a variant, whose two texts come next.
    pub fn variant(&mut self, when: Condition) -> Open {
        let condition = self.portion.conditions.len() - self.start.condition;
        self.portion.conditions.push(when);
        self.open(Part::Variant(condition, 0))
    }

    /// Begins a choice by value, whose texts come next, one for each value.
    pub fn by_value(&mut self, variable: VariableId) -> Open {
        self.open(Part::ByValue(variable, 0))
    }

    /// Begins one of the texts that a piece chooses between.
    pub fn text(&mut self) -> Open {
        self.open(Part::Text(0))
    }

    fn open(&mut self, part: Part) -> Open {
        self.portion.parts.push(part);
        Open(self.portion.parts.len() - 1)
    }

    /// Takes white space from the end of what was written last, if that is words of the text that is open.
    pub fn trim_end(&mut self, text: Option<&Open>) {
        let first = text.map_or(self.start.part, |Open(text)| text + 1);
        if self.portion.parts.len() <= first {
            return;
        }
        if let Some(Part::Words(words)) = self.portion.parts.last_mut() {
            let whole = &mut self.portion.text;
            let start = self.start.text + words.start;
            let length = whole[start..].trim_end().len();
            whole.truncate(start + length);
            words.end = words.start + length;
            if length == 0 {
                self.portion.parts.pop();
            }
        }
    }

    /// Ends a piece or a text.
    pub fn close(&mut self, Open(at): Open) {
        let after = self.portion.parts.len() - at - 1;
        match &mut self.portion.parts[at] {
            Part::Variant(_, length) | Part::ByValue(_, length) | Part::Text(length) => {
                *length = after;
            }
            Part::Words(_) | Part::Value(_) | Part::Record(_) | Part::Entry(..) => {}
        }
    }
}

/// A drawing, and the sentence that stands for it where drawings are unwelcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    pub drawing: ProseId,
    pub says: ProseId,
}

/// Returns how many words a text has: stretches between white space that hold a letter or a digit.
#[must_use]
pub fn words_of(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}
