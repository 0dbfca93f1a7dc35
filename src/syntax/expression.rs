//! Conditions and effects as the writer wrote them.

use std::ops::Range;

use super::signs::{is_odd_space, named, plain_letters};
use super::text::{Name, Text};
use crate::{
    diagnostic::{Fault, FaultKind},
    source::{Span, plain},
};

/// How deeply conditions and prose may nest.
pub const MAX_DEPTH: usize = 64;

/// A condition.
#[derive(Debug, Clone)]
pub enum Expression<'a> {
    /// A flag by itself.
    Flag(Name<'a>),
    /// A counter or a visit count beside a value.
    Compare {
        left: Operand<'a>,
        operator: Operator,
        right: Operand<'a>,
    },
    Not(Box<Expression<'a>>),
    And(Vec<Expression<'a>>),
    Or(Vec<Expression<'a>>),
    /// `true` or `false`.
    Truth(bool),
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub enum Operand<'a> {
    Name(Name<'a>),
    /// `visits.node`, the name being the node's.
    Visits(Name<'a>),
    Number(u64, Span),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// One step of a list of effects.
#[derive(Debug, Clone)]
pub struct Effect<'a> {
    pub target: Name<'a>,
    pub change: Change<'a>,
    pub when: Option<Expression<'a>>,
}

/// What an effect does to its target.
#[derive(Debug, Clone)]
pub enum Change<'a> {
    /// `name`: a flag is set, or a named effect is carried out.
    Set,
    /// `not name`.
    Clear,
    Assign(Operand<'a>),
    Add(u64, Span),
    Subtract(u64, Span),
}

impl Operator {
    /// Returns the operator that means the same with its sides swapped.
    #[must_use]
    pub fn swapped(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            Self::Equal | Self::NotEqual => self,
        }
    }
}

impl Operand<'_> {
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Name(name) | Self::Visits(name) => name.span,
            Self::Number(_, span) => *span,
        }
    }
}

/// Reads the condition in `range` of `text`.
pub(super) fn condition<'a>(
    text: &Text<'a>,
    range: Range<usize>,
) -> Result<Expression<'a>, Box<Fault>> {
    let mut parser = Parser::new(text, range, FaultKind::BadCondition)?;
    let expression = parser.either(0)?;
    parser.end()?;
    Ok(expression)
}

/// Reads a list of effects.
pub(super) fn effects<'a>(text: &Text<'a>) -> Result<Vec<Effect<'a>>, Box<Fault>> {
    let mut parser = Parser::new(text, 0..text.value.len(), FaultKind::BadEffect)?;
    let mut effects = Vec::new();
    while !parser.tokens[parser.next..].is_empty() {
        effects.push(parser.effect()?);
        if !parser.eat(",") {
            parser.end()?;
        }
    }
    Ok(effects)
}

/// A word, a number or a sign.
#[derive(Clone)]
struct Token<'t> {
    text: &'t str,
    /// Its range in the whole text.
    range: Range<usize>,
}

/// So many tokens most conditions have at the most.
const MOST_HAVE: usize = 8;

struct Parser<'t, 'a> {
    text: &'t Text<'a>,
    tokens: Vec<Token<'t>>,
    next: usize,
    end: usize,
    bad: fn(String) -> FaultKind,
}

impl<'t, 'a> Parser<'t, 'a> {
    fn new(
        text: &'t Text<'a>,
        range: Range<usize>,
        bad: fn(String) -> FaultKind,
    ) -> Result<Self, Box<Fault>> {
        let mut parser = Self {
            text,
            tokens: Vec::with_capacity(MOST_HAVE),
            next: 0,
            end: range.end,
            bad,
        };
        let mut at = range.start;
        while at < range.end {
            let rest = &text.value[at..range.end];
            if rest.starts_with(char::is_whitespace) {
                at += rest.len() - rest.trim_start().len();
                continue;
            }
            let length = token_length(rest);
            if length == 0 {
                let character = rest.chars().next().unwrap_or_default();
                let sign = parser.meant(rest);
                let length = sign.map_or(character.len_utf8(), |(sign, _)| sign.len());
                let message = if is_odd_space(character) {
                    format!("the invisible sign {} stands here", named(character))
                } else {
                    format!("`{}` has no meaning here", plain(&rest[..length]))
                };
                let fault = parser.fault(message, at..at + length);
                return Err(Box::new(fault.replacement(sign.map(|(_, word)| word))));
            }
            parser.tokens.push(Token {
                text: &rest[..length],
                range: at..at + length,
            });
            at += length;
        }
        Ok(parser)
    }

    /// Returns the sign of other notations at the start of `rest`, and what it is here.
    fn meant(&self, rest: &str) -> Option<(&'static str, &'static str)> {
        const BOTH: &[(&str, &str)] = &[
            ("&&", "and"),
            ("&", "and"),
            ("||", "or"),
            ("!", "not "),
            ("\u{2265}", ">="),
            ("\u{2264}", "<="),
            ("\u{2260}", "!="),
            ("\u{200b}", ""),
            ("\u{feff}", ""),
            ("\u{ad}", ""),
        ];
        const EFFECTS: &[(&str, &str)] = &[
            ("++", " += 1"),
            ("--", " -= 1"),
            ("+", "+="),
            ("\u{2013}=", "-="),
            ("\u{2212}=", "-="),
            ("\u{2014}=", "-="),
            ("-", "-="),
            (";", ","),
        ];
        let own = if self.is_effect() { EFFECTS } else { &[] };
        let mut signs = BOTH.iter().chain(own);
        signs.find(|(sign, _)| rest.starts_with(sign)).copied()
    }

    fn is_effect(&self) -> bool {
        matches!((self.bad)(String::new()), FaultKind::BadEffect(_))
    }

    fn fault(&self, message: String, range: Range<usize>) -> Box<Fault> {
        Box::new(Fault::new((self.bad)(message), self.text.part(range)))
    }

    fn peek(&self) -> &'t str {
        self.tokens.get(self.next).map_or("", |token| token.text)
    }

    /// Returns the range of the next token, or the place where the text ends.
    fn here(&self) -> Range<usize> {
        if let Some(token) = self.tokens.get(self.next) {
            return token.range.clone();
        }
        let last = self.tokens.last().map_or(self.end, |token| token.range.end);
        last..last
    }

    fn eat(&mut self, token: &str) -> bool {
        let eaten = self.peek() == token;
        self.next += usize::from(eaten);
        eaten
    }

    fn expected(&self, what: &str) -> Box<Fault> {
        let found = match self.peek() {
            "" => "the end".to_owned(),
            token => format!("`{token}`"),
        };
        let fault = self.fault(format!("expected {what}, found {found}"), self.here());
        // A name or one of `and`, `or`, `not` in capitals or with accents.
        let lower = plain_letters(&self.peek().to_lowercase());
        let is_word = is_name(&lower) || ["and", "or", "not", "if"].contains(&lower.as_str());
        let better = (lower != self.peek() && is_word).then_some(lower);
        Box::new(fault.replacement(better))
    }

    fn end(&self) -> Result<(), Box<Fault>> {
        if self.next >= self.tokens.len() {
            return Ok(());
        }
        let fault = self.expected("nothing more");
        let after = self.tokens[self.next + 1..].first();
        let after = after.map_or("", |token| token.text);
        let (meant, length) = match (self.peek(), after) {
            ("and" | "&", _) if self.is_effect() => (",", 1),
            (",", _) if !self.is_effect() => (" and", 1),
            ("is" | "equals", "not") => ("!=", 2),
            ("is" | "equals", _) => ("==", 1),
            _ => return Err(fault),
        };
        let last = &self.tokens[self.next + length - 1];
        // A comma stands right after what it ends.
        let start = match (meant, self.next.checked_sub(1)) {
            (",", Some(before)) => self.tokens[before].range.end,
            _ => self.here().start,
        };
        let span = self.text.part(start..last.range.end);
        Err(Box::new(Fault { span, ..*fault }.replacement(Some(meant))))
    }

    fn either(&mut self, depth: usize) -> Result<Expression<'a>, Box<Fault>> {
        let first = self.both(depth)?;
        if self.peek() != "or" {
            return Ok(first);
        }
        let mut sides = vec![first];
        while self.eat("or") {
            sides.push(self.both(depth)?);
        }
        Ok(Expression::Or(sides))
    }

    fn both(&mut self, depth: usize) -> Result<Expression<'a>, Box<Fault>> {
        let first = self.single(depth)?;
        if self.peek() != "and" {
            return Ok(first);
        }
        let mut sides = vec![first];
        while self.eat("and") {
            sides.push(self.single(depth)?);
        }
        Ok(Expression::And(sides))
    }

    fn single(&mut self, depth: usize) -> Result<Expression<'a>, Box<Fault>> {
        if depth >= MAX_DEPTH {
            let here = self.text.part(self.here());
            return Err(Box::new(Fault::new(FaultKind::TooDeep, here)));
        }
        if self.eat("not") {
            return Ok(Expression::Not(Box::new(self.single(depth + 1)?)));
        }
        if self.eat("(") {
            let inner = self.either(depth + 1)?;
            if !self.eat(")") {
                return Err(self.expected("`)`"));
            }
            return Ok(inner);
        }
        if self.eat("true") {
            return Ok(Expression::Truth(true));
        }
        if self.eat("false") {
            return Ok(Expression::Truth(false));
        }
        let left = self.operand("a name")?;
        match (self.operator()?, left) {
            (Some(operator), Operand::Name(name)) if self.is_truth() => {
                Err(self.compared_with_truth(&name, operator == Operator::NotEqual))
            }
            (Some(operator), left) => {
                let right = self.operand("a number or a name")?;
                Ok(Expression::Compare {
                    left,
                    operator,
                    right,
                })
            }
            (None, Operand::Name(name)) => Ok(Expression::Flag(name)),
            (None, _) => Err(self.expected("a comparison such as `>= 1`")),
        }
    }

    fn operator(&mut self) -> Result<Option<Operator>, Box<Fault>> {
        let operator = match self.peek() {
            "==" => Operator::Equal,
            "!=" => Operator::NotEqual,
            "<" => Operator::Less,
            "<=" => Operator::LessOrEqual,
            ">" => Operator::Greater,
            ">=" => Operator::GreaterOrEqual,
            "=" => {
                let here = self.here();
                let (found, meant, end) = match self.text.value[here.end..self.end].chars().next() {
                    Some('>') => ("`=>` is written", ">=", here.end + 1),
                    Some('<') => ("`=<` is written", "<=", here.end + 1),
                    _ => ("`=` changes a value,", "==", here.end),
                };
                let verb = if meant == "==" { " compares" } else { "" };
                let fault = self.fault(format!("{found} `{meant}`{verb}"), here.start..end);
                return Err(Box::new(fault.replacement(Some(meant))));
            }
            _ => return Ok(None),
        };
        self.next += 1;
        Ok(Some(operator))
    }

    /// Tells whether `true` or `false` comes next.
    fn is_truth(&self) -> bool {
        matches!(self.peek().to_lowercase().as_str(), "true" | "false")
    }

    /// A flag beside `true` or `false`, which says no more than the flag alone.
    fn compared_with_truth(&self, flag: &Name<'a>, is_opposite: bool) -> Box<Fault> {
        let is_false = self.peek().to_lowercase() == "false";
        let no = if is_false == is_opposite { "" } else { "not " };
        let meant = format!("{no}{}", flag.text);
        let here = self.here();
        let fault = self.fault("a flag stands by itself".to_owned(), here.clone());
        let span = Span {
            start: flag.span.start,
            ..self.text.part(here)
        };
        Box::new(Fault { span, ..*fault }.replacement(Some(meant)))
    }

    fn operand(&mut self, what: &str) -> Result<Operand<'a>, Box<Fault>> {
        let range = self.here();
        let token = self.peek();
        if token.starts_with(|first: char| first.is_ascii_digit()) {
            let number = self.number(what)?;
            return Ok(Operand::Number(number, self.text.part(range)));
        }
        if let Some(node) = token.strip_prefix("visits.") {
            if !is_name(node) {
                return Err(self.expected("a node's name after `visits.`"));
            }
            let start = range.start + "visits.".len();
            self.next += 1;
            return Ok(Operand::Visits(self.text.name(start..range.end)));
        }
        Ok(Operand::Name(self.name(what)?))
    }

    fn name(&mut self, what: &str) -> Result<Name<'a>, Box<Fault>> {
        if !is_name(self.peek()) {
            return Err(self.expected(what));
        }
        let name = self.text.name(self.here());
        self.next += 1;
        Ok(name)
    }

    fn number(&mut self, what: &str) -> Result<u64, Box<Fault>> {
        let number = self.peek().parse().map_err(|_| self.expected(what))?;
        self.next += 1;
        Ok(number)
    }

    fn effect(&mut self) -> Result<Effect<'a>, Box<Fault>> {
        let clear = self.eat("not");
        let target = self.name("the name of a flag, a counter or a named effect")?;
        let change = if clear {
            Change::Clear
        } else if self.eat("=") {
            if self.is_truth() {
                return Err(self.compared_with_truth(&target, false));
            }
            Change::Assign(self.operand("a number or one of the counter's words")?)
        } else if self.eat("+=") {
            let range = self.here();
            Change::Add(self.number("a whole number")?, self.text.part(range))
        } else if self.eat("-=") {
            let range = self.here();
            Change::Subtract(self.number("a whole number")?, self.text.part(range))
        } else if self.peek() == "==" {
            let fault = self.fault("`==` compares, `=` changes a value".to_owned(), self.here());
            return Err(Box::new(fault.replacement(Some("="))));
        } else {
            Change::Set
        };
        let when = if self.eat("if") {
            Some(self.either(0)?)
        } else {
            None
        };
        Ok(Effect {
            target,
            change,
            when,
        })
    }
}

/// Returns the length of the token at the start of `rest`, 0 where there is none.
fn token_length(rest: &str) -> usize {
    let in_word = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '.';
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    let plain = rest.bytes().take_while(|byte| is_plain(byte)).count();
    let word = match rest.as_bytes().get(plain) {
        Some(byte) if !byte.is_ascii() => rest.find(|sign| !in_word(sign)),
        _ => Some(plain),
    };
    let word = word.unwrap_or(rest.len());
    if word > 0 {
        return word;
    }
    let signs = [
        "==", "!=", "<=", ">=", "+=", "-=", "<", ">", "=", "(", ")", ",",
    ];
    let sign = signs.iter().find(|sign| rest.starts_with(**sign));
    sign.map_or(0, |sign| sign.len())
}

/// Tells whether `text` may be the name of something: lower-case letters, digits and `_`, no digit first, no keyword.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let keyword = ["and", "or", "not", "if", "visits", "true", "false"].contains(&text);
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !keyword && !text.is_empty() && text.bytes().all(good) && !text.as_bytes()[0].is_ascii_digit()
}
