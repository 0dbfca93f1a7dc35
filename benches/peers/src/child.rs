//! Work done in a process of its own, so that its memory can be told from the rest.

use std::{
    env, fs,
    process::Command,
    time::{Duration, Instant},
};

use crate::measure;

/// What a child tells of its work.
#[derive(Clone, Copy)]
pub struct Told {
    pub seconds: f64,
    pub states: u64,
    /// The most memory that the process ever held, in bytes, less what it held before the work began.
    pub bytes: u64,
    /// The most memory that the process ever held, in bytes.
    pub peak: u64,
}

/// Has `work` done in a child, which tells of it.
///
/// # Panics
/// Where the child fails.
pub fn ask(words: &[&str]) -> Told {
    let told = output(words);
    let mut figures = told.split_whitespace();
    let mut next = || figures.next().expect("a figure");
    Told {
        seconds: next().parse().expect("seconds"),
        states: next().parse().expect("states"),
        bytes: next().parse().expect("bytes"),
        peak: next().parse().expect("bytes"),
    }
}

/// Returns what a child prints: this program, called with `child` and these words.
///
/// # Panics
/// Where the child fails.
pub fn output(words: &[&str]) -> String {
    let program = env::current_exe().expect("this program");
    let child = Command::new(program)
        .arg("child")
        .args(words)
        .output()
        .expect("a child");
    let told = String::from_utf8(child.stdout).expect("figures");
    assert!(
        child.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&child.stderr)
    );
    told
}

/// So long short work is repeated: the first time in a fresh process, much of what is measured is the system's.
const REPEATED: Duration = Duration::from_secs(1);

/// Does work that visits so many states, again and again if it is short, and tells of it: the median time. What else the
/// work returns is let go after its time was taken.
pub fn tell<T>(mut work: impl FnMut() -> (u64, T)) {
    let before = resident("VmRSS:");
    let until = Instant::now() + REPEATED;
    let mut figures = Vec::new();
    let states = loop {
        let (seconds, (states, _rest)) = measure::seconds(&mut work);
        figures.push(seconds);
        if Instant::now() >= until {
            break states;
        }
    };
    let seconds = measure::median(&mut figures);
    let peak = resident("VmHWM:");
    println!("{seconds} {states} {} {peak}", peak.saturating_sub(before));
}

/// Returns a figure of this process's memory, in bytes (`man 5 proc`).
fn resident(figure: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(figure));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
