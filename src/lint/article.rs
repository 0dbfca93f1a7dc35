//! `a` before a vowel and `an` before a consonant, as far as letters tell how a word sounds.

use super::Draft;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    for stretch in draft.written.stretches() {
        if stretch.is_drawing {
            continue;
        }
        let mut before: Option<(usize, &str)> = None;
        for word in stretch.text.split_ascii_whitespace() {
            let start = word.as_ptr() as usize - stretch.text.as_ptr() as usize;
            if let Some((at, article)) = before.take()
                && let Some(better) = better(article, word)
            {
                let kind = FaultKind::Article {
                    found: article.to_owned(),
                    word: bare(word).to_owned(),
                };
                let fault = stretch.fault(kind, at..at + article.len());
                faults.push(fault.replacement(Some(better)));
            }
            let opened = word.trim_start_matches(|sign: char| !sign.is_alphanumeric());
            if ["a", "an", "A", "An"].contains(&opened) {
                before = Some((start + word.len() - opened.len(), opened));
            }
        }
    }
}

/// Returns the letters at the start of a word, past what opens it.
fn bare(word: &str) -> &str {
    let word = word.trim_start_matches(['"', '\'', '\\', '(', '*', '_', '\u{201c}', '\u{2018}']);
    let end = word
        .find(|sign: char| !sign.is_alphabetic())
        .unwrap_or(word.len());
    &word[..end]
}

/// Returns the article that belongs before `word`, where `article` is the wrong one.
fn better(article: &str, word: &str) -> Option<&'static str> {
    let word = bare(word);
    let is_name_of_a_letter = article == "A" && FUNCTION_WORDS.contains(&word);
    let is_spelled_out = word.len() < 2 || word.chars().skip(1).any(char::is_uppercase);
    if is_spelled_out || is_name_of_a_letter || FUNCTION_WORDS.contains(&word) {
        return None;
    }
    match (article, sounds_like_a_vowel(&word.to_lowercase())?) {
        ("a", true) => Some("an"),
        ("A", true) => Some("An"),
        ("an", false) => Some("a"),
        ("An", false) => Some("A"),
        _ => None,
    }
}

/// Words that never follow an article: where one does, `a` is a letter or a slip of another kind.
const FUNCTION_WORDS: &[&str] = &[
    "and", "as", "at", "if", "in", "is", "it", "of", "on", "or", "to", "was", "were",
];

/// Tells whether a word begins with the sound of a vowel; `None` where speakers differ.
fn sounds_like_a_vowel(word: &str) -> Option<bool> {
    let begins = |starts: &[&str]| starts.iter().any(|start| word.starts_with(start));
    let first = word.chars().next()?;
    if !first.is_ascii_alphabetic() || begins(&["herb", "hist", "hotel"]) {
        return None;
    }
    if begins(&["hour", "honest", "honour", "honor", "heir"]) {
        return Some(true);
    }
    let like_you = begins(&[
        "uni", "us", "ut", "eu", "ew", "ubiq", "one", "once", "ura", "uro",
    ]);
    let like_up = begins(&[
        "unin", "unim", "unil", "us-", "ush", "utt", "uter", "oner", "onel",
    ]);
    Some("aeiou".contains(first) && (!like_you || like_up))
}

#[cfg(test)]
mod tests {
    use super::better;

    #[test]
    fn articles_follow_the_sound() {
        for (article, word) in [
            ("a", "uniform"),
            ("a", "one-armed"),
            ("a", "used"),
            ("a", "European"),
            ("an", "hour"),
            ("an", "honest"),
            ("an", "unimportant"),
            ("an", "umpire"),
            ("an", "MP"),
            ("a", "UFO"),
            ("A", "and"),
            ("an", "8"),
            ("a", "historic"),
        ] {
            assert_eq!(better(article, word), None, "{article} {word}");
        }
        assert_eq!(better("a", "apple,"), Some("an"));
        assert_eq!(better("A", "\"orange\""), Some("An"));
        assert_eq!(better("an", "towel"), Some("a"));
        assert_eq!(better("a", "hour"), Some("an"));
    }
}
