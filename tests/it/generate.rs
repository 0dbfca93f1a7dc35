//! Small stories by chance: every seed is a story, the same one every time.
//!
//! Most have no loops, so that every path can be followed to its end; others go round for ever or for a while, get
//! stuck, or cannot be left. Beside that a story is as random as the rules of the language allow.

pub mod dice;
mod expression;
mod prose;

use crate::reference::model::{
    Act, Change, Choice, Choices, Condition, Counter, Effect, Exits, Flag, Menu, Model, Node, Operator, Page, Route,
};
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
            Kind::Long => self.dice.between(25, 40),
            Kind::Straight | Kind::Large => self.dice.between(4, 8),
            _ => self.dice.between(3, 6),
        };
        self.endings = self.dice.between(2, 4);
        self.names = (0..scenes).map(|number| format!("scene_{number}")).collect();
        if self.has_trap() {
            self.names.extend(["trap_a".to_owned(), "trap_b".to_owned()]);
        }
        self.names.extend((0..self.endings).map(|number| format!("end_{number}")));
        self.model.start = self.names[0].clone();
        let few = self.kind == Kind::Long;
        for number in 0..self.dice.between(1, if few { 2 } else { 4 }) {
            let start = self.dice.chance(25);
            self.model.flags.push(Flag { name: format!("flag_{number}"), start });
        }
        for number in 0..self.dice.between(1, if few { 1 } else { 3 }) {
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
            self.model.acts.push(Act { name: format!("act_{number}"), status });
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
                self.model.pages.push(Page { name: name.to_owned(), text, figure });
            }
        }
    }

    fn new_counter(&mut self, number: usize) -> Counter {
        const LARGE: &[u64] = &[1 << 40, (1 << 50) + 1, u64::MAX >> 1, 77_777_777_777, u64::MAX - 1];
        let is_large = self.kind == Kind::Large && self.dice.chance(80);
        let max = if is_large { *self.dice.pick(LARGE) } else { 1 + self.dice.up_to(2) };
        let start = if self.dice.chance(25) { self.dice.up_to(max) } else { 0 };
        let mut words = Vec::new();
        if !is_large && self.dice.chance(50) {
            let sets = [["low", "mid", "high", "top"], ["none", "flag_0", "counter_0", "full"]];
            let set = self.dice.pick(&sets);
            words.extend((0..=max).zip(set).map(|(_, word)| (*word).to_owned()));
        }
        Counter { name: format!("counter_{number}"), max, start, words }
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
            self.model.menus.push(Menu { name: format!("menu_{number}"), choices });
        }
    }

    fn has_trap(&self) -> bool {
        matches!(self.kind, Kind::Endless | Kind::Doomed)
    }

    fn scenes(&self) -> usize {
        self.names.len() - self.endings - if self.has_trap() { 2 } else { 0 }
    }

    fn node(&mut self, at: usize) -> Node {
        let name = self.names[at].clone();
        let is_trap = name.starts_with("trap");
        let first_ending = self.names.len() - self.endings;
        let exits = if at >= first_ending {
            let number = (at - first_ending).min(self.model.endings.len() - 1);
            Exits::Ending(self.model.endings[number].clone())
        } else if is_trap {
            self.trap(&name)
        } else if self.dice.chance(25) {
            Exits::Routes(self.routes(at))
        } else {
            Exits::Choices(self.choices(at))
        };
        let is_routed = matches!(exits, Exits::Routes(_));
        let acts = &self.model.acts;
        let act = if acts.is_empty() { None } else { Some(self.dice.pick(acts).name.clone()) };
        Node {
            aliases: if self.dice.chance(15) { vec![format!("was_{name}")] } else { Vec::new() },
            act: act.filter(|_| self.dice.chance(85)),
            enter: if self.dice.chance(35) { self.effects(2) } else { Vec::new() },
            text: self.maybe_prose(if is_routed { 40 } else { 85 }),
            figure: self.dice.chance(12).then(|| self.figure()),
            exits,
            name,
        }
    }

    /// Returns where a way out of the scene at `at` leads: not far, and not back.
    fn target(&mut self, at: usize) -> String {
        let trap = self.scenes()..self.names.len() - self.endings;
        if self.kind == Kind::Wild {
            return self.dice.pick(&self.names).clone();
        }
        if !trap.is_empty() && self.dice.chance(12) {
            return self.names[self.dice.between(trap.start, trap.end - 1)].clone();
        }
        let mut to = at + self.dice.between(1, 3);
        if to >= trap.start {
            to += trap.len();
        }
        self.names[to.min(self.names.len() - 1)].clone()
    }

    fn ending(&mut self) -> String {
        let first = self.names.len() - self.endings;
        self.names[self.dice.between(first, self.names.len() - 1)].clone()
    }

    fn choices(&mut self, at: usize) -> Choices {
        let mut choices = Choices::default();
        if !self.model.menus.is_empty() && self.dice.chance(40) {
            let menu = self.model.menus[self.dice.below(self.model.menus.len())].clone();
            for choice in &menu.choices {
                if self.dice.chance(20) {
                    choices.without.push(choice.name.clone());
                } else if self.dice.chance(50) {
                    choices.beats.push((choice.name.clone(), self.prose(2)));
                }
            }
            choices.menu = Some(menu.name);
            choices.next = Some(self.target(at));
        }
        let is_enough = choices.menu.is_some() && choices.without.is_empty();
        for number in 0..self.dice.between(usize::from(!is_enough), 3) {
            let mut choice = self.choice(&format!("own_{number}"));
            choice.to = Some(self.target(at));
            self.lead_back(&mut choice, at);
            choices.own.push(choice);
        }
        if choices.next.is_none() && self.dice.chance(30) {
            choices.next = Some(self.target(at));
            choices.own[0].to = None;
        }
        if !matches!(self.kind, Kind::Stuck | Kind::Wild)
            && let Some(last) = choices.own.last_mut()
        {
            // There is always a way on.
            last.when = None;
            last.locked = None;
            if choices.next.is_none() || last.to.is_some() {
                last.to = Some(self.target(at));
            }
        }
        choices
    }

    /// Lets a choice lead back to where the player has been, in a story that has loops.
    fn lead_back(&mut self, choice: &mut Choice, at: usize) {
        if !matches!(self.kind, Kind::Loop | Kind::Bounded) || !self.dice.chance(40) {
            return;
        }
        let to = self.names[self.dice.below(at + 1)].clone();
        if self.kind == Kind::Bounded {
            let fewer = Condition::Visits(to.clone(), Operator::Less, 1 + self.dice.up_to(2));
            choice.when = Some(match choice.when.take() {
                Some(when) => Condition::And(vec![when, fewer]),
                None => fewer,
            });
        }
        choice.to = Some(to);
    }

    fn choice(&mut self, name: &str) -> Choice {
        let when = self.maybe_condition(45);
        Choice {
            name: name.to_owned(),
            aliases: if self.dice.chance(15) { vec![format!("was_{name}")] } else { Vec::new() },
            say: self.prose(1),
            locked: if when.is_some() { self.maybe_prose(50) } else { None },
            when,
            effects: self.effects(4),
            records: self.records(25),
            to: None,
            then: self.maybe_prose(50),
        }
    }

    fn records(&mut self, percent: u64) -> Vec<(String, crate::reference::model::Prose)> {
        let mut records = Vec::new();
        for record in self.model.records.clone() {
            if self.dice.chance(percent) {
                records.push((record, self.entry()));
            }
        }
        records
    }

    fn routes(&mut self, at: usize) -> Vec<Route> {
        let mut routes = Vec::new();
        for _ in 0..self.dice.between(1, 3) {
            let records = if self.kind == Kind::Wild { Vec::new() } else { self.records(25) };
            routes.push(Route {
                when: self.maybe_condition(90),
                effects: self.effects(2),
                records,
                to: self.target(at),
            });
        }
        if !matches!(self.kind, Kind::Stuck | Kind::Wild)
            && let Some(last) = routes.last_mut()
        {
            last.when = None;
        }
        routes
    }

    /// Returns the exits of one half of a trap: it leads to the other half, and out of it only if a condition holds.
    fn trap(&mut self, name: &str) -> Exits {
        let other = if name == "trap_a" { "trap_b" } else { "trap_a" }.to_owned();
        let out = self.maybe_condition(60);
        if self.kind == Kind::Endless {
            let mut routes = vec![Route { when: None, effects: self.effects(1), records: Vec::new(), to: other }];
            if out.is_some() {
                let to = self.ending();
                routes.insert(0, Route { when: out, effects: Vec::new(), records: Vec::new(), to });
            }
            return Exits::Routes(routes);
        }
        let mut own = vec![self.choice("round")];
        own[0].when = None;
        own[0].locked = None;
        own[0].effects = vec![Effect { change: Change::Set(self.model.flags[0].name.clone()), when: None }];
        own[0].to = Some(other);
        if out.is_some() {
            let mut choice = self.choice("out");
            choice.locked = None;
            choice.when = out;
            choice.to = Some(self.ending());
            own.push(choice);
        }
        Exits::Choices(Choices { own, ..Choices::default() })
    }
}
