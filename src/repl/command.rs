//! What a line means: a choice by number, name or the start of its words, or a command.

use super::memory::Memory;
use crate::{engine::View, story::Page, syntax::nearest};

/// The meaning of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// An empty line.
    Nothing,
    /// The choice of this name.
    Choose(String),
    Look,
    Undo,
    Redo,
    Restart,
    Help,
    /// What is kept: saves, scripts, transcripts.
    Memory(Memory),
    /// The page at this index.
    Page(usize),
    Quit,
    /// The line cannot be obeyed, and this says why.
    Answer(String),
}

/// The words that are commands wherever no choice has them for its name.
pub const WORDS: [&str; 6] = ["look", "undo", "redo", "restart", "help", "quit"];

/// Finds out what a line means. A `/` makes a command of what follows; numbers and names of choices come first
/// otherwise, then commands, then the starts of the words in a choice's label.
pub fn understand(line: &str, view: &View, pages: &[Page]) -> Command {
    let line: String = line
        .chars()
        .filter(|character| !character.is_control())
        .collect();
    let typed = line.trim();
    let line = typed.to_lowercase();
    if let Some(word) = typed.strip_prefix('/') {
        return command(word.trim(), pages).unwrap_or_else(|| {
            let word = word.to_lowercase();
            let near = nearest(word.trim(), words(pages));
            let near = near
                .map(|near| format!(" Did you mean /{near}?"))
                .unwrap_or_default();
            Command::Answer(format!("There is no command /{word}.{near}"))
        });
    }
    if line.is_empty() {
        return Command::Nothing;
    }
    if let Ok(number) = line.parse::<usize>() {
        return numbered(number, view);
    }
    if view.open.iter().any(|choice| choice.name == line) {
        return Command::Choose(line);
    }
    let labels: Vec<&str> = view
        .open
        .iter()
        .map(|choice| choice.label.as_str())
        .collect();
    let chosen = matching(&line, &labels);
    if let Some(command) = command(typed, pages)
        && (chosen.is_empty() || !line.contains(' '))
    {
        // A word that a choice's label holds whole may have been meant for the choice.
        let claimed = chosen
            .iter()
            .find(|&&index| label_words(labels[index]).any(|word| word == line));
        return match claimed {
            None => command,
            Some(&index) => Command::Answer(format!(
                "Do you mean choice {}, \"{}\", or the command /{line}? Type {} or /{line}.",
                index + 1,
                labels[index],
                index + 1
            )),
        };
    }
    match chosen[..] {
        [index] => Command::Choose(view.open[index].name.clone()),
        [] => unknown(&line, view, pages),
        _ => {
            let meant = chosen
                .iter()
                .map(|&index| format!("{} ({})", index + 1, labels[index]));
            Command::Answer(format!(
                "That could be {}.",
                meant.collect::<Vec<_>>().join(" or ")
            ))
        }
    }
}

/// Returns every word that is a command.
pub fn words(pages: &[Page]) -> impl Iterator<Item = &str> {
    WORDS
        .into_iter()
        .chain(Memory::WORDS)
        .chain(pages.iter().map(|page| page.name.as_str()))
}

fn command(typed: &str, pages: &[Page]) -> Option<Command> {
    let (word, rest) = typed.split_once(' ').unwrap_or((typed, ""));
    if let Some(memory) = Memory::parse(&word.to_lowercase(), rest.trim()) {
        return Some(memory.map_or_else(Command::Answer, Command::Memory));
    }
    Some(match typed.to_lowercase().as_str() {
        "look" | "l" => Command::Look,
        "undo" | "u" => Command::Undo,
        "redo" => Command::Redo,
        "restart" => Command::Restart,
        "help" | "?" => Command::Help,
        "quit" | "exit" => Command::Quit,
        word => Command::Page(pages.iter().position(|page| page.name == word)?),
    })
}

fn numbered(number: usize, view: &View) -> Command {
    match number.checked_sub(1).and_then(|index| view.open.get(index)) {
        Some(choice) => Command::Choose(choice.name.clone()),
        None if view.open.is_empty() => over(),
        None => Command::Answer(format!("There are choices from 1 to {}.", view.open.len())),
    }
}

fn unknown(line: &str, view: &View, pages: &[Page]) -> Command {
    let shown: String = line.chars().take(40).collect();
    let labels: Vec<&str> = view
        .locked
        .iter()
        .map(|locked| locked.label.as_str())
        .collect();
    let named = view.locked.iter().position(|locked| locked.name == line);
    if let Some(index) = named.or_else(|| matching(line, &labels).first().copied()) {
        let locked = &view.locked[index];
        return Command::Answer(format!(
            "\"{}\" is locked: {}.",
            locked.label, locked.reason
        ));
    }
    if view.ending.is_some() {
        return over();
    }
    let choices = view.open.iter().map(|choice| choice.name.as_str());
    let near = nearest(line, choices.chain(words(pages)));
    let near = near
        .map(|near| format!(" Did you mean {near}?"))
        .unwrap_or_default();
    Command::Answer(format!(
        "Nothing here is called \"{shown}\".{near} A number from 1 to {} chooses, help helps.",
        view.open.len()
    ))
}

fn over() -> Command {
    Command::Answer(
        "The story is over. undo takes the last choice back, restart begins again, quit leaves."
            .to_owned(),
    )
}

/// Returns the labels in which every word of `line` begins a word of its own, in any order. Labels that have the words
/// whole win over those that only begin with them.
fn matching(line: &str, labels: &[&str]) -> Vec<usize> {
    let matches = |whole: bool| -> Vec<usize> {
        let fits = |label: &str| {
            let mut free: Vec<String> = label_words(label).collect();
            line.split_whitespace().all(|wanted| {
                let fits = |word: &String| {
                    if whole {
                        word == wanted
                    } else {
                        word.starts_with(wanted)
                    }
                };
                let found = free.iter().position(fits);
                found.map(|index| free.swap_remove(index)).is_some()
            })
        };
        (0..labels.len())
            .filter(|&index| fits(labels[index]))
            .collect()
    };
    let whole = matches(true);
    if whole.is_empty() {
        matches(false)
    } else {
        whole
    }
}

/// Returns the words of a label in lower case, without the signs around them.
fn label_words(label: &str) -> impl Iterator<Item = String> {
    label
        .split(|character: char| !character.is_alphanumeric() && character != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
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
            status: String::new(),
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
        let card = Page {
            name: "card".to_owned(),
            text: None,
            figure: None,
        };
        understand(line, &view(), &[card])
    }

    fn choose(name: &str) -> Command {
        Command::Choose(name.to_owned())
    }

    #[test]
    fn numbers_names_and_starts_of_words_choose() {
        assert_eq!(understood("1"), choose("throw"));
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
        assert_eq!(understood("undo"), Command::Undo);
        assert_eq!(understood("/undo"), Command::Undo);
        assert_eq!(understood("card"), Command::Page(0));
        assert_eq!(understood("/look"), Command::Look);
    }

    #[test]
    fn a_command_that_a_label_claims_is_asked_back() {
        assert!(matches!(understood("look"), Command::Answer(answer) if answer.contains("/look")));
    }

    #[test]
    fn what_cannot_be_meant_is_told_why() {
        assert!(
            matches!(understood("4"), Command::Answer(answer) if answer == "There are choices from 1 to 3.")
        );
        assert!(matches!(understood("0"), Command::Answer(_)));
        assert!(
            matches!(understood("thirty"), Command::Answer(answer) if answer.contains("you never watched"))
        );
        assert!(
            matches!(understood("wrod"), Command::Answer(answer) if answer.contains("Did you mean word?"))
        );
        assert!(
            matches!(understood("/undoo"), Command::Answer(answer) if answer.contains("/undo?"))
        );
        assert_eq!(understood(" \u{1b}[A "), understood("[a"));
        assert_eq!(understood(""), Command::Nothing);
    }
}
