//! The words and signs that conditions and effects are made of.

use std::ops::Range;

/// Returns the range of the first token of `text` from `at` on, and `at..at` where there is none. A sign without a meaning
/// is a token too.
pub(super) fn token_from(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let spaces = bytes[at..].iter().take_while(|byte| **byte == b' ');
    let start = at + spaces.count();
    let end = start + plain_length(&bytes[start..]);
    if start < end && bytes.get(end).is_none_or(u8::is_ascii) {
        return start..end;
    }
    let mut rest = &text[start..];
    if !rest.starts_with(|sign: char| sign.is_ascii_graphic()) {
        rest = rest.trim_start();
    }
    let start = text.len() - rest.len();
    let length = match token_length(rest) {
        0 => rest.chars().next().map_or(0, char::len_utf8),
        length => length,
    };
    if length == 0 {
        at..at
    } else {
        start..start + length
    }
}

/// Returns the length of the token at the start of `rest`, 0 where there is none with a meaning.
pub(super) fn token_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let plain = plain_length(bytes);
    if bytes.get(plain).is_some_and(|byte| !byte.is_ascii()) {
        let in_word = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '.';
        return rest.find(|sign| !in_word(sign)).unwrap_or(rest.len());
    }
    match bytes {
        _ if plain > 0 => plain,
        [b'=' | b'!' | b'<' | b'>' | b'+' | b'-', b'=', ..] => 2,
        [b'=' | b'<' | b'>' | b'(' | b')' | b',', ..] => 1,
        _ => 0,
    }
}

/// Returns how many bytes there are of names, numbers and the point between the two.
fn plain_length(bytes: &[u8]) -> usize {
    let plain = bytes.iter().take_while(|byte| IS_PLAIN[**byte as usize]);
    plain.count()
}

/// Whether names, numbers and the point between the two are made of a byte: most tokens are found by looking it up.
const IS_PLAIN: [bool; 256] = {
    let mut is_plain = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        is_plain[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
        byte += 1;
    }
    is_plain
};

/// Tells whether `text` may be the name of something: lower-case letters, digits and `_`, no digit first, no keyword.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let good = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
    let begins = |byte: &u8| !byte.is_ascii_digit();
    text.as_bytes().first().is_some_and(begins) && text.bytes().all(good) && !is_keyword(text)
}

fn is_keyword(text: &str) -> bool {
    matches!(
        text,
        "and" | "or" | "not" | "if" | "visits" | "true" | "false"
    )
}
