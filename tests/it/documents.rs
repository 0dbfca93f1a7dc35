//! What is said of every code: its document, the fixture that is made of it, and that its examples are what they say.
//!
//! `SNAPSHOTS=overwrite cargo test documents` makes the fixtures anew.

use std::{collections::BTreeSet, fs, path::Path};

use fifteen::diagnostic::{Code, LINTS, Level};
use snapbox::{Assert, Data};

use crate::{
    faults::{faults, fixture, sources},
    support::fifteen,
};

/// The ending that most examples lead to.
const ENDS: (&str, &str) = (
    "ends.ron",
    "{\n    \"cup\": (text: \"Tea.\", ending: \"drunk\"),\n}\n",
);

/// Returns the files of the example under a heading, and the usual ending where they have none.
fn example(code: Code, heading: &str) -> Vec<(&'static str, &'static str)> {
    let document = code.document();
    let (_, from) = document
        .split_once(&format!("\n{heading}:\n"))
        .unwrap_or_else(|| panic!("{code} has no example under {heading}"));
    let part = from.split("\nRight:\n").next().expect("a part");
    let mut files: Vec<_> = part.split("```ron\n// ").skip(1).map(file).collect();
    if !files
        .iter()
        .any(|(name, text)| text.contains("\"cup\": (") || *name == ENDS.0)
    {
        files.push(ENDS);
    }
    files
}

fn file(block: &'static str) -> (&'static str, &'static str) {
    let (name, text) = block.split_once('\n').expect("a name on the first line");
    (name, text.split("```").next().expect("a text"))
}

/// The codes with examples: this one cannot have any, since a document is UTF-8. `cli` shows it.
fn codes() -> impl Iterator<Item = Code> {
    Code::ALL
        .iter()
        .copied()
        .filter(|code| *code != Code::E0016)
}

#[test]
fn wrong_examples_raise_their_codes_and_are_the_fixtures() {
    let mut silent = Vec::new();
    for code in codes() {
        let files = example(code, "Wrong");
        let found = faults(&sources(&files));
        let found: Vec<Code> = found.iter().map(|fault| fault.kind.code()).collect();
        if !found.contains(&code) {
            silent.push((code, found));
            continue;
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/faults/{code}.txt"));
        let expected = Data::read_from(&path, None).raw();
        Assert::new()
            .action_env("SNAPSHOTS")
            .eq(fixture(&files), expected);
    }
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn right_examples_have_no_fault() {
    for code in codes() {
        let files = example(code, "Right");
        let mut found = faults(&sources(&files));
        found.retain(|fault| fault.level == Level::Deny || fault.kind.code() == code);
        assert!(found.is_empty(), "{code}: {}", fixture(&files));
    }
}

#[test]
fn documents_are_of_codes_and_say_which() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/documents");
    let names: BTreeSet<String> = fs::read_dir(folder)
        .expect("the documents")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    let expected: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    assert_eq!(names, expected);
    let mut titles = BTreeSet::new();
    for code in Code::ALL {
        assert!(
            code.document().starts_with(&format!("# {code}: ")),
            "{code}"
        );
        assert!(titles.insert(code.title()), "{code} has another's title");
    }
}

#[test]
fn every_warning_is_a_lint_with_a_level() {
    for code in Code::ALL {
        assert!(
            !code.as_str().starts_with('W') || code.lint().is_some(),
            "{code}"
        );
    }
    for lint in LINTS {
        assert_eq!(Code::find(lint.name), Some(lint.code));
    }
}

#[test]
fn explain_prints_a_document_by_code_or_by_the_name_of_a_lint() {
    let (by_code, _) = fifteen(["explain", "w0201"]).run();
    let (by_name, _) = fifteen(["explain", "long_label"]).run();
    assert_eq!(by_code, by_name);
    assert!(by_code.starts_with("W0201: a long label\n\n"), "{by_code}");
    assert!(
        by_code.contains("\nWrong:\n\n    // kettle.ron\n    {\n"),
        "{by_code}"
    );
    assert!(
        by_code.ends_with("    lints: { \"long_label\": \"allow\" },\n"),
        "{by_code}"
    );
    assert!(!by_code.contains("```"), "{by_code}");
    let (list, _) = fifteen(["explain"]).run();
    assert_eq!(list.lines().count(), Code::ALL.len());
    assert!(
        list.contains("\nE0103  a name that nothing declares\n"),
        "{list}"
    );
}

#[test]
fn explain_does_not_know_a_code_that_is_none() {
    fifteen(["explain", "E9999\u{1b}"])
        .status(2)
        .output("")
        .errors("no fault has the code `E9999\\u{1b}`; `fifteen explain` lists them\n")
        .run();
    let (_, errors) = fifteen(["explain", "long_labels"])
        .status(2)
        .any_errors()
        .run();
    assert!(errors.contains("the nearest is `long_label`"), "{errors}");
}
