//! The fields of everything that a story file may hold, each a raw value still to be read.

use ron::value::RawValue;
use serde::Deserialize;

/// A field that may be left out.
pub(super) type Raw<'a> = Option<&'a RawValue>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWorld<'a> {
    #[serde(borrow)]
    pub id: &'a RawValue,
    #[serde(borrow)]
    pub title: &'a RawValue,
    #[serde(borrow)]
    pub version: &'a RawValue,
    #[serde(borrow)]
    pub start: &'a RawValue,
    #[serde(default, borrow)]
    pub acts: Raw<'a>,
    #[serde(default, borrow)]
    pub flags: Raw<'a>,
    #[serde(default, borrow)]
    pub counters: Raw<'a>,
    #[serde(borrow)]
    pub endings: &'a RawValue,
    #[serde(default, borrow)]
    pub records: Raw<'a>,
    #[serde(default, borrow)]
    pub danger: Raw<'a>,
    #[serde(default, borrow)]
    pub effects: Raw<'a>,
    #[serde(default, borrow)]
    pub status: Raw<'a>,
    #[serde(default, borrow)]
    pub pages: Raw<'a>,
    #[serde(default, borrow)]
    pub about: Raw<'a>,
    #[serde(default, borrow)]
    pub content: Raw<'a>,
    #[serde(default, borrow)]
    pub lints: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFlag<'a> {
    #[serde(default, borrow)]
    pub start: Raw<'a>,
    #[serde(default, borrow)]
    pub doc: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCounter<'a> {
    #[serde(borrow)]
    pub max: &'a RawValue,
    #[serde(default, borrow)]
    pub start: Raw<'a>,
    #[serde(default, borrow)]
    pub words: Raw<'a>,
    #[serde(default, borrow)]
    pub doc: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEnding<'a> {
    #[serde(borrow)]
    pub title: &'a RawValue,
    #[serde(default, borrow)]
    pub nudge: Raw<'a>,
    #[serde(default, borrow)]
    pub early: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPage<'a> {
    #[serde(default, borrow)]
    pub text: Raw<'a>,
    #[serde(default, borrow)]
    pub figure: Raw<'a>,
    #[serde(default, borrow)]
    pub compared: Raw<'a>,
    #[serde(default, borrow)]
    pub kept: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFigure<'a> {
    #[serde(borrow)]
    pub drawing: &'a RawValue,
    #[serde(borrow)]
    pub says: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMenus<'a> {
    #[serde(borrow)]
    pub menus: &'a RawValue,
}

/// A node. Its choices and beats were read along with it or are still to be read, as `C` and `B` are entries or a raw
/// value. Like a choice it has no name before its parentheses.
#[derive(Deserialize)]
#[serde(
    rename = "",
    deny_unknown_fields,
    bound(deserialize = "C: Deserialize<'de>, B: Deserialize<'de>")
)]
pub(super) struct RawNode<'a, C, B> {
    #[serde(default, borrow)]
    pub aliases: Raw<'a>,
    #[serde(default, borrow)]
    pub enter: Raw<'a>,
    #[serde(default, borrow)]
    pub text: Raw<'a>,
    #[serde(default, borrow)]
    pub figure: Raw<'a>,
    #[serde(default)]
    pub choices: Option<C>,
    #[serde(default, borrow)]
    pub menu: Raw<'a>,
    #[serde(default)]
    pub beats: Option<B>,
    #[serde(default, borrow)]
    pub without: Raw<'a>,
    #[serde(default, borrow)]
    pub next: Raw<'a>,
    #[serde(default, borrow)]
    pub routes: Raw<'a>,
    #[serde(default, borrow)]
    pub ending: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(rename = "", deny_unknown_fields)]
pub(super) struct RawChoice<'a> {
    #[serde(default, borrow)]
    pub aliases: Raw<'a>,
    #[serde(borrow)]
    pub say: &'a RawValue,
    #[serde(default, borrow)]
    pub when: Raw<'a>,
    #[serde(default, borrow)]
    pub locked: Raw<'a>,
    #[serde(default, rename = "do", borrow)]
    pub effects: Raw<'a>,
    #[serde(default, borrow)]
    pub record: Raw<'a>,
    #[serde(default, borrow)]
    pub to: Raw<'a>,
    #[serde(default, borrow)]
    pub then: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRoute<'a> {
    #[serde(default, borrow)]
    pub when: Raw<'a>,
    #[serde(default, rename = "do", borrow)]
    pub effects: Raw<'a>,
    #[serde(default, borrow)]
    pub record: Raw<'a>,
    #[serde(borrow)]
    pub to: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPromise<'a> {
    #[serde(borrow)]
    pub name: &'a RawValue,
    #[serde(default, borrow)]
    pub at: Raw<'a>,
    #[serde(default, borrow)]
    pub never: Raw<'a>,
    #[serde(default, borrow)]
    pub always: Raw<'a>,
    #[serde(default, borrow)]
    pub can_reach: Raw<'a>,
    #[serde(default, borrow)]
    pub ending: Raw<'a>,
    #[serde(default, borrow)]
    pub share: Raw<'a>,
    #[serde(default, borrow)]
    pub choices_at_least: Raw<'a>,
    #[serde(default, borrow)]
    pub choices_at_most: Raw<'a>,
    #[serde(default, borrow)]
    pub playthroughs_at_least: Raw<'a>,
    #[serde(default, borrow)]
    pub any_ending: Raw<'a>,
    #[serde(default, borrow)]
    pub open: Raw<'a>,
    #[serde(default, borrow)]
    pub options: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCanReach<'a> {
    #[serde(default, borrow)]
    pub any: Raw<'a>,
    #[serde(default, borrow)]
    pub all: Raw<'a>,
    #[serde(default, borrow)]
    pub at_least: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBounds<'a> {
    #[serde(default, borrow)]
    pub share: Raw<'a>,
    #[serde(default, borrow)]
    pub choices_at_least: Raw<'a>,
    #[serde(default, borrow)]
    pub choices_at_most: Raw<'a>,
    #[serde(default, borrow)]
    pub playthroughs_at_least: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRange<'a> {
    #[serde(borrow)]
    pub from: &'a RawValue,
    #[serde(borrow)]
    pub to: &'a RawValue,
}
