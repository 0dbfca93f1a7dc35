//! The writer's guide, followed word by word: its files are written, its commands run, its tables compiled.
//!
//! `SNAPSHOTS=overwrite cargo test guide` writes its list of messages anew.

use std::{env, fmt::Write, fs, path::Path, process::Command};

use anstream::adapter::strip_str;
use fifteen::{
    diagnostic::{Code, LINTS},
    source::Sources,
};
use tempfile::TempDir;

use crate::{faults::faults, support::fifteen};

const LIST: &str = "\n## Every message\n";

fn path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("story/README.md")
}

/// Returns every field that a story file may hold.
pub fn fields() -> Vec<String> {
    let read = include_str!("../../src/syntax/fields.rs");
    let names = read.lines().filter_map(|line| {
        let (name, _) = line.trim().strip_prefix("pub ")?.split_once(": ")?;
        // The only one that is written otherwise.
        Some(if name == "effects" { "do" } else { name }.to_owned())
    });
    let fields: Vec<String> = names.chain(["effects".to_owned()]).collect();
    assert!(fields.len() > 60, "{fields:?}");
    fields
}

fn guide() -> String {
    fs::read_to_string(path()).expect("the guide")
}

/// A block of the guide: its language and its text.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let blocks = text.split("```").skip(1).step_by(2);
    blocks
        .map(|block| block.split_once('\n').expect("a language and a text"))
        .collect()
}

/// Writes a block into the folder of the story, as the first line says.
fn write(folder: &Path, block: &str) {
    let (name, text) = block.split_once('\n').expect("a name on the first line");
    let path = folder.join(name.strip_prefix("// ").expect("a file's name"));
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Runs what a block shows; every line shown must be printed, in this order.
fn run(folder: &Path, block: &str) {
    let (command, shown) = block.split_once('\n').expect("a command");
    let mut words = command.split(' ');
    assert_eq!(
        (words.next(), words.next()),
        (Some("$"), Some("fifteen")),
        "{command}"
    );
    let done = Command::new(env!("CARGO_BIN_EXE_fifteen"))
        .args(words)
        .current_dir(folder)
        .output()
        .expect("the program");
    let printed = [done.stderr, done.stdout].concat();
    let printed = String::from_utf8(printed).expect("UTF-8");
    let printed = strip_str(&printed).to_string();
    let mut lines = printed.lines();
    for line in shown.lines().filter(|line| *line != "...") {
        assert!(
            lines.any(|found| found == line),
            "{line:?} is not in\n{printed}"
        );
    }
}

/// Writes a script, to the file that its first line names.
fn script(folder: &Path, block: &str) {
    let name = block
        .split(':')
        .next()
        .and_then(|name| name.strip_prefix("# "));
    let path = folder.join(name.expect("a file's name"));
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, block).expect("a file");
}

/// Plays what a block shows.
fn play(folder: &Path, block: &str) {
    let typed = block.lines().filter_map(|line| line.strip_prefix("> "));
    let typed: Vec<&str> = typed.collect();
    let story = folder.join("tea");
    let story = story.to_str().expect("a path");
    let (output, _) = fifteen(["play", "--no-save", story])
        .input(typed.join("\n") + "\n")
        .run();
    assert!(output.contains(block), "{output}");
}

fn no_faults(folder: &Path) {
    let mut sources = Sources::new("");
    let mut waiting = vec![(String::new(), folder.to_path_buf())];
    while let Some((inside, folder)) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_str().expect("text");
            let inside = format!("{inside}{name}");
            if path.is_dir() {
                waiting.push((format!("{inside}/"), path));
            } else {
                sources.add(&inside, &fs::read(&path).expect("a file"));
            }
        }
    }
    let mut faults = faults(&sources);
    // A text may wait for what a later step leads to it with.
    faults.retain(|fault| !fault.kind.code().as_str().starts_with("W04"));
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_guide_can_be_followed_word_by_word() {
    let guide = guide();
    let fresh = TempDir::new().expect("a folder");
    let story = fresh.path().join("tea");
    for chapter in guide.split("\n## ") {
        // The chapter of the language tells a story anew.
        if chapter.starts_with("The language") {
            fs::remove_dir_all(&story).expect("a folder");
        }
        for (language, block) in blocks(chapter) {
            match language {
                "ron" => write(&story, block),
                "console" => run(fresh.path(), block),
                "play" => play(fresh.path(), block),
                "text" => script(fresh.path(), block),
                other => panic!("what to do with {other}?"),
            }
        }
        if chapter.starts_with("The language") || chapter.starts_with("When something") {
            no_faults(&story);
        }
    }
    no_faults(&story);
    let script = fresh.path().join("scripts/quick.txt");
    let paths = [&script, &story].map(|path| path.to_str().expect("a path").to_owned());
    let (output, _) = fifteen(["replay", &paths[0], &paths[1]]).run();
    assert!(output.contains("\nYou mop.\n"), "{output}");
}

/// Returns the first cells of the table whose heading begins so, without their marks.
fn table(guide: &str, heading: &str) -> Vec<String> {
    let (_, from) = guide
        .split_once(&format!("\n| {heading} |"))
        .expect("the table");
    let rows = from
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cell = row.split("` |").next().expect("a cell");
        cell.trim_start_matches("| `").replace("\\|", "|")
    })
    .collect()
}

/// Returns the story of the chapter on the language with one node more, before its start.
fn with(node: &str) -> Sources {
    let guide = guide();
    let (_, language) = guide.split_once("\n## The language").expect("the chapter");
    let mut sources = Sources::new("");
    for (_, block) in blocks(language)
        .iter()
        .filter(|(language, _)| *language == "ron")
    {
        let (name, text) = block.split_once('\n').expect("a name on the first line");
        let text = text.replace("start: \"kettle\"", "start: \"extra\"");
        sources.add(name.trim_start_matches("// "), text.as_bytes());
    }
    sources.add("kitchen/extra.ron", node.as_bytes());
    sources
}

#[test]
fn what_the_tables_show_can_be_written() {
    let guide = guide();
    let read = |node: &str| {
        let mut faults = faults(&with(node));
        // Whether it ever holds is no matter here.
        faults.retain(|fault| {
            let code = fault.kind.code().as_str();
            !code.starts_with("E05") && !code.starts_with("W04")
        });
        assert!(faults.is_empty(), "{node}: {faults:#?}");
    };
    let conditions = table(&guide, "condition");
    let changes = table(&guide, "change");
    let texts = table(&guide, "written");
    assert_eq!((conditions.len(), changes.len(), texts.len()), (10, 8, 7));
    for when in conditions {
        read(&format!(
            "{{\"extra\": (routes: [(when: {when:?}, to: \"kettle\"), (to: \"kettle\")])}}"
        ));
    }
    for change in changes {
        read(&format!(
            "{{\"extra\": (routes: [(do: {change:?}, to: \"kettle\")])}}"
        ));
    }
    for text in texts {
        read(&format!(
            "{{\"extra\": (text: {text:?}, routes: [(to: \"kettle\")])}}"
        ));
    }
}

/// What the language has is told: a field that is new cannot be left out.
#[test]
fn the_guide_tells_of_every_field() {
    let guide = guide();
    for field in fields() {
        let is_shown = [format!("{field}: "), format!("`{field}`")];
        assert!(
            is_shown.iter().any(|shown| guide.contains(shown)),
            "nothing tells of `{field}`"
        );
    }
}

#[test]
fn the_guide_lists_every_message() {
    let mut list = "| lint | code | level | tells of |\n|---|---|---|---|\n".to_owned();
    for lint in LINTS {
        let (name, code, level) = (lint.name, lint.code, lint.level.as_str());
        let title = code.title();
        writeln!(list, "| `{name}` | {code} | {level} | {title} |").expect("a string");
    }
    list += "\nThe other faults have no level: a story with one of them cannot be played or proven.\n\n";
    list += "| code | tells of |\n|---|---|\n";
    for code in Code::ALL.iter().filter(|code| code.lint().is_none()) {
        writeln!(list, "| {code} | {} |", code.title()).expect("a string");
    }
    let intro = "Lints are what you may allow, be warned of, or deny, each by its name in `lints` of `world.ron`; the level \
                 here is the one where a story sets none.";
    let list = format!("{LIST}\n{intro}\n\n{list}");
    let guide = guide();
    let (before, _) = guide.split_once(LIST).expect("the chapter");
    if env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite") {
        fs::write(path(), format!("{before}{list}")).expect("the guide");
    } else {
        assert_eq!(guide, format!("{before}{list}"));
    }
}
