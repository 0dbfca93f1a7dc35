//! Nodes whose text and choices do not fit a terminal of 80 columns and 24 lines.

use smol_str::ToSmolStr;
use textwrap::core::display_width;

use super::Draft;
use crate::{
    diagnostic::{Fault, FaultKind},
    repl::{WIDEST, meter_rows},
    story::{Condition, Exits, Node, NodeId, Piece, Prose, ProseId, Story},
};

/// The lines of a terminal.
const LINES: usize = 24;
/// The number before a choice, in columns.
const MARGIN: usize = 5;
/// The line where the player types.
const PROMPT: usize = 1;
/// The most readings of one prose that are followed; beyond them, only the longer half is.
const MOST_READINGS: usize = 256;
/// The most readings of one prose that are measured, the longest first.
const MOST_MEASURED: usize = 16;

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    for (index, node) in draft.story.nodes.iter().enumerate() {
        let lines = lines(draft.story, node);
        if lines > LINES {
            let node = node.name.to_string();
            let kind = FaultKind::LongScreen { node, lines };
            let place = draft.places.node(NodeId::at(index));
            let text = draft.story.nodes[index].text;
            let place = text.map_or(place, |text| draft.places.prose(text));
            faults.push(Fault::new(kind, place));
        }
    }
}

/// Returns the lines of a node's screen where it is longest, as the prompt sets it.
fn lines(story: &Story, node: &Node) -> usize {
    let text = node.text.map_or(0, |text| longest(story, text, set));
    let figure = node.figure.map_or(0, |figure| {
        longest(story, figure.drawing, |drawing| {
            drawing.trim().lines().count() + 1
        })
    });
    if matches!(node.exits, Exits::Ending(_)) {
        return text + figure + PROMPT;
    }
    let meters = node
        .act
        .map_or(&[][..], |act| &story.acts[act.index()].status);
    let meters = meters
        .iter()
        .map(|meter| longest(story, *meter, display_width));
    let meters: Vec<String> = meters.map(|width| "m".repeat(width)).collect();
    let status = match meter_rows(&meters, WIDEST) {
        0 => 0,
        rows => rows + 1,
    };
    // Choices that exclude each other do not stand on one screen.
    let mut together = Condition::Always;
    let mut choices = 0;
    for choice in node.choices() {
        let with = Condition::all(vec![together.clone(), choice.when.clone()]);
        let is_open = with != Condition::Never;
        if is_open {
            together = with;
        }
        if is_open || choice.locked.is_some() {
            choices += longest(story, choice.say, |label| wrapped(label, WIDEST - MARGIN));
        }
    }
    text + figure + status + choices + 1 + PROMPT
}

/// Returns the lines of flowing text, an empty line after every paragraph among them.
fn set(text: &str) -> usize {
    let paragraphs = text.split("\n\n");
    let paragraphs = paragraphs.filter(|paragraph| !paragraph.trim().is_empty());
    paragraphs
        .map(|paragraph| wrapped(paragraph, WIDEST) + 1)
        .sum()
}

fn wrapped(text: &str, width: usize) -> usize {
    textwrap::wrap(text, width).len()
}

/// Measures every reading of a prose, as far as its conditions tell which there are, and returns the largest measure.
pub(super) fn longest(story: &Story, prose: ProseId, measure: impl Fn(&str) -> usize) -> usize {
    let readings = Readings { story };
    let mut done = readings.of(
        story.proses.get(prose),
        vec![(Condition::Always, String::new())],
    );
    done.sort_by_key(|(_, text)| std::cmp::Reverse(text.len()));
    let measured = done.iter().take(MOST_MEASURED);
    measured.map(|(_, text)| measure(text)).max().unwrap_or(0)
}

/// The readings of a prose, each with the condition under which it is read.
struct Readings<'s> {
    story: &'s Story,
}

impl Readings<'_> {
    fn of(&self, prose: Prose<'_>, begun: Vec<(Condition, String)>) -> Vec<(Condition, String)> {
        prose
            .pieces()
            .fold(begun, |begun, piece| self.piece(piece, begun))
    }

    fn piece(
        &self,
        piece: Piece<'_>,
        mut begun: Vec<(Condition, String)>,
    ) -> Vec<(Condition, String)> {
        match piece {
            Piece::Words(words) => {
                for (_, text) in &mut begun {
                    text.push_str(words);
                }
                begun
            }
            Piece::Value(variable) => {
                let variable = &self.story.variables[variable.index()];
                let widest = variable
                    .words
                    .iter()
                    .max_by_key(|word| word.chars().count());
                let widest = widest
                    .cloned()
                    .unwrap_or_else(|| variable.field.max.to_smolstr());
                for (_, text) in &mut begun {
                    text.push_str(&widest);
                }
                begun
            }
            // How long a record gets is not known before it is written.
            Piece::Record(_) | Piece::Entry(..) => begun,
            Piece::Variant { when, yes, no } => {
                let options = [(when.clone(), yes), (when.negated(), no)];
                self.options(&options, &begun)
            }
            Piece::ByValue(variable, texts) => {
                let field = self.story.variables[variable.index()].field;
                let options: Vec<_> = (0..)
                    .zip(texts.iter())
                    .map(|(value, text)| (Condition::within(field, value, value), text))
                    .collect();
                self.options(&options, &begun)
            }
        }
    }

    fn options(
        &self,
        options: &[(Condition, Prose<'_>)],
        begun: &[(Condition, String)],
    ) -> Vec<(Condition, String)> {
        let mut readings = Vec::new();
        for (when, prose) in options {
            let possible = begun.iter().filter_map(|(before, text)| {
                let both = Condition::all(vec![before.clone(), when.clone()]);
                (both != Condition::Never).then(|| (both, text.clone()))
            });
            let possible: Vec<_> = possible.collect();
            readings.extend(self.of(*prose, possible));
        }
        if readings.len() > MOST_READINGS {
            // The longest so far are the likeliest to be the longest in the end.
            readings.sort_by_key(|(_, text)| std::cmp::Reverse(text.len()));
            readings.truncate(MOST_READINGS / 2);
        }
        readings
    }
}
