//! What a line means: a choice by number, name or the start of its words, or a command.

use super::{
    command::{self, Command, Read},
    matching::{matching, near},
};
use crate::{engine::View, syntax::nearest};

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
    // More than one word of a label is no slip of the tongue; a single one may have meant the command.
    if matches!(meant, Read::Command(_)) && !lower.contains(' ') {
        let choices = list(&chosen, &labels, ", ");
        return Command::Answer(format!(
            "Do you mean {choices}, or the command /{lower}? Type the number, or /{lower}."
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
            let near = nearest(name, command::names(pages));
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
    let guess = if let Some(name) = nearest(line, choices.chain(command::names(pages))) {
        format!(" Did you mean {name}?")
    } else if let Some(index) = near(line, &labels) {
        format!(" Did you mean {}?", list(&[index], &labels, ""))
    } else {
        String::new()
    };
    let range = match view.open.len() {
        1 => "1 chooses".to_owned(),
        count => format!("A number from 1 to {count} chooses"),
    };
    Command::Answer(format!(
        "Nothing here is called \"{}\".{guess} {range}, /help helps.",
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
        format!("{} {}.", entry.usage(), entry.does)
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
    fn the_start_of_a_command_is_enough_after_the_prefix() {
        assert_eq!(understood("/und 2"), Command::Undo(2));
        answered("/s", "/save or /saves or /script");
    }

    #[test]
    fn a_command_that_a_label_claims_is_asked_back() {
        answered("look", "3 (Look at the clock), or the command /look?");
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
        answered("undo it", "/undo [N] takes back");
        assert_eq!(understood(" \u{1b}[A "), Command::Nothing);
        assert_eq!(understood(""), Command::Nothing);
    }
}
