//! `play --author`: what an author may do beside the story, and what becomes of their place when a file is saved.

use crate::support::{Folder, TEA, Window, fifteen};

fn path(folder: &Folder) -> &str {
    folder.path().to_str().expect("a path")
}

#[track_caller]
fn typed(lines: &str) -> String {
    let folder = Folder::new(TEA);
    let (output, _) = fifteen(["play", "--author", path(&folder)])
        .input(lines)
        .run();
    output
}

#[test]
fn goto_plays_a_shortest_script_where_there_is_one() {
    let output = typed("goto tea\nscript\n");
    assert!(output.contains("3 choices: wait wait pour"), "{output}");
    assert!(output.contains("THE END: A Cup of Tea"), "{output}");
    assert!(output.contains("\nwait\nwait\npour\n"), "{output}");
    let output = typed("goto te\n");
    assert!(
        output.contains("no node `te`; did you mean `tea`?"),
        "{output}"
    );
}

#[test]
fn goto_says_where_nobody_can_come_and_puts_one_there() {
    let folder = Folder::new(TEA);
    folder.write(
        "garden/shed.ron",
        br#"{ "shed": (text: "Dark.", choices: { "out": (say: "Out", to: "kettle") }) }"#,
    );
    let (output, _) = fifteen(["play", "--author", path(&folder)])
        .input("goto shed\nout\n")
        .run();
    assert!(
        output.contains("it is proven that no player comes to `shed`; you are put there"),
        "{output}"
    );
    assert!(
        output.contains("Dark.") && output.contains("It hums."),
        "{output}"
    );
}

#[test]
fn values_can_be_set_and_read_and_a_choice_says_why() {
    let output = typed(
        "why pour\nset heat hot\nvars\nwhy 3\nset heat 7\nset haet 1\nwhy lift\nundo\nvars\nwhy\n",
    );
    for part in [
        "`pour` is locked: the water is cold",
        "fails  heat >= warm",
        "heat           2, hot",
        "lid            not set       the lid is on",
        "`pour` is open",
        "`7` is not a value of `heat`: 0 cold, 1 warm, 2 hot.",
        "there is no flag or counter `haet`; did you mean `heat`?.",
        "there is no choice `lift` here; there are: wait lid pour tip.",
        "heat           0, cold",
        "why CHOICE: why it is open, locked or hidden",
    ] {
        assert!(output.contains(part), "{part:?} is not in\n{output}");
    }
}

#[test]
fn a_saved_file_is_read_again_and_the_place_is_kept() {
    let folder = Folder::new(TEA);
    let mut window = Window::open(["play", "--author", path(&folder)]);
    window.until("You are the author:");
    window.obey("wait", "It hums.");
    window.obey("set heat hot", "water hot");
    window.obey("lid", "It clinks.");

    // Another text: the same place, the value that was set, and the line that was typed is obeyed there.
    let hissing = TEA[1].1.replace("It hums.", "It hisses.");
    folder.write(TEA[1].0, hissing.as_bytes());
    window.obey("vars", "The story was read again, and your steps fit it.");
    window.until("It hisses.");
    window.until("heat           2, hot");

    // A broken file: the faults, and the story as it was.
    folder.write(
        TEA[1].0,
        hissing.replace("to: \"cup\"", "to: \"cpu\"").as_bytes(),
    );
    window.obey("look", "you play on as it was before:");
    window.until("kettle.ron:7:");
    window.until("It hisses.");

    // A step that is gone: the place before it, by name.
    let lidless = hissing.replace("\"lid\": (", "\"cover\": (");
    folder.write(TEA[1].0, lidless.as_bytes());
    window.obey("", "step 3, `lid`, no longer fits at `kettle`");
    window.obey("cover", "It clinks.");
    window.close();
}

#[test]
fn an_author_has_a_story_on_the_disk() {
    let (_, errors) = fifteen(["play", "--author"]).status(2).any_errors().run();
    assert!(errors.contains("STORY"), "{errors}");
}
