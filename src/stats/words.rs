//! The words of a story, by what they are for. What many nodes share, like a menu's beats, counts once.

use std::collections::BTreeSet;

use super::words_of;
use crate::story::{Choice, Figure, Node, Piece, Prose, ProseId, Story};

/// Numbers of words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Words {
    /// In the texts of nodes, outside all variants.
    pub base: usize,
    /// In the outcomes of choices, outside all variants.
    pub beats: usize,
    /// In the variants of texts and outcomes: what not every player reads.
    pub variants: usize,
    /// In the labels of choices.
    pub labels: usize,
    /// In reasons, records, pages, status lines and the sentences of figures.
    pub rest: usize,
}

/// The size of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActWords {
    /// `None` for the nodes that belong to no act.
    pub act: Option<String>,
    /// The title of the act.
    pub title: Option<String>,
    pub nodes: usize,
    pub choices: usize,
    pub words: Words,
}

/// Words outside and inside of variants.
#[derive(Debug, Clone, Copy, Default)]
struct Split {
    base: usize,
    variants: usize,
}

impl Words {
    /// Counts the words of a whole story.
    #[must_use]
    pub fn of(story: &Story) -> Self {
        let mut counter = Counter::new(story);
        for node in &story.nodes {
            counter.node(node);
        }
        let statuses = story.acts.iter().flat_map(|act| act.status.iter().copied());
        let pages = story.pages.iter();
        let texts = statuses.chain(pages.clone().filter_map(|page| page.text));
        texts.for_each(|text| counter.rest(text));
        pages
            .filter_map(|page| page.figure)
            .for_each(|figure| counter.figure(figure));
        counter.words
    }

    /// Counts the words of each act that has nodes, in the order of the nodes.
    #[must_use]
    pub fn by_act(story: &Story) -> Vec<ActWords> {
        let mut order = Vec::new();
        for node in &story.nodes {
            if !order.contains(&node.act) {
                order.push(node.act);
            }
        }
        let mut counter = Counter::new(story);
        let acts = order.into_iter().map(|act| {
            counter.words = Self::default();
            let nodes = || story.nodes.iter().filter(|node| node.act == act);
            nodes().for_each(|node| counter.node(node));
            ActWords {
                act: act.map(|act| story.acts[act.index()].name.to_string()),
                title: act.map(|act| story.acts[act.index()].title.clone()),
                nodes: nodes().count(),
                choices: nodes().map(|node| node.choices().len()).sum(),
                words: counter.words,
            }
        });
        acts.collect()
    }

    #[must_use]
    pub fn total(&self) -> usize {
        self.base + self.beats + self.variants + self.labels + self.rest
    }
}

struct Counter<'s> {
    story: &'s Story,
    words: Words,
    seen: BTreeSet<ProseId>,
}

impl<'s> Counter<'s> {
    fn new(story: &'s Story) -> Self {
        Self {
            story,
            words: Words::default(),
            seen: BTreeSet::new(),
        }
    }

    fn node(&mut self, node: &Node) {
        if let Some(text) = node.text {
            let split = self.split(text);
            self.words.base += split.base;
            self.words.variants += split.variants;
        }
        node.figure
            .into_iter()
            .for_each(|figure| self.figure(figure));
        node.choices().iter().for_each(|choice| self.choice(choice));
        for route in node.routes() {
            route
                .records
                .iter()
                .for_each(|&(_, entry)| self.rest(entry));
        }
    }

    fn choice(&mut self, choice: &Choice) {
        let label = self.split(choice.say);
        self.words.labels += label.base + label.variants;
        if let Some(beat) = choice.beat {
            let split = self.split(beat);
            self.words.beats += split.base;
            self.words.variants += split.variants;
        }
        choice
            .locked
            .into_iter()
            .for_each(|reason| self.rest(reason));
        choice
            .records
            .iter()
            .for_each(|&(_, entry)| self.rest(entry));
    }

    fn figure(&mut self, figure: Figure) {
        self.rest(figure.says);
    }

    fn rest(&mut self, prose: ProseId) {
        let split = self.split(prose);
        self.words.rest += split.base + split.variants;
    }

    /// Counts a stretch of prose that was not counted before.
    fn split(&mut self, prose: ProseId) -> Split {
        let mut split = Split::default();
        if self.seen.insert(prose) {
            count(self.story.proses.get(prose), false, &mut split);
        }
        split
    }
}

fn count(prose: Prose<'_>, is_variant: bool, split: &mut Split) {
    for piece in prose.pieces() {
        let number = match piece {
            Piece::Words(words) => words_of(words),
            Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => 1,
            Piece::Variant { yes, no, .. } => {
                count(yes, true, split);
                count(no, true, split);
                0
            }
            Piece::ByValue(_, texts) => {
                for text in texts.iter() {
                    count(text, true, split);
                }
                0
            }
        };
        if is_variant {
            split.variants += number;
        } else {
            split.base += number;
        }
    }
}
