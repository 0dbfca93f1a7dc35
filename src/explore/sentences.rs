//! Which sentences are ever read, and which conditions ever hold and ever fail where they stand.
//!
//! # Method
//! Text may read variables that no choice ever reads, and the states that tell all of them apart are far too many to be
//! visited. So each question (`questions`) is answered by itself, the cheapest way first:
//!
//! 1. The nearest ways to every node, which the proof knows, are played with the engine, and then much else by chance,
//!    leaning towards what was not tried yet (`play`). Every state on the way is held against the questions that are
//!    still open at its node. Nearly all are answered so, each with a script.
//! 2. What stands at nodes and on ways out that the proof found never to be reached is never read.
//! 3. The few that are left are decided one by one, with no more variables than that takes (`decide`): by a script, or
//!    by a proof that no playthrough comes to such a state.
//!
//! # Exactness
//! A sentence is read where a reader comes to it in the order of "Semantics, exactly": a beat and an entry of a record
//! after their choice's effects and before the arrival, a text after the arrival, labels, reasons, status and pages at
//! the prompt. Each of these moments is a state at a node followed by known effects, and `before` turns what must hold
//! at the moment into what must hold at the node. So a question is whether some reachable state satisfies a condition:
//! a state that play came to and that satisfies it settles it, and else `decide` does. Chance decides only how soon.

use super::{
    Exploration, Limits,
    asked::{Asked, Branch},
    decide::{Answer, Budget, Probe, decide},
    play::{Effort, Look, play},
    questions::{Question, Questions, Site},
    steps::{Steps, Trace},
};
use crate::{
    engine::{Engine, State},
    story::{Exits, NodeId, Piece, ProseId, Story},
};

/// What is ever read, and what is ever true.
#[derive(Debug, Default)]
pub struct Coverage {
    /// Every text with words of its own: whole stretches of prose, and the texts that they choose between.
    pub sentences: Vec<Sentence>,
    /// Every condition that asks something.
    pub conditions: Vec<Tested>,
    steps: Steps,
}

/// A text: a stretch of prose less the texts that it chooses between, or one of those.
#[derive(Debug)]
pub struct Sentence {
    pub prose: ProseId,
    /// The branches that lead to it; none for the stretch itself.
    pub path: Vec<Branch>,
    pub read: Seen,
}

/// A condition where it stands.
#[derive(Debug)]
pub struct Tested {
    pub asked: Asked,
    /// Whether it ever holds where it is asked.
    pub holds: Seen,
    /// Whether it ever fails where it is asked. Where it neither holds nor fails, it is never asked.
    pub fails: Seen,
}

/// Whether something ever happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It does, at the end of these choices, or on the way from the last of them.
    Shown(Trace),
    /// No playthrough shows it.
    Never,
    /// A limit was met first.
    Unknown,
}

/// How long to play by chance: the most steps, and for every node, how many more after something new was found.
const MOST_STEPS: u64 = 2_000_000;
const PATIENCE: u64 = 300;

/// Finds out which sentences of a story that was explored are read, and which of its conditions hold and fail.
#[must_use]
pub fn coverage(story: &Story, exploration: &Exploration, limits: Limits) -> Coverage {
    let questions = Questions::of(story);
    let mut search = Search {
        engine: Engine::new(story),
        questions: &questions,
        answers: vec![None; questions.all.len()],
        steps: Steps::default(),
        left: 0,
    };
    search.rule_out(exploration);
    search.play(exploration);
    search.decide(exploration, limits);
    let seen = |question: usize| search.answers[question].unwrap_or(Seen::Unknown);
    let sentences = questions
        .alternatives
        .iter()
        .filter(|text| text.has_words)
        .map(|text| Sentence {
            prose: text.prose,
            path: text.path.clone(),
            read: seen(text.question),
        })
        .collect();
    let tested = questions.tests.iter().map(|test| Tested {
        asked: test.asked.clone(),
        holds: seen(test.holds),
        fails: seen(test.fails),
    });
    let conditions = tested.collect();
    Coverage {
        sentences,
        conditions,
        steps: search.steps,
    }
}

impl Coverage {
    /// Returns the script that shows something: the names of its choices.
    #[must_use]
    pub fn script(&self, story: &Story, trace: Trace) -> Vec<String> {
        self.steps.script(story, trace)
    }

    /// Returns the choices that show something: node and index.
    pub(super) fn choices(&self, trace: Trace) -> Vec<(NodeId, usize)> {
        self.steps.choices(trace)
    }

    /// Returns how many sentences are so.
    #[must_use]
    pub fn count(&self, is_so: impl Fn(Seen) -> bool) -> usize {
        let sentences = self.sentences.iter();
        sentences.filter(|sentence| is_so(sentence.read)).count()
    }
}

impl Seen {
    #[must_use]
    pub fn is_shown(self) -> bool {
        matches!(self, Self::Shown(_))
    }
}

impl Sentence {
    /// Returns the words of the text as they are written, with `...` for what is chosen or filled in.
    #[must_use]
    pub fn words(&self, story: &Story) -> String {
        let mut text = story.proses.get(self.prose);
        for branch in &self.path {
            let inner = text.piece(branch.piece);
            text = inner
                .and_then(|piece| piece.text(branch.text))
                .unwrap_or(text);
        }
        let words = text.pieces().map(|piece| match piece {
            Piece::Words(words) => words,
            _ => "...",
        });
        let words: String = words.collect();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

struct Search<'q, 's> {
    engine: Engine<'s>,
    questions: &'q Questions<'s>,
    answers: Vec<Option<Seen>>,
    steps: Steps,
    /// How many questions have no answer yet.
    left: usize,
}

impl Search<'_, '_> {
    /// Answers what needs no search, and counts the rest.
    fn rule_out(&mut self, exploration: &Exploration) {
        for (question, answer) in self.questions.all.iter().zip(&mut self.answers) {
            if question.at_start {
                *answer = Some(Seen::Shown(Trace::START));
            } else if !question.is_partial && sites(question, exploration).next().is_none() {
                *answer = Some(Seen::Never);
            } else {
                self.left += 1;
            }
        }
    }

    /// Plays the nearest way to every node, and then by chance.
    fn play(&mut self, exploration: &Exploration) {
        let nodes = self.engine.story.nodes.len();
        let mut open: Vec<Vec<(usize, &Site)>> = vec![Vec::new(); nodes];
        for (number, question) in self.questions.all.iter().enumerate() {
            if self.answers[number].is_none() {
                for site in sites(question, exploration) {
                    open[site.probe.node.index()].push((number, site));
                }
            }
        }
        let mut asked = Asking {
            open,
            answers: &mut self.answers,
            left: &mut self.left,
            taken: Vec::new(),
        };
        let nearest = exploration.nodes.iter().filter_map(|found| found.nearest);
        for place in nearest {
            let mut state = self.engine.begin(&mut ());
            let mut trace = Trace::START;
            asked.look(&state, trace);
            for edge in exploration.path(place) {
                match &self.engine.story.nodes[edge.from.index()].exits {
                    Exits::Choices(choices) => {
                        trace = self.steps.add(trace, edge.from, edge.exit);
                        self.engine.take(&mut state, &choices[edge.exit], &mut ());
                    }
                    Exits::Routes(_) => {
                        self.engine.follow(&mut state, &mut ());
                    }
                    Exits::Ending(_) => break,
                }
                asked.look(&state, trace);
            }
        }
        let effort = Effort {
            steps: MOST_STEPS,
            patience: PATIENCE * nodes as u64,
        };
        if *asked.left > 0 {
            play(
                self.engine,
                effort,
                Vec::new(),
                &mut self.steps,
                |state, trace| asked.look(state, trace),
            );
        }
        for (question, trace, node, exit) in asked.taken {
            self.answers[question] = Some(Seen::Shown(self.add(trace, node, exit)));
        }
    }

    /// Adds an exit to a sequence of choices, where it is a choice.
    fn add(&mut self, trace: Trace, node: NodeId, exit: usize) -> Trace {
        match &self.engine.story.nodes[node.index()].exits {
            Exits::Choices(_) => self.steps.add(trace, node, exit),
            Exits::Routes(_) | Exits::Ending(_) => trace,
        }
    }

    /// Decides what is left.
    fn decide(&mut self, exploration: &Exploration, limits: Limits) {
        let mut budget = Budget::new(exploration, limits);
        for (number, question) in self.questions.all.iter().enumerate() {
            if self.answers[number].is_some() {
                continue;
            }
            let probes: Vec<Probe> = sites(question, exploration)
                .map(|site| site.probe.clone())
                .collect();
            let rewriter = &self.questions.rewriter;
            self.answers[number] =
                Some(match decide(self.engine, rewriter, &mut budget, &probes) {
                    Answer::Reached { choices, probe } => {
                        let site = sites(question, exploration).nth(probe);
                        let last = site.and_then(|site| Some((site.probe.node, site.exit?)));
                        let add = |trace, (node, exit)| self.add(trace, node, exit);
                        let trace = choices.into_iter().chain(last).fold(Trace::START, add);
                        Seen::Shown(trace)
                    }
                    Answer::Never if question.is_partial => Seen::Unknown,
                    Answer::Never => Seen::Never,
                    Answer::Unknown => Seen::Unknown,
                });
        }
    }
}

/// Returns the sites of a question that are not known to be out of reach.
fn sites<'q>(
    question: &'q Question,
    exploration: &'q Exploration,
) -> impl Iterator<Item = &'q Site> {
    question.sites.iter().filter(|site| {
        let found = &exploration.nodes[site.probe.node.index()];
        !exploration.is_complete
            || (found.states > 0 && site.exit.is_none_or(|exit| found.exits[exit]))
    })
}

/// The questions that are still open, by node.
struct Asking<'a> {
    open: Vec<Vec<(usize, &'a Site)>>,
    answers: &'a mut Vec<Option<Seen>>,
    left: &'a mut usize,
    /// The questions that were answered by what an exit shows, each with its state's choices and that exit.
    taken: Vec<(usize, Trace, NodeId, usize)>,
}

impl Asking<'_> {
    /// Holds a state against the questions that are open at its node.
    fn look(&mut self, state: &State, trace: Trace) -> Look {
        let mut found = Look::Known;
        let (answers, left) = (&mut *self.answers, &mut *self.left);
        let taken = &mut self.taken;
        self.open[state.node.index()].retain(|(question, site)| {
            if answers[*question].is_some() {
                return false;
            }
            if !site.probe.when.holds(&state.values) {
                return true;
            }
            answers[*question] = Some(Seen::Shown(trace));
            if let Some(exit) = site.exit {
                taken.push((*question, trace, state.node, exit));
            }
            *left -= 1;
            found = Look::New;
            false
        });
        if *left == 0 { Look::Done } else { found }
    }
}
