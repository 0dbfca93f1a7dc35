//! Rules of the repository.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn nothing_unexpected_stands_at_the_top() {
    let expected = [
        ".ci",
        ".git",
        ".gitignore",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "benches",
        "build.rs",
        "src",
        "story",
        "target",
        "tests",
    ];
    for entry in fs::read_dir(root()).expect("the top") {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("a name");
        assert!(
            expected.contains(&name.as_str()),
            "{name} has no place at the top"
        );
    }
}

#[test]
fn source_files_are_short_and_begin_with_their_purpose() {
    for path in files("src", "rs") {
        let text = fs::read_to_string(&path).expect("a file");
        assert!(
            text.starts_with("//!"),
            "{} does not say what it is",
            path.display()
        );
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
    }
}

#[test]
fn the_core_knows_no_disk_and_no_terminal() {
    for module in ["story", "engine", "explore", "session", "compile", "syntax"] {
        for path in files(&format!("src/{module}"), "rs") {
            let text = fs::read_to_string(&path).expect("a file");
            for word in [
                "std::fs",
                "std::io",
                "std::env",
                "std::time",
                "rustyline",
                "anstream",
            ] {
                assert!(!text.contains(word), "{} uses {word}", path.display());
            }
        }
    }
}

#[test]
fn the_engine_knows_nothing_of_the_story() {
    for path in files("src", "rs") {
        let text = fs::read_to_string(&path).expect("a file").to_lowercase();
        for word in ["apollo", "drago", "adrian", "moscow", "siberia"] {
            assert!(!text.contains(word), "{} speaks of {word}", path.display());
        }
    }
}

#[test]
fn the_story_is_finished_text_in_plain_signs() {
    for path in files("story", "ron") {
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.is_ascii(), "{} has signs beyond ASCII", path.display());
        for word in ["BEAT", "BRIEF", "CHOICE", "TEXT", "TODO"] {
            assert!(!text.contains(word), "{} still says {word}", path.display());
        }
        assert!(
            !text.contains("\n\n\n"),
            "{} has double blank lines",
            path.display()
        );
    }
}
