//! A text of RON as a row of tokens, as far as the slips in it need to be told apart.

use std::ops::Range;

use super::signs::QUOTES;
use crate::diagnostic::FaultKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
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

/// Returns the token at the start of `text` and its length in bytes.
pub(super) fn next_token(text: &str) -> Result<(Token, usize), FaultKind> {
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
        _ if QUOTES.contains(&first) => Token::Curly,
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

/// Returns where the items of a list stand, a value in brackets each; `None` where anything else stands between them.
pub(super) fn bracketed(list: &str) -> Option<Vec<Range<usize>>> {
    let mut items = Vec::new();
    let mut at = list.strip_prefix('[').map(|_| 1)?;
    loop {
        let (token, length) = next_token(&list[at..]).ok()?;
        match token {
            Token::Space if length == 0 => return None,
            Token::Space | Token::Comma => at += length,
            Token::Open(_) => {
                let end = at + value_length(&list[at..])?;
                items.push(at..end);
                at = end;
            }
            Token::Close(_) => return Some(items),
            _ => return None,
        }
    }
}

pub(super) fn partner(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

pub(super) fn first_line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}
