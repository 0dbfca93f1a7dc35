//! `play`: the prompt.

use std::{
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
};

use super::{Failure, Outcome, json, load::load_good, replay};
use crate::{
    repl::{self, Screen, Style},
    session::{Game, MemoryStore, Session, Store},
    storage::{Disk, location},
};

/// Plays a story at the prompt, from the start or from where a script ends.
///
/// # Errors
/// [`Failure`] where the story or the script cannot be read, or the output cannot be written.
pub fn play(
    story: Option<&Path>,
    script: Option<&Path>,
    form: Form,
    width: Option<usize>,
    memory: Memory,
) -> Result<Outcome, Failure> {
    let script = script.map(replay::read_script).transpose()?;
    let compiled = load_good(story)?;
    let history = memory.history();
    let texts = memory.store()?;
    if form == Form::Json {
        let mut session = Session::begin(&compiled.story)?;
        let steps = script.map(|script| script.steps).unwrap_or_default();
        for (index, step) in steps.iter().enumerate() {
            session
                .choose(step)
                .map_err(|refused| Failure::Step(index + 1, refused))?;
        }
        json::play(Game::with(session, texts), anstream::stdout())?;
        return Ok(Outcome::Good);
    }
    let mut screen = screen(width, form == Form::Plain);
    if let Some(script) = &script {
        let prompt = Some((texts, history));
        return replay::run(&compiled.story, script, None, prompt, &mut screen);
    }
    repl::play(Game::open(&compiled.story, texts)?, &mut screen, history)?;
    Ok(Outcome::Good)
}

/// How a play is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For people.
    Prompt,
    /// For people, in words only.
    Plain,
    /// For programs.
    Json,
}

/// Where a player's saves are to be.
#[derive(Debug, Clone)]
pub enum Memory {
    /// In this folder; without one, in the platform's for such things.
    Folder(Option<PathBuf>),
    /// Nowhere.
    Nothing,
}

impl Memory {
    /// Returns the file for the lines that are typed at the prompt, where there is a place for it.
    pub(super) fn history(&self) -> Option<PathBuf> {
        match self {
            Self::Folder(asked) => Some(location(asked.clone()).ok()?.join("history")),
            Self::Nothing => None,
        }
    }

    /// Opens the place for saves.
    ///
    /// # Errors
    /// [`Failure::NoHome`] where no folder was said and the player has no home.
    pub(super) fn store(self) -> Result<Box<dyn Store>, Failure> {
        Ok(match self {
            Self::Folder(asked) => Box::new(Disk::new(location(asked)?)),
            Self::Nothing => Box::new(MemoryStore::default()),
        })
    }
}

/// Returns a screen on the standard output.
pub(super) fn screen(width: Option<usize>, plain: bool) -> Screen<impl Write> {
    let style = if std::io::stdout().is_terminal() {
        Style::of_window(width, plain)
    } else {
        Style::new(width, plain)
    };
    Screen::new(anstream::stdout(), style)
}
