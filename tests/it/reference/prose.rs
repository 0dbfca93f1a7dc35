//! Prose, read aloud: first all of it as tokens, then the tokens joined.

use super::{
    model::{Piece, Prose},
    run::{Moment, Reference},
};

/// A part of what is read.
enum Token {
    Text(String),
    Space,
    Paragraph,
    /// Something between braces came to nothing.
    Nothing,
}

impl Reference<'_> {
    /// Returns flowing prose: a newline is a space, a blank line a paragraph, nothing around it.
    pub fn flowing(&self, prose: &Prose, moment: &Moment) -> String {
        let mut tokens = Vec::new();
        self.tokens(prose, moment, 0, &mut tokens);
        let mut out = String::new();
        let mut gap = "";
        let mut is_spare = false;
        let mut is_after_opening = false;
        for token in tokens {
            match token {
                Token::Space => {
                    gap = if gap.is_empty() { " " } else { gap };
                    is_spare = false;
                }
                Token::Paragraph => {
                    gap = "\n\n";
                    is_spare = false;
                }
                Token::Nothing => {
                    is_spare = true;
                    is_after_opening |= gap.is_empty() && opens(&out);
                }
                Token::Text(text) => {
                    let is_taken = gap == " " && (is_after_opening || is_spare && closes(&text));
                    self.tally
                        .note_if(is_taken, "space taken by an empty choice");
                    if !out.is_empty() && !is_taken {
                        self.tally.note_if(gap == "\n\n", "paragraph");
                        out.push_str(gap);
                    }
                    out.push_str(&text);
                    gap = "";
                    is_spare = false;
                    is_after_opening = false;
                }
            }
        }
        out
    }

    /// Returns a drawing, line for line.
    pub fn drawing(&self, prose: &Prose, moment: &Moment) -> String {
        let mut drawn = String::new();
        self.draw(prose, moment, &mut drawn);
        let mut lines: Vec<&str> = drawn.split('\n').map(str::trim_end).collect();
        while lines.last().is_some_and(|line| line.is_empty()) {
            lines.pop();
        }
        while lines.first().is_some_and(|line| line.is_empty()) {
            lines.remove(0);
        }
        lines.join("\n")
    }

    fn tokens(&self, prose: &Prose, moment: &Moment, depth: u32, tokens: &mut Vec<Token>) {
        for piece in &prose.0 {
            match piece {
                Piece::Words(words) => split(words, tokens),
                Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => {
                    let text = self.printed(piece, moment);
                    tokens.push(if text.is_empty() {
                        Token::Nothing
                    } else {
                        Token::Text(text)
                    });
                }
                Piece::Variant(..) | Piece::ByValue(..) => {
                    self.tally.note_if(depth > 0, "variant in a variant");
                    let chosen = self.chosen(piece, moment);
                    let before = tokens.len();
                    self.tokens(chosen, moment, depth + 1, tokens);
                    let is_text = |token: &Token| matches!(token, Token::Text(_));
                    if !tokens[before..].iter().any(is_text) {
                        tokens.push(Token::Nothing);
                    }
                }
            }
        }
    }

    fn draw(&self, prose: &Prose, moment: &Moment, out: &mut String) {
        for piece in &prose.0 {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => {
                    out.push_str(&self.printed(piece, moment));
                }
                Piece::Variant(..) | Piece::ByValue(..) => {
                    self.tally.note("figure with a variant");
                    self.draw(self.chosen(piece, moment), moment, out);
                }
            }
        }
    }

    /// Returns the text that a choice of texts comes to.
    fn chosen<'p>(&self, piece: &'p Piece, moment: &Moment) -> &'p Prose {
        match piece {
            Piece::Variant(when, yes, no) => {
                self.tally.note("variant");
                self.tally
                    .note_if(no.0.is_empty(), "variant with an empty half");
                self.tally.note_if(when.reads_visits(), "visits in prose");
                if when.holds(&moment.state.values) {
                    yes
                } else {
                    no
                }
            }
            Piece::ByValue(counter, texts) => {
                self.tally.note("by value");
                let value = moment.state.values[counter];
                &texts[usize::try_from(value).expect("counters with texts are small")]
            }
            _ => unreachable!("only variants and choices by value are chosen from"),
        }
    }

    /// Returns what a value, a record or an entry comes to.
    fn printed(&self, piece: &Piece, moment: &Moment) -> String {
        match piece {
            Piece::Value(counter) => {
                let value = moment.state.values[counter];
                let words = &self
                    .model
                    .counter(counter)
                    .expect("only counters are printed")
                    .words;
                if words.is_empty() {
                    self.tally.note("value as a number");
                    return value.to_string();
                }
                self.tally.note("value as a word");
                words[usize::try_from(value).expect("counters with words are small")].clone()
            }
            Piece::Record(record) => {
                let entries = &moment.records[record];
                self.tally
                    .note_if(entries.len() > 1, "record of two entries printed");
                entries.join(", ")
            }
            Piece::Entry(record, number) => {
                let entry = moment.records[record].get(number - 1);
                let feature = match entry {
                    Some(_) => "entry by number",
                    None => "entry by number that is missing",
                };
                self.tally.note(feature);
                entry.cloned().unwrap_or_default()
            }
            _ => unreachable!("only values, records and entries are printed"),
        }
    }
}

/// A stop, or a quotation mark with a stop or nothing after it.
fn closes(text: &str) -> bool {
    let stops = ".,;:!?)";
    let first = text.chars().next().unwrap_or('.');
    let second = text.chars().nth(1).unwrap_or('.');
    stops.contains(first) || (first == '"' && stops.contains(second))
}

/// A quotation mark at the end, by itself.
fn opens(out: &str) -> bool {
    out == "\"" || out.ends_with(" \"") || out.ends_with("\n\"")
}

/// Splits words at white space; more than one newline in it makes a paragraph.
fn split(words: &str, tokens: &mut Vec<Token>) {
    let mut text = String::new();
    let mut newlines = None;
    for character in words.chars() {
        if character.is_whitespace() {
            if !text.is_empty() {
                tokens.push(Token::Text(std::mem::take(&mut text)));
            }
            newlines = Some(newlines.unwrap_or(0) + u32::from(character == '\n'));
        } else {
            tokens.extend(newlines.take().map(space));
            text.push(character);
        }
    }
    if !text.is_empty() {
        tokens.push(Token::Text(text));
    }
    tokens.extend(newlines.map(space));
}

fn space(newlines: u32) -> Token {
    if newlines > 1 {
        Token::Paragraph
    } else {
        Token::Space
    }
}
