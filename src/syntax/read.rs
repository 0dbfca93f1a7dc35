//! Files of nodes, menus and promises: from their text to the story as written.

use ron::value::RawValue;

use super::{
    clause::{Condition, Effects},
    depth::{Depth, Entries, Literal, OneLevel, Part, ToLeaves},
    expression::Expression,
    fields::{Raw, RawChoice, RawFigure, RawMenus, RawNode, RawRoute},
    prose::Prose,
    ron::{Pairs, Reader, Unread, Value},
    signs::plain_letters,
    story::{Choice, Figure, File, Menu, Node, Route},
    text::{Name, Text},
    words::is_name,
};
use crate::{
    diagnostic::{Fault, FaultKind},
    source::{FileId, Source, Span},
};

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
        read.menus = match reader.in_one_go() {
            Some(RawMenus { menus }) => reader.read_menus(menus),
            None => reader.menus(whole).unwrap_or_default(),
        };
    } else if whole.ron.starts_with('[') {
        read.promises = reader.promises(whole);
    } else if let Some(Entries(nodes)) = reader.in_one_go::<Entries<_, RawNode<'a, ToLeaves>>>() {
        read.nodes.reserve(nodes.len());
        for (key, raw) in nodes {
            let key = reader.literal(key);
            read.nodes.extend(reader.node(&key, Some(raw)));
        }
    } else if whole.ron.is_empty() {
        reader.check_comments();
    } else {
        for (key, value) in reader.file_entries() {
            let raw: Option<RawNode<'a, OneLevel>> = reader.fields(value, "node");
            read.nodes.extend(reader.node(&key, raw));
        }
    }
    read
}

impl<'a> Part<'a, Option<Text<'a>>> for Literal<'a> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<Text<'a>> {
        Some(reader.literal(self))
    }
}

impl<'a> Part<'a, Option<Text<'a>>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<Text<'a>> {
        reader.string(reader.field(self))
    }
}

impl<'a> Part<'a, Option<Text<'a>>> for Value<'a> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<Text<'a>> {
        reader.string(self)
    }
}

impl<'a> Part<'a, Vec<Name<'a>>> for Vec<Literal<'a>> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Name<'a>> {
        self.into_iter()
            .map(|name| reader.literal(name).as_name())
            .collect()
    }
}

impl<'a> Part<'a, Vec<Name<'a>>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Name<'a>> {
        reader.names(self, "a list of names: [\"...\"]")
    }
}

impl<'a> Part<'a, Option<Figure<'a>>> for RawFigure<'a, ToLeaves> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<Figure<'a>> {
        reader.figure(self)
    }
}

impl<'a> Part<'a, Option<Figure<'a>>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Option<Figure<'a>> {
        let raw: RawFigure<'a, OneLevel> = reader.fields(reader.field(self), "figure")?;
        reader.figure(raw)
    }
}

impl<'a> Part<'a, Vec<Choice<'a>>> for Entries<Literal<'a>, RawChoice<'a, ToLeaves>> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Choice<'a>> {
        let mut choices = Vec::with_capacity(self.0.len());
        for (key, raw) in self.0 {
            let name = reader.literal(key).as_name();
            choices.extend(reader.choice(&name, Some(raw)));
        }
        choices
    }
}

impl<'a> Part<'a, Vec<Choice<'a>>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Choice<'a>> {
        let value = reader.field(self);
        reader.choices_of(value).unwrap_or_default()
    }
}

impl<'a> Part<'a, Vec<(Name<'a>, Prose<'a>)>> for Entries<Literal<'a>, Literal<'a>> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<(Name<'a>, Prose<'a>)> {
        let mut proses = Vec::with_capacity(self.0.len());
        for (key, text) in self.0 {
            let name = reader.literal(key).as_name();
            let text = reader.literal(text);
            proses.push((name, reader.prose_of(text)));
        }
        proses
    }
}

impl<'a> Part<'a, Vec<(Name<'a>, Prose<'a>)>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<(Name<'a>, Prose<'a>)> {
        let mut proses = Vec::new();
        for (key, value) in reader.map(Some(self)) {
            if let Some(text) = reader.string(value) {
                proses.push((key.as_name(), reader.prose_of(text)));
            }
        }
        proses
    }
}

impl<'a> Part<'a, Vec<Route<'a>>> for Vec<RawRoute<'a, ToLeaves>> {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Route<'a>> {
        self.into_iter()
            .filter_map(|raw| reader.route(raw))
            .collect()
    }
}

impl<'a> Part<'a, Vec<Route<'a>>> for &'a RawValue {
    fn read(self, reader: &mut Reader<'a, '_>) -> Vec<Route<'a>> {
        let value = reader.field(self);
        let items = reader.list(value, "routes in brackets: [(to: \"...\")]");
        let mut routes = Vec::new();
        for item in items.unwrap_or_default() {
            let raw: Option<RawRoute<'a, OneLevel>> = reader.fields(item, "route");
            routes.extend(raw.and_then(|raw| reader.route(raw)));
        }
        routes
    }
}

/// A field was given, but not as what it should be; the fault is known.
pub(super) struct Unreadable;

impl<'a> Reader<'a, '_> {
    fn figure<D: Depth<'a>>(&mut self, raw: RawFigure<'a, D>) -> Option<Figure<'a>> {
        let drawing = self.prose(Some(raw.drawing));
        let says = self.prose(Some(raw.says));
        Some(Figure {
            drawing: drawing?,
            says: says?,
        })
    }

    fn menus(&mut self, whole: Value<'a>) -> Option<Vec<Menu<'a>>> {
        let raw: RawMenus<&'a RawValue> = self.fields(whole, "file of menus")?;
        let menus = self.declarations(Some(raw.menus), |reader, name, value| {
            let choices = reader.choices_of(value)?;
            Some(Menu { name, choices })
        });
        Some(menus)
    }

    fn read_menus(
        &mut self,
        Entries(menus): Entries<Literal<'a>, <ToLeaves as Depth<'a>>::Choices>,
    ) -> Vec<Menu<'a>> {
        let mut read = Vec::with_capacity(menus.len());
        for (key, choices) in menus {
            let name = self.literal(key).as_name();
            self.check_name(&name);
            let choices = choices.read(self);
            read.push(Menu { name, choices });
        }
        read
    }

    /// Reads a node; `None` where its fields could not be told apart, or not all of them be read.
    fn node<D: Depth<'a>>(
        &mut self,
        key: &Text<'a>,
        raw: Option<RawNode<'a, D>>,
    ) -> Option<Node<'a>> {
        let name = key.as_name();
        self.check_name(&name);
        let node = raw.and_then(|raw| self.node_of(name.clone(), raw));
        self.note_unread(node.is_none(), &name);
        node
    }

    fn node_of<D: Depth<'a>>(&mut self, name: Name<'a>, raw: RawNode<'a, D>) -> Option<Node<'a>> {
        let (menu, next, ending) = (
            self.name(raw.menu),
            self.name(raw.next),
            self.name(raw.ending),
        );
        Some(Node {
            name,
            aliases: self.part(raw.aliases),
            enter: Effects::of(self.part(raw.enter)),
            text: self.prose(raw.text),
            figure: self.part(raw.figure),
            choices: raw.choices.map(|choices| choices.read(self)),
            menu: menu.ok()?,
            beats: self.part(raw.beats),
            without: self.part(raw.without),
            next: next.ok()?,
            routes: raw.routes.map(|routes| routes.read(self)),
            ending: ending.ok()?,
        })
    }

    fn choices_of(&mut self, value: Value<'a>) -> Option<Vec<Choice<'a>>> {
        let entries = self.entries(value, "choices in braces: { \"name\": (...) }")?;
        let mut choices = Vec::new();
        for (key, value) in entries {
            let raw: Option<RawChoice<'a, OneLevel>> = self.fields(value, "choice");
            choices.extend(self.choice(&key.as_name(), raw));
        }
        Some(choices)
    }

    /// Reads a choice; `None` where its fields could not be told apart, or its target not be read.
    fn choice<D: Depth<'a>>(
        &mut self,
        name: &Name<'a>,
        raw: Option<RawChoice<'a, D>>,
    ) -> Option<Choice<'a>> {
        self.check_name(name);
        let choice = raw.and_then(|raw| self.choice_of(name.clone(), raw));
        self.note_unread(choice.is_none(), name);
        choice
    }

    fn choice_of<D: Depth<'a>>(
        &mut self,
        name: Name<'a>,
        raw: RawChoice<'a, D>,
    ) -> Option<Choice<'a>> {
        let say = self.prose(Some(raw.say));
        let to = self.name(raw.to);
        let choice = Choice {
            name,
            aliases: self.part(raw.aliases),
            say: say.unwrap_or_default(),
            when: raw.when.map(|when| Condition::of(when.read(self))),
            locked: self.prose(raw.locked),
            effects: Effects::of(self.part(raw.effects)),
            records: self.part(raw.record),
            to: to.ok()?,
            then: self.prose(raw.then),
        };
        Some(choice)
    }

    fn route<D: Depth<'a>>(&mut self, raw: RawRoute<'a, D>) -> Option<Route<'a>> {
        let when = raw.when.map(|when| Condition::of(when.read(self)));
        let effects = Effects::of(self.part(raw.effects));
        let records = self.part(raw.record);
        let to = raw.to.read(self)?;
        Some(Route {
            span: to.span(),
            when,
            effects,
            records,
            to: to.as_name(),
        })
    }

    pub(super) fn note_unread(&mut self, is_unread: bool, name: &Name<'a>) {
        if is_unread {
            self.unread.insert(name.text.to_string());
        }
    }

    pub(super) fn check_name(&mut self, name: &Name<'a>) {
        if !is_name(&name.text) {
            let better = plain_letters(&name.text.to_lowercase());
            let better = Some(better).filter(|better| is_name(better));
            // Whoever asks for it by the name that it should have has made no mistake of their own.
            self.unread.extend(better.clone());
            let kind = FaultKind::BadName(name.text.clone().into_owned());
            let fault = Fault::new(kind, name.span).replacement(better);
            self.faults.push(fault);
        }
    }

    /// Reads a part that may be left out.
    pub(super) fn part<T: Default>(&mut self, part: Option<impl Part<'a, T>>) -> T {
        part.map(|part| part.read(self)).unwrap_or_default()
    }

    pub(super) fn map(&mut self, raw: Raw<'a>) -> Pairs<'a> {
        raw.and_then(|raw| self.entries(self.field(raw), "entries in braces: { \"name\": ... }"))
            .unwrap_or_default()
    }

    /// Reads a list of names.
    pub(super) fn names(&mut self, raw: &'a RawValue, expected: &'static str) -> Vec<Name<'a>> {
        let items = self.list(self.field(raw), expected).unwrap_or_default();
        items
            .into_iter()
            .filter_map(|item| Some(self.string(item)?.as_name()))
            .collect()
    }

    /// Reads a field that holds a name, if it is given.
    pub(super) fn name(
        &mut self,
        text: Option<impl Part<'a, Option<Text<'a>>>>,
    ) -> Result<Option<Name<'a>>, Unreadable> {
        let Some(text) = text else { return Ok(None) };
        let text = text.read(self).ok_or(Unreadable)?;
        Ok(Some(text.as_name()))
    }

    pub(super) fn prose(
        &mut self,
        text: Option<impl Part<'a, Option<Text<'a>>>>,
    ) -> Option<Prose<'a>> {
        let text = self.part(text)?;
        Some(self.prose_of(text))
    }

    pub(super) fn condition(
        &mut self,
        text: Option<impl Part<'a, Option<Text<'a>>>>,
    ) -> Option<Expression<'a>> {
        Condition::of(self.part(text)).read(self.faults)
    }
}
