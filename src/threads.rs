//! A second thread that helps, where there is enough to do.
//!
//! In a row of jobs, whichever thread is done with one takes the next, so that both end at about the same time however
//! late the second one begins.

use std::{
    collections::VecDeque,
    hint, mem,
    panic::resume_unwind,
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// How many bytes of text are worth a second thread: reading fewer takes about as long as starting one.
const WORTH_A_THREAD: usize = 1 << 14;

/// How often a thread looks for a change before it sleeps: for about as long as it takes to be woken up.
const SPINS: usize = 1 << 11;

/// The jobs that one thread puts down and both do.
pub(crate) struct Jobs<'h, J> {
    row: &'h Row<J>,
    work: &'h (dyn Fn(J) + Sync),
    /// Starts the second thread.
    help: &'h mut dyn FnMut(),
    /// About how many bytes of text all jobs so far are worth.
    total: usize,
    is_helped: bool,
}

/// Calls `lead`, which puts down jobs; `work` does one of them, on either thread. Returns when all are done.
pub(crate) fn with_help<J: Send, P>(
    work: impl Fn(J) + Sync,
    lead: impl FnOnce(&mut Jobs<'_, J>) -> P,
) -> P {
    let row = Row::default();
    let helper = || {
        while let Some(job) = row.take(State::is_closed) {
            let _busy = Busy(&row);
            work(job);
        }
    };
    // The end of the scope does not wait for all that a thread does when it ends, as joining it would.
    thread::scope(|scope| {
        let closing = Closing(&row);
        let mut jobs = Jobs {
            row: &row,
            work: &work,
            help: &mut || {
                scope.spawn(helper);
            },
            total: 0,
            is_helped: false,
        };
        let result = lead(&mut jobs);
        drop(closing);
        jobs.finish();
        result
    })
}

impl<J> Jobs<'_, J> {
    /// Puts down a job that is worth about so many bytes of text.
    pub fn put(&mut self, job: J, weight: usize) {
        self.row.put(job);
        self.total = self.total.saturating_add(weight);
        if self.total >= WORTH_A_THREAD && !self.is_helped {
            self.is_helped = true;
            (self.help)();
        }
    }

    /// Returns when all jobs so far are done.
    pub fn finish(&mut self) {
        while let Some(job) = self.row.take(State::is_done) {
            let _busy = Busy(self.row);
            (self.work)(job);
        }
    }
}

/// Returns what two pieces of work return; the second is done on another thread, if that is worth one.
pub(crate) fn both<A, B: Send>(
    is_worth_a_thread: bool,
    one: impl FnOnce() -> A,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if !is_worth_a_thread {
        return (one(), other());
    }
    thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        (
            one,
            other.join().unwrap_or_else(|panic| resume_unwind(panic)),
        )
    })
}

/// Returns what is made of each of so many numbers; the higher half is made on another thread, if that is worth one.
pub(crate) fn map<T: Send>(
    is_worth_a_thread: bool,
    count: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let half = count / 2;
    let (mut made, others) = both(
        is_worth_a_thread,
        || (0..half).map(&work).collect::<Vec<T>>(),
        || (half..count).map(&work).collect::<Vec<T>>(),
    );
    made.extend(others);
    made
}

struct Row<J> {
    state: Mutex<State<J>>,
    /// How often there was a change to wait for: a job to take, or the last one done, or the end of them.
    changes: AtomicUsize,
    changed: Condvar,
}

struct State<J> {
    waiting: VecDeque<J>,
    /// How many jobs are being done.
    busy: usize,
    /// Whether a thread sleeps that was not woken up yet.
    is_awaited: bool,
    is_closed: bool,
}

impl<J> State<J> {
    fn is_closed(&self) -> bool {
        self.is_closed
    }

    fn is_done(&self) -> bool {
        self.busy == 0
    }
}

impl<J> Default for Row<J> {
    fn default() -> Self {
        let state = State {
            waiting: VecDeque::with_capacity(64),
            busy: 0,
            is_awaited: false,
            is_closed: false,
        };
        Self {
            state: Mutex::new(state),
            changes: AtomicUsize::new(0),
            changed: Condvar::new(),
        }
    }
}

impl<J> Row<J> {
    /// No job is done while the state is locked, so that none can fail then.
    fn lock(&self) -> MutexGuard<'_, State<J>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, job: J) {
        let mut state = self.lock();
        state.waiting.push_back(job);
        self.wake(state);
    }

    fn wake(&self, mut state: MutexGuard<'_, State<J>>) {
        let is_awaited = mem::take(&mut state.is_awaited);
        self.changes.fetch_add(1, Ordering::Relaxed);
        drop(state);
        if is_awaited {
            self.changed.notify_all();
        }
    }

    /// Takes the next job; waits for one until `is_over`.
    fn take(&self, is_over: impl Fn(&State<J>) -> bool) -> Option<J> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.waiting.pop_front() {
                state.busy += 1;
                return Some(job);
            }
            if is_over(&state) {
                return None;
            }
            let known = self.changes.load(Ordering::Relaxed);
            drop(state);
            let is_same = |_: &usize| {
                hint::spin_loop();
                self.changes.load(Ordering::Relaxed) == known
            };
            (0..SPINS).take_while(is_same).for_each(drop);
            state = self.lock();
            if self.changes.load(Ordering::Relaxed) != known {
                continue;
            }
            state.is_awaited = true;
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A job that is being done, whether it succeeds or fails.
struct Busy<'r, J>(&'r Row<J>);

impl<J> Drop for Busy<'_, J> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.busy -= 1;
        if state.busy == 0 && state.waiting.is_empty() {
            self.0.wake(state);
        }
    }
}

/// No more jobs come when this goes.
struct Closing<'r, J>(&'r Row<J>);

impl<J> Drop for Closing<'_, J> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_closed = true;
        self.0.wake(state);
    }
}

#[cfg(test)]
mod tests {
    use std::panic;

    use super::*;

    #[test]
    fn all_is_done_when_it_is_said_to_be() {
        for weight in [0, 100, WORTH_A_THREAD] {
            let done = AtomicUsize::new(0);
            let work = |job: usize| {
                done.fetch_add(job, Ordering::Relaxed);
            };
            with_help(work, |jobs| {
                for round in 1..=20 {
                    for _ in 0..round * 10 {
                        jobs.put(1, weight);
                    }
                    jobs.finish();
                    assert_eq!(done.swap(0, Ordering::Relaxed), round * 10);
                }
            });
        }
    }

    #[test]
    fn what_fails_on_either_side_fails_whole() {
        for at in [0, 50, 99, 200, 250, 299] {
            let work = |job: usize| assert!(job + 200 != at);
            let failed = panic::catch_unwind(|| {
                with_help(work, |jobs| {
                    for job in 0..100 {
                        assert!(job != at);
                        jobs.put(job, WORTH_A_THREAD);
                    }
                    jobs.finish();
                });
            });
            assert!(failed.is_err(), "{at}");
        }
    }
}
