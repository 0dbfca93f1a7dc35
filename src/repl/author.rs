//! What an author's prompt has beside a player's: `goto`, `set`, `vars`, `why`, and a story that is read again when saved.

use std::io::{self, Write};

use super::{input::Input, prompt::Prompt};
use crate::{
    author::{self, Broken, Refusal},
    compile::Compiled,
    engine::View,
    story::{NodeId, Story},
};

/// What an author's prompt asks of the disk and of the prover.
pub trait Bench {
    /// Reads the story again if a file of it was saved since it was last read: the story, or its faults, a line each.
    fn saved(&mut self) -> Option<Result<Compiled, Vec<String>>>;

    /// Looks for a script that leads to a node. `Err` says why there is none.
    fn way(&mut self, story: &Story, node: NodeId) -> Result<Vec<String>, String>;
}

/// Where the author types, and the line that came when the story had been saved.
pub struct Desk {
    pub(super) input: Input,
    pub(super) line: String,
}

/// The story as it was saved, and the author's steps in the one before it.
pub struct Stale {
    pub compiled: Compiled,
    pub steps: Vec<String>,
    pub desk: Desk,
}

const HELP: &[&str] = &[
    "goto NODE: to a node, by a script that leads there if there is one",
    "set NAME VALUE: gives a flag or a counter another value",
    "vars: every flag and counter",
    "why CHOICE: why it is open, locked or hidden; its name or its number",
    "A file that you save is read again before your next line is obeyed.",
];

impl<W: Write> Prompt<'_, '_, W> {
    /// Reads the story again if it was saved. Its faults are told, and the old one goes on.
    pub(super) fn saved(&mut self) -> io::Result<Option<Compiled>> {
        match self.bench.as_mut().and_then(|bench| bench.saved()) {
            None => Ok(None),
            Some(Ok(compiled)) => Ok(Some(compiled)),
            Some(Err(faults)) => {
                self.screen
                    .say("The story was saved with faults; you play on as it was before:")?;
                self.screen.list(&faults)?;
                Ok(None)
            }
        }
    }

    /// Says that the story was read again, and which step no longer fits.
    pub(super) fn read_again(&mut self, broken: Option<&Broken>) -> io::Result<()> {
        match broken {
            None => self
                .screen
                .say("The story was read again, and your steps fit it."),
            Some(broken) => self.screen.say(&format!(
                "The story was read again: {broken}. You stand before that step."
            )),
        }
    }

    pub(super) fn author_help(&mut self) -> io::Result<()> {
        if self.bench.is_none() {
            return Ok(());
        }
        self.screen.say("You are the author:")?;
        let help: Vec<String> = HELP.iter().map(|line| (*line).to_owned()).collect();
        self.screen.list(&help)
    }

    /// Does what an author alone may ask for. Returns false where the line means something else.
    pub(super) fn obey_author(&mut self, view: &View, line: &str) -> io::Result<bool> {
        if self.bench.is_none() {
            return Ok(false);
        }
        let line = line.trim().to_lowercase();
        let words: Vec<&str> = line.trim_start_matches('/').split_whitespace().collect();
        match words[..] {
            ["goto", node] => self.goto(node)?,
            ["set", name, value] => {
                let done = self
                    .game
                    .author(|session| author::set(session, name, value));
                self.arrived(done)?;
            }
            ["vars"] => {
                let lines = author::variables(self.game.session());
                if lines.is_empty() {
                    self.screen.say("The story has no flags and no counters.")?;
                } else {
                    self.screen.list(&lines)?;
                }
            }
            ["why", choice] => {
                let number = choice.parse::<usize>().ok();
                let open = number.and_then(|number| view.open.get(number.checked_sub(1)?));
                let name = open.map_or(choice, |open| &open.name);
                match author::why(self.game.session(), name) {
                    Ok(lines) => self.screen.list(&lines)?,
                    Err(refusal) => self.screen.say(&format!("{refusal}."))?,
                }
            }
            ["goto" | "why" | "set", ..] => {
                let usage = HELP.iter().find(|usage| usage.starts_with(words[0]));
                self.screen.say(&format!("{}.", usage.unwrap_or(&"")))?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Goes to a node: as a player would where there is a way, and else as the values are.
    fn goto(&mut self, name: &str) -> io::Result<()> {
        let story = self.game.session().story();
        let node = match author::node(story, name) {
            Ok(node) => node,
            Err(refusal) => return self.screen.say(&format!("{refusal}.")),
        };
        let Some(bench) = self.bench.as_mut() else {
            return Ok(());
        };
        let done = match bench.way(story, node) {
            Ok(steps) => match author::replay(story, &steps) {
                Ok((session, None)) => {
                    let way = match steps.len() {
                        0 => "where the story begins".to_owned(),
                        1 => format!("1 choice: {}", steps[0]),
                        count => format!("{count} choices: {}", steps.join(" ")),
                    };
                    self.game.author(|present| *present = session);
                    self.screen.say(&way)?;
                    Ok(())
                }
                Ok((_, Some(broken))) => Err(broken.refusal),
                Err(error) => Err(Refusal::Unsettled(error)),
            },
            Err(why) => {
                self.screen.say(&format!(
                    "{why}; you are put there with the values as they are."
                ))?;
                self.game.author(|session| author::jump(session, name))
            }
        };
        self.arrived(done)
    }

    /// Shows where the author is now, or why nothing was done.
    fn arrived(&mut self, done: Result<(), Refusal>) -> io::Result<()> {
        match done {
            Ok(()) => self.screen.turn(&self.game),
            Err(refusal) => self.screen.say(&format!("{refusal}.")),
        }
    }
}
