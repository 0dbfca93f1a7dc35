//! What is kept: saves, and going on where one left off, as the player meets them.

use std::fs;

use crate::support::{Folder, Run, TEA, Window, fifteen};

/// A story, and a folder for the saves that several runs share.
struct Desk {
    story: Folder,
    saves: Folder,
}

impl Desk {
    fn new() -> Self {
        Self {
            story: Folder::new(TEA),
            saves: Folder::new(&[]),
        }
    }

    fn play(&self, input: &str) -> Run {
        let story = self.story.path().to_str().expect("a path");
        let saves = self.saves.path().to_str().expect("a path");
        fifteen(["play", "--save-dir", saves, story]).input(input)
    }

    /// Opens a window that stays open.
    fn window(&self) -> Window {
        let story = self.story.path().to_str().expect("a path");
        let saves = self.saves.path().to_str().expect("a path");
        Window::open(["play", "--save-dir", saves, story])
    }

    fn kept(&self, name: &str) -> String {
        fs::read_to_string(self.saves.path().join("tea").join(name)).expect("a save")
    }
}

#[test]
fn what_was_left_off_can_be_gone_on_with() {
    let desk = Desk::new();
    desk.play("wait\nlid\n").run();
    let (output, _) = desk.play("resume\nscript\n").run();
    assert!(
        output.contains("You left off after 2 choices: Kitchen. /resume goes on from there."),
        "{output}"
    );
    assert!(output.contains("\nwait\nlid\n"), "{output}");
}

#[test]
fn a_save_is_a_script_with_the_labels_beside_it() {
    let desk = Desk::new();
    desk.play("wait\nlid\nundo\nsave hum\n").run();
    let kept = desk.kept("saves/hum.save");
    let lines: Vec<&str> = kept.lines().collect();
    assert!(lines[0].starts_with("#! fifteen tea "), "{kept}");
    assert_eq!(
        lines[1..6],
        [
            "#! save 1",
            "# 1 choice, Kitchen",
            "# This is a script too: `fifteen replay FILE` plays it.",
            "wait  #@kettle Wait a while",
            "#! redo lid  #@kettle Put the lid on",
        ],
        "{kept}"
    );
    assert!(lines[6].starts_with("#! end 2 "), "{kept}");
    let path = desk.saves.path().join("tea/saves/hum.save");
    let story = desk.story.path().to_str().expect("a path");
    let (output, _) = fifteen(["replay", path.to_str().expect("a path"), story]).run();
    assert!(output.ends_with("It hums.\n\n"), "{output}");
}

#[test]
fn saves_are_listed_loaded_and_forgotten() {
    let desk = Desk::new();
    let (output, _) = desk
        .play("wait\nsave hum\ntip\nload hmu\nload hum\nredo\nundo\nlid\nsave a/b\nsave\nsaves\nforget hum\nsaves\nload hum\n")
        .run();
    for expected in [
        "> save hum\n\nSaved as hum.\n",
        "> load hmu\n\nThere is no save `hmu`; did you mean `hum`?\n",
        "> load hum\n\nLoaded: hum.\n\nThe kettle stands on the stove. It hums.\n",
        "> redo\n\nThere is nothing to take again.\n",
        "> save a/b\n\nA save's name is one word of letters, digits, - and _, 40 signs at the\nmost; every turn is saved without one.\n",
        "> save\n\nEvery turn is saved by itself. To keep this place under a name, add one,\nas in: /save before.\n",
        "> saves\n\n  hum: 1 choice, Kitchen\n",
        "> forget hum\n\nForgotten: hum.\n",
        "> saves\n\nThere are no saves yet. /save NAME makes one.\n",
        "> load hum\n\nThere is no save `hum`.\n",
    ] {
        assert!(output.contains(expected), "{expected}\n---\n{output}");
    }
}

#[test]
fn a_transcript_and_a_script_go_to_files_and_overwrite_none() {
    let desk = Desk::new();
    let folder = desk.saves.path().display();
    let (output, _) = desk
        .play(&format!(
            "tip\ntranscript {folder}/Tea.txt\nscript {folder}/tea.script\nscript {folder}/Tea.txt\nscript /no/such/place\n"
        ))
        .run();
    assert!(output.contains("The transcript is in"), "{output}");
    assert!(
        output.contains("already, and it stays as it is"),
        "{output}"
    );
    assert!(output.contains("Cannot write /no/such/place: "), "{output}");
    let text = fs::read_to_string(desk.saves.path().join("Tea.txt")).expect("a transcript");
    assert!(text.starts_with("Tea\n\nThe kettle stands"), "{text}");
}

#[test]
fn two_windows_on_one_story_are_saved_apart() {
    let desk = Desk::new();
    let mut first = desk.window();
    first.obey("wait", "It hums.");
    let (output, _) = desk.play("tip\n").run();
    assert!(!output.contains("You left off"), "{output}");
    first.obey("lid", "It clinks.");
    first.close();
    assert!(desk.kept("now.save").contains("\nwait  #"));
    assert!(desk.kept("now-2.save").contains("\ntip  #"));
}

#[test]
fn a_second_finished_run_is_compared_with_the_first() {
    let desk = Desk::new();
    desk.play("wait\nwait\npour\n").run();
    let (output, _) = desk.play("wait\nlid\npour\ncompare\n").run();
    let compared = output.split("> compare\n\n").nth(1).expect("an answer");
    assert_eq!(
        compared.trim_end(),
        "  This run ended in: Spilt.
  The last run ended in: A Cup of Tea.

They parted at choice 2.

  This run: Put the lid on
  The last run: Wait a while

  Pot, this run    Pot, last run

  /--\\             /--\\
  |  | warm        |  | hot

Other pages that differ: /log."
    );
}

#[test]
fn the_scrapbook_blacks_out_what_was_not_found() {
    let desk = Desk::new();
    desk.play("tip\n").run();
    let (output, _) = desk
        .play("tip\nundo\ntip\nscrapbook\nscrapbook 1\nscrapbook spilt\nscrapbook nine\n")
        .run();
    let expected = "> scrapbook

Endings found: 1 of 2.

  1  \u{2588} \u{2588}\u{2588}\u{2588} \u{2588}\u{2588} \u{2588}\u{2588}\u{2588}
     Hot water.
  2  Spilt

/scrapbook and a number opens what is kept of the last run there.

> scrapbook 1

That page is empty yet. Hot water.

> scrapbook spilt

Spilt

So far:.

  /--\\
  |  | cold

> scrapbook nine

There is no such page; /scrapbook alone lists them by number.
";
    assert!(output.contains(expected), "{output}");
}

#[test]
fn a_playthrough_that_gives_way_is_kept_among_the_saves() {
    let desk = Desk::new();
    desk.play("wait\nwait\nlid\nwait\nwait\n").run();
    let (output, _) = desk.play("wait\nresume\nsaves\n").run();
    assert!(
        output.contains("The playthrough from before is kept as `left-1`."),
        "{output}"
    );
    assert!(
        output.contains("  left-1: 5 choices, Kitchen\n"),
        "{output}"
    );
    assert_eq!(desk.kept("now.save").matches("#@kettle").count(), 5);
}

#[test]
fn nothing_is_written_where_nothing_is_to_be_saved() {
    let folder = Folder::new(TEA);
    let saves = Folder::new(&[]);
    let story = folder.path().to_str().expect("a path");
    let place = saves.path().to_str().expect("a path");
    fifteen(["play", "--no-save", "--save-dir", place, story])
        .input("wait\nsave a\n")
        .run();
    let left = fs::read_dir(saves.path()).expect("a folder").count();
    assert_eq!(left, 0);
}

#[test]
fn a_place_that_cannot_hold_saves_is_told_of_once_and_the_game_goes_on() {
    let desk = Desk::new();
    let file = desk.saves.write("file", b"");
    let story = desk.story.path().to_str().expect("a path");
    let (output, _) = fifteen(["play", "--save-dir", file.to_str().expect("a path"), story])
        .input("wait\nwait\npour\n")
        .run();
    assert_eq!(
        output.matches("Your turns are not saved: ").count(),
        1,
        "{output}"
    );
    assert!(output.contains("THE END: A Cup of Tea"), "{output}");
}
