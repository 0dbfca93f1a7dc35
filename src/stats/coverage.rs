//! What a set of scripts passes through: nodes, choices, variants of the text, endings.

use crate::{
    engine::{Audience, Unsettled},
    session::{Script, Unfit, walk},
    story::{Exits, NodeId, Piece, Prose, ProseId, Story},
};

/// What was passed through so far.
#[derive(Debug)]
pub struct Coverage<'s> {
    story: &'s Story,
    nodes: Vec<bool>,
    choices: Vec<Vec<bool>>,
    /// For each stretch of prose that is read as text or outcome, whether each of its variants was.
    variants: Vec<Option<Vec<bool>>>,
    endings: Vec<bool>,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub part: usize,
    pub whole: usize,
}

impl<'s> Coverage<'s> {
    #[must_use]
    pub fn new(story: &'s Story) -> Self {
        let mut variants = vec![None; story.proses.len()];
        let texts = story.nodes.iter().filter_map(|node| node.text);
        let choices = story.nodes.iter().flat_map(crate::story::Node::choices);
        for prose in texts.chain(choices.filter_map(|choice| choice.beat)) {
            let mut seen = Vec::new();
            let mut marker = Marker {
                story,
                seen: &mut seen,
                next: 0,
            };
            marker.prose(story.proses.get(prose), None);
            variants[prose.index()] = Some(seen);
        }
        Self {
            story,
            nodes: vec![false; story.nodes.len()],
            choices: story
                .nodes
                .iter()
                .map(|node| vec![false; node.choices().len()])
                .collect(),
            variants,
            endings: vec![false; story.endings.len()],
        }
    }

    /// Adds what a script passes through, as far as it fits; the step that does not is returned.
    ///
    /// # Errors
    /// [`Unsettled`] where the story cannot begin.
    pub fn add(&mut self, script: &Script) -> Result<Option<Unfit>, Unsettled> {
        let walked = walk(self.story, script, self)?;
        for (node, choice) in walked.taken {
            self.choices[node.index()][choice] = true;
        }
        Ok(walked.unfit)
    }

    #[must_use]
    pub fn nodes(&self) -> Share {
        share(&self.nodes)
    }

    #[must_use]
    pub fn choices(&self) -> Share {
        share(self.choices.iter().flatten())
    }

    #[must_use]
    pub fn variants(&self) -> Share {
        share(self.variants.iter().flatten().flatten())
    }

    #[must_use]
    pub fn endings(&self) -> Share {
        share(&self.endings)
    }

    /// Returns the names of the nodes that nothing passed through.
    #[must_use]
    pub fn missed_nodes(&self) -> Vec<&'s str> {
        let nodes = self.story.nodes.iter().zip(&self.nodes);
        nodes
            .filter(|(_, seen)| !**seen)
            .map(|(node, _)| node.name.as_str())
            .collect()
    }

    /// Returns the choices that nothing took, at nodes that something passed through: `node.choice`.
    #[must_use]
    pub fn missed_choices(&self) -> Vec<String> {
        let mut missed = Vec::new();
        for (index, node) in self.story.nodes.iter().enumerate() {
            let choices = node.choices().iter().zip(&self.choices[index]);
            for (choice, _) in choices.filter(|(_, seen)| !**seen && self.nodes[index]) {
                missed.push(format!("{}.{}", node.name, choice.name));
            }
        }
        missed
    }
}

fn share<'b>(seen: impl IntoIterator<Item = &'b bool>) -> Share {
    let mut share = Share { part: 0, whole: 0 };
    for seen in seen {
        share.whole += 1;
        share.part += usize::from(*seen);
    }
    share
}

impl Audience for Coverage<'_> {
    fn beat(&mut self, beat: ProseId, values: &[u64]) {
        if let Some(seen) = &mut self.variants[beat.index()] {
            let mut marker = Marker {
                story: self.story,
                seen,
                next: 0,
            };
            marker.prose(self.story.proses.get(beat), Some(values));
        }
    }

    fn arrive(&mut self, node: NodeId, values: &[u64]) {
        self.nodes[node.index()] = true;
        let node = &self.story.nodes[node.index()];
        if let Exits::Ending(ending) = node.exits {
            self.endings[ending.index()] = true;
        }
        if let Some(text) = node.text {
            self.beat(text, values);
        }
    }
}

/// Numbers the variants of stretches of prose, empty ones left out, and marks those that are read.
struct Marker<'a> {
    story: &'a Story,
    seen: &'a mut Vec<bool>,
    next: usize,
}

impl Marker<'_> {
    /// Goes through a stretch of prose read with some values; without any, nothing of it is read.
    fn prose(&mut self, prose: Prose<'_>, values: Option<&[u64]>) {
        for piece in prose.pieces() {
            match piece {
                Piece::Variant { when, yes, no } => {
                    let holds = values.map(|values| when.holds(values));
                    self.half(yes, values.filter(|_| holds == Some(true)));
                    self.half(no, values.filter(|_| holds == Some(false)));
                }
                Piece::ByValue(variable, texts) => {
                    let field = self.story.variables[variable.index()].field;
                    let held = values.map(|values| field.get(values));
                    for (index, text) in texts.iter().enumerate() {
                        self.half(text, values.filter(|_| held == Some(index as u64)));
                    }
                }
                Piece::Words(_) | Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => {}
            }
        }
    }

    fn half(&mut self, half: Prose<'_>, values: Option<&[u64]>) {
        if half.is_empty() {
            return;
        }
        if self.next == self.seen.len() {
            self.seen.push(false);
        }
        self.seen[self.next] |= values.is_some();
        self.next += 1;
        self.prose(half, values);
    }
}
