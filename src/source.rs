//! The files of a story as text, and places in them.
//!
//! Sits below everything: it knows neither RON nor stories, and reads no disk. A [`Source`] keeps its text as the
//! writer's editor shows it, less a byte-order mark and carriage returns, so that a place means the same to both.

use std::ops::Range;

use memchr::memchr;

/// All files of one story, in the order in which they were added.
#[derive(Debug, Default)]
pub struct Sources {
    root: String,
    files: Vec<Source>,
}

/// One file of a story.
#[derive(Debug)]
pub struct Source {
    /// The path as shown to the writer.
    pub path: String,
    /// The path inside the story's folder, with `/` between its parts.
    pub inside: String,
    pub text: String,
    /// The place in the text where the file's bytes stop being UTF-8. From there on the text holds replacement characters.
    pub not_text: Option<Range<usize>>,
}

/// The number of a file in its [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes in one file, as small as it can be: there are many. What lies behind the first 4 GiB of a file is told
/// to be at their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    start: u32,
    end: u32,
}

impl Sources {
    /// Begins a story whose folder is shown to the writer as `root`.
    #[must_use]
    pub fn new(root: impl Into<String>) -> Self {
        let root = root.into();
        Self {
            root,
            files: Vec::new(),
        }
    }

    /// Returns a story that has these files, in this order.
    #[must_use]
    pub fn of(root: impl Into<String>, files: Vec<Source>) -> Self {
        let root = root.into();
        Self { root, files }
    }

    /// Adds the file at `inside` the story's folder and returns its number, and what [`Source::not_text`] says of it.
    pub fn add(&mut self, inside: &str, bytes: &[u8]) -> (FileId, Option<Span>) {
        let file = FileId::at(self.files.len());
        let source = Source::of(&self.root, inside, bytes.to_vec());
        let not_text = source.not_text.clone();
        self.files.push(source);
        (file, not_text.map(|range| Span::new(file, range)))
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Returns the file behind a number that [`Sources::add`] gave out.
    #[must_use]
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.index()]
    }

    /// Returns every file with its number, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0..).map(FileId).zip(&self.files)
    }
}

impl FileId {
    /// Returns the number of the file at `index`; a story never has 2^32 files.
    #[must_use]
    pub fn at(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Source {
    /// Returns the file at `inside` a story's folder from its bytes. The folder is shown to the writer as `root`.
    #[must_use]
    pub fn of(root: &str, inside: &str, bytes: Vec<u8>) -> Self {
        let root = root.trim_end_matches('/');
        let path = if root.is_empty() {
            plain(inside)
        } else {
            plain(&format!("{root}/{inside}"))
        };
        let (text, not_text) = decode(bytes);
        Self {
            path,
            inside: inside.to_owned(),
            text,
            not_text,
        }
    }
}

/// Decodes the bytes of a file; where they are not UTF-8, the place where they stop being so is returned too.
fn decode(bytes: Vec<u8>) -> (String, Option<Range<usize>>) {
    if let Some(text) = from_utf16(&bytes) {
        let text = clean(text);
        let first = text.chars().next().map_or(0, char::len_utf8);
        return (text, Some(0..first));
    }
    match String::from_utf8(bytes) {
        Ok(text) => (clean(text), None),
        Err(error) => {
            let end = error.utf8_error().valid_up_to();
            let (good, rest) = error.as_bytes().split_at(end);
            let good = clean(String::from_utf8_lossy(good).into_owned());
            let bad = good.len()..good.len() + char::REPLACEMENT_CHARACTER.len_utf8();
            (good + &String::from_utf8_lossy(rest), Some(bad))
        }
    }
}

/// Where the lines of a file begin: what many places are looked up by.
#[derive(Debug)]
pub struct Lines<'a> {
    source: &'a Source,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    #[must_use]
    pub fn new(source: &'a Source) -> Self {
        let newlines = source.text.match_indices('\n');
        let starts = newlines.map(|(newline, _)| newline + 1);
        Self {
            source,
            starts: [0].into_iter().chain(starts).collect(),
        }
    }

    /// Returns the line and column of a byte offset, both counted from 1, the column in characters.
    #[must_use]
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let text = &self.source.text;
        let offset = text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        (line, text[start..offset].chars().count() + 1)
    }

    /// Returns the whole lines that hold a range of bytes, the number of the first, and where it begins.
    #[must_use]
    pub fn around(&self, range: &Range<usize>) -> (&'a str, usize, usize) {
        let text = &self.source.text;
        // The end of a file is the end of its last line, though nothing may follow the line's break.
        let begin = range.start.min(text.len().saturating_sub(1));
        let line = self.starts.partition_point(|start| *start <= begin);
        let start = self.starts[line - 1];
        let after = self.starts.partition_point(|start| *start <= range.end);
        let end = self.starts.get(after).copied().unwrap_or(text.len());
        (&text[start..end], line, start)
    }
}

/// Writes out signs that a terminal would obey: control characters, and those that turn the order of letters.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for sign in text.chars() {
        if is_order(sign) {
            shown.extend(sign.escape_default());
        } else {
            shown.push(sign);
        }
    }
    shown
}

/// Tells whether a terminal would obey the sign instead of showing it.
#[must_use]
pub fn is_order(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Decodes a text of two bytes a letter, as some editors save it: with a mark at its start, or nearly all plain letters.
fn from_utf16(bytes: &[u8]) -> Option<String> {
    let is_wide = |zero: usize| {
        let (pairs, _) = bytes.as_chunks::<2>();
        let start = &pairs[..pairs.len().min(8)];
        start.len() > 1
            && start
                .iter()
                .all(|pair| pair[zero] == 0 && pair[1 - zero] != 0)
    };
    let read: fn([u8; 2]) -> u16 = if bytes.starts_with(&[0xff, 0xfe]) || is_wide(1) {
        u16::from_le_bytes
    } else if bytes.starts_with(&[0xfe, 0xff]) || is_wide(0) {
        u16::from_be_bytes
    } else {
        return None;
    };
    let units: Vec<u16> = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| read(*pair))
        .collect();
    Some(String::from_utf16_lossy(&units))
}

/// Drops a byte-order mark and carriage returns.
fn clean(mut text: String) -> String {
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    if memchr(b'\r', text.as_bytes()).is_some() {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    text
}

impl Span {
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let small = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            file,
            start: small(range.start),
            end: small(range.end),
        }
    }

    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Returns the byte range inside the file.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Returns the place from the start of this one to the end of a later one in the same file.
    #[must_use]
    pub fn to(self, later: Self) -> Self {
        Self {
            end: later.end.max(self.end),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_line() {
        let text = "ab\n\u{e9}c\n\nd";
        let mut sources = Sources::default();
        let (file, _) = sources.add("a.ron", text.as_bytes());
        let lines = Lines::new(sources.get(file));
        let places = [0, 2, 3, 5, 6, 7, 8, 9].map(|offset| lines.line_and_column(offset));
        let expected = [
            (1, 1),
            (1, 3),
            (2, 1),
            (2, 2),
            (2, 3),
            (3, 1),
            (4, 1),
            (4, 2),
        ];
        assert_eq!(places, expected);
        assert_eq!(lines.around(&(4..5)), ("\u{e9}c\n", 2, 3));
        assert_eq!(lines.around(&(1..8)), (text, 1, 0));
        let end = text.len();
        assert_eq!(lines.around(&(end..end)), ("d", 4, end - 1));
        let (empty, _) = sources.add("b.ron", b"\n");
        let lines = Lines::new(sources.get(empty));
        assert_eq!(lines.line_and_column(1), (2, 1));
        assert_eq!(lines.around(&(1..1)), ("\n", 1, 0));
    }
}
