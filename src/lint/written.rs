//! The story as written, as far as rules look at it: every stretch of words, every condition, every list of effects.
//!
//! Reads the files again with the one parser there is; it is handed a story that compiles.

use crate::{
    diagnostic::{Fault, FaultKind},
    source::{FileId, Sources, Span},
    syntax::{
        self, Change, Choice, Condition, Effect, Effects, Expression, File, Menu, Name, Node,
        Operand, Piece, Pieces, Prose, Text, World,
    },
};

/// A story as written.
pub(super) struct Written<'a> {
    sources: &'a Sources,
    pub world: World<'a>,
    pub files: Vec<File<'a>>,
    /// Every condition of a choice or a route, by its place.
    conditions: Vec<(Option<Span>, Expression<'a>)>,
    /// Every list of effects that has no name, by its place.
    steps: Vec<(Option<Span>, Vec<Effect<'a>>)>,
    /// Every prose, and whether it is a drawing.
    pub proses: Vec<(Pieces<'a>, bool)>,
}

/// A stretch of words for a reader, free of braces.
pub(super) struct Stretch<'a> {
    /// The words as they stand in the file, escapes and all.
    pub text: &'a str,
    file: FileId,
    start: usize,
    /// Whether they are set line for line.
    pub is_drawing: bool,
}

impl<'a> Written<'a> {
    /// Reads the files of a story. `None` where they have faults.
    pub fn read(sources: &'a Sources) -> Option<Self> {
        let (mut faults, mut unread) = (Vec::new(), syntax::Unread::new());
        let mut world = None;
        let mut files = Vec::new();
        for (file, source) in sources.iter() {
            if source.inside == crate::compile::WORLD {
                world = syntax::world(file, source, &mut faults, &mut unread);
            } else {
                files.push(syntax::file(file, source, &mut faults, &mut unread));
            }
        }
        let (mut conditions, mut steps) = (Vec::new(), Vec::new());
        for file in &files {
            file.each_condition(&mut |condition| {
                let read = condition.read(&mut faults);
                conditions.extend(read.map(|expression| (condition.span(), expression)));
            });
            file.each_effects(&mut |effects| {
                steps.push((effects.span(), effects.read(&mut faults)));
            });
        }
        let mut written = Self {
            sources,
            world: world.filter(|_| faults.is_empty())?,
            files,
            conditions,
            steps,
            proses: Vec::new(),
        };
        let proses = written.all_proses().into_iter();
        let proses = proses.map(|(prose, is_drawing)| (prose.pieces(&mut faults), is_drawing));
        written.proses = proses.collect();
        faults.is_empty().then_some(written)
    }

    pub fn nodes(&self) -> impl Iterator<Item = &Node<'a>> {
        self.files.iter().flat_map(|file| &file.nodes)
    }

    pub fn menus(&self) -> impl Iterator<Item = &Menu<'a>> {
        self.files.iter().flat_map(|file| &file.menus)
    }

    /// Returns every choice, menus' and nodes' alike.
    pub fn choices(&self) -> impl Iterator<Item = &Choice<'a>> {
        let own = self.nodes().flat_map(|node| node.choices.iter().flatten());
        self.menus().flat_map(|menu| &menu.choices).chain(own)
    }

    fn all_proses(&self) -> Vec<(&Prose<'a>, bool)> {
        let mut proses: Vec<(&Prose<'a>, bool)> = Vec::new();
        let figures = self.world.pages.iter().map(|page| &page.figure);
        let figures = figures.chain(self.nodes().map(|node| &node.figure));
        for figure in figures.flatten() {
            proses.extend([(&figure.drawing, true), (&figure.says, false)]);
        }
        let mut add = |prose| proses.push((prose, false));
        let meters = self.world.status.iter().flat_map(|(_, meters)| meters);
        meters.for_each(&mut add);
        let pages = self.world.pages.iter();
        pages
            .filter_map(|page| page.text.as_ref())
            .for_each(&mut add);
        for node in self.nodes() {
            node.text.iter().for_each(&mut add);
            node.beats.iter().for_each(|(_, beat)| add(beat));
            let routes = node.routes.iter().flatten();
            let records = routes.flat_map(|route| &route.records);
            records.for_each(|(_, entry)| add(entry));
        }
        for choice in self.choices() {
            add(&choice.say);
            choice.locked.iter().chain(&choice.then).for_each(&mut add);
            choice.records.iter().for_each(|(_, entry)| add(entry));
        }
        proses
    }

    /// Returns every stretch of words, by place.
    pub fn stretches(&self) -> Vec<Stretch<'a>> {
        let mut stretches = Vec::new();
        for (prose, is_drawing) in &self.proses {
            each_piece(prose, &mut |piece| {
                if let Piece::Words(_, span) = piece {
                    stretches.push(self.stretch(*span, *is_drawing));
                }
            });
        }
        for text in self.plain_texts() {
            let whole = text.part(0..text.value.len());
            stretches.push(self.stretch(whole, false));
        }
        stretches.sort_by_key(|stretch| (stretch.file, stretch.start));
        stretches
    }

    /// Returns every text without braces that a player may read.
    fn plain_texts(&self) -> impl Iterator<Item = &Text<'a>> {
        let world = &self.world;
        let words = world
            .counters
            .iter()
            .filter_map(|counter| counter.words.as_ref());
        let endings = world.endings.iter().map(|ending| &ending.title);
        let nudges = world
            .endings
            .iter()
            .filter_map(|ending| ending.nudge.as_ref());
        let counters = world
            .counters
            .iter()
            .filter_map(|counter| counter.doc.as_ref());
        let flags = world.flags.iter().filter_map(|flag| flag.doc.as_ref());
        let docs = counters.chain(flags);
        let words = words.flatten();
        [&world.title]
            .into_iter()
            .chain(endings)
            .chain(nudges)
            .chain(docs)
            .chain(words)
    }

    fn stretch(&self, span: Span, is_drawing: bool) -> Stretch<'a> {
        Stretch {
            text: self
                .sources
                .get(span.file)
                .text
                .get(span.range())
                .unwrap_or_default(),
            file: span.file,
            start: span.start(),
            is_drawing,
        }
    }

    /// Returns every list of effects.
    pub fn effects(&self) -> impl Iterator<Item = &Effect<'a>> {
        let named = self.world.effects.iter().map(|(_, steps)| steps);
        let others = self.steps.iter().map(|(_, steps)| steps);
        named.chain(others).flatten()
    }

    /// Returns what a condition of a choice or a route says.
    pub fn condition(&self, condition: &Condition<'_>) -> Option<&Expression<'a>> {
        let mut conditions = self.conditions.iter();
        let (_, expression) = conditions.find(|(span, _)| *span == condition.span())?;
        Some(expression)
    }

    /// Returns the effects of an arrival, a choice or a route.
    pub fn steps(&self, effects: &Effects<'_>) -> Option<&[Effect<'a>]> {
        let mut steps = self.steps.iter();
        let (_, steps) = steps.find(|(span, _)| *span == effects.span())?;
        Some(steps)
    }

    /// Returns the names that anything reads: conditions, prose, promises.
    pub fn names_read(&self) -> Vec<&Name<'a>> {
        let mut names = Vec::new();
        let promises = self.files.iter().flat_map(|file| &file.promises);
        let conditions = self
            .conditions
            .iter()
            .map(|(_, condition)| condition)
            .chain(self.effects().filter_map(|effect| effect.when.as_deref()))
            .chain(promises.flat_map(|promise| promise.never.iter().chain(&promise.always)))
            .chain(&self.world.danger);
        for condition in conditions {
            names_of(condition, &mut names);
        }
        for effect in self.effects() {
            if let Change::Assign(Operand::Name(name)) = &effect.change {
                names.push(name);
            }
        }
        for (prose, _) in &self.proses {
            each_piece(prose, &mut |piece| match piece {
                Piece::Words(..) => {}
                Piece::Value(name)
                | Piece::Entry { record: name, .. }
                | Piece::ByValue { counter: name, .. } => names.push(name),
                Piece::Variant(variant) => names_of(&variant.when, &mut names),
            });
        }
        names
    }
}

impl Stretch<'_> {
    /// Returns the fault of a range of bytes of the text.
    pub fn fault(&self, kind: FaultKind, range: std::ops::Range<usize>) -> Fault {
        let range = self.start + range.start..self.start + range.end;
        Fault::new(kind, Span::new(self.file, range))
    }
}

/// Shows every piece of a prose, those inside others too.
fn each_piece<'w, 'a>(prose: &'w Pieces<'a>, see: &mut dyn FnMut(&'w Piece<'a>)) {
    for piece in &prose.pieces {
        see(piece);
        match piece {
            Piece::Words(..) | Piece::Value(_) | Piece::Entry { .. } => {}
            Piece::Variant(variant) => {
                each_piece(&variant.yes, see);
                each_piece(&variant.no, see);
            }
            Piece::ByValue { texts, .. } => {
                for text in texts {
                    each_piece(text, see);
                }
            }
        }
    }
}

fn names_of<'w, 'a>(condition: &'w Expression<'a>, names: &mut Vec<&'w Name<'a>>) {
    match condition {
        Expression::Flag(name) => names.push(name),
        Expression::Compare { left, right, .. } => {
            for side in [left, right] {
                if let Operand::Name(name) = side {
                    names.push(name);
                }
            }
        }
        Expression::Not(inner) => names_of(inner, names),
        Expression::And(sides) | Expression::Or(sides) => {
            for side in sides {
                names_of(side, names);
            }
        }
        Expression::Truth(_) => {}
    }
}
