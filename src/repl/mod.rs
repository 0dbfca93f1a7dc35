//! The prompt: a playthrough read and steered by a person, or by a pipe.
//!
//! Shows turns, reads lines, and hands choices to the session. It must not know what any story is about.

mod command;
mod input;
mod screen;

use std::io::{self, Write};

use crate::{
    engine::View,
    session::{Refused, Session},
};
use command::Command;
use input::{Input, Line};
pub use screen::{Screen, Style};

/// Plays until the player leaves or the input ends.
///
/// # Errors
/// I/O errors of the output; a closed pipe is one of them.
pub fn play(session: Session<'_>, screen: &mut Screen<impl Write>) -> io::Result<()> {
    screen.welcome(session.story())?;
    resume(session, screen)
}

/// Plays on from the present turn, as [`play`] does, without a greeting.
///
/// # Errors
/// I/O errors of the output; a closed pipe is one of them.
pub fn resume(mut session: Session<'_>, screen: &mut Screen<impl Write>) -> io::Result<()> {
    let mut input = Input::new()?;
    screen.turn(&session)?;
    let mut warned = false;
    loop {
        let view = session.view();
        input.complete(&view, &session.story().pages);
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
        if obey(&mut session, &view, &line, screen)? {
            return screen.say("Until another time.");
        }
    }
    if !input.echoes() {
        screen.end()?;
    }
    screen.flush()
}

/// Carries out a line. Returns true where the player wants to leave.
fn obey(
    session: &mut Session<'_>,
    view: &View,
    line: &str,
    screen: &mut Screen<impl Write>,
) -> io::Result<bool> {
    match command::understand(line, view, &session.story().pages) {
        Command::Nothing => screen.options(session)?,
        Command::Choose(name) => match session.choose(&name) {
            Ok(()) => screen.turn(session)?,
            Err(Refused::Unsettled(error)) => {
                screen.say(&format!(
                    "The story breaks there: {error}. `fifteen check` shows where."
                ))?;
            }
            Err(refused) => screen.say(&format!("{refused}."))?,
        },
        Command::Look => screen.look(session)?,
        Command::Undo => match session.undo() {
            Some(name) => {
                screen.say(&format!("Taken back: {name}."))?;
                screen.look(session)?;
            }
            None => screen.say("This is the very start; there is nothing to take back.")?,
        },
        Command::Restart => {
            session.restart();
            screen.say("From the start.")?;
            screen.turn(session)?;
        }
        Command::Help => screen.help(session.story())?,
        Command::Script => screen.lines(&session.script().to_string())?,
        Command::Page(index) => screen.page(session, index)?,
        Command::Quit => return Ok(true),
        Command::Answer(answer) => screen.say(&answer)?,
    }
    Ok(false)
}
