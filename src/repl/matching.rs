//! Which choices a line may mean: by the starts of the words in their labels, in any order.

use strsim::damerau_levenshtein;

/// Returns the labels that a line may mean. A label that is the line word for word wins over one that has its words
/// whole, and that over one that only has words that begin with them.
pub fn matching(line: &str, labels: &[&str]) -> Vec<usize> {
    let wanted: Vec<String> = words(line).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let exact: Vec<usize> = (0..labels.len())
        .filter(|&index| words(labels[index]).eq(wanted.iter().cloned()))
        .collect();
    if !exact.is_empty() {
        return exact;
    }
    let fitting = |fits: fn(&str, &str) -> bool| -> Vec<usize> {
        (0..labels.len())
            .filter(|&index| all_fit(&wanted, labels[index], fits))
            .collect()
    };
    let whole = fitting(|word, wanted| word == wanted);
    if whole.is_empty() {
        fitting(|word, wanted| word.starts_with(wanted))
    } else {
        whole
    }
}

/// Returns the label that a line most likely meant where it fits none: nearest by the fewest slips of the finger, and
/// only if no other is as near.
pub fn near(line: &str, labels: &[&str]) -> Option<usize> {
    let wanted: Vec<String> = words(line).collect();
    if wanted.is_empty() {
        return None;
    }
    let slips = |label: &str| -> Option<usize> {
        let words: Vec<String> = words(label).collect();
        wanted
            .iter()
            .map(|wanted| words.iter().filter_map(|word| slips(wanted, word)).min())
            .sum()
    };
    let mut found: Vec<(usize, usize)> = labels
        .iter()
        .enumerate()
        .filter_map(|(index, label)| Some((slips(label)?, index)))
        .collect();
    found.sort_unstable();
    match found[..] {
        [(_, index)] => Some(index),
        [(fewest, index), (next, _), ..] if fewest < next => Some(index),
        _ => None,
    }
}

/// Returns how many slips of the finger lie between what was typed and a word, or its beginning; `None` where there are
/// more than one, and one more for every four letters.
fn slips(typed: &str, word: &str) -> Option<usize> {
    let length = typed.chars().count();
    if length < 3 {
        return word.starts_with(typed).then_some(0);
    }
    let start: String = word.chars().take(length).collect();
    let slips = damerau_levenshtein(typed, word).min(damerau_levenshtein(typed, &start));
    (slips <= 1 + length / 4).then_some(slips)
}

/// Returns the words of a label in lower case, without the signs around and the apostrophes in them.
pub fn words(label: &str) -> impl Iterator<Item = String> {
    label
        .split(|character: char| {
            !character.is_alphanumeric() && !matches!(character, '\'' | '\u{2019}')
        })
        .map(|word| {
            let letters = word.chars().filter(|letter| letter.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect::<String>()
        })
        .filter(|word| !word.is_empty())
}

fn all_fit(wanted: &[String], label: &str, fits: fn(&str, &str) -> bool) -> bool {
    let mut free: Vec<String> = words(label).collect();
    // The longest first, so that the start of a word never takes the place of the whole.
    let mut wanted: Vec<&String> = wanted.iter().collect();
    wanted.sort_by_key(|wanted| std::cmp::Reverse(wanted.len()));
    wanted.into_iter().all(|wanted| {
        let found = free.iter().position(|word| fits(word, wanted));
        found.map(|index| free.swap_remove(index)).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: [&str; 4] = [
        "Throw the towel now. Let him hate you",
        "Give him your word",
        "Don't look",
        "Don't look away",
    ];

    #[test]
    fn starts_of_words_match_in_any_order() {
        assert_eq!(matching("tow", &LABELS), [0]);
        assert_eq!(matching("TOWEL, throw!", &LABELS), [0]);
        assert_eq!(matching("wor gi", &LABELS), [1]);
        assert_eq!(matching("hi", &LABELS), [0, 1]);
        assert_eq!(matching("dont aw", &LABELS), [3]);
        assert_eq!(matching("throw throw", &LABELS), [] as [usize; 0]);
        assert_eq!(matching("...", &LABELS), [] as [usize; 0]);
    }

    #[test]
    fn a_whole_label_is_not_taken_for_the_start_of_another() {
        assert_eq!(matching("don\u{2019}t look", &LABELS), [2]);
        assert_eq!(matching("look", &LABELS), [2, 3]);
    }

    #[test]
    fn a_slip_of_the_finger_is_near_one_label_or_none() {
        assert_eq!(near("towle", &LABELS), Some(0));
        assert_eq!(near("giev him", &LABELS), Some(1));
        assert_eq!(near("lokk", &LABELS), None);
        assert_eq!(near("zebra", &LABELS), None);
    }
}
