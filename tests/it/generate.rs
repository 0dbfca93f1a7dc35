//! Small stories by chance: every seed is a story, the same one every time.
//!
//! Most have no loops, so that every path can be followed to its end; others go round for ever or for a while, get
//! stuck, or cannot be left. Beside that a story is as random as the rules of the language allow.

pub mod dice;
mod expression;
mod node;
mod prose;

use crate::reference::model::{Act, Counter, Flag, Menu, Model, Page};
use dice::Dice;

/// What is special about a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Every node has a way on, and none leads back.
    Straight,
    /// Straight, and too long for following every path.
    Long,
    /// Straight, with counters so large that the values take several words.
    Large,
    /// Straight, with many flags and few conditions, so that each node has to do with few of them.
    Sparse,
    /// Straight: each flag is set or not at a node of its own, and looked at much later, at nodes that may be passed by.
    Corridor,
    /// Nodes may have no way on.
    Stuck,
    /// Choices may lead back.
    Loop,
    /// Choices may lead back so often and no more.
    Bounded,
    /// Two routes may lead to each other.
    Endless,
    /// Two nodes may lead to nothing but each other.
    Doomed,
    /// Anything goes.
    Wild,
}

pub const KINDS: &[Kind] = &[
    Kind::Straight,
    Kind::Straight,
    Kind::Straight,
    Kind::Long,
    Kind::Large,
    Kind::Sparse,
    Kind::Corridor,
    Kind::Stuck,
    Kind::Loop,
    Kind::Bounded,
    Kind::Bounded,
    Kind::Endless,
    Kind::Doomed,
    Kind::Wild,
];

/// Returns the story of a seed.
pub fn story(seed: u64) -> Model {
    let kind = KINDS[usize::try_from(seed).expect("seeds are small") % KINDS.len()];
    let mut generator = Generator {
        dice: Dice::new(seed),
        kind,
        model: Model::default(),
        names: Vec::new(),
        endings: 0,
        is_entry: false,
    };
    generator.declarations();
    generator.menus();
    for at in 0..generator.names.len() {
        let node = generator.node(at);
        generator.model.nodes.push(node);
    }
    generator.model
}

struct Generator {
    dice: Dice,
    kind: Kind,
    model: Model,
    /// The names of all nodes: the scenes, a trap of two where there is one, then the endings.
    names: Vec<String>,
    /// How many of the nodes are endings.
    endings: usize,
    /// Whether an entry of a record is being written.
    is_entry: bool,
}

impl Generator {
    fn declarations(&mut self) {
        let scenes = match self.kind {
            Kind::Long => self.dice.between(50, 70),
            Kind::Straight | Kind::Large => self.dice.between(4, 8),
            Kind::Sparse => self.dice.between(8, 14),
            Kind::Corridor => self.dice.between(10, 16),
            _ => self.dice.between(3, 6),
        };
        self.endings = self.dice.between(2, 4);
        self.names = (0..scenes)
            .map(|number| format!("scene_{number}"))
            .collect();
        if self.has_trap() {
            self.names
                .extend(["trap_a".to_owned(), "trap_b".to_owned()]);
        }
        self.names
            .extend((0..self.endings).map(|number| format!("end_{number}")));
        self.model.start = self.names[0].clone();
        let (flags, counters) = match self.kind {
            Kind::Long => (self.dice.between(1, 2), 1),
            Kind::Sparse => (self.dice.between(5, 9), self.dice.between(1, 2)),
            Kind::Corridor => (self.dice.between(4, 5), 1),
            _ => (self.dice.between(1, 4), self.dice.between(1, 3)),
        };
        for number in 0..flags {
            let start = self.dice.chance(25);
            self.model.flags.push(Flag {
                name: format!("flag_{number}"),
                start,
            });
        }
        for number in 0..counters {
            let counter = self.new_counter(number);
            self.model.counters.push(counter);
        }
        for name in ["log", "card"] {
            if self.dice.chance(60) {
                self.model.records.push(name.to_owned());
            }
        }
        for number in 0..self.dice.between(0, 3) {
            let status = self.maybe_prose(70);
            self.model.acts.push(Act {
                name: format!("act_{number}"),
                status: status.into_iter().collect(),
            });
        }
        // The last ending may be that of two nodes.
        let shared = self.dice.chance(30);
        for number in 0..self.endings - usize::from(shared) {
            self.model.endings.push(format!("ending_{number}"));
        }
        self.named_effects();
        self.model.danger = self.maybe_condition(70);
        for name in ["calendar", "map"] {
            if self.dice.chance(30) {
                let figure = self.dice.chance(50).then(|| self.figure());
                let text = self.maybe_prose(if figure.is_some() { 50 } else { 100 });
                self.model.pages.push(Page {
                    name: name.to_owned(),
                    text,
                    figure,
                });
            }
        }
    }

    fn new_counter(&mut self, number: usize) -> Counter {
        const LARGE: &[u64] = &[
            1 << 40,
            (1 << 50) + 1,
            u64::MAX >> 1,
            77_777_777_777,
            u64::MAX - 1,
        ];
        let is_large = self.kind == Kind::Large && self.dice.chance(80);
        let max = if is_large {
            self.dice.pick(LARGE)
        } else {
            1 + self.dice.up_to(2)
        };
        let start = if self.dice.chance(25) {
            self.dice.up_to(max)
        } else {
            0
        };
        let mut words = Vec::new();
        if !is_large && self.dice.chance(50) {
            let sets = [
                ["low", "mid", "high", "top"],
                ["none", "flag_0", "counter_0", "full"],
            ];
            let set = self.dice.pick(&sets);
            words.extend((0..=max).zip(set).map(|(_, word)| (*word).to_owned()));
        }
        Counter {
            name: format!("counter_{number}"),
            max,
            start,
            words,
        }
    }

    fn menus(&mut self) {
        for number in 0..self.dice.between(0, 2) {
            let mut choices = Vec::new();
            for letter in 0..self.dice.between(2, 3) {
                let mut choice = self.choice(&format!("menu_{number}_{letter}"));
                if self.dice.chance(15) {
                    choice.to = Some(self.ending());
                }
                choices.push(choice);
            }
            self.model.menus.push(Menu {
                name: format!("menu_{number}"),
                choices,
            });
        }
    }

    fn has_trap(&self) -> bool {
        matches!(self.kind, Kind::Endless | Kind::Doomed)
    }

    fn scenes(&self) -> usize {
        self.names.len() - self.endings - if self.has_trap() { 2 } else { 0 }
    }
}
