//! RON values that keep their places.
//!
//! Every leaf is read as a borrowed [`RawValue`]: its offset in the file is its place, and a leaf of the wrong type is
//! one fault among others instead of the end of the reading. Maps keep their order and their duplicates.

use std::collections::BTreeSet;

use ron::{Error as E, extensions::Extensions, value::RawValue};
use serde::Deserialize;

use super::{
    depth::{Entries, Literal},
    prose::Prose,
    signs::{forbidden, named},
    slips,
    text::Text,
    tokens,
};
use crate::{
    diagnostic::{Fault, FaultKind, Level},
    source::{FileId, Source, Span},
};

/// A piece of RON that is well formed, in the file it came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    /// The value, without the white space and comments around it.
    pub ron: &'a str,
    pub start: usize,
}

/// Names of things that exist but could not be read.
pub type Unread = BTreeSet<String>;

/// A map of which nothing is known yet.
type RawEntries<'a> = Entries<&'a RawValue, &'a RawValue>;

/// The entries of a map: key and value.
pub(super) type Pairs<'a> = Vec<(Text<'a>, Value<'a>)>;

/// Reads the values of one file and collects what is wrong with them.
pub(super) struct Reader<'a, 'f> {
    pub file: FileId,
    text: &'a str,
    pub faults: &'f mut Vec<Fault>,
    /// The names of things that could not be read: asking for one is no further fault.
    pub unread: &'f mut Unread,
    /// Whether prose is looked into as soon as it is read: what it belongs to may be left out for another fault.
    looks_into_prose: bool,
}

impl<'a, 'f> Reader<'a, 'f> {
    pub fn new(
        file: FileId,
        source: &'a Source,
        faults: &'f mut Vec<Fault>,
        unread: &'f mut Unread,
    ) -> Self {
        Self {
            file,
            text: &source.text,
            faults,
            unread,
            looks_into_prose: false,
        }
    }

    pub fn fault(&mut self, kind: FaultKind, span: Span) {
        self.faults.push(Fault::new(kind, span));
    }

    /// Returns the whole file as one value, not yet known to be well formed.
    pub fn whole(&self) -> Value<'a> {
        trim(self.text, 0)
    }

    /// Reports a comment that swallows the rest of the file.
    pub fn check_comments(&mut self) {
        if let Some(slip) = slips::find(self.text, self.text) {
            let span = Span::new(self.file, slip.range);
            self.fault(slip.kind, span);
        }
    }

    /// Reports the first control character of the file, if it has one.
    pub fn check_signs(&mut self) {
        if let Some((at, sign)) = forbidden(self.text) {
            let span = Span::new(self.file, at..at + sign.len_utf8());
            self.fault(FaultKind::ControlCharacter(named(sign)), span);
        }
    }

    pub fn span(&self, value: Value<'a>) -> Span {
        Span::new(self.file, value.start..value.start + value.ron.len())
    }

    /// Reads a struct whose fields are raw values.
    pub fn fields<T: Deserialize<'a>>(
        &mut self,
        value: Value<'a>,
        owner: &'static str,
    ) -> Option<T> {
        if !value.ron.starts_with('(') {
            self.fault(
                FaultKind::WrongType("fields in parentheses: (name: value, ...)"),
                self.span(value),
            );
            return None;
        }
        self.parse(value, owner)
    }

    fn parse<T: Deserialize<'a>>(&mut self, value: Value<'a>, owner: &'static str) -> Option<T> {
        match try_parse(value.ron) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                let fault = self.explain(value, &error, owner);
                self.faults.push(fault);
                None
            }
        }
    }

    /// Returns the value of a field that [`Reader::parse`] found.
    pub fn field(&self, raw: &'a RawValue) -> Value<'a> {
        let ron = raw.get_ron();
        let start = ron.as_ptr() as usize - self.text.as_ptr() as usize;
        trim(ron, start)
    }

    /// Returns the text of a literal.
    pub fn literal(&self, literal: Literal<'a>) -> Text<'a> {
        Text::verbatim(self.file, self.text, literal.0)
    }

    /// Reads the entries of a map.
    pub fn entries(&mut self, value: Value<'a>, expected: &'static str) -> Option<Pairs<'a>> {
        if !value.ron.starts_with('{') {
            self.fault(FaultKind::WrongType(expected), self.span(value));
            return None;
        }
        let entries: RawEntries<'a> = self.parse(value, "map")?;
        Some(self.pairs(&entries))
    }

    pub fn pairs(&mut self, entries: &RawEntries<'a>) -> Pairs<'a> {
        let mut pairs = Vec::with_capacity(entries.0.len());
        for (key, value) in &entries.0 {
            let key = self.field(key);
            if let Some(key) = self.string(key) {
                pairs.push((key, self.field(value)));
            }
        }
        pairs
    }

    /// Reads a list.
    pub fn list(&mut self, value: Value<'a>, expected: &'static str) -> Option<Vec<Value<'a>>> {
        if !value.ron.starts_with('[') {
            self.fault(FaultKind::WrongType(expected), self.span(value));
            return None;
        }
        let items: Vec<&'a RawValue> = self.parse(value, "list")?;
        Some(items.into_iter().map(|item| self.field(item)).collect())
    }

    /// Reads a string.
    pub fn string(&mut self, value: Value<'a>) -> Option<Text<'a>> {
        let text = Text::decode(self.file, value.start, value.ron);
        match &text {
            None => {
                let is_word = |character: char| character.is_alphanumeric() || character == '_';
                let quoted = value
                    .ron
                    .chars()
                    .all(is_word)
                    .then(|| format!("\"{}\"", value.ron));
                let kind = FaultKind::WrongType("text in double quotes");
                let fault = Fault::new(kind, self.span(value)).replacement(quoted);
                self.faults.push(fault);
            }
            Some(text) if value.ron.contains('\\') => {
                if let Some((at, sign)) = forbidden(&text.value) {
                    let span = text.part(at..at + sign.len_utf8());
                    self.fault(FaultKind::ControlCharacter(named(sign)), span);
                }
            }
            Some(_) => {}
        }
        text
    }

    /// Reads a whole number, 0 or more.
    pub fn number(&mut self, value: Value<'a>) -> Option<u64> {
        let is_decimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let number = match value.ron.parse() {
            Ok(number) if is_decimal(value.ron) => Some(number),
            _ => try_parse(value.ron).ok(),
        };
        if number.is_none() {
            let kind = FaultKind::WrongType("a whole number");
            let bare = value.ron.trim_matches(['"', ' ']);
            let is_number = !bare.is_empty() && is_decimal(bare);
            let fault = Fault::new(kind, self.span(value)).replacement(is_number.then_some(bare));
            self.faults.push(fault);
        }
        number
    }

    /// Reads a share: a number from 0 to 1.
    pub fn share(&mut self, value: Value<'a>) -> Option<f64> {
        let share = try_parse(value.ron)
            .ok()
            .filter(|share| (0.0..=1.0).contains(share));
        if share.is_none() {
            self.fault(
                FaultKind::WrongType("a number from 0 to 1"),
                self.span(value),
            );
        }
        share
    }

    /// Reads the level of a lint.
    pub fn level(&mut self, word: &str, span: Span) -> Option<Level> {
        let level = Level::parse(word);
        if level.is_none() {
            let expected = FaultKind::WrongType("`\"allow\"`, `\"warn\"` or `\"deny\"`");
            self.fault(expected, span);
        }
        level
    }

    /// Reads `true` or `false`.
    pub fn truth(&mut self, value: Value<'a>) -> Option<bool> {
        let truth = match value.ron {
            "true" => Some(true),
            "false" => Some(false),
            other => try_parse(other).ok(),
        };
        if truth.is_none() {
            let meant = match value.ron.trim_matches('"').to_lowercase().as_str() {
                "true" | "yes" | "on" | "1" => Some("true"),
                "false" | "no" | "off" | "0" => Some("false"),
                _ => None,
            };
            let kind = FaultKind::WrongType("`true` or `false`");
            let fault = Fault::new(kind, self.span(value)).replacement(meant);
            self.faults.push(fault);
        }
        truth
    }

    /// Reads a file in one go, as deep as `T` goes. `None` where anything in it is amiss: what that is, a second reading
    /// finds out that goes down level by level.
    pub fn in_one_go<T: Deserialize<'a>>(&mut self) -> Option<T> {
        let read = Self::at_once(self.whole());
        self.looks_into_prose = read.is_none();
        read
    }

    /// Reads a value in one go, or returns `None` where anything in it is amiss.
    pub fn at_once<T: Deserialize<'a>>(value: Value<'a>) -> Option<T> {
        try_parse(value.ron).ok()
    }

    /// Returns the prose that a text is.
    pub fn prose_of(&mut self, text: Text<'a>) -> Prose<'a> {
        let prose = Prose::of(text);
        if self.looks_into_prose {
            prose.pieces(self.faults);
        }
        prose
    }

    /// Reads a file that is a map, piece by piece where it is not well formed, so that one broken entry does not hide
    /// the next.
    pub fn file_entries(&mut self) -> Pairs<'a> {
        let whole = self.whole();
        let error = match try_parse::<RawEntries<'a>>(whole.ron) {
            Ok(entries) => return self.pairs(&entries),
            Err(error) => error,
        };
        let known = self.faults.len();
        let mut pairs = Vec::new();
        let swallowed = self.swallowed();
        let pieces = self.pieces();
        // The rest of a node with such a text is not to be seen.
        let hidden = swallowed.and_then(|from| pieces.iter().rposition(|(_, it)| it.start <= from));
        for (index, (key, value)) in pieces.into_iter().enumerate() {
            if hidden == Some(index) {
                self.unread.insert(key.ron.trim_matches('"').to_owned());
                continue;
            }
            match try_parse::<&RawValue>(value.ron) {
                Ok(_) => {
                    if let Some(key) = self.string(key) {
                        pairs.push((key, value));
                    }
                }
                Err(error) => {
                    self.unread.insert(key.ron.trim_matches('"').to_owned());
                    let fault = self.explain(value, &error, "entry");
                    self.faults.push(fault);
                }
            }
        }
        if self.faults.len() == known {
            let fault = self.explain(whole, &error, "file");
            self.faults.push(fault);
        }
        pairs
    }

    /// Reports a text that swallowed what follows it, and returns where that begins.
    fn swallowed(&mut self) -> Option<usize> {
        let slip = slips::swallowed(self.text)?;
        let start = slip.range.start;
        let fault = self.fault_of(slip, 0);
        self.faults.push(fault);
        Some(start)
    }

    /// Returns the fault that a slip in a value is, which begins at `start`.
    fn fault_of(&self, slip: slips::Slip, start: usize) -> Fault {
        let at = |range: std::ops::Range<usize>| {
            Span::new(self.file, start + range.start..start + range.end)
        };
        let fault = Fault::new(slip.kind, at(slip.range)).replacement(slip.cure);
        match slip.opened {
            Some((opened, label)) => fault.also(at(opened), label),
            None => fault,
        }
    }

    /// Cuts a broken map at the lines that begin like its first entry: the same indentation, a key, a colon.
    fn pieces(&self) -> Vec<(Value<'a>, Value<'a>)> {
        let mut heads: Vec<(Value<'a>, usize)> = Vec::new();
        let mut indentation = None;
        let mut line_start = 0;
        for line in self.text.split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            let body = &line[indent..];
            if let Some(key) = entry_key(body)
                && *indentation.get_or_insert(indent) == indent
            {
                let start = line_start + indent;
                let colon = start + key.len() + body[key.len()..].find(':').unwrap_or(0);
                heads.push((Value { ron: key, start }, colon + 1));
            }
            line_start += line.len();
        }
        let ends: Vec<usize> = heads.iter().skip(1).map(|(key, _)| key.start).collect();
        heads
            .into_iter()
            .zip(ends.into_iter().chain([self.text.len()]))
            .map(|((key, start), end)| {
                let body = trim(&self.text[start..end], start);
                // Where the brackets close, the value ends there; where they do not, all of it is part of the fault.
                let length = tokens::value_length(body.ron).unwrap_or(body.ron.len());
                let ron = &body.ron[..length];
                (key, Value { ron, ..body })
            })
            .collect()
    }

    fn explain(
        &self,
        value: Value<'a>,
        error: &ron::error::SpannedError,
        owner: &'static str,
    ) -> Fault {
        let range = value.start + offset_of(value.ron, error.span.start)
            ..value.start + offset_of(value.ron, error.span.end);
        let here = Span::new(self.file, range.start..range.end.max(range.start));
        match &error.code {
            E::NoSuchStructField {
                expected, found, ..
            } => {
                let near = nearest(found, expected.iter().copied());
                let kind = FaultKind::UnknownField {
                    owner,
                    field: found.clone(),
                    expected: expected
                        .iter()
                        .map(|name| format!("`{name}`"))
                        .collect::<Vec<_>>()
                        .join(", "),
                };
                Fault::new(kind, here).replacement(near)
            }
            E::MissingStructField { field, .. } => {
                Fault::new(FaultKind::MissingField { owner, field }, first_char(here))
            }
            E::DuplicateStructField { field, .. } => {
                Fault::new(FaultKind::DuplicateField((*field).to_owned()), here)
            }
            E::ExceededRecursionLimit => Fault::new(FaultKind::TooDeep, here),
            _ => match slips::find(value.ron, self.text) {
                Some(slip) => self.fault_of(slip, value.start),
                None => Fault::new(FaultKind::Ron(plain_words(&error.code)), here),
            },
        }
    }
}

/// Narrows a place to its first character, where the whole would underline too much.
fn first_char(span: Span) -> Span {
    let range = span.range();
    Span::new(span.file, range.start..range.end.min(range.start + 1))
}

/// Returns RON's own words, made to read like ours.
fn plain_words(error: &ron::Error) -> String {
    let words = error.to_string();
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => words,
    }
}

/// Returns the name that `wanted` most likely meant, if any is near: one edit, and one more for every four letters.
pub(crate) fn nearest<'n>(
    wanted: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    names
        .into_iter()
        .map(|name| {
            let as_written = strsim::damerau_levenshtein(wanted, name);
            // A name in capitals is far from its own small letters.
            let in_lower_case = strsim::damerau_levenshtein(&wanted.to_lowercase(), name);
            (as_written.min(in_lower_case), name)
        })
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4 && *distance < name.len())
        .min()
        .map(|(_, name)| name.to_owned())
}

fn try_parse<'a, T: Deserialize<'a>>(ron: &'a str) -> Result<T, ron::error::SpannedError> {
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .from_str(ron)
}

/// Returns the byte offset of a line and column that count from 1, the column in characters.
fn offset_of(text: &str, position: ron::error::Position) -> usize {
    let line = match position.line.checked_sub(2) {
        None => 0,
        Some(skipped) => text
            .match_indices('\n')
            .nth(skipped)
            .map_or(text.len(), |(newline, _)| newline + 1),
    };
    text[line..]
        .char_indices()
        .nth(position.col.saturating_sub(1))
        .map_or(text.len(), |(column, _)| line + column)
}

/// Returns the key at the start of a line that reads like `"key": (`.
fn entry_key(line: &str) -> Option<&str> {
    let close = line.strip_prefix('"')?.find('"')? + 1;
    let rest = line[close + 1..].trim_start().strip_prefix(':')?;
    rest.trim_start().starts_with('(').then(|| &line[..=close])
}

/// Skips the white space and comments around a value that begins at `start`.
fn trim(ron: &str, start: usize) -> Value<'_> {
    let mut rest = ron;
    loop {
        rest = rest.trim_start();
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |newline| &rest[newline..]);
        } else if rest.starts_with("/*") {
            rest = &rest[tokens::block_comment(rest).unwrap_or(rest.len())..];
        } else {
            break;
        }
    }
    let start = start + ron.len() - rest.len();
    Value {
        ron: trim_end(rest),
        start,
    }
}

/// Drops white space and whole-line comments from the end. What is left may still end in a comment; a reader of
/// structs does not mind, and [`Text::decode`] is only handed strings, which RON cuts off exactly.
fn trim_end(ron: &str) -> &str {
    let mut rest = ron.trim_end();
    while let Some(line) = rest.rfind('\n').map(|newline| newline + 1)
        && rest[line..].trim_start().starts_with("//")
    {
        rest = rest[..line].trim_end();
    }
    rest
}
