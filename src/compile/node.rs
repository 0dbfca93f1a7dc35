//! Nodes, menus and everything between them: the story as a whole.

use super::{
    Compiled,
    places::{self, Places},
    prose::Layout,
    scope::{Names, Scope},
};
use crate::{
    diagnostic::{Fault, FaultKind, Thing},
    source::Span,
    story::{Act, ActId, Choice, Ending, EndingId, Exits, Figure, Node, NodeId, Page, ProseId, RecordId, Route, Story},
    syntax::{self, File, Name, World},
};

/// Builds the story from its files. After a fault the result means nothing.
pub(super) fn build(world: &World<'_>, files: &[File<'_>], faults: &mut Vec<Fault>) -> Compiled {
    let scope = Scope::declare(world, files, faults);
    let mut builder = Builder {
        scope,
        faults,
        story: Story::default(),
        places: Places::default(),
        acts: Names::default(),
        endings: Names::default(),
        menus: Names::default(),
        menu_choices: Vec::new(),
    };
    builder.world(world);
    builder.menus(files);
    builder.nodes(files);
    builder.check_endings();
    builder.aliases(files);
    let mut story = builder.story;
    story.words = builder.scope.words();
    story.start = builder.scope.nodes.find(&world.start, Thing::Node, builder.faults);
    story.variables = builder.scope.variables;
    let places = builder.places;
    Compiled { story, places }
}

struct Builder<'f> {
    scope: Scope,
    faults: &'f mut Vec<Fault>,
    story: Story,
    places: Places,
    acts: Names<ActId>,
    endings: Names<EndingId>,
    menus: Names<usize>,
    menu_choices: Vec<Vec<MenuChoice>>,
}

/// A choice whose way out may still depend on the node that uses it.
#[derive(Clone)]
struct MenuChoice {
    name: String,
    span: Span,
    aliases: Vec<String>,
    say: ProseId,
    when: crate::story::Condition,
    locked: Option<ProseId>,
    effects: Vec<crate::story::Effect>,
    records: Vec<(RecordId, ProseId)>,
    beat: Option<ProseId>,
    to: Option<NodeId>,
    /// A target was written, whether it exists or not.
    has_to: bool,
}

impl Builder<'_> {
    fn world(&mut self, world: &World<'_>) {
        self.story.id = world.id.text.to_string();
        if !syntax::is_name(&world.id.text) {
            let kind = FaultKind::BadName(world.id.text.to_string());
            self.faults.push(Fault::new(kind, world.id.span));
        }
        self.story.title = world.title.value.to_string();
        self.story.version = world.version.value.to_string();
        for (index, name) in world.acts.iter().enumerate() {
            self.acts.declare(name, ActId::at(index), Thing::Act, self.faults);
            self.story.acts.push(Act {
                name: name.text.to_string(),
                status: None,
            });
        }
        for (index, ending) in world.endings.iter().enumerate() {
            self.endings.declare(&ending.name, EndingId::at(index), Thing::Ending, self.faults);
            self.places.endings.push(ending.name.span);
            self.story.endings.push(Ending {
                name: ending.name.text.to_string(),
                title: ending.title.value.to_string(),
                nudge: ending.nudge.as_ref().map(|nudge| nudge.value.to_string()).unwrap_or_default(),
            });
        }
        self.story.records = world.records.iter().map(|record| record.text.to_string()).collect();
        let danger = world.danger.as_ref();
        self.story.danger = danger.map(|danger| self.scope.condition(Some(danger), self.faults));
        let mut statuses = Names::default();
        for (name, status) in &world.status {
            statuses.declare(name, (), Thing::Act, self.faults);
            let status = self.prose(status, Layout::Flowing);
            if let Some(act) = self.acts.find(name, Thing::Act, self.faults) {
                self.story.acts[act.index()].status = Some(status);
            }
        }
        let mut pages = Names::default();
        for page in &world.pages {
            pages.declare(&page.name, (), Thing::Page, self.faults);
            let page = Page {
                name: page.name.text.to_string(),
                text: page.text.as_ref().map(|text| self.prose(text, Layout::Flowing)),
                figure: page.figure.as_ref().map(|figure| self.figure(figure)),
            };
            self.story.pages.push(page);
        }
    }

    fn menus(&mut self, files: &[File<'_>]) {
        for menu in files.iter().flat_map(|file| &file.menus) {
            let index = self.menu_choices.len();
            self.menus.declare(&menu.name, index, Thing::Menu, self.faults);
            let choices = menu.choices.iter().map(|choice| self.choice(choice)).collect::<Vec<_>>();
            self.check_unique(menu.choices.iter().map(|choice| &choice.name));
            self.menu_choices.push(choices);
        }
    }

    fn nodes(&mut self, files: &[File<'_>]) {
        for file in files {
            let act = file.act.as_ref().and_then(|folder| self.acts.find(folder, Thing::Act, self.faults));
            for node in &file.nodes {
                let built = self.node(node, act);
                self.story.nodes.push(built);
            }
        }
    }

    fn node(&mut self, node: &syntax::Node<'_>, act: Option<ActId>) -> Node {
        let name = node.name.text.to_string();
        let mut place = places::Node {
            name: node.name.span,
            choices: Vec::new(),
            routes: Vec::new(),
        };
        let enter = self.scope.effects(&node.enter, self.faults);
        let text = node.text.as_ref().map(|text| self.prose(text, Layout::Flowing));
        let figure = node.figure.as_ref().map(|figure| self.figure(figure));
        self.check_ways_out(node);
        let next = node.next.as_ref().map(|next| self.scope.nodes.find(next, Thing::Node, self.faults));
        let exits = if let Some(ending) = &node.ending {
            let ending = self.endings.find(ending, Thing::Ending, self.faults);
            Exits::Ending(ending.unwrap_or(EndingId(0)))
        } else if let Some(routes) = &node.routes {
            place.routes = routes.iter().map(|route| route.span).collect();
            Exits::Routes(routes.iter().filter_map(|route| self.route(route)).collect())
        } else {
            let choices = self.choices(node);
            place.choices = choices.iter().map(|choice| choice.span).collect();
            Exits::Choices(choices.into_iter().filter_map(|choice| self.lead(choice, next)).collect())
        };
        self.places.nodes.push(place);
        let id = NodeId::at(self.story.nodes.len());
        Node {
            name,
            aliases: node.aliases.iter().map(|alias| alias.text.to_string()).collect(),
            act,
            visits: self.scope.visits.get(&id).copied(),
            enter,
            text,
            figure,
            exits,
        }
    }

    fn check_ways_out(&mut self, node: &syntax::Node<'_>) {
        let span = node.name.span;
        let ways = [
            ("choices", node.choices.is_some() || node.menu.is_some()),
            ("routes", node.routes.is_some()),
            ("an ending", node.ending.is_some()),
        ];
        let mut given = ways.iter().filter(|(_, given)| *given).map(|(way, _)| *way);
        if let (Some(first), Some(second)) = (given.next(), given.next()) {
            let node = node.name.text.to_string();
            self.faults.push(Fault::new(FaultKind::TwoWaysOut { node, first, second }, span));
        }
        let has_choices = node.menu.is_some() || node.choices.as_ref().is_some_and(|choices| !choices.is_empty());
        let has_routes = node.routes.as_ref().is_some_and(|routes| !routes.is_empty());
        // A choice or route that could not be read is reported where it stands.
        let unread = node.choices.is_some() || node.routes.is_some();
        if !has_choices && !has_routes && node.ending.is_none() && !(unread && !self.faults.is_empty()) {
            self.faults.push(Fault::new(FaultKind::NoWayOut(node.name.text.to_string()), span));
        }
        if node.menu.is_none() {
            let place = "without a `menu`";
            if let Some((beat, _)) = node.beats.first() {
                let field = "beats";
                self.faults.push(Fault::new(FaultKind::Meaningless { field, place }, beat.span));
            }
            if let Some(left_out) = node.without.first() {
                let field = "without";
                self.faults.push(Fault::new(FaultKind::Meaningless { field, place }, left_out.span));
            }
        }
        if let (Some(next), false) = (&node.next, ways[0].1) {
            let (field, place) = ("next", "without choices");
            self.faults.push(Fault::new(FaultKind::Meaningless { field, place }, next.span));
        }
    }

    /// Returns the choices of a node: its menu's with the node's own beats, then its own.
    fn choices(&mut self, node: &syntax::Node<'_>) -> Vec<MenuChoice> {
        let mut choices = Vec::new();
        let menu = node.menu.as_ref().and_then(|menu| self.menus.find(menu, Thing::Menu, self.faults));
        if let Some(menu) = menu {
            choices.clone_from(&self.menu_choices[menu]);
            let mut known = Names::default();
            for (index, choice) in choices.iter().enumerate() {
                let name = Name {
                    text: choice.name.as_str().into(),
                    span: choice.span,
                };
                // Duplicates were reported with the menu.
                known.declare(&name, index, Thing::Choice, &mut Vec::new());
            }
            let mut beats = Names::default();
            for (name, beat) in &node.beats {
                beats.declare(name, (), Thing::Choice, self.faults);
                let beat = self.prose(beat, Layout::Flowing);
                if let Some(index) = known.find(name, Thing::Choice, self.faults) {
                    choices[index].beat = Some(beat);
                }
            }
            let left_out: Vec<usize> = node
                .without
                .iter()
                .filter_map(|name| known.find(name, Thing::Choice, self.faults))
                .collect();
            let mut index = 0;
            choices.retain(|_| {
                index += 1;
                !left_out.contains(&(index - 1))
            });
        }
        let own: Vec<MenuChoice> = node.choices.iter().flatten().map(|choice| self.choice(choice)).collect();
        choices.extend(own);
        let names: Vec<Name<'_>> = choices
            .iter()
            .map(|choice| Name {
                text: choice.name.clone().into(),
                span: choice.span,
            })
            .collect();
        self.check_unique(names.iter());
        choices
    }

    fn check_unique<'n, 'a: 'n>(&mut self, names: impl Iterator<Item = &'n Name<'a>>) {
        let mut known = Names::default();
        for name in names {
            known.declare(name, (), Thing::Choice, self.faults);
        }
    }

    fn choice(&mut self, choice: &syntax::Choice<'_>) -> MenuChoice {
        if choice.locked.is_some() && choice.when.is_none() {
            let kind = FaultKind::LockedWithoutWhen(choice.name.text.to_string());
            self.faults.push(Fault::new(kind, choice.name.span));
        }
        let to = choice.to.as_ref().map(|to| self.scope.nodes.find(to, Thing::Node, self.faults));
        MenuChoice {
            name: choice.name.text.to_string(),
            span: choice.name.span,
            aliases: choice.aliases.iter().map(|alias| alias.text.to_string()).collect(),
            say: self.prose(&choice.say, Layout::Flowing),
            when: self.scope.condition(choice.when.as_ref(), self.faults),
            locked: choice.locked.as_ref().map(|reason| self.prose(reason, Layout::Flowing)),
            effects: self.scope.effects(&choice.effects, self.faults),
            records: self.records(&choice.records),
            beat: choice.then.as_ref().map(|beat| self.prose(beat, Layout::Flowing)),
            to: to.flatten(),
            has_to: choice.to.is_some(),
        }
    }

    /// Gives a choice its target: its own, or its node's `next`.
    fn lead(&mut self, choice: MenuChoice, next: Option<Option<NodeId>>) -> Option<Choice> {
        if !choice.has_to && next.is_none() {
            self.faults.push(Fault::new(FaultKind::NoTarget(choice.name.clone()), choice.span));
        }
        let to = if choice.has_to { choice.to } else { next.flatten() };
        Some(Choice {
            name: choice.name,
            aliases: choice.aliases,
            say: choice.say,
            when: choice.when,
            locked: choice.locked,
            effects: choice.effects,
            records: choice.records,
            beat: choice.beat,
            to: to?,
        })
    }

    fn route(&mut self, route: &syntax::Route<'_>) -> Option<Route> {
        let when = self.scope.condition(route.when.as_ref(), self.faults);
        let effects = self.scope.effects(&route.effects, self.faults);
        let records = self.records(&route.records);
        let to = self.scope.nodes.find(&route.to, Thing::Node, self.faults)?;
        Some(Route {
            when,
            effects,
            records,
            to,
        })
    }

    fn records(&mut self, written: &[(Name<'_>, syntax::Prose<'_>)]) -> Vec<(RecordId, ProseId)> {
        let mut records = Vec::new();
        for (name, entry) in written {
            let entry = self.prose(entry, Layout::Flowing);
            let known = self.story.records.iter().position(|record| *record == name.text);
            if let Some(record) = known {
                records.push((RecordId::at(record), entry));
                continue;
            }
            let near = syntax::nearest(&name.text, self.story.records.iter().map(String::as_str));
            let kind = FaultKind::Unknown {
                thing: Thing::Record,
                name: name.text.to_string(),
            };
            self.faults.push(Fault::new(kind, name.span).replacement(near));
        }
        records
    }

    fn prose(&mut self, written: &syntax::Prose<'_>, layout: Layout) -> ProseId {
        let prose = self.scope.prose(written, layout, self.faults);
        self.story.proses.push(prose);
        self.places.proses.extend(written.span);
        ProseId::at(self.story.proses.len() - 1)
    }

    fn figure(&mut self, figure: &syntax::Figure<'_>) -> Figure {
        Figure {
            drawing: self.prose(&figure.drawing, Layout::drawn(&figure.drawing)),
            says: self.prose(&figure.says, Layout::Flowing),
        }
    }

    fn check_endings(&mut self) {
        let used = |index: usize| {
            let ending = Exits::Ending(EndingId::at(index));
            self.story.nodes.iter().any(|node| matches!((&node.exits, &ending), (Exits::Ending(a), Exits::Ending(b)) if a == b))
        };
        let unused: Vec<usize> = (0..self.story.endings.len()).filter(|&index| !used(index)).collect();
        for index in unused {
            let kind = FaultKind::EndingUnused(self.story.endings[index].name.clone());
            self.faults.push(Fault::new(kind, self.places.endings[index]));
        }
    }

    /// Checks that no former name is a present one, or the former name of two things.
    fn aliases(&mut self, files: &[File<'_>]) {
        let mut former = Names::default();
        for node in files.iter().flat_map(|file| &file.nodes) {
            for alias in &node.aliases {
                former.declare(alias, (), Thing::Alias, self.faults);
                if self.scope.nodes.get(&alias.text).is_some() {
                    self.faults.push(Fault::new(FaultKind::AliasTaken(alias.text.to_string()), alias.span));
                }
            }
        }
        let menus = files.iter().flat_map(|file| &file.menus).map(|menu| menu.choices.as_slice());
        let nodes = files.iter().flat_map(|file| &file.nodes);
        let own = nodes.filter_map(|node| node.choices.as_deref());
        for choices in menus.chain(own) {
            let mut former = Names::default();
            for alias in choices.iter().flat_map(|choice| &choice.aliases) {
                former.declare(alias, (), Thing::Alias, self.faults);
                if choices.iter().any(|choice| choice.name.text == alias.text) {
                    self.faults.push(Fault::new(FaultKind::AliasTaken(alias.text.to_string()), alias.span));
                }
            }
        }
    }
}
