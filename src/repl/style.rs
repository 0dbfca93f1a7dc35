//! How a screen is written: how wide and high, drawn or in words alone.

/// The widest that prose is set, in columns.
pub const WIDEST: usize = 72;
/// The narrowest; below it lines are longer than the window.
const NARROWEST: usize = 20;

/// How a screen is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns to wrap at.
    pub width: usize,
    /// Rows of the window, where there is one.
    pub height: Option<usize>,
    /// Words only: drawings as their sentences, marks as words.
    pub plain: bool,
    /// The size is that of the window, and follows it.
    follows: bool,
    /// Columns that somebody asked for, whatever the window has.
    asked: Option<usize>,
}

impl Style {
    /// Returns the style for an output of `columns`, or of unknown width.
    #[must_use]
    pub fn new(columns: Option<usize>, plain: bool) -> Self {
        let width = columns.unwrap_or(WIDEST).clamp(NARROWEST, WIDEST);
        Self {
            width,
            height: None,
            plain,
            follows: false,
            asked: None,
        }
    }

    /// Returns the style for the window that the program runs in, now and whenever it changes its size, but for
    /// the width that was asked for.
    #[must_use]
    pub fn of_window(asked: Option<usize>, plain: bool) -> Self {
        let mut style = Self::new(asked, plain);
        (style.follows, style.asked) = (true, asked);
        style.measure();
        style
    }

    /// Takes the window's size anew.
    pub fn measure(&mut self) {
        if let (true, Some((columns, rows))) = (self.follows, window()) {
            let asked = self.asked.unwrap_or(columns);
            self.width = asked.clamp(NARROWEST, WIDEST);
            self.height = Some(rows);
        }
    }

    /// Returns the columns of the window, where there is one.
    #[must_use]
    pub fn columns(&self) -> Option<usize> {
        self.follows
            .then(window)
            .flatten()
            .map(|(columns, _)| columns)
    }
}

fn window() -> Option<(usize, usize)> {
    let (columns, rows) = terminal_size::terminal_size()?;
    Some((usize::from(columns.0), usize::from(rows.0)))
}
