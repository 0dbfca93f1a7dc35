//! Playing again: what the prompt remembers of earlier runs, and how it is told to show itself.

use crate::support::{Folder, Run, TEA, fifteen};

/// A story and a place for what is remembered of it.
struct Desk {
    story: Folder,
    saves: Folder,
}

impl Desk {
    fn new() -> Self {
        Self::of(TEA)
    }

    fn of(story: &[(&str, &str)]) -> Self {
        Self {
            story: Folder::new(story),
            saves: Folder::new(&[]),
        }
    }

    fn story(&self) -> &str {
        self.story.path().to_str().expect("a path")
    }

    fn play(&self, lines: &str) -> Run {
        let saves = self.saves.path().to_str().expect("a path");
        fifteen(["play", "--save-dir", saves, self.story()]).input(lines)
    }
}

#[test]
fn choices_of_earlier_runs_are_marked() {
    let desk = Desk::new();
    let (first, _) = desk.play("wait\nlid\npour\n").run();
    assert!(!first.contains(" *\n"), "{first}");
    let (second, _) = desk.play("wait\nplain on\n\n/settings marks off\n\n").run();
    assert!(
        second.contains("\n  1  Wait a while *\n  2  Put the lid on *\n  3  Tip the kettle over\n"),
        "{second}"
    );
    assert!(
        second.contains("Choice 2 of 3: Put the lid on (chosen before)\n"),
        "{second}"
    );
    let after = second.split("marks is off now.").nth(1).expect("the rest");
    assert!(!after.contains("chosen before"), "{after}");
}

#[test]
fn brief_shortens_what_was_read_and_look_shows_it_whole() {
    let desk = Desk::new();
    desk.play("tip\n").run();
    let (output, _) = desk.play("brief\nrestart\nlook\nwait\n").run();
    let brief = output.split("brief is on now.").nth(1).expect("the rest");
    let (again, rest) = brief.split_once("> look").expect("a look");
    assert!(
        again.contains("\nThe kettle stands on the stove. ...\n"),
        "{again}"
    );
    assert!(
        rest.contains("\nThe kettle stands on the stove.\n"),
        "{rest}"
    );
    // What no run has read is shown whole.
    assert!(
        rest.contains("\nThe kettle stands on the stove. It hums.\n"),
        "{rest}"
    );
}

#[test]
fn settings_are_remembered() {
    let desk = Desk::new();
    desk.play(
        "/settings plain on\n/settings nothing on\n/settings paging perhaps\n/settings brief\n",
    )
    .run();
    let (output, _) = desk.play("/settings\nplain off\n").run();
    assert!(output.contains("Choice 1 of 3: Wait a while\n"), "{output}");
    assert!(output.contains("plain    on   words only"), "{output}");
    let (output, _) = desk.play("").run();
    assert!(output.contains("  1  Wait a while\n"), "{output}");
}

#[test]
fn words_alone_tell_just_the_meters_that_changed() {
    let desk = Desk::new();
    let (output, _) = desk.play("plain\nlook\nwait\nlid\n/meters\n").run();
    let parts: Vec<&str> = output.split("\n> ").collect();
    let [_, _, look, wait, lid, meters] = parts[..] else {
        panic!("{output}")
    };
    assert!(!look.contains("water cold"), "it was told already: {look}");
    assert!(wait.contains("\nwater warm\n"), "{wait}");
    assert!(!lid.contains("water warm"), "{lid}");
    assert!(meters.contains("\nwater warm\n"), "{meters}");
}

#[test]
fn turns_are_listed_and_any_of_them_gone_back_to() {
    let desk = Desk::new();
    let (output, _) = desk
        .play("back\nwait\nlid\nback\nback 2\nback\nredo\nback 9\nundo 9\nundo\n")
        .run();
    let parts: Vec<&str> = output.split("\n> ").collect();
    assert!(
        parts[1].contains("No choice has been made yet."),
        "{output}"
    );
    assert!(
        parts[4].contains("\n  1  Wait a while\n  2  Put the lid on\n"),
        "{output}"
    );
    assert!(
        parts[5].contains("2  Put the lid on\n  3  Pour the water"),
        "{output}"
    );
    assert!(
        parts[6].contains("\n  2  Put the lid on (taken back)\n"),
        "{output}"
    );
    assert!(
        parts[7].contains("Taken again: \"Put the lid on\".\n\nIt clinks."),
        "{output}"
    );
    assert!(
        parts[8].contains("There are choices 1 to 2 to go back to."),
        "{output}"
    );
    assert!(
        parts[9].contains("Taken back: \"Wait a while\", \"Put the lid on\"."),
        "{output}"
    );
    assert!(parts[10].contains("This is the very start"), "{output}");
}

#[test]
fn an_act_starts_again_as_it_was_first_reached() {
    let desk = Desk::new();
    let (output, _) = desk
        .play("wait\nwait\npour\nchapter\nchapter kit\nchapter 2\nchapter cellar\n")
        .run();
    let parts: Vec<&str> = output.split("\n> ").collect();
    assert!(
        parts[4].contains("  1  Kitchen, from choice 1\n  2  Garden, from choice 4\n"),
        "{output}"
    );
    assert!(parts[5].contains("water cold"), "{output}");
    assert!(
        parts[6].contains("from choice") || parts[6].contains("THE END"),
        "{output}"
    );
    assert!(parts[7].contains("cellar"), "{output}");
    // In a later run, as the last finished one came there.
    let (output, _) = desk.play("chapter garden\n").run();
    assert!(
        output.contains("\nYou drink it in the garden.\n"),
        "{output}"
    );
}

#[test]
fn an_act_goes_by_its_title() {
    let world = TEA[0].1.replace(
        "[\"kitchen\", \"garden\"]",
        "{ \"kitchen\": \"The Kettle's Own Room\", \"garden\": \"The Sky Outside\" }",
    );
    let desk = Desk::of(&[("world.ron", &world), TEA[1], TEA[2]]);
    let typed = "wait\nchapter kitchen\nchapter own\nchapter KETTLES room\nredo\nwait\npour\nback\n\
                 chapter the\nchapter outside sky\nchapter skye\nchapter 3\nchapter\n";
    let (output, _) = desk.play(typed).run();
    let parts: Vec<&str> = output.split("\n> ").collect();
    for begun in [2, 3, 4] {
        assert!(parts[begun].contains("water cold"), "{output}");
    }
    assert!(
        parts[8].contains("The Kettle's Own Room\n  1  Wait a while\n  2  Wait"),
        "{output}"
    );
    assert!(
        parts[9].contains("That could be 1 (The Kettle's Own Room) or 2 (The Sky Outside)."),
        "{output}"
    );
    assert!(parts[10].contains("THE END: A Cup of Tea"), "{output}");
    assert!(
        parts[11].contains("is called \"skye\". Did you mean 2 ("),
        "{output}"
    );
    assert!(parts[12].contains("is called \"3\". /chapter"), "{output}");
    assert!(
        parts[13].contains("  2  The Sky Outside, from choice 4\n"),
        "{output}"
    );
    desk.play("/save here\n/undo\n/save there\n").run();
    let (output, _) = desk.play("/saves\n").run();
    assert!(
        output.contains("here: 0 choices, The Kettle's Own Room\n"),
        "{output}"
    );
    desk.play("wait\nwait\n").run();
    let (output, _) = desk.play("").run();
    assert!(
        output.contains("You left off after 2 choices: The Kettle's Own Room."),
        "{output}"
    );
    for (format, title) in [
        ("mermaid", "\"The Sky Outside\""),
        ("dot", "label=\"The Sky Outside\""),
    ] {
        let (map, _) = fifteen(["map", desk.story(), "--format", format]).run();
        assert!(map.contains(title), "{map}");
    }
    let (stats, _) = fifteen(["stats", desk.story()]).run();
    assert!(stats.contains("\nThe Sky Outside  "), "{stats}");
}

#[test]
fn the_story_says_what_it_is_and_what_it_contains() {
    let desk = Desk::new();
    let (output, _) = desk.play("/about\n/content\n").run();
    assert!(output.contains("\nTea 1\n"), "{output}");
    assert!(output.contains("MIT licence"), "{output}");
    assert!(
        output.contains("The story does not say what it contains."),
        "{output}"
    );
    let (output, _) = fifteen(["play"]).input("/about\n/content\n").run();
    assert!(
        output.contains("/content says what the story contains."),
        "{output}"
    );
    assert!(output.contains("An unofficial retelling"), "{output}");
    assert!(output.contains("and one of them may die of it"), "{output}");
}

#[test]
fn a_hint_counts_what_is_open_and_points_to_what_was_not_seen() {
    let desk = Desk::new();
    desk.play("tip\n").run();
    let (output, _) = desk.play("hint\nwait\nwait\nhint\npour\nhint\n").run();
    let parts: Vec<&str> = output.split("\n> ").collect();
    let both = "Every one of the 2 endings is still open from here.\n\nOne that you have not seen: Hot water.\n";
    assert!(parts[1].contains(both), "{output}");
    let one =
        "1 of the 2 endings is still open from here.\n\nOne that you have not seen: Hot water.\n";
    assert!(parts[4].contains(one), "{output}");
    assert!(parts[6].contains("The story is over here."), "{output}");
    // What was found is not pointed to.
    let (output, _) = desk.play("hint\n").run();
    assert!(output.contains("You have seen all of these."), "{output}");
}

#[test]
fn a_choice_that_closes_an_ending_is_warned_of_where_warnings_are_wanted() {
    let desk = Desk::new();
    let (output, _) = desk.play("tip\n").run();
    assert!(!output.contains("closes"), "nobody asked: {output}");
    let (output, _) = desk
        .play("/settings warnings on\nlid\nwait\nwait\nwait\npour\n")
        .run();
    let parts: Vec<&str> = output.split("\n> ").collect();
    assert!(parts[2].contains("It clinks."), "{output}");
    assert!(
        parts[3].contains("water warm"),
        "it closes nothing: {output}"
    );
    let warning =
        "\"Wait a while\" closes an ending that is open now. Choose it again if you\nmean it.\n";
    assert!(parts[4].contains(warning), "{output}");
    assert!(!parts[4].contains("water hot"), "{output}");
    assert!(parts[5].contains("water hot"), "{output}");
    assert!(parts[6].contains("THE END: A Cup of Tea"), "{output}");
}

#[test]
fn after_an_early_ending_the_way_back_is_offered() {
    let early = TEA.iter().map(|(path, text)| {
        let early = text.replace(
            "nudge: \"Pour too early.\"",
            "nudge: \"Pour too early.\", early: true",
        );
        (*path, early)
    });
    let early: Vec<(&str, String)> = early.collect();
    let files: Vec<(&str, &str)> = early
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    let folder = Folder::new(&files);
    let play =
        |lines: &str| fifteen(["play", folder.path().to_str().expect("a path")]).input(lines);
    let (output, _) = play("lid\nwait\npour\nback 3\n").run();
    let offer =
        "It turned at choice 3, \"Pour the water\". /back 3 goes back there; /back\nlists all.\n";
    assert!(output.contains(offer), "{output}");
    assert!(
        output.ends_with("water warm\n\n  1  Wait a while *\n  2  Pour the water *\n\n"),
        "{output}"
    );
    let (output, _) = play("wait\nwait\npour\n").run();
    assert!(
        output.contains("A Cup of Tea") && !output.contains("It turned"),
        "{output}"
    );
}

#[test]
fn of_many_choices_taken_back_at_once_the_first_and_the_last_are_told() {
    let desk = Desk::new();
    let lines = "lid\n".to_owned() + &"wait\n".repeat(6) + "undo 7\nredo 5\n";
    let (output, _) = desk.play(&lines).run();
    assert!(
        output.contains("Taken back: 7 choices, \"Put the lid on\" to \"Wait a while\".\n"),
        "{output}"
    );
    let five = "Taken again: \"Put the lid on\", \"Wait a while\",";
    assert!(output.contains(five), "{output}");
}

#[test]
fn help_fits_every_window_and_knows_the_pages_of_the_story() {
    for width in [20, 37, 38, 80] {
        let folder = Folder::new(TEA);
        let width = width.to_string();
        let story = folder.path().to_str().expect("a path");
        let play = fifteen(["play", "--no-save", "--width", &width, story]);
        let (output, _) = play.input("help\nhelp log\nhelp nothing\n").run();
        let columns = width.parse::<usize>().expect("a number").min(72);
        for line in output.lines() {
            assert!(line.chars().count() <= columns, "{width}: {line}");
        }
        let words: Vec<&str> = output.split_whitespace().collect();
        let words = words.join(" ");
        assert!(words.contains("/log opens what the story keeps"), "{words}");
        assert!(words.contains("There is no command /nothing."), "{words}");
        assert!(words.contains("/chapter [NAME] starts an act"), "{words}");
    }
}
