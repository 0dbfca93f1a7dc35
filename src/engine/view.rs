//! What a player sees, as data: passages read, choices open and locked, the meters.

use super::{Audience, Engine, Reader, Records, State, Unsettled};
use crate::story::{EndingId, Exits, Figure, NodeId, ProseId, RecordId, Story};

/// Something that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// The outcome of a choice.
    Beat(String),
    /// A node's text, if it has words, and its figure, if it has one.
    Text {
        node: NodeId,
        text: String,
        /// The drawing, and the sentence that stands for it.
        figure: Option<(String, String)>,
    },
}

/// A turn: what was read since the last choice, and where that led.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub state: State,
    pub records: Records,
    pub passages: Vec<Passage>,
}

/// What stands before a player between two choices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// The meters of the act that have something to say, a paragraph each.
    pub status: Vec<String>,
    pub open: Vec<Open>,
    pub locked: Vec<Locked>,
    pub ending: Option<EndingId>,
}

/// A choice that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The choice's index in its node.
    pub index: usize,
    pub name: String,
    pub label: String,
    pub dangerous: bool,
}

/// A choice that is shown but cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    pub name: String,
    pub label: String,
    pub reason: String,
}

impl<'s> Engine<'s> {
    /// Begins a playthrough.
    ///
    /// # Errors
    /// [`Unsettled`] where routes do not lead to a choice or an ending.
    pub fn first_turn(self) -> Result<Turn, Unsettled> {
        let mut listener = Listener::new(self.story, vec![Vec::new(); self.story.records.len()]);
        let mut state = self.begin(&mut listener);
        self.settle(&mut state, &mut listener)?;
        Ok(listener.turn(state))
    }

    /// Takes the choice at `index` of the node where `turn` ended. `None` where it is not open.
    ///
    /// # Errors
    /// [`Unsettled`] where routes do not lead to a choice or an ending.
    #[must_use]
    pub fn next_turn(self, turn: &Turn, index: usize) -> Option<Result<Turn, Unsettled>> {
        let choice = self.story.nodes[turn.state.node.index()]
            .choices()
            .get(index)?;
        if !choice.when.holds(&turn.state.values) {
            return None;
        }
        let mut listener = Listener::new(self.story, turn.records.clone());
        let mut state = turn.state.clone();
        self.take(&mut state, choice, &mut listener);
        let settled = self.settle(&mut state, &mut listener);
        Some(settled.map(|()| listener.turn(state)))
    }

    /// Arrives at a node that nothing leads to from where `turn` ended, with the values and records of that moment.
    ///
    /// # Errors
    /// [`Unsettled`] where routes do not lead to a choice or an ending.
    pub fn turn_at(self, turn: &Turn, node: NodeId) -> Result<Turn, Unsettled> {
        let mut listener = Listener::new(self.story, turn.records.clone());
        let mut state = turn.state.clone();
        self.arrive(&mut state, node, &mut listener);
        self.settle(&mut state, &mut listener)?;
        Ok(listener.turn(state))
    }

    /// Returns what stands before the player where `turn` ended.
    #[must_use]
    pub fn view(self, turn: &Turn) -> View {
        let node = &self.story.nodes[turn.state.node.index()];
        let reader = self.reader(turn);
        let mut view = View {
            status: Vec::new(),
            open: Vec::new(),
            locked: Vec::new(),
            ending: None,
        };
        if let Exits::Ending(ending) = node.exits {
            view.ending = Some(ending);
            return view;
        }
        for &meters in self.story.meters(node) {
            let meters = reader.flowing(meters);
            let meters = meters.split("\n\n").filter(|meter| !meter.is_empty());
            view.status.extend(meters.map(str::to_owned));
        }
        for (index, choice) in node.choices().iter().enumerate() {
            let name = choice.name.as_str().to_owned();
            if choice.when.holds(&turn.state.values) {
                let label = reader.flowing(choice.say);
                let dangerous = self.is_dangerous(&turn.state.values, choice);
                view.open.push(Open {
                    index,
                    name,
                    label,
                    dangerous,
                });
            } else if let Some(reason) = choice.locked {
                let label = reader.flowing(choice.say);
                let reason = reader.flowing(reason);
                view.locked.push(Locked {
                    name,
                    label,
                    reason,
                });
            }
        }
        view
    }

    /// Returns a reader with the values and records of the moment where `turn` ended.
    #[must_use]
    pub fn reader<'t>(self, turn: &'t Turn) -> Reader<'t>
    where
        's: 't,
    {
        Reader {
            story: self.story,
            values: &turn.state.values,
            records: &turn.records,
        }
    }
}

/// Writes down what is read, and keeps the records.
struct Listener<'s> {
    story: &'s Story,
    records: Records,
    passages: Vec<Passage>,
}

impl<'s> Listener<'s> {
    fn new(story: &'s Story, records: Records) -> Self {
        Self {
            story,
            records,
            passages: Vec::new(),
        }
    }

    fn turn(self, state: State) -> Turn {
        Turn {
            state,
            records: self.records,
            passages: self.passages,
        }
    }

    fn reader<'a>(&'a self, values: &'a [u64]) -> Reader<'a> {
        Reader {
            story: self.story,
            values,
            records: &self.records,
        }
    }
}

impl Reader<'_> {
    /// Returns a figure's drawing and its sentence.
    #[must_use]
    pub fn figure(&self, figure: Figure) -> (String, String) {
        (self.drawing(figure.drawing), self.flowing(figure.says))
    }
}

impl Audience for Listener<'_> {
    fn beat(&mut self, beat: ProseId, values: &[u64]) {
        let beat = self.reader(values).flowing(beat);
        if !beat.is_empty() {
            self.passages.push(Passage::Beat(beat));
        }
    }

    fn arrive(&mut self, node: NodeId, values: &[u64]) {
        let reader = self.reader(values);
        let arrived = &self.story.nodes[node.index()];
        let text = arrived
            .text
            .map(|text| reader.flowing(text))
            .unwrap_or_default();
        let figure = arrived.figure.map(|figure| reader.figure(figure));
        if !text.is_empty() || figure.is_some() {
            self.passages.push(Passage::Text { node, text, figure });
        }
    }

    fn record(&mut self, record: RecordId, entry: ProseId, values: &[u64]) {
        let entry = self.reader(values).flowing(entry);
        self.records[record.index()].push(entry);
    }
}
