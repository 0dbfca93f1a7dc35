//! A story's plain turns, side by side in memory.
//!
//! A turn is plain where its choice is laid flat ([`Flat`]) and all that is read on it stands as it is written. A node
//! whose every choice leads by a plain turn is played from here: one short stretch of memory instead of a story's many.

use std::ops::Range;

use super::{Engine, flat::Flat};
use crate::story::{Choice, Exits, Node, NodeId};

/// The plain turns of a story.
#[derive(Debug)]
pub(super) struct Laid {
    /// All that is read on plain turns.
    text: String,
    choices: Vec<LaidChoice>,
    /// For every node, where its choices stand; `None` where not all of them are plain.
    nodes: Vec<Option<Range<u32>>>,
}

/// A choice whose turn is plain.
#[derive(Debug)]
pub(super) struct LaidChoice {
    pub flat: Flat,
    /// Where its label stands, and what is read when it is taken.
    label: Range<u32>,
    text: Range<u32>,
}

impl Laid {
    pub fn of(engine: Engine<'_>) -> Self {
        let mut laid = Self {
            text: String::new(),
            choices: Vec::new(),
            nodes: Vec::with_capacity(engine.story.nodes.len()),
        };
        for node in &engine.story.nodes {
            let place = laid.lay(engine, node);
            laid.nodes.push(place);
        }
        laid
    }

    fn lay(&mut self, engine: Engine<'_>, node: &Node) -> Option<Range<u32>> {
        let Exits::Choices(choices) = &node.exits else {
            return None;
        };
        let first = self.choices.len();
        for choice in choices {
            let Some(plain) = self.lay_choice(engine, choice) else {
                self.choices.truncate(first);
                return None;
            };
            self.choices.push(plain);
        }
        let end = u32::try_from(self.choices.len()).ok()?;
        Some(u32::try_from(first).ok()?..end)
    }

    fn lay_choice(&mut self, engine: Engine<'_>, choice: &Choice) -> Option<LaidChoice> {
        let story = engine.story;
        let arrived = &story.nodes[choice.to.index()];
        let is_plain = choice.beat.is_none()
            && choice.records.is_empty()
            && arrived.figure.is_none()
            && !matches!(arrived.exits, Exits::Routes(_));
        if !is_plain {
            return None;
        }
        let label = story.proses.get(choice.say).plain()?;
        let text = match arrived.text {
            Some(text) => story.proses.get(text).plain()?,
            None => "",
        };
        Some(LaidChoice {
            flat: Flat::lay(engine, choice)?,
            label: self.add(label)?,
            text: self.add(text)?,
        })
    }

    /// Adds a text, if it still fits.
    fn add(&mut self, text: &str) -> Option<Range<u32>> {
        let start = u32::try_from(self.text.len()).ok()?;
        let end = u32::try_from(self.text.len() + text.len()).ok()?;
        self.text.push_str(text);
        Some(start..end)
    }

    /// Returns the choices of a node, if all of them are plain.
    pub fn choices(&self, node: NodeId) -> Option<&[LaidChoice]> {
        let place = self.nodes[node.index()].as_ref()?;
        Some(&self.choices[place.start as usize..place.end as usize])
    }

    /// Returns what a choice is called.
    pub fn label(&self, choice: &LaidChoice) -> &str {
        self.at(&choice.label)
    }

    /// Returns what is read when a choice is taken.
    pub fn text(&self, choice: &LaidChoice) -> &str {
        self.at(&choice.text)
    }

    fn at(&self, place: &Range<u32>) -> &str {
        &self.text[place.start as usize..place.end as usize]
    }
}
