//! Whatever bytes stand in a folder, reading them ends with a story or with faults at places that exist.

use std::{fs, path::Path};

use fifteen::{
    compile::compile,
    diagnostic::{Format, Report},
    explore::{Limits, coverage, explore, idle, judge},
    lint,
    session::{Script, Session},
    source::{Sources, is_order},
};
use proptest::prelude::*;

use crate::support::{Folder, TEA, fifteen};

/// Does with some files all that `check` does, and looks at what comes of it.
fn check(files: &[(&str, &[u8])]) {
    let mut sources = Sources::new("");
    for (name, bytes) in files {
        sources.add(name, bytes);
    }
    let faults = match compile(&sources) {
        Err(faults) => faults,
        Ok(compiled) => {
            let limits = Limits::with_states(Some(200));
            let mut faults = lint::draft(&sources, &compiled);
            let exploration = explore(&compiled.story, limits);
            let verdicts = judge(&compiled.story, &exploration, limits);
            let idle = idle(&compiled.story, &exploration, limits);
            faults.extend(lint::lint(&compiled, &exploration, &verdicts, &idle));
            let coverage = coverage(&compiled.story, &exploration, limits);
            faults.extend(lint::coverage(&sources, &compiled, &coverage));
            faults
        }
    };
    for fault in &faults {
        let text = &sources.get(fault.span.file).text;
        assert!(text.get(fault.span.range()).is_some(), "{fault:?}");
    }
    let report = Report {
        sources: &sources,
        faults: &faults[..faults.len().min(20)],
    };
    for format in [Format::Human, Format::Short, Format::Json] {
        let text = report.render(format);
        let colours = if format == Format::Human {
            "\u{1b}["
        } else {
            ""
        };
        assert!(is_plain(&text, colours), "{text:?}");
    }
}

/// Tells whether the text has no sign that a terminal obeys but line breaks, and colours that begin with `colours`.
fn is_plain(text: &str, colours: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(|sign: char| is_order(sign) && sign != '\n') {
        let is_colour = |colour: &str| {
            let end = colour.find(|sign: char| !sign.is_ascii_digit() && sign != ';');
            end.is_some_and(|end| colour[end..].starts_with('m'))
        };
        match rest[at..].strip_prefix(colours) {
            Some(colour) if !colours.is_empty() && is_colour(colour) => rest = colour,
            _ => return false,
        }
    }
    true
}

/// The world and one more file of the shipped story.
fn real_files() -> (String, Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("story");
    let world = fs::read_to_string(root.join("world.ron")).expect("the world");
    let mut files = Vec::new();
    for act in fs::read_dir(&root).expect("the story") {
        let act = act.expect("an entry").path();
        if act.is_dir() {
            let inside = fs::read_dir(act).expect("an act");
            files.extend(inside.map(|entry| entry.expect("an entry").path()));
        }
    }
    files.sort();
    let texts = files
        .iter()
        .map(|path| fs::read_to_string(path).expect("a file"));
    (world, texts.collect())
}

/// Pieces that story files are made of, and some that they are not.
const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "r#\"",
    "\"#",
    ",",
    ":",
    "=",
    ";",
    "'",
    "\\",
    "\\u{1b}",
    "//",
    "/*",
    "*/",
    "\n",
    "\t",
    "\r",
    "\0",
    "\u{1b}[2J",
    "\u{9b}",
    "\u{202e}",
    "\u{feff}",
    "\u{201c}",
    "\u{e9}",
    "\u{1f980}",
    "{?",
    "{?lid: ",
    "|",
    "||",
    "{{",
    "}}",
    "not ",
    "and",
    " or ",
    ">=",
    "==",
    "+=",
    "visits.kettle",
    "visits.",
    "lid",
    "heat",
    "log.1",
    "log.0",
    "99999999999999999999999",
    "-1",
    "0.5",
    "true",
    "text: ",
    "choices: ",
    "say: ",
    "when: ",
    "to: ",
    "\"kettle\": (",
    "routes: [",
    "ending: ",
    "menu: ",
    "menus: ",
    "without: ",
    "aliases: ",
    "Some(",
    "None",
    "a",
    " ",
];

#[derive(Debug, Clone)]
enum Change {
    Insert(usize, &'static str),
    Delete(usize, usize),
    Copy(usize, usize, usize),
    Byte(usize, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let at = || any::<usize>();
    prop_oneof![
        (at(), prop::sample::select(PIECES)).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (at(), 1_usize..400).prop_map(|(at, length)| Change::Delete(at, length)),
        (at(), at(), 1_usize..400).prop_map(|(from, to, length)| Change::Copy(from, to, length)),
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
    ]
}

fn changed(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes {
        let place = |at: usize, bytes: &[u8]| at % (bytes.len() + 1);
        match *change {
            Change::Insert(at, piece) => {
                let at = place(at, &bytes);
                bytes.splice(at..at, piece.bytes());
            }
            Change::Delete(at, length) => {
                let at = place(at, &bytes);
                bytes.drain(at..bytes.len().min(at + length));
            }
            Change::Copy(from, to, length) => {
                let (from, to) = (place(from, &bytes), place(to, &bytes));
                let copied = bytes[from..bytes.len().min(from + length)].to_vec();
                bytes.splice(to..to, copied);
            }
            Change::Byte(at, byte) => {
                let at = place(at, &bytes);
                if let Some(old) = bytes.get_mut(at) {
                    *old = byte;
                }
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn bytes_are_read_without_a_panic(
        world in prop::collection::vec(any::<u8>(), 0..200),
        nodes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        check(&[("world.ron", &world), ("nodes.ron", &nodes)]);
        check(&[("world.ron", TEA[0].1.as_bytes()), ("kitchen/nodes.ron", &nodes)]);
    }

    #[test]
    fn pieces_of_stories_are_read_without_a_panic(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60),
    ) {
        let nodes = pieces.concat();
        check(&[("world.ron", nodes.as_bytes()), ("nodes.ron", nodes.as_bytes())]);
        check(&[("world.ron", TEA[0].1.as_bytes()), ("kitchen/nodes.ron", nodes.as_bytes())]);
        let node = format!("{{\"kettle\": (text: \"{nodes}\", routes: [(when: \"{nodes}\", do: \"{nodes}\", to: \"kettle\")])}}");
        check(&[("world.ron", TEA[0].1.as_bytes()), ("kitchen/nodes.ron", node.as_bytes())]);
    }

    #[test]
    fn a_story_that_was_damaged_is_read_without_a_panic(
        changes in prop::collection::vec(change(), 1..6),
        which in any::<usize>(),
    ) {
        let (world, files) = real_files();
        let file = &files[which % files.len()];
        check(&[("world.ron", &changed(&world, &changes)), ("moscow/a.ron", file.as_bytes())]);
        check(&[("world.ron", world.as_bytes()), ("moscow/a.ron", &changed(file, &changes))]);
    }

    #[test]
    fn a_small_story_that_was_damaged_is_explored_without_a_panic(
        changes in prop::collection::vec(change(), 1..3),
        which in 0..TEA.len(),
    ) {
        let damaged = changed(TEA[which].1, &changes);
        let file = |(index, (name, text)): (usize, &(&'static str, &'static str))| {
            let bytes = if index == which { damaged.clone() } else { text.as_bytes().to_vec() };
            (*name, bytes)
        };
        let files: Vec<(&str, Vec<u8>)> = TEA.iter().enumerate().map(file).collect();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        check(&files);
    }

    #[test]
    fn scripts_are_read_without_a_panic_and_written_as_they_are_read(
        lines in prop::collection::vec(prop::sample::select(vec![
            "wait", "lid", "pour", "#", "#! fifteen tea 0", "#! fifteen", "\r", " ", "\u{1b}", "wait lid", "\u{feff}", "tip",
        ]), 0..12),
    ) {
        let mut sources = Sources::new("");
        for (name, text) in TEA {
            sources.add(name, text.as_bytes());
        }
        let story = compile(&sources).expect("a story").story;
        if let Ok(script) = Script::parse(&lines.join("\n")) {
            let again = Script::parse(&script.to_string());
            prop_assert_eq!(again.as_ref(), Ok(&script));
            let mut session = Session::begin(&story).expect("a beginning");
            for step in &script.steps {
                if session.choose(step).is_err() {
                    break;
                }
            }
        }
    }
}

/// Runs `check` on a folder and returns what it says on standard error.
#[track_caller]
fn refused(folder: &Folder, status: i32) -> String {
    let path = folder.path().to_str().expect("a path");
    let (_, errors) = fifteen(["check", path]).status(status).any_errors().run();
    errors.replace(path, "STORY")
}

#[test]
fn nesting_without_end_is_refused() {
    for (open, code) in [
        ("(", "E00"),
        ("[", "E00"),
        ("{", "E00"),
        ("/*", "E00"),
        ("Some(", "E00"),
    ] {
        let folder = Folder::new(TEA);
        folder.write("kitchen/deep.ron", open.repeat(1_000_000).as_bytes());
        let errors = refused(&folder, 1);
        assert!(errors.contains(code), "{open}: {errors:.300}");
    }
    for text in [
        "{?lid: ".repeat(100_000),
        "{{".repeat(100_000),
        "{".repeat(100_000),
    ] {
        let folder = Folder::new(TEA);
        let node = format!("{{\"deep\": (text: \"{text}\", ending: \"drunk\")}}");
        folder.write("kitchen/deep.ron", node.as_bytes());
        assert!(refused(&folder, 1).contains("error"), "{text:.20}");
    }
    for when in ["not ".repeat(100_000), "(".repeat(100_000)] {
        let folder = Folder::new(TEA);
        let node = format!("{{\"deep\": (routes: [(when: \"{when}lid\", to: \"kettle\")])}}");
        folder.write("kitchen/deep.ron", node.as_bytes());
        assert!(refused(&folder, 1).contains("E0014"), "{when:.20}");
    }
}

#[test]
fn a_very_large_file_is_read() {
    let folder = Folder::new(TEA);
    let line = "            The kettle stands on the stove, and the garden has not moved.\n\n";
    let text = line.repeat(20_000_000 / line.len());
    let node = format!("{{\"large\": (text: r#\"{text}\"#, ending: \"drunk\")}}");
    folder.write("garden/large.ron", node.as_bytes());
    let errors = refused(&folder, 1);
    assert!(
        errors.contains("nobody can ever reach the node `large`"),
        "{errors:.300}"
    );
    assert!(errors.len() < 10_000, "{}", errors.len());
}

#[test]
fn two_hundred_files_are_read() {
    let folder = Folder::new(TEA);
    for number in 0..200 {
        let next = number + 1;
        let node = format!("{{\"n{number}\": (routes: [(to: \"n{next}\")])}}");
        folder.write(&format!("garden/n{number}.ron"), node.as_bytes());
    }
    folder.write(
        "garden/last.ron",
        b"{\"n200\": (text: \"Far.\", ending: \"drunk\")}",
    );
    let errors = refused(&folder, 1);
    assert!(
        errors.contains("nobody can ever reach the node `n200`"),
        "{errors:.300}"
    );
}

#[test]
fn files_that_are_no_text_are_named() {
    let folder = Folder::new(TEA);
    folder.write("kitchen/zero.ron", b"{\0}");
    let errors = refused(&folder, 1);
    assert!(
        errors.contains("E0017") && errors.contains("U+0000"),
        "{errors}"
    );
    folder.write("kitchen/zero.ron", b"\xff\xfe{\0}\0");
    assert!(refused(&folder, 1).contains("E0016"));
}

#[test]
fn a_folder_where_a_file_should_be_is_named() {
    let folder = Folder::new(TEA);
    fs::create_dir(folder.path().join("kitchen/odd.ron")).expect("a folder");
    let errors = refused(&folder, 2);
    assert_eq!(
        errors,
        "STORY/kitchen/odd.ron is no file: what ends in .ron must be one\n"
    );
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_and_pipes_are_named() {
    use std::os::unix::fs::symlink;

    let folder = Folder::new(TEA);
    symlink("loop.ron", folder.path().join("loop.ron")).expect("a link");
    let errors = refused(&folder, 2);
    assert!(
        errors.starts_with("cannot read STORY/loop.ron: "),
        "{errors}"
    );
    fs::remove_file(folder.path().join("loop.ron")).expect("the link");
    symlink("/dev/zero", folder.path().join("zero.ron")).expect("a link");
    let errors = refused(&folder, 2);
    assert!(errors.starts_with("STORY/zero.ron is no file"), "{errors}");
    fs::remove_file(folder.path().join("zero.ron")).expect("the link");
    // An act that is its own parent: its files are read as files of that act, one level deep.
    symlink("..", folder.path().join("kitchen/up")).expect("a link");
    let errors = refused(&folder, 2);
    assert!(errors.contains("is too deep"), "{errors}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_read_all_the_same() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new(TEA);
    let set = |mode| {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.path(), mode).expect("permissions");
    };
    set(0o555);
    let path = folder.path().to_str().expect("a path");
    fifteen(["check", path]).any_errors().run();
    fifteen(["play", "--no-save", path]).input("wait\n").run();
    set(0o755);
}

#[test]
fn names_of_files_cannot_send_escape_codes() {
    let folder = Folder::new(TEA);
    folder.write("kitchen/\u{1b}[2J.ron", b"{");
    let mut sources = Sources::new("\u{9b}31m");
    sources.add("kitchen/\u{1b}[2J.ron", b"{");
    assert!(is_plain(&sources.iter().next().expect("a file").1.path, ""));
    let path = folder.path().to_str().expect("a path");
    let (_, errors) = fifteen(["check", "--format", "short", path])
        .status(1)
        .any_errors()
        .run();
    assert!(errors.contains("\\u{1b}[2J.ron:1:1"), "{errors:?}");
    let (_, errors) = fifteen(["check", "no\u{9b}where"])
        .status(2)
        .any_errors()
        .run();
    assert!(errors.contains("no\\u{9b}where"), "{errors:?}");
}
