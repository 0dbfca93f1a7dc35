//! Prose: names to ids, white space to what a reader sees.

use std::{mem, ops::Range};

use memchr::memchr;

use super::scope::{Meaning, Scope};
use crate::{
    diagnostic::{Fault, FaultKind, Thing},
    source::Span,
    story::{Kind, Open, Portion, VariableId, Writer},
    syntax::{self, Expression, Sink, Text},
};

/// How white space is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Layout {
    /// A newline is a space, a blank line a paragraph.
    Flowing,
    /// Line for line, less the indentation that all lines share.
    Drawn,
}

/// What becomes of words in a layout.
#[derive(Debug, Clone, Copy)]
enum Words {
    Flow,
    Undent(usize),
}

impl Words {
    fn of(layout: Layout, written: &syntax::Prose<'_>) -> Self {
        match layout {
            Layout::Flowing => Self::Flow,
            Layout::Drawn => Self::Undent(indent(written.written())),
        }
    }

    fn write(self, words: &str, text: &mut String) {
        match self {
            Self::Flow => flow(words, text),
            Self::Undent(indent) => undent(words, indent, text),
        }
    }
}

/// Prose on its way from what is written to what is run.
struct Compiler<'s, 'w, 'p> {
    scope: &'s Scope<'w>,
    writer: Writer<'p>,
    layout: Words,
    /// Whether white space that comes next goes: that around one text of several belongs to the braces.
    is_start: bool,
    faults: Vec<Fault>,
}

/// A piece whose texts are being written.
struct Branching<'a> {
    piece: Open,
    texts: usize,
    /// What the texts are chosen by, if that is no condition.
    counter: Option<(syntax::Name<'a>, VariableId)>,
}

impl<'a> Sink<'a> for Compiler<'_, '_, '_> {
    type Open = Branching<'a>;
    type Text = Open;

    fn words(&mut self, written: &Text<'a>, range: Range<usize>) {
        let mut words = &written.value[range];
        if mem::take(&mut self.is_start) {
            words = &words[gap(words).0..];
        }
        self.writer.words(|text| self.layout.write(words, text));
    }

    fn value(&mut self, name: syntax::Name<'a>) {
        self.is_start = false;
        if let Some(Meaning::Record(record)) = self.scope.meanings.get(&name.text) {
            self.writer.record(record);
        } else if let Some(counter) = self.scope.counter(&name, &mut self.faults) {
            self.writer.value(counter);
        }
    }

    fn entry(&mut self, name: syntax::Name<'a>, number: usize) {
        self.is_start = false;
        match self
            .scope
            .meanings
            .find(&name, Thing::Record, &mut self.faults)
        {
            Some(Meaning::Record(record)) => self.writer.entry(record, number - 1),
            Some(Meaning::Variable(_) | Meaning::Effect(_)) => {
                let kind = FaultKind::BadValue(format!("`{}` is no record", name.text));
                self.faults.push(Fault::new(kind, name.span));
            }
            None => {}
        }
    }

    fn variant(&mut self, when: Expression<'a>) -> Branching<'a> {
        let when = self.scope.condition(Some(&when), &mut self.faults);
        Branching {
            piece: self.writer.variant(when),
            texts: 0,
            counter: None,
        }
    }

    fn by_value(&mut self, name: syntax::Name<'a>) -> Branching<'a> {
        let counter = self.scope.counter(&name, &mut self.faults);
        // After a fault the result means nothing.
        let counter_or_any = counter.unwrap_or(VariableId(0));
        Branching {
            piece: self.writer.by_value(counter_or_any),
            texts: 0,
            counter: counter.map(|counter| (name, counter)),
        }
    }

    fn text(&mut self) -> Open {
        self.is_start = true;
        self.writer.text()
    }

    fn end_text(&mut self, piece: &mut Branching<'a>, text: Open, _: Span) {
        self.is_start = false;
        self.writer.trim_end(Some(&text));
        self.writer.close(text);
        piece.texts += 1;
    }

    fn end(&mut self, branching: Branching<'a>) {
        self.writer.close(branching.piece);
        if let Some((name, counter)) = branching.counter {
            let max = self.scope.variables[counter.index()].field.max;
            let values = max.saturating_add(1);
            if values != branching.texts as u64 {
                let kind = FaultKind::TextCount {
                    counter: name.text.to_string(),
                    values,
                    texts: branching.texts,
                };
                self.faults.push(Fault::new(kind, name.span));
            }
        }
    }
}

impl Scope<'_> {
    /// Compiles prose and adds it to a portion. After a fault the result means nothing.
    pub fn prose(
        &self,
        written: &syntax::Prose<'_>,
        layout: Layout,
        portion: &mut Portion,
        faults: &mut Vec<Fault>,
    ) {
        let is_flowing = matches!(layout, Layout::Flowing);
        let mut compiler = Compiler {
            scope: self,
            writer: portion.write(),
            layout: Words::of(layout, written),
            is_start: is_flowing,
            faults: Vec::new(),
        };
        written.read(&mut compiler, faults);
        if is_flowing {
            compiler.writer.trim_end(None);
        }
        faults.extend(compiler.faults);
    }

    fn counter(&self, name: &syntax::Name<'_>, faults: &mut Vec<Fault>) -> Option<VariableId> {
        let kind = match self.meanings.find(name, Thing::Variable, faults)? {
            Meaning::Variable(variable) if self.variables[variable.index()].kind != Kind::Flag => {
                return Some(variable);
            }
            Meaning::Variable(_) => FaultKind::FlagPrinted(name.text.to_string()),
            Meaning::Record(_) => FaultKind::RecordRead(name.text.to_string()),
            Meaning::Effect(_) => FaultKind::EffectRead(name.text.to_string()),
        };
        faults.push(Fault::new(kind, name.span));
        None
    }
}

/// Makes a newline a space and a blank line a paragraph.
fn flow(words: &str, text: &mut String) {
    let mut rest = words;
    while !rest.is_empty() {
        // A single space between words stays as it is; so does whatever lies between two other gaps.
        let (words, after) = rest.split_at(next_gap(rest));
        text.push_str(words);
        let (length, newlines) = gap(after);
        match newlines {
            0 | 1 if length > 0 => text.push(' '),
            0 | 1 => {}
            _ => text.push_str("\n\n"),
        }
        rest = &after[length..];
    }
}

/// Returns how many bytes of white space a text begins with, and how many newlines are among them.
fn gap(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut length, mut newlines) = (0, 0);
    loop {
        match bytes.get(length) {
            Some(b'\n') => {
                newlines += 1;
                length += 1;
            }
            Some(b' ') => length += spaces(&bytes[length..]),
            Some(byte) if !is_letter(*byte) => break,
            _ => return (length, newlines),
        }
    }
    // Any other white space is rare.
    let rest = text[length..].trim_start();
    let other = &text[length..text.len() - rest.len()];
    if other.is_empty() {
        return (length, newlines);
    }
    (length + other.len(), newlines + other.matches('\n').count())
}

/// Returns how many spaces a text begins with; eight bytes are looked at together.
fn spaces(bytes: &[u8]) -> usize {
    let mut count = 0;
    for chunk in bytes.as_chunks::<8>().0 {
        let other = u64::from_le_bytes(*chunk) ^ u64::from_le_bytes([b' '; 8]);
        if other != 0 {
            return count + other.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    count
        + bytes[count..]
            .iter()
            .take_while(|byte| **byte == b' ')
            .count()
}

/// Returns where the first white space begins that is more than one space between words.
fn next_gap(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += even(&bytes[at..]);
        let sign = match bytes.get(at) {
            Some(byte) if byte.is_ascii() => char::from(*byte),
            Some(_) => text[at..].chars().next().unwrap_or_default(),
            None => return at,
        };
        if sign.is_whitespace() {
            return at - usize::from(at > 0 && bytes[at - 1] == b' ');
        }
        at += sign.len_utf8();
    }
}

/// Returns how many bytes are ASCII words with single spaces between them, or nearly as many: the rest is looked into.
fn even(bytes: &[u8]) -> usize {
    let mut at = 0;
    // Eight bytes are looked at together, each beside the next one.
    while let Some(stretch) = bytes[at..].first_chunk::<9>() {
        let [words, nexts] = [0, 1].map(|start| {
            let eight = stretch[start..].first_chunk();
            u64::from_le_bytes(*eight.unwrap_or(&[0; 8]))
        });
        let uneven = uneven(words, nexts);
        if uneven != 0 {
            return at + uneven.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes[at..].iter();
    at + rest.take_while(|byte| is_letter(**byte)).count()
}

/// Marks bytes by their highest bit: the first one that is no ASCII sign or the first of two spaces, and perhaps later ones.
/// Where a byte is less than what is taken from it, the ones above it are a little off: Hacker's Delight (Warren 2012), 6-1.
fn uneven(words: u64, nexts: u64) -> u64 {
    let each = |byte: u8| u64::from_le_bytes([byte; 8]);
    let no_sign = words | words.wrapping_sub(each(b' '));
    // No sign is less than a space, so that two that make one together are two spaces.
    let spaces = (words | nexts) ^ each(b' ');
    let two_spaces = spaces.wrapping_sub(each(1)) & !spaces;
    (no_sign | two_spaces) & each(0x80)
}

fn is_letter(byte: u8) -> bool {
    (b'!'..=b'~').contains(&byte)
}

/// Takes `indent` spaces from the start of every line but the first.
fn undent(words: &str, indent: usize, text: &mut String) {
    let mut rest = words;
    while let Some(newline) = memchr(b'\n', rest.as_bytes()) {
        let (line, after) = rest.split_at(newline + 1);
        text.push_str(line);
        rest = &after[spaces(after.as_bytes()).min(indent)..];
    }
    text.push_str(rest);
}

/// Returns by how many spaces all lines of a drawing but the first are indented.
fn indent(drawing: &str) -> usize {
    let lines = drawing.split('\n').skip(1);
    let lines = lines.filter(|line| !line.trim_start().is_empty());
    let lines = lines.map(|line| spaces(line.as_bytes()));
    lines.min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn flowed(words: &str) -> String {
        let mut text = String::new();
        flow(words, &mut text);
        text
    }

    #[test]
    fn newlines_are_spaces_and_blank_lines_paragraphs() {
        assert_eq!(
            flowed("\n   one\n   two  three\n \n\n   four "),
            " one two three\n\nfour "
        );
    }

    proptest! {
        #[test]
        fn whatever_is_no_gap_stays(atoms in prop::collection::vec(prop::sample::select(vec![
            "a", "bc", " ", " ", "\n", "\n\n", "\t", "\u{b}", "\u{a0}", "é", "\u{2003}", "\u{1f}", "x\u{85}",
        ]), 0..12)) {
            let text = atoms.concat();
            let mut expected = String::new();
            let mut gap = String::new();
            for character in text.chars().chain(['.']) {
                if character.is_whitespace() {
                    gap.push(character);
                    continue;
                }
                match gap.matches('\n').count() {
                    _ if gap.is_empty() => {}
                    0 | 1 => expected.push(' '),
                    _ => expected.push_str("\n\n"),
                }
                gap.clear();
                expected.push(character);
            }
            prop_assert_eq!(flowed(&(text + ".")), expected);
        }
    }
}
