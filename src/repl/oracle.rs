//! What the prompt asks of the prover: answered off the prompt, on a thread of its own, and waited for only so long.

use std::{
    collections::HashMap,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread::Scope,
    time::{Duration, Instant},
};

use crate::{
    engine::State,
    explore::{Ahead, Lookout},
    story::{EndingId, Story},
};

/// Knows what can still happen. `None` is the answer to what is no longer wanted.
pub trait Oracle {
    /// Tells which endings can still be reached from a state.
    fn ahead(&self, state: &State) -> Option<Ahead>;

    /// Tells from how many of these states, each from the one before it, some of these endings can be reached.
    fn turning(&self, states: &[State], endings: &[EndingId]) -> Option<usize>;
}

/// A question for the oracle.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Question {
    Ahead(State),
    Turning(Vec<State>, Vec<EndingId>),
}

#[derive(Debug, Clone)]
enum Answer {
    Ahead(Ahead),
    Turning(usize),
}

/// Asks the oracle, and keeps its answers.
pub struct Asking {
    ask: Sender<Question>,
    answers: Receiver<(Question, Answer)>,
    known: HashMap<Question, Option<Answer>>,
    /// How long an answer is waited for.
    patience: Duration,
}

impl Asking {
    /// Starts the thread that answers, until `is_over`.
    pub fn start<'scope, 'env: 'scope>(
        scope: &'scope Scope<'scope, 'env>,
        story: &'env Story,
        is_over: &'env AtomicBool,
        patience: Duration,
    ) -> Self {
        let (ask, questions) = channel::<Question>();
        let (tell, answers) = channel();
        scope.spawn(move || {
            let mut oracle = None;
            for question in questions {
                // Nothing is worked out before anything is asked.
                let prophet = oracle.get_or_insert_with(|| Prophet {
                    lookout: Lookout::new(story),
                    is_over,
                });
                let Some(answer) = answer(prophet, &question) else {
                    break;
                };
                if tell.send((question, answer)).is_err() {
                    break;
                }
            }
        });
        Self {
            ask,
            answers,
            known: HashMap::new(),
            patience,
        }
    }

    /// Asks ahead of time what [`Asking::ahead`] will be asked.
    pub fn prepare(&mut self, state: &State) {
        self.put(&Question::Ahead(state.clone()));
    }

    /// Returns which endings can still be reached from a state, if the answer comes soon enough.
    pub fn ahead(&mut self, state: &State) -> Option<Ahead> {
        match self.answer(&Question::Ahead(state.clone()))? {
            Answer::Ahead(ahead) => Some(ahead),
            Answer::Turning(_) => None,
        }
    }

    /// Returns from how many of these states some of these endings can be reached, if the answer comes soon enough.
    pub fn turning(&mut self, states: Vec<State>, endings: Vec<EndingId>) -> Option<usize> {
        match self.answer(&Question::Turning(states, endings))? {
            Answer::Turning(count) => Some(count),
            Answer::Ahead(_) => None,
        }
    }

    fn put(&mut self, question: &Question) {
        if !self.known.contains_key(question) && self.ask.send(question.clone()).is_ok() {
            self.known.insert(question.clone(), None);
        }
    }

    fn answer(&mut self, question: &Question) -> Option<Answer> {
        self.put(question);
        let start = Instant::now();
        loop {
            if let Some(Some(answer)) = self.known.get(question) {
                return Some(answer.clone());
            }
            let left = self.patience.saturating_sub(start.elapsed());
            let (answered, answer) = self.answers.recv_timeout(left).ok()?;
            self.known.insert(answered, Some(answer));
        }
    }
}

fn answer(oracle: &impl Oracle, question: &Question) -> Option<Answer> {
    Some(match question {
        Question::Ahead(state) => Answer::Ahead(oracle.ahead(state)?),
        Question::Turning(states, endings) => Answer::Turning(oracle.turning(states, endings)?),
    })
}

/// Answers by looking ahead in the story, as long as somebody listens.
struct Prophet<'s> {
    lookout: Lookout<'s>,
    is_over: &'s AtomicBool,
}

impl Oracle for Prophet<'_> {
    fn ahead(&self, state: &State) -> Option<Ahead> {
        self.lookout.ahead(state, self.is_over)
    }

    fn turning(&self, states: &[State], endings: &[EndingId]) -> Option<usize> {
        // What can be reached never grows along a playthrough, so that half of what is left is ruled out each time.
        let (mut from, mut to) = (0, states.len());
        while from < to {
            if self.is_over.load(Ordering::Relaxed) {
                return None;
            }
            // Late states are quickest to ask: the first step back is small.
            let middle = if to == states.len() {
                from.max(to.saturating_sub(4))
            } else {
                from.midpoint(to)
            };
            if self
                .lookout
                .reaches(&states[middle], endings, self.is_over)?
            {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        Some(from)
    }
}
