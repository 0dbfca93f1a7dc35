//! Promises as written: `promises.ron`.

use ron::value::RawValue;

use super::{
    depth::{Depth, OneLevel, Part, ToLeaves},
    fields::{Raw, RawBounds, RawCanReach, RawPromise, RawRange},
    ron::{Reader, Value},
    story::{CanReach, Promise},
    tokens::bracketed,
};
use crate::story::Bounds;

impl<'a> Part<'a, Option<CanReach<'a>>> for RawCanReach<'a, ToLeaves> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<CanReach<'a>> {
        Some(reader.can_reach(self))
    }
}

impl<'a> Part<'a, Option<CanReach<'a>>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<CanReach<'a>> {
        let raw: RawCanReach<'a, OneLevel> =
            reader.fields(reader.field(self), "list of endings")?;
        Some(reader.can_reach(raw))
    }
}

impl<'a> Part<'a, Option<Bounds>> for RawBounds<'a, ToLeaves> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<Bounds> {
        Some(reader.bounds(self))
    }
}

impl<'a> Part<'a, Option<Bounds>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<Bounds> {
        let raw: RawBounds<'a, OneLevel> = reader.fields(reader.field(self), "bound on endings")?;
        Some(reader.bounds(raw))
    }
}

impl<'a> Part<'a, Option<(f64, f64)>> for RawRange<'a> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<(f64, f64)> {
        let (from, to) = (reader.share_of(self.from), reader.share_of(self.to));
        Some((from?, to?))
    }
}

impl<'a> Part<'a, Option<(u64, u64)>> for RawRange<'a> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<(u64, u64)> {
        let (from, to) = (reader.number_of(self.from), reader.number_of(self.to));
        Some((from?, to?))
    }
}

impl<'a, T> Part<'a, Option<(T, T)>> for &'a RawValue
where
    RawRange<'a>: Part<'a, Option<(T, T)>>,
{
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<(T, T)> {
        let range: RawRange<'a> = reader.fields(reader.field(self), "range")?;
        range.read(reader)
    }
}

impl<'a> Reader<'a, '_> {
    pub(super) fn promises(&mut self, whole: Value<'a>) -> Vec<Promise<'a>> {
        if let Some(raw) = Self::at_once::<Vec<RawPromise<'a, ToLeaves>>>(whole)
            && let Some(places) = bracketed(whole.ron)
            && places.len() == raw.len()
        {
            let promises = raw.into_iter().zip(places);
            return promises
                .filter_map(|(raw, place)| {
                    let start = whole.start + place.start;
                    let ron = &whole.ron[place];
                    self.promise_of(Value { ron, start }, raw)
                })
                .collect();
        }
        let items = self
            .list(whole, "promises in brackets: [(name: \"...\", ...)]")
            .unwrap_or_default();
        items
            .into_iter()
            .filter_map(|item| self.promise(item))
            .collect()
    }

    fn promise(&mut self, item: Value<'a>) -> Option<Promise<'a>> {
        let raw: RawPromise<'a, OneLevel> = self.fields(item, "promise")?;
        self.promise_of(item, raw)
    }

    fn promise_of<D: Depth<'a>>(
        &mut self,
        item: Value<'a>,
        raw: RawPromise<'a, D>,
    ) -> Option<Promise<'a>> {
        let name = raw.name.read(self);
        let (at, ending, open) = (
            self.name(raw.at),
            self.name(raw.ending),
            self.name(raw.open),
        );
        let bounds: RawBounds<'a, D> = RawBounds {
            share: raw.share,
            choices_at_least: raw.choices_at_least,
            choices_at_most: raw.choices_at_most,
            playthroughs_at_least: raw.playthroughs_at_least,
        };
        let promise = Promise {
            name: name?,
            span: self.span(item),
            at: at.ok()?,
            never: self.condition(raw.never),
            always: self.condition(raw.always),
            can_reach: self.part(raw.can_reach),
            ending: ending.ok()?,
            is_bounded: bounds.share.is_some()
                || bounds.choices_at_least.is_some()
                || bounds.choices_at_most.is_some()
                || bounds.playthroughs_at_least.is_some(),
            bounds: self.bounds(bounds),
            any_ending: self.part(raw.any_ending),
            open: open.ok()?,
            options: self.part(raw.options),
        };
        Some(promise)
    }

    fn can_reach<D: Depth<'a>>(&mut self, raw: RawCanReach<'a, D>) -> CanReach<'a> {
        CanReach {
            any: self.part(raw.any),
            all: self.part(raw.all),
            at_least: self.count(raw.at_least),
        }
    }

    fn bounds<D: Depth<'a>>(&mut self, raw: RawBounds<'a, D>) -> Bounds {
        Bounds {
            share: self.part(raw.share),
            choices_at_least: self.count(raw.choices_at_least),
            choices_at_most: self.count(raw.choices_at_most),
            playthroughs_at_least: self.count(raw.playthroughs_at_least),
        }
    }

    fn count(&mut self, raw: Raw<'a>) -> Option<u64> {
        raw.and_then(|raw| self.number_of(raw))
    }

    fn number_of(&mut self, raw: &'a RawValue) -> Option<u64> {
        self.number(self.field(raw))
    }

    fn share_of(&mut self, raw: &'a RawValue) -> Option<f64> {
        self.share(self.field(raw))
    }
}
