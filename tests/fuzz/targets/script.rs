//! Reads bytes as a script, and plays it on a small story.

#![no_main]

use std::sync::OnceLock;

use fifteen::{
    compile::{Compiled, compile},
    session::{Script, Session},
    source::Sources,
};
use libfuzzer_sys::fuzz_target;

static STORY: OnceLock<Compiled> = OnceLock::new();

fn story() -> Compiled {
    let mut sources = Sources::new("");
    sources.add(
        "world.ron",
        br#"(id: "tea", title: "Tea", version: "1", start: "kettle", counters: { "heat": (max: 2) },
            endings: { "drunk": (title: "Drunk") })"#,
    );
    sources.add(
        "nodes.ron",
        br#"{
            "kettle": (choices: {
                "wait": (aliases: ["w"], say: "Wait", when: "heat < 2", do: "heat += 1", to: "kettle"),
                "pour": (say: "Pour", when: "heat >= 1", locked: "it is {heat}", to: "cup"),
            }),
            "cup": (text: "Tea.", ending: "drunk"),
        }"#,
    );
    compile(&sources).expect("a story without faults")
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(script) = Script::parse(text) else { return };
    // What was read is written so that it is read the same.
    let again = Script::parse(&script.to_string());
    assert_eq!(again.as_ref(), Ok(&script));
    let story = &STORY.get_or_init(story).story;
    let mut session = Session::begin(story).expect("a beginning");
    for step in &script.steps {
        if session.choose(step).is_err() {
            break;
        }
    }
});
