//! What a player sees: lines wrapped and kept until all of a turn is there, then shown, page by page where need be.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ink};

use super::{settings::Settings, style::Style};

pub(super) const PLAIN: Ink = Ink::new();
pub(super) const QUIET: Ink = Ink::new().dimmed();
pub(super) const STRONG: Ink = Ink::new().bold();
pub(super) const ALARM: Ink = AnsiColor::Red.on_default().bold();

/// A place to write turns to.
pub struct Screen<W> {
    out: W,
    style: Style,
    /// What is written and not yet shown.
    unshown: Vec<u8>,
    /// The meters as they were last told.
    pub(super) told: Vec<String>,
    settings: Settings,
}

impl<W: Write> Screen<W> {
    pub fn new(out: W, style: Style) -> Self {
        Self {
            out,
            style,
            unshown: Vec::new(),
            told: Vec::new(),
            settings: Settings {
                plain: style.plain,
                ..Settings::default()
            },
        }
    }

    #[must_use]
    pub fn style(&self) -> Style {
        self.style
    }

    pub(super) fn settings(&self) -> Settings {
        self.settings
    }

    /// Shows what comes as these settings want it.
    pub(super) fn set(&mut self, settings: Settings) {
        self.settings = settings;
        self.style.plain = settings.plain;
    }

    /// Takes the window's size anew.
    pub(super) fn measure(&mut self) {
        self.style.measure();
    }

    /// Shows all that was written.
    ///
    /// # Errors
    /// I/O errors of the output.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.unshown)?;
        self.unshown.clear();
        self.out.flush()
    }

    /// Wipes out the line above, which was there to be answered: what is read on has no hole in it.
    pub(super) fn take_back_line(&mut self) -> io::Result<()> {
        self.out.write_all(b"\x1b[1A\r\x1b[2K")
    }

    /// Shows as much as the window holds, up to the end of a paragraph where that leaves no more than half of it empty.
    /// Returns whether there is more.
    pub(super) fn flush_page(&mut self, rows: usize) -> io::Result<bool> {
        // A row is left for the prompt.
        let room = rows.saturating_sub(1).max(1);
        let mut ends = line_ends(&self.unshown);
        if ends.len() <= room {
            self.flush()?;
            return Ok(false);
        }
        ends.truncate(room);
        let is_blank = |line: usize| {
            let start = line.checked_sub(1).map_or(0, |before| ends[before]);
            self.unshown[start..ends[line]].trim_ascii().is_empty()
        };
        let seam = (room / 2..room).rev().find(|&line| is_blank(line));
        let shown = ends[seam.unwrap_or(room - 1)];
        self.out.write_all(&self.unshown[..shown])?;
        self.out.flush()?;
        self.unshown.drain(..shown);
        Ok(true)
    }

    /// Shows a choice that a transcript takes.
    ///
    /// # Errors
    /// I/O errors of the output.
    pub fn chosen(&mut self, label: &str) -> io::Result<()> {
        self.wrapped(label, "> ", "  ", STRONG)?;
        self.blank()
    }

    /// Says something that is not part of the story.
    pub(super) fn say(&mut self, words: &str) -> io::Result<()> {
        self.quiet(words)?;
        self.blank()
    }

    /// Writes lines as they are.
    pub(super) fn lines(&mut self, lines: &str) -> io::Result<()> {
        write!(self.unshown, "{lines}")
    }

    /// Shows a line that was typed where it cannot be seen.
    pub(super) fn echo(&mut self, typed: &str) -> io::Result<()> {
        let line = format!("> {}", sanitized(typed));
        writeln!(self.unshown, "{}", line.trim_end())
    }

    pub(super) fn prompt(&mut self) -> io::Result<()> {
        write!(self.unshown, "> ")
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.unshown)
    }

    pub(super) fn quiet(&mut self, words: &str) -> io::Result<()> {
        self.wrapped(words, "", "", QUIET)
    }

    /// Writes a line as it stands, in one ink, whether it fits or not.
    pub(super) fn row(&mut self, line: &str, ink: Ink) -> io::Result<()> {
        let (line, ink) = (sanitized(line), self.ink(ink));
        writeln!(self.unshown, "{ink}{}{ink:#}", line.trim_end())
    }

    /// Returns an ink, or none where words are to do without.
    fn ink(&self, ink: Ink) -> Ink {
        if self.style.plain { PLAIN } else { ink }
    }

    /// Writes a paragraph: the first line after `first`, the others after `rest`.
    pub(super) fn wrapped(
        &mut self,
        text: &str,
        first: &str,
        rest: &str,
        ink: Ink,
    ) -> io::Result<()> {
        self.headed(text, (first, ink), rest, ink)
    }

    /// Writes a paragraph whose head has an ink of its own.
    pub(super) fn headed(
        &mut self,
        text: &str,
        (head, head_ink): (&str, Ink),
        rest: &str,
        ink: Ink,
    ) -> io::Result<()> {
        let (head_ink, ink) = (self.ink(head_ink), self.ink(ink));
        let text = sanitized(text);
        let options = textwrap::Options::new(self.style.width)
            .initial_indent(head)
            .subsequent_indent(rest);
        for (index, line) in textwrap::wrap(&text, options).iter().enumerate() {
            let line = line.trim_end();
            match line.strip_prefix(head) {
                Some(words) if index == 0 && head_ink != ink => {
                    write!(self.unshown, "{head_ink}{head}{head_ink:#}")?;
                    writeln!(self.unshown, "{ink}{words}{ink:#}")?;
                }
                _ => writeln!(self.unshown, "{ink}{line}{ink:#}")?,
            }
        }
        Ok(())
    }
}

/// Returns where each line ends.
fn line_ends(bytes: &[u8]) -> Vec<usize> {
    let ends = bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'\n');
    ends.map(|(at, _)| at + 1).collect()
}

/// Replaces control characters, so that no text can move the cursor or change the terminal.
pub(super) fn sanitized(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(columns: usize) -> Screen<Vec<u8>> {
        Screen::new(Vec::new(), Style::new(Some(columns), false))
    }

    fn wrapped(text: &str, columns: usize) -> String {
        let mut screen = screen(columns);
        screen.wrapped(text, "  1  ", "     ", PLAIN).expect("text");
        screen.flush().expect("text");
        String::from_utf8(screen.out).expect("text")
    }

    #[test]
    fn wide_and_combining_characters_take_the_columns_they_take() {
        // Two columns each; a mark over a letter takes none.
        assert_eq!(
            wrapped("雪雪雪 雪雪雪雪雪 雪", 20),
            "  1  雪雪雪\n     雪雪雪雪雪 雪\n"
        );
        let combined = "e\u{301}".repeat(15);
        assert_eq!(wrapped(&combined, 20), format!("  1  {combined}\n"));
        let longer = "e\u{301}".repeat(16);
        assert_eq!(
            wrapped(&longer, 20),
            format!("  1  {combined}\n     e\u{301}\n")
        );
    }

    #[test]
    fn words_longer_than_the_window_are_cut_and_never_lost() {
        let text = wrapped("Llanfairpwllgwyngyllgogerychwyrndrobwll", 20);
        assert!(text.lines().all(|line| line.len() <= 20), "{text}");
        let letters: String = text.split_whitespace().skip(1).collect();
        assert_eq!(letters, "Llanfairpwllgwyngyllgogerychwyrndrobwll");
    }

    #[test]
    fn a_page_ends_with_a_paragraph_where_it_can() {
        let mut screen = screen(40);
        screen
            .lines("one\ntwo\n\nthree\nfour\nfive\nsix\n")
            .expect("text");
        assert!(screen.flush_page(6).expect("text"));
        assert_eq!(screen.out, b"one\ntwo\n\n");
        assert!(!screen.flush_page(6).expect("text"));
        assert!(screen.out.ends_with(b"\nthree\nfour\nfive\nsix\n"));
    }

    #[test]
    fn a_window_of_one_row_shows_a_line_at_a_time() {
        let mut screen = screen(40);
        screen.lines("one\ntwo\n").expect("text");
        assert!(screen.flush_page(1).expect("text"));
        assert!(!screen.flush_page(1).expect("text"));
    }

    #[test]
    fn no_control_character_gets_through() {
        assert_eq!(
            sanitized("a\u{1b}[2Jb\u{9b}c\td"),
            "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d"
        );
    }
}
