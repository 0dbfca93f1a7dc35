//! `diff`: what changed between two stories.

use crate::support::{Folder, TEA, fifteen};

fn path(folder: &Folder) -> String {
    folder.path().to_str().expect("a path").to_owned()
}

/// Returns the story after a writer's evening.
fn later() -> Folder {
    let world = TEA[0]
        .1
        .replace(
            "\"spilt\": (title: \"Spilt\", nudge: \"Pour too early.\"),",
            "\"cold\": (title: \"Cold\"),",
        )
        .replace(
            "max: 2, words: [\"cold\", \"warm\", \"hot\"]",
            "max: 3, words: [\"cold\", \"warm\", \"hot\", \"dry\"]",
        );
    let kettle = TEA[1]
        .1
        .replace("It hums.", "It hums a little.")
        .replace("\"lid\": (say: \"Put the lid on\", when: \"not lid\", do: \"lid\", then: \"It clinks.\", to: \"kettle\"),\n", "")
        .replace("\"tip\": (say: \"Tip the kettle over\"", "\"tilt\": (aliases: [\"tip\"], say: \"Tilt the kettle\"")
        .replace("when: \"heat >= warm\"", "when: \"heat == hot\"")
        .replace("\"cup\": (text: \"Steam.\"", "\"mug\": (aliases: [\"cup\"], text: \"Steam.\"")
        .replace("to: \"cup\"", "to: \"mug\"");
    let ends = "{
    \"tea\": (text: \"You drink it in the garden.\", ending: \"drunk\"),
    \"floor\": (text: \"You mop.\", ending: \"cold\"),
    \"well\": (text: \"Deep.\", choices: { \"up\": (say: \"Up\") }, next: \"kettle\"),
}
";
    Folder::new(&[
        ("world.ron", &world),
        ("kitchen/kettle.ron", &kettle),
        ("garden/ends.ron", ends),
    ])
}

#[test]
fn what_changed_is_told_by_name_and_scripts_are_tried() {
    let (old, new) = (Folder::new(TEA), later());
    let scripts = Folder::new(&[
        ("a.txt", "wait\nwait\npour\n"),
        ("b.txt", "wait\npour\n"),
        ("c.txt", "tip\n"),
        ("d.txt", "jump\n"),
        ("e.txt", "wait\nwait\nwait\ntilt\n"),
    ]);
    fifteen([
        "diff",
        &path(&old),
        &path(&new),
        "--scripts",
        &path(&scripts),
    ])
    .status(1)
    .output(
        "+ node well
~ node cup is now mug
~ node kettle
    text: 8 -> 10 words
      - hums.}
      + hums a little.}
    - choice lid
    ~ choice tip is now tilt
    ~ choice pour
        when: when heat >= warm -> when heat == hot
        to: cup -> mug
    ~ choice tilt
        label: Tip the kettle over -> Tilt the kettle
~ node floor
    ending: spilt -> cold
+ ending cold
- ending spilt
~ variable heat
    bounds: 0 to 2 -> 0 to 3
    words: cold, warm, hot -> cold, warm, hot, dry
script a.txt: plays
script b.txt: BROKEN; step 2 does not fit at `kettle`: `pour` is locked: the water is warm
script c.txt: plays; comes to cold, came to spilt
script d.txt: never played; step 1 does not fit at `kettle`: there is no choice `jump` here
script e.txt: never played; step 4 does not fit at `kettle`: `tilt` is not open here
",
    )
    .run();
}

#[test]
fn the_saves_of_a_player_are_tried_where_they_lie() {
    let (old, new, saves) = (Folder::new(TEA), later(), Folder::new(&[]));
    let saves = path(&saves);
    for (input, name) in [("wait\nlid\n", "lidded"), ("wait\nwait\n", "hot")] {
        let play = ["play", &path(&old), "--save-dir", &saves];
        fifteen(play)
            .input(format!("{input}/save {name}\n/quit\n"))
            .run();
    }
    let found = |folder: &str| {
        let (old, new) = (path(&old), path(&new));
        let diff = ["diff", &old, &new, "--scripts", folder];
        let (output, _) = fifteen(diff).status(1).run();
        let lines = output.lines().filter(|line| line.starts_with("script"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let broken = "BROKEN; step 2 does not fit at `kettle`: there is no choice `lid` here";
    // The folder that `--save-dir` names, and the one of the story in it; locks and the scrapbook are no scripts.
    let told = |folder: &str| {
        vec![
            format!("script {folder}now.save: plays"),
            format!("script {folder}saves/hot.save: plays"),
            format!("script {folder}saves/lidded.save: {broken}"),
        ]
    };
    assert_eq!(found(&saves), told("tea/"));
    assert_eq!(found(&format!("{saves}/tea")), told(""));
}

#[test]
fn another_spelling_of_the_same_story_is_no_change() {
    let kettle = TEA[1]
        .1
        .replace("when: \"heat >= warm\"", "when: \"not (heat < 1)\"")
        .replace("do: \"heat += 1\"", "do: \" heat  +=  1 \"");
    assert_ne!(kettle, TEA[1].1);
    let (old, new) = (
        Folder::new(TEA),
        Folder::new(&[TEA[0], ("kitchen/moved.ron", &kettle), TEA[2]]),
    );
    fifteen(["diff", &path(&old), &path(&new)])
        .output("nothing that a player could notice has changed\n")
        .run();
}

#[test]
fn what_a_player_sees_beside_the_nodes_is_compared_too() {
    let world = TEA[0]
        .1
        .replace(
            "acts: [\"kitchen\", \"garden\"]",
            "acts: { \"kitchen\": \"The Kitchen\", \"garden\": \"Garden\" }, about: \"Tea, and an aunt.\"",
        )
        .replace("title: \"Spilt\",", "title: \"Spilt\", early: true,")
        .replace("danger: \"heat == hot and not lid\"", "danger: \"heat >= warm\"")
        .replace("water {heat}", "the water is {heat}")
        .replace("\"So far: {log}.\"", "(text: \"So far: {log}.\", kept: false)")
        .replace("(compared: true, figure", "(figure");
    let (old, new) = (
        Folder::new(TEA),
        Folder::new(&[("world.ron", &world), TEA[1], TEA[2]]),
    );
    fifteen(["diff", &path(&old), &path(&new)])
        .output(
            "about: 0 -> 4 words
  + Tea, and an aunt.
danger: not lid and heat == hot -> heat >= warm
~ act kitchen
    title: Kitchen -> The Kitchen
    status: water {heat} -> the water is {heat}
~ ending spilt
    early: no -> yes
~ page log
    kept: yes -> no
~ page pot
    compared: yes -> no
",
        )
        .run();
}

#[test]
fn odds_that_moved_are_told() {
    let story = |choices: &str| {
        let world = "(id: \"d\", title: \"D\", version: \"1\", start: \"a\", endings: { \"x\": (title: \"X\"), \"y\": (title: \"Y\") })";
        let nodes = format!(
            "{{ \"a\": (choices: {{ {choices} }}), \"x\": (ending: \"x\"), \"y\": (ending: \"y\") }}"
        );
        Folder::new(&[("world.ron", world), ("a.ron", &nodes)])
    };
    let two = "\"l\": (say: \"L\", to: \"x\"), \"r\": (say: \"R\", to: \"y\")";
    let (old, new) = (
        story(two),
        story(&format!("{two}, \"m\": (say: \"M\", to: \"y\")")),
    );
    fifteen(["diff", &path(&old), &path(&new)])
        .output("~ node a\n    + choice m\nodds of x: 50.000% -> 33.333%\nodds of y: 50.000% -> 66.667%\n")
        .run();
    let (output, _) = fifteen(["diff", &path(&old), &path(&new), "--format", "json"]).run();
    let found: serde_json::Value = serde_json::from_str(&output).expect("JSON");
    assert_eq!(found["nodes"]["changed"][0]["choices"]["added"][0], "m");
    assert_eq!(found["odds"][1]["new"], "66.667%");
    fifteen(["diff", &path(&old), &path(&new), "--limit", "0"])
        .output("~ node a\n    + choice m\n")
        .run();
}
