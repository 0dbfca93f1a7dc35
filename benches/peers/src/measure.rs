//! Both sides in turn, and the median of each.

use std::time::{Duration, Instant};

/// The medians of two measurements that were taken in turn, so that what disturbs one disturbs the other.
#[derive(Clone, Copy)]
pub struct Pair {
    pub ours: f64,
    pub theirs: f64,
}

/// Measures both sides so many times, in turn.
pub fn in_turn(
    rounds: usize,
    mut ours: impl FnMut() -> f64,
    mut theirs: impl FnMut() -> f64,
) -> Pair {
    let (mut our_figures, mut their_figures) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        our_figures.push(ours());
        their_figures.push(theirs());
    }
    Pair {
        ours: median(&mut our_figures),
        theirs: median(&mut their_figures),
    }
}

/// Returns the seconds that something takes, and what it returns.
pub fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed().as_secs_f64(), done)
}

/// Works for so long at the least, and returns how much was done in a second of work; `work` returns how much it did.
pub fn rate(time: Duration, mut work: impl FnMut() -> u64) -> f64 {
    let (start, until) = (worked(), Instant::now() + time);
    let mut done = 0;
    while Instant::now() < until {
        done += work();
    }
    done as f64 / (worked() - start)
}

/// Returns the seconds that this thread has worked.
pub fn worked() -> f64 {
    let worked = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    worked.tv_sec as f64 + worked.tv_nsec as f64 * 1e-9
}

pub fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    let (low, high) = ((figures.len() - 1) / 2, figures.len() / 2);
    f64::midpoint(figures[low], figures[high])
}
