//! The contract of the command line: what is printed where, and which status it ends with.

use crate::support::{Folder, Run, TEA, fifteen};

fn on_tea(arguments: &[&str], folder: &Folder) -> Run {
    let story = folder.path().to_str().expect("a path");
    fifteen(arguments.iter().copied().chain([story]))
}

#[test]
fn piped_play_echoes_its_lines_and_ends_cleanly_with_its_input() {
    on_tea(&["play"], &Folder::new(TEA))
        .input("wait\n\nput\n9\npour\nlog\n2\n")
        .output(
            "Tea
Choose by a number, a choice's name or the start of a word in it.
/help tells you more, /undo takes a choice back, /quit leaves.

The kettle stands on the stove.

  water cold

  1  Wait a while
  2  Put the lid on
  3  Tip the kettle over
  -  Pour the water (the water is cold)

> wait

The kettle stands on the stove. It hums.

  water warm

  1! Wait a while
  2  Put the lid on
  3  Pour the water

>

  water warm

  1! Wait a while
  2  Put the lid on
  3  Pour the water

> put

It clinks.

The kettle stands on the stove. It hums.

  water warm

  1  Wait a while
  2  Pour the water

> 9

There are choices from 1 to 2.

> pour

Steam.

You mop.

THE END: Spilt
There is 1 other ending.

> log

So far: waited.

> 2

The story is over. /undo takes the last choice back, /restart begins
again, /quit leaves.

",
        )
        .run();
}

#[test]
fn undo_goes_back_to_the_very_start() {
    let (output, _) = on_tea(&["play"], &Folder::new(TEA))
        .input("tip\nundo\nundo\nquit\n")
        .run();
    let expected = "> undo

Taken back: \"Tip the kettle over\".

The kettle stands on the stove.

  water cold

  1  Wait a while
  2  Put the lid on
  3  Tip the kettle over *
  -  Pour the water (the water is cold)

> undo

This is the very start; there is nothing to take back.

> quit

Until another time.

";
    assert!(output.ends_with(expected), "{output}");
}

#[test]
fn plain_says_in_words_what_it_would_draw_or_mark() {
    let (output, _) = on_tea(&["play", "--plain"], &Folder::new(TEA))
        .input("wait\npot\n")
        .run();
    assert!(
        output.contains("Choice 1 of 3: Wait a while (danger)\n"),
        "{output}"
    );
    assert!(
        output.contains("\nLocked: Pour the water (the water is cold)\n"),
        "{output}"
    );
    assert!(output.contains("\nA pot, warm.\n"), "{output}");
    let (output, _) = on_tea(&["play"], &Folder::new(TEA)).input("pot\n").run();
    assert!(output.contains("\n  /--\\\n  |  | cold\n\n"), "{output}");
}

#[test]
fn odd_input_is_survived() {
    let lines = b"\xff\xfe\n\x1b[A\n99999999999999999999999\n/\n/undoo\n\0\nwiat\n";
    let (output, _) = on_tea(&["play"], &Folder::new(TEA)).input(lines).run();
    assert!(
        output.contains("That line was not readable text."),
        "{output}"
    );
    assert!(
        output.contains("There is no command /undoo. Did you mean /undo?"),
        "{output}"
    );
    assert!(
        output.contains("No choice here fits \"wiat\". Did you mean wait?"),
        "{output}"
    );
    assert!(!output.contains('\u{1b}'), "{output:?}");
}

#[test]
fn replay_prints_the_transcript() {
    let folder = Folder::new(TEA);
    let script = folder.write("script.txt", b"# hot water\nwait\nwait\n\npour\n");
    let arguments = ["replay", script.to_str().expect("a path")];
    let transcript = "The kettle stands on the stove.

> Wait a while

The kettle stands on the stove. It hums.

> Wait a while

The kettle stands on the stove. It hums.

> Pour the water

Steam.

You drink it in the garden.

THE END: A Cup of Tea
There is 1 other ending.

";
    on_tea(&arguments, &folder).output(transcript).run();
    let cut = transcript
        .split_inclusive("It hums.\n\n")
        .next()
        .expect("a part");
    let arguments = ["replay", "--until", "1", script.to_str().expect("a path")];
    on_tea(&arguments, &folder).output(cut).run();
}

#[test]
fn replay_names_the_step_that_does_not_fit() {
    let folder = Folder::new(TEA);
    let script = folder.write(
        "script.txt",
        b"#! fifteen tea 00000000000000ff\nwait\nlid\ntip\n",
    );
    on_tea(&["replay", script.to_str().expect("a path")], &folder)
        .status(1)
        .errors(
            "step 3 does not fit at `kettle`: `tip` is not open here
the script was made with another version of the story
",
        )
        .run();
    let script = folder.write("script.txt", b"pour\n");
    on_tea(&["replay", script.to_str().expect("a path")], &folder)
        .status(1)
        .errors("step 1 does not fit at `kettle`: `pour` is locked: the water is cold\n")
        .run();
    let (output, _) = on_tea(
        &["play", "--script", script.to_str().expect("a path")],
        &folder,
    )
    .input("quit\n")
    .any_errors()
    .run();
    assert!(output.contains("> quit"), "the player goes on: {output}");
}

#[test]
fn check_proves_and_counts() {
    on_tea(&["check"], &Folder::new(TEA))
        .output(
            "Tea 1: 4 nodes, 4 choices, 2 routes, 2 endings
  kitchen                8 states
  garden                 2 states

  A Cup of Tea  3 choices at the least  drunk
  Spilt         1 choice at the least  spilt

proven: 10 states, and every one reaches an ending
playthroughs: infinitely many
a player can come round to `kettle` again and again, first by: wait wait
sentences: 16 shown
",
        )
        .run();
}

#[test]
fn check_stops_at_its_limit_and_says_so() {
    let (output, _) = on_tea(&["check", "--limit", "3"], &Folder::new(TEA))
        .status(3)
        .run();
    assert!(output.contains("partial: stopped after"), "{output}");
    assert!(output.contains("playthroughs: unknown"), "{output}");
}

#[test]
fn check_tells_of_faults_in_the_format_asked_for() {
    let folder = Folder::new(TEA);
    folder.write(
        "garden/more.ron",
        b"{\n    \"bench\": (ending: \"drnk\"),\n}\n",
    );
    let place = folder.path().join("garden/more.ron").display().to_string();
    on_tea(&["check", "--format", "short"], &folder)
        .status(1)
        .errors(&format!("{place}:2:24: E0103: no ending is named `drnk`\n"))
        .run();
    let (_, errors) = on_tea(&["check", "--format", "json"], &folder)
        .status(1)
        .any_errors()
        .run();
    let fault: serde_json::Value = serde_json::from_str(&errors).expect("one object");
    assert_eq!(fault["code"], "E0103");
    assert_eq!(fault["line"], 2);
    assert_eq!(fault["replacement"], "drunk");
    let (output, _) = on_tea(&["check", "--format", "json"], &Folder::new(TEA)).run();
    let proof: serde_json::Value = serde_json::from_str(&output).expect("one object");
    assert_eq!(proof["verdict"], "proven");
    assert_eq!(proof["states"], 10);
}

#[test]
fn a_file_that_is_not_utf8_is_a_fault_at_its_place() {
    let folder = Folder::new(TEA);
    folder.write(
        "garden/more.ron",
        b"{\n    \"b\xe9nch\": (ending: \"drunk\"),\n}\n",
    );
    let place = folder.path().join("garden/more.ron").display().to_string();
    let (_, errors) = on_tea(&["check", "--format", "short"], &folder)
        .status(1)
        .any_errors()
        .run();
    assert!(
        errors.contains(&format!("{place}:2:7: E0016: the file is not UTF-8 text\n")),
        "{errors}"
    );
}

#[test]
fn a_file_of_two_bytes_a_letter_is_one_fault() {
    let kettle = TEA[1].1;
    let units: Vec<u16> = kettle.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for bytes in [[vec![0xff, 0xfe], little.clone()].concat(), little, big] {
        let folder = Folder::new(TEA);
        folder.write(TEA[1].0, &bytes);
        let place = folder.path().join(TEA[1].0).display().to_string();
        on_tea(&["check", "--format", "short"], &folder)
            .status(1)
            .errors(&format!("{place}:1:1: E0016: the file is not UTF-8 text\n"))
            .run();
    }
}

#[test]
fn a_file_that_is_not_read_is_named_where_its_node_is_missed() {
    for name in ["garden/ends.txt", "garden/ends.ron.txt", "garden/ends.RON"] {
        let folder = Folder::new(&[TEA[0], TEA[1], (name, TEA[2].1)]);
        let (_, errors) = on_tea(&["check"], &folder).status(1).any_errors().run();
        let help = format!("help: `{name}` has it, but is not read: let its name end in .ron");
        assert!(errors.contains(&help), "{errors}");
    }
    let folder = Folder::new(&[("World.ron", TEA[0].1), TEA[1], TEA[2]]);
    let path = folder.path().display();
    on_tea(&["check"], &folder)
        .status(2)
        .output("")
        .errors(&format!(
            "{path} has no world.ron: a story is a folder with a world.ron in it; rename `World.ron`\n"
        ))
        .run();
}

#[test]
fn what_cannot_be_read_is_a_usage_error() {
    let empty = Folder::new(&[]);
    let path = empty.path().display();
    on_tea(&["check"], &empty)
        .status(2)
        .errors(&format!(
            "{path} has no world.ron: a story is a folder with a world.ron in it\n"
        ))
        .run();
    let (_, errors) = fifteen(["check", "no/such/folder"])
        .status(2)
        .any_errors()
        .run();
    assert!(
        errors.starts_with("cannot open the story folder no/such/folder: "),
        "{errors}"
    );
    let (_, errors) = fifteen(["replay", "no/such/script"])
        .status(2)
        .any_errors()
        .run();
    assert!(
        errors.starts_with("cannot read no/such/script: "),
        "{errors}"
    );
    fifteen(["chekc"]).status(2).any_errors().run();
}

#[test]
fn a_story_with_faults_is_not_played() {
    let folder = Folder::new(TEA);
    folder.write("garden/more.ron", b"{ \"bench\": (ending: \"drnk\") }");
    let (_, errors) = on_tea(&["play"], &folder).status(2).any_errors().run();
    assert!(errors.contains("no ending is named `drnk`"), "{errors}");
    assert!(errors.contains("the story has 1 fault"), "{errors}");
}

#[test]
fn solve_prints_a_script_that_replays() {
    let folder = Folder::new(TEA);
    let (script, _) = on_tea(&["solve", "drunk"], &folder).run();
    assert!(script.starts_with("#! fifteen tea "), "{script}");
    assert!(script.ends_with("\nwait\nwait\npour\n"), "{script}");
    let path = folder.write("script.txt", script.as_bytes());
    let (transcript, _) = on_tea(&["replay", path.to_str().expect("a path")], &folder).run();
    assert!(transcript.contains("THE END: A Cup of Tea"), "{transcript}");
    on_tea(&["solve", "drnk"], &folder)
        .status(2)
        .errors("no ending or node is named `drnk`; did you mean `drunk`?\n")
        .run();
}

#[test]
fn a_closed_output_is_a_quiet_end() {
    let folder = Folder::new(TEA);
    let story = folder.path().to_str().expect("a path");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_fifteen"))
        .args(["play", story])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program");
    drop(child.stdout.take());
    drop(child.stdin.take());
    let done = child.wait_with_output().expect("an end");
    assert_eq!(done.status.code(), Some(0));
    assert!(done.stderr.is_empty());
}

#[test]
fn escape_codes_in_a_story_never_reach_the_output() {
    let folder = Folder::new(TEA);
    let text = "{ \"bench\": (text: \"A \x1b[31mred\x07 bench.\", ending: \"dr\x1b[2Jnk\") }";
    folder.write("garden/more.ron", text.as_bytes());
    for format in ["human", "short", "json"] {
        let (_, errors) = on_tea(&["check", "--format", format], &folder)
            .status(1)
            .any_errors()
            .run();
        assert!(
            !errors.contains('\u{1b}') && !errors.contains('\u{7}'),
            "{errors:?}"
        );
    }
    let (output, errors) = on_tea(&["play"], &folder).status(2).any_errors().run();
    assert!(output.is_empty() && errors.contains("E0017"), "{errors:?}");
    assert!(!errors.contains('\u{1b}'), "{errors:?}");
}

#[test]
fn a_long_chain_of_routes_is_followed_to_its_end() {
    let world = r#"(
    id: "tea", title: "Tea", version: "1", start: "count",
    counters: { "drops": (max: 100000) },
    endings: { "drunk": (title: "Drunk") },
)"#;
    let nodes = r#"{
    "count": (routes: [(when: "drops == 100000", to: "cup"), (do: "drops += 1", to: "count")]),
    "cup": (text: "Full.", ending: "drunk"),
}"#;
    let folder = Folder::new(&[("world.ron", world), ("a.ron", nodes)]);
    let (output, _) = on_tea(&["check", "--format", "short"], &folder).run();
    assert!(output.starts_with("proven: 100,002 states"), "{output}");
    let (output, _) = on_tea(&["play"], &folder).run();
    assert!(output.contains("Full."), "{output}");
}

#[test]
fn routes_that_never_end_are_told_in_play() {
    let world = TEA[0].1.replace("start: \"kettle\"", "start: \"round\"");
    let nodes = r#"{
    "round": (routes: [(to: "about")]),
    "about": (routes: [(to: "round")]),
}"#;
    let folder = Folder::new(&[
        ("world.ron", &world),
        TEA[1],
        TEA[2],
        ("kitchen/round.ron", nodes),
    ]);
    on_tea(&["play"], &folder)
        .status(2)
        .errors("the story cannot begin: the routes never end\n")
        .run();
}

#[test]
fn playthroughs_beyond_all_counting_are_told_as_such() {
    let world = r#"(
    id: "tea", title: "Tea", version: "1", start: "n0",
    endings: { "drunk": (title: "Drunk") },
    lints: { "idle_choice": "allow" },
)"#;
    let node = |number: usize| {
        let next = number + 1;
        format!(
            "\"n{number}\": (choices: {{ \"a\": (say: \"A\"), \"b\": (say: \"B\") }}, next: \"n{next}\"),\n"
        )
    };
    let nodes: String = (0..4096).map(node).collect();
    let nodes = format!("{{\n{nodes}\"n4096\": (ending: \"drunk\"),\n}}");
    let folder = Folder::new(&[("world.ron", world), ("a.ron", &nodes)]);
    let (output, _) = on_tea(&["check"], &folder).run();
    assert!(
        output.contains("Drunk  4,096 choices at the least  drunk"),
        "{output}"
    );
    assert!(output.contains("proven: 4,097 states"), "{output}");
    assert!(
        output.contains("playthroughs: more than 2^4096"),
        "{output}"
    );
}

#[test]
fn the_width_can_be_said_and_has_its_bounds() {
    let folder = Folder::new(TEA);
    for (said, longest) in [("1", 20), ("30", 30), ("400", 72)] {
        let (output, _) = on_tea(&["play", "--width", said], &folder).run();
        let widest = output.lines().map(str::len).max().unwrap_or(0);
        assert!(
            widest <= longest && widest + 12 > longest.min(60),
            "{said}: {widest}\n{output}"
        );
    }
    on_tea(&["play", "--width", "wide"], &folder)
        .status(2)
        .any_errors()
        .run();
}
