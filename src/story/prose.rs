//! Prose, ready to be read: pieces that look at values while they are written out.

use super::{Condition, ProseId, RecordId, VariableId};

/// A stretch of prose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose(pub Vec<Piece>);

/// A part of a stretch of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words as the writer wrote them, white space and all.
    Words(String),
    /// A variable's value: its word where it has words.
    Value(VariableId),
    /// Every entry of a record.
    Record(RecordId),
    /// One entry of a record, counted from 0.
    Entry(RecordId, usize),
    Variant {
        when: Condition,
        yes: Prose,
        no: Prose,
    },
    /// The text for the variable's value, counted from 0.
    ByValue(VariableId, Vec<Prose>),
}

impl Piece {
    /// Returns one of the texts that the piece chooses between: of a variant the first where its condition holds and the
    /// second where it fails; else by the value.
    #[must_use]
    pub fn text(&self, index: usize) -> Option<&Prose> {
        match self {
            Self::Variant { yes, .. } if index == 0 => Some(yes),
            Self::Variant { no, .. } => Some(no),
            Self::ByValue(_, texts) => texts.get(index),
            Self::Words(_) | Self::Value(_) | Self::Record(_) | Self::Entry(..) => None,
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
