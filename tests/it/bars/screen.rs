//! How many lines of a terminal a turn takes, as the prompt sets it at 72 columns.

use fifteen::engine::{Passage, Turn, View};

use crate::support::meter_lines;

const COLUMNS: usize = 72;

/// Returns the text of the node where a turn ended.
pub fn text(turn: &Turn) -> &str {
    let texts = turn
        .passages
        .iter()
        .rev()
        .filter_map(|passage| match passage {
            Passage::Text { text, .. } => Some(text.as_str()),
            Passage::Beat(_) => None,
        });
    texts.take(1).next().unwrap_or_default()
}

/// Returns the lines that the node's text, its drawing, the status and the choices take, with what parts them.
pub fn lines(turn: &Turn, view: &View) -> usize {
    let mut lines = paragraphs(text(turn)) + drawing(turn);
    lines += meter_lines(&view.status, COLUMNS);
    let open = view
        .open
        .iter()
        .map(|choice| wrapped(&format!("  1  {}", choice.label)));
    let locked = view
        .locked
        .iter()
        .map(|locked| wrapped(&format!("  -  {} ({})", locked.label, locked.reason)));
    lines + open.sum::<usize>() + locked.sum::<usize>()
}

/// Returns the lines of all that a turn tells: the outcome, what is read in passing, and the rest as [`lines`] has it.
pub fn lines_with_outcome(turn: &Turn, view: &View) -> usize {
    let told = turn.passages.iter().map(|passage| match passage {
        Passage::Beat(text) | Passage::Text { text, .. } => paragraphs(text),
    });
    lines(turn, view) - paragraphs(text(turn)) + told.sum::<usize>()
}

fn paragraphs(text: &str) -> usize {
    text.split("\n\n")
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| wrapped(paragraph) + 1)
        .sum()
}

fn drawing(turn: &Turn) -> usize {
    let drawn = turn
        .passages
        .iter()
        .rev()
        .find_map(|passage| match passage {
            Passage::Text { figure, .. } => Some(
                figure
                    .as_ref()
                    .map(|(drawing, _)| drawing.lines().count() + 1),
            ),
            Passage::Beat(_) => None,
        });
    drawn.flatten().filter(|&lines| lines > 1).unwrap_or(0)
}

fn wrapped(text: &str) -> usize {
    textwrap::wrap(text, COLUMNS).len()
}
