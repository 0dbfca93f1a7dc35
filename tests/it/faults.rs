//! Every fault a story can have, as its writer sees it. A fixture holds the files and the message together.
//!
//! `SNAPSHOTS=overwrite cargo test faults` writes what is printed now into the fixtures.

use std::{fs, path::Path};

use anstream::adapter::strip_str;
use fifteen::{
    compile::compile,
    diagnostic::{Fault, Format, Report},
    explore::{Limits, coverage, explore, idle, judge},
    lint,
    source::Sources,
};
use snapbox::{Assert, Data};

/// What a fixture that needs no world of its own is read with.
const WORLD: &str = r#"(
    id: "tea", title: "Tea", version: "1", start: "kettle",
    flags: { "lid": "the lid is on" },
    counters: { "heat": (max: 2, words: ["cold", "warm", "hot"]), "cups": (max: 6) },
    records: { "log": "what was poured" },
    effects: { "boil": "heat = hot, lid" },
    endings: { "drunk": (title: "Drunk") },
    lints: {
        "never_read": "allow", "never_changed": "allow", "unprinted_record": "allow", "unused_effect": "allow",
        "one_option": "allow", "unread_text": "allow", "constant_condition": "allow",
        "idle_choice": "allow",
    },
)
"#;

/// Splits a fixture at its headings into the files of a story, and drops the message.
fn files(fixture: &str) -> Vec<(&str, &str)> {
    let mut files = Vec::new();
    for section in fixture.split("=== ").skip(1) {
        let (name, text) = section.split_once('\n').expect("a heading is a line");
        if name != "faults" {
            files.push((name, text));
        }
    }
    files
}

/// Returns the files of a story, with the usual world where they have none.
pub fn sources(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::new("");
    if !files.iter().any(|(name, _)| *name == "world.ron") {
        sources.add("world.ron", WORLD.as_bytes());
    }
    for (name, text) in files {
        sources.add(name, text.as_bytes());
    }
    sources
}

/// Returns every fault of a story, as `check` tells them.
pub fn faults(sources: &Sources) -> Vec<Fault> {
    match compile(sources) {
        Err(faults) => faults,
        Ok(compiled) => {
            let exploration = explore(&compiled.story, Limits::default());
            let verdicts = judge(&compiled.story, &exploration, Limits::default());
            let coverage = coverage(&compiled.story, &exploration, Limits::default());
            let idle = idle(&compiled.story, &exploration, Limits::default());
            let mut faults = lint::draft(sources, &compiled);
            faults.extend(lint::coverage(sources, &compiled, &coverage));
            faults.extend(lint::lint(&compiled, &exploration, &verdicts, &idle));
            faults.sort_by_key(|fault| (fault.span, fault.kind.code()));
            faults
        }
    }
}

/// Returns a fixture: the files of a story and what is said of them.
pub fn fixture(files: &[(&str, &str)]) -> String {
    let sources = sources(files);
    let faults = faults(&sources);
    let report = Report {
        sources: &sources,
        faults: &faults,
    };
    let rendered = report.render(Format::Human);
    let sections = files
        .iter()
        .map(|(name, text)| format!("=== {name}\n{text}"));
    let message = strip_str(&rendered).to_string();
    format!(
        "{}=== faults\n{}\n",
        sections.collect::<String>(),
        message.trim_end()
    )
}

fn fixtures() -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults");
    let entries = fs::read_dir(folder).expect("the folder of fixtures");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

#[test]
fn every_fault_is_told_as_its_fixture_says() {
    for path in fixtures() {
        let text = fs::read_to_string(&path).expect("a fixture");
        let actual = fixture(&files(&text));
        let expected = Data::read_from(&path, None).raw();
        Assert::new().action_env("SNAPSHOTS").eq(actual, expected);
    }
}
