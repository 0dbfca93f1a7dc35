//! The rules of play, one sentence of "Semantics, exactly" at a time.

use std::collections::BTreeMap;

use super::{
    model::{Change, Choice, Condition, Effect, Exits, Figure, Model, Operator, Page, Prose, Route},
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

/// What stands before a player.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct View {
    pub status: String,
    /// Name, label and danger.
    pub open: Vec<(String, String, bool)>,
    /// Name, label and reason.
    pub locked: Vec<(String, String, String)>,
    pub ending: Option<String>,
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
        Self { model, tally, compared }
    }

    pub fn first_turn(&self) -> Turn {
        let mut moment = Moment {
            state: State { node: String::new(), values: Values::new() },
            records: BTreeMap::new(),
        };
        let values = &mut moment.state.values;
        for flag in &self.model.flags {
            self.tally.note_if(flag.start, "start value of a flag");
            values.insert(flag.name.clone(), u64::from(flag.start));
        }
        for counter in &self.model.counters {
            self.tally.note_if(counter.start > 0, "start value of a counter");
            self.tally.note_if(counter.max > 1 << 32, "large counter");
            values.insert(counter.name.clone(), counter.start);
        }
        for node in self.compared.keys() {
            values.insert(format!("visits.{node}"), 0);
        }
        for record in &self.model.records {
            moment.records.insert(record.clone(), Vec::new());
        }
        let mut read = Vec::new();
        self.arrive(&mut moment, &self.model.start, &mut read);
        let is_routed = matches!(self.model.node(&self.model.start).exits, Exits::Routes(_));
        self.tally.note_if(is_routed, "route from the start");
        self.settle(moment, read)
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
    pub fn follow(&self, moment: &mut Moment, routes: &[Route], read: &mut Vec<Read>) -> Option<usize> {
        for (index, route) in routes.iter().enumerate() {
            if self.gate(route.when.as_ref(), &moment.state.values) {
                self.tally.note_if(route.when.is_some(), "condition in a route");
                self.tally.note_if(route.when.is_some() && index > 0, "route by a later condition");
                self.tally.note_if(!route.effects.is_empty(), "route with effects");
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
        if let Some(largest) = self.compared.get(target) {
            let visits = moment.state.values.get_mut(&format!("visits.{target}"));
            let visits = visits.expect("what is compared is counted");
            if *visits == largest + 1 {
                self.tally.note("visits saturate");
            } else {
                *visits += 1;
            }
        }
        self.tally.note_if(!node.enter.is_empty(), "enter");
        self.apply(&node.enter, &mut moment.state.values);
        let text = node.text.as_ref().map(|text| self.flowing(text, moment)).unwrap_or_default();
        let figure = node.figure.as_ref().map(|figure| self.figure(figure, moment));
        self.tally.note_if(figure.is_some(), "figure");
        if !text.is_empty() || figure.is_some() {
            let is_routed = matches!(node.exits, Exits::Routes(_));
            self.tally.note_if(is_routed, "routes with text");
            read.push(Read::Text(target.to_owned(), text, figure));
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
        Turn { read, passed, moment, end }
    }

    pub fn view(&self, moment: &Moment) -> View {
        let node = self.model.node(&moment.state.node);
        let mut view = View::default();
        if let Exits::Ending(ending) = &node.exits {
            view.ending = Some(ending.clone());
            return view;
        }
        for act in &self.model.acts {
            if let (true, Some(status)) = (node.act.as_ref() == Some(&act.name), &act.status) {
                self.tally.note("status");
                view.status = self.flowing(status, moment);
            }
        }
        for choice in self.model.choices(node) {
            let label = self.flowing(&choice.say, moment);
            if self.gate(choice.when.as_ref(), &moment.state.values) {
                let is_dangerous = self.is_dangerous(moment, &choice);
                view.open.push((choice.name, label, is_dangerous));
            } else if let Some(reason) = &choice.locked {
                self.tally.note("locked");
                view.locked.push((choice.name, label, self.flowing(reason, moment)));
            } else {
                self.tally.note("hidden");
            }
        }
        view
    }

    /// What the player may read by its name at any prompt.
    pub fn page(&self, page: &Page, moment: &Moment) -> (Option<String>, Option<Drawn>) {
        self.tally.note("page");
        self.tally.note_if(page.figure.is_some(), "figure on a page");
        (
            page.text.as_ref().map(|text| self.flowing(text, moment)),
            page.figure.as_ref().map(|figure| self.figure(figure, moment)),
        )
    }

    /// A choice is marked whose own `do` turns the danger from false to true.
    fn is_dangerous(&self, moment: &Moment, choice: &Choice) -> bool {
        let Some(danger) = &self.model.danger else {
            return false;
        };
        let mut after = moment.state.values.clone();
        self.apply(&choice.effects, &mut after);
        let (before, after) = (self.holds(danger, &moment.state.values), self.holds(danger, &after));
        self.tally.note_if(!before && after, "danger marked");
        self.tally.note_if(before && after, "danger that stood before");
        self.tally.note_if(before && !after, "danger undone by its own effects");
        !before && after
    }

    fn record(&self, moment: &mut Moment, record: &str, entry: &Prose) {
        let entry = self.flowing(entry, moment);
        self.tally.note_if(entry.contains("now"), "entry tells a value");
        moment.records.get_mut(record).expect("every record is declared").push(entry);
    }

    fn figure(&self, figure: &Figure, moment: &Moment) -> Drawn {
        (self.drawing(&figure.drawing, moment), self.flowing(&figure.says, moment))
    }

    pub fn gate(&self, when: Option<&Condition>, values: &Values) -> bool {
        let Some(when) = when else {
            return true;
        };
        self.tally.note("condition in a choice");
        self.tally.note_if(when.reads_visits(), "visits in a choice or route");
        self.holds(when, values)
    }

    /// Left to right: each condition sees the effects before it, each step saturates at the counter's bounds.
    fn apply(&self, effects: &[Effect], values: &mut Values) {
        let first = values.clone();
        for effect in effects {
            if let Some(when) = &effect.when {
                let holds = self.holds(when, values);
                self.tally.note_if(when.reads_visits(), "visits in an effect");
                self.tally.note_if(holds != self.holds(when, &first), "effect sees earlier effect");
                self.tally.note(if holds { "effect with condition" } else { "effect passed over" });
                if !holds {
                    continue;
                }
            }
            match &effect.change {
                Change::Set(flag) => values.insert(flag.clone(), 1),
                Change::Clear(flag) => values.insert(flag.clone(), 0),
                Change::Assign(counter, value) => values.insert(counter.clone(), *value),
                Change::Add(counter, amount) => {
                    let max = self.model.counter(counter).expect("only counters are added to").max;
                    let sum = u128::from(values[counter]) + u128::from(*amount);
                    self.tally.note_if(sum > u128::from(max), "saturation at max");
                    values.insert(counter.clone(), u64::try_from(sum).unwrap_or(max).min(max))
                }
                Change::Subtract(counter, amount) => {
                    let value = values[counter];
                    self.tally.note_if(value < *amount, "saturation at 0");
                    values.insert(counter.clone(), if value < *amount { 0 } else { value - amount })
                }
                Change::Named(name) => {
                    let (_, steps) = self.model.effects.iter().find(|(known, _)| known == name).expect("declared");
                    let is_nested = steps.iter().any(|step| matches!(step.change, Change::Named(_)));
                    self.tally.note("named effect");
                    self.tally.note_if(is_nested, "named effect in a named effect");
                    self.tally.note_if(effect.when.is_some(), "named effect with condition");
                    for at in 0..steps.len() {
                        let is_off = effect.when.as_ref().is_some_and(|when| !self.holds(when, values));
                        self.tally.note_if(at > 0 && is_off, "named effect's condition asked once");
                        self.apply(&steps[at..=at], values);
                    }
                    None
                }
            };
        }
    }

    pub fn holds(&self, condition: &Condition, values: &Values) -> bool {
        match condition {
            Condition::Truth(truth) => *truth,
            Condition::Flag(flag) => values[flag] == 1,
            Condition::Counter(counter, operator, number) => operator.compare(values[counter], *number),
            Condition::Visits(node, operator, number) => {
                operator.compare(values[&format!("visits.{node}")], *number)
            }
            Condition::Not(inner) => !self.holds(inner, values),
            Condition::And(sides) => sides.iter().all(|side| self.holds(side, values)),
            Condition::Or(sides) => sides.iter().any(|side| self.holds(side, values)),
        }
    }
}

impl Operator {
    fn compare(self, left: u64, right: u64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }
}
