//! The prompt's loop: a line read, understood, obeyed, and all that follows shown at once.

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use super::{
    author::{Bench, Desk, Stale},
    command::Command,
    counsel::Owed,
    input::{Input, Line},
    meaning::understand,
    memory,
    offer::offer,
    oracle::Oracle,
    screen::Screen,
    settings::Settings,
};
use crate::{
    author,
    compile::Compiled,
    engine::{State, View},
    session::{Game, Refused},
};

/// How long a person waits for the prover.
const PATIENCE: Duration = Duration::from_millis(300);

/// A playthrough and the person who plays it.
pub struct Prompt<'s, 'w, W> {
    pub game: Game<'s>,
    pub screen: &'w mut Screen<W>,
    /// The way to the prover.
    pub oracle: Option<Oracle>,
    /// What the prover has still to answer.
    pub owed: Option<Owed>,
    /// The state and the choice that the player was warned of last.
    pub warned: Option<(State, String)>,
    /// What an author's prompt has beside a player's.
    pub bench: Option<&'w mut dyn Bench>,
    input: Input,
    /// The names of the story's pages.
    pages: Vec<String>,
}

/// What is to happen after a line.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    GoOn,
    Leave,
}

/// How a prompt was left.
pub enum Left {
    /// The player left, or the input ended.
    Over,
    /// The author saved a file, and the story is another one.
    Stale(Box<Stale>),
}

impl<'s, 'w, W: Write> Prompt<'s, 'w, W> {
    /// Opens the standard input; what is typed at a terminal is kept in `history`.
    pub fn new(
        game: Game<'s>,
        screen: &'w mut Screen<W>,
        history: Option<PathBuf>,
    ) -> io::Result<Self> {
        Ok(Self::at(game, screen, Input::new(history)?))
    }

    /// Goes on at an input that is open already.
    pub fn at(game: Game<'s>, screen: &'w mut Screen<W>, input: Input) -> Self {
        let pages = game.session().story().pages.iter();
        let mut settings = Settings::kept(game.settings());
        settings.plain |= screen.style().plain;
        screen.set(settings);
        Self {
            pages: pages.map(|page| page.name.to_string()).collect(),
            game,
            screen,
            oracle: None,
            owed: None,
            warned: None,
            bench: None,
            input,
        }
    }

    /// Greets.
    pub fn welcome(&mut self) -> io::Result<()> {
        self.screen.welcome(self.game.session().story())
    }

    /// Plays until the player leaves or the input ends.
    pub fn run(self) -> io::Result<()> {
        self.run_from(None).map(|_| ())
    }

    /// Plays as [`Prompt::run`] does, beginning with a line that was typed already.
    pub fn run_from(mut self, line: Option<String>) -> io::Result<Left> {
        let story = self.game.session().story();
        // A program waits for every answer; a person is asked to.
        let patience = if self.input.echoes() {
            Duration::MAX
        } else {
            PATIENCE
        };
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            self.oracle = Some(Oracle::start(scope, story, &is_over, patience));
            let played = self.turns_on(line);
            is_over.store(true, Ordering::Relaxed);
            // The thread ends when nobody can ask any more.
            let Self { input, oracle, .. } = { self };
            drop(oracle);
            Ok(match played? {
                None => Left::Over,
                Some((compiled, steps, line)) => Left::Stale(Box::new(Stale {
                    compiled,
                    steps,
                    desk: Desk { input, line },
                })),
            })
        })
    }

    /// Plays turn after turn. Returns the story that is to be played from now on, if it is another one, the author's
    /// steps, and the line that is to be obeyed there.
    fn turns_on(
        &mut self,
        mut typed: Option<String>,
    ) -> io::Result<Option<(Compiled, Vec<String>, String)>> {
        memory::notices(&mut self.game, self.screen)?;
        if !offer(&mut self.game, &mut self.input, self.screen)? {
            return Ok(None);
        }
        self.screen.turn(&self.game)?;
        self.way_back()?;
        let mut is_warned = false;
        loop {
            let view = self.game.view();
            let next = match typed.take() {
                Some(line) => Line::Text(line),
                None => self.next_line(&view)?,
            };
            let line = match next {
                Line::Text(line) => line,
                Line::Interrupted if is_warned => break,
                Line::Interrupted => {
                    is_warned = true;
                    self.screen.say("Ctrl-C again, Ctrl-D or /quit leaves.")?;
                    continue;
                }
                Line::Unreadable => {
                    self.screen.say("That line was not readable text.")?;
                    continue;
                }
                Line::End => break,
            };
            is_warned = false;
            self.screen.measure();
            self.screen.blank()?;
            self.pay_what_is_owed()?;
            if let Some(compiled) = self.saved()? {
                let steps = author::steps(self.game.session());
                return Ok(Some((compiled, steps, line)));
            }
            let before = self.game.session().turn().state.clone();
            if !self.obey_author(&view, &line)? && self.obey(&view, &line)? == Next::Leave {
                self.screen.say("Until another time.")?;
                self.screen.flush()?;
                return Ok(None);
            }
            if self.game.session().turn().state != before {
                self.way_back()?;
            }
            memory::notices(&mut self.game, self.screen)?;
        }
        if !self.input.echoes() {
            self.screen.blank()?;
        }
        self.screen.flush()?;
        Ok(None)
    }

    /// Shows what there is to show, a page at a time where the window is too small, and reads a line.
    fn next_line(&mut self, view: &View) -> io::Result<Line> {
        let style = self.screen.style();
        let can_hint = self.screen.settings().ghost && !style.plain && is_coloured();
        let columns = style.columns().filter(|_| can_hint);
        self.input.assist(view, &self.pages, columns);
        let is_paged = self.screen.settings().paging && !style.plain && self.input.can_pause();
        while let Some(rows) = self.screen.style().height.filter(|_| is_paged) {
            if !self.screen.flush_page(rows)? {
                break;
            }
            match self.input.pause(self.screen)? {
                Line::Text(line) if line.trim().is_empty() => self.screen.measure(),
                // It was meant for the prompt: the rest is shown, and it is obeyed.
                line => {
                    self.screen.flush()?;
                    return Ok(line);
                }
            }
        }
        // What takes long is worked out while the player reads, and not before there is something to read.
        self.screen.flush()?;
        if self.screen.settings().warnings {
            self.prepare_warnings();
        }
        self.input.read(self.screen)
    }

    fn obey(&mut self, view: &View, line: &str) -> io::Result<Next> {
        match understand(line, view, &self.pages) {
            Command::Nothing => self.screen.options(&self.game)?,
            Command::Choose(name) => self.choose(&name)?,
            Command::Look => self.screen.look(&self.game)?,
            Command::Meters if view.status.is_empty() => {
                let words = "There are no meters here. /look shows the place again.";
                self.screen.say(words)?;
            }
            Command::Meters => self.screen.all_meters(&view.status)?,
            Command::Undo(count) => self.undo(count)?,
            Command::Redo(count) => self.redo(count)?,
            Command::Turns => self.turns()?,
            Command::Back(number) => self.jump(number)?,
            Command::Chapters => self.chapters()?,
            Command::Chapter(name) => self.chapter(&name)?,
            Command::Restart => self.restart()?,
            Command::Help(about) => {
                let story = self.game.session().story();
                self.screen.help(story, about.as_deref())?;
                self.author_help()?;
            }
            Command::Memory(memory) => memory.obey(&mut self.game, self.screen)?,
            Command::Page(index) => self.screen.page(self.game.session(), index)?,
            Command::About => self.screen.about(self.game.session())?,
            Command::Content => self.screen.content(self.game.session())?,
            Command::Plain(on) => self.switch("plain", on)?,
            Command::Brief(on) => self.switch("brief", on)?,
            Command::Settings(change) => self.change(change)?,
            Command::Hint => self.hint()?,
            Command::Quit => return Ok(Next::Leave),
            Command::Answer(answer) => self.screen.say(&answer)?,
        }
        Ok(Next::GoOn)
    }

    fn choose(&mut self, name: &str) -> io::Result<()> {
        if self.warns(name)? {
            return Ok(());
        }
        match self.game.choose(name) {
            Ok(()) => self.screen.turn(&self.game),
            Err(Refused::Unsettled(error)) => self.screen.say(&format!(
                "The story breaks there: {error}. `fifteen check` shows where."
            )),
            Err(refused) => self.screen.say(&format!("{refused}.")),
        }
    }
}

/// Tells whether what is written in grey can be told from what is typed.
fn is_coloured() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}
