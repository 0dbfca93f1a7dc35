//! Lines from a person at a terminal, or from anything else.

use std::{
    collections::VecDeque,
    io::{self, IsTerminal, Write},
    path::PathBuf,
};

use rustyline::{CompletionType, Config, Editor, error::ReadlineError, history::FileHistory};

use super::{assistant::Assistant, line::read_line, screen::Screen};
use crate::engine::View;

/// What came instead of a line, or the line.
#[derive(Debug)]
pub enum Line {
    Text(String),
    Interrupted,
    Unreadable,
    End,
}

/// Tells whether the terminal says that it obeys no escape codes.
#[must_use]
pub fn is_dumb_terminal() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Where lines come from.
pub struct Input {
    /// Editing, completion, history: where both ends are a terminal that can do it.
    editor: Option<Editor<Assistant, FileHistory>>,
    /// The file that the history is kept in.
    history: Option<PathBuf>,
    /// Whether lines are echoed here, since nothing else shows them.
    echoes: bool,
    /// Lines that came all at once, still to be obeyed.
    waiting: VecDeque<String>,
}

impl Input {
    /// Opens the standard input. What is typed at a terminal is kept in `history`.
    pub fn new(history: Option<PathBuf>) -> io::Result<Self> {
        let echoes = !io::stdin().is_terminal();
        let mut input = Self {
            editor: None,
            history,
            echoes,
            waiting: VecDeque::new(),
        };
        if echoes || is_dumb_terminal() || !io::stdout().is_terminal() {
            return Ok(input);
        }
        let config = Config::builder()
            .max_history_size(1000)
            .and_then(|config| config.history_ignore_dups(true))
            .map_err(io::Error::other)?
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .build();
        let kept = FileHistory::with_config(&config);
        let mut editor = Editor::with_history(config, kept).map_err(io::Error::other)?;
        editor.set_helper(Some(Assistant::default()));
        if let Some(path) = &input.history {
            // No file yet, or one that cannot be read: nothing to bring back.
            let _ = editor.load_history(path);
        }
        input.editor = Some(editor);
        Ok(input)
    }

    /// Tells whether lines are written out here, since nothing else shows them.
    pub fn echoes(&self) -> bool {
        self.echoes
    }

    /// Tells whether a person can be made to wait for the next page.
    pub fn can_pause(&self) -> bool {
        self.editor.is_some()
    }

    /// Tells what can be completed from now on, and how many columns there are for hints.
    pub fn assist(&mut self, view: &View, pages: &[String], hint_columns: Option<usize>) {
        let assistant = self.editor.as_mut().and_then(Editor::helper_mut);
        if let Some(assistant) = assistant {
            assistant.view.clone_from(view);
            assistant.pages = pages.to_vec();
            assistant.room = hint_columns.map(|columns| (columns, 2));
        }
    }

    /// Reads a line.
    pub fn read(&mut self, screen: &mut Screen<impl Write>) -> io::Result<Line> {
        if let Some(line) = self.waiting.pop_front() {
            screen.echo(&line)?;
            return Ok(Line::Text(line));
        }
        if self.echoes || self.editor.is_none() || screen.style().plain {
            return self.read_plainly(screen);
        }
        screen.flush()?;
        self.edit("> ")
    }

    /// Waits for a line before the next page. A line that holds something is meant for the prompt.
    pub fn pause(&mut self, screen: &mut Screen<impl Write>) -> io::Result<Line> {
        if !self.waiting.is_empty() {
            return self.read(screen);
        }
        self.set_pausing(true);
        let line = self.edit("-- more -- ");
        self.set_pausing(false);
        if matches!(&line, Ok(Line::Text(typed)) if typed.is_empty()) {
            screen.take_back_line()?;
        }
        line
    }

    fn set_pausing(&mut self, is_pausing: bool) {
        let assistant = self.editor.as_mut().and_then(Editor::helper_mut);
        if let Some(assistant) = assistant {
            assistant.is_pausing = is_pausing;
        }
    }

    fn edit(&mut self, prompt: &str) -> io::Result<Line> {
        let Some(editor) = &mut self.editor else {
            return Ok(Line::End);
        };
        match editor.readline(prompt) {
            Ok(text) => {
                let lines = text.split(['\n', '\r']).map(str::to_owned);
                self.waiting.extend(lines);
                // What was pasted with its last line's end has nothing after it.
                while self.waiting.len() > 1 && self.waiting.back().is_some_and(String::is_empty) {
                    self.waiting.pop_back();
                }
                self.remember();
                Ok(Line::Text(self.waiting.pop_front().unwrap_or_default()))
            }
            Err(ReadlineError::Interrupted) => {
                self.waiting.clear();
                Ok(Line::Interrupted)
            }
            Err(ReadlineError::Eof) => Ok(Line::End),
            Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                Ok(Line::Unreadable)
            }
            Err(ReadlineError::Io(error)) => Err(error),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    /// Puts what was just typed into the history, and into its file. A history that cannot be kept stops nobody from
    /// playing.
    fn remember(&mut self) {
        let Some(editor) = &mut self.editor else {
            return;
        };
        for line in &self.waiting {
            let _ = editor.add_history_entry(line);
        }
        if let Some(path) = &self.history {
            let _ = editor.append_history(path);
        }
    }

    fn read_plainly(&mut self, screen: &mut Screen<impl Write>) -> io::Result<Line> {
        if !self.echoes {
            screen.prompt()?;
        }
        screen.flush()?;
        let Some(line) = read_line(&mut io::stdin().lock())? else {
            return Ok(Line::End);
        };
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        if self.echoes {
            screen.echo(text)?;
            screen.flush()?;
        }
        Ok(if std::str::from_utf8(&line).is_ok() {
            Line::Text(text.to_owned())
        } else {
            Line::Unreadable
        })
    }
}
