//! The question at the start: whether to go on where the player left off.

use std::io::{self, Write};

use super::{
    input::{Input, Line},
    memory::{notices, sentence},
    screen::Screen,
};
use crate::session::Game;

/// What a line says to the question.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    GoOn,
    FromTheStart,
    Leave,
    /// It asks back.
    Help,
    /// Something that can be obeyed once the question is answered.
    Other,
}

/// Offers to go on where the player left off. A person at a terminal is asked; over a pipe, where the next line may be
/// meant for the story, and where a script has said where to begin, `resume` goes on. Returns whether the player stays.
pub(super) fn offer(
    game: &mut Game<'_>,
    input: &mut Input,
    screen: &mut Screen<impl Write>,
) -> io::Result<bool> {
    let Some(offer) = game
        .offer()
        .filter(|offer| !offer.is_over && offer.choices > 0)
    else {
        return Ok(true);
    };
    let plural = if offer.choices == 1 { "" } else { "s" };
    let left = format!(
        "You left off after {} choice{plural}: {}.",
        offer.choices, offer.place
    );
    if input.echoes() || game.session().depth() > 0 {
        screen.say(&format!("{left} /resume goes on from there."))?;
        return Ok(true);
    }
    screen.say(&format!(
        "{left} Go on from there? (Enter: yes, n: from the start)"
    ))?;
    let mut is_warned = false;
    loop {
        screen.flush()?;
        let line = input.read(screen)?;
        screen.measure();
        let was_warned = std::mem::replace(&mut is_warned, matches!(line, Line::Interrupted));
        let answer = match line {
            Line::Text(line) => understand(&line),
            Line::Unreadable => Answer::Other,
            Line::Interrupted if was_warned => return Ok(false),
            Line::Interrupted => {
                screen.say("Ctrl-C again, Ctrl-D or /quit leaves; what you played stays saved.")?;
                continue;
            }
            Line::End => return Ok(false),
        };
        screen.blank()?;
        match answer {
            Answer::GoOn => {
                if let Err(trouble) = game.resume() {
                    screen.say(&sentence(&trouble))?;
                }
                notices(game, screen)?;
                return Ok(true);
            }
            Answer::FromTheStart => {
                screen.say("From the start. /resume still goes on from there.")?;
                return Ok(true);
            }
            Answer::Leave => {
                screen.say("Until another time. What you played stays saved.")?;
                screen.flush()?;
                return Ok(false);
            }
            Answer::Help => screen.say(
                "There is a playthrough of yours that has not ended. Yes, or Enter alone, goes on with it. No begins \
                 another from the start; /resume still goes on with the first. /quit leaves both as they are. All other \
                 commands can be used after that.",
            )?,
            Answer::Other => screen.say(
                "First a yes or a no: Enter or yes goes on where you left off, no begins from the start, /quit leaves.",
            )?,
        }
    }
}

fn understand(line: &str) -> Answer {
    // Where nothing edits the line, an arrow key stands in it as an escape code.
    let line = anstream::adapter::strip_str(line).to_string();
    let line = line.replace(char::is_control, "").to_lowercase();
    let signs = |sign: char| sign.is_whitespace() || "/.!,'\"".contains(sign);
    match line.trim_matches(signs) {
        "" if line.contains('/') => Answer::Help,
        "" | "y" | "yes" | "yeah" | "yep" | "ok" | "okay" | "sure" | "please" | "resume"
        | "continue" | "go on" => Answer::GoOn,
        "n" | "no" | "nope" | "new" | "restart" | "start" | "start over" | "from the start" => {
            Answer::FromTheStart
        }
        "q" | "quit" | "exit" | "bye" => Answer::Leave,
        "?" | "h" | "help" | "help me" | "what" | "what?" => Answer::Help,
        _ => Answer::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_answered_in_many_words() {
        for yes in ["", "  ", "y", "YES", "yes.", "/resume", "Go on", "ok!"] {
            assert_eq!(understand(yes), Answer::GoOn, "{yes:?}");
        }
        for no in ["n", "No", "/restart", "start over", "\"no\""] {
            assert_eq!(understand(no), Answer::FromTheStart, "{no:?}");
        }
        for leave in ["/quit", "quit", "EXIT", "q"] {
            assert_eq!(understand(leave), Answer::Leave, "{leave:?}");
        }
        for help in ["?", "/help", "help", "/", "what?"] {
            assert_eq!(understand(help), Answer::Help, "{help:?}");
        }
        for other in ["1", "yes no", "\u{1f94a}", "/load before", "Wait a while"] {
            assert_eq!(understand(other), Answer::Other, "{other:?}");
        }
        assert_eq!(understand("\u{1b}[A"), Answer::GoOn);
    }
}
