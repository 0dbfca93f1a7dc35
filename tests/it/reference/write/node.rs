//! Nodes, choices and routes, as RON.

use super::{Fields, Writer};
use crate::reference::model::{Choice, Choices, Exits, Node, Prose, Route};

impl Writer<'_> {
    pub(super) fn node(&mut self, node: &Node) -> String {
        let mut fields: Fields = Vec::new();
        if !node.aliases.is_empty() {
            fields.push(("aliases", self.names(&node.aliases)));
        }
        if !node.enter.is_empty() {
            fields.push(("enter", self.effects(&node.enter)));
        }
        if let Some(text) = &node.text {
            fields.push(("text", self.prose(text)));
        }
        if let Some(figure) = &node.figure {
            fields.push(("figure", self.figure(figure)));
        }
        match &node.exits {
            Exits::Choices(choices) => self.ways_out(choices, &mut fields),
            Exits::Routes(routes) => {
                let routes: Vec<String> = routes.iter().map(|route| self.route(route)).collect();
                fields.push(("routes", format!("[{}]", routes.join(", "))));
            }
            Exits::Ending(ending) => fields.push(("ending", self.string(ending))),
        }
        self.record(fields)
    }

    fn ways_out(&mut self, choices: &Choices, fields: &mut Fields) {
        if let Some(menu) = &choices.menu {
            fields.push(("menu", self.string(menu)));
        }
        if !choices.beats.is_empty() {
            fields.push(("beats", self.proses(&choices.beats)));
        }
        if !choices.without.is_empty() {
            fields.push(("without", self.names(&choices.without)));
        }
        if !choices.own.is_empty() {
            fields.push(("choices", self.choices(&choices.own)));
        }
        if let Some(next) = &choices.next {
            fields.push(("next", self.string(next)));
        }
    }

    pub(super) fn choices(&mut self, choices: &[Choice]) -> String {
        let entries = choices
            .iter()
            .map(|choice| (choice.name.clone(), self.choice(choice)));
        let entries: Vec<_> = entries.collect();
        self.map(&entries)
    }

    fn choice(&mut self, choice: &Choice) -> String {
        let mut fields: Fields = vec![("say", self.prose(&choice.say))];
        if !choice.aliases.is_empty() {
            fields.push(("aliases", self.names(&choice.aliases)));
        }
        if let Some(when) = &choice.when {
            fields.push(("when", self.condition(when)));
        }
        if let Some(locked) = &choice.locked {
            fields.push(("locked", self.prose(locked)));
        }
        if !choice.effects.is_empty() {
            fields.push(("do", self.effects(&choice.effects)));
        }
        if !choice.records.is_empty() {
            fields.push(("record", self.proses(&choice.records)));
        }
        if let Some(to) = &choice.to {
            fields.push(("to", self.string(to)));
        }
        if let Some(then) = &choice.then {
            fields.push(("then", self.prose(then)));
        }
        self.record(fields)
    }

    fn route(&mut self, route: &Route) -> String {
        let mut fields: Fields = vec![("to", self.string(&route.to))];
        if let Some(when) = &route.when {
            fields.push(("when", self.condition(when)));
        }
        if !route.effects.is_empty() {
            fields.push(("do", self.effects(&route.effects)));
        }
        if !route.records.is_empty() {
            fields.push(("record", self.proses(&route.records)));
        }
        self.record(fields)
    }

    fn proses(&mut self, proses: &[(String, Prose)]) -> String {
        let entries = proses
            .iter()
            .map(|(name, prose)| (name.clone(), self.prose(prose)));
        let entries: Vec<_> = entries.collect();
        self.map(&entries)
    }
}
