//! Plays of the shipped story: at random, with one tactic, with sense, or leaning one way.

use std::collections::{HashMap, HashSet};

use fifteen::{
    engine::{Audience, Engine, Passage, State},
    story::{Change, Choice, Effect, Exits, Field, Node, NodeId, Piece, Prose, Story},
};

use super::read::{Coverage, words};
use crate::generate::dice::Dice;

/// The story, with its variables by name.
pub struct Table {
    pub story: Story,
    fields: HashMap<String, Field>,
}

/// What the eight days are used for.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    disciplines: usize,
}

/// What was read and chosen in one play.
pub struct Played {
    pub steps: Vec<String>,
    pub nodes: HashSet<String>,
    pub passages: Vec<String>,
    pub turns: Vec<Figures>,
}

/// Words of one turn, and how many ways lead on from it.
pub struct Figures {
    /// Where it ended.
    pub node: NodeId,
    pub beat: usize,
    pub text: usize,
    pub options: usize,
}

impl Days {
    pub fn none() -> Self {
        Self { disciplines: 0 }
    }

    pub fn one() -> Self {
        Self { disciplines: 1 }
    }

    pub fn two() -> Self {
        Self { disciplines: 2 }
    }
}

impl Played {
    pub fn has_seen(&self, node: &str) -> bool {
        self.nodes.contains(node)
    }
}

/// Plays at random, every open choice as likely as the others, and reads everything.
pub fn uniform(table: &Table, seed: u64) -> Played {
    let engine = Engine::new(&table.story);
    let mut dice = Dice::new(seed);
    let mut turn = engine.first_turn().expect("a beginning");
    let mut played = Played {
        steps: Vec::new(),
        nodes: HashSet::new(),
        passages: Vec::new(),
        turns: Vec::new(),
    };
    loop {
        let view = engine.view(&turn);
        let mut figures = Figures {
            node: turn.state.node,
            beat: 0,
            text: 0,
            options: view.open.len(),
        };
        for passage in &turn.passages {
            match passage {
                Passage::Beat(text) => {
                    figures.beat += words(text);
                    played.passages.push(text.clone());
                }
                Passage::Text { node, text, .. } => {
                    figures.text += words(text);
                    played
                        .nodes
                        .insert(table.story.nodes[node.index()].name.to_string());
                    played.passages.push(text.clone());
                }
            }
        }
        played.turns.push(figures);
        if view.open.is_empty() {
            return played;
        }
        let choice = dice.pick(&view.open);
        played.steps.push(choice.name);
        turn = engine
            .next_turn(&turn, choice.index)
            .expect("it is open")
            .expect("it settles");
    }
}

impl Table {
    pub fn new(story: Story) -> Self {
        let fields = story
            .variables
            .iter()
            .map(|variable| (variable.name.to_string(), variable.field))
            .collect();
        Self { story, fields }
    }

    fn value(&self, state: &State, name: &str) -> u64 {
        self.fields[name].get(&state.values)
    }

    fn name(&self, state: &State) -> &str {
        &self.story.nodes[state.node.index()].name
    }

    fn open(&self, state: &State) -> Vec<&Choice> {
        let choices = self.story.nodes[state.node.index()].choices().iter();
        choices
            .filter(|choice| choice.when.holds(&state.values))
            .collect()
    }

    fn step(&self, state: &mut State, choice: &Choice, audience: &mut impl Audience) {
        let engine = Engine::new(&self.story);
        engine.take(state, choice, audience);
        engine.settle(state, audience).expect("it settles");
    }

    /// Plays at random as far as a node; `None` where the story ends before it.
    pub fn reach(&self, node: &str, dice: &mut Dice) -> Option<State> {
        self.lead(node, dice, |_, _, _| None, &mut ())
    }

    /// Plays as `wish` says, at random where it says nothing, as far as a node.
    fn lead<'s>(
        &'s self,
        node: &str,
        dice: &mut Dice,
        mut wish: impl FnMut(&State, &[&'s Choice], &mut Dice) -> Option<&'s Choice>,
        audience: &mut impl Audience,
    ) -> Option<State> {
        let mut state = Engine::new(&self.story).begin(audience);
        while self.name(&state) != node {
            let open = self.open(&state);
            if open.is_empty() {
                return None;
            }
            let choice = wish(&state, &open, dice).unwrap_or_else(|| dice.pick(&open));
            self.step(&mut state, choice, audience);
        }
        Some(state)
    }

    /// Tells whether some way from a state leads to a knockout, a kept punch or the judges.
    pub fn can_win(&self, state: &State, known: &mut HashMap<State, bool>) -> bool {
        if self.name(state) == "sp_who" || self.name(state) == "sp_mercy" {
            return self.has_won(state);
        }
        if let Some(&answer) = known.get(state) {
            return answer;
        }
        let open = self.open(state);
        let answer = open.into_iter().any(|choice| {
            let mut next = state.clone();
            self.step(&mut next, choice, &mut ());
            self.can_win(&next, known)
        });
        known.insert(state.clone(), answer);
        answer
    }

    fn has_won(&self, state: &State) -> bool {
        (1..=3).contains(&self.value(state, "res"))
    }

    /// Plays at random, but for one tactic in every block; tells whether that wins. Plays that go home are begun again.
    pub fn wins_with(&self, tactic: &str, seed: u64) -> bool {
        let mut dice = Dice::new(seed);
        self.fight(
            &mut dice,
            |_, open, _| {
                let is_tactic = open.iter().any(|choice| choice.name == "cover");
                open.iter()
                    .find(|choice| is_tactic && choice.name == tactic)
                    .copied()
            },
            |_, _, _| None,
        )
    }

    /// Plays at random before the bell, but for the days, and after it by the meters, with one slip in four.
    pub fn wins_sensibly(&self, days: Days, seed: u64) -> bool {
        let mut dice = Dice::new(seed);
        let mut disciplines = ["legs", "back", "guard", "eye"];
        dice.shuffle(&mut disciplines);
        let trained = &disciplines[..days.disciplines];
        self.fight(
            &mut dice,
            |state, open, dice| {
                if dice.chance(25) {
                    None
                } else {
                    self.sense(state, open)
                }
            },
            |state, open, dice| self.day(state, open, trained, dice),
        )
    }

    fn fight<'s>(
        &'s self,
        dice: &mut Dice,
        mut bout: impl FnMut(&State, &[&'s Choice], &mut Dice) -> Option<&'s Choice>,
        mut before: impl FnMut(&State, &[&'s Choice], &mut Dice) -> Option<&'s Choice>,
    ) -> bool {
        let mut state = loop {
            if let Some(state) = self.lead("rd1a", dice, &mut before, &mut ()) {
                break state;
            }
        };
        while !matches!(self.name(&state), "sp_who" | "sp_mercy") {
            let open = self.open(&state);
            if open.is_empty() {
                return false;
            }
            let choice = bout(&state, &open, dice).unwrap_or_else(|| dice.pick(&open));
            self.step(&mut state, choice, &mut ());
        }
        self.has_won(&state)
    }

    /// Trains the disciplines asked for and no other beyond its first step.
    fn day<'s>(
        &self,
        state: &State,
        open: &[&'s Choice],
        trained: &[&str],
        dice: &mut Dice,
    ) -> Option<&'s Choice> {
        let training = [
            ("run", "legs"),
            ("logs", "back"),
            ("barn", "guard"),
            ("reels", "eye"),
        ];
        if !open.iter().any(|choice| choice.name == "village") {
            return None;
        }
        let find = |name: &str| open.iter().find(|choice| choice.name == name).copied();
        for (name, discipline) in training {
            if trained.contains(&discipline) && self.value(state, discipline) < 2 {
                return find(name).or_else(|| find("rest"));
            }
        }
        let over = |choice: &&&Choice| {
            let gain = training.iter().find(|(name, _)| choice.name == *name);
            gain.is_some_and(|(_, discipline)| {
                let mut after = state.clone();
                self.step(&mut after, choice, &mut ());
                self.value(&after, discipline) >= 2
            })
        };
        let rest: Vec<&Choice> = open
            .iter()
            .filter(|choice| !over(choice))
            .copied()
            .collect();
        Some(dice.pick(&rest))
    }

    /// What a player does who reads the meters: of the open choices, the one after which they look best.
    fn sense<'s>(&self, state: &State, open: &[&'s Choice]) -> Option<&'s Choice> {
        let mut best = None;
        for choice in open {
            let mut after = state.clone();
            self.step(&mut after, choice, &mut ());
            let worth = self.worth(&after);
            if best.is_none_or(|(_, most)| worth > most) {
                best = Some((*choice, worth));
            }
        }
        best.map(|(choice, _)| choice)
    }

    /// His ribs, his faith, the card, your own head and your eye, as they are told at every choice.
    fn worth(&self, state: &State) -> f64 {
        if matches!(self.name(state), "lo_doctor" | "lo_count" | "lo_towel") {
            return -100.0;
        }
        let is =
            |name: &str| f64::from(u32::try_from(self.value(state, name)).expect("a small number"));
        let won = if self.has_won(state) { 100.0 } else { 0.0 };
        won + 0.9 * is("ribs") - 1.4 * is("faith") + 0.6 * is("lead")
            - 0.5 * is("hurt")
            - 1.4 * is("cut")
    }

    /// Plays one way or another, and marks which halves of variants were read.
    pub fn cover(&self, coverage: &mut Coverage<'_>, seed: u64) {
        let mut dice = Dice::new(seed);
        let lean: &[&str] = match seed % 4 {
            1 => &["grudge"],
            2 => &["regard", "stance", "crowd"],
            3 => &["trust"],
            _ => &[],
        };
        let adds = |choice: &Choice| {
            choice.effects.iter().any(|effect: &Effect| {
                matches!(effect.change, Change::Add { field, .. } if lean.iter().any(|name| self.fields[*name] == field))
            })
        };
        let has_sense = !seed.is_multiple_of(3);
        self.lead(
            "",
            &mut dice,
            |state, open, dice| {
                if dice.chance(20) {
                    return None;
                }
                let wanted: Vec<&Choice> =
                    open.iter().filter(|choice| adds(choice)).copied().collect();
                if !wanted.is_empty() && dice.chance(70) {
                    return Some(dice.pick(&wanted));
                }
                let moscow = state.node.index();
                let act = self.story.nodes[moscow]
                    .act
                    .map(|act| self.story.acts[act.index()].name.as_str());
                if has_sense && act == Some("moscow") {
                    self.sense(state, open)
                } else {
                    None
                }
            },
            coverage,
        );
    }
}

/// Returns for every node the names of the variables that it and its ways out read, in conditions and in prose.
pub fn reads_of(story: &Story) -> Vec<HashSet<String>> {
    let all = story.nodes.iter().map(|node| {
        let mut bits = vec![0; story.words];
        let mut proses: Vec<Prose<'_>> = node
            .text
            .iter()
            .map(|text| story.proses.get(*text))
            .collect();
        match &node.exits {
            Exits::Choices(choices) => {
                for choice in choices {
                    choice.when.reads(&mut bits);
                    choice
                        .effects
                        .iter()
                        .for_each(|effect| effect.when.reads(&mut bits));
                    proses.extend(choice.beat.iter().map(|beat| story.proses.get(*beat)));
                    proses.extend(
                        choice
                            .records
                            .iter()
                            .map(|(_, entry)| story.proses.get(*entry)),
                    );
                }
            }
            Exits::Routes(routes) => routes.iter().for_each(|route| route.when.reads(&mut bits)),
            Exits::Ending(_) => {}
        }
        for prose in proses {
            prose_reads(story, prose, &mut bits);
        }
        let read = story
            .variables
            .iter()
            .filter(|variable| bits[variable.field.word] & variable.field.bits() != 0);
        read.map(|variable| variable.name.to_string()).collect()
    });
    all.collect()
}

/// What is printed out of a record was read when it was written: its entries count for whoever prints them.
pub fn prose_reads(story: &Story, prose: Prose<'_>, bits: &mut [u64]) {
    for piece in prose.pieces() {
        match piece {
            Piece::Words(_) => {}
            Piece::Record(record) | Piece::Entry(record, _) => {
                let choices = story.nodes.iter().flat_map(Node::choices);
                let entries = choices
                    .flat_map(|choice| &choice.records)
                    .filter(|(into, _)| *into == record);
                entries.for_each(|(_, entry)| prose_reads(story, story.proses.get(*entry), bits));
            }
            Piece::Value(variable) => {
                let field = story.variables[variable.index()].field;
                bits[field.word] |= field.bits();
            }
            Piece::Variant { when, yes, no } => {
                when.reads(bits);
                prose_reads(story, yes, bits);
                prose_reads(story, no, bits);
            }
            Piece::ByValue(variable, texts) => {
                let field = story.variables[variable.index()].field;
                bits[field.word] |= field.bits();
                for text in texts.iter() {
                    prose_reads(story, text, bits);
                }
            }
        }
    }
}
