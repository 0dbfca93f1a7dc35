//! Prose: names to ids, white space to what a reader sees.

use memchr::memchr;

use super::scope::{Meaning, Scope};
use crate::{
    diagnostic::{Fault, FaultKind, Thing},
    story::{Kind, Piece, Prose, VariableId},
    syntax,
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
    fn of(layout: Layout, written: &syntax::Pieces<'_>) -> Self {
        match layout {
            Layout::Flowing => Self::Flow,
            Layout::Drawn => Self::Undent(indent(written)),
        }
    }

    fn read(self, words: &str) -> String {
        match self {
            Self::Flow => flow(words),
            Self::Undent(indent) => undent(words, indent),
        }
    }
}

impl Scope<'_> {
    /// Compiles prose, leaving out the pieces with faults.
    pub fn prose(
        &self,
        written: &syntax::Prose<'_>,
        layout: Layout,
        faults: &mut Vec<Fault>,
    ) -> Prose {
        let written = written.pieces(faults);
        let words = Words::of(layout, &written);
        self.pieces(&written.pieces, words, false, faults)
    }

    /// Compiles pieces, with or without the white space at both ends.
    fn pieces(
        &self,
        written: &[syntax::Piece<'_>],
        layout: Words,
        is_half: bool,
        faults: &mut Vec<Fault>,
    ) -> Prose {
        let mut pieces = Vec::with_capacity(written.len());
        for (index, piece) in written.iter().enumerate() {
            match piece {
                syntax::Piece::Words(words, _) => {
                    let mut words = words.as_ref();
                    if is_half && index == 0 {
                        words = words.trim_start();
                    }
                    if is_half && index + 1 == written.len() {
                        words = words.trim_end();
                    }
                    if !words.is_empty() {
                        pieces.push(Piece::Words(layout.read(words)));
                    }
                }
                syntax::Piece::Value(name) => pieces.extend(self.value(name, faults)),
                syntax::Piece::Entry { record, number } => {
                    pieces.extend(self.entry(record, *number, faults));
                }
                syntax::Piece::Variant(variant) => {
                    let when = self.condition(Some(&variant.when), faults);
                    let yes = self.half(&variant.yes, layout, faults);
                    let no = self.half(&variant.no, layout, faults);
                    pieces.push(Piece::Variant { when, yes, no });
                }
                syntax::Piece::ByValue { counter, texts } => {
                    let compiled = texts
                        .iter()
                        .map(|text| self.half(text, layout, faults))
                        .collect();
                    if let Some(variable) = self.counter(counter, faults) {
                        let values = self.variables[variable.index()].field.max.saturating_add(1);
                        if values == texts.len() as u64 {
                            pieces.push(Piece::ByValue(variable, compiled));
                        } else {
                            let kind = FaultKind::TextCount {
                                counter: counter.text.to_string(),
                                values,
                                texts: texts.len(),
                            };
                            faults.push(Fault::new(kind, counter.span));
                        }
                    }
                }
            }
        }
        Prose(pieces)
    }

    /// Compiles one text of several: the white space around it belongs to the braces, not to the text.
    fn half(&self, written: &syntax::Pieces<'_>, layout: Words, faults: &mut Vec<Fault>) -> Prose {
        self.pieces(&written.pieces, layout, true, faults)
    }

    fn value(&self, name: &syntax::Name<'_>, faults: &mut Vec<Fault>) -> Option<Piece> {
        if let Some(Meaning::Record(record)) = self.meanings.get(&name.text) {
            return Some(Piece::Record(record));
        }
        self.counter(name, faults).map(Piece::Value)
    }

    fn entry(
        &self,
        name: &syntax::Name<'_>,
        number: usize,
        faults: &mut Vec<Fault>,
    ) -> Option<Piece> {
        match self.meanings.find(name, Thing::Record, faults)? {
            Meaning::Record(record) => Some(Piece::Entry(record, number - 1)),
            Meaning::Variable(_) | Meaning::Effect(_) => {
                let kind = FaultKind::BadValue(format!("`{}` is no record", name.text));
                faults.push(Fault::new(kind, name.span));
                None
            }
        }
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
fn flow(words: &str) -> String {
    let mut flowed = String::with_capacity(words.len());
    let mut rest = words;
    while !rest.is_empty() {
        // A single space between words stays as it is; so does whatever lies between two other gaps.
        let (words, after) = rest.split_at(next_gap(rest));
        flowed.push_str(words);
        rest = after.trim_start();
        let gap = &after[..after.len() - rest.len()];
        if !gap.is_empty() {
            let newlines = gap.bytes().filter(|byte| *byte == b'\n').count();
            flowed.push_str(if newlines > 1 { "\n\n" } else { " " });
        }
    }
    flowed
}

/// Returns where the first white space begins that is more than one space between two ASCII words.
fn next_gap(text: &str) -> usize {
    let bytes = text.as_bytes();
    let line = memchr(b'\n', bytes).unwrap_or(bytes.len());
    if is_even(&bytes[..line]) {
        return line;
    }
    let is_plain = |byte: u8| byte.is_ascii() && !byte.is_ascii_whitespace() && byte != 0x0b;
    let mut at = 0;
    loop {
        at += bytes[at..]
            .iter()
            .take_while(|byte| is_letter(**byte))
            .count();
        let Some(&byte) = bytes.get(at) else {
            return at;
        };
        let between_words = || {
            at > 0
                && is_plain(bytes[at - 1])
                && bytes.get(at + 1).is_some_and(|next| is_plain(*next))
        };
        if is_plain(byte) || (byte == b' ' && between_words()) {
            at += 1;
        } else if byte.is_ascii() || text[at..].starts_with(char::is_whitespace) {
            return at;
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
}

/// Tells whether a line is ASCII words, with single spaces between them.
fn is_even(line: &[u8]) -> bool {
    let is_even = |line: &[u8]| {
        let pairs = line.iter().zip(&line[1..]);
        pairs.fold(true, |even, (byte, next)| {
            even & (is_letter(*byte) | ((*byte == b' ') & is_letter(*next)))
        })
    };
    // Sixteen bytes at once, each beside the next; the last stretch begins where sixteen are left.
    const STRETCH: usize = 17;
    let stretches = (0..line.len().saturating_sub(STRETCH)).step_by(STRETCH - 1);
    let mut stretches = stretches.map(|start| &line[start..start + STRETCH]);
    let rest = line.last_chunk::<STRETCH>().map_or(line, |rest| rest);
    line.last().is_some_and(|last| is_letter(*last)) && is_even(rest) && stretches.all(is_even)
}

fn is_letter(byte: u8) -> bool {
    (b'!'..=b'~').contains(&byte)
}

/// Takes `indent` spaces from the start of every line but the first.
fn undent(words: &str, indent: usize) -> String {
    let mut lines = words.split('\n');
    let mut drawn = lines.next().unwrap_or("").to_owned();
    for line in lines {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        drawn.push('\n');
        drawn.push_str(&line[spaces.min(indent)..]);
    }
    drawn
}

/// Returns by how many spaces all lines of a drawing but the first are indented.
fn indent(drawing: &syntax::Pieces<'_>) -> usize {
    // With something in place of every brace.
    let mut text = String::new();
    for piece in &drawing.pieces {
        match piece {
            syntax::Piece::Words(words, _) => text.push_str(words),
            _ => text.push('x'),
        }
    }
    let lines = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let indents = lines.map(|line| line.len() - line.trim_start_matches(' ').len());
    indents.min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn newlines_are_spaces_and_blank_lines_paragraphs() {
        assert_eq!(
            flow("\n   one\n   two  three\n \n\n   four "),
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
            prop_assert_eq!(flow(&(text + ".")), expected);
        }
    }
}
