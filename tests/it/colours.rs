//! What the game does to the letters of a terminal: nothing that cannot be read on a light one and on a dark one.

use crate::terminal::Setup;

/// Plays the story that the program carries.
const SHIPPED: &str = "exec ${GAME%% *} play";
/// A run to a doctor's stoppage: dangers are marked on the way.
const RUN: &str = include_str!("../scripts/end_doctor.txt");

/// Returns the numbers of every change of looks that was sent, each change as it was sent.
fn looks(sent: &str) -> Vec<String> {
    let codes = sent.split("\u{1b}[").skip(1).filter_map(|code| {
        let (numbers, _) = code.split_once('m')?;
        let is_look = numbers
            .chars()
            .all(|sign| sign.is_ascii_digit() || ";:".contains(sign));
        is_look.then(|| numbers.to_owned())
    });
    codes.collect()
}

/// Checks that letters are only ever dim, bold or bold red, on whatever ground the terminal has.
#[track_caller]
fn check(sent: &str) -> Vec<String> {
    let (mut is_bold, mut is_red) = (false, false);
    let looks = looks(sent);
    for look in &looks {
        for number in look.split([';', ':']) {
            match number {
                "" | "0" => (is_bold, is_red) = (false, false),
                "1" => is_bold = true,
                "2" => {}
                "31" => is_red = true,
                other => panic!("{other} is sent, in {look:?}"),
            }
        }
    }
    // Each red begins right behind a bold, or in one code with it; what is red alone is hard to see on black.
    let mut before = "";
    for look in &looks {
        if look.split(';').any(|number| number == "31") {
            assert!(look.contains("1;") || before == "1", "{before:?}, {look:?}");
        }
        before = look;
    }
    assert!(!is_bold && !is_red, "the last line leaves its looks behind");
    looks
}

#[test]
fn an_evening_is_readable_on_light_and_dark() {
    let mut terminal = Setup::new(80).rows(50).shell(SHIPPED).open();
    let steps = RUN.lines().filter(|line| !line.starts_with('#'));
    let steps = steps.filter_map(|line| line.split_whitespace().next());
    let commands = [
        "/help",
        "/settings",
        "/calendar",
        "/card",
        "/ring",
        "/back",
        "/chapter",
        "xyzzy",
        "/nothing",
        "/undo 5",
        "/redo 5",
        "/saves",
        "/scrapbook",
        "/compare",
        "/about",
        "/content",
        "/meters",
        "/look",
    ];
    for line in ["/settings paging off"]
        .into_iter()
        .chain(steps)
        .chain(commands)
    {
        terminal.until_prompt("");
        terminal.press(&format!("{line}\r"));
    }
    terminal.until_prompt("");
    // A hint, a completion, a list of completions, a search of what was typed.
    terminal.press("/und");
    terminal.until_ghost("o");
    terminal.press("\t\u{15}\t\u{12}hel");
    terminal.until_shown("reverse-i-search");
    terminal.press("\u{3}");
    terminal.until_prompt("");
    terminal.press("/quit\r");
    assert_eq!(terminal.end(), 0);
    let looks = check(&terminal.sent());
    assert!(looks.iter().any(|look| look == "2"), "{looks:?}");
    assert!(looks.iter().any(|look| look.contains("31")), "{looks:?}");
}
