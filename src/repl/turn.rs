//! A turn on the screen: what was read, how things stand, what can be chosen.

use std::io::{self, Write};

use textwrap::core::display_width;

use super::screen::{ALARM, PLAIN, QUIET, STRONG, Screen, sanitized};
use crate::{
    engine::{Open, Passage, Turn},
    session::{Game, Session},
    story::{ProseId, Story},
};

/// The columns to the left of a drawing.
const MARGIN: &str = "  ";
/// Stands for what is known already.
const ELLIPSIS: &str = " ...";
/// The columns before the words of a choice.
const HANG: &str = "     ";

impl<W: Write> Screen<W> {
    /// Greets, and says in two lines how to choose, get help and leave.
    ///
    /// # Errors
    /// I/O errors of the output.
    pub fn welcome(&mut self, story: &Story) -> io::Result<()> {
        self.row(&story.title, STRONG)?;
        self.quiet("Choose by a number, a choice's name or the start of a word in it.")?;
        self.quiet("/help tells you more, /undo takes a choice back, /quit leaves.")?;
        if story.content.is_some() {
            self.quiet("/content says what the story contains.")?;
        }
        self.blank()
    }

    /// Shows what was read in the present turn and what stands before the player.
    pub(super) fn turn(&mut self, game: &Game<'_>) -> io::Result<()> {
        for passage in &game.session().turn().passages {
            if self.settings().brief && game.was_read(passage) {
                self.first_line(passage)?;
            } else {
                self.passage(passage)?;
            }
        }
        self.options(game)
    }

    /// Shows the text of the place where the player stands again, all of it.
    pub(super) fn look(&mut self, game: &Game<'_>) -> io::Result<()> {
        let texts = game.session().turn().passages.iter().rev();
        let here = texts
            .filter(|passage| matches!(passage, Passage::Text { .. }))
            .take(1);
        for passage in here {
            self.passage(passage)?;
        }
        self.options(game)
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
        match session.view().ending {
            Some(ending) => self.ending(session.story(), ending.index()),
            None => Ok(()),
        }
    }

    /// Shows the title of the story.
    pub(super) fn heading(&mut self, story: &Story) -> io::Result<()> {
        self.wrapped(&story.title, "", "  ", STRONG)?;
        self.blank()
    }

    /// Shows a headline that is not part of the story's text.
    pub(super) fn title(&mut self, title: &str) -> io::Result<()> {
        self.wrapped(title, "", "  ", STRONG)?;
        self.blank()
    }

    /// Shows a numbered headline, and a quiet line below it where there is something to say.
    pub(super) fn entry(&mut self, number: usize, headline: &str, quiet: &str) -> io::Result<()> {
        self.wrapped(headline, &format!("{number:>3}  "), HANG, PLAIN)?;
        if quiet.is_empty() {
            return Ok(());
        }
        self.wrapped(quiet, HANG, HANG, QUIET)
    }

    /// Shows lines, each wrapped by itself.
    pub(super) fn list(&mut self, lines: &[String]) -> io::Result<()> {
        for line in lines {
            self.wrapped(line, "  ", "    ", PLAIN)?;
        }
        self.blank()
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

    /// Shows the meters and the choices, or that the story is over.
    pub(super) fn options(&mut self, game: &Game<'_>) -> io::Result<()> {
        let view = game.view();
        if let Some(ending) = view.ending {
            return self.ending(game.session().story(), ending.index());
        }
        self.meters(&view.status)?;
        let marks = self.settings().marks;
        for (index, choice) in view.open.iter().enumerate() {
            let was_taken = marks && game.was_taken(&choice.name);
            self.choice((index + 1, view.open.len()), choice, was_taken)?;
        }
        for locked in &view.locked {
            let head = if self.style().plain {
                "Locked: "
            } else {
                "  -  "
            };
            let text = format!("{} ({})", locked.label, locked.reason);
            self.wrapped(&text, head, self.hang(), QUIET)?;
        }
        self.blank()
    }

    /// Shows a choice by its number of so many.
    fn choice(
        &mut self,
        (number, of): (usize, usize),
        choice: &Open,
        was_taken: bool,
    ) -> io::Result<()> {
        if self.style().plain {
            let words = match (choice.dangerous, was_taken) {
                (false, false) => "",
                (true, false) => " (danger)",
                (false, true) => " (chosen before)",
                (true, true) => " (danger, chosen before)",
            };
            let head = format!("Choice {number} of {of}: ");
            return self.wrapped(&format!("{}{words}", choice.label), &head, "", PLAIN);
        }
        let mark = if choice.dangerous { '!' } else { ' ' };
        let ink = if choice.dangerous { ALARM } else { PLAIN };
        let head = format!("{number:>3}{mark} ");
        let star = if was_taken { " *" } else { "" };
        let label = format!("{}{star}", choice.label);
        self.headed(&label, (&head, ink), HANG, PLAIN)
    }

    fn hang(&self) -> &'static str {
        if self.style().plain { "" } else { HANG }
    }

    /// Shows the title of an ending.
    ///
    /// # Errors
    /// I/O errors of the output.
    pub fn ending(&mut self, story: &Story, ending: usize) -> io::Result<()> {
        let title = sanitized(&story.endings[ending].title);
        self.wrapped(&format!("THE END: {title}"), "", "  ", STRONG)?;
        let others = story.endings.len().saturating_sub(1);
        if others > 0 {
            let plural = if others == 1 { "" } else { "s" };
            self.quiet(&format!(
                "There {} {others} other ending{plural}.",
                if others == 1 { "is" } else { "are" }
            ))?;
        }
        self.blank()
    }

    /// Opens a page of the story.
    pub(super) fn page(&mut self, session: &Session<'_>, page: usize) -> io::Result<()> {
        let (text, figure) = opened(session, page);
        self.text(&text, figure.as_ref())
    }

    /// Shows a page of two playthroughs: side by side where their drawings fit, else one above the other.
    pub(super) fn beside(
        &mut self,
        titles: &[String; 2],
        sessions: [&Session<'_>; 2],
        page: usize,
    ) -> io::Result<()> {
        let columns = self.style().columns().unwrap_or(self.style().width);
        let pages = sessions.map(|session| opened(session, page));
        let drawings = pages.each_ref();
        let drawings = drawings.map(|(_, figure)| figure.as_ref().map(|(drawing, _)| drawing));
        if let ([Some(left), Some(right)], false) = (&drawings, self.style().plain) {
            let rows = beside((&titles[0], left), (&titles[1], right));
            if rows.iter().all(|row| display_width(row) <= columns) {
                for row in rows {
                    self.row(&row, PLAIN)?;
                }
                return self.blank();
            }
        }
        let [(left, _), (right, _)] = &pages;
        let is_told_once = left == right;
        for (title, (text, figure)) in titles.iter().zip(&pages) {
            self.title(title)?;
            // What stands on both tells nothing of either.
            let text = if is_told_once { "" } else { text };
            self.text(text, figure.as_ref())?;
        }
        Ok(())
    }

    /// Shows a text that belongs to the story as a whole. Returns false where the story has none.
    pub(super) fn preface(
        &mut self,
        session: &Session<'_>,
        text: Option<ProseId>,
    ) -> io::Result<bool> {
        let reader = session.engine().reader(session.turn());
        match text.map(|text| reader.flowing(text)) {
            Some(text) => self.text(&text, None).map(|()| true),
            None => Ok(false),
        }
    }

    fn passage(&mut self, passage: &Passage) -> io::Result<()> {
        match passage {
            Passage::Beat(text) => self.text(text, None),
            Passage::Text { text, figure, .. } => self.text(text, figure.as_ref()),
        }
    }

    /// Shows what is known already by its first line.
    fn first_line(&mut self, passage: &Passage) -> io::Result<()> {
        let (Passage::Beat(text) | Passage::Text { text, .. }) = passage;
        let room = self.style().width - ELLIPSIS.len();
        let text = sanitized(text.lines().next().unwrap_or_default());
        let lines = textwrap::wrap(&text, room);
        let Some(first) = lines.first() else {
            return Ok(());
        };
        self.row(&format!("{first}{ELLIPSIS}"), QUIET)?;
        self.blank()
    }

    fn text(&mut self, text: &str, figure: Option<&(String, String)>) -> io::Result<()> {
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
            self.wrapped(paragraph, "", "", PLAIN)?;
            self.blank()?;
        }
        let Some((drawing, says)) = figure else {
            return Ok(());
        };
        let room = self.style().width.saturating_sub(MARGIN.len());
        let fits = drawing
            .lines()
            .all(|line| display_width(line.trim_end()) <= room);
        // A drawing that would be broken at the window's edge is told instead, where it can be told.
        if self.style().plain || (!fits && !says.is_empty()) {
            if !says.is_empty() {
                self.wrapped(says, "", "", PLAIN)?;
                self.blank()?;
            }
        } else if !drawing.is_empty() {
            for line in drawing.lines() {
                self.row(&format!("{MARGIN}{line}"), PLAIN)?;
            }
            self.blank()?;
        }
        Ok(())
    }
}

/// Returns the text and the figure of a page, as they are read now.
pub(super) fn opened(session: &Session<'_>, page: usize) -> (String, Option<(String, String)>) {
    let page = &session.story().pages[page];
    let reader = session.engine().reader(session.turn());
    let text = page.text.map(|text| reader.flowing(text));
    let figure = page.figure.map(|figure| reader.figure(figure));
    (text.unwrap_or_default(), figure)
}

/// Sets two drawings side by side under their titles.
fn beside(left: (&str, &str), right: (&str, &str)) -> Vec<String> {
    let lines = |(title, drawing): (&str, &str)| -> Vec<String> {
        let drawing = drawing.lines().map(|line| line.trim_end().to_owned());
        [title.to_owned(), String::new()]
            .into_iter()
            .chain(drawing)
            .collect()
    };
    let (left, right) = (lines(left), lines(right));
    let width = left
        .iter()
        .map(|line| display_width(line))
        .max()
        .unwrap_or(0);
    let rows = (0..left.len().max(right.len())).map(|row| {
        let at = |lines: &[String]| lines.get(row).cloned().unwrap_or_default();
        let first = at(&left);
        let space = " ".repeat(width - display_width(&first) + 2 * MARGIN.len());
        format!("{MARGIN}{first}{space}{}", at(&right))
            .trim_end()
            .to_owned()
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_stand_side_by_side_whatever_their_heights() {
        let rows = beside(("Card, this run", "a | b\nc"), ("Card, last run", "d"));
        assert_eq!(
            rows,
            [
                "  Card, this run    Card, last run",
                "",
                "  a | b             d",
                "  c"
            ]
        );
    }
}
