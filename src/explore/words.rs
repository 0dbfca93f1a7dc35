//! How many words a playthrough has: bounds that are proven.
//!
//! Counted is what a transcript prints: the texts of nodes and the outcome beats. Which variants are read together
//! depends on more variables than can be told apart at once, so that the fewest and the most words are bounded: no
//! playthrough has fewer or more, though none may have just so many. A text counts with the fewest or the most words of
//! its variants, less those that are never read; a way through the nodes with the sum of its texts, along exits that are
//! ever open. Where playthroughs go round past words there is no upper bound.

use super::{Branch, Coverage, Exploration, Seen, Sentence, graph};
use crate::story::{Exits, NodeId, Piece, Prose, ProseId, RecordId, Story, words_of};

/// The lengths of playthroughs in words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Words {
    /// No playthrough has fewer.
    pub at_least: u64,
    /// No playthrough has more; `None` where there is no such bound.
    pub at_most: Option<u64>,
}

/// Returns bounds on the words of the playthroughs of a story that was explored; `None` where none reaches an ending.
#[must_use]
pub fn words(story: &Story, exploration: &Exploration, coverage: &Coverage) -> Option<Words> {
    let counter = Counter::new(story, exploration, coverage);
    let start = story.start?;
    let mut fewest: Vec<Option<u64>> = vec![None; story.nodes.len()];
    let mut most: Vec<Option<Bound>> = vec![None; story.nodes.len()];
    for component in graph::components(story, start).iter().rev() {
        // In a loop the fewest words are those of a shortest path (Bellman 1958).
        for _ in 0..component.nodes.len() {
            for &node in component.nodes.iter().rev() {
                fewest[node.index()] = counter.fewest_from(node, &fewest);
            }
        }
        let leads_on = component
            .nodes
            .iter()
            .any(|node| fewest[node.index()].is_some());
        for &node in &component.nodes {
            most[node.index()] = if component.is_loop {
                leads_on.then_some(None)
            } else {
                counter.most_from(node, &most)
            };
        }
    }
    Some(Words {
        at_least: fewest[start.index()]?,
        at_most: most[start.index()]?,
    })
}

/// The most words of something; `None` where there is no bound.
type Bound = Option<u64>;

struct Counter<'a> {
    story: &'a Story,
    exploration: &'a Exploration,
    /// For every stretch of prose, the texts of it that are never read.
    never: Vec<Vec<&'a [Branch]>>,
    /// The most words that each record can come to.
    records: Vec<Bound>,
}

impl<'a> Counter<'a> {
    fn new(story: &'a Story, exploration: &'a Exploration, coverage: &'a Coverage) -> Self {
        let mut never = vec![Vec::new(); story.proses.len()];
        let unread = |sentence: &&Sentence| sentence.read == Seen::Never;
        for sentence in coverage.sentences.iter().filter(unread) {
            never[sentence.prose.index()].push(&sentence.path[..]);
        }
        let mut counter = Self {
            story,
            exploration,
            never,
            records: vec![None; story.records.len()],
        };
        counter.records = (0..story.records.len())
            .map(|record| counter.most_recorded(RecordId::at(record)))
            .collect();
        counter
    }

    /// Returns the most words that all entries of a record come to; no bound where one is written on a loop.
    fn most_recorded(&self, record: RecordId) -> Bound {
        let start = self.story.start.unwrap_or(NodeId(0));
        let mut total = Some(0_u64);
        for component in graph::components(self.story, start) {
            for node in &component.nodes {
                let written = &self.story.nodes[node.index()];
                let choices = written.choices().iter().map(|choice| &choice.records);
                let routes = written.routes().iter().map(|route| &route.records);
                for (_, entry) in choices.chain(routes).flatten().filter(|it| it.0 == record) {
                    let entry = self.most_of(*entry);
                    let sum = total.zip(entry).map(|(total, entry)| total + entry);
                    total = sum.filter(|_| !component.is_loop);
                }
            }
        }
        total
    }

    fn fewest_from(&self, node: NodeId, known: &[Option<u64>]) -> Option<u64> {
        let written = &self.story.nodes[node.index()];
        let here = written.text.map_or(0, |text| self.fewest_of(text));
        let onwards = self.exits(node).filter_map(|(exit, to)| {
            let beat = written.choices().get(exit).and_then(|choice| choice.beat);
            Some(beat.map_or(0, |beat| self.fewest_of(beat)) + known[to.index()]?)
        });
        match written.exits {
            Exits::Ending(_) => Some(here),
            Exits::Choices(_) | Exits::Routes(_) => onwards.min().map(|onwards| here + onwards),
        }
    }

    /// Returns the most words from a node on; `None` where no ending is reached from it.
    fn most_from(&self, node: NodeId, known: &[Option<Bound>]) -> Option<Bound> {
        let written = &self.story.nodes[node.index()];
        let here = written.text.map_or(Some(0), |text| self.most_of(text));
        let onwards = self.exits(node).filter_map(|(exit, to)| {
            let beat = written.choices().get(exit).and_then(|choice| choice.beat);
            let beat = beat.map_or(Some(0), |beat| self.most_of(beat));
            Some(plus(beat, known[to.index()]?))
        });
        match written.exits {
            Exits::Ending(_) => Some(here),
            Exits::Choices(_) | Exits::Routes(_) => {
                onwards.reduce(larger).map(|onwards| plus(here, onwards))
            }
        }
    }

    /// Returns the exits of a node that are ever open, and where they lead.
    fn exits(&self, node: NodeId) -> impl Iterator<Item = (usize, NodeId)> {
        let found = &self.exploration.nodes[node.index()];
        let exits = graph::targets(&self.story.nodes[node.index()]).enumerate();
        exits.filter(|(exit, _)| !self.exploration.is_complete || found.exits[*exit])
    }

    fn fewest_of(&self, prose: ProseId) -> u64 {
        let text = self.story.proses.get(prose);
        self.count(prose, text, &mut Vec::new(), false).unwrap_or(0)
    }

    fn most_of(&self, prose: ProseId) -> Bound {
        let text = self.story.proses.get(prose);
        self.count(prose, text, &mut Vec::new(), true)
    }

    /// Counts the most or the fewest words that a text can come to.
    ///
    /// Words are parted by white space: where there is none between two pieces, two words may become one, which takes one
    /// away from the fewest.
    fn count(
        &self,
        prose: ProseId,
        text: Prose<'_>,
        path: &mut Vec<Branch>,
        is_most: bool,
    ) -> Bound {
        let mut total = Some(0_u64);
        for (piece, inner) in text.pieces().enumerate() {
            let words = match inner {
                Piece::Words(words) => Some(words_of(words) as u64),
                Piece::Value(variable) => {
                    let words = &self.story.variables[variable.index()].words;
                    let counts = words.iter().map(|word| words_of(word) as u64);
                    Some(if is_most { counts.max() } else { counts.min() }.unwrap_or(1))
                }
                Piece::Record(record) | Piece::Entry(record, _) if is_most => {
                    self.records[record.index()]
                }
                Piece::Record(_) | Piece::Entry(..) => Some(0),
                Piece::Variant { .. } | Piece::ByValue(..) => {
                    self.count_texts(prose, (piece, inner), path, is_most)
                }
            };
            total = plus(total, words);
        }
        let pairs = text.pieces().zip(text.pieces().skip(1));
        let seams = pairs.filter(|(piece, next)| !is_apart(*piece, *next));
        let seams = seams.count() as u64;
        if is_most {
            total
        } else {
            total.map(|total| total.saturating_sub(seams))
        }
    }

    fn count_texts(
        &self,
        prose: ProseId,
        (piece, chosen): (usize, Piece<'_>),
        path: &mut Vec<Branch>,
        is_most: bool,
    ) -> Bound {
        let mut found: Option<Bound> = None;
        for (text, inner) in chosen.texts().enumerate() {
            path.push(Branch { piece, text });
            if !self.never[prose.index()].contains(&&path[..]) {
                let words = self.count(prose, inner, path, is_most);
                found = Some(match found {
                    None => words,
                    Some(known) if is_most => larger(known, words),
                    Some(known) => known.min(words),
                });
            }
            path.pop();
        }
        found.unwrap_or(Some(0))
    }
}

/// Tells whether there is white space between two pieces, whatever else they come to.
fn is_apart(piece: Piece<'_>, next: Piece<'_>) -> bool {
    let ends = matches!(piece, Piece::Words(words) if words.ends_with(char::is_whitespace));
    ends || matches!(next, Piece::Words(words) if words.starts_with(char::is_whitespace))
}

fn plus(a: Bound, b: Bound) -> Bound {
    a.zip(b).map(|(a, b)| a.saturating_add(b))
}

fn larger(a: Bound, b: Bound) -> Bound {
    a.zip(b).map(|(a, b)| a.max(b))
}
