//! The story as a whole, put together from its declarations, menus and nodes.

use super::{
    Compiled,
    choice::MenuChoice,
    places::Places,
    prose::Layout,
    scope::{Names, Scope},
};
use crate::{
    diagnostic::{Fault, FaultKind, Levels, Thing},
    story::{ActId, EndingId, Figure, Plain, ProseId, RecordId, Story},
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
        levels: Levels::default(),
        acts: Names::default(),
        endings: Names::default(),
        menus: Names::default(),
        menu_choices: Vec::new(),
    };
    builder.world(world);
    builder.menus(files);
    builder.nodes(files);
    builder.promises(files);
    builder.check_endings();
    builder.aliases(files);
    builder.levels(world);
    let mut story = builder.story;
    story.words = builder.scope.words();
    if !story.nodes.is_empty() {
        let nodes = &builder.scope.nodes;
        story.start = nodes.find(&world.start, Thing::Node, builder.faults);
    }
    story.variables = builder.scope.variables;
    story.plain = Plain::of(&story.proses);
    let places = builder.places;
    let levels = builder.levels;
    Compiled {
        story,
        places,
        levels,
    }
}

pub(super) struct Builder<'f> {
    pub scope: Scope,
    pub faults: &'f mut Vec<Fault>,
    pub story: Story,
    pub places: Places,
    pub levels: Levels,
    pub acts: Names<ActId>,
    pub endings: Names<EndingId>,
    pub menus: Names<usize>,
    pub menu_choices: Vec<Vec<MenuChoice>>,
}

impl Builder<'_> {
    pub(super) fn prose(&mut self, written: &syntax::Prose<'_>, layout: Layout) -> ProseId {
        let prose = self.scope.prose(written, layout, self.faults);
        self.story.proses.push(prose);
        self.places.proses.extend(written.span);
        ProseId::at(self.story.proses.len() - 1)
    }

    pub(super) fn figure(&mut self, figure: &syntax::Figure<'_>) -> Figure {
        Figure {
            drawing: self.prose(&figure.drawing, Layout::drawn(&figure.drawing)),
            says: self.prose(&figure.says, Layout::Flowing),
        }
    }

    pub(super) fn records(
        &mut self,
        written: &[(Name<'_>, syntax::Prose<'_>)],
    ) -> Vec<(RecordId, ProseId)> {
        let mut records = Vec::new();
        for (name, entry) in written {
            let entry = self.prose(entry, Layout::Flowing);
            let known = self
                .story
                .records
                .iter()
                .position(|record| *record == name.text);
            if let Some(record) = known {
                records.push((RecordId::at(record), entry));
                continue;
            }
            let near = syntax::nearest(&name.text, self.story.records.iter().map(String::as_str));
            let kind = FaultKind::Unknown {
                thing: Thing::Record,
                name: name.text.to_string(),
            };
            self.faults
                .push(Fault::new(kind, name.span).replacement(near));
        }
        records
    }
}
