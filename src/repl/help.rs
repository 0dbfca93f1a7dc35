//! What the prompt says of itself: its commands, the story's credits, its contents.

use std::io::{self, Write};

use super::{
    command::{self, COMMANDS},
    screen::{PLAIN, QUIET, STRONG, Screen},
};
use crate::{session::Session, story::Story};

/// The columns for a command beside what it does.
const COLUMN: usize = 19;

impl<W: Write> Screen<W> {
    /// Tells of every command, or of one.
    pub(super) fn help(&mut self, story: &Story, about: Option<&str>) -> io::Result<()> {
        if let Some(name) = about {
            return match command::find(name) {
                Some(entry) => self.say(&format!("{} {}.", entry.usage(), entry.does)),
                None if story.pages.iter().any(|page| page.name == name) => {
                    self.say(&format!("/{name} opens what the story keeps for you."))
                }
                None => self.say(&format!("There is no command /{name}. /help lists them.")),
            };
        }
        self.say(
            "Type a choice's number, its name, or the start of any word in it, words in any order. \
             Tab completes, an empty line shows the choices again.",
        )?;
        for entry in COMMANDS {
            self.described(&entry.usage(), entry.does)?;
        }
        let pages: Vec<String> = story
            .pages
            .iter()
            .map(|page| format!("/{}", page.name))
            .collect();
        if !pages.is_empty() {
            self.described(&pages.join(" "), "opens what the story keeps for you")?;
        }
        self.blank()?;
        self.say("The / may be left out where no choice begins with the word.")?;
        if self.settings().marks && !self.style().plain {
            self.say("A * marks a choice that you took in an earlier run.")?;
        }
        if story.danger.is_some() && !self.style().plain {
            self.say("A ! marks a choice that is dangerous just now.")?;
        }
        Ok(())
    }

    /// Shows what a command does: beside it in a column, or below it where there is no room.
    fn described(&mut self, usage: &str, does: &str) -> io::Result<()> {
        let is_narrow = self.style().width < 2 * COLUMN;
        let indent = " ".repeat(if is_narrow { 4 } else { COLUMN });
        if !is_narrow && usage.len() < COLUMN {
            return self.wrapped(does, &format!("{usage:<COLUMN$}"), &indent, QUIET);
        }
        self.wrapped(usage, "", &indent, QUIET)?;
        self.wrapped(does, &indent, &indent, QUIET)
    }

    /// Says what this is, and whose.
    pub(super) fn about(&mut self, session: &Session<'_>) -> io::Result<()> {
        let story = session.story();
        self.wrapped(
            &format!("{} {}", story.title, story.version),
            "",
            "  ",
            STRONG,
        )?;
        self.blank()?;
        self.preface(session, story.about)?;
        self.say(concat!(
            "Played by ",
            env!("CARGO_PKG_NAME"),
            " ",
            env!("CARGO_PKG_VERSION"),
            ", free software under the ",
            env!("CARGO_PKG_LICENSE"),
            " licence.",
        ))
    }

    /// Says what the story contains.
    pub(super) fn content(&mut self, session: &Session<'_>) -> io::Result<()> {
        if self.preface(session, session.story().content)? {
            return Ok(());
        }
        self.wrapped("The story does not say what it contains.", "", "", PLAIN)?;
        self.blank()
    }
}
