//! Conditions and effects as the writer wrote them.

use std::ops::Range;

use memchr::memchr_iter;

use super::{
    signs::{is_odd_space, named, plain_letters},
    text::{Name, Text},
    words::{is_name, token_from, token_length},
};
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
    /// Most effects have no condition: what few have takes no room in all.
    pub when: Option<Box<Expression<'a>>>,
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
    let mut parser = Parser::new(text, range.clone(), FaultKind::BadCondition);
    let expression = parser.condition();
    expression.map_err(|fault| parser.bad_sign(range).unwrap_or(fault))
}

/// Reads a list of effects.
pub(super) fn effects<'a>(text: &Text<'a>) -> Result<Vec<Effect<'a>>, Box<Fault>> {
    let range = 0..text.value.len();
    let mut parser = Parser::new(text, range.clone(), FaultKind::BadEffect);
    let effects = parser.effects();
    effects.map_err(|fault| parser.bad_sign(range).unwrap_or(fault))
}

/// So many sides have most conditions that have several, at the most.
const MOST_HAVE: usize = 4;

/// For so many steps of a list of effects there is room beforehand, at the most.
const MOST_STEPS: usize = 15;

struct Parser<'t, 'a> {
    text: &'t Text<'a>,
    /// What is read, up to its end, and whatever stands before.
    whole: &'t str,
    /// The next token: a word, a number, a sign, or one without a meaning, which nothing takes.
    token: &'t str,
    /// Its range; empty where the text ends, right after the last one.
    here: Range<usize>,
    /// Where the token before it ends, if there is one.
    before: Option<usize>,
    bad: fn(String) -> FaultKind,
}

impl<'t, 'a> Parser<'t, 'a> {
    fn new(text: &'t Text<'a>, range: Range<usize>, bad: fn(String) -> FaultKind) -> Self {
        let whole = &text.value[..range.end];
        let here = match token_from(whole, range.start) {
            none if none.is_empty() => range.end..range.end,
            first => first,
        };
        Self {
            text,
            whole,
            token: &whole[here.clone()],
            here,
            before: None,
            bad,
        }
    }

    /// Returns what is wrong with the first sign that has no meaning, if there is one in the text.
    fn bad_sign(&self, range: Range<usize>) -> Option<Box<Fault>> {
        let mut at = range.start;
        loop {
            let token = token_from(self.whole, at);
            let rest = &self.whole[token.start..];
            let character = self.whole[token.clone()].chars().next()?;
            if token_length(rest) > 0 {
                at = token.end;
                continue;
            }
            let sign = self.meant(rest);
            let length = sign.map_or(character.len_utf8(), |(sign, _)| sign.len());
            let message = if is_odd_space(character) {
                format!("the invisible sign {} stands here", named(character))
            } else {
                format!("`{}` has no meaning here", plain(&rest[..length]))
            };
            let fault = self.fault(message, token.start..token.start + length);
            return Some(Box::new(fault.replacement(sign.map(|(_, word)| word))));
        }
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

    /// Goes on to the next token.
    fn advance(&mut self) {
        self.before = Some(self.here.end);
        self.here = token_from(self.whole, self.here.end);
        self.token = &self.whole[self.here.clone()];
    }

    fn eat(&mut self, token: &str) -> bool {
        let eaten = self.token == token;
        if eaten {
            self.advance();
        }
        eaten
    }

    fn expected(&self, what: &str) -> Box<Fault> {
        let found = match self.token {
            "" => "the end".to_owned(),
            token => format!("`{token}`"),
        };
        let fault = self.fault(format!("expected {what}, found {found}"), self.here.clone());
        // A name or one of `and`, `or`, `not` in capitals or with accents.
        let lower = plain_letters(&self.token.to_lowercase());
        let is_word = is_name(&lower) || ["and", "or", "not", "if"].contains(&lower.as_str());
        let better = (lower != self.token && is_word).then_some(lower);
        Box::new(fault.replacement(better))
    }

    fn end(&self) -> Result<(), Box<Fault>> {
        if self.here.is_empty() {
            return Ok(());
        }
        let fault = self.expected("nothing more");
        let after = token_from(self.whole, self.here.end);
        let (meant, end) = match (self.token, &self.whole[after.clone()]) {
            ("and" | "&", _) if self.is_effect() => (",", self.here.end),
            (",", _) if !self.is_effect() => (" and", self.here.end),
            ("is" | "equals", "not") => ("!=", after.end),
            ("is" | "equals", _) => ("==", self.here.end),
            _ => return Err(fault),
        };
        // A comma stands right after what it ends.
        let start = match (meant, self.before) {
            (",", Some(before)) => before,
            _ => self.here.start,
        };
        let span = self.text.part(start..end);
        Err(Box::new(Fault { span, ..*fault }.replacement(Some(meant))))
    }

    fn condition(&mut self) -> Result<Expression<'a>, Box<Fault>> {
        let condition = self.either(0)?;
        self.end()?;
        Ok(condition)
    }

    fn effects(&mut self) -> Result<Vec<Effect<'a>>, Box<Fault>> {
        let commas = memchr_iter(b',', self.whole.as_bytes());
        let mut effects = Vec::with_capacity(1 + commas.take(MOST_STEPS).count());
        while !self.here.is_empty() {
            effects.push(self.effect()?);
            if !self.eat(",") {
                self.end()?;
            }
        }
        Ok(effects)
    }

    fn either(&mut self, depth: usize) -> Result<Expression<'a>, Box<Fault>> {
        let first = self.both(depth)?;
        if self.token != "or" {
            return Ok(first);
        }
        let mut sides = Vec::with_capacity(MOST_HAVE);
        sides.push(first);
        while self.eat("or") {
            sides.push(self.both(depth)?);
        }
        Ok(Expression::Or(sides))
    }

    fn both(&mut self, depth: usize) -> Result<Expression<'a>, Box<Fault>> {
        let first = self.single(depth)?;
        if self.token != "and" {
            return Ok(first);
        }
        let mut sides = Vec::with_capacity(MOST_HAVE);
        sides.push(first);
        while self.eat("and") {
            sides.push(self.single(depth)?);
        }
        Ok(Expression::And(sides))
    }

    fn single(&mut self, depth: usize) -> Result<Expression<'a>, Box<Fault>> {
        if depth >= MAX_DEPTH {
            let here = self.text.part(self.here.clone());
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
        let operator = match self.token {
            "==" => Operator::Equal,
            "!=" => Operator::NotEqual,
            "<" => Operator::Less,
            "<=" => Operator::LessOrEqual,
            ">" => Operator::Greater,
            ">=" => Operator::GreaterOrEqual,
            "=" => {
                let here = self.here.clone();
                let (found, meant, end) = match self.whole[here.end..].chars().next() {
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
        self.advance();
        Ok(Some(operator))
    }

    /// Tells whether `true` or `false` comes next.
    fn is_truth(&self) -> bool {
        ["true", "false"]
            .iter()
            .any(|truth| self.token.eq_ignore_ascii_case(truth))
    }

    /// A flag beside `true` or `false`, which says no more than the flag alone.
    fn compared_with_truth(&self, flag: &Name<'a>, is_opposite: bool) -> Box<Fault> {
        let is_false = self.token.eq_ignore_ascii_case("false");
        let no = if is_false == is_opposite { "" } else { "not " };
        let meant = format!("{no}{}", flag.text);
        let here = self.here.clone();
        let fault = self.fault("a flag stands by itself".to_owned(), here.clone());
        let span = flag.span.to(self.text.part(here));
        Box::new(Fault { span, ..*fault }.replacement(Some(meant)))
    }

    fn operand(&mut self, what: &str) -> Result<Operand<'a>, Box<Fault>> {
        let range = self.here.clone();
        let token = self.token;
        if token.starts_with(|first: char| first.is_ascii_digit()) {
            let number = self.number(what)?;
            return Ok(Operand::Number(number, self.text.part(range)));
        }
        if let Some(node) = token.strip_prefix("visits.") {
            if !is_name(node) {
                return Err(self.expected("a node's name after `visits.`"));
            }
            let start = range.start + "visits.".len();
            self.advance();
            return Ok(Operand::Visits(self.text.name(start..range.end)));
        }
        Ok(Operand::Name(self.name(what)?))
    }

    fn name(&mut self, what: &str) -> Result<Name<'a>, Box<Fault>> {
        if !is_name(self.token) {
            return Err(self.expected(what));
        }
        let name = self.text.name(self.here.clone());
        self.advance();
        Ok(name)
    }

    fn number(&mut self, what: &str) -> Result<u64, Box<Fault>> {
        let number = self.token.parse().map_err(|_| self.expected(what))?;
        self.advance();
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
            let range = self.here.clone();
            Change::Add(self.number("a whole number")?, self.text.part(range))
        } else if self.eat("-=") {
            let range = self.here.clone();
            Change::Subtract(self.number("a whole number")?, self.text.part(range))
        } else if self.token == "==" {
            let fault = self.fault(
                "`==` compares, `=` changes a value".to_owned(),
                self.here.clone(),
            );
            return Err(Box::new(fault.replacement(Some("="))));
        } else {
            Change::Set
        };
        let when = if self.eat("if") {
            Some(Box::new(self.either(0)?))
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
