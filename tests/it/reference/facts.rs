//! What is read and what is asked: every text that a reader comes to, every condition that is looked at, one by one.

use std::collections::BTreeSet;

use super::{
    graph::Graph,
    model::{Change, Choice, Condition, Effect, Exits, Figure, Piece, Prose, Route},
    run::{Reference, State, Values},
};

/// Something that happens somewhere in a playthrough. Places are named by what stands there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// A text is read: where its prose stands, and the way to it. Of each piece on the way that chooses, how many such
    /// pieces stand before it, and the text it chooses: 0 and 1 where a condition holds and fails, else the value.
    Read(String, Vec<(usize, usize)>),
    /// A condition is asked, and holds or fails.
    Asked(String, bool),
}

pub type Facts = BTreeSet<Fact>;

impl Reference<'_> {
    /// Returns what happens in any of the states and on any of the steps of a graph, and before the first.
    pub fn facts(&self, graph: &Graph) -> Facts {
        let mut facts = self.facts_before_the_first_choice();
        for (state, steps) in graph.states.iter().zip(&graph.steps) {
            self.standing(state, &mut facts);
            for step in steps {
                self.going(state, step.exit, &mut facts);
            }
        }
        facts
    }

    /// Returns what happens on arriving at the start.
    pub fn facts_before_the_first_choice(&self) -> Facts {
        let mut facts = Facts::new();
        let mut values = self.start().state.values;
        self.arriving(&self.model.start, &mut values, &mut facts);
        facts
    }

    /// Adds what happens in a state and, where routes lead on from it, on the way.
    pub fn passing(&self, state: &State, facts: &mut Facts) {
        self.standing(state, facts);
        if let Exits::Routes(routes) = &self.model.node(&state.node).exits {
            let holds = |route: &Route| {
                let when = route.when.as_ref();
                when.is_none_or(|when| when.holds(&state.values))
            };
            if let Some(taken) = routes.iter().position(holds) {
                self.going(state, taken, facts);
            }
        }
    }

    /// Adds what happens while a playthrough stands in a state.
    pub fn standing(&self, state: &State, facts: &mut Facts) {
        let node = self.model.node(&state.node);
        let (name, values) = (&node.name, &state.values);
        read_some(&format!("text {name}"), node.text.as_ref(), values, facts);
        read_figure(&format!("text {name}"), node.figure.as_ref(), values, facts);
        if matches!(node.exits, Exits::Routes(_)) {
            self.routing(state, facts);
            return;
        }
        for page in &self.model.pages {
            let site = format!("page {}", page.name);
            read_some(&site, page.text.as_ref(), values, facts);
            read_figure(&site, page.figure.as_ref(), values, facts);
        }
        if !matches!(node.exits, Exits::Choices(_)) {
            return;
        }
        for act in &self.model.acts {
            if node.act.as_ref() == Some(&act.name) {
                let site = format!("status {}", act.name);
                for meter in &act.status {
                    read_some(&site, Some(meter), values, facts);
                }
            }
        }
        for choice in self.model.choices(node) {
            let site = format!("{name} {}", choice.name);
            let is_open = ask(
                &format!("choice {site}"),
                choice.when.as_ref(),
                values,
                facts,
            );
            if is_open || choice.locked.is_some() {
                read(&format!("say {site}"), &choice.say, values, facts);
            }
            if !is_open {
                read_some(
                    &format!("locked {site}"),
                    choice.locked.as_ref(),
                    values,
                    facts,
                );
            }
        }
    }

    /// Adds which routes are asked for.
    fn routing(&self, state: &State, facts: &mut Facts) {
        let node = self.model.node(&state.node);
        let Exits::Routes(routes) = &node.exits else {
            return;
        };
        for (number, route) in routes.iter().enumerate() {
            let site = format!("route {} {number}", node.name);
            if ask(&site, route.when.as_ref(), &state.values, facts) {
                break;
            }
        }
    }

    /// Adds what happens when a choice or route that is open is taken, up to the arrival.
    pub fn going(&self, state: &State, exit: usize, facts: &mut Facts) {
        let node = self.model.node(&state.node);
        let mut values = state.values.clone();
        let (site, effects, beat, records, to) = match &node.exits {
            Exits::Choices(_) => {
                let Choice {
                    name,
                    effects,
                    records,
                    to,
                    then,
                    ..
                } = self.model.choices(node).swap_remove(exit);
                let to = to.expect("every choice leads somewhere");
                (format!("{} {name}", node.name), effects, then, records, to)
            }
            Exits::Routes(routes) => {
                let route = routes[exit].clone();
                let site = format!("{} route {exit}", node.name);
                (site, route.effects, None, route.records, route.to)
            }
            Exits::Ending(_) => return,
        };
        self.changing(&format!("effect {site}"), &effects, &mut values, facts);
        read_some(&format!("beat {site}"), beat.as_ref(), &values, facts);
        for (number, (_, entry)) in records.iter().enumerate() {
            read(&format!("entry {site} {number}"), entry, &values, facts);
        }
        self.arriving(&to, &mut values, facts);
    }

    fn arriving(&self, target: &str, values: &mut Values, facts: &mut Facts) {
        self.count(target, values);
        let enter = &self.model.node(target).enter;
        self.changing(&format!("effect enter {target}"), enter, values, facts);
    }

    /// Carries out effects, and adds what is asked on the way.
    fn changing(&self, site: &str, effects: &[Effect], values: &mut Values, facts: &mut Facts) {
        for (number, effect) in effects.iter().enumerate() {
            let site = format!("{site} {number}");
            if !ask(&site, effect.when.as_ref(), values, facts) {
                continue;
            }
            if let Change::Named(name) = &effect.change {
                let steps = self.model.steps(name);
                self.changing(&format!("named {name}"), steps, values, facts);
            } else {
                let step = Effect {
                    when: None,
                    change: effect.change.clone(),
                };
                self.apply(&[step], values);
            }
        }
    }
}

/// Asks a condition; one that is missing holds and asks nothing.
fn ask(site: &str, when: Option<&Condition>, values: &Values, facts: &mut Facts) -> bool {
    let Some(when) = when else { return true };
    let holds = when.holds(values);
    facts.insert(Fact::Asked(site.to_owned(), holds));
    holds
}

fn read_figure(site: &str, figure: Option<&Figure>, values: &Values, facts: &mut Facts) {
    if let Some(figure) = figure {
        read(&format!("drawing {site}"), &figure.drawing, values, facts);
        read(&format!("says {site}"), &figure.says, values, facts);
    }
}

fn read_some(site: &str, prose: Option<&Prose>, values: &Values, facts: &mut Facts) {
    if let Some(prose) = prose {
        read(site, prose, values, facts);
    }
}

fn read(site: &str, prose: &Prose, values: &Values, facts: &mut Facts) {
    read_text(site, Vec::new(), prose, values, facts);
}

fn read_text(
    site: &str,
    path: Vec<(usize, usize)>,
    text: &Prose,
    values: &Values,
    facts: &mut Facts,
) {
    let mut number = 0;
    for piece in &text.0 {
        let (chosen, inner) = match piece {
            Piece::Variant(when, yes, no) => {
                if when.holds(values) {
                    (0, yes)
                } else {
                    (1, no)
                }
            }
            Piece::ByValue(counter, texts) => {
                let value =
                    usize::try_from(values[counter]).expect("counters with texts are small");
                (value, &texts[value])
            }
            Piece::Words(_) | Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => continue,
        };
        let mut path = path.clone();
        path.push((number, chosen));
        read_text(site, path, inner, values, facts);
        number += 1;
    }
    facts.insert(Fact::Read(site.to_owned(), path));
}
