//! Prose, ready to be read: pieces that look at values while they are written out.
//!
//! All prose of a story stands in one text and one list of parts, each stretch after the other in the order of its id.
//! The parts of a stretch are a tree in preorder: a piece that chooses between texts is followed by the parts of these.
//! What a node says and what its choices are called stand next to each other so, and reading a turn touches one
//! stretch of memory instead of many.

use std::ops::Range;

use super::{Condition, ProseId, RecordId, VariableId};

/// Every stretch of prose of a story.
#[derive(Debug, Default)]
pub struct Proses {
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
    /// Words as the writer wrote them, white space and all.
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
    proses: &'p mut Proses,
    start: Place,
}

/// A piece or a text that is not written to its end yet.
#[derive(Debug)]
#[must_use]
pub struct Open(usize);

impl Proses {
    /// Begins with room for so many bytes of text.
    #[must_use]
    pub fn with_capacity(text: usize) -> Self {
        Self {
            text: String::with_capacity(text),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    #[must_use]
    pub fn get(&self, prose: ProseId) -> Prose<'_> {
        let (start, end) = self.around(prose.index());
        Prose {
            text: &self.text[start.text..end.text],
            parts: &self.parts[start.part..end.part],
            conditions: &self.conditions[start.condition..end.condition],
        }
    }

    /// Returns every stretch of prose, in the order of the ids.
    pub fn iter(&self) -> impl Iterator<Item = Prose<'_>> {
        (0..self.len()).map(|index| self.get(ProseId::at(index)))
    }

    /// Returns where a stretch begins, and where it ends.
    fn around(&self, index: usize) -> (Place, Place) {
        let next = self.starts.get(index + 1);
        (self.starts[index], next.copied().unwrap_or(self.here()))
    }

    /// Returns where the next stretch begins.
    fn here(&self) -> Place {
        Place {
            text: self.text.len(),
            part: self.parts.len(),
            condition: self.conditions.len(),
        }
    }

    /// Returns where a stretch of prose stands, if it is words alone.
    #[must_use]
    pub fn plain(&self, prose: ProseId) -> Option<Range<u32>> {
        let (start, end) = self.around(prose.index());
        let [Part::Words(words)] = &self.parts[start.part..end.part] else {
            return None;
        };
        let (start, end) = (start.text + words.start, start.text + words.end);
        Some(u32::try_from(start).ok()?..u32::try_from(end).ok()?)
    }

    /// Returns the text at a place that [`Proses::plain`] gave out.
    #[must_use]
    pub fn words(&self, place: &Range<u32>) -> &str {
        &self.text[place.start as usize..place.end as usize]
    }

    /// Begins the next stretch.
    pub fn write(&mut self) -> Writer<'_> {
        let start = self.here();
        self.starts.push(start);
        Writer {
            proses: self,
            start,
        }
    }

    /// Puts stretches one after the other.
    #[must_use]
    pub fn concat(all: Vec<Self>) -> Self {
        let sum = |size: fn(&Self) -> usize| all.iter().map(size).sum();
        let mut whole = Self {
            text: String::with_capacity(sum(|proses| proses.text.len())),
            parts: Vec::with_capacity(sum(|proses| proses.parts.len())),
            conditions: Vec::with_capacity(sum(|proses| proses.conditions.len())),
            starts: Vec::with_capacity(sum(Self::len)),
        };
        for proses in all {
            let here = whole.here();
            let starts = proses.starts.iter().map(|start| Place {
                text: here.text + start.text,
                part: here.part + start.part,
                condition: here.condition + start.condition,
            });
            whole.starts.extend(starts);
            whole.text.push_str(&proses.text);
            whole.parts.extend(proses.parts);
            whole.conditions.extend(proses.conditions);
        }
        whole
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
        let start = self.proses.text.len() - self.start.text;
        write(&mut self.proses.text);
        let end = self.proses.text.len() - self.start.text;
        if end > start {
            self.proses.parts.push(Part::Words(start..end));
        }
    }

    pub fn value(&mut self, variable: VariableId) {
        self.proses.parts.push(Part::Value(variable));
    }

    pub fn record(&mut self, record: RecordId) {
        self.proses.parts.push(Part::Record(record));
    }

    /// Adds one entry of a record, counted from 0.
    pub fn entry(&mut self, record: RecordId, index: usize) {
        self.proses.parts.push(Part::Entry(record, index));
    }

    /// Begins a variant, whose two texts come next.
    pub fn variant(&mut self, when: Condition) -> Open {
        let condition = self.proses.conditions.len() - self.start.condition;
        self.proses.conditions.push(when);
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
        self.proses.parts.push(part);
        Open(self.proses.parts.len() - 1)
    }

    /// Takes white space from the end of what was written last, if that is words of the text that is open.
    pub fn trim_end(&mut self, text: Option<&Open>) {
        let first = text.map_or(self.start.part, |Open(text)| text + 1);
        if self.proses.parts.len() <= first {
            return;
        }
        if let Some(Part::Words(words)) = self.proses.parts.last_mut() {
            let whole = &mut self.proses.text;
            let start = self.start.text + words.start;
            let length = whole[start..].trim_end().len();
            whole.truncate(start + length);
            words.end = words.start + length;
            if length == 0 {
                self.proses.parts.pop();
            }
        }
    }

    /// Ends a piece or a text.
    pub fn close(&mut self, Open(at): Open) {
        let after = self.proses.parts.len() - at - 1;
        match &mut self.proses.parts[at] {
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
