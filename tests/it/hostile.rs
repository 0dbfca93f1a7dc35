//! Saves and scripts that mean harm: no control character of theirs reaches a terminal.

use std::process::{Command, Stdio};

use crate::support::{Folder, TEA, fifteen};

/// What a terminal would obey: colours, a title, a cleared screen, in both ways of writing them.
const HARM: &str = "\u{1b}[31m\u{1b}]0;title\u{7}\u{1b}[2J\u{9b}31m\u{8}";

/// Returns a text with the last line that a save of these lines has.
fn signed(body: &str, steps: usize) -> String {
    let hash = body.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{body}#! end {steps} {hash:016x}\n")
}

#[track_caller]
fn assert_harmless(output: &str) {
    let is_harmful = |sign: &char| sign.is_control() && *sign != '\n';
    assert_eq!(output.chars().find(is_harmful), None, "{output:?}");
}

#[test]
fn what_a_save_says_cannot_reach_the_terminal() {
    let story = Folder::new(TEA);
    let head = "#! fifteen tea 00\n#! save 1\n";
    let bodies = [
        (
            signed(&format!("{head}# {HARM}\nwait  #@kettle{HARM} {HARM}\n"), 1),
            "noted",
        ),
        (
            signed(&format!("{head}# 1\nwait  #@{HARM} x\n"), 1),
            "placed",
        ),
        (signed(&format!("{head}# 1\n{HARM}\n"), 1), "called"),
        (
            signed(&format!("#! fifteen {HARM} 00\n#! save 1\n# 1\n"), 0),
            "foreign",
        ),
        (format!("#! fifteen tea 00\n#! save {HARM}\n"), "newer"),
        (format!("{HARM}\n{HARM}"), "none"),
    ];
    let saves = Folder::new(&[]);
    for (text, name) in &bodies {
        saves.write(&format!("tea/saves/{name}.save"), text.as_bytes());
    }
    saves.write(&format!("tea/saves/{}.save", HARM.replace('/', "")), b"x");
    for (now, _) in &bodies {
        saves.write("tea/now.save", now.as_bytes());
        saves.write(
            "tea/scrapbook.txt",
            format!("#! scrapbook 1 tea\nending {HARM} 1\n").as_bytes(),
        );
        saves.write(
            "settings.txt",
            format!("plain = {HARM}\n{HARM} = on\n").as_bytes(),
        );
        let loads = bodies
            .iter()
            .map(|(_, name)| format!("load {name}\nlook\n"));
        let loads = loads.collect::<Vec<_>>().concat();
        let input =
            format!("resume\nsaves\n{loads}saves\nscrapbook\nscript\ntranscript\ncompare\n");
        for form in ["--plain", "--json", "--no-save"] {
            let place = saves.path().to_str().expect("a path");
            let story = story.path().to_str().expect("a path");
            let (output, errors) = fifteen(["play", form, "--save-dir", place, story])
                .input(&input)
                .run();
            assert_harmless(&output);
            assert_harmless(&errors);
        }
        for (text, name) in &bodies {
            saves.write(&format!("tea/saves/{name}.save"), text.as_bytes());
        }
    }
}

#[test]
fn what_a_script_says_cannot_reach_the_terminal() {
    let (story, saves) = (Folder::new(TEA), Folder::new(&[]));
    for text in [
        format!("wait # {HARM}\n"),
        format!("wait{HARM}\n"),
        format!("#! fifteen {HARM} 00\nnowhere\n"),
        format!("#! {HARM}\n"),
    ] {
        let script = story.write("script.txt", text.as_bytes());
        let path = script.to_str().expect("a path");
        let story = story.path().to_str().expect("a path");
        let script = format!("--script={path}");
        for arguments in [["replay", path, story], ["play", &script, story]] {
            let done = Command::new(env!("CARGO_BIN_EXE_fifteen"))
                .args(arguments)
                .env("FIFTEEN_SAVE_DIR", saves.path())
                .stdin(Stdio::null())
                .output()
                .expect("a run");
            assert_harmless(&String::from_utf8(done.stdout).expect("UTF-8"));
            assert_harmless(&String::from_utf8(done.stderr).expect("UTF-8"));
        }
    }
}
