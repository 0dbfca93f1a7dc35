//! String literals, decoded, each byte still tied to its place in the file.

use std::{borrow::Cow, ops::Range};

use crate::source::{FileId, Span};

/// The contents of a string literal.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    pub value: Cow<'a, str>,
    /// The place of the whole literal, quotes included.
    literal: Span,
    /// How many bytes after the literal's start its contents begin.
    open: u32,
    /// Where the literal holds escapes: where each byte came from.
    offsets: Option<Box<Offsets>>,
}

/// A name as the writer wrote it, with its place.
#[derive(Debug, Clone)]
pub struct Name<'a> {
    pub text: Cow<'a, str>,
    pub span: Span,
}

/// Where each byte of a decoded string came from: one offset a byte, and one for the end.
#[derive(Debug, Clone)]
struct Offsets(Vec<usize>);

impl<'a> Text<'a> {
    /// Decodes `literal`, a valid RON string that begins at byte `start` of `file`. Returns `None` for any other value.
    pub(super) fn decode(file: FileId, start: usize, literal: &'a str) -> Option<Self> {
        let open = literal.find('"')?;
        let span = Span::new(file, start..start + literal.len());
        let hashes = match literal.strip_prefix('r') {
            Some(rest) => Some(rest.bytes().take_while(|&byte| byte == b'#').count()),
            None if open == 0 => None,
            None => return None,
        };
        let close = hashes.map_or(1, |hashes| hashes + 1);
        let inside = literal.get(open + 1..literal.len().checked_sub(close)?)?;
        if hashes.is_some() || !inside.contains('\\') {
            return Some(Self {
                value: Cow::Borrowed(inside),
                literal: span,
                open: small(open + 1),
                offsets: None,
            });
        }
        let (value, offsets) = unescape(inside, start + open + 1)?;
        Some(Self {
            value: Cow::Owned(value),
            literal: span,
            open: small(open + 1),
            offsets: Some(Box::new(Offsets(offsets))),
        })
    }

    /// Returns the text of a literal without escapes from its contents, a part of `source`, the text of `file`.
    pub(super) fn verbatim(file: FileId, source: &str, contents: &'a str) -> Self {
        let start = contents.as_ptr() as usize - source.as_ptr() as usize;
        let before = &source.as_bytes()[..start - 1];
        let hashes = before.iter().rev().take_while(|&&byte| byte == b'#');
        let hashes = hashes.count();
        let is_raw = before[..before.len() - hashes].ends_with(b"r");
        let open = 1 + hashes + usize::from(is_raw);
        let close = 1 + hashes;
        Self {
            value: Cow::Borrowed(contents),
            literal: Span::new(file, start - open..start + contents.len() + close),
            open: small(open),
            offsets: None,
        }
    }

    /// Returns the place of the whole literal.
    #[must_use]
    pub fn span(&self) -> Span {
        self.literal
    }

    /// Returns the place of a range of bytes of `value`.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Span {
        let place = |offset: usize| match &self.offsets {
            None => self.literal.start() + self.open as usize + offset,
            Some(offsets) => offsets.0.get(offset).copied().unwrap_or(self.literal.end()),
        };
        Span::new(self.literal.file, place(range.start)..place(range.end))
    }

    /// Returns a range of bytes of `value`, borrowed from the file where the literal holds no escapes.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Cow<'a, str> {
        match &self.value {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
            Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
        }
    }

    /// Returns a range of bytes of `value` as a name.
    #[must_use]
    pub fn name(&self, range: Range<usize>) -> Name<'a> {
        Name {
            text: self.slice(range.clone()),
            span: self.part(range),
        }
    }

    /// Returns the whole text as a name; its place excludes the quotes.
    #[must_use]
    pub fn as_name(&self) -> Name<'a> {
        self.name(0..self.value.len())
    }
}

/// Returns the length of the opening of a literal, which has a few bytes.
fn small(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Decodes RON's escapes; for every byte of the result, the offset it came from.
fn unescape(inside: &str, base: usize) -> Option<(String, Vec<usize>)> {
    let mut value = String::with_capacity(inside.len());
    let mut offsets = Vec::with_capacity(inside.len() + 1);
    let mut rest = inside;
    while let Some(first) = rest.chars().next() {
        let at = base + inside.len() - rest.len();
        let length = if first == '\\' {
            let (decoded, length) = escape(rest)?;
            if let Some(decoded) = decoded {
                value.push(decoded);
            }
            length
        } else {
            value.push(first);
            first.len_utf8()
        };
        offsets.resize(value.len(), at);
        rest = rest.get(length..)?;
    }
    offsets.push(base + inside.len());
    Some((value, offsets))
}

/// Decodes the escape at the start of `rest`: its character, if it stands for one, and its length in bytes.
fn escape(rest: &str) -> Option<(Option<char>, usize)> {
    let kind = rest[1..].chars().next()?;
    let simple = |decoded| Some((Some(decoded), 2));
    match kind {
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        '0' => simple('\0'),
        '\\' | '\'' | '"' => simple(kind),
        'x' => {
            let code = u8::from_str_radix(rest.get(2..4)?, 16).ok()?;
            Some((Some(char::from(code)), 4))
        }
        'u' => {
            let end = rest.find('}')?;
            let code = u32::from_str_radix(rest.get(3..end)?, 16).ok()?;
            Some((Some(char::from_u32(code)?), end + 1))
        }
        '\n' => {
            let skipped = rest[1..].trim_start_matches([' ', '\t', '\n', '\r']);
            Some((None, rest.len() - skipped.len()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::Sources;

    fn decode(literal: &str) -> Option<Text<'_>> {
        let (file, _) = Sources::default().add("a.ron", b"");
        Text::decode(file, 100, literal)
    }

    #[test]
    fn raw_string_stands_as_it_is() {
        let text = decode(r##"r#"a "quoted" \n word"#"##).expect("a string");
        assert_eq!(text.value, r#"a "quoted" \n word"#);
        assert_eq!(text.part(2..3).start(), 105);
    }

    #[test]
    fn values_that_are_no_strings_are_refused() {
        assert!(decode("12").is_none());
        assert!(decode("(a: \"b\")").is_none());
    }

    proptest! {
        #[test]
        fn decoding_agrees_with_ron(atoms in prop::collection::vec(prop::sample::select(vec![
            "a", "é", "🦀", "\\\"", "\\n", "\\\\", "\\x41", "\\u{1F980}", "\\\n   ", "\n", "\\'", "\\0", " ",
        ]), 0..12)) {
            let literal = format!("\"{}\"", atoms.concat());
            let expected: String = ron::from_str(&literal).expect("valid RON");
            let text = decode(&literal).expect("a string");
            prop_assert_eq!(text.value.as_ref(), expected.as_str());
            for (at, character) in text.value.char_indices() {
                let origin = &literal[text.part(at..at).start() - 100..];
                prop_assert!(origin.starts_with(character) || origin.starts_with('\\'));
            }
        }
    }
}
