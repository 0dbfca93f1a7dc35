//! Play that keeps nothing: the same turns as everywhere, told into buffers that are used again.
//!
//! For whoever plays much and looks back at nothing: samples, measurements, other front ends. A session, which can take
//! turns back, keeps [`super::Turn`]s instead; both are told by the same engine and read by the same [`Reader`].

use std::ops::Range;

use super::{Audience, Engine, Reader, Records, State, Unsettled, laid::Laid};
use crate::story::{EndingId, Exits, NodeId, ProseId, RecordId};

/// A playthrough without a past.
#[derive(Debug)]
pub struct Play<'s> {
    engine: Engine<'s>,
    laid: Laid,
    start: State,
    state: State,
    told: Told<'s>,
    open: Vec<Label>,
    labels: String,
}

/// An open choice: its index in its node, and where its label stands.
#[derive(Debug)]
struct Label {
    choice: usize,
    text: Range<usize>,
}

impl<'s> Play<'s> {
    /// Begins a playthrough.
    ///
    /// # Errors
    /// [`Unsettled`] where the story's first routes do not lead to a choice or an ending.
    pub fn begin(engine: Engine<'s>) -> Result<Self, Unsettled> {
        let start = engine.start();
        let mut play = Self {
            engine,
            laid: Laid::of(engine),
            state: start.clone(),
            start,
            told: Told {
                engine,
                records: vec![Vec::new(); engine.story.records.len()],
                text: String::new(),
            },
            open: Vec::new(),
            labels: String::new(),
        };
        play.restart()?;
        Ok(play)
    }

    /// Goes back to the start.
    ///
    /// # Errors
    /// [`Unsettled`] as in [`Play::begin`].
    pub fn restart(&mut self) -> Result<(), Unsettled> {
        self.told.text.clear();
        self.told.records.iter_mut().for_each(Vec::clear);
        self.state.values.copy_from_slice(&self.start.values);
        self.engine
            .arrive(&mut self.state, self.start.node, &mut self.told);
        self.settle()
    }

    /// Takes an open choice, counted from 0 among those that are open.
    ///
    /// # Errors
    /// [`Unsettled`] where routes do not lead to a choice or an ending.
    ///
    /// # Panics
    /// Where fewer choices are open.
    pub fn take(&mut self, option: usize) -> Result<(), Unsettled> {
        let choice = self.open[option].choice;
        self.told.text.clear();
        if let Some(laid) = self.laid.choices(self.state.node) {
            let laid = &laid[choice];
            laid.flat.take(&mut self.state.values);
            self.state.node = laid.flat.to;
            self.told.text.push_str(self.laid.text(laid));
            self.offer();
            return Ok(());
        }
        let node = &self.engine.story.nodes[self.state.node.index()];
        let choice = &node.choices()[choice];
        self.engine.take(&mut self.state, choice, &mut self.told);
        self.settle()
    }

    fn settle(&mut self) -> Result<(), Unsettled> {
        self.engine.settle(&mut self.state, &mut self.told)?;
        self.offer();
        Ok(())
    }

    /// Puts down the open choices.
    fn offer(&mut self) {
        self.open.clear();
        self.labels.clear();
        if let Some(laid) = self.laid.choices(self.state.node) {
            for (choice, laid) in laid.iter().enumerate() {
                if laid.flat.is_open(&self.state.values) {
                    let start = self.labels.len();
                    self.labels.push_str(self.laid.label(laid));
                    let text = start..self.labels.len();
                    self.open.push(Label { choice, text });
                }
            }
            return;
        }
        let reader = self.told.reader(&self.state.values);
        for (index, choice) in self.engine.open(&self.state) {
            let start = self.labels.len();
            reader.write(choice.say, &mut self.labels);
            self.open.push(Label {
                choice: index,
                text: start..self.labels.len(),
            });
        }
    }

    /// Returns where the playthrough stands.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Returns what was read since the last choice, an empty line between passages; a figure is its sentence.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.told.text
    }

    /// Returns how many choices are open.
    #[must_use]
    pub fn options(&self) -> usize {
        self.open.len()
    }

    /// Returns the labels of the open choices.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.open
            .iter()
            .map(|label| &self.labels[label.text.clone()])
    }

    /// Returns the ending that was reached.
    #[must_use]
    pub fn ending(&self) -> Option<EndingId> {
        match self.engine.story.nodes[self.state.node.index()].exits {
            Exits::Ending(ending) => Some(ending),
            Exits::Choices(_) | Exits::Routes(_) => None,
        }
    }
}

/// Writes down what is read, passage after passage.
#[derive(Debug)]
struct Told<'s> {
    engine: Engine<'s>,
    records: Records,
    text: String,
}

impl<'s> Told<'s> {
    fn reader<'a>(&'a self, values: &'a [u64]) -> Reader<'a>
    where
        's: 'a,
    {
        Reader {
            story: self.engine.story,
            values,
            records: &self.records,
        }
    }

    fn read(&mut self, prose: ProseId, values: &[u64]) {
        let known = self.text.len();
        if known > 0 {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        let reader = Reader {
            story: self.engine.story,
            values,
            records: &self.records,
        };
        reader.write(prose, &mut self.text);
        if self.text.len() == start {
            self.text.truncate(known);
        }
    }
}

impl Audience for Told<'_> {
    fn beat(&mut self, beat: ProseId, values: &[u64]) {
        self.read(beat, values);
    }

    fn arrive(&mut self, node: NodeId, values: &[u64]) {
        let node = &self.engine.story.nodes[node.index()];
        if let Some(text) = node.text {
            self.read(text, values);
        }
        if let Some(figure) = node.figure {
            self.read(figure.says, values);
        }
    }

    fn record(&mut self, record: RecordId, entry: ProseId, values: &[u64]) {
        let entry = self.reader(values).flowing(entry);
        self.records[record.index()].push(entry);
    }
}
