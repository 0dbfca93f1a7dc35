//! Prose as the writer wrote it: text with values, variants and choices by value between braces.

use std::{borrow::Cow, mem, ops::Range, sync::LazyLock};

use memchr::{memchr3, memmem};

use super::{
    expression::{self, Expression, MAX_DEPTH},
    text::{Name, Text},
    words::is_name,
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

/// What every question begins with how often a node was visited.
static VISITS: LazyLock<memmem::Finder<'_>> = LazyLock::new(|| memmem::Finder::new("visits."));

/// Tells whether a text may ask how often a node was visited.
pub(super) fn asks_for_visits(text: &Text<'_>) -> bool {
    VISITS.find(text.value.as_bytes()).is_some()
}

/// Tells whether the sign ends what stands first between braces.
fn is_head_end(sign: u8) -> bool {
    matches!(sign, b':' | b'|' | b'{' | b'}')
}

/// What becomes of prose while it is taken apart: its pieces in order, each text inside of one between its beginning and
/// its end. Where anything is amiss in the prose, some of what was begun is never ended.
pub trait Sink<'a> {
    /// A piece that chooses between texts.
    type Open;
    /// One of its texts.
    type Text;

    /// Words as they stand, white space and all: a range of the text.
    fn words(&mut self, text: &Text<'a>, range: Range<usize>);

    /// The value of a counter, or every entry of a record.
    fn value(&mut self, name: Name<'a>);

    /// One entry of a record, counted from 1.
    fn entry(&mut self, record: Name<'a>, number: usize);

    /// Begins a piece of one text or two.
    fn variant(&mut self, when: Expression<'a>) -> Self::Open;

    /// Begins a piece of any number of texts.
    fn by_value(&mut self, counter: Name<'a>) -> Self::Open;

    fn text(&mut self) -> Self::Text;

    fn end_text(&mut self, piece: &mut Self::Open, text: Self::Text, span: Span);

    fn end(&mut self, piece: Self::Open);
}

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

    /// Returns the text with its braces, empty where it could not be read.
    #[must_use]
    pub fn written(&self) -> &str {
        self.0.as_ref().map_or("", |text| &text.value)
    }

    /// Takes the text apart. Each malformed piece is a fault of its own and left out of the result.
    pub fn pieces(&self, faults: &mut Vec<Fault>) -> Pieces<'a> {
        let mut tree = Tree::default();
        self.read(&mut tree, faults);
        Pieces {
            pieces: tree.pieces,
            span: self.span(),
        }
    }

    /// Takes the text apart, piece by piece. Each malformed one is a fault of its own.
    pub fn read(&self, sink: &mut impl Sink<'a>, faults: &mut Vec<Fault>) {
        if let Some(text) = &self.0 {
            let mut parser = Parser {
                text,
                at: 0,
                sink,
                faults,
            };
            parser.stretch(0);
        }
    }

    /// Returns the conditions that ask how often a node was visited, without taking the text apart. One that cannot be
    /// read is left out.
    #[must_use]
    pub fn asks_for_visits(&self) -> Vec<Expression<'a>> {
        let mut found = Vec::new();
        let Some(text) = &self.0 else { return found };
        let mut at = 0;
        while let Some(visits) = VISITS.find(&text.value.as_bytes()[at..]) {
            let visits = at + visits;
            let start = text.value[..visits].bytes().rposition(is_head_end);
            let end = text.value[visits..].bytes().position(is_head_end);
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
                let condition = expression::condition(text, end - head.len()..end);
                if let Ok(condition) = condition {
                    found.push(condition);
                }
            }
            at = end;
        }
        found
    }
}

/// The pieces of a text as a tree.
#[derive(Default)]
struct Tree<'a> {
    /// Those of the text that is open.
    pieces: Vec<Piece<'a>>,
}

/// A piece whose texts are still to come.
struct Branching<'a> {
    head: Result<Expression<'a>, Name<'a>>,
    texts: Vec<Pieces<'a>>,
}

impl<'a> Sink<'a> for Tree<'a> {
    type Open = Branching<'a>;
    /// The pieces before it, of the text around it.
    type Text = Vec<Piece<'a>>;

    fn words(&mut self, text: &Text<'a>, range: Range<usize>) {
        let span = text.part(range.clone());
        self.pieces.push(Piece::Words(text.slice(range), span));
    }

    fn value(&mut self, name: Name<'a>) {
        self.pieces.push(Piece::Value(name));
    }

    fn entry(&mut self, record: Name<'a>, number: usize) {
        self.pieces.push(Piece::Entry { record, number });
    }

    fn variant(&mut self, when: Expression<'a>) -> Branching<'a> {
        Branching {
            head: Ok(when),
            texts: Vec::new(),
        }
    }

    fn by_value(&mut self, counter: Name<'a>) -> Branching<'a> {
        Branching {
            head: Err(counter),
            texts: Vec::new(),
        }
    }

    fn text(&mut self) -> Vec<Piece<'a>> {
        mem::take(&mut self.pieces)
    }

    fn end_text(&mut self, piece: &mut Branching<'a>, around: Vec<Piece<'a>>, span: Span) {
        let pieces = mem::replace(&mut self.pieces, around);
        let span = Some(span);
        piece.texts.push(Pieces { pieces, span });
    }

    fn end(&mut self, Branching { head, texts }: Branching<'a>) {
        self.pieces.push(match head {
            Ok(when) => {
                let mut halves = texts.into_iter();
                let yes = halves.next().unwrap_or_default();
                let no = halves.next().unwrap_or_default();
                Piece::Variant(Box::new(Variant { when, yes, no }))
            }
            Err(counter) => Piece::ByValue { counter, texts },
        });
    }
}

struct Parser<'t, 'a, 'f, S> {
    text: &'t Text<'a>,
    at: usize,
    sink: &'f mut S,
    faults: &'f mut Vec<Fault>,
}

/// What stands first between braces, where that is no condition.
enum Head<'a> {
    Value(Name<'a>),
    Entry(Name<'a>, usize),
}

impl<'a, S: Sink<'a>> Parser<'_, 'a, '_, S> {
    fn rest(&self) -> &str {
        &self.text.value[self.at..]
    }

    fn fault(&mut self, kind: FaultKind, range: Range<usize>) {
        self.faults.push(Fault::new(kind, self.text.part(range)));
    }

    /// Reads to the end of the text, or inside braces to the bar or brace that ends the stretch, which is left unread.
    fn stretch(&mut self, depth: usize) {
        let text = self.text;
        let bytes = text.value.as_bytes();
        let mut words_start = self.at;
        let mut open_braces = 0_usize;
        loop {
            let Some(step) = memchr3(b'{', b'}', b'|', &bytes[self.at..]) else {
                self.at = bytes.len();
                break;
            };
            self.at += step;
            let sign = bytes[self.at];
            let doubled = bytes.get(self.at + 1) == Some(&sign);
            // A doubled sign stands for itself; inside braces `}}` does so only where a `{{` of the same stretch is
            // open, for it may also close two variants at once.
            let literal = doubled && (sign != b'}' || depth == 0 || open_braces > 0);
            if literal || (sign == b'|' && depth == 0) {
                match sign {
                    b'{' => open_braces += 1,
                    b'}' => open_braces = open_braces.saturating_sub(1),
                    _ => {}
                }
                self.words(words_start..self.at + 1);
                self.at += if literal { 2 } else { 1 };
                words_start = self.at;
                continue;
            }
            if sign == b'}' && depth == 0 {
                self.words(words_start..self.at);
                self.fault(FaultKind::StrayBrace, self.at..self.at + 1);
                self.at += 1;
                words_start = self.at;
                continue;
            }
            if sign != b'{' {
                break;
            }
            self.words(words_start..self.at);
            self.braces(depth);
            words_start = self.at;
        }
        self.words(words_start..self.at);
    }

    fn words(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.sink.words(self.text, range);
        }
    }

    /// Reads a piece from its opening brace past its closing one.
    fn braces(&mut self, depth: usize) {
        let open = self.at;
        if depth >= MAX_DEPTH {
            self.fault(FaultKind::TooDeep, open..open + 1);
            self.at = self.text.value.len();
            return;
        }
        self.at += 1;
        let known = self.faults.len();
        let is_variant = self.rest().starts_with('?');
        self.at += usize::from(is_variant);
        let start = self.at;
        let end = self.rest().bytes().position(is_head_end);
        let end = end.map_or(self.text.value.len(), |end| start + end);
        let has_colon = self.text.value[end..].starts_with(':');
        self.at = end + usize::from(has_colon);
        let mut head = None;
        let mut piece = None;
        if !is_variant {
            match self.head(start..end, has_colon) {
                Ok(Head::Value(counter)) if has_colon => piece = Some(self.sink.by_value(counter)),
                found => head = Some(found),
            }
        } else if has_colon {
            match expression::condition(self.text, start..end) {
                Ok(when) => piece = Some(self.sink.variant(when)),
                Err(fault) => self.faults.push(*fault),
            }
        }
        let texts = self.texts(depth, piece.as_mut());
        if self.rest().is_empty() {
            // A fault inside the braces is the likelier cause of their not closing.
            if self.faults.len() == known {
                self.fault(FaultKind::UnclosedBrace, open..open + 1);
            }
            return;
        }
        let is_bare = self.at == end;
        self.at += 1;
        if is_variant && !has_colon {
            self.fault(FaultKind::MissingColon, open..self.at);
        } else if is_variant && texts > 2 {
            self.fault(FaultKind::TooManyHalves(texts), open..self.at);
        } else if let Some(piece) = piece {
            self.sink.end(piece);
        }
        match head {
            Some(Ok(_)) if !is_bare => {
                let fault = self.bad_value(start..end, has_colon);
                self.faults.push(fault);
            }
            Some(Ok(Head::Value(name))) => self.sink.value(name),
            Some(Ok(Head::Entry(record, number))) => self.sink.entry(record, number),
            Some(Err(fault)) => self.faults.push(*fault),
            None => {}
        }
    }

    /// Reads the texts of a piece, up to its closing brace, and returns how many there are.
    fn texts(&mut self, depth: usize, mut piece: Option<&mut S::Open>) -> usize {
        for count in 1.. {
            let text = piece.is_some().then(|| self.sink.text());
            let start = self.at;
            self.stretch(depth + 1);
            if let (Some(piece), Some(text)) = (&mut piece, text) {
                let span = self.text.part(start..self.at);
                self.sink.end_text(piece, text, span);
            }
            if !self.rest().starts_with('|') {
                return count;
            }
            self.at += 1;
        }
        usize::MAX
    }

    fn head(&self, range: Range<usize>, has_colon: bool) -> Result<Head<'a>, Box<Fault>> {
        let written = &self.text.value[range.clone()];
        let trimmed = written.trim();
        let start = range.start + written.len() - written.trim_start().len();
        let name = start..start + trimmed.len();
        if trimmed.starts_with("visits.") {
            let fault = Fault::new(FaultKind::VisitsPrinted, self.text.part(name));
            return Err(Box::new(fault));
        }
        if let Some((record, number)) = trimmed.split_once('.')
            && is_name(record)
            && let Ok(number) = number.parse()
            && number > 0
            && !has_colon
        {
            let record = self.text.name(start..start + record.len());
            return Ok(Head::Entry(record, number));
        }
        if is_name(trimmed) {
            return Ok(Head::Value(self.text.name(name)));
        }
        Err(Box::new(self.bad_value(range, has_colon)))
    }

    fn bad_value(&self, range: Range<usize>, has_colon: bool) -> Fault {
        let trimmed = self.text.value[range.clone()].trim();
        let kind = FaultKind::BadValue(format!("`{trimmed}`"));
        // As other languages would say it.
        let condition = trimmed.strip_prefix("if ").filter(|_| has_colon);
        let better = condition.map(|condition| format!("?{}", condition.trim()));
        Fault::new(kind, self.text.part(range)).replacement(better)
    }
}
