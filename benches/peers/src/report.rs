//! The table: what is measured, both medians, and their ratio.

use std::time::Duration;

use crate::{
    child::{self, Told},
    load as loading,
    measure::{Pair, median},
    play as playing, stories, walk as walking,
};

/// How often each side is measured, where a measurement is short and where it is long.
const ROUNDS: usize = 9;
const LONG_ROUNDS: usize = 3;
/// In how many processes a load is measured, which takes a millisecond or two.
const PROCESSES: usize = 31;

/// How often ours is measured for each time that a peer is which takes a minute.
const OFTEN: usize = 5;

/// How long a rate is measured each time.
const TIME: Duration = Duration::from_millis(500);

/// Random play with text and choices rendered.
pub fn play() {
    println!("| random play, text and choices rendered | fifteen | bladeink | ratio |");
    println!("|---|---|---|---|");
    for name in ["s50", "s1k", "s10k"] {
        let (story, ink) = (stories::story(name), stories::ink(name));
        let pair = playing::play(story, &ink, ROUNDS, TIME);
        faster(name, pair, "turns/s");
    }
    println!();
}

/// A literal walk of every path.
pub fn walk() {
    println!("| literal walk of every path | fifteen | bladeink, save and load | ratio |");
    println!("|---|---|---|---|");
    let name = "s50";
    let (story, ink) = (stories::story(name), stories::ink(name));
    let pair = walking::walk(story, &ink, ROUNDS, TIME);
    faster(name, pair, "steps/s");
    println!();
}

/// The proof of s1k over its raw states.
pub fn raw() {
    println!(
        "| proof of s1k, every value counting everywhere | time | states | bytes/state | ratio |"
    );
    println!("|---|---|---|---|---|");
    let [ours, theirs] = proofs(["raw", "raw-stateright"], "s1k");
    rows(&[("fifteen", ours)], theirs);
}

/// The proof of the shipped story over its gate-states, ours alone and with exact counts and odds.
pub fn shipped() {
    println!("| proof of the shipped story, gate-states | time | states | bytes/state | ratio |");
    println!("|---|---|---|---|---|");
    let [ours, counted, theirs] = proofs(["gate", "counted", "gate-stateright"], "shipped");
    let ours = [("fifteen", ours), ("fifteen, counts and odds too", counted)];
    rows(&ours, theirs);
}

/// The proof of s10k against the time to load it.
pub fn big() {
    let (mut loads, mut proofs) = (Vec::new(), Vec::new());
    let mut peak = 0;
    let mut states = 0;
    for _ in 0..LONG_ROUNDS {
        loads.push(child::ask(&["generated", "s10k"]).seconds);
        let told = child::ask(&["gate", "s10k"]);
        proofs.push(told.seconds);
        peak = peak.max(told.peak);
        states = told.states;
    }
    let (load, proof) = (median(&mut loads), median(&mut proofs));
    println!("| s10k, 10,000 nodes | load | proof | ratio | states | peak memory |");
    println!("|---|---|---|---|---|---|");
    println!(
        "| median of {LONG_ROUNDS} | {} | {} | {:.1} | {} | {} |\n",
        time(load),
        time(proof),
        proof / load,
        number(states as f64),
        bytes(peak as f64)
    );
}

/// The shipped story loaded.
pub fn load() {
    let pair = loading::load(PROCESSES);
    println!("| load of the shipped story | fifteen, compiled | bare ron::from_str | ratio |");
    println!("|---|---|---|---|");
    println!(
        "| median of {PROCESSES} processes | {} | {} | {:.2} |\n",
        time(pair.ours),
        time(pair.theirs),
        pair.ours / pair.theirs
    );
}

/// Asks children for proofs in turn, ours more often than the peer's, which is the last; returns the medians.
fn proofs<const N: usize>(works: [&str; N], name: &str) -> [Told; N] {
    let mut figures = [const { Vec::new() }; N];
    for _ in 0..LONG_ROUNDS {
        for (index, (work, figures)) in works.iter().zip(&mut figures).enumerate() {
            let times = if index + 1 < N { OFTEN } else { 1 };
            figures.extend((0..times).map(|_| child::ask(&[work, name])));
        }
    }
    figures.map(middle)
}

/// Returns the measurement with the median time.
fn middle(mut figures: Vec<Told>) -> Told {
    figures.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    figures[figures.len() / 2]
}

fn rows(ours: &[(&str, Told)], theirs: Told) {
    let peer = ("stateright 0.31, depth first", theirs);
    for (name, told) in ours.iter().chain([&peer]) {
        assert_eq!(told.states, theirs.states, "all visit the same states");
        println!(
            "| {name} | {} | {} | {:.2} | {:.0}x |",
            time(told.seconds),
            number(told.states as f64),
            told.bytes as f64 / told.states as f64,
            theirs.seconds / told.seconds
        );
    }
    println!();
}

fn faster(name: &str, pair: Pair, unit: &str) {
    println!(
        "| {name} | {} {unit} | {} {unit} | {:.0}x |",
        number(pair.ours),
        number(pair.theirs),
        pair.ours / pair.theirs
    );
}

/// Returns a number to three digits.
pub fn number(number: f64) -> String {
    for (scale, unit) in [(1e9, " G"), (1e6, " M"), (1e3, " k")] {
        if number >= scale {
            return format!("{}{unit}", digits(number / scale));
        }
    }
    digits(number)
}

pub fn time(seconds: f64) -> String {
    if seconds >= 1.0 {
        format!("{} s", digits(seconds))
    } else {
        format!("{} ms", digits(seconds * 1e3))
    }
}

pub fn bytes(bytes: f64) -> String {
    format!("{} MB", digits(bytes / 1e6))
}

fn digits(number: f64) -> String {
    let decimals = match number {
        number if number >= 100.0 => 0,
        number if number >= 10.0 => 1,
        _ => 2,
    };
    format!("{number:.decimals$}")
}
