//! The lints: faults that an author may allow, be warned of, or deny. Which they are, and what each is worth.

use super::Code;

/// What a fault is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nothing is said of it.
    Allow,
    /// It is told, and the story is as good as before.
    Warn,
    /// The story is faulty.
    Deny,
}

/// A fault whose level the story may set, in `lints` of `world.ron`.
#[derive(Debug, Clone, Copy)]
pub struct Lint {
    pub code: Code,
    pub name: &'static str,
    /// Its level where the story sets none.
    pub level: Level,
}

/// Every lint.
pub const LINTS: &[Lint] = &[
    lint(Code::E0501, "unreachable_node", Level::Deny),
    lint(Code::E0502, "unreachable_choice", Level::Deny),
    lint(Code::E0503, "unreachable_route", Level::Deny),
    lint(Code::E0504, "unreachable_ending", Level::Deny),
    lint(Code::W0101, "never_read", Level::Warn),
    lint(Code::W0102, "never_changed", Level::Warn),
    lint(Code::W0103, "unprinted_record", Level::Warn),
    lint(Code::W0104, "unused_menu", Level::Warn),
    lint(Code::W0105, "unused_beat", Level::Warn),
    lint(Code::W0106, "unused_alias", Level::Warn),
    lint(Code::W0107, "unused_effect", Level::Warn),
    lint(Code::W0108, "similar_names", Level::Warn),
    lint(Code::W0201, "long_label", Level::Warn),
    lint(Code::W0202, "same_label", Level::Warn),
    lint(Code::W0203, "prefix_name", Level::Warn),
    lint(Code::W0204, "one_option", Level::Warn),
    lint(Code::W0205, "long_screen", Level::Warn),
    lint(Code::W0301, "double_space", Level::Warn),
    lint(Code::W0302, "mixed_quotes", Level::Warn),
    lint(Code::W0303, "mixed_ellipsis", Level::Warn),
    lint(Code::W0304, "article", Level::Warn),
    lint(Code::W0305, "comment_in_text", Level::Warn),
    lint(Code::W0306, "tab_in_drawing", Level::Warn),
    lint(Code::W0401, "unread_text", Level::Warn),
    lint(Code::W0402, "constant_condition", Level::Warn),
    lint(Code::W0403, "idle_choice", Level::Warn),
];

const fn lint(code: Code, name: &'static str, level: Level) -> Lint {
    Lint { code, name, level }
}

/// The levels that a story sets.
#[derive(Debug, Clone, Default)]
pub struct Levels(Vec<(Code, Level)>);

impl Levels {
    pub fn set(&mut self, code: Code, level: Level) {
        self.0.push((code, level));
    }

    /// Returns what a fault with this code is worth.
    #[must_use]
    pub fn of(&self, code: Code) -> Level {
        let own = self.0.iter().find(|(set, _)| *set == code);
        let usual = || code.lint().map_or(Level::Deny, |lint| lint.level);
        own.map_or_else(usual, |(_, level)| *level)
    }
}

impl Level {
    /// Returns the level that is written so.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "allow" => Some(Self::Allow),
            "warn" => Some(Self::Warn),
            "deny" => Some(Self::Deny),
            _ => None,
        }
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}
