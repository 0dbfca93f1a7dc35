//! How the prose is made: outcomes of their own, short memories, comparisons used once.

use std::collections::{BTreeMap, HashMap, HashSet};

use fifteen::story::{Exits, Piece, Prose};

use super::{note, percentile, read::base_words, table};

/// Every choice has its own outcome at every node, and no outcome stands in two places.
#[test]
fn every_choice_has_an_outcome_of_its_own() {
    let story = &table().story;
    let mut seen: HashMap<String, String> = HashMap::new();
    for node in &story.nodes {
        for choice in node.choices() {
            let place = format!("{}/{}", node.name, choice.name);
            let beat = choice
                .beat
                .unwrap_or_else(|| panic!("{place} has no outcome"));
            let text = all_words_of(story.proses.get(beat)).join(" ");
            assert!(!text.is_empty(), "{place} has an empty outcome");
            if let Some(other) = seen.insert(text, place.clone()) {
                panic!("{other} and {place} have the same outcome");
            }
        }
    }
}

/// A comparison is used once: `like a man ...` may come back, the man may not do the same again.
#[test]
fn no_comparison_is_used_twice() {
    let story = &table().story;
    let mut seen: BTreeMap<String, HashSet<usize>> = BTreeMap::new();
    for (index, prose) in story.proses.iter().enumerate() {
        let words = all_words_of(prose);
        for start in 0..words.len().saturating_sub(3) {
            let is_comparison = words[start] == "like" && matches!(words[start + 1], "a" | "an")
                || words[start..].starts_with(&["the", "way", "you"]);
            if is_comparison {
                let end = words.len().min(start + 5);
                let phrase = words[start..end].join(" ");
                let phrase = phrase
                    .split(['.', ',', ';', '?', '!', '"'])
                    .next()
                    .unwrap_or("");
                seen.entry(phrase.to_owned()).or_default().insert(index);
            }
        }
    }
    let twice: Vec<&String> = seen
        .iter()
        .filter(|(_, places)| places.len() > 1)
        .map(|(phrase, _)| phrase)
        .collect();
    note(
        "v_comparisons",
        "each once",
        &format!(
            "{} comparisons: {}",
            seen.len(),
            seen.keys()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join("; ")
        ),
    );
    assert!(seen.len() > 30 && twice.is_empty(), "{twice:?}");
}

/// A ring is four lines: an editor that fills paragraphs must not run a drawing together.
#[test]
fn the_drawings_of_a_scene_keep_their_lines() {
    let story = &table().story;
    let mut drawn = 0;
    for node in &story.nodes {
        let Some(figure) = &node.figure else { continue };
        let drawing = story.proses.get(figure.drawing);
        let words = drawing.pieces().map(|piece| match piece {
            Piece::Words(text) => text,
            _ => "",
        });
        let drawing: String = words.collect();
        let lines: Vec<&str> = drawing.trim().lines().map(str::trim).collect();
        assert!(
            lines.len() >= 4 && lines.first() == lines.last(),
            "{}: {drawing}",
            node.name
        );
        drawn += 1;
    }
    assert!(drawn >= 2, "{drawn}");
}

/// Returns the words of a stretch of prose, those of every variant one after the other.
fn all_words_of(prose: Prose<'_>) -> Vec<&str> {
    let each = prose.pieces().flat_map(|piece| match piece {
        Piece::Words(text) => text.split_whitespace().collect(),
        Piece::Variant { yes, no, .. } => [yes, no].into_iter().flat_map(all_words_of).collect(),
        Piece::ByValue(_, texts) => texts.iter().flat_map(all_words_of).collect(),
        Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => Vec::new(),
    });
    each.collect()
}

/// B16: a clause that remembers is short, and few stand in one text. Where a whole outcome or clipping turns on a value,
/// each half is an outcome or clipping, and as long as one.
#[test]
fn what_remembers_is_short() {
    let story = &table().story;
    let (mut most, mut counts) = (0, Vec::new());
    let mut long = Vec::new();
    for node in &story.nodes {
        let Some(text) = node.text else { continue };
        let prose = story.proses.get(text);
        if matches!(node.exits, Exits::Choices(_)) {
            counts.push(prose.pieces().filter(is_variant).count());
        }
        each_half(prose, &mut |half| {
            most = most.max(base_words(half));
            if base_words(half) > 25 {
                long.push(format!("{}: {}", node.name, all_words_of(half).join(" ")));
            }
        });
    }
    counts.sort_unstable();
    note(
        "b16_short",
        "<= 25 words each, <= 3 a text",
        &format!(
            "longest {most} words; variants in a text: median {}, 90th percentile {}, most {}",
            percentile(&counts, 50),
            percentile(&counts, 90),
            percentile(&counts, 100)
        ),
    );
    // Four of the bout are whole paragraphs, one or the other.
    assert!(long.len() <= 4, "{long:#?}");
    assert!(percentile(&counts, 50) <= 3);
}

fn is_variant(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Variant { .. } | Piece::ByValue(..))
}

fn each_half(prose: Prose<'_>, seen: &mut impl FnMut(Prose<'_>)) {
    for piece in prose.pieces() {
        for half in piece.texts() {
            seen(half);
            each_half(half, seen);
        }
    }
}
