//! Every fault a story can have, as its writer sees it. A fixture holds the files and the message together.
//!
//! `SNAPSHOTS=overwrite cargo test faults` writes what is printed now into the fixtures.

use std::{collections::BTreeSet, fs, path::Path};

use anstream::adapter::strip_str;
use fifteen::{
    compile::compile,
    diagnostic::{Format, Report},
    explore::{Limits, explore, judge},
    lint::lint,
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

fn message(files: &[(&str, &str)]) -> String {
    let mut sources = Sources::new("");
    if !files.iter().any(|(name, _)| *name == "world.ron") {
        sources.add("world.ron", WORLD.as_bytes());
    }
    for (name, text) in files {
        sources.add(name, text.as_bytes());
    }
    let faults = match compile(&sources) {
        Err(faults) => faults,
        Ok(compiled) => {
            let exploration = explore(&compiled.story, Limits::default());
            let verdicts = judge(&compiled.story, &exploration, Limits::default());
            lint(&compiled, &exploration, &verdicts)
        }
    };
    let report = Report {
        sources: &sources,
        faults: &faults,
    };
    let rendered = report.render(Format::Human);
    format!("{}\n", strip_str(&rendered).to_string().trim_end())
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
        let fixture = fs::read_to_string(&path).expect("a fixture");
        let files = files(&fixture);
        let sections = files
            .iter()
            .map(|(name, text)| format!("=== {name}\n{text}"));
        let actual = sections.collect::<String>() + "=== faults\n" + &message(&files);
        let expected = Data::read_from(&path, None).raw();
        Assert::new().action_env("SNAPSHOTS").eq(actual, expected);
    }
}

#[test]
fn every_code_has_a_fixture() {
    let codes = |text: &str| -> BTreeSet<String> {
        let starts = text
            .match_indices("E0")
            .map(|(at, _)| &text[at..text.len().min(at + 5)]);
        let is_code =
            |code: &&str| code.len() == 5 && code[1..].bytes().all(|byte| byte.is_ascii_digit());
        starts.filter(is_code).map(str::to_owned).collect()
    };
    let known = codes(include_str!("../../src/diagnostic/fault.rs"));
    let shown: BTreeSet<String> = fixtures()
        .iter()
        .flat_map(|path| codes(&fs::read_to_string(path).expect("a fixture")))
        .collect();
    // A file that is not UTF-8 cannot be kept in a text; `cli` shows it.
    let missing: Vec<_> = known
        .difference(&shown)
        .filter(|code| *code != "E0016")
        .collect();
    assert!(missing.is_empty(), "no fixture shows {missing:?}");
}
