//! The usual slips of people who are not programmers, named in plain words.
//!
//! Runs only after the RON parser refused a text: it reads the text as a row of tokens and looks at what stands beside
//! what. It accepts nothing and builds nothing; it only knows better than a parser what a person meant.

use std::ops::Range;

use crate::diagnostic::FaultKind;

/// A slip, its range of bytes, and where the bracket that it is about was opened.
pub(super) struct Slip {
    pub kind: FaultKind,
    pub range: Range<usize>,
    /// What to write instead, where that is sure.
    pub cure: Option<String>,
    pub opened: Option<Range<usize>>,
}

/// Returns the first slip in `text`.
pub(super) fn find(text: &str) -> Option<Slip> {
    let mut slips = Slips {
        text,
        open: Vec::new(),
        last: None,
        after_colon: false,
    };
    let mut at = 0;
    while at < text.len() {
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
    let &(open, start) = slips.open.last()?;
    Some(slip(FaultKind::UnclosedBracket(open), start..start + 1))
}

/// What word processors make of quotes.
const CURLY: &[char] = &['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}'];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Space,
    Text,
    Word,
    Open(char),
    Close(char),
    Comma,
    Colon,
    Equals,
    Semicolon,
    Curly,
    Single,
    Other,
}

struct Slips<'t> {
    text: &'t str,
    /// The brackets that are open, each with its offset.
    open: Vec<(char, usize)>,
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
            Token::Equals => return Some(cured(FaultKind::EqualsForColon, range, ":")),
            Token::Semicolon => return Some(cured(FaultKind::Semicolon, range, ",")),
            Token::Open(open) => {
                if let Some(slip) = self.side_by_side(token, &range) {
                    return Some(slip);
                }
                self.open.push((open, range.start));
            }
            Token::Close(found) => match self.open.pop() {
                None => return Some(slip(FaultKind::StrayBracket(found), range)),
                Some((open, start)) if partner(open) != found => {
                    return Some(Slip {
                        opened: Some(start..start + 1),
                        ..slip(FaultKind::WrongBracket { open, found }, range)
                    });
                }
                Some(_) => {}
            },
            Token::Text | Token::Word => {
                if let Some(slip) = self.side_by_side(token, &range) {
                    return Some(slip);
                }
            }
            Token::Comma | Token::Colon | Token::Other => {}
        }
        self.after_colon = matches!(self.last, Some((Token::Colon, _)));
        self.last = Some((token, range));
        None
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
                let unclosed = self.unclosed_before_a_field(before);
                return Some(unclosed.unwrap_or_else(|| self.unescaped_quote(before)));
            }
            if *last == Token::Word && self.after_colon {
                return Some(slip(FaultKind::UnquotedText, before.start..range.end));
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
        let is_quote = |sign: char| sign == '"' || sign == '\'' || CURLY.contains(&sign);
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
        // Prose has commas and colons too: `He said, quietly: "..."`.
        if !FIELDS.contains(&&before_colon[head.len()..]) {
            return None;
        }
        let cure = format!("\"{words}\"{}\"", &inside[words.len()..]);
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

fn cured(kind: FaultKind, range: Range<usize>, cure: &str) -> Slip {
    Slip {
        cure: Some(cure.to_owned()),
        ..slip(kind, range)
    }
}

fn slip(kind: FaultKind, range: Range<usize>) -> Slip {
    Slip {
        kind,
        range,
        cure: None,
        opened: None,
    }
}

/// Returns the length of the bracketed value at the start of `text`, if its brackets close.
pub(super) fn value_length(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let (token, length) = next_token(&text[at..]).ok()?;
        at += length;
        match token {
            Token::Open(_) => depth += 1,
            Token::Close(_) if depth <= 1 => return Some(at),
            Token::Close(_) => depth -= 1,
            _ => {}
        }
    }
    None
}

fn partner(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

fn first_line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// The fields that stand after a text.
const FIELDS: &[&str] = &[
    "aliases", "at", "beats", "choices", "do", "doc", "early", "ending", "enter", "figure",
    "locked", "max", "menu", "next", "nudge", "record", "routes", "say", "says", "start", "text",
    "then", "title", "to", "version", "when", "without", "words",
];

/// Returns the token at the start of `text` and its length in bytes.
fn next_token(text: &str) -> Result<(Token, usize), FaultKind> {
    if text.starts_with("//") {
        return Ok((Token::Space, first_line(text)));
    }
    if text.starts_with("/*") {
        return Ok((Token::Space, block_comment(text).unwrap_or(text.len())));
    }
    if let Some(length) = raw_string(text)? {
        return Ok((Token::Text, length));
    }
    let Some(first) = text.chars().next() else {
        return Ok((Token::Space, 0));
    };
    let token = match first {
        '"' => {
            let end = string_end(text).ok_or(FaultKind::UnclosedString)?;
            return Ok((Token::Text, end));
        }
        '(' | '[' | '{' => Token::Open(first),
        ')' | ']' | '}' => Token::Close(first),
        ',' => Token::Comma,
        ':' => Token::Colon,
        '=' => Token::Equals,
        ';' => Token::Semicolon,
        '\'' => Token::Single,
        _ if CURLY.contains(&first) => Token::Curly,
        _ if first.is_whitespace() => Token::Space,
        _ if first.is_alphanumeric() || first == '_' || first == '-' => {
            let length = text
                .find(|character: char| !character.is_alphanumeric() && !"_-.".contains(character))
                .unwrap_or(text.len());
            return Ok((Token::Word, length));
        }
        _ => Token::Other,
    };
    Ok((token, first.len_utf8()))
}

/// Returns the length of a block comment, if it is closed; block comments nest.
pub(super) fn block_comment(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
    None
}

/// Returns the length of a raw string at the start of `text`, if there is one.
fn raw_string(text: &str) -> Result<Option<usize>, FaultKind> {
    let Some(rest) = text.strip_prefix('r') else {
        return Ok(None);
    };
    let hashes = rest.bytes().take_while(|&byte| byte == b'#').count();
    let Some(inside) = rest[hashes..].strip_prefix('"') else {
        return Ok(None);
    };
    let close = format!("\"{}", "#".repeat(hashes));
    match inside.find(&close) {
        Some(end) => Ok(Some(1 + hashes + 1 + end + close.len())),
        None => Err(FaultKind::UnclosedString),
    }
}

/// Returns the length of the string at the start of `text`, quotes included.
fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (FaultKind, &str) {
        let slip = find(text).expect("a slip");
        (slip.kind, &text[slip.range])
    }

    #[test]
    fn quote_inside_text_is_named() {
        assert_eq!(
            found(r#"(say: "He said "no" to you")"#).0,
            FaultKind::UnescapedQuote
        );
    }

    #[test]
    fn comma_missing_between_fields_is_named() {
        assert_eq!(
            found("(a: \"b\"\n c: \"d\")"),
            (FaultKind::MissingComma, "\"")
        );
        assert_eq!(
            found("{\"a\": (x: 1)\n \"b\": (x: 1)}"),
            (FaultKind::MissingComma, ")")
        );
    }

    #[test]
    fn brackets_are_matched() {
        assert_eq!(
            found("(a: [1, 2)"),
            (
                FaultKind::WrongBracket {
                    open: '[',
                    found: ')'
                },
                ")"
            )
        );
        assert_eq!(found("(a: (b: 1)"), (FaultKind::UnclosedBracket('('), "("));
        assert_eq!(found("(a: 1))"), (FaultKind::StrayBracket(')'), ")"));
    }

    #[test]
    fn other_slips_are_named() {
        assert_eq!(found("(a: \u{201c}b\u{201d})").0, FaultKind::CurlyQuote);
        assert_eq!(found("(a = 1)").0, FaultKind::EqualsForColon);
        assert_eq!(found("(a: \"b)\n").0, FaultKind::UnclosedString);
        assert_eq!(
            found("(a: 'it's here', b: 1)"),
            (FaultKind::SingleQuote, "'it's here'")
        );
        assert_eq!(found("(a: 1; b: 2)").0, FaultKind::Semicolon);
        assert_eq!(found("{\"a\" (b: 1)}"), (FaultKind::MissingKeyColon, "\""));
        assert_eq!(found("(say \"b\")"), (FaultKind::MissingKeyColon, "y"));
        assert_eq!(
            found("(say: some words)"),
            (FaultKind::UnquotedText, "some words")
        );
        assert_eq!(
            found("(say: \"a\" to: \"b\")"),
            (FaultKind::MissingComma, "\"")
        );
        assert_eq!(
            found("(say: \"a, to: \"b\")"),
            (FaultKind::UnclosedString, "\"a, to: \"")
        );
        assert_eq!(found("(a: r#\"b\")\n").0, FaultKind::UnclosedString);
    }

    #[test]
    fn good_text_has_no_slip() {
        assert!(
            find("( // a \"comment\n a: Some(1), /* } */ b: {\"c\": r#\"d \"e\" f\"#}, )")
                .is_none()
        );
    }
}
