//! What the program does for other programs: JSON, completions, the manual.

use serde_json::{Value, json};

use crate::support::{Folder, TEA, fifteen};

/// Plays tea as a program does, and returns the objects that came back.
fn play(lines: &str) -> Vec<Value> {
    let folder = Folder::new(TEA);
    let story = folder.path().to_str().expect("a path");
    let (output, _) = fifteen(["play", "--json", story]).input(lines).run();
    let objects = output.lines().map(serde_json::from_str);
    objects
        .map(|object| object.expect("one object a line"))
        .collect()
}

#[test]
fn a_program_is_told_all_that_a_player_sees() {
    let objects = play("wait\n");
    assert_eq!(objects.len(), 2);
    let mut turn = objects[1].clone();
    assert_eq!(turn["story"]["hash"].as_str().map(str::len), Some(16));
    turn["story"]["hash"] = Value::Null;
    assert_eq!(
        turn,
        json!({
            "protocol": 1,
            "type": "turn",
            "notices": [],
            "story": { "id": "tea", "title": "Tea", "version": "1", "hash": null },
            "turn": 1,
            "ahead": 0,
            "act": "kitchen",
            "act_title": "Kitchen",
            "node": "kettle",
            "passages": [{
                "kind": "text",
                "node": "kettle",
                "text": "The kettle stands on the stove. It hums.",
                "figure": null,
            }],
            "status": ["water warm"],
            "choices": [
                { "number": 1, "id": "wait", "label": "Wait a while", "danger": true, "taken": false },
                { "number": 2, "id": "lid", "label": "Put the lid on", "danger": false, "taken": false },
                { "number": 3, "id": "pour", "label": "Pour the water", "danger": false, "taken": false },
            ],
            "locked": [],
            "ending": null,
            "resume": null,
        })
    );
}

#[test]
fn a_program_can_do_all_that_a_player_can() {
    let lines = "pour\n3\n/undo 2\n/undo\n/endings\nwait\n/save a\n/saves\n/redo\n/jump 0\n/load a\n/page pot\n/script\n\
                 /chapters\n/chapter garden\n/chapter kitchen\n/compare\n/forget a\n/nonsense\n\u{1b}[31m\n\n/quit\nlost\n";
    let objects = play(lines);
    let told: Vec<String> = objects
        .iter()
        .map(|object| {
            let kind = object["type"].as_str().expect("a type");
            let more = ["error", "did", "turn"].iter().map(|key| &object[*key]);
            let more = more.filter(|value| !value.is_null()).map(Value::to_string);
            [kind.to_owned()]
                .into_iter()
                .chain(more)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    assert_eq!(
        told,
        [
            "turn 0",
            "error \"locked\"",
            "turn 1",
            "error \"refused\"",
            "turn 0",
            "endings",
            "turn 1",
            "done \"save\"",
            "saves",
            "error \"refused\"",
            "turn 0",
            "turn 1",
            "page",
            "script",
            "chapters",
            "turn 1",
            "turn 0",
            "compare",
            "done \"forget\"",
            "error \"command\"",
            "error \"unknown\"",
            "error \"unknown\"",
            "bye",
        ]
    );
    assert_eq!(
        objects[2]["ending"],
        json!({ "id": "spilt", "title": "Spilt" })
    );
    assert_eq!(objects[5]["endings"][1]["times"], 1);
    assert_eq!(
        objects[8]["saves"],
        json!([{ "name": "a", "note": "1 choice, Kitchen" }])
    );
    assert_eq!(objects[12]["page"]["figure"]["says"], "A pot, warm.");
    let script = objects[13]["script"].as_str().expect("a script");
    assert!(
        script.ends_with("\nwait  #@kettle Wait a while\n"),
        "{script}"
    );
    assert_eq!(
        objects[14]["chapters"],
        json!([
            { "act": "kitchen", "title": "Kitchen", "choices": 0, "here": true },
            { "act": "garden", "title": "Garden", "choices": 1, "here": false },
        ])
    );
}

#[test]
fn every_command_of_the_protocol_stands_in_the_manual() {
    let (page, _) = fifteen(["man"]).run();
    for word in [
        "/look",
        "/undo",
        "/redo",
        "/jump",
        "/restart",
        "/chapters",
        "/chapter",
        "/resume",
        "/save",
        "/load",
        "/saves",
        "/forget",
        "/page",
        "/script",
        "/endings",
        "/compare",
        "/quit",
    ] {
        assert!(page.contains(word), "{word}");
        let answer = play(&format!("{word}\n")).remove(1);
        let message = answer["message"].as_str().unwrap_or_default();
        assert!(
            !message.starts_with("there is no command"),
            "{word}: {message}"
        );
    }
    for word in [
        "FIFTEEN_SAVE_DIR",
        "save\\-dir",
        "EXIT STATUS",
        "solve",
        ".TH fifteen 1",
    ] {
        assert!(page.contains(word), "{word}\n{page}");
    }
}

#[test]
fn every_shell_is_told_of_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (script, _) = fifteen(["completions", shell]).run();
        for word in ["replay", "save-dir", "solve"] {
            assert!(script.contains(word), "{shell} is not told of {word}");
        }
    }
    fifteen(["completions", "tcsh"])
        .status(2)
        .any_errors()
        .run();
}
