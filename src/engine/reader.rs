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
        let mut gap = false;
        self.flow(&self.story.proses[prose.index()], &mut out, &mut gap);
        out.truncate(out.trim_end().len());
        out
    }

    /// Returns a drawing, line for line; lines at its top and bottom that hold nothing are left out.
    #[must_use]
    pub fn drawing(&self, prose: ProseId) -> String {
        let mut out = String::new();
        self.draw(&self.story.proses[prose.index()], &mut out);
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

    /// Writes flowing prose. `gap` says that a choice of words turned out empty just before.
    fn flow(&self, prose: &'a Prose, out: &mut String, gap: &mut bool) {
        for piece in &prose.0 {
            match self.resolve(piece) {
                Resolved::Words(words) => {
                    join(out, words, *gap);
                    *gap = false;
                }
                Resolved::Prose(chosen) => {
                    let before = out.len();
                    self.flow(chosen, out, gap);
                    *gap |= out.len() == before;
                }
                Resolved::Entries(entries) => {
                    let before = out.len();
                    for (index, entry) in entries.iter().enumerate() {
                        join(out, if index > 0 { ", " } else { "" }, false);
                        join(out, entry, false);
                    }
                    *gap |= out.len() == before;
                }
                Resolved::Number(number) => {
                    out.push_str(&number.to_string());
                    *gap = false;
                }
            }
        }
    }

    fn draw(&self, prose: &'a Prose, out: &mut String) {
        for piece in &prose.0 {
            match self.resolve(piece) {
                Resolved::Words(words) => out.push_str(words),
                Resolved::Prose(chosen) => self.draw(chosen, out),
                Resolved::Entries(entries) => out.push_str(&entries.join(", ")),
                Resolved::Number(number) => out.push_str(&number.to_string()),
            }
        }
    }

    fn resolve(&self, piece: &'a Piece) -> Resolved<'a> {
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
            Piece::Record(record) => Resolved::Entries(self.entries(*record)),
            Piece::Entry(record, index) => {
                let entries = self.entries(*record);
                Resolved::Entries(entries.get(*index..=*index).unwrap_or_default())
            }
            Piece::Variant { when, yes, no } => {
                Resolved::Prose(if when.holds(self.values) { yes } else { no })
            }
            Piece::ByValue(variable, texts) => {
                let number = value(self.story.variables[variable.index()].field);
                // A compiled choice has a text for every value of its variable.
                Resolved::Prose(&texts[usize::try_from(number).unwrap_or(0)])
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
    Prose(&'a Prose),
    Entries(&'a [String]),
    Number(u64),
}

/// Adds words; white space on both sides of the seam becomes one, the wider of the two. After a `gap` the space before
/// a sign that closes something goes too.
fn join(out: &mut String, words: &str, gap: bool) {
    let body = words.trim_start();
    let space = &words[..words.len() - body.len()];
    if !space.is_empty() {
        let known = &out[out.trim_end().len()..];
        if !out.is_empty() && known.len() < space.len() {
            out.truncate(out.trim_end().len());
            out.push_str(space);
        }
    } else if gap && body.starts_with(['.', ',', ';', ':', '!', '?', ')']) && !out.ends_with("\n\n")
    {
        out.truncate(out.trim_end().len());
    }
    out.push_str(body);
}
