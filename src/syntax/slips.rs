//! The usual slips of people who are not programmers, named in plain words.
//!
//! Runs only after the RON parser refused a text: it reads the text as a row of tokens and looks at what stands beside
//! what. It accepts nothing and builds nothing; it only knows better than a parser what a person meant.

use std::ops::Range;

use super::{
    brackets::{self, Balance, Key, Open},
    signs::{self, QUOTES},
    tokens::{Token, block_comment, first_line, next_token, partner},
};
use crate::diagnostic::FaultKind;

/// A slip, its range of bytes, and another place that explains it.
pub(super) struct Slip {
    pub kind: FaultKind,
    pub range: Range<usize>,
    /// What to write instead, where that is sure.
    pub cure: Option<String>,
    pub opened: Option<(Range<usize>, &'static str)>,
}

/// Returns the first slip in `text`, which is a part of `file` or all of it.
pub(super) fn find(text: &str, file: &str) -> Option<Slip> {
    let mut slips = Slips {
        text,
        file,
        open: Vec::new(),
        last: None,
        after_colon: false,
    };
    let mut at = 0;
    while at < text.len() {
        if let Some(slip) = signs::foreign(text, at) {
            return Some(slip);
        }
        if text[at..].starts_with("/*") && block_comment(&text[at..]).is_none() {
            return Some(slip(FaultKind::UnclosedComment, at..at + 2));
        }
        let (token, length) = match next_token(&text[at..]) {
            Ok(found) => found,
            Err(kind) => return Some(slip(kind, at..at + first_line(&text[at..]))),
        };
        if let Some(slip) = slips.token(token, at..at + length) {
            return Some(slip);
        }
        at += length;
    }
    let open = slips.open.last()?;
    Some(slip(
        FaultKind::UnclosedBracket(open.sign),
        open.at..open.at + 1,
    ))
}

/// Returns the first text that swallowed what follows it, in a file that is known to be broken.
pub(super) fn swallowed(text: &str) -> Option<Slip> {
    let mut at = 0;
    while at < text.len() {
        let (token, length) = next_token(&text[at..]).ok()?;
        if token == Token::Text
            && let Some(slip) = signs::swallowed(text, &(at..at + length), FIELDS)
        {
            return Some(slip);
        }
        at += length;
    }
    None
}

struct Slips<'t> {
    text: &'t str,
    file: &'t str,
    open: Vec<Open>,
    /// The last token that was no space, with its range.
    last: Option<(Token, Range<usize>)>,
    /// Whether that token stands after a colon.
    after_colon: bool,
}

impl Slips<'_> {
    fn token(&mut self, token: Token, range: Range<usize>) -> Option<Slip> {
        match token {
            Token::Space => return None,
            Token::Curly => return Some(self.quoted(FaultKind::CurlyQuote, range)),
            Token::Single => return Some(self.quoted(FaultKind::SingleQuote, range)),
            Token::Equals | Token::Other if self.is_unquoted_value() => {
                let start = self.last.as_ref().map_or(range.start, |last| last.1.start);
                return Some(signs::unquoted(self.text, start));
            }
            Token::Equals => return Some(cured(FaultKind::EqualsForColon, range, ":")),
            Token::Semicolon => return Some(cured(FaultKind::NoComma(';'), range, ",")),
            Token::Comma | Token::Colon | Token::Other => {
                if let Some(slip) = self.sign(token, &range) {
                    return Some(slip);
                }
            }
            Token::Open(sign) => {
                let slip = self.outside(token, &range);
                if let Some(slip) = slip.or_else(|| self.side_by_side(token, &range)) {
                    return Some(slip);
                }
                self.open.push(Open {
                    sign,
                    at: range.start,
                    has_entries: false,
                });
            }
            Token::Close(found) => match self.open.pop() {
                None => return Some(cured(FaultKind::StrayBracket(found), range, "")),
                Some(inner) if partner(inner.sign) != found => {
                    let balance = self.balance();
                    return Some(brackets::mismatch(
                        &self.open, inner, found, range, &balance,
                    ));
                }
                Some(_) => {}
            },
            Token::Text | Token::Word => {
                let slip = self.outside(token, &range);
                if let Some(slip) = slip.or_else(|| self.side_by_side(token, &range)) {
                    return Some(slip);
                }
            }
        }
        self.after_colon = matches!(self.last, Some((Token::Colon, _)));
        self.last = Some((token, range));
        None
    }

    /// Tells whether the last token is a bare word where a value belongs.
    fn is_unquoted_value(&self) -> bool {
        let is_word = |(last, range): &(Token, Range<usize>)| {
            let word = &self.text[range.clone()];
            let is_value = ["true", "false"].contains(&word);
            *last == Token::Word && word.starts_with(char::is_alphabetic) && !is_value
        };
        self.after_colon && self.last.as_ref().is_some_and(is_word)
    }

    /// A comma, a colon, or a sign that means nothing.
    fn sign(&mut self, token: Token, range: &Range<usize>) -> Option<Slip> {
        let Some((last, before)) = self.last.clone() else {
            return Some(slip(FaultKind::Outside, self.line(range)));
        };
        let ended = matches!(last, Token::Text | Token::Word | Token::Close(_));
        match token {
            Token::Comma if self.open.is_empty() => {
                Some(cured(FaultKind::Outside, range.clone(), ""))
            }
            Token::Comma if last == Token::Comma => {
                Some(cured(FaultKind::DoubleComma, range.clone(), ""))
            }
            Token::Comma if self.is_unquoted_value() && signs::goes_on(&self.text[range.end..]) => {
                Some(signs::unquoted(self.text, before.start))
            }
            Token::Comma => {
                if let Some(inner) = self.open.last_mut() {
                    inner.has_entries = true;
                }
                None
            }
            Token::Colon if ended && self.after_colon => {
                Some(cured(FaultKind::NoComma(':'), range.clone(), ","))
            }
            Token::Colon => {
                let written = &self.text[before.clone()];
                let name = written.trim_matches('"');
                let key = match last {
                    Token::Word if FIELDS.contains(&name) => Key::Field,
                    Token::Text if FIELDS.contains(&name) => Key::QuotedField,
                    Token::Text => Key::Named,
                    _ => return None,
                };
                brackets::key(&mut self.open, key, &before, name)
            }
            _ if ended && self.text[range.clone()].starts_with('.') => {
                Some(cured(FaultKind::NoComma('.'), range.clone(), ","))
            }
            _ if ended && self.text[range.clone()].starts_with('#') => {
                signs::half_raw(self.text, &before)
            }
            _ => None,
        }
    }

    /// Something stands before the first bracket of the file or after the last.
    fn outside(&self, token: Token, range: &Range<usize>) -> Option<Slip> {
        let is_outside = match &self.last {
            None => !matches!(token, Token::Open(_)),
            Some((last, _)) => self.open.is_empty() && matches!(last, Token::Close(_)),
        };
        is_outside.then(|| slip(FaultKind::Outside, self.line(range)))
    }

    /// Returns what stands on a line from a place on.
    fn line(&self, from: &Range<usize>) -> Range<usize> {
        let line = &self.text[from.start..];
        let length = line[..first_line(line)].trim_end().len();
        from.start..from.end.max(from.start + length)
    }

    /// Counts the brackets of the file; those of a long one only around here, since every slip asks.
    fn balance(&self) -> Balance {
        const LONG: usize = 1 << 16;
        let text = if self.file.len() > LONG {
            self.text
        } else {
            self.file
        };
        let mut balance = Balance::default();
        let mut at = 0;
        while let Ok((token, length)) = next_token(&text[at..])
            && at < text.len()
        {
            balance.count(token);
            at += length;
        }
        balance
    }

    /// Two values side by side: a comma or a colon is missing, or a quote ended a text too early or was never written.
    fn side_by_side(&self, token: Token, range: &Range<usize>) -> Option<Slip> {
        let (last, before) = self.last.as_ref()?;
        let ended = matches!(last, Token::Text | Token::Word | Token::Close(_));
        let called = *last == Token::Word && matches!(token, Token::Open('('));
        if !ended || called || self.open.is_empty() {
            return None;
        }
        let same_line = !self.text[before.end..range.start].contains('\n');
        let is_field = token == Token::Word && self.text[range.end..].trim_start().starts_with(':');
        if token == Token::Word && same_line && !is_field {
            if *last == Token::Text {
                let whole = self.unclosed_before_a_field(before);
                let whole = whole.or_else(|| signs::half_raw(self.text, before));
                return Some(whole.unwrap_or_else(|| self.unescaped_quote(before)));
            }
            if *last == Token::Word && self.after_colon {
                return Some(signs::unquoted(self.text, before.start));
            }
        }
        // A letter of several bytes is not cut.
        let last_sign = self.text.floor_char_boundary(before.end - 1)..before.end;
        let with = |sign: char| format!("{}{sign}", &self.text[last_sign.clone()]);
        let is_key = match last {
            Token::Text => token == Token::Open('('),
            Token::Word => {
                let word = &self.text[before.clone()];
                word.starts_with(char::is_alphabetic) && !["true", "false"].contains(&word)
            }
            _ => false,
        };
        if is_key && !self.after_colon && token != Token::Word {
            return Some(cured(
                FaultKind::MissingKeyColon,
                last_sign.clone(),
                &with(':'),
            ));
        }
        let cure = with(',');
        Some(cured(FaultKind::MissingComma, last_sign, &cure))
    }

    /// A wrong quote begins a text here: where it ends on the same line, both quotes belong to it.
    fn quoted(&self, kind: FaultKind, range: Range<usize>) -> Slip {
        let rest = &self.text[range.end..];
        let rest = &rest[..first_line(rest)];
        let is_quote = |sign: char| sign == '"' || sign == '\'' || QUOTES.contains(&sign);
        // A text ends before a sign of the notation; any other quote of the same shape is an apostrophe.
        let ends = |(at, sign): &(usize, char)| {
            let after = rest[at + sign.len_utf8()..].trim_start();
            is_quote(*sign) && (after.is_empty() || after.starts_with([',', ':', ')', ']', '}']))
        };
        match rest.char_indices().find(ends) {
            Some((at, sign)) => {
                let cure = format!("\"{}\"", &rest[..at].replace('"', "\\\""));
                cured(kind, range.start..range.end + at + sign.len_utf8(), &cure)
            }
            None => cured(kind, range, "\""),
        }
    }

    /// A text that holds a comma and a field's name at its end, `"Pour, to: "` or `"Steam., choices: { "`, was to be
    /// closed before them.
    fn unclosed_before_a_field(&self, text: &Range<usize>) -> Option<Slip> {
        let written = &self.text[text.clone()];
        let inside = written.strip_prefix('"')?.strip_suffix('"')?;
        let opens = |character: char| character.is_whitespace() || "({[".contains(character);
        let before_colon = inside.trim_end_matches(opens).strip_suffix(':')?.trim_end();
        let is_letter = |character: char| character.is_ascii_lowercase() || character == '_';
        let head = before_colon.trim_end_matches(is_letter);
        let words = head.trim_end().strip_suffix(',')?;
        // The quote that was to close it may be there, curled.
        let is_curled = !words.contains('\u{201c}');
        let words = words
            .strip_suffix('\u{201d}')
            .filter(|_| is_curled)
            .unwrap_or(words);
        let rest = &inside[head.trim_end().len() - 1..];
        // Prose has commas and colons too: `He said, quietly: "..."`.
        if !FIELDS.contains(&&before_colon[head.len()..]) {
            return None;
        }
        let cure = format!("\"{words}\"{rest}\"");
        Some(cured(FaultKind::UnclosedString, text.clone(), &cure))
    }

    /// The text that ends `before` here goes on: up to the next quote of the line, both belong to it.
    fn unescaped_quote(&self, before: &Range<usize>) -> Slip {
        let first = before.end - 1;
        let is_raw = self.text[before.clone()].starts_with('r');
        let rest = &self.text[before.end..];
        let rest = &rest[..first_line(rest)];
        match rest.find('"') {
            Some(length) if !is_raw => {
                let cure = format!("\\\"{}\\\"", &rest[..length]);
                let range = first..before.end + length + 1;
                cured(FaultKind::UnescapedQuote, range, &cure)
            }
            _ => slip(FaultKind::UnescapedQuote, first..before.end),
        }
    }
}

pub(super) fn cured(kind: FaultKind, range: Range<usize>, cure: &str) -> Slip {
    Slip {
        cure: Some(cure.to_owned()),
        ..slip(kind, range)
    }
}

pub(super) fn slip(kind: FaultKind, range: Range<usize>) -> Slip {
    Slip {
        kind,
        range,
        cure: None,
        opened: None,
    }
}

/// Every field of the language, in the order of letters.
const FIELDS: &[&str] = &[
    "about",
    "acts",
    "aliases",
    "all",
    "always",
    "any",
    "any_ending",
    "at",
    "at_least",
    "beats",
    "can_reach",
    "choices",
    "choices_at_least",
    "choices_at_most",
    "compared",
    "content",
    "counters",
    "danger",
    "do",
    "doc",
    "drawing",
    "early",
    "effects",
    "ending",
    "endings",
    "enter",
    "figure",
    "flags",
    "from",
    "id",
    "kept",
    "lints",
    "locked",
    "max",
    "menu",
    "menus",
    "name",
    "never",
    "next",
    "nudge",
    "open",
    "options",
    "pages",
    "playthroughs_at_least",
    "record",
    "records",
    "routes",
    "say",
    "says",
    "share",
    "start",
    "status",
    "text",
    "then",
    "title",
    "to",
    "version",
    "when",
    "without",
    "words",
];

#[cfg(test)]
mod tests;
