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
pub fn base_words(prose: Prose<'_>) -> usize {
    let always = prose.pieces().filter_map(|piece| match piece {
        Piece::Words(text) => Some(words(text)),
        _ => None,
    });
    always.sum()
}

/// Returns all words of a stretch of prose, those of every variant counted.
fn all_words(prose: Prose<'_>) -> usize {
    let each = prose.pieces().map(|piece| match piece {
        Piece::Words(text) => words(text),
        Piece::Variant { yes, no, .. } => all_words(yes) + all_words(no),
        Piece::ByValue(_, texts) => texts.iter().map(all_words).sum(),
        Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => 1,
    });
    each.sum()
}

/// Returns every sentence that a stretch of prose holds, in variants and out of them, as far as it is written in one
/// piece.
pub fn written<'p>(prose: Prose<'p>, out: &mut Vec<&'p str>) {
    for piece in prose.pieces() {
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
    /// By the stretch of prose, and the pieces and texts that lead to the half.
    read: HashSet<(ProseId, Vec<usize>)>,
}

impl<'s> Coverage<'s> {
    pub fn new(story: &'s Story) -> Self {
        Self {
            story,
            read: HashSet::new(),
        }
    }

    fn mark(&mut self, prose: ProseId, values: &[u64]) {
        self.mark_inside(self.story.proses.get(prose), (prose, Vec::new()), values);
    }

    fn mark_inside(
        &mut self,
        text: Prose<'s>,
        (prose, path): (ProseId, Vec<usize>),
        values: &[u64],
    ) {
        for (index, piece) in text.pieces().enumerate() {
            let number = match piece {
                Piece::Variant { when, .. } => usize::from(!when.holds(values)),
                Piece::ByValue(variable, _) => {
                    let number = self.story.variables[variable.index()].field.get(values);
                    usize::try_from(number).expect("a small number")
                }
                Piece::Words(_) | Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => continue,
            };
            let half = (prose, [&path[..], &[index, number]].concat());
            self.read.insert(half.clone());
            self.mark_inside(piece.text(number).expect("a text"), half, values);
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
                let prose_id = ProseId::at(index);
                self.seek(prose, (prose_id, &[]), home, &mut unread);
            }
        }
        unread.sort();
        unread
    }

    fn seek(
        &self,
        text: Prose<'_>,
        (prose, path): (ProseId, &[usize]),
        home: &str,
        unread: &mut Vec<String>,
    ) {
        for (index, piece) in text.pieces().enumerate() {
            for (number, half) in piece.texts().enumerate() {
                let path = [path, &[index, number]].concat();
                if self.read.contains(&(prose, path.clone())) {
                    self.seek(half, (prose, &path), home, unread);
                } else if all_words(half) > 0 {
                    let start = half.pieces().find_map(|piece| match piece {
                        Piece::Words(text) => Some(text),
                        _ => None,
                    });
                    unread.push(format!("{home}: {}", start.unwrap_or("(values alone)")));
                }
            }
        }
    }
}

/// Returns how many halves with words there are, and how many have more than 25.
pub fn sizes(story: &Story) -> (usize, usize) {
    let (mut count, mut long) = (0, 0);
    let mut waiting: Vec<Prose<'_>> = story.proses.iter().collect();
    while let Some(prose) = waiting.pop() {
        for half in halves(prose) {
            count += usize::from(all_words(half) > 0);
            long += usize::from(base_words(half) > 25);
            waiting.push(half);
        }
    }
    (count, long)
}

fn halves(prose: Prose<'_>) -> impl Iterator<Item = Prose<'_>> {
    prose.pieces().flat_map(Piece::texts)
}

impl Audience for Coverage<'_> {
    fn beat(&mut self, beat: ProseId, values: &[u64]) {
        self.mark(beat, values);
    }

    fn arrive(&mut self, node: NodeId, values: &[u64]) {
        if let Some(text) = self.story.nodes[node.index()].text {
            self.mark(text, values);
        }
    }

    fn record(&mut self, _record: RecordId, entry: ProseId, values: &[u64]) {
        self.mark(entry, values);
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
