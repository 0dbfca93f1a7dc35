//! Strings and prose, as text.

use super::Writer;
use crate::reference::model::{Piece, Prose};

impl Writer<'_> {
    /// Writes a string: raw, or with escapes.
    pub(super) fn string(&mut self, text: &str) -> String {
        if self.dice.chance(40) {
            self.tally.note("raw string");
            let hashes = if text.contains("\"#") {
                "##"
            } else if text.contains('"') || self.dice.chance(50) {
                "#"
            } else {
                ""
            };
            return format!("r{hashes}\"{text}\"{hashes}");
        }
        self.tally.note("escaped string");
        let mut out = String::from("\"");
        for character in text.chars() {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' if self.dice.chance(70) => out.push_str("\\n"),
                'e' | 'é' if self.dice.chance(5) => {
                    out.push_str(&character.escape_unicode().to_string());
                }
                // A line's end that is escaped takes the white space after it along.
                'a' if self.dice.chance(5) => out.push_str("\\\n            a"),
                _ => out.push(character),
            }
        }
        out.push('"');
        out
    }

    /// Writes flowing prose; how its lines are broken and indented means nothing.
    pub(super) fn prose(&mut self, prose: &Prose) -> String {
        let mut text = self.pieces(prose, false);
        if self.dice.chance(40) {
            let indent = " ".repeat(self.dice.between(0, 12));
            text = format!(
                "\n{indent}{}\n{indent}",
                text.replace('\n', &format!("\n{indent}"))
            );
        }
        self.string(&text)
    }

    /// Writes a drawing; the indentation that all its lines share means nothing.
    pub(super) fn drawing(&mut self, prose: &Prose) -> String {
        let indent = " ".repeat(self.dice.between(0, 8));
        let text = self.pieces(prose, false);
        let text = format!(
            "\n{indent}{}\n{indent}",
            text.replace('\n', &format!("\n{indent}"))
        );
        self.string(&text)
    }

    fn pieces(&mut self, prose: &Prose, is_inside: bool) -> String {
        prose
            .0
            .iter()
            .map(|piece| self.piece(piece, is_inside))
            .collect()
    }

    fn piece(&mut self, piece: &Piece, is_inside: bool) -> String {
        match piece {
            Piece::Words(words) => self.words(words, is_inside),
            Piece::Value(name) | Piece::Record(name) => format!("{{{name}}}"),
            Piece::Entry(record, number) => format!("{{{record}.{number}}}"),
            Piece::Variant(when, yes, no) => {
                let when = self.expression(when);
                let (yes, end) = (self.pieces(yes, true), self.space());
                if no.0.is_empty() && self.dice.chance(60) {
                    self.tally.note("variant without a second half");
                    return format!("{{?{when}:{}{yes}{end}}}", self.space());
                }
                format!("{{?{when}: {yes} | {}{end}}}", self.pieces(no, true))
            }
            Piece::ByValue(counter, texts) => {
                let texts: Vec<String> = texts.iter().map(|text| self.pieces(text, true)).collect();
                format!("{{{counter}: {}{}}}", texts.join(" | "), self.space())
            }
        }
    }

    /// Doubles the signs that would mean something.
    fn words(&mut self, words: &str, is_inside: bool) -> String {
        self.tally.note_if(words.contains('{'), "escaped brace");
        let braces = words.replace('{', "{{").replace('}', "}}");
        if is_inside || self.dice.chance(50) {
            self.tally.note_if(words.contains('|'), "escaped bar");
            return braces.replace('|', "||");
        }
        braces
    }

    /// White space at the end of a text inside braces means nothing, whatever it is.
    fn space(&mut self) -> &'static str {
        self.dice.pick(&["", " ", "\n", " \n \n "])
    }
}
