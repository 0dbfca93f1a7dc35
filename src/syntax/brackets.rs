//! Which bracket is the wrong one where two do not fit, and where one is missing.
//!
//! Fields stand in parentheses, and what a writer names in braces: the first key inside tells what a bracket should have
//! been, and a key of the other kind further on tells where it should have been closed.

use std::ops::Range;

use super::{
    slips::{Slip, cured, slip},
    tokens::{Token, partner},
};
use crate::diagnostic::FaultKind;

/// A bracket that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub sign: char,
    pub at: usize,
    /// Whether a key or a comma was read inside.
    pub has_entries: bool,
}

/// What kind of key a colon stands after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// A field that the language has.
    Field,
    /// A field's name in quotes.
    QuotedField,
    /// Another text: what the writer named.
    Named,
}

/// Tells whether a key fits the bracket that it stands in, and takes note of it.
pub(super) fn key(open: &mut [Open], key: Key, range: &Range<usize>, name: &str) -> Option<Slip> {
    let inner = open.last_mut()?;
    let is_first = !std::mem::replace(&mut inner.has_entries, true);
    let wanted = match (inner.sign, key) {
        ('(', Key::QuotedField) => {
            let kind = FaultKind::QuotedField(name.to_owned());
            return Some(cured(kind, range.clone(), name));
        }
        ('(' | '[', Key::Named) => '{',
        ('{' | '[', Key::Field) => '(',
        _ => return None,
    };
    let opened = inner.at..inner.at + 1;
    if is_first {
        let kind = FaultKind::WrongOpening {
            found: inner.sign,
            wanted,
        };
        return Some(cured(kind, opened, &wanted.to_string()));
    }
    Some(unclosed(*inner, range.clone()))
}

/// How many more brackets of each kind are opened than closed: `(`, `[` and `{`.
#[derive(Debug, Default)]
pub(super) struct Balance([isize; 3]);

impl Balance {
    pub fn count(&mut self, token: Token) {
        match token {
            Token::Open(open) => self.0[kind(open)] += 1,
            Token::Close(close) => self.0[kind(close)] -= 1,
            _ => {}
        }
    }
}

fn kind(bracket: char) -> usize {
    match bracket {
        '(' | ')' => 0,
        '[' | ']' => 1,
        _ => 2,
    }
}

/// A bracket closes that is none of the innermost, `inner`; `balance` is that of the whole file.
pub(super) fn mismatch(
    open: &[Open],
    inner: Open,
    found: char,
    range: Range<usize>,
    balance: &Balance,
) -> Slip {
    let Balance(more) = balance;
    let is_surplus = more[kind(found)] < 0;
    if is_surplus && more[kind(inner.sign)] > 0 {
        let kind = FaultKind::WrongBracket {
            open: inner.sign,
            found,
        };
        return Slip {
            opened: Some((inner.at..inner.at + 1, "opened here")),
            ..cured(kind, range, &partner(inner.sign).to_string())
        };
    }
    if is_surplus && more.iter().all(|more| *more <= 0) {
        return cured(FaultKind::StrayBracket(found), range, "");
    }
    if open
        .last()
        .is_some_and(|outer| partner(outer.sign) == found)
    {
        return unclosed(inner, range);
    }
    let kind = FaultKind::WrongBracket {
        open: inner.sign,
        found,
    };
    Slip {
        opened: Some((inner.at..inner.at + 1, "opened here")),
        ..slip(kind, range)
    }
}

/// A bracket that is never closed, and should have been before `here`.
fn unclosed(open: Open, here: Range<usize>) -> Slip {
    let label = match open.sign {
        '(' => "its `)` is missing before this",
        '[' => "its `]` is missing before this",
        _ => "its `}` is missing before this",
    };
    Slip {
        opened: Some((here, label)),
        ..slip(FaultKind::UnclosedBracket(open.sign), open.at..open.at + 1)
    }
}
