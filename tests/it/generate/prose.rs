//! Prose and figures, by chance.

use super::Generator;
use crate::reference::model::{Figure, Piece, Prose};

const WORDS: &[&str] = &[
    "one",
    "two",
    "three",
    "said \"no\"",
    "a\\b",
    "été",
    "well",
    "the bell",
    "{so}",
    "either|or",
    "}{",
    "a, b",
    "(c)",
    "# d",
    "end",
    "'quote'",
    "—",
];
const SPACES: &[&str] = &[
    " ", " ", " ", " ", " ", "\n", "\n", "\n\n", " \n \n ", "  ", "",
];
const SIGNS: &[&str] = &[".", ",", "!", "?", ")", ":", ";", "", "\"", "\".", "\"so"];

impl Generator {
    /// Returns prose, so many times out of a hundred.
    pub(super) fn maybe_prose(&mut self, percent: u64) -> Option<Prose> {
        self.dice.chance(percent).then(|| self.prose(2))
    }

    /// Returns prose whose braces nest no deeper than `depth`.
    pub(super) fn prose(&mut self, depth: u32) -> Prose {
        let mut pieces = Vec::new();
        let mut words = String::new();
        for _ in 0..self.dice.between(1, 4) {
            if self.dice.chance(70) {
                words.push_str(self.dice.pick(WORDS));
            }
            if self.dice.chance(70) {
                words.push_str(self.dice.pick(SPACES));
            }
            if self.dice.chance(75) {
                let piece = self.piece(depth);
                if !words.is_empty() {
                    pieces.push(Piece::Words(std::mem::take(&mut words)));
                }
                pieces.push(piece);
            }
            words.push_str(self.dice.pick(SIGNS));
            words.push_str(self.dice.pick(SPACES));
        }
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        Prose(pieces)
    }

    /// Returns an entry of a record: words first, so that it is never empty.
    pub(super) fn entry(&mut self) -> Prose {
        let mut pieces = vec![Piece::Words("now ".to_owned())];
        self.is_entry = true;
        pieces.extend(
            self.prose(1)
                .0
                .into_iter()
                .filter(|piece| !matches!(piece, Piece::Words(_))),
        );
        self.is_entry = false;
        Prose(pieces)
    }

    fn piece(&mut self, depth: u32) -> Piece {
        let records = self.model.records.len();
        match self.dice.below(if depth > 0 { 10 } else { 5 }) {
            // An entry that told all entries before it would double its record every time.
            2 if records > 0 && !self.is_entry => {
                Piece::Record(self.model.records[self.dice.below(records)].clone())
            }
            3 if records > 0 => {
                let record = self.model.records[self.dice.below(records)].clone();
                Piece::Entry(record, self.dice.between(1, 3))
            }
            0..=4 => Piece::Value(self.counter().name),
            5 | 6 => {
                let counter = self.counter();
                if counter.max > 9 {
                    return Piece::Value(counter.name);
                }
                let texts = (0..=counter.max).map(|_| self.inside(depth - 1)).collect();
                Piece::ByValue(counter.name, texts)
            }
            _ => Piece::Variant(
                self.condition(1),
                self.inside(depth - 1),
                self.inside(depth - 1),
            ),
        }
    }

    /// Returns a text for inside braces: often empty, no white space around it, braces in it only in pairs.
    fn inside(&mut self, depth: u32) -> Prose {
        if self.dice.chance(35) {
            return Prose::default();
        }
        let mut prose = self.prose(depth);
        for piece in &mut prose.0 {
            if let Piece::Words(words) = piece {
                *words = words.replace("}{", "{}");
            }
        }
        trimmed(prose)
    }

    /// Returns a drawing of a few lines, its first line not indented, and its sentence.
    pub(super) fn figure(&mut self) -> Figure {
        let mut pieces = vec![Piece::Words("+--+ \n".to_owned())];
        for _ in 0..self.dice.between(1, 3) {
            let start = self.dice.pick(&["", "   ", "| ", "\n", "  {|} "]);
            let end = self.dice.pick(&[" |\n", "\n", "  \n\n", "!"]);
            let lines = self.dice.pick(&["##", "# #\n  # #", "/\\\n\\/\n \""]);
            let lines = Prose(vec![Piece::Words(lines.to_owned())]);
            if !start.is_empty() {
                pieces.push(Piece::Words(start.to_owned()));
            }
            pieces.push(match self.dice.below(3) {
                0 => Piece::Variant(self.condition(0), lines, Prose::default()),
                1 => Piece::Variant(self.condition(0), self.inside_line(), lines),
                _ => self.piece(0),
            });
            pieces.push(Piece::Words(end.to_owned()));
        }
        Figure {
            drawing: joined(pieces),
            says: self.prose(2),
        }
    }

    fn inside_line(&mut self) -> Prose {
        let piece = self.piece(0);
        Prose(vec![Piece::Words("at ".to_owned()), piece])
    }
}

/// Takes away the white space at both ends of what stands there as words.
fn trimmed(mut prose: Prose) -> Prose {
    if let Some(Piece::Words(first)) = prose.0.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(Piece::Words(last)) = prose.0.last_mut() {
        *last = last.trim_end().to_owned();
    }
    prose
        .0
        .retain(|piece| !matches!(piece, Piece::Words(words) if words.is_empty()));
    prose
}

/// Makes one stretch of words of those side by side.
fn joined(pieces: Vec<Piece>) -> Prose {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (Some(Piece::Words(known)), Piece::Words(words)) => known.push_str(&words),
            (_, piece) => joined.push(piece),
        }
    }
    Prose(joined)
}
