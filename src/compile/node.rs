//! Nodes: their texts, their ways out, and whether those make sense together.

use smol_str::SmolStr;

use super::{build::Builder, choice::Target, places, prose::Layout};
use crate::{
    diagnostic::{Fault, FaultKind, Thing},
    story::{ActId, EndingId, Exits, Node, NodeId, Route},
    syntax::{self, File},
};

impl<'w> Builder<'w, '_> {
    pub(super) fn nodes(&mut self, files: &[&'w File<'w>]) {
        // The folders that are no acts, each told once.
        let mut strange: Vec<&str> = Vec::new();
        let count = files.iter().map(|file| file.nodes.len()).sum();
        self.story.nodes.reserve(count);
        self.places.nodes.reserve(count);
        for file in files {
            let act = file.act.as_ref().and_then(|folder| {
                let act = self.acts.get(&folder.text);
                if act.is_none() && !strange.contains(&folder.text.as_ref()) {
                    strange.push(&folder.text);
                    let kind = FaultKind::UnknownAct {
                        folder: folder.text.to_string(),
                        near: self.acts.nearest(&folder.text),
                    };
                    self.faults.push(Fault::new(kind, folder.span));
                }
                act
            });
            for node in &file.nodes {
                let built = self.node(node, act);
                self.story.nodes.push(built);
            }
        }
    }

    pub(super) fn node(&mut self, node: &'w syntax::Node<'w>, act: Option<ActId>) -> Node {
        let name = SmolStr::new(&node.name.text);
        let place = places::Node {
            name: node.name.span,
            first: self.places.exits.len(),
        };
        let enter = self.scope.steps(&node.enter, self.faults);
        let text = node
            .text
            .as_ref()
            .map(|text| self.prose(text, Layout::Flowing));
        let figure = node.figure.as_ref().map(|figure| self.figure(figure));
        self.check_ways_out(node);
        let next = match &node.next {
            Some(next) => Target::Written(self.scope.nodes.find(next, Thing::Node, self.faults)),
            None => Target::Missing,
        };
        let exits = if let Some(ending) = &node.ending {
            let ending = self.endings.find(ending, Thing::Ending, self.faults);
            Exits::Ending(ending.unwrap_or(EndingId(0)))
        } else if let Some(routes) = &node.routes {
            let places = routes.iter().map(|route| route.span);
            self.places.exits.extend(places);
            Exits::Routes(
                routes
                    .iter()
                    .filter_map(|route| self.route(route))
                    .collect(),
            )
        } else {
            let choices = self.choices(node);
            let places = choices.iter().map(|choice| choice.name.span);
            self.places.exits.extend(places);
            let mut led = Vec::with_capacity(choices.len());
            led.extend(
                choices
                    .into_iter()
                    .filter_map(|choice| self.lead(choice, next)),
            );
            Exits::Choices(led)
        };
        self.places.nodes.push(place);
        let id = NodeId::at(self.story.nodes.len());
        Node {
            name,
            aliases: node
                .aliases
                .iter()
                .map(|alias| SmolStr::new(&alias.text))
                .collect(),
            act,
            visits: self.scope.visits.get(&id).copied(),
            enter,
            text,
            figure,
            exits,
        }
    }

    pub(super) fn check_ways_out(&mut self, node: &syntax::Node<'_>) {
        let span = node.name.span;
        let ways = [
            ("choices", node.choices.is_some() || node.menu.is_some()),
            ("routes", node.routes.is_some()),
            ("an ending", node.ending.is_some()),
        ];
        let mut given = ways.iter().filter(|(_, given)| *given).map(|(way, _)| *way);
        if let (Some(first), Some(second)) = (given.next(), given.next()) {
            let node = node.name.text.to_string();
            self.faults.push(Fault::new(
                FaultKind::TwoWaysOut {
                    node,
                    first,
                    second,
                },
                span,
            ));
        }
        let empty = ways.iter().all(|(_, given)| !given)
            || (node.menu.is_none() && node.choices.as_ref().is_some_and(Vec::is_empty))
            || node.routes.as_ref().is_some_and(Vec::is_empty);
        // Choices or routes that could not be read are faults where they stand.
        let unread = node.choices.is_some() || node.routes.is_some();
        if empty && (!unread || self.faults.is_empty()) {
            let kind = FaultKind::NoWayOut(node.name.text.to_string());
            self.faults.push(Fault::new(kind, span));
        }
        if node.menu.is_none() {
            let place = "without a `menu`";
            if let Some((beat, _)) = node.beats.first() {
                let field = "beats";
                self.faults.push(Fault::new(
                    FaultKind::Meaningless { field, place },
                    beat.span,
                ));
            }
            if let Some(left_out) = node.without.first() {
                let field = "without";
                self.faults.push(Fault::new(
                    FaultKind::Meaningless { field, place },
                    left_out.span,
                ));
            }
        }
        if let (Some(next), false) = (&node.next, ways[0].1) {
            let (field, place) = ("next", "without choices");
            self.faults.push(Fault::new(
                FaultKind::Meaningless { field, place },
                next.span,
            ));
        }
    }

    pub(super) fn route(&mut self, route: &'w syntax::Route<'w>) -> Option<Route> {
        let when = self.scope.when(route.when.as_ref(), self.faults);
        let effects = self.scope.steps(&route.effects, self.faults);
        let records = self.records(&route.records);
        let to = self.scope.nodes.find(&route.to, Thing::Node, self.faults)?;
        Some(Route {
            when,
            effects,
            records,
            to,
        })
    }
}
