//! The fields of everything that a story file may hold, each a raw value still to be read, or read along with the rest.

use ron::value::RawValue;
use serde::Deserialize;

use super::depth::Depth;

/// A field that may be left out.
pub(super) type Raw<'a> = Option<&'a RawValue>;

/// `world.ron`. What is large in it is read along; the rest is still to be read.
#[derive(Deserialize)]
#[serde(
    rename = "",
    deny_unknown_fields,
    bound(
        deserialize = "'de: 'a, D: Depth<'a>, D::Text: Deserialize<'de>, D::Flags: Deserialize<'de>, \
                       D::Counters: Deserialize<'de>, D::Endings: Deserialize<'de>, D::Noted: Deserialize<'de>, \
                       D::Effects: Deserialize<'de>, D::Pages: Deserialize<'de>, D::Levels: Deserialize<'de>"
    )
)]
pub(super) struct RawWorld<'a, D: Depth<'a>> {
    pub id: D::Text,
    pub title: D::Text,
    pub version: D::Text,
    pub start: D::Text,
    #[serde(default, borrow)]
    pub acts: Raw<'a>,
    #[serde(default)]
    pub flags: Option<D::Flags>,
    #[serde(default)]
    pub counters: Option<D::Counters>,
    pub endings: D::Endings,
    #[serde(default)]
    pub records: Option<D::Noted>,
    #[serde(default)]
    pub danger: Option<D::Text>,
    #[serde(default)]
    pub effects: Option<D::Effects>,
    #[serde(default, borrow)]
    pub status: Raw<'a>,
    #[serde(default)]
    pub pages: Option<D::Pages>,
    #[serde(default)]
    pub about: Option<D::Text>,
    #[serde(default)]
    pub content: Option<D::Text>,
    #[serde(default)]
    pub lints: Option<D::Levels>,
}

#[derive(Deserialize)]
#[serde(
    rename = "",
    deny_unknown_fields,
    bound(deserialize = "'de: 'a, D: Depth<'a>, D::Text: Deserialize<'de>")
)]
pub(super) struct RawFlag<'a, D: Depth<'a>> {
    #[serde(default, borrow)]
    pub start: Raw<'a>,
    #[serde(default)]
    pub doc: Option<D::Text>,
}

#[derive(Deserialize)]
#[serde(
    rename = "",
    deny_unknown_fields,
    bound(
        deserialize = "'de: 'a, D: Depth<'a>, D::Text: Deserialize<'de>, D::Words: Deserialize<'de>"
    )
)]
pub(super) struct RawCounter<'a, D: Depth<'a>> {
    #[serde(borrow)]
    pub max: &'a RawValue,
    #[serde(default, borrow)]
    pub start: Raw<'a>,
    #[serde(default)]
    pub words: Option<D::Words>,
    #[serde(default)]
    pub doc: Option<D::Text>,
}

#[derive(Deserialize)]
#[serde(
    rename = "",
    deny_unknown_fields,
    bound(deserialize = "'de: 'a, D: Depth<'a>, D::Text: Deserialize<'de>")
)]
pub(super) struct RawEnding<'a, D: Depth<'a>> {
    pub title: D::Text,
    #[serde(default)]
    pub nudge: Option<D::Text>,
    #[serde(default, borrow)]
    pub early: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(
    rename = "",
    deny_unknown_fields,
    bound(
        deserialize = "'de: 'a, D: Depth<'a>, D::Text: Deserialize<'de>, D::Figure: Deserialize<'de>"
    )
)]
pub(super) struct RawPage<'a, D: Depth<'a>> {
    #[serde(default)]
    pub text: Option<D::Text>,
    #[serde(default)]
    pub figure: Option<D::Figure>,
    #[serde(default, borrow)]
    pub compared: Raw<'a>,
    #[serde(default, borrow)]
    pub kept: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(
    rename = "",
    deny_unknown_fields,
    bound(deserialize = "D: Depth<'a>, D::Text: Deserialize<'de>")
)]
pub(super) struct RawFigure<'a, D: Depth<'a>> {
    pub drawing: D::Text,
    pub says: D::Text,
}

/// A file of menus; `M` is a map of them, or a raw value.
#[derive(Deserialize)]
#[serde(rename = "", deny_unknown_fields)]
pub(super) struct RawMenus<M> {
    pub menus: M,
}

/// A node. Like a choice, a route and a figure it has no name before its parentheses.
#[derive(Deserialize)]
#[serde(
    rename = "",
    deny_unknown_fields,
    bound(
        deserialize = "D: Depth<'a>, D::Text: Deserialize<'de>, D::Names: Deserialize<'de>, D::Figure: Deserialize<'de>, \
                       D::Choices: Deserialize<'de>, D::Texts: Deserialize<'de>, D::Routes: Deserialize<'de>"
    )
)]
pub(super) struct RawNode<'a, D: Depth<'a>> {
    #[serde(default)]
    pub aliases: Option<D::Names>,
    #[serde(default)]
    pub enter: Option<D::Text>,
    #[serde(default)]
    pub text: Option<D::Text>,
    #[serde(default)]
    pub figure: Option<D::Figure>,
    #[serde(default)]
    pub choices: Option<D::Choices>,
    #[serde(default)]
    pub menu: Option<D::Text>,
    #[serde(default)]
    pub beats: Option<D::Texts>,
    #[serde(default)]
    pub without: Option<D::Names>,
    #[serde(default)]
    pub next: Option<D::Text>,
    #[serde(default)]
    pub routes: Option<D::Routes>,
    #[serde(default)]
    pub ending: Option<D::Text>,
}

#[derive(Deserialize)]
#[serde(
    rename = "",
    deny_unknown_fields,
    bound(
        deserialize = "D: Depth<'a>, D::Text: Deserialize<'de>, D::Names: Deserialize<'de>, D::Texts: Deserialize<'de>"
    )
)]
pub(super) struct RawChoice<'a, D: Depth<'a>> {
    #[serde(default)]
    pub aliases: Option<D::Names>,
    pub say: D::Text,
    #[serde(default)]
    pub when: Option<D::Text>,
    #[serde(default)]
    pub locked: Option<D::Text>,
    #[serde(default, rename = "do")]
    pub effects: Option<D::Text>,
    #[serde(default)]
    pub record: Option<D::Texts>,
    #[serde(default)]
    pub to: Option<D::Text>,
    #[serde(default)]
    pub then: Option<D::Text>,
}

#[derive(Deserialize)]
#[serde(
    rename = "",
    deny_unknown_fields,
    bound(deserialize = "D: Depth<'a>, D::Text: Deserialize<'de>, D::Texts: Deserialize<'de>")
)]
pub(super) struct RawRoute<'a, D: Depth<'a>> {
    #[serde(default)]
    pub when: Option<D::Text>,
    #[serde(default, rename = "do")]
    pub effects: Option<D::Text>,
    #[serde(default)]
    pub record: Option<D::Texts>,
    pub to: D::Text,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    bound(
        deserialize = "'de: 'a, D: Depth<'a>, D::Text: Deserialize<'de>, D::CanReach: Deserialize<'de>, \
                       D::Shares: Deserialize<'de>, D::Bounds: Deserialize<'de>, D::Numbers: Deserialize<'de>"
    )
)]
pub(super) struct RawPromise<'a, D: Depth<'a>> {
    pub name: D::Text,
    #[serde(default)]
    pub at: Option<D::Text>,
    #[serde(default)]
    pub never: Option<D::Text>,
    #[serde(default)]
    pub always: Option<D::Text>,
    #[serde(default)]
    pub can_reach: Option<D::CanReach>,
    #[serde(default)]
    pub ending: Option<D::Text>,
    #[serde(default)]
    pub share: Option<D::Shares>,
    #[serde(default, borrow)]
    pub choices_at_least: Raw<'a>,
    #[serde(default, borrow)]
    pub choices_at_most: Raw<'a>,
    #[serde(default, borrow)]
    pub playthroughs_at_least: Raw<'a>,
    #[serde(default)]
    pub any_ending: Option<D::Bounds>,
    #[serde(default)]
    pub open: Option<D::Text>,
    #[serde(default)]
    pub options: Option<D::Numbers>,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    bound(deserialize = "'de: 'a, D: Depth<'a>, D::Names: Deserialize<'de>")
)]
pub(super) struct RawCanReach<'a, D: Depth<'a>> {
    #[serde(default)]
    pub any: Option<D::Names>,
    #[serde(default)]
    pub all: Option<D::Names>,
    #[serde(default, borrow)]
    pub at_least: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    bound(deserialize = "'de: 'a, D: Depth<'a>, D::Shares: Deserialize<'de>")
)]
pub(super) struct RawBounds<'a, D: Depth<'a>> {
    #[serde(default)]
    pub share: Option<D::Shares>,
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
