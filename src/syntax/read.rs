//! From the text of the files to the story as written.

use ron::value::RawValue;

use super::{
    expression::{self, Effect, Expression, is_name},
    fields::{
        Raw, RawChoice, RawCounter, RawEnding, RawFigure, RawFlag, RawMenus, RawNode, RawPage,
        RawRoute, RawWorld,
    },
    prose::{self, Prose},
    ron::{Entries, Pairs, Reader, Unread, Value},
    story::{Choice, Counter, Ending, Figure, File, Flag, Menu, Node, Page, Route, World},
    text::{Name, Text},
};
use crate::{
    diagnostic::{Fault, FaultKind},
    source::{FileId, Source, Span},
};

/// Reads `world.ron`. `None` where it is too broken to tell what exists.
pub fn world<'a>(
    file: FileId,
    source: &'a Source,
    faults: &mut Vec<Fault>,
    unread: &mut Unread,
) -> Option<World<'a>> {
    let mut reader = Reader::new(file, source, faults, unread);
    reader.check_signs();
    reader.world()
}

/// Reads a file of nodes (`{ "name": (...) }`), of menus (`(menus: {...})`) or of promises (`[(...)]`).
pub fn file<'a>(
    file: FileId,
    source: &'a Source,
    faults: &mut Vec<Fault>,
    unread: &mut Unread,
) -> File<'a> {
    let act = source.inside.rsplit_once('/').map(|(folder, _)| Name {
        text: folder.into(),
        span: Span::new(file, 0..0),
    });
    let mut reader = Reader::new(file, source, faults, unread);
    reader.check_signs();
    let mut read = File {
        act,
        nodes: Vec::new(),
        menus: Vec::new(),
        promises: Vec::new(),
    };
    let whole = reader.whole();
    if whole.ron.starts_with('(') {
        read.menus = reader.menus(whole).unwrap_or_default();
    } else if whole.ron.starts_with('[') {
        read.promises = reader.promises(whole);
    } else if let Some(entries) = reader.whole_entries::<ReadNode<'a>>() {
        for (key, raw) in entries {
            let key = reader.field(key);
            if let Some(key) = reader.string(key) {
                read.nodes.extend(reader.node(&key, Some(raw)));
            }
        }
    } else if whole.ron.is_empty() {
        reader.check_comments();
    } else {
        for (key, value) in reader.file_entries() {
            let raw: Option<UnreadNode<'a>> = reader.fields(value, "node");
            read.nodes.extend(reader.node(&key, raw));
        }
    }
    read
}

/// A node that was read with all of its choices, and one whose choices and beats are still to be read.
type ReadNode<'a> = RawNode<'a, Entries<'a, RawChoice<'a>>, Entries<'a>>;
type UnreadNode<'a> = RawNode<'a, &'a RawValue, &'a RawValue>;

/// A part of a node that was read along with it or is still to be read.
trait Part<'a, T> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<T>;
}

impl<'a> Part<'a, Choice<'a>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Choice<'a>> {
        let value = reader.field(self);
        reader.choices_of(value).unwrap_or_default()
    }
}

impl<'a> Part<'a, Choice<'a>> for Entries<'a, RawChoice<'a>> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Choice<'a>> {
        let mut choices = Vec::with_capacity(self.0.len());
        for (key, raw) in self.0 {
            let key = reader.field(key);
            if let Some(key) = reader.string(key) {
                choices.extend(reader.choice(&key.as_name(), Some(&raw)));
            }
        }
        choices
    }
}

impl<'a> Part<'a, (Name<'a>, Prose<'a>)> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<(Name<'a>, Prose<'a>)> {
        reader.proses(Some(self))
    }
}

impl<'a> Part<'a, (Name<'a>, Prose<'a>)> for Entries<'a> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<(Name<'a>, Prose<'a>)> {
        let pairs = reader.pairs(&self);
        reader.proses_of(pairs)
    }
}

/// A field was given, but not as what it should be; the fault is known.
pub(super) struct Unreadable;

impl<'a> Reader<'a, '_> {
    fn world(&mut self) -> Option<World<'a>> {
        let whole = self.whole();
        let raw: RawWorld<'a> = self.fields(whole, "world")?;
        let id = self.text(raw.id);
        let title = self.title(self.field(raw.title));
        let version = self.text(raw.version);
        let start = self.text(raw.start);
        let world = World {
            id: id?.as_name(),
            title: title?,
            version: version?,
            start: start?.as_name(),
            acts: self.acts(raw.acts),
            flags: self.declarations(raw.flags, Self::flag),
            counters: self.declarations(raw.counters, Self::counter),
            endings: self.declarations(Some(raw.endings), Self::ending),
            records: self.declarations(raw.records, |reader, name, value| {
                reader.string(value)?;
                Some(name)
            }),
            danger: self.condition(raw.danger),
            effects: self.declarations(raw.effects, |reader, name, value| {
                let text = reader.string(value)?;
                Some((name, reader.effect_list(&text)))
            }),
            status: self.declarations(raw.status, |reader, name, value| {
                Some((name, reader.meters(value)?))
            }),
            pages: self.declarations(raw.pages, Self::page),
            about: self.prose(raw.about),
            content: self.prose(raw.content),
            lints: self.declarations(raw.lints, |reader, name, value| {
                Some((name, reader.level(value)?))
            }),
        };
        Some(world)
    }

    /// Reads a map from names to things; a thing that cannot be read is left out.
    fn declarations<T>(
        &mut self,
        raw: Raw<'a>,
        read: impl Fn(&mut Self, Name<'a>, Value<'a>) -> Option<T>,
    ) -> Vec<T> {
        let mut things = Vec::new();
        for (key, value) in self.map(raw) {
            let name = key.as_name();
            self.check_name(&name);
            let thing = read(self, name.clone(), value);
            self.note_unread(thing.is_none(), &name);
            things.extend(thing);
        }
        things
    }

    fn flag(&mut self, name: Name<'a>, value: Value<'a>) -> Option<Flag<'a>> {
        if !value.ron.starts_with('(') {
            let doc = self.string(value);
            let start = false;
            return Some(Flag { name, start, doc });
        }
        let raw: RawFlag<'a> = self.fields(value, "flag")?;
        let start = raw.start.and_then(|start| self.truth(self.field(start)));
        Some(Flag {
            name,
            start: start.unwrap_or(false),
            doc: self.optional_text(raw.doc),
        })
    }

    fn counter(&mut self, name: Name<'a>, value: Value<'a>) -> Option<Counter<'a>> {
        let raw: RawCounter<'a> = self.fields(value, "counter")?;
        let max = self.number_at(raw.max);
        let start = raw.start.and_then(|start| self.number_at(start));
        let words = raw.words.and_then(|words| {
            let list = self.field(words);
            let items = self.list(list, "a list of words")?;
            let words = items
                .into_iter()
                .filter_map(|item| self.string(item))
                .collect();
            Some((words, self.span(list)))
        });
        let doc = self.optional_text(raw.doc);
        Some(Counter {
            name,
            max: max?,
            start,
            words,
            doc,
        })
    }

    fn ending(&mut self, name: Name<'a>, value: Value<'a>) -> Option<Ending<'a>> {
        let raw: RawEnding<'a> = self.fields(value, "ending")?;
        let title = self.title(self.field(raw.title));
        let nudge = self.optional_text(raw.nudge);
        let early = raw.early.and_then(|early| self.truth(self.field(early)));
        Some(Ending {
            name,
            title: title?,
            nudge,
            early: early.unwrap_or(false),
        })
    }

    /// Reads the meters of an act: a list, or a string for one.
    fn meters(&mut self, value: Value<'a>) -> Option<Vec<Prose<'a>>> {
        let items = if value.ron.starts_with('[') {
            self.list(value, "a list of meters: [\"...\"]")?
        } else {
            vec![value]
        };
        let mut meters = Vec::with_capacity(items.len());
        for item in items {
            let text = self.string(item)?;
            meters.push(prose::prose(&text, self.faults));
        }
        Some(meters)
    }

    fn page(&mut self, name: Name<'a>, value: Value<'a>) -> Option<Page<'a>> {
        if !value.ron.starts_with('(') {
            let text = self.string(value)?;
            return Some(Page {
                name,
                text: Some(prose::prose(&text, self.faults)),
                figure: None,
                compared: false,
                kept: true,
            });
        }
        let raw: RawPage<'a> = self.fields(value, "page")?;
        let compared = raw.compared.and_then(|raw| self.truth(self.field(raw)));
        let kept = raw.kept.and_then(|raw| self.truth(self.field(raw)));
        Some(Page {
            name,
            text: self.prose(raw.text),
            figure: self.figure(raw.figure),
            compared: compared.unwrap_or(false),
            kept: kept.unwrap_or(true),
        })
    }

    fn figure(&mut self, raw: Raw<'a>) -> Option<Figure<'a>> {
        let raw: RawFigure<'a> = self.fields(self.field(raw?), "figure")?;
        let drawing = self.prose(Some(raw.drawing));
        let says = self.prose(Some(raw.says));
        Some(Figure {
            drawing: drawing?,
            says: says?,
        })
    }

    fn menus(&mut self, whole: Value<'a>) -> Option<Vec<Menu<'a>>> {
        let raw: RawMenus<'a> = self.fields(whole, "file of menus")?;
        let menus = self.declarations(Some(raw.menus), |reader, name, value| {
            let choices = reader.choices_of(value)?;
            Some(Menu { name, choices })
        });
        Some(menus)
    }

    /// Reads a node; `None` where its fields could not be told apart, or not all of them be read.
    fn node<C: Part<'a, Choice<'a>>, B: Part<'a, (Name<'a>, Prose<'a>)>>(
        &mut self,
        key: &Text<'a>,
        raw: Option<RawNode<'a, C, B>>,
    ) -> Option<Node<'a>> {
        let name = key.as_name();
        self.check_name(&name);
        let node = raw.and_then(|raw| self.node_of(name.clone(), raw));
        self.note_unread(node.is_none(), &name);
        node
    }

    fn node_of<C: Part<'a, Choice<'a>>, B: Part<'a, (Name<'a>, Prose<'a>)>>(
        &mut self,
        name: Name<'a>,
        raw: RawNode<'a, C, B>,
    ) -> Option<Node<'a>> {
        let (menu, next, ending) = (
            self.name(raw.menu),
            self.name(raw.next),
            self.name(raw.ending),
        );
        let routes = raw.routes.map(|routes| self.field(routes));
        Some(Node {
            name,
            aliases: self.names(raw.aliases),
            enter: self.effects(raw.enter),
            text: self.prose(raw.text),
            figure: self.figure(raw.figure),
            choices: raw.choices.map(|choices| choices.read(self)),
            menu: menu.ok()?,
            beats: raw.beats.map(|beats| beats.read(self)).unwrap_or_default(),
            without: self.names(raw.without),
            next: next.ok()?,
            routes: routes.map(|value| self.routes_of(value)),
            ending: ending.ok()?,
        })
    }

    fn choices_of(&mut self, value: Value<'a>) -> Option<Vec<Choice<'a>>> {
        let entries = self.entries(value, "choices in braces: { \"name\": (...) }")?;
        let mut choices = Vec::new();
        for (key, value) in entries {
            let raw = self.fields(value, "choice");
            choices.extend(self.choice(&key.as_name(), raw.as_ref()));
        }
        Some(choices)
    }

    /// Reads a choice; `None` where its fields could not be told apart, or its target not be read.
    fn choice(&mut self, name: &Name<'a>, raw: Option<&RawChoice<'a>>) -> Option<Choice<'a>> {
        self.check_name(name);
        let choice = raw.and_then(|raw| self.choice_of(name.clone(), raw));
        self.note_unread(choice.is_none(), name);
        choice
    }

    fn choice_of(&mut self, name: Name<'a>, raw: &RawChoice<'a>) -> Option<Choice<'a>> {
        let say = self.prose(Some(raw.say));
        let to = self.name(raw.to);
        let choice = Choice {
            name,
            aliases: self.names(raw.aliases),
            say: say.unwrap_or_default(),
            when: self.condition(raw.when),
            locked: self.prose(raw.locked),
            effects: self.effects(raw.effects),
            records: self.proses(raw.record),
            to: to.ok()?,
            then: self.prose(raw.then),
        };
        Some(choice)
    }

    fn routes_of(&mut self, value: Value<'a>) -> Vec<Route<'a>> {
        let mut routes = Vec::new();
        for item in self
            .list(value, "routes in brackets: [(to: \"...\")]")
            .unwrap_or_default()
        {
            let Some(raw) = self.fields::<RawRoute<'a>>(item, "route") else {
                continue;
            };
            let when = self.condition(raw.when);
            let effects = self.effects(raw.effects);
            let records = self.proses(raw.record);
            let span = self.span(item);
            if let Some(to) = self.text(raw.to) {
                routes.push(Route {
                    span,
                    when,
                    effects,
                    records,
                    to: to.as_name(),
                });
            }
        }
        routes
    }

    fn note_unread(&mut self, is_unread: bool, name: &Name<'a>) {
        if is_unread {
            self.unread.insert(name.text.to_string());
        }
    }

    fn check_name(&mut self, name: &Name<'a>) {
        if !is_name(&name.text) {
            let better = name.text.to_lowercase().replace([' ', '-'], "_");
            let kind = FaultKind::BadName(name.text.clone().into_owned());
            let fault = Fault::new(kind, name.span).replacement(is_name(&better).then_some(better));
            self.faults.push(fault);
        }
    }

    pub(super) fn map(&mut self, raw: Raw<'a>) -> Pairs<'a> {
        raw.and_then(|raw| self.entries(self.field(raw), "entries in braces: { \"name\": ... }"))
            .unwrap_or_default()
    }

    pub(super) fn names(&mut self, raw: Raw<'a>) -> Vec<Name<'a>> {
        self.names_of(raw, "a list of names: [\"...\"]")
    }

    pub(super) fn names_of(&mut self, raw: Raw<'a>, expected: &'static str) -> Vec<Name<'a>> {
        let items = raw.and_then(|raw| self.list(self.field(raw), expected));
        let items = items.unwrap_or_default();
        items
            .into_iter()
            .filter_map(|item| Some(self.string(item)?.as_name()))
            .collect()
    }

    pub(super) fn text(&mut self, raw: &'a RawValue) -> Option<Text<'a>> {
        self.string(self.field(raw))
    }

    fn optional_text(&mut self, raw: Raw<'a>) -> Option<Text<'a>> {
        raw.and_then(|raw| self.text(raw))
    }

    /// Reads a field that holds a name, if it is given.
    pub(super) fn name(&mut self, raw: Raw<'a>) -> Result<Option<Name<'a>>, Unreadable> {
        let Some(raw) = raw else { return Ok(None) };
        let text = self.text(raw).ok_or(Unreadable)?;
        Ok(Some(text.as_name()))
    }

    fn number_at(&mut self, raw: &'a RawValue) -> Option<(u64, Span)> {
        let value = self.field(raw);
        Some((self.number(value)?, self.span(value)))
    }

    fn prose(&mut self, raw: Raw<'a>) -> Option<Prose<'a>> {
        let text = self.optional_text(raw)?;
        Some(prose::prose(&text, self.faults))
    }

    fn proses(&mut self, raw: Raw<'a>) -> Vec<(Name<'a>, Prose<'a>)> {
        let pairs = self.map(raw);
        self.proses_of(pairs)
    }

    fn proses_of(&mut self, pairs: Pairs<'a>) -> Vec<(Name<'a>, Prose<'a>)> {
        let mut proses = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            if let Some(text) = self.string(value) {
                proses.push((key.as_name(), prose::prose(&text, self.faults)));
            }
        }
        proses
    }

    pub(super) fn condition(&mut self, raw: Raw<'a>) -> Option<Expression<'a>> {
        let text = self.optional_text(raw)?;
        match expression::condition(&text, 0..text.value.len()) {
            Ok(condition) => Some(condition),
            Err(fault) => {
                self.faults.push(*fault);
                None
            }
        }
    }

    fn effects(&mut self, raw: Raw<'a>) -> Vec<Effect<'a>> {
        match self.optional_text(raw) {
            Some(text) => self.effect_list(&text),
            None => Vec::new(),
        }
    }

    fn effect_list(&mut self, text: &Text<'a>) -> Vec<Effect<'a>> {
        match expression::effects(text) {
            Ok(effects) => effects,
            Err(fault) => {
                self.faults.push(*fault);
                Vec::new()
            }
        }
    }
}
