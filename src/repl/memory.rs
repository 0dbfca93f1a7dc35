//! What a player may ask to be kept, shown again or written to a file.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{album, screen::Screen, style::Style};
use crate::session::{Game, Script, Session};

/// A command of the memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Memory {
    Save(String),
    Load(String),
    Saves,
    Forget(String),
    Resume,
    /// The whole playthrough as text, in a file or here.
    Transcript(Option<PathBuf>),
    /// The choices so far, in a file or here.
    Script(Option<PathBuf>),
    /// This playthrough beside the last finished one.
    Compare,
    /// The endings found, or the page of one.
    Scrapbook(String),
}

impl Memory {
    /// Reads a command. `None` where `word` is none of these; an error says what is missing.
    pub fn parse(word: &str, rest: &str) -> Option<Result<Self, String>> {
        let file = || (!rest.is_empty()).then(|| home(rest));
        let name = rest.to_lowercase();
        Some(match word {
            "save" if name.is_empty() => Err(
                "Every turn is saved by itself. To keep this place under a name, add one, as in: /save before."
                    .to_owned(),
            ),
            "save" => Ok(Self::Save(name)),
            // Which are there?
            "load" | "forget" if name.is_empty() => Ok(Self::Saves),
            "load" => Ok(Self::Load(name)),
            "forget" => Ok(Self::Forget(name)),
            "transcript" => Ok(Self::Transcript(file())),
            "script" => Ok(Self::Script(file())),
            "scrapbook" => Ok(Self::Scrapbook(rest.to_lowercase())),
            "compare" if rest.is_empty() => Ok(Self::Compare),
            "saves" if rest.is_empty() => Ok(Self::Saves),
            "resume" if rest.is_empty() => Ok(Self::Resume),
            _ => return None,
        })
    }

    /// Carries the command out.
    pub fn obey(self, game: &mut Game<'_>, screen: &mut Screen<impl Write>) -> io::Result<()> {
        match self {
            Self::Save(name) => match game.save(&name) {
                Ok(()) => screen.say(&format!("Saved as {name}.")),
                Err(trouble) => screen.say(&sentence(&trouble)),
            },
            Self::Load(name) => match game.load(&name) {
                Ok(()) => {
                    screen.say(&format!("Loaded: {name}."))?;
                    notices(game, screen)?;
                    screen.look(game)
                }
                Err(trouble) => screen.say(&sentence(&trouble)),
            },
            Self::Saves => saves(game, screen),
            Self::Forget(name) => match game.forget(&name) {
                Ok(()) => screen.say(&format!("Forgotten: {name}.")),
                Err(trouble) => screen.say(&sentence(&trouble)),
            },
            Self::Resume => match game.resume() {
                Ok(()) => {
                    notices(game, screen)?;
                    screen.look(game)
                }
                Err(trouble) => screen.say(&sentence(&trouble)),
            },
            Self::Compare => album::compare(game, screen),
            Self::Scrapbook(wanted) => album::scrapbook(game, &wanted, screen),
            Self::Transcript(None) => screen.transcript(game.session()),
            Self::Transcript(Some(path)) => {
                let text = transcript(game.session())?;
                written(&path, &text, "transcript", screen)
            }
            Self::Script(None) => screen.lines(&format!("{}\n", game.session().script())),
            Self::Script(Some(path)) => {
                let text = Script::annotated(game.session());
                written(&path, &text, "script", screen)
            }
        }
    }
}

/// Tells what there is to tell beside the story.
pub fn notices(game: &mut Game<'_>, screen: &mut Screen<impl Write>) -> io::Result<()> {
    game.notices()
        .into_iter()
        .try_for_each(|notice| screen.say(&sentence(&notice)))
}

fn saves(game: &Game<'_>, screen: &mut Screen<impl Write>) -> io::Result<()> {
    let saves = match game.saves() {
        Ok(saves) => saves,
        Err(trouble) => return screen.say(&sentence(&trouble)),
    };
    if saves.is_empty() {
        return screen.say("There are no saves yet. /save NAME makes one.");
    }
    let lines: Vec<String> = saves
        .iter()
        .map(|kept| format!("{}: {}", kept.name, kept.note))
        .collect();
    screen.list(&lines)?;
    screen.say("/load NAME goes on with one, /forget NAME removes it.")
}

/// Returns the whole playthrough as a player read it, without colours.
fn transcript(session: &Session<'_>) -> io::Result<String> {
    let mut bytes = Vec::new();
    let style = Style::new(None, false);
    let mut screen = Screen::new(anstream::StripStream::new(&mut bytes), style);
    screen.heading(session.story())?;
    screen.transcript(session)?;
    screen.flush()?;
    drop(screen);
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// Writes a file that the player asked for, and says so. A file that is there already is nobody's to overwrite.
fn written(path: &Path, text: &str, what: &str, screen: &mut Screen<impl Write>) -> io::Result<()> {
    let place = path.display();
    let write = |mut file: File| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(write)
    {
        Ok(()) => screen.say(&format!("The {what} is in {place}.")),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => screen.say(&format!(
            "There is a file {place} already, and it stays as it is. Choose another name."
        )),
        Err(error) => screen.say(&format!("Cannot write {place}: {error}.")),
    }
}

/// Returns the path that was typed; a leading `~/` is the player's home.
fn home(typed: &str) -> PathBuf {
    typed
        .strip_prefix("~/")
        .and_then(|inside| Some(etcetera::home_dir().ok()?.join(inside)))
        .unwrap_or_else(|| PathBuf::from(typed))
}

/// Returns a message as a sentence.
pub fn sentence(message: &impl ToString) -> String {
    let message = message.to_string();
    let mut signs = message.chars();
    let first: String = signs
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let end = if message.ends_with(['?', '.', '!']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{end}", signs.as_str())
}
