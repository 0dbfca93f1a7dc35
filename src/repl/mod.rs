//! The prompt: a playthrough read and steered by a person, or by a pipe.
//!
//! Shows turns, reads lines, and hands choices to the session. It must not know what any story is about.

mod album;
mod assistant;
mod change;
mod command;
mod counsel;
mod help;
mod input;
mod matching;
mod meaning;
mod memory;
mod meters;
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

use crate::session::Game;
pub use meters::meter_rows;
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
