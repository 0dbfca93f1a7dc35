//! The files of a story as written: what exists by which name, what leads where, nothing checked against anything.

use super::{
    clause::{Condition, Effects},
    expression::{Effect, Expression},
    prose::Prose,
    text::{Name, Text},
};
use crate::{
    diagnostic::{Fault, Level},
    source::Span,
    story::Bounds,
};

/// `world.ron`.
#[derive(Debug)]
pub struct World<'a> {
    pub id: Name<'a>,
    pub title: Text<'a>,
    pub version: Text<'a>,
    pub start: Name<'a>,
    pub acts: Vec<Act<'a>>,
    pub flags: Vec<Flag<'a>>,
    pub counters: Vec<Counter<'a>>,
    pub endings: Vec<Ending<'a>>,
    pub records: Vec<Name<'a>>,
    pub danger: Option<Expression<'a>>,
    pub effects: Vec<(Name<'a>, Vec<Effect<'a>>)>,
    /// The meters of an act, in order.
    pub status: Vec<(Name<'a>, Vec<Prose<'a>>)>,
    pub pages: Vec<Page<'a>>,
    /// What the story is and who made it.
    pub about: Option<Prose<'a>>,
    /// What a player may not want to meet unprepared.
    pub content: Option<Prose<'a>>,
    /// The levels that the story sets for lints.
    pub lints: Vec<(Name<'a>, Level)>,
}

/// A folder of nodes, and what a player reads for its name.
#[derive(Debug)]
pub struct Act<'a> {
    pub name: Name<'a>,
    pub title: Option<Text<'a>>,
}

#[derive(Debug)]
pub struct Flag<'a> {
    pub name: Name<'a>,
    pub start: bool,
    pub doc: Option<Text<'a>>,
}

#[derive(Debug)]
pub struct Counter<'a> {
    pub name: Name<'a>,
    pub max: (u64, Span),
    pub start: Option<(u64, Span)>,
    /// The words for the values from 0 to `max`.
    pub words: Option<Vec<Text<'a>>>,
    pub doc: Option<Text<'a>>,
}

#[derive(Debug)]
pub struct Ending<'a> {
    pub name: Name<'a>,
    pub title: Text<'a>,
    pub nudge: Option<Text<'a>>,
    pub early: bool,
}

#[derive(Debug)]
pub struct Page<'a> {
    pub name: Name<'a>,
    pub text: Option<Prose<'a>>,
    pub figure: Option<Figure<'a>>,
    pub compared: bool,
    pub kept: bool,
}

impl<'a> Flag<'a> {
    /// Returns a flag that is unset at first.
    pub(super) fn of(name: Name<'a>, doc: Option<Text<'a>>) -> Self {
        let start = false;
        Self { name, start, doc }
    }
}

impl<'a> Page<'a> {
    /// Returns a page that is a text and no more.
    pub(super) fn of(name: Name<'a>, text: Prose<'a>) -> Self {
        Self {
            name,
            text: Some(text),
            figure: None,
            compared: false,
            kept: true,
        }
    }
}

/// A drawing, line for line, and the sentence that stands for it where drawings are unwelcome.
#[derive(Debug, Clone)]
pub struct Figure<'a> {
    pub drawing: Prose<'a>,
    pub says: Prose<'a>,
}

/// A promise of `promises.ron`, its fields as they were given.
#[derive(Debug)]
pub struct Promise<'a> {
    pub name: Text<'a>,
    pub span: Span,
    pub at: Option<Name<'a>>,
    pub never: Option<Expression<'a>>,
    pub always: Option<Expression<'a>>,
    pub can_reach: Option<CanReach<'a>>,
    pub ending: Option<Name<'a>>,
    pub bounds: Bounds,
    /// Whether any bound was given, readable or not.
    pub is_bounded: bool,
    pub any_ending: Option<Bounds>,
    pub open: Option<Name<'a>>,
    pub options: Option<(u64, u64)>,
}

/// Endings that can be reached: any so many of them, or all.
#[derive(Debug)]
pub struct CanReach<'a> {
    pub any: Vec<Name<'a>>,
    pub all: Vec<Name<'a>>,
    pub at_least: Option<u64>,
}

/// A file of nodes or of menus, in the folder of its act.
#[derive(Debug)]
pub struct File<'a> {
    /// The folder's name and the place of the file's first character; `None` for a file beside `world.ron`.
    pub act: Option<Name<'a>>,
    pub nodes: Vec<Node<'a>>,
    pub menus: Vec<Menu<'a>>,
    pub promises: Vec<Promise<'a>>,
}

#[derive(Debug)]
pub struct Menu<'a> {
    pub name: Name<'a>,
    pub choices: Vec<Choice<'a>>,
}

#[derive(Debug)]
pub struct Node<'a> {
    pub name: Name<'a>,
    pub aliases: Vec<Name<'a>>,
    pub enter: Effects<'a>,
    pub text: Option<Prose<'a>>,
    pub figure: Option<Figure<'a>>,
    pub choices: Option<Vec<Choice<'a>>>,
    pub menu: Option<Name<'a>>,
    pub beats: Vec<(Name<'a>, Prose<'a>)>,
    pub without: Vec<Name<'a>>,
    pub next: Option<Name<'a>>,
    pub routes: Option<Vec<Route<'a>>>,
    pub ending: Option<Name<'a>>,
}

#[derive(Debug, Clone)]
pub struct Choice<'a> {
    pub name: Name<'a>,
    pub aliases: Vec<Name<'a>>,
    pub say: Prose<'a>,
    pub when: Option<Condition<'a>>,
    pub locked: Option<Prose<'a>>,
    pub effects: Effects<'a>,
    pub records: Vec<(Name<'a>, Prose<'a>)>,
    pub to: Option<Name<'a>>,
    pub then: Option<Prose<'a>>,
}

#[derive(Debug)]
pub struct Route<'a> {
    pub span: Span,
    pub when: Option<Condition<'a>>,
    pub effects: Effects<'a>,
    pub records: Vec<(Name<'a>, Prose<'a>)>,
    pub to: Name<'a>,
}

impl<'a> World<'a> {
    /// Looks into all that was not looked into when the file was read.
    pub fn look(&self, faults: &mut Vec<Fault>) {
        self.each_prose(&mut |prose| drop(prose.pieces(faults)));
    }

    /// Tells of all prose.
    pub fn each_prose(&self, tell: &mut impl FnMut(&Prose<'a>)) {
        let meters = self.status.iter().flat_map(|(_, meters)| meters);
        meters.for_each(&mut *tell);
        self.about.iter().chain(&self.content).for_each(&mut *tell);
        for page in &self.pages {
            page.text.iter().for_each(&mut *tell);
            page.figure
                .iter()
                .for_each(|figure| figure.each_prose(tell));
        }
    }
}

impl<'a> File<'a> {
    /// Looks into all that was not looked into when the file was read: prose, conditions and effects.
    pub fn look(&self, faults: &mut Vec<Fault>) {
        self.each_prose(&mut |prose| drop(prose.pieces(faults)));
        self.each_condition(&mut |condition| drop(condition.read(faults)));
        self.each_effects(&mut |effects| drop(effects.read(faults)));
    }

    /// Tells of the conditions of all choices and routes.
    pub fn each_condition<'f>(&'f self, tell: &mut impl FnMut(&'f Condition<'a>)) {
        let choices = self.choices().filter_map(|choice| choice.when.as_ref());
        let routes = self.routes().filter_map(|route| route.when.as_ref());
        choices.chain(routes).for_each(tell);
    }

    /// Tells of the effects of all arrivals, routes and choices.
    pub fn each_effects<'f>(&'f self, tell: &mut impl FnMut(&'f Effects<'a>)) {
        let enter = self.nodes.iter().map(|node| &node.enter);
        let routes = self.routes().map(|route| &route.effects);
        let choices = self.choices().map(|choice| &choice.effects);
        enter.chain(routes).chain(choices).for_each(tell);
    }

    fn choices(&self) -> impl Iterator<Item = &Choice<'a>> {
        let own = self.nodes.iter().flat_map(|node| node.choices.iter());
        let menus = self.menus.iter().map(|menu| &menu.choices);
        menus.chain(own).flatten()
    }

    fn routes(&self) -> impl Iterator<Item = &Route<'a>> {
        self.nodes
            .iter()
            .flat_map(|node| node.routes.iter().flatten())
    }

    /// Tells of all prose.
    pub fn each_prose(&self, tell: &mut impl FnMut(&Prose<'a>)) {
        let menus = self.menus.iter().flat_map(|menu| &menu.choices);
        menus.for_each(|choice| choice.each_prose(tell));
        for node in &self.nodes {
            node.text.iter().for_each(&mut *tell);
            node.figure
                .iter()
                .for_each(|figure| figure.each_prose(tell));
            node.beats.iter().for_each(|(_, beat)| tell(beat));
            let choices = node.choices.iter().flatten();
            choices.for_each(|choice| choice.each_prose(tell));
            let records = node
                .routes
                .iter()
                .flatten()
                .flat_map(|route| &route.records);
            records.for_each(|(_, entry)| tell(entry));
        }
    }
}

impl<'a> Choice<'a> {
    fn each_prose(&self, tell: &mut impl FnMut(&Prose<'a>)) {
        tell(&self.say);
        self.locked.iter().chain(&self.then).for_each(&mut *tell);
        self.records.iter().for_each(|(_, entry)| tell(entry));
    }
}

impl<'a> Figure<'a> {
    fn each_prose(&self, tell: &mut impl FnMut(&Prose<'a>)) {
        tell(&self.drawing);
        tell(&self.says);
    }
}
