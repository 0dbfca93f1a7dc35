//! How far down one reading goes: to the leaves in one go, or one level at a time.
//!
//! A file without faults is read in one go. Where anything is amiss, every level is read by itself, so that one fault
//! does not hide the next; what is below is a [`RawValue`] until then. Either way a part ends as the same thing.

use std::{fmt, marker::PhantomData};

use ron::value::RawValue;
use serde::{
    Deserialize, Deserializer,
    de::{self, value::MapAccessDeserializer},
};

use super::{
    expression::Effect,
    fields::{
        RawBounds, RawCanReach, RawChoice, RawCounter, RawEnding, RawFigure, RawFlag, RawPage,
        RawRange, RawRoute,
    },
    prose::Prose,
    ron::Reader,
    story::{CanReach, Choice, Counter, Ending, Figure, Flag, Page, Route},
    text::{Name, Text},
};
use crate::{diagnostic::Level, story::Bounds};

/// What the parts of a node, a choice and a route are read as.
pub(super) trait Depth<'a> {
    type Text: Part<'a, Option<Text<'a>>>;
    type Names: Part<'a, Vec<Name<'a>>>;
    type Figure: Part<'a, Option<Figure<'a>>>;
    type Choices: Part<'a, Vec<Choice<'a>>>;
    /// Texts by name: a menu's beats, or entries for records.
    type Texts: Part<'a, Vec<(Name<'a>, Prose<'a>)>>;
    type Routes: Part<'a, Vec<Route<'a>>>;
    type Pages: Part<'a, Vec<Page<'a>>>;
    type Flags: Part<'a, Vec<Flag<'a>>>;
    type Counters: Part<'a, Vec<Counter<'a>>>;
    type Endings: Part<'a, Vec<Ending<'a>>>;
    /// Lists of effects by name.
    type Effects: Part<'a, Vec<(Name<'a>, Vec<Effect<'a>>)>>;
    /// The words for a counter's values.
    type Words: Part<'a, Option<Vec<Text<'a>>>>;
    /// Things that are declared by their names, each with a note.
    type Noted: Part<'a, Vec<(Name<'a>, Text<'a>)>>;
    /// The levels of lints by their names.
    type Levels: Part<'a, Vec<(Name<'a>, Level)>>;
    type CanReach: Part<'a, Option<CanReach<'a>>>;
    type Bounds: Part<'a, Option<Bounds>>;
    /// A share, from one to another.
    type Shares: Part<'a, Option<(f64, f64)>>;
    /// A number of things, from one to another.
    type Numbers: Part<'a, Option<(u64, u64)>>;
}

/// A part that was read along with its owner or is still to be read.
pub(super) trait Part<'a, T> {
    fn read(self, reader: &mut Reader<'a, '_>) -> T;
}

/// Everything below is still to be read.
pub(super) enum OneLevel {}

/// Everything was read.
pub(super) enum ToLeaves {}

impl<'a> Depth<'a> for OneLevel {
    type Text = &'a RawValue;
    type Names = &'a RawValue;
    type Figure = &'a RawValue;
    type Choices = &'a RawValue;
    type Texts = &'a RawValue;
    type Routes = &'a RawValue;
    type Pages = &'a RawValue;
    type Flags = &'a RawValue;
    type Counters = &'a RawValue;
    type Endings = &'a RawValue;
    type Effects = &'a RawValue;
    type Words = &'a RawValue;
    type Noted = &'a RawValue;
    type Levels = &'a RawValue;
    type CanReach = &'a RawValue;
    type Bounds = &'a RawValue;
    type Shares = &'a RawValue;
    type Numbers = &'a RawValue;
}

impl<'a> Depth<'a> for ToLeaves {
    type Text = Literal<'a>;
    type Names = Vec<Literal<'a>>;
    type Figure = RawFigure<'a, Self>;
    type Choices = Entries<Literal<'a>, RawChoice<'a, Self>>;
    type Texts = Entries<Literal<'a>, Literal<'a>>;
    type Routes = Vec<RawRoute<'a, Self>>;
    type Pages = Entries<Literal<'a>, LiteralOr<'a, RawPage<'a, Self>>>;
    type Flags = Entries<Literal<'a>, LiteralOr<'a, RawFlag<'a, Self>>>;
    type Counters = Entries<Literal<'a>, RawCounter<'a, Self>>;
    type Endings = Entries<Literal<'a>, RawEnding<'a, Self>>;
    type Effects = Entries<Literal<'a>, Literal<'a>>;
    type Words = Vec<Literal<'a>>;
    type Noted = Entries<Literal<'a>, Literal<'a>>;
    type Levels = Entries<Literal<'a>, Literal<'a>>;
    type CanReach = RawCanReach<'a, Self>;
    type Bounds = RawBounds<'a, Self>;
    type Shares = RawRange<'a>;
    type Numbers = RawRange<'a>;
}

/// The contents of a string literal without escapes: where they lie in the file is their place. Any other value is an
/// error.
#[derive(Clone, Copy)]
pub(super) struct Literal<'a>(pub &'a str);

impl<'de: 'a, 'a> Deserialize<'de> for Literal<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = &'de str;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text without escapes")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<&'de str, E> {
                Ok(text)
            }
        }
        deserializer.deserialize_str(Visitor).map(Self)
    }
}

/// A literal, or fields in parentheses.
pub(super) enum LiteralOr<'a, T> {
    Literal(Literal<'a>),
    Fields(T),
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for LiteralOr<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<'a, T>(PhantomData<(&'a (), T)>);
        impl<'de: 'a, 'a, T: Deserialize<'de>> de::Visitor<'de> for Visitor<'a, T> {
            type Value = LiteralOr<'a, T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text without escapes, or fields")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(LiteralOr::Literal(Literal(text)))
            }

            fn visit_map<M: de::MapAccess<'de>>(self, map: M) -> Result<Self::Value, M::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(LiteralOr::Fields)
            }
        }
        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

/// A map's entries as they stand in the file, duplicates and all.
pub(super) struct Entries<K, T>(pub Vec<(K, T)>);

impl<'de, K: Deserialize<'de>, T: Deserialize<'de>> Deserialize<'de> for Entries<K, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<K, T>(PhantomData<(K, T)>);
        impl<'de, K: Deserialize<'de>, T: Deserialize<'de>> de::Visitor<'de> for Visitor<K, T> {
            type Value = Entries<K, T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a map")
            }

            fn visit_map<M: de::MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Visitor(PhantomData))
    }
}
