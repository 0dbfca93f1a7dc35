//! What a story asks of its states: where each alternative of its prose is read, and where each condition is asked.
//!
//! Whatever is read or asked after effects is put as a question about the node where those effects begin (`before`), so
//! that every question is one about states at nodes: the text and the figure of a node are read in its states; labels,
//! locked reasons, the status line and pages wherever a player chooses, pages at endings too; beats and entries of
//! records after their choice's or route's effects and before the arrival; the conditions in effects one after another,
//! each after the effects before it.

use std::collections::HashMap;

use super::{
    asked::{Asked, Branch, EffectList},
    before::Rewriter,
    decide::Probe,
};
use crate::story::{
    Change, Condition, Effect, Exits, NodeId, Piece, Prose, ProseId, RecordId, Story,
};

/// A kind of state that is asked for, and the exit that is taken from it, if one is.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub probe: Probe,
    pub exit: Option<usize>,
}

/// Whether there is a state of one of some kinds.
#[derive(Debug, Default)]
pub(super) struct Question {
    pub sites: Vec<Site>,
    /// Whether the answer is yes before the first choice.
    pub at_start: bool,
    /// Whether some kind of state grew too large to be put down.
    pub is_partial: bool,
}

/// An alternative of prose, with the number of the question whether it is read.
#[derive(Debug)]
pub(super) struct Alternative {
    pub prose: ProseId,
    pub path: Vec<Branch>,
    pub question: usize,
    /// Whether there is anything to read.
    pub has_words: bool,
    /// What the values must be for a reader to come to it.
    chain: Condition,
}

/// A condition, with the numbers of the questions whether it holds and whether it fails.
#[derive(Debug)]
pub(super) struct Test {
    pub asked: Asked,
    pub holds: usize,
    pub fails: usize,
}

/// All questions of a story.
pub(super) struct Questions<'s> {
    story: &'s Story,
    pub rewriter: Rewriter,
    pub all: Vec<Question>,
    pub alternatives: Vec<Alternative>,
    pub tests: Vec<Test>,
    /// For every stretch of prose, its alternatives.
    ranges: Vec<std::ops::Range<usize>>,
    /// The tests of choices and of their effects, by the choice's label, which nodes with a menu share.
    by_label: HashMap<(ProseId, Vec<usize>), usize>,
    /// The tests of named effects, by the steps and the index.
    by_steps: Vec<(&'s [Effect], Vec<usize>, usize)>,
    /// The tests on arriving at a node, by the index of the effect.
    by_arrival: HashMap<(NodeId, usize), usize>,
    /// The values before the first node is arrived at.
    start: Vec<u64>,
}

/// A moment between two nodes: from a state at a node in which a condition holds, after some effects.
#[derive(Clone)]
struct Moment<'m> {
    node: NodeId,
    exit: Option<usize>,
    when: &'m Condition,
    effects: Vec<Effect>,
    /// Whether `when` is not known, since it grew too large.
    is_lost: bool,
}

impl<'s> Questions<'s> {
    pub fn of(story: &'s Story) -> Self {
        let mut start = vec![0; story.words];
        for variable in &story.variables {
            variable.field.set(&mut start, variable.start);
        }
        let mut questions = Self {
            story,
            rewriter: Rewriter::new(story),
            all: Vec::new(),
            alternatives: Vec::new(),
            tests: Vec::new(),
            ranges: Vec::new(),
            by_label: HashMap::new(),
            by_steps: Vec::new(),
            by_arrival: HashMap::new(),
            start,
        };
        for index in 0..story.proses.len() {
            questions.prose(ProseId::at(index));
        }
        for index in 0..story.nodes.len() {
            questions.node(NodeId::at(index));
        }
        questions.start();
        questions
    }

    fn new_question(&mut self) -> usize {
        self.all.push(Question::default());
        self.all.len() - 1
    }

    /// Puts down every alternative of a stretch of prose.
    fn prose(&mut self, prose: ProseId) {
        let first = self.alternatives.len();
        let story = self.story;
        let written = story.proses.get(prose);
        self.alternative(prose, Vec::new(), written, Condition::Always);
        self.texts(prose, &[], written, &Condition::Always);
        self.ranges.push(first..self.alternatives.len());
    }

    fn alternative(
        &mut self,
        prose: ProseId,
        path: Vec<Branch>,
        text: Prose<'_>,
        chain: Condition,
    ) {
        let question = self.new_question();
        self.alternatives.push(Alternative {
            prose,
            path,
            question,
            has_words: has_words(text),
            chain,
        });
    }

    fn texts(&mut self, prose: ProseId, path: &[Branch], written: Prose<'s>, chain: &Condition) {
        for (piece, inner) in written.pieces().enumerate() {
            let texts: Vec<(Condition, Prose<'_>)> = match inner {
                Piece::Words(_) | Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => continue,
                Piece::Variant { when, yes, no } => {
                    let fails = self.rewriter.negated(when);
                    vec![(when.clone(), yes), (fails, no)]
                }
                Piece::ByValue(variable, texts) => {
                    let field = self.story.variables[variable.index()].field;
                    let is = |value: u64| Condition::within(field, value, value);
                    (0..).map(is).zip(texts.iter()).collect()
                }
            };
            let first = self.all.len();
            let mut numbers = Vec::new();
            for (text, (when, inner)) in texts.into_iter().enumerate() {
                let mut path = path.to_vec();
                path.push(Branch { piece, text });
                let chain = Condition::all(vec![chain.clone(), when]);
                numbers.push(self.all.len());
                self.alternative(prose, path.clone(), inner, chain.clone());
                self.texts(prose, &path, inner, &chain);
            }
            if matches!(inner, Piece::Variant { .. }) {
                let path = path.to_vec();
                self.tests.push(Test {
                    asked: Asked::Prose { prose, path, piece },
                    holds: first,
                    fails: numbers[1],
                });
            }
        }
    }

    /// Puts down what is read and asked at a node and on its ways out.
    fn node(&mut self, node: NodeId) {
        let story = self.story;
        let here = &story.nodes[node.index()];
        let always = Condition::Always;
        let arrived = Moment {
            node,
            exit: None,
            when: &always,
            effects: Vec::new(),
            is_lost: false,
        };
        self.reads(here.text, &arrived);
        self.reads(here.figure.map(|figure| figure.drawing), &arrived);
        self.reads(here.figure.map(|figure| figure.says), &arrived);
        if !matches!(here.exits, Exits::Routes(_)) {
            for page in &story.pages {
                self.reads(page.text, &arrived);
                self.reads(page.figure.map(|figure| figure.drawing), &arrived);
                self.reads(page.figure.map(|figure| figure.says), &arrived);
            }
        }
        if matches!(here.exits, Exits::Choices(_)) {
            for meter in story.meters(here) {
                self.reads(Some(*meter), &arrived);
            }
        }
        for (index, choice) in here.choices().iter().enumerate() {
            let closed = self.rewriter.negated(&choice.when);
            let mut open = Moment {
                when: &choice.when,
                ..arrived.clone()
            };
            let locked = Moment {
                when: &closed,
                ..arrived.clone()
            };
            if choice.locked.is_some() {
                self.reads(Some(choice.say), &arrived);
                self.reads(choice.locked, &locked);
            } else {
                self.reads(Some(choice.say), &open);
            }
            if !is_plain(&choice.when) {
                let asked = Asked::Choice {
                    node,
                    choice: index,
                };
                let test = self.shared((choice.say, Vec::new()), asked);
                self.tests(test, &arrived, &choice.when);
            }
            open.exit = Some(index);
            let list = EffectList::Choice {
                node,
                choice: index,
            };
            self.way(
                open,
                Some(choice.say),
                list,
                &choice.effects,
                choice.beat,
                &choice.records,
                choice.to,
            );
        }
        let mut before = Condition::Always;
        for (index, route) in here.routes().iter().enumerate() {
            let asked = Moment {
                when: &before,
                ..arrived.clone()
            };
            if !is_plain(&route.when) {
                let test = self.new_test(Asked::Route { node, route: index });
                self.tests(test, &asked, &route.when);
            }
            let taken = Condition::all(vec![before.clone(), route.when.clone()]);
            let moment = Moment {
                when: &taken,
                exit: Some(index),
                ..arrived.clone()
            };
            let list = EffectList::Route { node, route: index };
            self.way(
                moment,
                None,
                list,
                &route.effects,
                None,
                &route.records,
                route.to,
            );
            before = Condition::all(vec![before, self.rewriter.negated(&route.when)]);
        }
    }

    /// Puts down what is read and asked on a way out, up to the arrival.
    #[expect(clippy::too_many_arguments, reason = "choices and routes alike")]
    fn way(
        &mut self,
        mut moment: Moment<'_>,
        label: Option<ProseId>,
        list: EffectList,
        effects: &'s [Effect],
        beat: Option<ProseId>,
        records: &[(RecordId, ProseId)],
        to: NodeId,
    ) {
        self.effects(&mut moment, label, list, &[], effects);
        self.reads(beat, &moment);
        for (_, entry) in records {
            self.reads(Some(*entry), &moment);
        }
        self.arrival(&mut moment, to);
    }

    fn arrival(&mut self, moment: &mut Moment<'_>, to: NodeId) {
        let story = self.story;
        let target = &story.nodes[to.index()];
        if let Some(visits) = target.visits {
            let field = story.variables[visits.index()].field;
            let change = Change::Add { field, amount: 1 };
            let when = Condition::Always;
            moment.effects.push(Effect { when, change });
        }
        self.effects(moment, None, EffectList::Enter(to), &[], &target.enter);
    }

    /// Puts down the conditions of a list of effects, and leaves the moment after them.
    fn effects(
        &mut self,
        moment: &mut Moment<'_>,
        label: Option<ProseId>,
        list: EffectList,
        path: &[usize],
        effects: &'s [Effect],
    ) {
        for (index, effect) in effects.iter().enumerate() {
            let mut path = path.to_vec();
            path.push(index);
            if !is_plain(&effect.when) {
                let test = self.test_of(label, list, &path, effects);
                self.tests(test, moment, &effect.when);
            }
            if let Change::Group(steps) = &effect.change {
                // The steps are asked for only where the named effect takes place; its condition is asked once.
                let when = self.rewriter.before(&moment.effects, &effect.when);
                let is_lost = moment.is_lost || when.is_none();
                let when = when.unwrap_or(Condition::Always);
                let when = Condition::all(vec![moment.when.clone(), when]);
                let mut inside = Moment {
                    when: &when,
                    is_lost,
                    ..moment.clone()
                };
                self.effects(&mut inside, label, list, &path, steps);
            }
            moment.effects.push(effect.clone());
        }
    }

    /// Returns the number of the test of an effect's condition.
    fn test_of(
        &mut self,
        label: Option<ProseId>,
        list: EffectList,
        path: &[usize],
        steps: &'s [Effect],
    ) -> usize {
        let asked = Asked::Effect {
            list,
            path: path.to_vec(),
        };
        let index = path[path.len() - 1];
        if path.len() > 1 {
            let is_known = |(known, at, _): &&(&[Effect], Vec<usize>, usize)| {
                at[..] == [index] && *known == steps
            };
            if let Some((.., test)) = self.by_steps.iter().find(is_known) {
                return *test;
            }
            let test = self.new_test(asked);
            self.by_steps.push((steps, vec![index], test));
            return test;
        }
        if let Some(label) = label {
            return self.shared((label, path.to_vec()), asked);
        }
        if let EffectList::Enter(node) = list {
            let key = (node, index);
            if let Some(test) = self.by_arrival.get(&key) {
                return *test;
            }
            let test = self.new_test(asked);
            self.by_arrival.insert(key, test);
            return test;
        }
        self.new_test(asked)
    }

    /// What happens before the first choice.
    fn start(&mut self) {
        let Some(start) = self.story.start else {
            return;
        };
        let known = self.all.iter().map(|question| question.sites.len());
        let mut known: Vec<usize> = known.collect();
        let always = Condition::Always;
        let mut moment = Moment {
            node: start,
            exit: None,
            when: &always,
            effects: Vec::new(),
            is_lost: false,
        };
        self.arrival(&mut moment, start);
        // What was just put down is a question about the values before the story begins.
        known.resize(self.all.len(), 0);
        for (question, known) in self.all.iter_mut().zip(known) {
            let asked = question.sites.drain(known..);
            let holds = asked
                .into_iter()
                .any(|site| site.probe.when.holds(&self.start));
            question.at_start |= holds;
        }
    }

    /// Puts down that a stretch of prose is read at a moment.
    fn reads(&mut self, prose: Option<ProseId>, moment: &Moment<'_>) {
        let Some(prose) = prose else { return };
        for at in self.ranges[prose.index()].clone() {
            let question = self.alternatives[at].question;
            let chain = self.alternatives[at].chain.clone();
            self.asks(question, moment, &chain);
        }
    }

    /// Puts down that a condition is asked at a moment.
    fn tests(&mut self, test: usize, moment: &Moment<'_>, when: &Condition) {
        let (holds, fails) = (self.tests[test].holds, self.tests[test].fails);
        self.asks(holds, moment, when);
        let opposite = self.rewriter.negated(when);
        self.asks(fails, moment, &opposite);
    }

    fn asks(&mut self, question: usize, moment: &Moment<'_>, what: &Condition) {
        let question = &mut self.all[question];
        let before = self.rewriter.before(&moment.effects, what);
        let Some(before) = before.filter(|_| !moment.is_lost) else {
            question.is_partial = true;
            return;
        };
        let when = Condition::all(vec![moment.when.clone(), before]);
        if when != Condition::Never {
            let node = moment.node;
            question.sites.push(Site {
                probe: Probe { node, when },
                exit: moment.exit,
            });
        }
    }

    fn shared(&mut self, key: (ProseId, Vec<usize>), asked: Asked) -> usize {
        if let Some(test) = self.by_label.get(&key) {
            return *test;
        }
        let test = self.new_test(asked);
        self.by_label.insert(key, test);
        test
    }

    fn new_test(&mut self, asked: Asked) -> usize {
        let (holds, fails) = (self.new_question(), self.new_question());
        self.tests.push(Test {
            asked,
            holds,
            fails,
        });
        self.tests.len() - 1
    }
}

/// Tells whether a condition asks nothing.
fn is_plain(condition: &Condition) -> bool {
    matches!(condition, Condition::Always | Condition::Never)
}

/// Tells whether a text has words of its own, outside of the texts that it chooses between.
fn has_words(text: Prose<'_>) -> bool {
    text.pieces().any(|piece| match piece {
        Piece::Words(words) => !words.trim().is_empty(),
        Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => true,
        Piece::Variant { .. } | Piece::ByValue(..) => false,
    })
}
