//! The meters of an act: in columns above the choices, or those that changed in words.

use std::io::{self, Write};

use textwrap::core::display_width;

use super::screen::{PLAIN, QUIET, Screen};

/// The most meters side by side.
const COLUMNS: usize = 3;
/// The space to their left, and the least between two of them.
const INDENT: usize = 2;

impl<W: Write> Screen<W> {
    /// Shows the meters above the choices; in words, those alone that are not as they were last told.
    pub(super) fn meters(&mut self, meters: &[String]) -> io::Result<()> {
        if self.style().plain {
            let told = std::mem::replace(&mut self.told, meters.to_vec());
            let changed: Vec<String> = meters
                .iter()
                .filter(|meter| !told.contains(meter))
                .cloned()
                .collect();
            return self.meter_lines(&changed);
        }
        self.told = meters.to_vec();
        self.all_meters(meters)
    }

    /// Shows every meter.
    pub(super) fn all_meters(&mut self, meters: &[String]) -> io::Result<()> {
        match grid(meters, self.style().width) {
            Some(rows) if !self.style().plain => {
                for row in &rows {
                    self.row(row, QUIET)?;
                }
                self.blank()
            }
            _ => self.meter_lines(meters),
        }
    }

    fn meter_lines(&mut self, meters: &[String]) -> io::Result<()> {
        if meters.is_empty() {
            return Ok(());
        }
        let (first, rest, ink) = if self.style().plain {
            ("", "", PLAIN)
        } else {
            ("  ", "    ", QUIET)
        };
        for meter in meters {
            self.wrapped(meter, first, rest, ink)?;
        }
        self.blank()
    }
}

/// Returns how many lines meters take at a width, in columns.
#[must_use]
pub fn meter_rows(meters: &[String], width: usize) -> usize {
    let wrapped = |meter: &String| textwrap::wrap(meter, width).len();
    grid(meters, width).map_or_else(|| meters.iter().map(wrapped).sum(), |rows| rows.len())
}

/// Sets meters in as many columns as fit, row by row; `None` where not even one fits.
fn grid(meters: &[String], width: usize) -> Option<Vec<String>> {
    let widths = |columns: usize| -> Vec<usize> {
        let mut widths = vec![0; columns];
        for (index, meter) in meters.iter().enumerate() {
            let column = &mut widths[index % columns];
            *column = display_width(meter).max(*column);
        }
        widths
    };
    let columns = (1..=COLUMNS.min(meters.len())).rev().find(|&columns| {
        let gaps = INDENT * columns;
        widths(columns).iter().sum::<usize>() + gaps <= width
    })?;
    let widths = widths(columns);
    let rows = meters.chunks(columns).map(|row| {
        row.iter()
            .zip(&widths)
            .fold(String::new(), |line, (meter, width)| {
                let space = " ".repeat(width - display_width(meter));
                format!("{line}{}{meter}{space}", " ".repeat(INDENT))
            })
    });
    Some(rows.map(|row| row.trim_end().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(width: usize) -> Option<Vec<String>> {
        let meters = [
            "wind ragged",
            "hurt sore",
            "card level",
            "other careful",
            "left eye shut",
        ];
        grid(&meters.map(str::to_owned), width)
    }

    #[test]
    fn meters_stand_in_columns_as_far_as_the_width_goes() {
        let wide = [
            "  wind ragged    hurt sore      card level",
            "  other careful  left eye shut",
        ];
        assert_eq!(set(72).expect("a grid"), wide);
        let narrow = [
            "  wind ragged  hurt sore",
            "  card level   other careful",
            "  left eye shut",
        ];
        assert_eq!(set(30).expect("a grid").len(), narrow.len());
        assert_eq!(set(16).expect("a grid").len(), 5);
        assert_eq!(set(12), None);
    }
}
