//! The story as a whole, put together from its declarations, menus and nodes.

use std::mem;

use smol_str::SmolStr;

use super::{
    Compiled,
    choice::MenuChoice,
    places::Places,
    prose::Layout,
    scope::{Names, Scope},
};
use crate::{
    diagnostic::{Fault, FaultKind, Levels, Thing},
    source::Span,
    story::{self, ActId, EndingId, Figure, ProseId, RecordId, Story},
    syntax::{self, File, Name, World},
};

/// How many bytes of prose are compiled in one go.
const PORTION: usize = 1 << 13;

/// Builds the story from its files, all but its prose and variables. Prose is handed to `hand` on the way, with its
/// weight. After a fault the result means nothing.
pub(super) fn build<'w>(
    world: &'w World<'w>,
    files: &[&'w File<'w>],
    scope: &Scope<'w>,
    faults: &mut Vec<Fault>,
    hand: &mut dyn FnMut(Vec<Written<'w>>, usize),
) -> Compiled {
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
        written: Portion::default(),
        hand,
    };
    builder.world(world);
    builder.menus(files);
    builder.nodes(files);
    builder.promises(files);
    builder.check_endings();
    builder.aliases(files);
    builder.levels(world);
    builder.hand_out();
    if !builder.story.nodes.is_empty() {
        builder.story.start = scope.nodes.find(&world.start, Thing::Node, builder.faults);
    }
    Compiled {
        story: builder.story,
        places: builder.places,
        levels: builder.levels,
    }
}

/// Compiles a portion of prose.
pub(super) fn proses(
    scope: &Scope<'_>,
    portion: &[Written<'_>],
    faults: &mut Vec<Fault>,
) -> story::Portion {
    let length = portion.iter().map(Written::length).sum();
    let mut proses = story::Portion::with_capacity(portion.len(), length);
    for Written { prose, layout } in portion {
        scope.prose(prose, *layout, &mut proses, faults);
    }
    proses
}

pub(super) struct Builder<'w, 'b> {
    pub scope: &'b Scope<'w>,
    pub faults: &'b mut Vec<Fault>,
    pub story: Story,
    pub places: Places,
    pub levels: Levels,
    pub acts: Names<'w, ActId>,
    pub endings: Names<'w, EndingId>,
    pub menus: Names<'w, usize>,
    pub menu_choices: Vec<Vec<MenuChoice<'w>>>,
    written: Portion<'w>,
    /// Hands prose out to be compiled.
    hand: &'b mut dyn FnMut(Vec<Written<'w>>, usize),
}

/// Prose that is still to be compiled.
pub(super) struct Written<'w> {
    prose: &'w syntax::Prose<'w>,
    layout: Layout,
}

/// The prose that was not handed out yet.
#[derive(Default)]
struct Portion<'w> {
    written: Vec<Written<'w>>,
    length: usize,
    /// How much prose was handed out before.
    before: usize,
}

impl Written<'_> {
    /// Returns how many bytes it has.
    fn length(&self) -> usize {
        let range = self.prose.span().map(Span::range);
        range.map_or(0, |range| range.len())
    }
}

impl<'w> Builder<'w, '_> {
    /// Gives prose its id; it is compiled meanwhile, or later.
    pub(super) fn prose(&mut self, prose: &'w syntax::Prose<'w>, layout: Layout) -> ProseId {
        let id = ProseId::at(self.written.before + self.written.written.len());
        self.places.proses.extend(prose.span());
        let written = Written { prose, layout };
        self.written.length += written.length();
        self.written.written.push(written);
        if self.written.length >= PORTION {
            self.hand_out();
        }
        id
    }

    /// Hands out the prose that was not handed out yet.
    fn hand_out(&mut self) {
        let Portion {
            written,
            length,
            before,
        } = mem::take(&mut self.written);
        self.written.before = before + written.len();
        (self.hand)(written, length);
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
                .position(|record| record == name.text.as_ref());
            if let Some(record) = known {
                records.push((RecordId::at(record), entry));
                continue;
            }
            let near = syntax::nearest(&name.text, self.story.records.iter().map(SmolStr::as_str));
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
