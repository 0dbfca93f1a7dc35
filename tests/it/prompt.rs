//! The prompt on a real terminal, as the player sees it: cell by cell.

use crate::{support::Folder, terminal::Setup};

/// A file of one node whose text is longer than a small window.
const LONG: &str = r#"{
    "kettle": (
        text: r"
            One.

            Two.

            Three.

            Four.

            Five.

            Six.
        ",
        choices: { "on": (say: "Go on", to: "tea"), "off": (say: "Leave off", to: "floor") },
    ),
}
"#;

#[test]
fn a_choice_is_typed_and_the_next_screen_read() {
    let mut terminal = Setup::new(80).open();
    terminal.until_prompt("");
    assert!(terminal.contents().contains("  1  Wait a while"));
    terminal.press("1\r");
    terminal.until_shown("It hums.");
    terminal.until_prompt("");
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn tab_completes_a_choice_by_the_start_of_its_label() {
    let mut terminal = Setup::new(80).open();
    terminal.until_prompt("");
    terminal.press("wa\t");
    terminal.until_prompt("Wait a while");
    terminal.press("\r");
    terminal.until_shown("It hums.");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn tab_lists_the_choices_where_nothing_is_typed() {
    let mut terminal = Setup::new(80).open();
    terminal.until_prompt("");
    terminal.press("\t");
    terminal.until("the list", |screen| {
        // Once as a choice, once in the list.
        screen.matches("3  Tip the kettle over").count() == 2
    });
    terminal.until_prompt("");
    terminal.press("/und\t");
    terminal.until_prompt("/undo");
    terminal.press("\u{3}");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_dim_hint_shows_the_rest_of_the_label_and_the_arrow_takes_it() {
    let mut terminal = Setup::new(80).open();
    terminal.until_prompt("");
    terminal.press("tip");
    terminal.until_prompt("tip the kettle over");
    terminal.until_ghost(" the kettle over");
    terminal.press("\u{1b}[C");
    // It is typed now.
    terminal.until_ghost("");
    terminal.until_prompt("tip the kettle over");
    terminal.press("\u{15}lid");
    terminal.until_ghost("  Put the lid on");
    terminal.press("\r");
    terminal.until_shown("It clinks.");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn without_colour_nothing_looks_typed_that_was_not() {
    let mut terminal = Setup::new(80).set("NO_COLOR", "1").open();
    terminal.until_prompt("");
    terminal.press("tip");
    terminal.until_prompt("tip");
    terminal.press("\t");
    terminal.until_prompt("Tip the kettle over");
    assert!(!terminal.sent().contains("\u{1b}[2m"), "nothing is dim");
    terminal.press("\r");
    terminal.until_shown("THE END: Spilt");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn undo_shows_the_place_before() {
    let mut terminal = Setup::new(80).open();
    terminal.until_prompt("");
    terminal.press("tip\r");
    terminal.until_shown("THE END: Spilt");
    terminal.until_prompt("");
    terminal.press("undo\r");
    terminal.until("the first place again", |screen| {
        screen.matches("  3  Tip the kettle over").count() == 2
    });
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_arrow_brings_back_what_was_typed() {
    let mut terminal = Setup::new(80).open();
    terminal.until_prompt("");
    terminal.press("wait\r");
    terminal.until_shown("It hums.");
    terminal.until_prompt("");
    terminal.press("\u{1b}[A");
    // The hint shows what it would choose.
    terminal.until_prompt("wait a while");
    terminal.press("\u{3}");
    terminal.until_shown("Ctrl-C again, Ctrl-D or /quit leaves.");
    terminal.until_prompt("");
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn what_was_typed_comes_back_in_a_later_session() {
    let saves = Folder::new(&[]);
    let mut terminal = Setup::new(80).saves(&saves).open();
    terminal.until_prompt("");
    terminal.press("/about\r");
    terminal.until_shown("Tea 1");
    terminal.until_prompt("");
    terminal.press("put the lid on\r");
    terminal.until_shown("It clinks.");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
    let mut terminal = Setup::new(80).saves(&saves).open();
    terminal.until_shown("Go on from there?");
    terminal.until_prompt("");
    terminal.press("\r");
    terminal.until_prompt("");
    terminal.press("\u{1b}[A\u{1b}[A");
    terminal.until_prompt("/about");
    terminal.press("\u{3}");
    terminal.until_shown("leaves.");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_line_goes_on_after_ctrl_z_and_back() {
    let mut terminal = Setup::new(80).shell("").open();
    terminal.until_line("shell: ");
    terminal.press("$GAME\r");
    terminal.until_prompt("");
    terminal.press("pu");
    terminal.until_prompt("put the lid on");
    terminal.press("\u{1a}");
    terminal.until_line("shell: ");
    terminal.press("fg\r");
    terminal.until_prompt("put the lid on");
    terminal.press("t\r");
    terminal.until_shown("It clinks.");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    terminal.until_line("shell: ");
    // The shell's own line is edited and shown as before.
    terminal.press("echo sa''ne\r");
    terminal.until_shown("sane");
    terminal.until_line("shell: ");
    terminal.press("exit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_window_may_change_its_size_in_the_middle_of_a_line() {
    let mut terminal = Setup::new(80).open();
    terminal.until_prompt("");
    terminal.press("wa");
    terminal.until_prompt("wait a while");
    terminal.resize(24, 40);
    terminal.press("it");
    terminal.until_prompt("wait a while");
    terminal.press("\r");
    terminal.until_shown("The kettle stands on the\nstove. It hums.");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn lines_typed_ahead_are_not_lost() {
    let mut terminal = Setup::new(80).open();
    terminal.press("wait\rwait\rpour\r");
    terminal.until_shown("THE END: A Cup of Tea");
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn lines_pasted_at_once_are_obeyed_one_by_one() {
    let mut terminal = Setup::new(80).open();
    terminal.until_prompt("");
    terminal.press("\u{1b}[200~wait\nwait\npour\n\u{1b}[201~\r");
    terminal.until_shown("THE END: A Cup of Tea");
    terminal.until_prompt("");
    assert_eq!(terminal.contents().matches("\n> wait\n").count(), 1);
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_small_window_is_filled_a_page_at_a_time() {
    let setup = Setup::new(40).rows(10).file("kitchen/kettle.ron", LONG);
    let mut terminal = setup.open();
    terminal.until_line("-- more --");
    assert!(terminal.contents().starts_with("Tea\n"));
    terminal.press("\r");
    terminal.until_shown("One.");
    terminal.until_line("-- more --");
    terminal.press("\r");
    terminal.until_prompt("");
    assert!(terminal.contents().contains("  2  Leave off"));
    // What asked for Enter does not stay between the lines.
    assert!(!terminal.contents().contains("-- more --"));
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_line_typed_before_the_last_page_is_obeyed() {
    let setup = Setup::new(40).rows(10).file("kitchen/kettle.ron", LONG);
    let mut terminal = setup.open();
    terminal.press("on\r");
    terminal.until_shown("THE END: A Cup of Tea");
    terminal.until_prompt("");
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn prose_wraps_at_the_width_of_the_window() {
    let mut terminal = Setup::new(24).open();
    terminal.until_shown("The kettle stands on the\nstove.");
    terminal.until_prompt("");
    terminal.press("\r");
    terminal.until_prompt("");
    let contents = terminal.contents();
    assert!(contents.contains("  3  Tip the kettle over"), "{contents}");
    assert!(
        contents.contains("  -  Pour the water (the\n     water is cold)"),
        "{contents}"
    );
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_drawing_wider_than_the_window_is_told_instead() {
    let wide = r#"{
    "kettle": (
        text: "A shelf.",
        figure: (drawing: "|----------------------------|", says: "It is long."),
        choices: { "on": (say: "Go on", to: "tea"), "off": (say: "Leave off", to: "floor") },
    ),
}
"#;
    let setup = Setup::new(80).file("kitchen/kettle.ron", wide);
    let mut terminal = setup.open();
    terminal.until_shown("\n  |----------------------------|\n");
    terminal.until_prompt("");
    terminal.resize(30, 24);
    terminal.press("/look\r");
    terminal.until_shown("\nIt is long.\n");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_dumb_terminal_can_play_and_gets_no_escape_codes() {
    let mut terminal = Setup::new(80).set("TERM", "dumb").set("CI", "1").open();
    terminal.until_line("> ");
    terminal.press("wait\r");
    terminal.until_shown("It hums.");
    terminal.until_line("> ");
    // An arrow key arrives as an escape code among the letters.
    terminal.press("/abo\u{1b}[Aut\r");
    terminal.until_shown("Tea 1");
    terminal.until_line("> ");
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
    assert!(!terminal.sent().contains('\u{1b}'), "{:?}", terminal.sent());
}

#[test]
fn words_alone_need_no_escape_codes_and_no_redrawing() {
    let setup = Setup::new(40).rows(8).argument("--plain");
    let mut terminal = setup.open();
    terminal.until_shown("\nChoice 3 of 3: Tip the kettle over\n");
    terminal.until_line("> ");
    terminal.press("tip\r");
    terminal.until_shown("THE END: Spilt");
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
    let sent = terminal.sent();
    assert!(!sent.contains('\u{1b}'), "{sent:?}");
    assert!(!sent.contains("-- more --"), "{sent:?}");
}

#[test]
fn words_alone_can_be_turned_on_and_off_in_play() {
    let mut terminal = Setup::new(80).open();
    terminal.until_line("> ");
    terminal.press("/plain\r");
    terminal.until_shown("plain is on now.");
    terminal.until_line("> ");
    terminal.press("/look\r");
    terminal.until_shown("Choice 1 of 3: Wait a while");
    terminal.until_line("> ");
    terminal.press("/plain off\r");
    terminal.until_shown("plain is off now.");
    terminal.until_line("> ");
    terminal.press("tip");
    terminal.until_prompt("tip the kettle over");
    terminal.press("\u{3}");
    terminal.until_line("> ");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_pipe_behind_a_terminal_gets_no_escape_codes() {
    let mut terminal = Setup::new(80).shell("$GAME | cat").open();
    terminal.until_line("> ");
    terminal.press("tip\r");
    terminal.until_shown("THE END: Spilt");
    terminal.until_line("> ");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
    assert!(!terminal.sent().contains('\u{1b}'), "{:?}", terminal.sent());
}

#[test]
fn a_pipe_that_closes_ends_the_game_without_a_word() {
    let mut terminal = Setup::new(80).shell("$GAME | head -n 1; echo ended").open();
    terminal.until_shown("Tea");
    terminal.press("wait\r\u{4}");
    terminal.until_shown("ended");
    terminal.end();
    assert!(!terminal.sent().contains("panicked"), "{}", terminal.sent());
    assert!(!terminal.sent().contains("error"), "{}", terminal.sent());
}

#[test]
fn a_one_column_terminal_does_no_harm() {
    let mut terminal = Setup::new(1).open();
    terminal.press("wait\rwait\rpour\rquit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_question_at_the_start_is_asked_until_it_is_answered_and_costs_no_save() {
    let saves = Folder::new(&[]);
    let mut terminal = Setup::new(80).saves(&saves).open();
    for choice in ["wait", "lid", "wait"] {
        terminal.until_prompt("");
        terminal.press(&format!("{choice}\r"));
    }
    terminal.until_shown("water hot");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
    let save = saves.path().join("tea/now.save");
    let kept = std::fs::read_to_string(&save).expect("a save");
    let ways_to_leave: [&[&str]; 4] = [
        &["1\r", "look at it\r", "/undo 2\r", "\u{1f94a}\r", "quit\r"],
        &["/help\r", "\u{4}"],
        &["\u{3}", "\u{3}"],
        &["\u{3}", "?\r", "\u{3}", "/quit\r"],
    ];
    for keys in ways_to_leave {
        let mut terminal = Setup::new(80).saves(&saves).open();
        terminal.until_shown("You left off after 3 choices: Kitchen. Go on from there?");
        for (index, key) in keys.iter().enumerate() {
            terminal.until_prompt("");
            terminal.press(key);
            if index + 1 == keys.len() {
                break;
            }
            terminal.until_shown(match *key {
                "/help\r" | "?\r" => "No begins another",
                "\u{3}" => "Ctrl-C again, Ctrl-D or /quit leaves",
                _ => "First a yes or a no:",
            });
        }
        assert_eq!(terminal.end(), 0, "{}", terminal.contents());
        assert!(
            !terminal.contents().contains("1  Wait a while"),
            "{}",
            terminal.contents()
        );
        let now = std::fs::read_to_string(&save).expect("a save");
        assert_eq!(now, kept, "after {keys:?}");
    }
    let mut terminal = Setup::new(80).saves(&saves).open();
    terminal.until_prompt("");
    terminal.press("what now\r");
    terminal.until_shown("First a yes or a no:");
    terminal.until_prompt("");
    terminal.press("Yes!\r");
    terminal.until_shown("water hot");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
    let mut terminal = Setup::new(80).saves(&saves).open();
    terminal.until_prompt("");
    terminal.press("no\r");
    terminal.until_shown("From the start. /resume still goes on from there.");
    terminal.until_shown("water cold");
    terminal.until_prompt("");
    terminal.press("/resume\r");
    terminal.until_shown("water hot");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn where_a_script_says_where_to_begin_no_question_is_asked() {
    let saves = Folder::new(&[]);
    let mut terminal = Setup::new(80).saves(&saves).open();
    for choice in ["wait", "lid"] {
        terminal.until_prompt("");
        terminal.press(&format!("{choice}\r"));
    }
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
    let folder = Folder::new(&[("script.txt", "wait\n")]);
    let script = folder.path().join("script.txt");
    let script = format!("--script={}", script.display());
    let mut terminal = Setup::new(80).saves(&saves).argument(script.leak()).open();
    terminal.until_shown("You left off after 2 choices: Kitchen. /resume goes on from there.");
    terminal.until_shown("water warm");
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}
