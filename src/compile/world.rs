//! What `world.ron` declares beside variables: acts, endings, pages, the danger.

use smol_str::SmolStr;

use super::{build::Builder, prose::Layout, scope::Names};
use crate::{
    diagnostic::{Fault, FaultKind, LINTS, Thing},
    story::{Act, ActId, Ending, EndingId, Exits, Page, headline},
    syntax::{self, World},
};

impl<'w> Builder<'w, '_> {
    pub(super) fn world(&mut self, world: &'w World<'w>) {
        self.story.id = world.id.text.to_string();
        if !syntax::is_name(&world.id.text) {
            let kind = FaultKind::BadName(world.id.text.to_string());
            self.faults.push(Fault::new(kind, world.id.span));
        }
        self.story.title = world.title.value.to_string();
        self.story.version = world.version.value.to_string();
        for (index, act) in world.acts.iter().enumerate() {
            self.acts
                .declare(&act.name, ActId::at(index), Thing::Act, self.faults);
            self.story.acts.push(Act {
                name: SmolStr::new(&act.name.text),
                title: match &act.title {
                    Some(title) => title.value.to_string(),
                    None => headline(&act.name.text),
                },
                status: Vec::new(),
            });
        }
        for (index, ending) in world.endings.iter().enumerate() {
            self.endings.declare(
                &ending.name,
                EndingId::at(index),
                Thing::Ending,
                self.faults,
            );
            self.places.endings.push(ending.name.span);
            self.story.endings.push(Ending {
                name: SmolStr::new(&ending.name.text),
                title: ending.title.value.to_string(),
                nudge: ending
                    .nudge
                    .as_ref()
                    .map(|nudge| nudge.value.to_string())
                    .unwrap_or_default(),
                early: ending.early,
            });
        }
        self.story.records = world
            .records
            .iter()
            .map(|record| SmolStr::new(&record.text))
            .collect();
        let danger = world.danger.as_ref();
        self.story.danger = danger.map(|danger| self.scope.condition(Some(danger), self.faults));
        let mut statuses = Names::default();
        for (name, meters) in &world.status {
            statuses.declare(name, (), Thing::Act, self.faults);
            let meters = meters
                .iter()
                .map(|meter| self.prose(meter, Layout::Flowing))
                .collect();
            if let Some(act) = self.acts.find(name, Thing::Act, self.faults) {
                self.story.acts[act.index()].status = meters;
            }
        }
        let about = world.about.as_ref();
        self.story.about = about.map(|about| self.prose(about, Layout::Flowing));
        let content = world.content.as_ref();
        self.story.content = content.map(|content| self.prose(content, Layout::Flowing));
        let mut pages = Names::default();
        for page in &world.pages {
            pages.declare(&page.name, (), Thing::Page, self.faults);
            let page = Page {
                name: SmolStr::new(&page.name.text),
                text: page
                    .text
                    .as_ref()
                    .map(|text| self.prose(text, Layout::Flowing)),
                figure: page.figure.as_ref().map(|figure| self.figure(figure)),
                compared: page.compared,
                kept: page.kept,
            };
            self.story.pages.push(page);
        }
    }

    /// Takes in the levels that the story sets for lints.
    pub(super) fn levels(&mut self, world: &World<'_>) {
        let mut known = Names::default();
        for (name, level) in &world.lints {
            known.declare(name, (), Thing::Lint, self.faults);
            let lint = LINTS.iter().find(|lint| lint.name == name.text);
            if let Some(lint) = lint {
                self.levels.set(lint.code, *level);
                continue;
            }
            let near = syntax::nearest(&name.text, LINTS.iter().map(|lint| lint.name));
            let kind = FaultKind::Unknown {
                thing: Thing::Lint,
                name: name.text.to_string(),
            };
            self.faults
                .push(Fault::new(kind, name.span).replacement(near));
        }
    }

    pub(super) fn check_endings(&mut self) {
        let used = |index: usize| {
            let ending = Exits::Ending(EndingId::at(index));
            self.story
                .nodes
                .iter()
                .any(|node| matches!((&node.exits, &ending), (Exits::Ending(a), Exits::Ending(b)) if a == b))
        };
        let unused: Vec<usize> = (0..self.story.endings.len())
            .filter(|&index| !used(index))
            .collect();
        for index in unused {
            let kind = FaultKind::EndingUnused(self.story.endings[index].name.to_string());
            self.faults
                .push(Fault::new(kind, self.places.endings[index]));
        }
    }
}
