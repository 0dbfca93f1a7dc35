//! Promises as written: `promises.ron`.

use ron::value::RawValue;

use super::{
    fields::{Raw, RawBounds, RawCanReach, RawPromise, RawRange},
    ron::{Reader, Value},
    story::{CanReach, Promise},
};
use crate::story::Bounds;

impl<'a> Reader<'a, '_> {
    pub(super) fn promises(&mut self, whole: Value<'a>) -> Vec<Promise<'a>> {
        let items = self
            .list(whole, "promises in brackets: [(name: \"...\", ...)]")
            .unwrap_or_default();
        items
            .into_iter()
            .filter_map(|item| self.promise(item))
            .collect()
    }

    fn promise(&mut self, item: Value<'a>) -> Option<Promise<'a>> {
        let raw: RawPromise<'a> = self.fields(item, "promise")?;
        let name = self.text(raw.name);
        let (at, ending, open) = (
            self.name(raw.at),
            self.name(raw.ending),
            self.name(raw.open),
        );
        let bounds = RawBounds {
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
            can_reach: raw.can_reach.and_then(|raw| self.can_reach(raw)),
            ending: ending.ok()?,
            bounds: self.bounds(&bounds),
            is_bounded: bounds.share.is_some()
                || bounds.choices_at_least.is_some()
                || bounds.choices_at_most.is_some()
                || bounds.playthroughs_at_least.is_some(),
            any_ending: raw.any_ending.and_then(|raw| {
                let raw: RawBounds<'a> = self.fields(self.field(raw), "bound on endings")?;
                Some(self.bounds(&raw))
            }),
            open: open.ok()?,
            options: raw.options.and_then(|raw| {
                let range: RawRange<'a> = self.fields(self.field(raw), "range")?;
                let (from, to) = (self.number_of(range.from), self.number_of(range.to));
                Some((from?, to?))
            }),
        };
        Some(promise)
    }

    fn can_reach(&mut self, raw: &'a RawValue) -> Option<CanReach<'a>> {
        let raw: RawCanReach<'a> = self.fields(self.field(raw), "list of endings")?;
        Some(CanReach {
            any: self.part(raw.any),
            all: self.part(raw.all),
            at_least: self.count(raw.at_least),
        })
    }

    fn bounds(&mut self, raw: &RawBounds<'a>) -> Bounds {
        Bounds {
            share: raw.share.and_then(|raw| {
                let range: RawRange<'a> = self.fields(self.field(raw), "range")?;
                let (from, to) = (self.share_of(range.from), self.share_of(range.to));
                Some((from?, to?))
            }),
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
