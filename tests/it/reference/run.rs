//! The rules of play, one sentence of "Semantics, exactly" at a time.

use std::collections::BTreeMap;

use super::{
    model::{Choice, Exits, Figure, Model, Prose, Route},
    tally::Tally,
};

/// The value of every variable by name: flags are 0 or 1, visit counts stand under `visits.node`.
pub type Values = BTreeMap<String, u64>;

/// Where a playthrough stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    pub node: String,
    pub values: Values,
}

/// A state, and what was written into the records on the way there.
#[derive(Debug, Clone)]
pub struct Moment {
    pub state: State,
    pub records: BTreeMap<String, Vec<String>>,
}

/// A drawing and the sentence that stands for it.
pub type Drawn = (String, String);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    Beat(String),
    Text(String, String, Option<Drawn>),
}

/// What was read since the last choice, the states on the way, and where it led.
#[derive(Debug, Clone)]
pub struct Turn {
    pub read: Vec<Read>,
    pub passed: Vec<State>,
    pub moment: Moment,
    pub end: End,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Choosing,
    Ending(String),
    NoRoute,
    Endless,
}

/// Plays a model.
pub struct Reference<'m> {
    pub model: &'m Model,
    pub tally: &'m Tally,
    /// The largest number that anything compares a node's visits with.
    compared: BTreeMap<String, u64>,
}

impl<'m> Reference<'m> {
    pub fn new(model: &'m Model, tally: &'m Tally) -> Self {
        let mut compared = BTreeMap::new();
        for condition in model.conditions() {
            condition.visits(&mut |node, number| {
                let largest = compared.entry(node.to_owned()).or_insert(0);
                *largest = number.max(*largest);
            });
        }
        Self {
            model,
            tally,
            compared,
        }
    }

    pub fn first_turn(&self) -> Turn {
        let mut moment = self.start();
        let mut read = Vec::new();
        self.arrive(&mut moment, &self.model.start, &mut read);
        let is_routed = matches!(self.model.node(&self.model.start).exits, Exits::Routes(_));
        self.tally.note_if(is_routed, "route from the start");
        self.settle(moment, read)
    }

    /// Returns the moment before the first node is arrived at.
    pub(super) fn start(&self) -> Moment {
        let mut moment = Moment {
            state: State {
                node: String::new(),
                values: Values::new(),
            },
            records: BTreeMap::new(),
        };
        let values = &mut moment.state.values;
        for flag in &self.model.flags {
            self.tally.note_if(flag.start, "start value of a flag");
            values.insert(flag.name.clone(), u64::from(flag.start));
        }
        for counter in &self.model.counters {
            self.tally
                .note_if(counter.start > 0, "start value of a counter");
            self.tally.note_if(counter.max > 1 << 32, "large counter");
            values.insert(counter.name.clone(), counter.start);
        }
        for node in self.compared.keys() {
            values.insert(format!("visits.{node}"), 0);
        }
        for record in &self.model.records {
            moment.records.insert(record.clone(), Vec::new());
        }
        moment
    }

    /// Takes a choice by name, if it is open.
    pub fn next_turn(&self, moment: &Moment, name: &str) -> Option<Turn> {
        let choices = self.model.choices(self.model.node(&moment.state.node));
        let choice = choices.into_iter().find(|choice| choice.name == name)?;
        if !self.gate(choice.when.as_ref(), &moment.state.values) {
            return None;
        }
        let mut moment = moment.clone();
        let mut read = Vec::new();
        self.take(&mut moment, &choice, &mut read);
        Some(self.settle(moment, read))
    }

    /// A choice's `do`; what it records; its beat; then the target.
    pub fn take(&self, moment: &mut Moment, choice: &Choice, read: &mut Vec<Read>) {
        self.apply(&choice.effects, &mut moment.state.values);
        for (record, entry) in &choice.records {
            self.tally.note("record on a choice");
            self.record(moment, record, entry);
        }
        if let Some(beat) = &choice.then {
            let beat = self.flowing(beat, moment);
            if !beat.is_empty() {
                self.tally.note("beat of a choice");
                read.push(Read::Beat(beat));
            }
        }
        let to = choice.to.as_ref().expect("every choice leads somewhere");
        self.arrive(moment, to, read);
    }

    /// The first route that holds applies its `do` and goes on. Returns its index.
    pub fn follow(
        &self,
        moment: &mut Moment,
        routes: &[Route],
        read: &mut Vec<Read>,
    ) -> Option<usize> {
        for (index, route) in routes.iter().enumerate() {
            if self.gate(route.when.as_ref(), &moment.state.values) {
                self.tally
                    .note_if(route.when.is_some(), "condition in a route");
                self.tally.note_if(
                    route.when.is_some() && index > 0,
                    "route by a later condition",
                );
                self.tally
                    .note_if(!route.effects.is_empty(), "route with effects");
                self.apply(&route.effects, &mut moment.state.values);
                for (record, entry) in &route.records {
                    self.tally.note("record on a route");
                    self.record(moment, record, entry);
                }
                self.arrive(moment, &route.to, read);
                return Some(index);
            }
        }
        None
    }

    /// At the target: the visit count, `enter`, and the text.
    fn arrive(&self, moment: &mut Moment, target: &str, read: &mut Vec<Read>) {
        let node = self.model.node(target);
        target.clone_into(&mut moment.state.node);
        self.count(target, &mut moment.state.values);
        self.tally.note_if(!node.enter.is_empty(), "enter");
        self.apply(&node.enter, &mut moment.state.values);
        let text = node
            .text
            .as_ref()
            .map(|text| self.flowing(text, moment))
            .unwrap_or_default();
        let figure = node
            .figure
            .as_ref()
            .map(|figure| self.figure(figure, moment));
        self.tally.note_if(figure.is_some(), "figure");
        if !text.is_empty() || figure.is_some() {
            let is_routed = matches!(node.exits, Exits::Routes(_));
            self.tally.note_if(is_routed, "routes with text");
            read.push(Read::Text(target.to_owned(), text, figure));
        }
    }

    /// Counts a visit, where anything compares it.
    pub(super) fn count(&self, target: &str, values: &mut Values) {
        if let Some(largest) = self.compared.get(target) {
            let visits = values.get_mut(&format!("visits.{target}"));
            let visits = visits.expect("what is compared is counted");
            if *visits == largest + 1 {
                self.tally.note("visits saturate");
            } else {
                *visits += 1;
            }
        }
    }

    fn settle(&self, mut moment: Moment, mut read: Vec<Read>) -> Turn {
        let mut passed = Vec::new();
        let end = loop {
            if passed.contains(&moment.state) {
                break End::Endless;
            }
            passed.push(moment.state.clone());
            self.tally.note_if(passed.len() > 2, "route after route");
            match &self.model.node(&moment.state.node).exits {
                Exits::Choices(_) => break End::Choosing,
                Exits::Ending(ending) => break End::Ending(ending.clone()),
                Exits::Routes(routes) => {
                    if self.follow(&mut moment, routes, &mut read).is_none() {
                        break End::NoRoute;
                    }
                }
            }
        };
        Turn {
            read,
            passed,
            moment,
            end,
        }
    }

    fn record(&self, moment: &mut Moment, record: &str, entry: &Prose) {
        let entry = self.flowing(entry, moment);
        self.tally
            .note_if(entry.contains("now"), "entry tells a value");
        moment
            .records
            .get_mut(record)
            .expect("every record is declared")
            .push(entry);
    }

    pub fn figure(&self, figure: &Figure, moment: &Moment) -> Drawn {
        (
            self.drawing(&figure.drawing, moment),
            self.flowing(&figure.says, moment),
        )
    }
}
