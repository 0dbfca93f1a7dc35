//! What the prompt asks of the prover: worked out off the prompt, on a thread of its own, and waited for only so long.

use std::{
    sync::{
        atomic::AtomicBool,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::Scope,
    time::Duration,
};

use crate::{
    engine::State,
    explore::{Futures, Limits},
    story::{EndingId, Story},
};

/// Knows which endings can still be reached from any state, once that is worked out for the story.
pub struct Oracle {
    /// Has the work begin; nothing is worked out before anything is asked.
    begin: Option<Sender<()>>,
    worked_out: Receiver<Option<Futures>>,
    /// What was worked out.
    futures: Told<Futures>,
    /// How long an answer is waited for.
    patience: Duration,
}

/// An answer of the oracle.
#[derive(Debug)]
pub enum Told<T> {
    Is(T),
    /// It is still being worked out.
    NotYet,
    /// The story is too large for it.
    Never,
}

impl Oracle {
    /// Starts the thread that works, if it is asked to, and stops where `is_over`.
    pub fn start<'scope, 'env: 'scope>(
        scope: &'scope Scope<'scope, 'env>,
        story: &'env Story,
        is_over: &'env AtomicBool,
        patience: Duration,
    ) -> Self {
        let (begin, wanted) = channel();
        let (tell, worked_out) = channel();
        scope.spawn(move || {
            if wanted.recv().is_ok() {
                // Where nobody listens any more, nobody has to be told.
                let _ = tell.send(Futures::unless(story, Limits::default(), is_over));
            }
        });
        Self {
            begin: Some(begin),
            worked_out,
            futures: Told::NotYet,
            patience,
        }
    }

    /// Has the work begin ahead of the first question.
    pub fn prepare(&mut self) {
        if let Some(begin) = self.begin.take() {
            // A thread that is gone is found out when it is asked.
            let _ = begin.send(());
        }
    }

    /// Tells which endings can still be reached from a state, in the order of the story.
    pub fn open(&mut self, state: &State) -> Told<Vec<EndingId>> {
        self.ask(|futures| futures.endings(state).collect())
    }

    /// Tells from how many of these states, each from the one before it, some of these endings can be reached.
    pub fn turning(&mut self, states: &[State], endings: &[EndingId]) -> Told<usize> {
        self.ask(|futures| {
            // What can be reached never grows along a playthrough.
            states.partition_point(|state| {
                let mut open = futures.endings(state);
                open.any(|ending| endings.contains(&ending))
            })
        })
    }

    fn ask<T>(&mut self, question: impl FnOnce(&Futures) -> T) -> Told<T> {
        self.prepare();
        if let Told::NotYet = self.futures {
            self.futures = match self.worked_out.recv_timeout(self.patience) {
                Ok(Some(futures)) => Told::Is(futures),
                Err(RecvTimeoutError::Timeout) => Told::NotYet,
                Ok(None) | Err(RecvTimeoutError::Disconnected) => Told::Never,
            };
        }
        match &self.futures {
            Told::Is(futures) => Told::Is(question(futures)),
            Told::NotYet => Told::NotYet,
            Told::Never => Told::Never,
        }
    }
}
