//! Words counted, sentences told apart, and which halves of variants somebody read.

use std::collections::{HashMap, HashSet};

use fifteen::{
    engine::Audience,
    story::{NodeId, Piece, Prose, ProseId, RecordId, Story},
};

pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Returns the sentences of a passage; what is said between quotes belongs to the sentence around it.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', '\n'])
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
}

/// Returns the words that stand outside all variants.
pub fn base_words(prose: &Prose) -> usize {
    let always = prose.0.iter().filter_map(|piece| match piece {
        Piece::Words(text) => Some(words(text)),
        _ => None,
    });
    always.sum()
}

/// Returns all words of a stretch of prose, those of every variant counted.
fn all_words(prose: &Prose) -> usize {
    let each = prose.0.iter().map(|piece| match piece {
        Piece::Words(text) => words(text),
        Piece::Variant { yes, no, .. } => all_words(yes) + all_words(no),
        Piece::ByValue(_, texts) => texts.iter().map(all_words).sum(),
        Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => 1,
    });
    each.sum()
}

/// Returns every sentence that a stretch of prose holds, in variants and out of them, as far as it is written in one
/// piece.
pub fn written<'p>(prose: &'p Prose, out: &mut Vec<&'p str>) {
    for piece in &prose.0 {
        match piece {
            Piece::Words(text) => out.extend(sentences(text)),
            Piece::Variant { yes, no, .. } => {
                written(yes, out);
                written(no, out);
            }
            Piece::ByValue(_, texts) => texts.iter().for_each(|text| written(text, out)),
            Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => {}
        }
    }
}

/// Returns all words of a story.
pub fn total_words(story: &Story) -> usize {
    story.proses.iter().map(all_words).sum()
}

/// Marks which halves of variants were read.
pub struct Coverage<'s> {
    story: &'s Story,
    /// By the half: its place in memory tells it from all others.
    read: HashSet<*const Prose>,
}

impl<'s> Coverage<'s> {
    pub fn new(story: &'s Story) -> Self {
        Self {
            story,
            read: HashSet::new(),
        }
    }

    fn mark(&mut self, prose: &'s Prose, values: &[u64]) {
        for piece in &prose.0 {
            let half = match piece {
                Piece::Variant { when, yes, no } => {
                    if when.holds(values) {
                        yes
                    } else {
                        no
                    }
                }
                Piece::ByValue(variable, texts) => {
                    let number = self.story.variables[variable.index()].field.get(values);
                    &texts[usize::try_from(number).expect("a small number")]
                }
                Piece::Words(_) | Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => continue,
            };
            self.read.insert(half);
            self.mark(half, values);
        }
    }

    /// Returns the first words of every half with words that nobody read, with the node that it belongs to.
    pub fn unread(&self, story: &'s Story) -> Vec<String> {
        let mut homes = HashMap::new();
        for node in &story.nodes {
            let beats = node.choices().iter().flat_map(|choice| {
                choice
                    .beat
                    .into_iter()
                    .chain(choice.records.iter().map(|&(_, entry)| entry))
            });
            for prose in node.text.into_iter().chain(beats) {
                homes.insert(prose, node.name.as_str());
            }
        }
        let mut unread = Vec::new();
        for (index, prose) in story.proses.iter().enumerate() {
            if let Some(home) = homes.get(&ProseId::at(index)) {
                self.seek(prose, home, &mut unread);
            }
        }
        unread.sort();
        unread
    }

    fn seek(&self, prose: &Prose, home: &str, unread: &mut Vec<String>) {
        for half in halves(prose) {
            if self.read.contains(&std::ptr::from_ref(half)) {
                self.seek(half, home, unread);
            } else if all_words(half) > 0 {
                let start = half.0.iter().find_map(|piece| match piece {
                    Piece::Words(text) => Some(text.as_str()),
                    _ => None,
                });
                unread.push(format!("{home}: {}", start.unwrap_or("(values alone)")));
            }
        }
    }
}

/// Returns how many halves with words there are, and how many have more than 25.
pub fn sizes(story: &Story) -> (usize, usize) {
    let (mut count, mut long) = (0, 0);
    let mut waiting: Vec<&Prose> = story.proses.iter().collect();
    while let Some(prose) = waiting.pop() {
        for half in halves(prose) {
            count += usize::from(all_words(half) > 0);
            long += usize::from(base_words(half) > 25);
            waiting.push(half);
        }
    }
    (count, long)
}

fn halves(prose: &Prose) -> Vec<&Prose> {
    let each = prose.0.iter().map(|piece| match piece {
        Piece::Variant { yes, no, .. } => vec![yes, no],
        Piece::ByValue(_, texts) => texts.iter().collect(),
        Piece::Words(_) | Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => Vec::new(),
    });
    each.flatten().collect()
}

impl Audience for Coverage<'_> {
    fn beat(&mut self, beat: ProseId, values: &[u64]) {
        let story = self.story;
        self.mark(&story.proses[beat.index()], values);
    }

    fn arrive(&mut self, node: NodeId, values: &[u64]) {
        let story = self.story;
        if let Some(text) = story.nodes[node.index()].text {
            self.mark(&story.proses[text.index()], values);
        }
    }

    fn record(&mut self, _record: RecordId, entry: ProseId, values: &[u64]) {
        let story = self.story;
        self.mark(&story.proses[entry.index()], values);
    }
}

/// Returns what is odd about how a paragraph is set: spaces doubled or before a stop, a quotation that never closes,
/// one that closes where it should open.
pub fn slip_of_the_pen(paragraph: &str) -> Option<String> {
    let spaced = ["  ", " .", " ,", " ;", " ?", " !", "..", ",.", ".,", ":."];
    let is_spaced = spaced.iter().any(|slip| paragraph.contains(slip));
    let mut is_open = false;
    let mut is_misplaced = false;
    let signs: Vec<char> = paragraph.chars().collect();
    for (index, _) in signs.iter().enumerate().filter(|(_, sign)| **sign == '"') {
        let before = index.checked_sub(1).map(|before| signs[before]);
        let after = signs.get(index + 1);
        let stands_alone = |sign: Option<&char>| sign.is_none_or(|sign| *sign == ' ');
        is_misplaced |= if is_open {
            stands_alone(before.as_ref())
        } else {
            stands_alone(after)
        };
        is_open = !is_open;
    }
    (is_spaced || is_misplaced || is_open).then(|| paragraph.to_owned())
}
