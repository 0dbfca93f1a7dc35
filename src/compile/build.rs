//! The story as a whole, put together from its declarations, menus and nodes.

use super::{
    Compiled,
    choice::MenuChoice,
    places::Places,
    prose::Layout,
    scope::{Names, Scope},
    visits::Compared,
};
use crate::{
    diagnostic::{Fault, FaultKind, Levels, Thing},
    source::Span,
    story::{ActId, EndingId, Figure, ProseId, Proses, RecordId, Story},
    syntax::{self, File, Name, World},
    threads::shared,
};

/// How many bytes of prose are compiled in one go.
const PORTION: usize = 1 << 13;

/// Builds the story from its files. After a fault the result means nothing.
pub(super) fn build<'w>(
    world: &'w World<'w>,
    files: &'w [File<'w>],
    visits: Compared,
    faults: &mut Vec<Fault>,
) -> Compiled {
    let scope = Scope::declare(world, files, visits, faults);
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
        written: Vec::new(),
    };
    builder.world(world);
    builder.menus(files);
    builder.nodes(files);
    builder.promises(files);
    builder.check_endings();
    builder.aliases(files);
    builder.levels(world);
    builder.proses();
    let mut story = builder.story;
    story.words = builder.scope.words();
    if !story.nodes.is_empty() {
        let nodes = &builder.scope.nodes;
        story.start = nodes.find(&world.start, Thing::Node, builder.faults);
    }
    story.variables = builder.scope.variables;
    let places = builder.places;
    let levels = builder.levels;
    Compiled {
        story,
        places,
        levels,
    }
}

pub(super) struct Builder<'w, 'f> {
    pub scope: Scope<'w>,
    pub faults: &'f mut Vec<Fault>,
    pub story: Story,
    pub places: Places,
    pub levels: Levels,
    pub acts: Names<'w, ActId>,
    pub endings: Names<'w, EndingId>,
    pub menus: Names<'w, usize>,
    pub menu_choices: Vec<Vec<MenuChoice<'w>>>,
    /// The prose that is still to be compiled, in the order of its ids.
    pub written: Vec<(&'w syntax::Prose<'w>, Layout)>,
}

impl<'w> Builder<'w, '_> {
    /// Gives prose its id; it is compiled with all the rest, in [`Builder::proses`].
    pub(super) fn prose(&mut self, written: &'w syntax::Prose<'w>, layout: Layout) -> ProseId {
        let id = ProseId::at(self.written.len());
        self.places.proses.extend(written.span());
        self.written.push((written, layout));
        id
    }

    /// Compiles all prose.
    fn proses(&mut self) {
        let scope = &self.scope;
        let length = |(prose, _): &(&syntax::Prose<'_>, Layout)| {
            let range = prose.span().map(Span::range);
            range.map_or(0, |range| range.len())
        };
        let mut portions: Vec<&[(&syntax::Prose<'_>, Layout)]> = Vec::new();
        let mut rest = &self.written[..];
        while !rest.is_empty() {
            let mut weight = 0;
            let is_enough = |prose: &_| {
                weight += length(prose);
                weight >= PORTION
            };
            let end = rest
                .iter()
                .position(is_enough)
                .map_or(rest.len(), |last| last + 1);
            portions.push(&rest[..end]);
            rest = &rest[end..];
        }
        let weight = |portion: &&[_]| portion.iter().map(length).sum();
        let compiled = shared(&portions, weight, |portion| {
            let mut faults = Vec::new();
            let length = portion.iter().map(length).sum();
            let mut proses = Proses::with_capacity(length);
            for (prose, layout) in *portion {
                scope.prose(prose, *layout, &mut proses, &mut faults);
            }
            (proses, faults)
        });
        let mut all = Vec::with_capacity(compiled.len());
        for (proses, faults) in compiled {
            all.push(proses);
            self.faults.extend(faults);
        }
        self.story.proses = Proses::concat(all);
    }

    pub(super) fn figure(&mut self, figure: &'w syntax::Figure<'w>) -> Figure {
        Figure {
            drawing: self.prose(&figure.drawing, Layout::Drawn),
            says: self.prose(&figure.says, Layout::Flowing),
        }
    }

    pub(super) fn records(
        &mut self,
        written: &'w [(Name<'w>, syntax::Prose<'w>)],
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
