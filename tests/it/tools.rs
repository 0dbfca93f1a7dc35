//! The writer's tools: figures, a story to start from, a suite of scripts.

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::{Folder, TEA, fifteen};

fn path(folder: &Folder) -> String {
    folder.path().to_str().expect("a path").to_owned()
}

#[test]
fn stats_count_what_there_is() {
    let folder = Folder::new(TEA);
    let scripts = Folder::new(&[("a.txt", "wait\npour\n"), ("b.txt", "wait\nwait\nlid\n")]);
    let (output, _) = fifteen(["stats", &path(&folder), "--scripts", &path(&scripts)]).run();
    assert_eq!(
        output,
        "Tea 1

words                           46
  texts, for everybody          15
  outcomes of choices            2
  variants of both               2
  labels of choices             14
  all the rest                  13
nodes                            4
choices                          4
endings                          2
promises                         0

act       nodes   choices      words
Kitchen       2         4         30
Garden        2         0          8

a playthrough: 1 choice at the least
  never fewer than 8 words (proven)
  8 to 71 words, 18 in the middle, about 1 minute (an estimate, from 200 playthroughs by chance)
playthroughs: infinitely many

  A Cup of Tea  3 choices at the least  drunk
  Spilt         1 choice at the least  spilt

sentences: 16 shown
choices that no gate tells from another: 0
points of no return: the choices after which an ending is out of reach
  drunk     1 always     1 sometimes
  spilt     0 always     1 sometimes

2 scripts cover
  nodes          3 of      4    75%
  choices        3 of      4    75%
  variants       1 of      1   100%
  endings        1 of      2    50%
  nodes never passed: tea
  choices never taken: kettle.tip
"
    );
}

#[test]
fn stats_for_programs_are_one_object() {
    let folder = Folder::new(TEA);
    let scripts = Folder::new(&[("a.txt", "tip\n")]);
    let (output, _) = fifteen([
        "stats",
        &path(&folder),
        "--format",
        "json",
        "--scripts",
        &path(&scripts),
    ])
    .run();
    let figures: serde_json::Value = serde_json::from_str(&output).expect("JSON");
    assert_eq!(figures["nodes"], 4);
    assert_eq!(figures["words"]["beats"], 2);
    assert_eq!(figures["endings"][0]["shortest"], 3);
    assert_eq!(
        figures["endings"][0]["script"].as_array().map(Vec::len),
        Some(3)
    );
    let answers = &figures["answers"];
    assert_eq!(answers["sentences"]["shown"], 16);
    assert_eq!(answers["words"]["at_least"], 8);
    let lost = answers["no_return"].as_array().expect("a list");
    let lost = lost.iter().find(|point| point["lost"] == "always");
    let lost = lost.expect("a choice that always loses an ending");
    assert_eq!(
        (&lost["ending"], &lost["choice"]),
        (&"drunk".into(), &"tip".into())
    );
    assert_eq!(figures["coverage"]["choices"]["covered"], 1);
    assert_eq!(figures["coverage"]["endings"]["all"], 2);
}

#[test]
fn scripts_that_do_not_fit_are_told_and_count_as_far_as_they_do() {
    let folder = Folder::new(TEA);
    let scripts = Folder::new(&[("a.txt", "wait\njump\n")]);
    let (output, errors) = fifteen(["stats", &path(&folder), "--scripts", &path(&scripts)])
        .status(1)
        .any_errors()
        .run();
    assert_eq!(
        errors,
        "a.txt: step 2 does not fit at `kettle`: there is no choice `jump` here\n"
    );
    assert!(
        output.contains("choices        1 of      4    25%"),
        "{output}"
    );
}

fn texts_of(folder: &Path) -> String {
    let mut texts = String::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            texts += &texts_of(&path);
        } else {
            texts += &fs::read_to_string(path).expect("a text");
        }
    }
    texts
}

/// The story that `new` writes is proven without a word of complaint, can be played, and has every field there is.
#[test]
fn a_new_story_is_proven_and_shows_the_whole_language() {
    let folder = Folder::new(&[]);
    let story = folder
        .path()
        .join("mine")
        .to_str()
        .expect("a path")
        .to_owned();
    let (output, _) = fifteen(["new", &story]).run();
    assert!(
        output.starts_with(&format!("{story}: a story in 5 files\n")),
        "{output}"
    );
    let (output, _) = fifteen(["check", &story]).run();
    assert!(
        output.contains("proven: ") && output.contains("promises: 8 kept"),
        "{output}"
    );
    let (output, _) = fifteen(["play", &story])
        .input("fetch\ntell\nclimb\nlisten\nlight\n")
        .run();
    assert!(output.contains("THE END: The Light"), "{output}");
    let texts = texts_of(Path::new(&story));
    for field in crate::guide::fields() {
        assert!(
            texts.contains(&format!("{field}: ")),
            "nothing shows `{field}`"
        );
    }
    for sign in [
        "{?",
        " | ",
        "{wind: ",
        "{logbook}",
        "{logbook.1}",
        "{{",
        "visits.",
        " if ",
        " or ",
        " and ",
        "not ",
        "+= ",
    ] {
        assert!(texts.contains(sign), "nothing shows `{sign}`");
    }
    let comments = texts
        .lines()
        .filter(|line| line.trim_start().starts_with("//"))
        .count();
    assert!(comments > 40, "{comments} comments");
}

#[test]
fn a_copy_is_the_story_that_the_program_carries() {
    let folder = Folder::new(&[]);
    let story = folder
        .path()
        .join("deep/copy")
        .to_str()
        .expect("a path")
        .to_owned();
    fifteen(["new", &story, "--copy"]).run();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("story");
    let files = |root: &Path| -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![root.to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    waiting.push(path);
                } else if path.extension().is_some_and(|extension| extension == "ron") {
                    found.insert(
                        path.strip_prefix(root)
                            .expect("inside")
                            .to_str()
                            .expect("a name")
                            .to_owned(),
                    );
                }
            }
        }
        found
    };
    assert_eq!(files(Path::new(&story)), files(&shipped));
    for file in files(&shipped) {
        let read = |root: &Path| fs::read(root.join(&file)).expect("a file");
        assert!(read(Path::new(&story)) == read(&shipped), "{file}");
    }
}

#[test]
fn new_writes_over_nothing() {
    let folder = Folder::new(&[("notes.txt", "mine")]);
    for arguments in [vec!["new"], vec!["new", "--copy"]] {
        let mut arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
        arguments.push(path(&folder));
        let expected = format!(
            "cannot write a story into {}: something stands there already\n",
            path(&folder)
        );
        fifteen(&arguments).status(2).errors(&expected).run();
    }
    let file = folder.path().join("notes.txt");
    let (_, errors) = fifteen(["new", file.to_str().expect("a path")])
        .status(2)
        .any_errors()
        .run();
    assert!(errors.starts_with("cannot use the folder "), "{errors}");
    assert_eq!(fs::read_to_string(&file).expect("the notes"), "mine");
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
}

#[test]
fn a_suite_passes_where_everything_expected_happens() {
    let folder = Folder::new(TEA);
    let scripts = Folder::new(&[
        (
            "spilt.txt",
            "#! fifteen tea 0000000000000000
# Poured too early.
#= ending spilt
#? on the stove. It hums.
#- in the garden
wait
#= node kettle
#= open pour
#= closed tip
#- It clinks.
lid
#? It clinks. The kettle stands
# ---- the end
pour
#? You mop.
",
        ),
        ("open.txt", "wait\n"),
    ]);
    fifteen(["test", &path(&scripts), &path(&folder)])
        .output(
            "ok      open.txt  (1 choice, no ending, 0 expectations)
ok      spilt.txt  (3 choices, spilt, 9 expectations)

2 scripts: 2 passed, 0 failed
",
        )
        .run();
}

#[test]
fn a_suite_says_what_happened_instead() {
    let folder = Folder::new(TEA);
    let scripts = Folder::new(&[
        ("a.txt", "#= ending drunk\n#? marmalade\n#- You mop.\ntip\n"),
        (
            "b.txt",
            "#= ending spilt\nwait\n#= open tip\n#= closed pour\n#? It clinks.\n#= node cup\n#= edning x\n",
        ),
        ("c.txt", "wait\njump\n#= node cup\npour\n"),
        ("d.txt", "two words\n"),
        ("e.txt", "tip\n"),
    ]);
    fifteen(["test", &path(&scripts), &path(&folder)])
        .status(1)
        .output(
            "FAILED  a.txt  (1 choice, spilt, 3 expectations)
        line 1: expected the ending `drunk`; it was `spilt`
        line 2: expected to read \"marmalade\"; it is nowhere in the playthrough
        line 3: expected not to read \"You mop.\"; it is read on the way to `floor`
FAILED  b.txt  (1 choice, no ending, 6 expectations)
        line 1: expected the ending `spilt`; the script stops at `kettle`
        line 3: expected `tip` to be open; at `kettle` there are: wait lid pour
        line 4: expected `pour` not to be open; at `kettle` it is open
        line 5: expected to read \"It clinks.\"; at `kettle` one reads: The kettle stands on the stove. It hums.
        line 6: expected to stand at `cup`; it was `kettle`
        line 7: expected one of ending, node, open, closed, not `#= edning x`
FAILED  c.txt  (3 choices, no ending, 1 expectation)
        step 2 does not fit at `kettle`: there is no choice `jump` here
FAILED  d.txt  \n        line 1: `two words` is not the name of a choice
ok      e.txt  (1 choice, spilt, 0 expectations)

5 scripts: 1 passed, 4 failed
",
        )
        .run();
    let empty = Folder::new(&[]);
    let (_, errors) = fifteen(["test", &path(&empty), &path(&folder)])
        .status(2)
        .any_errors()
        .run();
    assert!(errors.contains("holds no scripts"), "{errors}");
}

/// Every script of the repository plays to an ending of the story that the program carries.
#[test]
fn the_repositorys_own_scripts_are_a_suite_that_passes() {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let (output, _) = fifteen(["test", scripts.to_str().expect("a path")]).run();
    assert!(
        output.contains("end_ten.txt  (") && output.contains(", end_ten, "),
        "{output}"
    );
    assert!(output.ends_with(" 0 failed\n"), "{output}");
}
