//! Conditions and lists of effects as they stand in a file, not looked into yet.

use super::{
    expression::{self, Effect, Expression},
    prose::asks_for_visits,
    text::Text,
};
use crate::{diagnostic::Fault, source::Span};

/// A condition; nothing where its text could not be read.
#[derive(Debug, Clone)]
pub struct Condition<'a>(Option<Text<'a>>);

/// A list of effects; nothing where there is none, or its text could not be read.
#[derive(Debug, Clone, Default)]
pub struct Effects<'a>(Option<Text<'a>>);

impl<'a> Condition<'a> {
    pub(super) fn of(text: Option<Text<'a>>) -> Self {
        Self(text)
    }

    /// Returns the place of the whole text, quotes included.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.0.as_ref().map(Text::span)
    }

    /// Reads the condition; one that cannot be read is a fault.
    pub fn read(&self, faults: &mut Vec<Fault>) -> Option<Expression<'a>> {
        let text = self.0.as_ref()?;
        let read = expression::condition(text, 0..text.value.len());
        read.map_err(|fault| faults.push(*fault)).ok()
    }

    /// Tells whether it may ask how often a node was visited.
    #[must_use]
    pub fn may_ask_for_visits(&self) -> bool {
        self.0.as_ref().is_some_and(asks_for_visits)
    }
}

impl<'a> Effects<'a> {
    pub(super) fn of(text: Option<Text<'a>>) -> Self {
        Self(text)
    }

    /// Returns the place of the whole text, quotes included.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.0.as_ref().map(Text::span)
    }

    /// Reads the effects, in order. A list that cannot be read is a fault, and as good as none.
    pub fn read(&self, faults: &mut Vec<Fault>) -> Vec<Effect<'a>> {
        let read = self.0.as_ref().map(expression::effects);
        let read = read.and_then(|read| read.map_err(|fault| faults.push(*fault)).ok());
        read.unwrap_or_default()
    }

    /// Tells whether one of their conditions may ask how often a node was visited.
    #[must_use]
    pub fn may_ask_for_visits(&self) -> bool {
        self.0.as_ref().is_some_and(asks_for_visits)
    }
}
