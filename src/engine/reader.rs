//! Prose, read aloud: values and variants filled in, white space joined.

use crate::story::{Field, Piece, Prose, ProseId, RecordId, Story};

/// What was written into the records of a playthrough, by record.
pub type Records = Vec<Vec<String>>;

/// Reads prose with the values and records of one moment.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    pub story: &'a Story,
    pub values: &'a [u64],
    pub records: &'a Records,
}

impl<'a> Reader<'a> {
    /// Returns flowing prose: paragraphs with an empty line between them, nothing around them.
    #[must_use]
    pub fn flowing(&self, prose: ProseId) -> String {
        let mut out = String::new();
        self.write(prose, &mut out);
        out
    }

    /// Adds flowing prose to what stands in `out`, which it does not look at.
    pub fn write(&self, prose: ProseId, out: &mut String) {
        let prose = self.story.proses.get(prose);
        if let Some(words) = prose.plain() {
            out.push_str(words);
            return;
        }
        let mut flow = Flow {
            start: out.len(),
            out,
            gap: false,
        };
        self.flow(prose, &mut flow);
        flow.trim_end();
    }

    /// Returns a drawing, line for line; lines at its top and bottom that hold nothing are left out.
    #[must_use]
    pub fn drawing(&self, prose: ProseId) -> String {
        let mut out = String::new();
        self.draw(self.story.proses.get(prose), &mut out);
        let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
        let first = lines
            .iter()
            .position(|line| !line.is_empty())
            .unwrap_or(lines.len());
        let last = lines
            .iter()
            .rposition(|line| !line.is_empty())
            .map_or(first, |last| last + 1);
        lines[first..last].join("\n")
    }

    fn flow(&self, prose: Prose<'a>, flow: &mut Flow<'_>) {
        for piece in prose.pieces() {
            match self.resolve(piece) {
                Resolved::Words(words) => {
                    flow.join(words);
                    flow.gap = false;
                }
                Resolved::Prose(chosen) => {
                    let before = flow.out.len();
                    self.flow(chosen, flow);
                    flow.gap |= flow.out.len() == before;
                }
                Resolved::Entries(entries) => {
                    let before = flow.out.len();
                    let gap = std::mem::take(&mut flow.gap);
                    for (index, entry) in entries.iter().enumerate() {
                        flow.join(if index > 0 { ", " } else { "" });
                        flow.join(entry);
                    }
                    flow.gap = gap | (flow.out.len() == before);
                }
                Resolved::Number(number) => {
                    flow.out.push_str(&number.to_string());
                    flow.gap = false;
                }
            }
        }
    }

    fn draw(&self, prose: Prose<'a>, out: &mut String) {
        for piece in prose.pieces() {
            match self.resolve(piece) {
                Resolved::Words(words) => out.push_str(words),
                Resolved::Prose(chosen) => self.draw(chosen, out),
                Resolved::Entries(entries) => out.push_str(&entries.join(", ")),
                Resolved::Number(number) => out.push_str(&number.to_string()),
            }
        }
    }

    fn resolve(&self, piece: Piece<'a>) -> Resolved<'a> {
        let value = |field: Field| field.get(self.values);
        match piece {
            Piece::Words(words) => Resolved::Words(words),
            Piece::Value(variable) => {
                let variable = &self.story.variables[variable.index()];
                let number = value(variable.field);
                match variable
                    .words
                    .get(usize::try_from(number).unwrap_or(usize::MAX))
                {
                    Some(word) => Resolved::Words(word),
                    None => Resolved::Number(number),
                }
            }
            Piece::Record(record) => Resolved::Entries(self.entries(record)),
            Piece::Entry(record, index) => {
                let entries = self.entries(record);
                Resolved::Entries(entries.get(index..=index).unwrap_or_default())
            }
            Piece::Variant { when, yes, no } => {
                Resolved::Prose(if when.holds(self.values) { yes } else { no })
            }
            Piece::ByValue(variable, texts) => {
                let number = value(self.story.variables[variable.index()].field);
                // A compiled choice has a text for every value of its variable.
                let text = texts.iter().nth(usize::try_from(number).unwrap_or(0));
                Resolved::Prose(text.unwrap_or_default())
            }
        }
    }

    fn entries(&self, record: RecordId) -> &'a [String] {
        self.records
            .get(record.index())
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

/// What a piece of prose comes to.
enum Resolved<'a> {
    Words(&'a str),
    Prose(Prose<'a>),
    Entries(&'a [String]),
    Number(u64),
}

/// Flowing prose while it is written.
struct Flow<'o> {
    out: &'o mut String,
    /// Where the prose begins in `out`.
    start: usize,
    /// Whether a choice of words turned out empty just before.
    gap: bool,
}

impl Flow<'_> {
    /// Adds words; white space on both sides of the seam becomes one, the wider of the two. Around a gap the space before
    /// what closes goes too, and the space after a quotation mark that opens.
    fn join(&mut self, words: &str) {
        let body = words.trim_start();
        let space = &words[..words.len() - body.len()];
        let known = &self.out[self.start..];
        if !space.is_empty() {
            let is_spare = self.gap && !space.contains('\n') && is_opened(known);
            if !is_spare && !known.is_empty() && known.len() - known.trim_end().len() < space.len()
            {
                self.trim_end();
                self.out.push_str(space);
            }
        } else if self.gap && closes(body) && !known.ends_with("\n\n") {
            self.trim_end();
        }
        self.out.push_str(body);
    }

    fn trim_end(&mut self) {
        let kept = self.out[self.start..].trim_end().len();
        self.out.truncate(self.start + kept);
    }
}

/// Tells whether words begin with a sign that belongs to what stands before it.
fn closes(words: &str) -> bool {
    const CLOSING: [char; 7] = ['.', ',', ';', ':', '!', '?', ')'];
    match words.strip_prefix('"') {
        Some(rest) => {
            let is_closing = |sign: char| sign.is_whitespace() || CLOSING.contains(&sign);
            rest.chars().next().is_none_or(is_closing)
        }
        None => words.starts_with(CLOSING),
    }
}

/// Tells whether the last that is known is a quotation mark with nothing in it yet.
fn is_opened(known: &str) -> bool {
    known
        .strip_suffix('"')
        .is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace))
}
