//! What a player sees: prose wrapped, choices numbered, everything else a little apart.

use std::io::{self, Write};

use anstyle::Style as Ink;

use super::command;
use crate::{
    engine::{Passage, Turn, View},
    session::Session,
    story::Story,
};

/// How a screen is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns to wrap at.
    pub width: usize,
    /// Words only: drawings as their sentences, marks as words.
    pub plain: bool,
}

/// The widest that prose is set, in columns.
const WIDEST: usize = 72;
/// The narrowest; below it words are cut.
const NARROWEST: usize = 20;

/// A place to write turns to.
pub struct Screen<W> {
    out: W,
    style: Style,
}

impl Style {
    /// Returns the style for an output of `columns`, or of unknown width.
    #[must_use]
    pub fn new(columns: Option<usize>, plain: bool) -> Self {
        let width = columns.unwrap_or(WIDEST).clamp(NARROWEST, WIDEST);
        Self { width, plain }
    }
}

const QUIET: Ink = Ink::new().dimmed();
const STRONG: Ink = Ink::new().bold();

impl<W: Write> Screen<W> {
    pub fn new(out: W, style: Style) -> Self {
        Self { out, style }
    }

    /// Sends what was written on its way.
    ///
    /// # Errors
    /// I/O errors of the output.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Greets, and says in two lines how to choose, get help and leave.
    ///
    /// # Errors
    /// I/O errors of the output.
    pub fn welcome(&mut self, story: &Story) -> io::Result<()> {
        writeln!(self.out, "{STRONG}{}{STRONG:#}", sanitized(&story.title))?;
        self.quiet("Choose by a number, a choice's name or the start of a word in it.")?;
        self.quiet("help tells you more, undo takes a choice back, quit leaves.")?;
        writeln!(self.out)
    }

    /// Shows what was read in the present turn and what stands before the player.
    pub(super) fn turn(&mut self, session: &Session<'_>) -> io::Result<()> {
        self.passages(session.turn())?;
        self.options(session)
    }

    /// Shows the text of the place where the player stands again.
    pub(super) fn look(&mut self, session: &Session<'_>) -> io::Result<()> {
        let texts = session.turn().passages.iter().rev();
        let here = texts
            .filter(|passage| matches!(passage, Passage::Text { .. }))
            .take(1);
        for passage in here {
            self.passage(passage)?;
        }
        self.options(session)
    }

    /// Shows everything that was read and chosen from the very start to the present turn.
    ///
    /// # Errors
    /// I/O errors of the output.
    pub fn transcript(&mut self, session: &Session<'_>) -> io::Result<()> {
        self.passages(session.turn_at(0))?;
        for taken in session.taken() {
            self.chosen(&taken.label)?;
            self.passages(&taken.turn)?;
        }
        if let Some(ending) = session.view().ending {
            self.ending(session.story(), ending.index())?;
        }
        self.flush()
    }

    /// Shows the title of the story.
    pub(super) fn heading(&mut self, story: &Story) -> io::Result<()> {
        writeln!(self.out, "{STRONG}{}{STRONG:#}\n", sanitized(&story.title))
    }

    /// Tells whether drawings and marks are shown as words.
    pub(super) fn is_plain(&self) -> bool {
        self.style.plain
    }

    /// Shows a headline that is not part of the story's text.
    pub(super) fn title(&mut self, title: &str) -> io::Result<()> {
        self.wrapped(title, "", "", STRONG)?;
        writeln!(self.out)
    }

    /// Shows a numbered headline, and a quiet line below it where there is something to say.
    pub(super) fn entry(&mut self, number: usize, headline: &str, quiet: &str) -> io::Result<()> {
        let head = format!("{number:>3}  ");
        self.wrapped(headline, &head, "     ", Ink::new())?;
        if quiet.is_empty() {
            return Ok(());
        }
        self.wrapped(quiet, "     ", "     ", QUIET)
    }

    /// Leaves a line empty.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Shows lines, each wrapped by itself.
    pub(super) fn list(&mut self, lines: &[String]) -> io::Result<()> {
        for line in lines {
            self.wrapped(line, "  ", "    ", Ink::new())?;
        }
        writeln!(self.out)?;
        self.out.flush()
    }

    /// Shows the passages of a turn alone, as a transcript does.
    ///
    /// # Errors
    /// I/O errors of the output.
    pub fn passages(&mut self, turn: &Turn) -> io::Result<()> {
        turn.passages
            .iter()
            .try_for_each(|passage| self.passage(passage))
    }

    /// Shows a choice that a transcript takes.
    ///
    /// # Errors
    /// I/O errors of the output.
    pub fn chosen(&mut self, label: &str) -> io::Result<()> {
        self.wrapped(label, "> ", "  ", STRONG)?;
        writeln!(self.out)
    }

    /// Shows the status line and the choices, or that the story is over.
    pub(super) fn options(&mut self, session: &Session<'_>) -> io::Result<()> {
        let view = session.view();
        if let Some(ending) = view.ending {
            return self.ending(session.story(), ending.index());
        }
        for line in view.status.split("\n\n").filter(|line| !line.is_empty()) {
            self.wrapped(line, "", "  ", QUIET)?;
        }
        if !view.status.is_empty() {
            writeln!(self.out)?;
        }
        self.choices(&view)
    }

    fn choices(&mut self, view: &View) -> io::Result<()> {
        for (index, choice) in view.open.iter().enumerate() {
            let number = index + 1;
            let (mark, word) = match (choice.dangerous, self.style.plain) {
                (false, _) => (' ', ""),
                (true, false) => ('!', ""),
                (true, true) => (' ', " (danger)"),
            };
            let head = if self.style.plain {
                format!("Choice {number} of {}: ", view.open.len())
            } else {
                format!("{number:>3}{mark} ")
            };
            self.wrapped(
                &format!("{}{word}", choice.label),
                &head,
                "     ",
                Ink::new(),
            )?;
        }
        for locked in &view.locked {
            let head = if self.style.plain {
                "Locked: "
            } else {
                "  -  "
            };
            let text = format!("{} ({})", locked.label, locked.reason);
            self.wrapped(&text, head, "     ", QUIET)?;
        }
        writeln!(self.out)
    }

    /// Shows the title of an ending.
    ///
    /// # Errors
    /// I/O errors of the output.
    pub fn ending(&mut self, story: &Story, ending: usize) -> io::Result<()> {
        let title = sanitized(&story.endings[ending].title);
        writeln!(self.out, "{STRONG}THE END: {title}{STRONG:#}")?;
        let others = story.endings.len().saturating_sub(1);
        if others > 0 {
            let plural = if others == 1 { "" } else { "s" };
            self.quiet(&format!(
                "There {} {others} other ending{plural}.",
                if others == 1 { "is" } else { "are" }
            ))?;
        }
        writeln!(self.out)
    }

    /// Leaves the line of the prompt behind.
    pub(super) fn end(&mut self) -> io::Result<()> {
        writeln!(self.out)?;
        self.out.flush()
    }

    /// Says something that is not part of the story.
    pub(super) fn say(&mut self, words: &str) -> io::Result<()> {
        self.quiet(words)?;
        writeln!(self.out)?;
        self.out.flush()
    }

    pub(super) fn help(&mut self, story: &Story) -> io::Result<()> {
        for line in [
            "Type a choice's number, its name, or the start of any word in it. Tab completes.",
            "look shows the place again. undo takes the last choice back, as far as you like.",
            "restart begins again. script prints the choices so far; a file of them can be replayed.",
            "quit leaves. A / before a command makes sure that it is one: /look.",
        ] {
            self.quiet(line)?;
        }
        if !story.pages.is_empty() {
            let pages: Vec<&str> = command::words(&story.pages)
                .skip(command::WORDS.len())
                .collect();
            self.quiet(&format!("You may also open: {}.", pages.join(", ")))?;
        }
        if story.danger.is_some() && !self.style.plain {
            self.quiet("A ! marks a choice that is dangerous just now.")?;
        }
        writeln!(self.out)
    }

    pub(super) fn page(&mut self, session: &Session<'_>, page: usize) -> io::Result<()> {
        self.page_of(session, page)?;
        self.options(session)
    }

    /// Shows a page alone.
    pub(super) fn page_of(&mut self, session: &Session<'_>, page: usize) -> io::Result<()> {
        let page = &session.story().pages[page];
        let reader = session.engine().reader(session.turn());
        let text = page
            .text
            .map(|text| reader.flowing(text))
            .unwrap_or_default();
        let figure = page.figure.map(|figure| reader.figure(figure));
        self.text(&text, figure.as_ref())
    }

    pub(super) fn lines(&mut self, lines: &str) -> io::Result<()> {
        write!(self.out, "{lines}")?;
        self.out.flush()
    }

    /// Shows a line that was typed where it cannot be seen.
    pub(super) fn echo(&mut self, typed: &str) -> io::Result<()> {
        let line = format!("> {}", sanitized(typed));
        writeln!(self.out, "{}", line.trim_end())
    }

    pub(super) fn prompt(&mut self) -> io::Result<()> {
        write!(self.out, "> ")?;
        self.out.flush()
    }

    fn passage(&mut self, passage: &Passage) -> io::Result<()> {
        match passage {
            Passage::Beat(text) => self.text(text, None),
            Passage::Text { text, figure, .. } => self.text(text, figure.as_ref()),
        }
    }

    fn text(&mut self, text: &str, figure: Option<&(String, String)>) -> io::Result<()> {
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
            self.wrapped(paragraph, "", "", Ink::new())?;
            writeln!(self.out)?;
        }
        let Some((drawing, says)) = figure else {
            return Ok(());
        };
        if self.style.plain {
            if !says.is_empty() {
                self.wrapped(says, "", "", Ink::new())?;
                writeln!(self.out)?;
            }
        } else if !drawing.is_empty() {
            for line in drawing.lines() {
                writeln!(self.out, "  {}", sanitized(line))?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn quiet(&mut self, words: &str) -> io::Result<()> {
        self.wrapped(words, "", "", QUIET)
    }

    fn wrapped(&mut self, text: &str, first: &str, rest: &str, ink: Ink) -> io::Result<()> {
        let text = sanitized(text);
        let options = textwrap::Options::new(self.style.width)
            .initial_indent(first)
            .subsequent_indent(rest);
        for line in textwrap::wrap(&text, options) {
            writeln!(self.out, "{ink}{}{ink:#}", line.trim_end())?;
        }
        Ok(())
    }
}

/// Replaces control characters, so that no text can move the cursor or change the terminal.
fn sanitized(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}
