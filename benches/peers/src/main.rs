//! Measures the engine and the prover beside their peers, in one run, and prints tables of medians.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml [PART]...`, the parts being `play`, `walk`, `load`,
//! `raw`, `shipped`, `big` and `growth`; without one, all of them. A part takes from seconds to some minutes.

mod child;
mod dice;
mod generate;
mod growth;
mod load;
mod measure;
mod play;
mod proof;
mod report;
mod stories;
mod twister;
mod walk;
mod write;

use std::env;

/// The parts of the run, in order: what takes a moment comes before what fills the memory, and keeps the system busy after.
const PARTS: [(&str, fn()); 7] = [
    ("play", report::play),
    ("walk", report::walk),
    ("load", report::load),
    ("raw", report::raw),
    ("shipped", report::shipped),
    ("big", report::big),
    ("growth", growth::growth),
];

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    if let [child, work, name] = &words[..]
        && child == "child"
    {
        return match work.as_str() {
            "load" => load::tell(),
            "generated" => load::tell_generated(name),
            _ => proof::child(work, name),
        };
    }
    for (name, part) in PARTS {
        if words.is_empty() || words.iter().any(|word| word == name) {
            part();
        }
    }
}
