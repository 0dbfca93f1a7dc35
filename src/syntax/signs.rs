//! Signs that word processors, other languages and other keyboards put where this notation has its own.

use std::ops::Range;

use super::slips::{Slip, cured, slip};
use crate::{diagnostic::FaultKind, source::is_order};

/// Quotes that begin or end no text here.
pub(super) const QUOTES: &[char] = &[
    '\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}', '\u{ab}', '\u{bb}', '`',
];

/// Signs that look like a space, or like nothing at all.
pub(super) fn is_odd_space(sign: char) -> bool {
    let is_invisible = matches!(
        sign,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    );
    let is_plain = sign.is_ascii_whitespace() || matches!(sign, '\u{85}' | '\u{2028}' | '\u{2029}');
    is_invisible || (sign.is_whitespace() && !is_plain)
}

/// Returns a slip where `text` goes on at `at` with a sign that is none of this notation.
pub(super) fn foreign(text: &str, at: usize) -> Option<Slip> {
    odd_space(text, at).or_else(|| comment(text, at))
}

/// Spaces that are none, as many as stand side by side.
fn odd_space(text: &str, at: usize) -> Option<Slip> {
    let first = text[at..]
        .chars()
        .next()
        .filter(|sign| is_odd_space(*sign))?;
    let run = text[at..].chars().take_while(|sign| is_odd_space(*sign));
    let (mut length, mut spaces) = (0, String::new());
    for sign in run {
        length += sign.len_utf8();
        if sign.is_whitespace() {
            spaces.push(' ');
        }
    }
    let kind = FaultKind::OddSpace(named(first));
    Some(cured(kind, at..at + length, &spaces))
}

/// A comment as other languages begin it.
fn comment(text: &str, at: usize) -> Option<Slip> {
    let rest = &text[at..];
    let begins = |sign: &&str| rest.starts_with(*sign);
    let sign = ["#", "--", "<!--", "/ ", "%", "\\\\"]
        .into_iter()
        .find(begins)?;
    // `#![enable(...)]` is RON's own, and `"#` ends a text that began with less.
    let is_own = rest.starts_with("#!") || text[..at].ends_with('"');
    (!is_own).then(|| {
        cured(
            FaultKind::ForeignComment,
            at..at + sign.trim_end().len(),
            "//",
        )
    })
}

/// A text that ends with `"#` and begins with `"` alone: `end` is where it ends.
pub(super) fn half_raw(text: &str, literal: &Range<usize>) -> Option<Slip> {
    let opening = match text[literal.clone()].strip_prefix("r\"") {
        Some(_) => 2,
        None => 1,
    };
    if text[literal.clone()].starts_with("r#") {
        return None;
    }
    let rest = &text[literal.end..];
    let end = if rest.starts_with('#') {
        0
    } else {
        // A text of one line is closed on its line, whatever comes later.
        let is_long = text[literal.clone()].contains('\n');
        rest.find("\"#").filter(|_| is_long)?
    };
    // Another text of that kind may begin before.
    let is_own = !rest[..end].contains("r#\"");
    let range = literal.start..literal.start + opening;
    is_own.then(|| cured(FaultKind::HalfRaw, range, "r#\""))
}

/// A text that begins with `r#"` and was to end at a `"` alone, before the next field: what follows was swallowed.
pub(super) fn swallowed(text: &str, literal: &Range<usize>, fields: &[&str]) -> Option<Slip> {
    if !text[literal.clone()].starts_with("r#\"") {
        return None;
    }
    let start = literal.start + 3;
    let inside = &text[start..literal.end];
    let is_end = |(at, _): &(usize, &str)| {
        let rest = inside[at + 1..].trim_start_matches(',');
        let is_last = rest.starts_with('\n');
        let next = rest.trim_start();
        let is_field = fields.iter().any(|field| {
            next.strip_prefix(field)
                .is_some_and(|rest| rest.starts_with(':'))
        });
        is_last && is_field
    };
    let (at, _) = inside.match_indices('"').find(is_end)?;
    let end = start + at;
    Some(Slip {
        opened: Some((literal.start..literal.start + 3, "it begins here")),
        ..cured(FaultKind::RawEndsPlain, end..end + 1, "\"#")
    })
}

/// Returns the words that stand where text belongs, up to the end of the field: what follows a colon without quotes.
pub(super) fn unquoted(text: &str, start: usize) -> Slip {
    let line = &text[start..];
    let line = line.lines().next().unwrap_or_default();
    let is_end = |(at, sign): &(usize, char)| {
        let rest = &line[at + sign.len_utf8()..];
        let is_tail = |rest: &str| rest.chars().all(|sign| ")}], \t".contains(sign));
        match sign {
            ',' => is_tail(rest) || begins_field(rest),
            ')' | '}' | ']' => is_tail(rest),
            _ => false,
        }
    };
    let end = line
        .char_indices()
        .find(is_end)
        .map_or(line.len(), |(at, _)| at);
    let words = line[..end].trim_end();
    let range = start..start + words.len();
    if words.contains(['"', '\\']) {
        return slip(FaultKind::UnquotedText, range);
    }
    cured(FaultKind::UnquotedText, range, &format!("\"{words}\""))
}

/// Tells whether the words of a line go on after a comma, where a field could have begun.
pub(super) fn goes_on(text: &str) -> bool {
    let rest = text.trim_start_matches([' ', '\t']);
    rest.starts_with(char::is_alphabetic) && !begins_field(rest)
}

/// Tells whether a field's name and its colon come next.
fn begins_field(text: &str) -> bool {
    let text = text.trim_start();
    let name = text.trim_start_matches(|sign: char| sign.is_ascii_lowercase() || sign == '_');
    name.len() < text.len() && name.trim_start().starts_with(':')
}

/// Returns a name with plain letters for those with accents, and `_` for what joins words.
pub(super) fn plain_letters(name: &str) -> String {
    const PLAIN: &[(char, &str)] = &[
        ('a', "\u{e0}\u{e1}\u{e2}\u{e3}\u{e4}\u{e5}\u{101}\u{105}"),
        ('c', "\u{e7}\u{107}\u{10d}"),
        ('e', "\u{e8}\u{e9}\u{ea}\u{eb}\u{113}\u{119}\u{11b}"),
        ('i', "\u{ec}\u{ed}\u{ee}\u{ef}\u{12b}"),
        ('n', "\u{f1}\u{144}\u{148}"),
        ('o', "\u{f2}\u{f3}\u{f4}\u{f5}\u{f6}\u{f8}\u{14d}"),
        ('s', "\u{15b}\u{161}"),
        ('u', "\u{f9}\u{fa}\u{fb}\u{fc}\u{16b}\u{16f}"),
        ('y', "\u{fd}\u{ff}"),
        ('z', "\u{17a}\u{17c}\u{17e}"),
        ('_', " -'\u{a0}"),
    ];
    let plain = |letter: char| {
        let found = PLAIN.iter().find(|(_, others)| others.contains(letter));
        found.map_or(letter, |(plain, _)| *plain)
    };
    name.chars().map(plain).collect()
}

/// Returns the first sign that could move a terminal's cursor or turn the order of its letters, and its offset.
pub(super) fn forbidden(text: &str) -> Option<(usize, char)> {
    let is_forbidden = |sign: char| is_order(sign) && sign != '\n' && sign != '\t';
    // The bytes that a forbidden sign can begin with; most stretches of a text hold none.
    let may_begin =
        |byte: u8| (byte < b' ' && byte != b'\n') || byte == 0x7f || byte == 0xc2 || byte == 0xe2;
    let found_in = |at: usize, stretch: &[u8]| {
        let inside = stretch.iter().enumerate();
        let starts = inside.filter(|(_, byte)| may_begin(**byte));
        let mut signs = starts.filter_map(|(inside, _)| {
            let at = at + inside;
            Some((at, text[at..].chars().next()?))
        });
        signs.find(|(_, sign)| is_forbidden(*sign))
    };
    let (stretches, rest) = text.as_bytes().as_chunks::<64>();
    for (number, stretch) in stretches.iter().enumerate() {
        let beginnings = stretch.iter().map(|byte| u8::from(may_begin(*byte)));
        if beginnings.fold(0, |any, byte| any | byte) != 0
            && let Some(found) = found_in(number * 64, stretch)
        {
            return Some(found);
        }
    }
    found_in(text.len() - rest.len(), rest)
}

/// Returns a sign as Unicode names it.
pub(super) fn named(sign: char) -> String {
    format!("U+{:04X}", u32::from(sign))
}
