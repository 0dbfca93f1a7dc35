//! The settings: what a player may change about how the game is shown, all of it on or off.

use crate::session;

/// How the game is shown.
// Each is a switch of its own, and no two of them make one state.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Words only.
    pub plain: bool,
    /// A stop before what the window cannot hold.
    pub paging: bool,
    /// The rest of a choice in grey while it is typed.
    pub ghost: bool,
    /// A mark on options taken in earlier runs.
    pub marks: bool,
    /// The first line alone of what an earlier run read.
    pub brief: bool,
    /// A word before a choice that closes an ending.
    pub warnings: bool,
}

/// A setting as players know it.
pub struct Entry {
    pub name: &'static str,
    /// What it does while it is on, in one line.
    pub does: &'static str,
    field: fn(&mut Settings) -> &mut bool,
}

/// Every setting.
pub const SETTINGS: &[Entry] = &[
    Entry {
        name: "plain",
        does: "words only: drawings as sentences, marks as words, nothing redrawn",
        field: |settings| &mut settings.plain,
    },
    Entry {
        name: "paging",
        does: "a stop before what the window cannot hold",
        field: |settings| &mut settings.paging,
    },
    Entry {
        name: "ghost",
        does: "the rest of a choice in grey while you type",
        field: |settings| &mut settings.ghost,
    },
    Entry {
        name: "marks",
        does: "a mark on what you chose in an earlier run",
        field: |settings| &mut settings.marks,
    },
    Entry {
        name: "brief",
        does: "the first line alone of what you read in an earlier run; /look shows all",
        field: |settings| &mut settings.brief,
    },
    Entry {
        name: "warnings",
        does: "a word before a choice that closes an ending",
        field: |settings| &mut settings.warnings,
    },
];

impl Default for Settings {
    fn default() -> Self {
        Self {
            plain: false,
            paging: true,
            ghost: true,
            marks: true,
            brief: false,
            warnings: false,
        }
    }
}

impl Settings {
    /// Returns whether the setting called `name` is on.
    #[must_use]
    pub fn get(mut self, name: &str) -> Option<bool> {
        find(name).map(|entry| *(entry.field)(&mut self))
    }

    /// Turns the setting called `name` on or off. Returns false where there is none.
    pub fn set(&mut self, name: &str, on: bool) -> bool {
        find(name).map(|entry| *(entry.field)(self) = on).is_some()
    }

    /// Takes what is kept; what it does not know, or cannot read, stays as it is by default.
    #[must_use]
    pub fn kept(kept: &session::Settings) -> Self {
        let mut settings = Self::default();
        for entry in SETTINGS {
            if let Some(on) = kept.get(entry.name).and_then(truth) {
                settings.set(entry.name, on);
            }
        }
        settings
    }
}

/// Returns the word for a setting that is on or off.
pub fn word(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// Returns what a word says of a setting.
pub fn truth(word: &str) -> Option<bool> {
    match word {
        "on" | "yes" | "true" => Some(true),
        "off" | "no" | "false" => Some(false),
        _ => None,
    }
}

/// Returns the setting called `name`.
pub fn find(name: &str) -> Option<&'static Entry> {
    SETTINGS.iter().find(|entry| entry.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_stays_as_it_is() {
        let kept = session::Settings::parse(b"plain = maybe\nghost = off\nunheard = on\n");
        let mut expected = Settings::default();
        assert!(expected.set("ghost", false));
        assert!(!expected.set("unheard", true));
        assert_eq!(Settings::kept(&kept), expected);
    }
}
