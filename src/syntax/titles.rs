//! What a player reads as a heading: the titles of acts, endings and the story itself.

use super::{depth::Part, fields::Raw, ron::Reader, story::Act, text::Text};
use crate::diagnostic::{FaultKind, LONGEST_TITLE};

/// What is told of acts that are none.
pub const LIST_OF_ACTS: &str =
    "a list of folders: [\"...\"], or folders with titles: { \"...\": \"...\" }";

impl<'a> Reader<'a, '_> {
    /// Reads acts: a list of folders, or a map from folders to titles.
    pub(super) fn acts(&mut self, raw: Raw<'a>) -> Vec<Act<'a>> {
        let Some(list) = raw else { return Vec::new() };
        if !self.field(list).ron.starts_with('{') {
            let names = self.names(list, LIST_OF_ACTS).into_iter();
            return names.map(|name| Act { name, title: None }).collect();
        }
        let titles = self.map(raw).into_iter();
        let acts = titles.map(|(name, title)| Act {
            name: name.as_name(),
            title: self.title(title),
        });
        acts.collect()
    }

    /// Reads what a player sees as a heading.
    pub(super) fn title(&mut self, title: impl Part<'a, Option<Text<'a>>>) -> Option<Text<'a>> {
        let title = title.read(self)?;
        let length = title.value.chars().count();
        let fault = if title.value.trim().is_empty() {
            "is empty".to_owned()
        } else if title.value.contains('\n') {
            "is more than one line".to_owned()
        } else if length > LONGEST_TITLE {
            format!("is {length} characters long")
        } else {
            return Some(title);
        };
        self.fault(FaultKind::BadTitle(fault), title.span());
        Some(title)
    }
}
