//! The prompt: a playthrough read and steered by a person, or by a pipe.
//!
//! Shows turns, reads lines, and hands choices to the session. It must not know what any story is about.

mod album;
mod assistant;
mod author;
mod change;
mod command;
mod counsel;
mod help;
mod input;
mod line;
mod matching;
mod meaning;
mod memory;
mod meters;
mod offer;
mod oracle;
mod prompt;
mod screen;
mod settings;
mod signals;
mod style;
mod time;
mod turn;

use std::{
    io::{self, Write},
    path::PathBuf,
};

use crate::{author::Broken, session::Game};
pub use author::{Bench, Desk, Stale};
pub use input::is_dumb_terminal;
pub use line::read_line;
pub use meters::meter_rows;
pub use prompt::Left;
use prompt::Prompt;
pub use screen::Screen;
pub use settings::Settings;
pub use style::{Style, WIDEST};

/// Plays until the player leaves or the input ends. Lines typed at a terminal are kept in `history`.
///
/// # Errors
/// I/O errors of the output; a closed pipe is one of them.
pub fn play(
    game: Game<'_>,
    screen: &mut Screen<impl Write>,
    history: Option<PathBuf>,
) -> io::Result<()> {
    signals::listen()?;
    let mut prompt = Prompt::new(game, screen, history)?;
    prompt.welcome()?;
    prompt.run()
}

/// Plays on from the present turn, as [`play`] does, without a greeting.
///
/// # Errors
/// I/O errors of the output; a closed pipe is one of them.
pub fn resume(
    game: Game<'_>,
    screen: &mut Screen<impl Write>,
    history: Option<PathBuf>,
) -> io::Result<()> {
    signals::listen()?;
    Prompt::new(game, screen, history)?.run()
}

/// Plays with what an author may do beside, at a desk that is there already or a new one. Returns where a file of the
/// story was saved, so that another story is to be played from now on; `broken` says which step did not fit this one.
///
/// # Errors
/// I/O errors of the output; a closed pipe is one of them.
pub fn author(
    game: Game<'_>,
    screen: &mut Screen<impl Write>,
    bench: &mut dyn Bench,
    desk: Option<Desk>,
    broken: Option<&Broken>,
) -> io::Result<Left> {
    let Some(desk) = desk else {
        signals::listen()?;
        let mut prompt = Prompt::new(game, screen, None)?;
        prompt.bench = Some(bench);
        prompt.welcome()?;
        prompt.author_help()?;
        return prompt.run_from(None);
    };
    let mut prompt = Prompt::at(game, screen, desk.input);
    prompt.bench = Some(bench);
    prompt.read_again(broken)?;
    // A number was meant for the choices as they were.
    let is_number = desk.line.trim().parse::<usize>().is_ok();
    let is_for_now = !is_number && !desk.line.trim().is_empty();
    prompt.run_from(is_for_now.then_some(desk.line))
}
