//! `world.ron`: from its text to what it declares.

use ron::value::RawValue;

use super::{
    clause::Effects,
    depth::{Depth, Entries, Literal, LiteralOr, OneLevel, Part, ToLeaves},
    expression::Effect,
    fields::{Raw, RawCounter, RawEnding, RawFlag, RawPage, RawWorld},
    prose::Prose,
    ron::{Reader, Unread, Value},
    story::{Counter, Ending, Flag, Page, World},
    text::{Name, Text},
};
use crate::{
    diagnostic::{Fault, Level},
    source::{FileId, Source, Span},
};

/// Reads `world.ron`. `None` where it is too broken to tell what exists.
pub fn world<'a>(
    file: FileId,
    source: &'a Source,
    faults: &mut Vec<Fault>,
    unread: &mut Unread,
) -> Option<World<'a>> {
    let mut reader = Reader::new(file, source, faults, unread);
    reader.check_signs();
    if let Some(raw) = reader.in_one_go::<RawWorld<'a, ToLeaves>>() {
        return reader.world(raw);
    }
    let raw: RawWorld<'a, OneLevel> = reader.fields(reader.whole(), "world")?;
    reader.world(raw)
}

impl<'a> Part<'a, Vec<Page<'a>>> for <ToLeaves as Depth<'a>>::Pages {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Page<'a>> {
        reader.read_along(self, |reader, name, page| match page {
            LiteralOr::Literal(text) => {
                let text = reader.literal(text);
                Some(Page::of(name, reader.prose_of(text)))
            }
            LiteralOr::Fields(raw) => Some(reader.page(name, raw)),
        })
    }
}

impl<'a> Part<'a, Vec<Flag<'a>>> for <ToLeaves as Depth<'a>>::Flags {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Flag<'a>> {
        reader.read_along(self, |reader, name, flag| match flag {
            LiteralOr::Literal(doc) => {
                let doc = reader.literal(doc);
                Some(Flag::of(name, Some(doc)))
            }
            LiteralOr::Fields(raw) => Some(reader.flag(name, raw)),
        })
    }
}

impl<'a> Part<'a, Vec<Flag<'a>>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Flag<'a>> {
        reader.declarations(Some(self), |reader, name, value| {
            if value.ron.starts_with('(') {
                let raw: RawFlag<'a, OneLevel> = reader.fields(value, "flag")?;
                return Some(reader.flag(name, raw));
            }
            Some(Flag::of(name, reader.string(value)))
        })
    }
}

impl<'a> Part<'a, Vec<Counter<'a>>> for <ToLeaves as Depth<'a>>::Counters {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Counter<'a>> {
        reader.read_along(self, Reader::counter)
    }
}

impl<'a> Part<'a, Vec<Counter<'a>>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Counter<'a>> {
        reader.declarations(Some(self), |reader, name, value| {
            let raw: RawCounter<'a, OneLevel> = reader.fields(value, "counter")?;
            reader.counter(name, raw)
        })
    }
}

impl<'a> Part<'a, Vec<Ending<'a>>> for <ToLeaves as Depth<'a>>::Endings {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Ending<'a>> {
        reader.read_along(self, Reader::ending)
    }
}

impl<'a> Part<'a, Vec<Ending<'a>>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Ending<'a>> {
        reader.declarations(Some(self), |reader, name, value| {
            let raw: RawEnding<'a, OneLevel> = reader.fields(value, "ending")?;
            reader.ending(name, raw)
        })
    }
}

impl<'a> Part<'a, Vec<(Name<'a>, Vec<Effect<'a>>)>> for <ToLeaves as Depth<'a>>::Effects {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<(Name<'a>, Vec<Effect<'a>>)> {
        reader.read_along(self, |reader, name, text| {
            let text = reader.literal(text);
            Some((name, Effects::of(Some(text)).read(reader.faults)))
        })
    }
}

impl<'a> Part<'a, Vec<(Name<'a>, Vec<Effect<'a>>)>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<(Name<'a>, Vec<Effect<'a>>)> {
        reader.declarations(Some(self), |reader, name, value| {
            let text = reader.string(value)?;
            Some((name, Effects::of(Some(text)).read(reader.faults)))
        })
    }
}

impl<'a> Part<'a, Vec<(Name<'a>, Text<'a>)>> for <ToLeaves as Depth<'a>>::Noted {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<(Name<'a>, Text<'a>)> {
        reader.read_along(self, |reader, name, note| {
            Some((name, reader.literal(note)))
        })
    }
}

impl<'a> Part<'a, Vec<(Name<'a>, Text<'a>)>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<(Name<'a>, Text<'a>)> {
        reader.declarations(Some(self), |reader, name, value| {
            Some((name, reader.string(value)?))
        })
    }
}

impl<'a> Part<'a, Vec<(Name<'a>, Level)>> for <ToLeaves as Depth<'a>>::Levels {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<(Name<'a>, Level)> {
        reader.read_along(self, |reader, name, level| {
            let span = reader.literal(level).span();
            Some((name, reader.level(level.0, span)?))
        })
    }
}

impl<'a> Part<'a, Vec<(Name<'a>, Level)>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<(Name<'a>, Level)> {
        reader.declarations(Some(self), |reader, name, value| {
            let level = reader.level(value.ron.trim_matches('"'), reader.span(value))?;
            Some((name, level))
        })
    }
}

impl<'a> Part<'a, Option<Vec<Text<'a>>>> for Vec<Literal<'a>> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<Vec<Text<'a>>> {
        Some(self.into_iter().map(|word| reader.literal(word)).collect())
    }
}

impl<'a> Part<'a, Option<Vec<Text<'a>>>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<Vec<Text<'a>>> {
        let items = reader.list(reader.field(self), "a list of words")?;
        let words = items.into_iter().filter_map(|item| reader.string(item));
        Some(words.collect())
    }
}

impl<'a> Part<'a, Vec<Page<'a>>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Page<'a>> {
        reader.declarations(Some(self), |reader, name, value| {
            if value.ron.starts_with('(') {
                let raw: RawPage<'a, OneLevel> = reader.fields(value, "page")?;
                return Some(reader.page(name, raw));
            }
            let text = reader.string(value)?;
            Some(Page::of(name, reader.prose_of(text)))
        })
    }
}

impl<'a> Reader<'a, '_> {
    fn world<D: Depth<'a>>(&mut self, raw: RawWorld<'a, D>) -> Option<World<'a>> {
        let id = raw.id.read(self);
        let title = self.title(raw.title);
        let version = raw.version.read(self);
        let start = raw.start.read(self);
        let records = self.part(raw.records).into_iter();
        let world = World {
            id: id?.as_name(),
            title: title?,
            version: version?,
            start: start?.as_name(),
            acts: self.acts(raw.acts),
            flags: self.part(raw.flags),
            counters: self.part(raw.counters),
            endings: raw.endings.read(self),
            records: records.map(|(name, _)| name).collect(),
            danger: self.condition(raw.danger),
            effects: self.part(raw.effects),
            status: self.declarations(raw.status, |reader, name, value| {
                Some((name, reader.meters(value)?))
            }),
            pages: self.part(raw.pages),
            about: self.prose(raw.about),
            content: self.prose(raw.content),
            lints: self.part(raw.lints),
        };
        Some(world)
    }

    /// Reads a map from names to things; a thing that cannot be read is left out.
    pub(super) fn declarations<T>(
        &mut self,
        raw: Raw<'a>,
        read: impl Fn(&mut Self, Name<'a>, Value<'a>) -> Option<T>,
    ) -> Vec<T> {
        let pairs = self.map(raw).into_iter();
        let pairs = pairs.map(|(key, value)| (key.as_name(), value));
        self.declared(pairs, read)
    }

    /// Reads things that are declared by name; one that cannot be read is left out.
    fn declared<V, T>(
        &mut self,
        pairs: impl Iterator<Item = (Name<'a>, V)>,
        read: impl Fn(&mut Self, Name<'a>, V) -> Option<T>,
    ) -> Vec<T> {
        let mut things = Vec::with_capacity(pairs.size_hint().0);
        for (name, value) in pairs {
            self.check_name(&name);
            let thing = read(self, name.clone(), value);
            self.note_unread(thing.is_none(), &name);
            things.extend(thing);
        }
        things
    }

    /// Reads things that were read along with their names.
    fn read_along<V, T>(
        &mut self,
        Entries(entries): Entries<Literal<'a>, V>,
        read: impl Fn(&mut Self, Name<'a>, V) -> Option<T>,
    ) -> Vec<T> {
        let named = |(key, value)| (self.literal(key).as_name(), value);
        let pairs: Vec<(Name<'a>, V)> = entries.into_iter().map(named).collect();
        self.declared(pairs.into_iter(), read)
    }

    fn flag<D: Depth<'a>>(&mut self, name: Name<'a>, raw: RawFlag<'a, D>) -> Flag<'a> {
        let start = raw.start.and_then(|start| self.truth(self.field(start)));
        Flag {
            name,
            start: start.unwrap_or(false),
            doc: self.part(raw.doc),
        }
    }

    fn counter<D: Depth<'a>>(
        &mut self,
        name: Name<'a>,
        raw: RawCounter<'a, D>,
    ) -> Option<Counter<'a>> {
        let max = self.number_at(raw.max);
        let start = raw.start.and_then(|start| self.number_at(start));
        let words = self.part(raw.words);
        let doc = self.part(raw.doc);
        Some(Counter {
            name,
            max: max?,
            start,
            words,
            doc,
        })
    }

    fn ending<D: Depth<'a>>(
        &mut self,
        name: Name<'a>,
        raw: RawEnding<'a, D>,
    ) -> Option<Ending<'a>> {
        let title = self.title(raw.title);
        let nudge = self.part(raw.nudge);
        let early = raw.early.and_then(|early| self.truth(self.field(early)));
        Some(Ending {
            name,
            title: title?,
            nudge,
            early: early.unwrap_or(false),
        })
    }

    /// Reads the meters of an act: a list, or a string for one.
    fn meters(&mut self, value: Value<'a>) -> Option<Vec<Prose<'a>>> {
        let items = if value.ron.starts_with('[') {
            self.list(value, "a list of meters: [\"...\"]")?
        } else {
            vec![value]
        };
        let mut meters = Vec::with_capacity(items.len());
        for item in items {
            let text = self.string(item)?;
            meters.push(self.prose_of(text));
        }
        Some(meters)
    }

    fn page<D: Depth<'a>>(&mut self, name: Name<'a>, raw: RawPage<'a, D>) -> Page<'a> {
        let compared = raw.compared.and_then(|raw| self.truth(self.field(raw)));
        let kept = raw.kept.and_then(|raw| self.truth(self.field(raw)));
        Page {
            name,
            text: self.prose(raw.text),
            figure: self.part(raw.figure),
            compared: compared.unwrap_or(false),
            kept: kept.unwrap_or(true),
        }
    }

    fn number_at(&mut self, raw: &'a RawValue) -> Option<(u64, Span)> {
        let value = self.field(raw);
        Some((self.number(value)?, self.span(value)))
    }
}
