//! Reads bytes as the files of a story, and does with it all that `check` does.

#![no_main]

use fifteen::{
    compile::compile,
    diagnostic::{Format, Report},
    explore::{Limits, explore, idle, judge},
    lint,
    source::Sources,
};
use libfuzzer_sys::fuzz_target;

/// Divides the bytes into files: nothing in a story looks like it.
const DIVIDER: &[u8] = b"\n====\n";

const WORLD: &[u8] = br#"(
    id: "tea", title: "Tea", version: "1", start: "kettle",
    flags: { "lid": "the lid is on" },
    counters: { "heat": (max: 2, words: ["cold", "warm", "hot"]) },
    records: { "log": "what was poured" },
    effects: { "boil": "heat = hot, lid" },
    endings: { "drunk": (title: "Drunk") },
)"#;

fuzz_target!(|bytes: &[u8]| {
    let mut sources = Sources::new("");
    let middle = bytes.windows(DIVIDER.len()).position(|part| part == DIVIDER);
    let (world, nodes) = match middle {
        Some(at) => (&bytes[..at], &bytes[at + DIVIDER.len()..]),
        None => (WORLD, bytes),
    };
    sources.add("world.ron", world);
    sources.add("nodes.ron", nodes);
    let faults = match compile(&sources) {
        Err(faults) => faults,
        Ok(compiled) => {
            let limits = Limits::with_states(Some(200));
            let mut faults = lint::draft(&sources, &compiled);
            let exploration = explore(&compiled.story, limits);
            let verdicts = judge(&compiled.story, &exploration, limits);
            let idle = idle(&compiled.story, &exploration, limits);
            faults.extend(lint::lint(&compiled, &exploration, &verdicts, &idle));
            faults
        }
    };
    let report = Report {
        sources: &sources,
        faults: &faults,
    };
    for format in [Format::Human, Format::Short, Format::Json] {
        let text = report.render(format);
        // The renderer's own colours begin with an escape; nothing else may.
        let foreign = |sign: char| sign.is_control() && !['\n', '\u{1b}'].contains(&sign);
        assert!(!text.contains(foreign), "{text:?}");
    }
});
