//! Nodes, and what leads from one to the next, by chance.

use super::{Generator, Kind};
use crate::reference::model::{
    Change, Choice, Choices, Condition, Effect, Exits, Node, Operator, Prose, Route,
};

impl Generator {
    pub(super) fn node(&mut self, at: usize) -> Node {
        let name = self.names[at].clone();
        let is_trap = name.starts_with("trap");
        let first_ending = self.names.len() - self.endings;
        let exits = if at >= first_ending {
            let number = (at - first_ending).min(self.model.endings.len() - 1);
            Exits::Ending(self.model.endings[number].clone())
        } else if is_trap {
            self.trap(&name)
        } else if self.dice.chance(match self.kind {
            Kind::Corridor => 0,
            Kind::Long => 10,
            _ => 25,
        }) {
            Exits::Routes(self.routes(at))
        } else {
            Exits::Choices(self.choices(at))
        };
        let is_routed = matches!(exits, Exits::Routes(_));
        let acts = &self.model.acts;
        let act = if acts.is_empty() {
            None
        } else {
            Some(self.dice.pick(acts).name.clone())
        };
        Node {
            aliases: if self.dice.chance(15) {
                vec![format!("was_{name}")]
            } else {
                Vec::new()
            },
            act: act.filter(|_| self.dice.chance(85)),
            enter: if self.kind != Kind::Corridor && self.dice.chance(35) {
                self.effects(2)
            } else {
                Vec::new()
            },
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
            return self.dice.pick(&self.names);
        }
        if !trap.is_empty() && self.dice.chance(12) {
            return self.names[self.dice.between(trap.start, trap.end - 1)].clone();
        }
        let is_long = self.kind == Kind::Long && self.dice.chance(85);
        let mut to = at + if is_long { 1 } else { self.dice.between(1, 3) };
        if to >= trap.start {
            to += trap.len();
        }
        self.names[to.min(self.names.len() - 1)].clone()
    }

    pub(super) fn ending(&mut self) -> String {
        let first = self.names.len() - self.endings;
        self.names[self.dice.between(first, self.names.len() - 1)].clone()
    }

    fn choices(&mut self, at: usize) -> Choices {
        if self.kind == Kind::Corridor {
            return self.corridor(at);
        }
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
        let fewest = usize::from(!is_enough) + usize::from(self.kind == Kind::Long);
        for number in 0..self.dice.between(fewest, 3) {
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

    /// Returns the choices of a node that sets a flag or not, or looks at one or not.
    fn corridor(&mut self, at: usize) -> Choices {
        let mut own = vec![self.choice("own_0"), self.choice("own_1")];
        for choice in &mut own {
            choice.when = None;
            choice.locked = None;
            choice.effects = Vec::new();
        }
        if let Some(flag) = self.model.flags.get(at).map(|flag| flag.name.clone()) {
            own[0].effects = vec![Effect {
                change: Change::Set(flag),
                when: None,
            }];
            own[0].to = Some(self.names[at + 1].clone());
            own[1].to = Some(self.names[at + 1].clone());
        } else {
            own[0].to = Some(self.target(at));
            own[1].to = Some(self.target(at));
            let when = Some(self.condition(0));
            if self.dice.chance(70) {
                own[0].when = when;
            } else {
                let change = Change::Add(self.counter().name, 1);
                own[0].effects = vec![Effect { change, when }];
            }
        }
        Choices {
            own,
            ..Choices::default()
        }
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

    pub(super) fn choice(&mut self, name: &str) -> Choice {
        let when = self.maybe_condition(45);
        Choice {
            name: name.to_owned(),
            aliases: if self.dice.chance(15) {
                vec![format!("was_{name}")]
            } else {
                Vec::new()
            },
            say: self.prose(1),
            locked: if when.is_some() {
                self.maybe_prose(50)
            } else {
                None
            },
            when,
            effects: self.effects(4),
            records: self.records(25),
            to: None,
            then: self.maybe_prose(50),
        }
    }

    fn records(&mut self, percent: u64) -> Vec<(String, Prose)> {
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
            let records = if self.kind == Kind::Wild {
                Vec::new()
            } else {
                self.records(25)
            };
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
            let mut routes = vec![Route {
                when: None,
                effects: self.effects(1),
                records: Vec::new(),
                to: other,
            }];
            if out.is_some() {
                let to = self.ending();
                routes.insert(
                    0,
                    Route {
                        when: out,
                        effects: Vec::new(),
                        records: Vec::new(),
                        to,
                    },
                );
            }
            return Exits::Routes(routes);
        }
        let mut own = vec![self.choice("round")];
        own[0].when = None;
        own[0].locked = None;
        own[0].effects = vec![Effect {
            change: Change::Set(self.model.flags[0].name.clone()),
            when: None,
        }];
        own[0].to = Some(other);
        if out.is_some() {
            let mut choice = self.choice("out");
            choice.locked = None;
            choice.when = out;
            choice.to = Some(self.ending());
            own.push(choice);
        }
        Exits::Choices(Choices {
            own,
            ..Choices::default()
        })
    }
}
