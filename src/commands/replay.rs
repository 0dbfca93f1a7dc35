//! `replay`: a script played, its transcript printed.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use super::{
    Failure, Outcome,
    load::{load_good, read_text},
    play::{Memory, screen},
};
use crate::{
    repl::{self, Screen},
    session::{Game, Script, Session, Store},
    story::Story,
};

/// Plays a script, prints what is read, and where `play` is asked for hands over the prompt.
///
/// # Errors
/// [`Failure`] where the story or the script cannot be read, or the output cannot be written.
pub fn replay(
    script: &Path,
    story: Option<&Path>,
    until: Option<usize>,
    width: Option<usize>,
    play: Option<Memory>,
) -> Result<Outcome, Failure> {
    let script = read_script(script)?;
    let compiled = load_good(story)?;
    let prompt = match play {
        Some(memory) => {
            let history = memory.history();
            Some((memory.store()?, history))
        }
        None => None,
    };
    run(
        &compiled.story,
        &script,
        until,
        prompt,
        &mut screen(width, false),
    )
}

/// Reads the script in a file.
pub(super) fn read_script(path: &Path) -> Result<Script, Failure> {
    let path_of = |error| Failure::Script {
        path: path.to_owned(),
        error,
    };
    Script::parse(&read_text(path)?).map_err(path_of)
}

/// Plays a script. A step that does not fit is told of by its number and name; the player, if there is one,
/// goes on from the last step that did.
pub(super) fn run(
    story: &Story,
    script: &Script,
    until: Option<usize>,
    prompt: Option<(Box<dyn Store>, Option<PathBuf>)>,
    screen: &mut Screen<impl Write>,
) -> Result<Outcome, Failure> {
    let mut session = Session::begin(story)?;
    if prompt.is_some() {
        screen.welcome(story)?;
    }
    let mut outcome = Outcome::Good;
    for (index, step) in script
        .steps
        .iter()
        .take(until.unwrap_or(usize::MAX))
        .enumerate()
    {
        let before = session.turn().clone();
        let open = session.view().open;
        let refused = session.choose(step).err();
        if let Some(refused) = refused {
            screen.flush()?;
            let node = &story.nodes[before.state.node.index()].name;
            let mut message = format!("step {} does not fit at `{node}`: {refused}\n", index + 1);
            if script.story.is_some() && !script.is_of(story) {
                message += "the script was made with another version of the story\n";
            }
            write!(anstream::stderr(), "{message}")?;
            outcome = Outcome::Faulty;
            break;
        }
        screen.passages(&before)?;
        let label = open
            .iter()
            .find(|choice| choice.name == *step)
            .map(|choice| &choice.label);
        screen.chosen(label.unwrap_or(step))?;
    }
    if let Some((texts, history)) = prompt {
        repl::resume(Game::with(session, texts), screen, history)?;
        return Ok(Outcome::Good);
    }
    screen.passages(session.turn())?;
    if let Some(ending) = session.view().ending {
        screen.ending(story, ending.index())?;
    }
    screen.flush()?;
    Ok(outcome)
}
