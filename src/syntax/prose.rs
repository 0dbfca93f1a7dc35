//! Prose as the writer wrote it: text with values, variants and choices by value between braces.

use std::{borrow::Cow, ops::Range};

use memchr::{memchr3, memmem};

use super::{
    expression::{self, Expression, MAX_DEPTH, is_name},
    text::{Name, Text},
};
use crate::{
    diagnostic::{Fault, FaultKind},
    source::Span,
};

/// Prose as it stands in a file, its braces not looked into yet; nothing where it could not be read.
#[derive(Debug, Clone, Default)]
pub struct Prose<'a>(Option<Text<'a>>);

/// Prose taken apart.
#[derive(Debug, Clone, Default)]
pub struct Pieces<'a> {
    pub pieces: Vec<Piece<'a>>,
    /// The place of the whole text; of a variant's half, the place of that half.
    pub span: Option<Span>,
}

/// The signs that end what stands first between braces.
const HEAD_ENDS: [char; 4] = [':', '|', '{', '}'];

/// A part of a stretch of prose.
#[derive(Debug, Clone)]
pub enum Piece<'a> {
    /// Words as they stand, white space and all.
    Words(Cow<'a, str>, Span),
    /// `{name}`: the value of a counter, or every entry of a record.
    Value(Name<'a>),
    /// `{record.2}`: one entry of a record, counted from 1.
    Entry {
        record: Name<'a>,
        number: usize,
    },
    Variant(Box<Variant<'a>>),
    /// `{counter: zero | one | two}`.
    ByValue {
        counter: Name<'a>,
        texts: Vec<Pieces<'a>>,
    },
}

/// `{?when: yes | no}`.
#[derive(Debug, Clone)]
pub struct Variant<'a> {
    pub when: Expression<'a>,
    pub yes: Pieces<'a>,
    pub no: Pieces<'a>,
}

impl<'a> Prose<'a> {
    pub(super) fn of(text: Text<'a>) -> Self {
        Self(Some(text))
    }

    /// Returns the place of the whole text, quotes included.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.0.as_ref().map(Text::span)
    }

    /// Takes the text apart. Each malformed piece is a fault of its own and left out of the result.
    pub fn pieces(&self, faults: &mut Vec<Fault>) -> Pieces<'a> {
        let Some(text) = &self.0 else {
            return Pieces::default();
        };
        let mut parser = Parser {
            text,
            at: 0,
            faults,
        };
        Pieces {
            span: Some(text.span()),
            ..parser.stretch(0)
        }
    }

    /// Returns the conditions that ask how often a node was visited, without taking the text apart. One that cannot be
    /// read is left out.
    #[must_use]
    pub fn asks_for_visits(&self) -> Vec<Expression<'a>> {
        let mut found = Vec::new();
        let Some(text) = &self.0 else { return found };
        let mut at = 0;
        while let Some(visits) = memmem::find(&text.value.as_bytes()[at..], b"visits.") {
            let visits = at + visits;
            let start = text.value[..visits].rfind(HEAD_ENDS);
            let end = text.value[visits..].find(HEAD_ENDS);
            let end = end.map_or(text.value.len(), |end| visits + end);
            if let Some(brace) = start
                && text.value[..=brace]
                    .bytes()
                    .rev()
                    .take_while(|byte| *byte == b'{')
                    .count()
                    % 2
                    == 1
                && let Some(head) = text.value[brace + 1..end].strip_prefix('?')
            {
                found.extend(expression::condition(text, end - head.len()..end).ok());
            }
            at = end;
        }
        found
    }
}

struct Parser<'t, 'a, 'f> {
    text: &'t Text<'a>,
    at: usize,
    faults: &'f mut Vec<Fault>,
}

impl<'a> Parser<'_, 'a, '_> {
    fn rest(&self) -> &str {
        &self.text.value[self.at..]
    }

    fn fault(&mut self, kind: FaultKind, range: Range<usize>) {
        self.faults.push(Fault::new(kind, self.text.part(range)));
    }

    /// Reads to the end of the text, or inside braces to the bar or brace that ends the stretch, which is left unread.
    fn stretch(&mut self, depth: usize) -> Pieces<'a> {
        let start = self.at;
        let mut pieces = Vec::new();
        let mut words_start = self.at;
        let mut open_braces = 0_usize;
        loop {
            let rest = self.rest();
            let step = memchr3(b'{', b'}', b'|', rest.as_bytes()).unwrap_or(rest.len());
            self.at += step;
            let sign = self.rest().get(..1).unwrap_or("");
            let doubled = self.rest().get(1..2) == Some(sign);
            // A doubled sign stands for itself; inside braces `}}` does so only where a `{{` of the same stretch is
            // open, for it may also close two variants at once.
            let literal = match sign {
                "" => break,
                "{" | "|" => doubled,
                _ => doubled && (depth == 0 || open_braces > 0),
            };
            if literal || (sign == "|" && depth == 0) {
                match sign {
                    "{" => open_braces += 1,
                    "}" => open_braces = open_braces.saturating_sub(1),
                    _ => {}
                }
                self.words(&mut pieces, words_start..self.at + 1);
                self.at += if literal { 2 } else { 1 };
                words_start = self.at;
                continue;
            }
            if sign == "}" && depth == 0 {
                self.words(&mut pieces, words_start..self.at);
                self.fault(FaultKind::StrayBrace, self.at..self.at + 1);
                self.at += 1;
                words_start = self.at;
                continue;
            }
            if sign != "{" {
                break;
            }
            self.words(&mut pieces, words_start..self.at);
            if let Some(piece) = self.braces(depth) {
                pieces.push(piece);
            }
            words_start = self.at;
        }
        self.words(&mut pieces, words_start..self.at);
        Pieces {
            pieces,
            span: Some(self.text.part(start..self.at)),
        }
    }

    fn words(&self, pieces: &mut Vec<Piece<'a>>, range: Range<usize>) {
        if !range.is_empty() {
            let span = self.text.part(range.clone());
            pieces.push(Piece::Words(self.text.slice(range), span));
        }
    }

    /// Reads a piece from its opening brace past its closing one.
    fn braces(&mut self, depth: usize) -> Option<Piece<'a>> {
        let open = self.at;
        if depth >= MAX_DEPTH {
            self.fault(FaultKind::TooDeep, open..open + 1);
            self.at = self.text.value.len();
            return None;
        }
        self.at += 1;
        let known = self.faults.len();
        let variant = self.rest().starts_with('?');
        self.at += usize::from(variant);
        let head_start = self.at;
        let head_end = self.at + self.rest().find(HEAD_ENDS).unwrap_or(self.rest().len());
        let has_colon = self.text.value[head_end..].starts_with(':');
        self.at = head_end + usize::from(has_colon);
        let when = if variant && has_colon {
            match expression::condition(self.text, head_start..head_end) {
                Ok(when) => Some(when),
                Err(fault) => {
                    self.faults.push(*fault);
                    None
                }
            }
        } else {
            None
        };
        let mut texts = Vec::new();
        loop {
            texts.push(self.stretch(depth + 1));
            if !self.rest().starts_with('|') {
                break;
            }
            self.at += 1;
        }
        if self.rest().is_empty() {
            // A fault inside the braces is the likelier cause of their not closing.
            if self.faults.len() == known {
                self.fault(FaultKind::UnclosedBrace, open..open + 1);
            }
            return None;
        }
        self.at += 1;
        if variant {
            if !has_colon {
                self.fault(FaultKind::MissingColon, open..self.at);
                return None;
            }
            return self.variant(when?, texts, open);
        }
        self.value(head_start..head_end, has_colon, texts)
    }

    fn variant(
        &mut self,
        when: Expression<'a>,
        texts: Vec<Pieces<'a>>,
        open: usize,
    ) -> Option<Piece<'a>> {
        if texts.len() > 2 {
            self.fault(FaultKind::TooManyHalves(texts.len()), open..self.at);
            return None;
        }
        let mut halves = texts.into_iter();
        let yes = halves.next()?;
        let no = halves.next().unwrap_or_default();
        Some(Piece::Variant(Box::new(Variant { when, yes, no })))
    }

    fn value(
        &mut self,
        head: Range<usize>,
        has_colon: bool,
        texts: Vec<Pieces<'a>>,
    ) -> Option<Piece<'a>> {
        let written = &self.text.value[head.clone()];
        let start = head.start + written.len() - written.trim_start().len();
        let trimmed = written.trim();
        let range = start..start + trimmed.len();
        if trimmed.starts_with("visits.") {
            self.fault(FaultKind::VisitsPrinted, range);
            return None;
        }
        if let Some((record, number)) = trimmed.split_once('.')
            && is_name(record)
            && let Ok(number) = number.parse()
            && number > 0
            && !has_colon
        {
            let record = self.text.name(start..start + record.len());
            return Some(Piece::Entry { record, number });
        }
        if !is_name(trimmed) || (!has_colon && texts.len() > 1) {
            let kind = FaultKind::BadValue(format!("`{trimmed}`"));
            let span = self
                .text
                .part(head.start.min(range.start)..head.end.max(range.end));
            // As other languages would say it.
            let condition = trimmed.strip_prefix("if ").filter(|_| has_colon);
            let better = condition.map(|condition| format!("?{}", condition.trim()));
            self.faults.push(Fault::new(kind, span).replacement(better));
            return None;
        }
        let name = self.text.name(range);
        Some(if has_colon {
            Piece::ByValue {
                counter: name,
                texts,
            }
        } else {
            Piece::Value(name)
        })
    }
}
