//! `play`: the prompt.

use std::{
    io::{IsTerminal, Write},
    path::Path,
};

use super::{Failure, Outcome, load::load_good, replay};
use crate::{
    repl::{self, Screen, Style},
    session::Session,
};

/// Plays a story at the prompt, from the start or from where a script ends.
///
/// # Errors
/// [`Failure`] where the story or the script cannot be read, or the output cannot be written.
pub fn play(story: Option<&Path>, script: Option<&Path>, plain: bool) -> Result<Outcome, Failure> {
    let script = script.map(replay::read_script).transpose()?;
    let compiled = load_good(story)?;
    let mut screen = screen(plain);
    if let Some(script) = &script {
        return replay::run(&compiled.story, script, None, true, &mut screen);
    }
    repl::play(Session::begin(&compiled.story)?, &mut screen)?;
    Ok(Outcome::Good)
}

/// Returns a screen on the standard output.
pub(super) fn screen(plain: bool) -> Screen<impl Write> {
    let is_terminal = std::io::stdout().is_terminal();
    let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let style = Style::new(columns.filter(|_| is_terminal), plain);
    Screen::new(anstream::stdout(), style)
}
