//! The prompt: a playthrough read and steered by a person, or by a pipe.
//!
//! Shows turns, reads lines, and hands choices to the session. It must not know what any story is about.

mod album;
mod command;
mod input;
mod memory;
mod screen;
mod signals;

use std::io::{self, Write};

use crate::{
    engine::View,
    session::{Game, Refused},
};
use command::Command;
use input::{Input, Line};
pub use screen::{Screen, Style};

/// Plays until the player leaves or the input ends.
///
/// # Errors
/// I/O errors of the output; a closed pipe is one of them.
pub fn play(game: Game<'_>, screen: &mut Screen<impl Write>) -> io::Result<()> {
    screen.welcome(game.session().story())?;
    resume(game, screen)
}

/// Plays on from the present turn, as [`play`] does, without a greeting.
///
/// # Errors
/// I/O errors of the output; a closed pipe is one of them.
pub fn resume(mut game: Game<'_>, screen: &mut Screen<impl Write>) -> io::Result<()> {
    signals::listen()?;
    let mut input = Input::new()?;
    memory::notices(&mut game, screen)?;
    memory::offer(&mut game, &mut input, screen)?;
    screen.turn(game.session())?;
    let mut warned = false;
    loop {
        let view = game.view();
        input.complete(&view, &game.session().story().pages);
        screen.flush()?;
        let line = match input.read(screen)? {
            Line::Text(line) => line,
            Line::Interrupted if warned => break,
            Line::Interrupted => {
                warned = true;
                screen.say("Ctrl-C again, Ctrl-D or quit leaves.")?;
                continue;
            }
            Line::Unreadable => {
                screen.say("That line was not readable text.")?;
                continue;
            }
            Line::End => break,
        };
        warned = false;
        screen.lines("\n")?;
        if obey(&mut game, &view, &line, screen)? {
            return screen.say("Until another time.");
        }
        memory::notices(&mut game, screen)?;
    }
    if !input.echoes() {
        screen.end()?;
    }
    screen.flush()
}

/// Carries out a line. Returns true where the player wants to leave.
fn obey(
    game: &mut Game<'_>,
    view: &View,
    line: &str,
    screen: &mut Screen<impl Write>,
) -> io::Result<bool> {
    match command::understand(line, view, &game.session().story().pages) {
        Command::Nothing => screen.options(game.session())?,
        Command::Choose(name) => match game.choose(&name) {
            Ok(()) => screen.turn(game.session())?,
            Err(Refused::Unsettled(error)) => {
                screen.say(&format!(
                    "The story breaks there: {error}. `fifteen check` shows where."
                ))?;
            }
            Err(refused) => screen.say(&format!("{refused}."))?,
        },
        Command::Look => screen.look(game.session())?,
        Command::Undo => {
            if game.undo(1) == 0 {
                screen.say("This is the very start; there is nothing to take back.")?;
            } else {
                let name = game.session().ahead().first().map(|taken| &taken.name);
                screen.say(&format!("Taken back: {}.", name.map_or("", String::as_str)))?;
                screen.look(game.session())?;
            }
        }
        Command::Redo => {
            if game.redo(1) == 0 {
                screen.say("There is nothing to take again.")?;
            } else {
                screen.turn(game.session())?;
            }
        }
        Command::Restart => {
            game.restart();
            screen.say("From the start. redo leads forth again.")?;
            screen.turn(game.session())?;
        }
        Command::Help => screen.help(game.session().story())?,
        Command::Memory(memory) => memory.obey(game, screen)?,
        Command::Page(index) => screen.page(game.session(), index)?,
        Command::Quit => return Ok(true),
        Command::Answer(answer) => screen.say(&answer)?,
    }
    Ok(false)
}
