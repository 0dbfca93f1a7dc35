//! Lines from a person at a terminal, or from anything else.

use std::io::{self, BufRead, IsTerminal, Write};

use rustyline::{
    Config, Context, Editor, Helper,
    completion::{Completer, Pair},
    error::ReadlineError,
    highlight::Highlighter,
    hint::Hinter,
    history::MemHistory,
    validate::Validator,
};

use super::{command, screen::Screen};
use crate::{engine::View, story::Page};

/// What came instead of a line, or the line.
#[derive(Debug)]
pub enum Line {
    Text(String),
    Interrupted,
    Unreadable,
    End,
}

/// Where lines come from.
pub enum Input {
    /// Both ends are a terminal: editing, completion, history.
    Editor(Box<Editor<Assistant, MemHistory>>),
    /// One end is not: plain lines, and what does not show is echoed.
    Plain { echo: bool },
}

impl Input {
    pub fn new() -> io::Result<Self> {
        let echo = !io::stdin().is_terminal();
        if echo || !io::stdout().is_terminal() {
            return Ok(Self::Plain { echo });
        }
        let config = Config::builder()
            .auto_add_history(true)
            .history_ignore_dups(true)
            .map_err(io::Error::other)?
            .completion_type(rustyline::CompletionType::List)
            .build();
        let mut editor =
            Editor::with_history(config, MemHistory::new()).map_err(io::Error::other)?;
        editor.set_helper(Some(Assistant::default()));
        Ok(Self::Editor(Box::new(editor)))
    }

    /// Tells whether lines are written out here, since nothing else shows them.
    pub fn echoes(&self) -> bool {
        matches!(self, Self::Plain { echo: true })
    }

    /// Tells what can be completed from now on.
    pub fn complete(&mut self, view: &View, pages: &[Page]) {
        let Self::Editor(editor) = self else { return };
        if let Some(assistant) = editor.helper_mut() {
            let choices = view
                .open
                .iter()
                .map(|choice| (choice.name.clone(), choice.label.clone()));
            assistant.choices = choices.collect();
            assistant.commands = command::words(pages).map(str::to_owned).collect();
        }
    }

    /// Reads a line.
    pub fn read(&mut self, screen: &mut Screen<impl Write>) -> io::Result<Line> {
        match self {
            Self::Editor(editor) => match editor.readline("> ") {
                Ok(line) => Ok(Line::Text(line)),
                Err(ReadlineError::Interrupted) => Ok(Line::Interrupted),
                Err(ReadlineError::Eof) => Ok(Line::End),
                Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                    Ok(Line::Unreadable)
                }
                Err(ReadlineError::Io(error)) => Err(error),
                Err(error) => Err(io::Error::other(error)),
            },
            Self::Plain { echo } => {
                let mut line = Vec::new();
                if !*echo {
                    screen.prompt()?;
                }
                let read = io::stdin().lock().read_until(b'\n', &mut line)?;
                if read == 0 {
                    return Ok(Line::End);
                }
                let text = String::from_utf8_lossy(&line);
                let text = text.trim_end_matches(['\n', '\r']);
                if *echo {
                    screen.echo(text)?;
                }
                let readable = std::str::from_utf8(&line).is_ok();
                Ok(if readable {
                    Line::Text(text.to_owned())
                } else {
                    Line::Unreadable
                })
            }
        }
    }
}

/// What Tab can complete: a choice by its name or the start of a word of its label, or a command.
#[derive(Default)]
pub struct Assistant {
    /// Names and labels.
    choices: Vec<(String, String)>,
    commands: Vec<String>,
}

impl Helper for Assistant {}
impl Highlighter for Assistant {}
// Nothing is ever refused here: with a pipe, rustyline would glue the lines together.
impl Validator for Assistant {}
impl Hinter for Assistant {
    type Hint = String;
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = line[..position].trim_start();
        let start = position - typed.len();
        let typed = typed.to_lowercase();
        if let Some(word) = typed.strip_prefix('/') {
            let commands = self
                .commands
                .iter()
                .filter(|command| command.starts_with(word));
            let pairs = commands.map(|command| pair(format!("/{command}"), format!("/{command}")));
            return Ok((start, pairs.collect()));
        }
        let starts = |label: &str| {
            label
                .to_lowercase()
                .split_whitespace()
                .any(|word| word.starts_with(&typed))
        };
        let choices = self
            .choices
            .iter()
            .filter(|(name, label)| name.starts_with(&typed) || starts(label));
        let mut pairs: Vec<Pair> = choices
            .map(|(name, label)| pair(format!("{name}: {label}"), name.clone()))
            .collect();
        if !typed.is_empty() {
            let commands = self
                .commands
                .iter()
                .filter(|command| command.starts_with(&typed));
            pairs.extend(commands.map(|command| pair(command.clone(), command.clone())));
        }
        Ok((start, pairs))
    }
}

fn pair(display: String, replacement: String) -> Pair {
    Pair {
        display,
        replacement,
    }
}
