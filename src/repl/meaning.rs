//! What a line means: a choice by number, name or the start of its words, or a command.

use super::{
    command::{self, Command, Read},
    matching::{matching, near, near_name, partly},
};
use crate::engine::View;

/// Finds out what a line means. A `/` makes a command of what follows. Otherwise the choices come first, by number, by
/// name, by the words of their labels; a command is meant where no choice has a claim on the line.
pub fn understand(line: &str, view: &View, pages: &[String]) -> Command {
    // Where nothing edits the line, an arrow key stands in it as an escape code.
    let line = anstream::adapter::strip_str(line).to_string();
    let line = line.replace(char::is_control, "");
    let line = line.trim();
    if let Some(after) = line.strip_prefix('/') {
        return command(after.trim(), pages);
    }
    let lower = line.to_lowercase();
    if lower.is_empty() {
        return Command::Nothing;
    }
    if let Some(number) = number(&lower) {
        return numbered(number, view);
    }
    let name = lower.replace([' ', '-'], "_");
    if view.open.iter().any(|choice| choice.name == name) {
        return Command::Choose(name);
    }
    let labels: Vec<&str> = view
        .open
        .iter()
        .map(|choice| choice.label.as_str())
        .collect();
    let chosen = matching(&lower, &labels);
    let meant = command::read(line, pages);
    if let Read::Command(command) = &meant
        && chosen.is_empty()
    {
        return command.clone();
    }
    if chosen.is_empty()
        && !view.open.is_empty()
        && let Some(command) = counted(&lower, view)
    {
        return command;
    }
    // More than one word of a label is no slip of the tongue; a single one may have meant the command.
    if matches!(meant, Read::Command(_)) && !lower.contains(' ') {
        let choices = list(&chosen, &labels, ", ");
        let whole = command::find(&lower).map_or(lower.as_str(), |entry| entry.name);
        return Command::Answer(format!(
            "Do you mean {choices}, or the command /{whole}? Type the number, or /{whole}."
        ));
    }
    match (&chosen[..], meant) {
        ([index], _) => Command::Choose(view.open[*index].name.clone()),
        ([], Read::Misused(name)) => Command::Answer(usage(name)),
        ([], _) => unknown(&lower, view, pages),
        _ => Command::Answer(format!("That could be {}.", list(&chosen, &labels, " or "))),
    }
}

fn command(line: &str, pages: &[String]) -> Command {
    let lower = line.to_lowercase();
    match command::read(&lower, pages) {
        Read::Command(command) => return command,
        Read::Misused(name) => return Command::Answer(usage(name)),
        Read::Unknown => {}
    }
    let (name, rest) = lower.split_once(' ').unwrap_or((&lower, ""));
    let starting: Vec<&str> = command::names(pages)
        .filter(|known| !name.is_empty() && known.starts_with(name))
        .collect();
    match starting[..] {
        [] if name.is_empty() => Command::Help(None),
        [] => {
            let near = near_name(name, command::names(pages));
            let near = near.map(|near| format!(" Did you mean /{near}?"));
            let name = shown(name);
            let near = near.unwrap_or_else(|| " /help lists them.".to_owned());
            Command::Answer(format!("There is no command /{name}.{near}"))
        }
        [only] => match command::read(&format!("{only} {rest}"), pages) {
            Read::Command(command) => command,
            Read::Misused(name) => Command::Answer(usage(name)),
            Read::Unknown => Command::Answer(format!("/{only} stands alone.")),
        },
        _ => Command::Answer(format!(
            "/{name} could be {}.",
            starting
                .iter()
                .map(|name| format!("/{name}"))
                .collect::<Vec<_>>()
                .join(" or ")
        )),
    }
}

/// Reads a choice's number, also as lists write it, and with the word for what it is.
fn number(line: &str) -> Option<usize> {
    let words = ["choice ", "option ", "number ", "choose "];
    let bare = words.iter().find_map(|word| line.strip_prefix(word));
    let signs = ['.', ')', '(', '#', ' ', ':', '\'', '"'];
    bare.unwrap_or(line).trim_matches(signs).parse().ok()
}

/// Reads a number that is spelled, and tells of several or of one that cannot be.
fn counted(line: &str, view: &View) -> Option<Command> {
    const SPELLED: [[&str; 2]; 9] = [
        ["one", "first"],
        ["two", "second"],
        ["three", "third"],
        ["four", "fourth"],
        ["five", "fifth"],
        ["six", "sixth"],
        ["seven", "seventh"],
        ["eight", "eighth"],
        ["nine", "ninth"],
    ];
    let open = view.open.len();
    let mut numbers = line
        .split([' ', ',', '+', '&'])
        .filter(|part| !part.is_empty());
    if line.contains(|sign: char| sign.is_ascii_digit())
        && numbers.all(|number| number.parse::<i64>().is_ok())
    {
        return Some(if line.starts_with('-') {
            numbered(0, view)
        } else {
            Command::Answer(format!(
                "One choice at a time: type one number from 1 to {open}."
            ))
        });
    }
    let words = line.trim_end_matches(['.', '!', ' ']);
    let words = words.strip_prefix("the ").unwrap_or(words);
    let words = ["choice ", "option ", "number "]
        .iter()
        .find_map(|before| words.strip_prefix(before))
        .unwrap_or(words);
    let word = [" one", " choice", " option"]
        .iter()
        .find_map(|after| words.strip_suffix(after))
        .unwrap_or(words);
    if word == "last" {
        return Some(numbered(open, view));
    }
    let index = SPELLED.iter().position(|spelled| spelled.contains(&word))?;
    Some(numbered(index + 1, view))
}

fn numbered(number: usize, view: &View) -> Command {
    match number.checked_sub(1).and_then(|index| view.open.get(index)) {
        Some(choice) => Command::Choose(choice.name.clone()),
        None if view.open.is_empty() => over(),
        None if view.open.len() == 1 => Command::Answer("There is one choice here: 1.".to_owned()),
        None => Command::Answer(format!("There are choices from 1 to {}.", view.open.len())),
    }
}

fn unknown(line: &str, view: &View, pages: &[String]) -> Command {
    let locked: Vec<&str> = view
        .locked
        .iter()
        .map(|locked| locked.label.as_str())
        .collect();
    let named = view.locked.iter().position(|locked| locked.name == line);
    if let Some(index) = named.or_else(|| matching(line, &locked).first().copied()) {
        let locked = &view.locked[index];
        return Command::Answer(format!(
            "\"{}\" is locked: {}.",
            locked.label, locked.reason
        ));
    }
    if view.ending.is_some() {
        return over();
    }
    let labels: Vec<&str> = view
        .open
        .iter()
        .map(|choice| choice.label.as_str())
        .collect();
    let choices = view.open.iter().map(|choice| choice.name.as_str());
    let guess = if let Some(name) = near_name(line, choices.chain(command::names(pages))) {
        Some(name.to_owned())
    } else if let Some(index) = near(line, &labels) {
        Some(list(&[index], &labels, ""))
    } else {
        Some(list(&partly(line, &labels), &labels, " or ")).filter(|list| !list.is_empty())
    };
    let guess = guess.map(|guess| format!(" Did you mean {guess}?"));
    let guess = guess.unwrap_or_default();
    let range = match view.open.len() {
        1 => "Type 1".to_owned(),
        count => format!("Type a number from 1 to {count}"),
    };
    Command::Answer(format!(
        "No choice here fits \"{}\".{guess} {range} or the start of a word in a choice; /help tells more.",
        shown(line)
    ))
}

fn over() -> Command {
    Command::Answer(
        "The story is over. /undo takes the last choice back, /restart begins again, /quit leaves."
            .to_owned(),
    )
}

fn usage(name: &str) -> String {
    command::find(name).map_or_else(String::new, |entry| {
        let just = if entry.takes.is_empty() {
            "Type just "
        } else {
            ""
        };
        format!("{just}{}: {}.", entry.usage(), entry.does)
    })
}

fn list(indices: &[usize], labels: &[&str], between: &str) -> String {
    let choices = indices
        .iter()
        .map(|&index| format!("{} ({})", index + 1, labels[index]));
    choices.collect::<Vec<_>>().join(between)
}

fn shown(line: &str) -> String {
    line.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Locked, Open};

    fn view() -> View {
        let open = [
            ("throw", "Throw the towel now. Let him hate you"),
            ("word", "Give him your word"),
            ("watch", "Look at the clock"),
        ];
        let open = open.iter().enumerate().map(|(index, (name, label))| Open {
            index,
            name: (*name).to_owned(),
            label: (*label).to_owned(),
            dangerous: false,
        });
        View {
            status: Vec::new(),
            open: open.collect(),
            locked: vec![Locked {
                name: "thirty".to_owned(),
                label: "Give him thirty seconds".to_owned(),
                reason: "you never watched the clock".to_owned(),
            }],
            ending: None,
        }
    }

    fn understood(line: &str) -> Command {
        understand(line, &view(), &["card".to_owned()])
    }

    fn choose(name: &str) -> Command {
        Command::Choose(name.to_owned())
    }

    #[track_caller]
    fn answered(line: &str, part: &str) {
        match understood(line) {
            Command::Answer(answer) => assert!(answer.contains(part), "{answer}"),
            other => panic!("{line} was understood as {other:?}"),
        }
    }

    #[test]
    fn numbers_names_and_starts_of_words_choose() {
        assert_eq!(understood("1"), choose("throw"));
        for second in [
            "2.",
            "2)",
            "(2)",
            "#2",
            "\"2\"",
            "option 2",
            "Choice 2",
            "choose 2.",
        ] {
            assert_eq!(understood(second), choose("word"), "{second}");
        }
        assert_eq!(understood("\"Give him your word\""), choose("word"));
        assert_eq!(understood(" WORD "), choose("word"));
        assert_eq!(understood("tow"), choose("throw"));
        assert_eq!(understood("towel throw"), choose("throw"));
        assert_eq!(understood("clock"), choose("watch"));
    }

    #[test]
    fn what_could_mean_two_choices_is_asked_back() {
        let answer =
            "That could be 1 (Throw the towel now. Let him hate you) or 2 (Give him your word).";
        assert_eq!(understood("him"), Command::Answer(answer.to_owned()));
    }

    #[test]
    fn commands_work_with_and_without_their_prefix() {
        assert_eq!(understood("undo"), Command::Undo(1));
        assert_eq!(understood("/undo"), Command::Undo(1));
        assert_eq!(understood("UNDO 2"), Command::Undo(2));
        assert_eq!(understood("card"), Command::Page(0));
        assert_eq!(understood("/look"), Command::Look);
        assert_eq!(understood("/"), Command::Help(None));
    }

    #[test]
    fn what_newcomers_type_is_understood_or_answered() {
        for (typed, meant) in [
            ("one", "throw"),
            ("the second one", "word"),
            ("Third.", "watch"),
            ("option two", "word"),
            ("the last one", "watch"),
        ] {
            assert_eq!(understood(typed), choose(meant), "{typed}");
        }
        answered("four", "There are choices from 1 to 3.");
        answered("-1", "There are choices from 1 to 3.");
        answered("1, 2", "One choice at a time: type one number from 1 to 3.");
        for (typed, command) in [
            ("look around", Command::Look),
            ("inventory", Command::Meters),
            ("credits", Command::About),
            ("options", Command::Settings(None)),
            ("history", Command::Turns),
            ("commands", Command::Help(None)),
            ("bye", Command::Quit),
        ] {
            assert_eq!(understood(typed), command, "{typed}");
        }
        answered(
            "give her the towel back",
            "Did you mean 1 (Throw the towel now. Let him hate you)",
        );
        for other in ["wait", "hello", "go north", "\u{1f94a}", "again"] {
            answered(
                other,
                &format!("No choice here fits \"{other}\". Type a number from 1 to 3 or the start"),
            );
        }
    }

    #[test]
    fn the_start_of_a_command_is_enough_after_the_prefix() {
        assert_eq!(understood("/und 2"), Command::Undo(2));
        answered("/s", "/save or /saves or /script");
    }

    #[test]
    fn a_command_that_a_label_claims_is_asked_back() {
        answered("look", "3 (Look at the clock), or the command /look?");
        answered("l", "the command /look? Type the number, or /look.");
    }

    #[test]
    fn what_cannot_be_meant_is_told_why() {
        answered("4", "There are choices from 1 to 3.");
        answered("0", "There are choices from 1 to 3.");
        answered("thirty", "you never watched");
        answered("wrod", "Did you mean word?");
        answered("thorw twoel", "Did you mean 1 (Throw the towel now.");
        answered("/undoo", "/undo?");
        answered("/zzz", "/help lists them");
        answered("undo it", "/undo [N]: takes back");
        answered("quit smoking", "Type just /quit: leaves.");
        answered("save", "Every turn is saved by itself.");
        assert_eq!(understood(" \u{1b}[A "), Command::Nothing);
        assert_eq!(understood(""), Command::Nothing);
    }
}
