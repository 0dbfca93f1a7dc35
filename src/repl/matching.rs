//! Which choices a line may mean: by the words in their labels, whole or begun, in any order.

use strsim::damerau_levenshtein;

/// How few letters of a word, among several, may mean another word altogether.
const SHORT: usize = 2;

/// Words of three letters and more that stand in any label and tell nothing of it.
const COMMON: [&str; 16] = [
    "the", "and", "you", "your", "him", "his", "her", "them", "for", "with", "that", "this", "one",
    "not", "now", "all",
];

/// How many labels are suggested at once.
const MOST_GUESSED: usize = 3;

/// How well a line fits a label, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is the label, word for word.
    Label,
    /// Its words are those that the label begins with.
    Beginning,
    /// Its words stand in the label, whole, in any order.
    Words,
    /// The label begins with its words, some of them begun only.
    Begun,
    /// Words of the label begin with its words, in any order.
    Anywhere,
    /// As before; but it is so far from what the label says that something else may be meant.
    Loosely,
}

/// Returns the labels that a line means: those that it fits best, whatever it may mean besides.
pub fn matching(line: &str, labels: &[&str]) -> Vec<usize> {
    let fits = fits(line, labels);
    let best = fits.iter().map(|&(fit, _)| fit).min();
    let best = best.filter(|&fit| fit < Fit::Loosely);
    let fitting = fits.into_iter().filter(|&(fit, _)| Some(fit) == best);
    fitting.map(|(_, index)| index).collect()
}

/// Returns every label that a line may be going to mean once more of it is typed.
pub fn possible(line: &str, labels: &[&str]) -> Vec<usize> {
    let fits = fits(line, labels).into_iter();
    fits.map(|(_, index)| index).collect()
}

fn fits(line: &str, labels: &[&str]) -> Vec<(Fit, usize)> {
    let wanted: Vec<String> = words(line).collect();
    let labels = labels.iter().enumerate();
    labels
        .filter_map(|(index, label)| Some((fit(&wanted, label)?, index)))
        .collect()
}

fn fit(wanted: &[String], label: &str) -> Option<Fit> {
    let label: Vec<String> = words(label).collect();
    if wanted.is_empty() || !all_fit(wanted, &label, |word, wanted| word.starts_with(wanted)) {
        return None;
    }
    let run = |start: usize, fits: fn(&str, &str) -> bool| {
        let here = label[start..].iter().zip(wanted);
        label.len() - start >= wanted.len()
            && here.into_iter().all(|(word, wanted)| fits(word, wanted))
    };
    let is_whole = |word: &str, wanted: &str| word == wanted;
    let is_begun = |word: &str, wanted: &str| word.starts_with(wanted);
    let is_label = label == wanted;
    Some(if is_label {
        Fit::Label
    } else if run(0, is_whole) {
        Fit::Beginning
    } else if all_fit(wanted, &label, is_whole) {
        Fit::Words
    } else if run(0, is_begun) {
        Fit::Begun
    } else {
        // A word or two of a few letters stand at the beginning of many others: they count where they come one after
        // the other, as in the label.
        let is_short = |wanted: &String| wanted.chars().count() <= SHORT && !label.contains(wanted);
        let is_sure = wanted.len() == 1
            || !wanted.iter().any(is_short)
            || label[0].starts_with(&wanted[0])
            || (0..label.len()).any(|start| run(start, is_begun));
        if is_sure { Fit::Anywhere } else { Fit::Loosely }
    })
}

/// Returns the label that a line most likely meant where it means none for sure: nearest by the fewest slips of the
/// finger, and only if no other is as near.
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

/// Returns the labels that have most of a line's words, where none has all of them: at the most three.
pub fn partly(line: &str, labels: &[&str]) -> Vec<usize> {
    let wanted: Vec<String> = words(line)
        .filter(|word| word.chars().count() > SHORT && !COMMON.contains(&word.as_str()))
        .collect();
    let shared = |label: &&str| {
        let words: Vec<String> = words(label).collect();
        wanted
            .iter()
            .filter(|wanted| words.contains(wanted))
            .count()
    };
    let shared: Vec<usize> = labels.iter().map(shared).collect();
    let most = shared.iter().max().copied().unwrap_or(0);
    let found = (0..labels.len()).filter(|&index| shared[index] == most && most > 0);
    let found: Vec<usize> = found.collect();
    if found.len() > MOST_GUESSED {
        return Vec::new();
    }
    found
}

/// Returns the name that a line most likely meant, by a slip of the finger or two.
pub fn near_name<'n>(line: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    if line.chars().count() <= SHORT {
        return None;
    }
    let near = names.filter_map(|name| {
        let slips = damerau_levenshtein(line, name);
        (slips <= allowed(line)).then_some((slips, name))
    });
    // Of equally near ones the first, which for names is that of a choice.
    near.min_by_key(|&(slips, _)| slips).map(|(_, name)| name)
}

/// Returns how many slips of the finger a word may hold: one, or one for every four letters.
fn allowed(typed: &str) -> usize {
    (typed.chars().count() / 4).max(1)
}

/// Returns how many slips of the finger lie between what was typed and a word, or its beginning; `None` where there are
/// more than it may hold.
fn slips(typed: &str, word: &str) -> Option<usize> {
    let length = typed.chars().count();
    if length < 3 {
        return word.starts_with(typed).then_some(0);
    }
    let start: String = word.chars().take(length).collect();
    let slips = damerau_levenshtein(typed, word).min(damerau_levenshtein(typed, &start));
    (slips <= allowed(typed)).then_some(slips)
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

fn all_fit(wanted: &[String], label: &[String], fits: fn(&str, &str) -> bool) -> bool {
    let mut free: Vec<&String> = label.iter().collect();
    // The longest first, so that the start of a word never takes the place of the whole.
    let mut wanted: Vec<&String> = wanted.iter().collect();
    wanted.sort_by_key(|wanted| std::cmp::Reverse(wanted.len()));
    wanted.into_iter().all(|wanted| {
        // A whole word before one that only begins so.
        let whole = free.iter().position(|word| *word == wanted);
        let found = whole.or_else(|| free.iter().position(|word| fits(word, wanted)));
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
        assert_eq!(matching("word giv", &LABELS), [1]);
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
    fn how_a_label_begins_comes_before_what_it_has_and_that_before_what_it_has_begun() {
        let labels = ["Go in", "Let it go in peace", "Going home, and in a hurry"];
        assert_eq!(matching("go in", &labels), [0]);
        assert_eq!(matching("go", &labels), [0]);
        assert_eq!(matching("in go", &labels), [0, 1]);
        assert_eq!(matching("goi", &labels), [2]);
        assert_eq!(matching("h", &labels), [2]);
        let labels = ["Them, all of them", "Give them back", "The end of it"];
        assert_eq!(matching("the", &labels), [2]);
        assert_eq!(matching("them", &labels), [0]);
        assert_eq!(matching("e", &labels), [2]);
        assert_eq!(matching("t", &labels), [0, 2]);
    }

    #[test]
    fn a_few_letters_here_and_there_are_no_choice_but_may_become_one() {
        let labels = [
            "Lang, going down in the third",
            "Ivan, alone under the boos",
        ];
        assert_eq!(matching("go in", &labels), [] as [usize; 0]);
        assert_eq!(possible("go in", &labels), [0]);
        assert_eq!(near("go in", &labels), Some(0));
        assert_eq!(matching("go", &labels), [0]);
        assert_eq!(matching("down in", &labels), [0]);
        assert_eq!(matching("la do", &labels), [0]);
        assert_eq!(matching("go do", &labels), [0]);
        assert_eq!(matching("goi thi", &labels), [0]);
    }

    #[test]
    fn a_slip_of_the_finger_is_near_one_label_or_none() {
        assert_eq!(near("towle", &LABELS), Some(0));
        assert_eq!(near("giev him", &LABELS), Some(1));
        assert_eq!(near("lokk", &LABELS), None);
        assert_eq!(near("zebra", &LABELS), None);
        // What is another word altogether is no slip.
        assert_eq!(near("what", &["Hit the open chin"]), None);
    }

    #[test]
    fn what_has_some_of_the_words_is_suggested() {
        assert_eq!(partly("throw something soft", &LABELS), [0]);
        assert_eq!(partly("please look at the towel", &LABELS), [0, 2, 3]);
        assert_eq!(partly("talk to him and the one", &LABELS), [] as [usize; 0]);
        assert_eq!(partly("", &LABELS), [] as [usize; 0]);
    }

    #[test]
    fn a_name_is_near_by_a_slip_in_four_letters() {
        let names = ["undo", "quit", "plain", "calendar", "restart"];
        let near = |line| near_name(line, names.into_iter());
        assert_eq!(near("calender"), Some("calendar"));
        assert_eq!(near("qiut"), Some("quit"));
        assert_eq!(near("retsrat"), None);
        assert_eq!(near("restrat"), Some("restart"));
        for other in ["wait", "no", "again", "hello"] {
            assert_eq!(near(other), None, "{other}");
        }
    }
}
