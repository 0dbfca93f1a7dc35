//! What a script's comments expect of its playthrough: the words of a suite.
//!
//! Before the first choice an expectation speaks of the whole playthrough; after one, of what that choice led to.
//!
//! | line | holds where |
//! |---|---|
//! | `#= ending NAME` | the playthrough ends there, with the script's last choice |
//! | `#= node NAME` | the player stands at the node |
//! | `#= open CHOICE`, `#= closed CHOICE` | the choice can be taken, or cannot |
//! | `#? words` | the words are read |
//! | `#- words` | the words are not read |

use std::fmt;

use super::{Script, Session, Unfit};
use crate::{
    engine::{Passage, Turn, Unsettled},
    story::Story,
};

/// Something that a script expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The line of the script's text, counted from 1.
    pub line: usize,
    /// How many choices stand before it.
    pub after: usize,
    pub kind: ExpectationKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectationKind {
    Ending(String),
    Node(String),
    Open(String),
    Closed(String),
    Reads(String),
    ReadsNot(String),
    /// A line that begins like an expectation and is none.
    Unclear(String),
}

/// Why a script did not come up to what is expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disappointment {
    Unfit(Unfit),
    /// What was expected, and what there was instead.
    Expected(Expectation, String),
}

impl Expectation {
    /// Finds the expectations among a script's lines.
    #[must_use]
    pub fn parse(text: &str) -> Vec<Self> {
        let mut found = Vec::new();
        let mut after = 0;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim().trim_start_matches('\u{feff}');
            let kind = if let Some(rest) = line.strip_prefix("#=") {
                state(rest.trim())
            } else if let Some(words) = line.strip_prefix("#?") {
                words_or(words, ExpectationKind::Reads)
            } else if let Some(words) = line.strip_prefix("#-") {
                // A line of dashes is a line, not a wish.
                if words
                    .chars()
                    .all(|sign| sign == '-' || sign.is_whitespace())
                {
                    continue;
                }
                ExpectationKind::ReadsNot(joined(words))
            } else {
                after += usize::from(!line.is_empty() && !line.starts_with('#'));
                continue;
            };
            found.push(Self {
                line: index + 1,
                after,
                kind,
            });
        }
        found
    }
}

fn words_or(words: &str, kind: impl Fn(String) -> ExpectationKind) -> ExpectationKind {
    let words = joined(words);
    if words.is_empty() {
        ExpectationKind::Unclear("#?".to_owned())
    } else {
        kind(words)
    }
}

fn state(rest: &str) -> ExpectationKind {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let name = |name: &str| name.to_owned();
    match words[..] {
        ["ending", ending] => ExpectationKind::Ending(name(ending)),
        ["node", node] => ExpectationKind::Node(name(node)),
        ["open", choice] => ExpectationKind::Open(name(choice)),
        ["closed", choice] => ExpectationKind::Closed(name(choice)),
        _ => ExpectationKind::Unclear(format!("#= {rest}")),
    }
}

/// Returns words with one space between each two.
fn joined(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for ExpectationKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ending(name) => write!(formatter, "the ending `{name}`"),
            Self::Node(name) => write!(formatter, "to stand at `{name}`"),
            Self::Open(name) => write!(formatter, "`{name}` to be open"),
            Self::Closed(name) => write!(formatter, "`{name}` not to be open"),
            Self::Reads(words) => write!(formatter, "to read \"{words}\""),
            Self::ReadsNot(words) => write!(formatter, "not to read \"{words}\""),
            Self::Unclear(line) => {
                write!(formatter, "one of ending, node, open, closed, not `{line}`")
            }
        }
    }
}

impl fmt::Display for Disappointment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfit(misfit) => write!(formatter, "{misfit}"),
            Self::Expected(expected, found) => {
                write!(
                    formatter,
                    "line {}: expected {}",
                    expected.line, expected.kind
                )?;
                if found.is_empty() {
                    return Ok(());
                }
                write!(formatter, "; {found}")
            }
        }
    }
}

/// What came of a script.
#[derive(Debug)]
pub struct Trial {
    /// The name of the ending it came to, if it came to one.
    pub ending: Option<String>,
    pub disappointments: Vec<Disappointment>,
}

/// Plays a script and compares what happens with what its text expects.
///
/// # Errors
/// [`Unsettled`] where the story cannot begin.
pub fn try_out(story: &Story, script: &Script, text: &str) -> Result<Trial, Unsettled> {
    let mut session = Session::begin(story)?;
    let mut read = vec![Moment::of(&session)];
    let mut disappointments = Vec::new();
    for (index, step) in script.steps.iter().enumerate() {
        let node = story.nodes[session.turn().state.node.index()]
            .name
            .to_string();
        if let Err(refused) = session.choose(step) {
            disappointments.push(Disappointment::Unfit(Unfit {
                step: index + 1,
                node,
                refused,
            }));
            break;
        }
        read.push(Moment::of(&session));
    }
    let is_whole = disappointments.is_empty();
    for expected in Expectation::parse(text) {
        // What stands behind the step that did not fit was never tried.
        let reached = expected.after < read.len() && (is_whole || expected.after > 0);
        if !reached {
            continue;
        }
        if let Some(found) = disappointment(story, &expected, &read) {
            disappointments.push(Disappointment::Expected(expected, found));
        }
    }
    let ending = session.view().ending;
    Ok(Trial {
        ending: ending.map(|ending| story.endings[ending.index()].name.to_string()),
        disappointments,
    })
}

/// What a choice led to.
struct Moment {
    node: String,
    ending: Option<usize>,
    open: Vec<String>,
    text: String,
}

impl Moment {
    fn of(session: &Session<'_>) -> Self {
        let (turn, view) = (session.turn(), session.view());
        Self {
            node: session.story().nodes[turn.state.node.index()]
                .name
                .to_string(),
            ending: view.ending.map(crate::story::EndingId::index),
            open: view.open.into_iter().map(|open| open.name).collect(),
            text: text_of(turn),
        }
    }
}

fn text_of(turn: &Turn) -> String {
    let mut words = Vec::new();
    for passage in &turn.passages {
        match passage {
            Passage::Beat(text) => words.extend(text.split_whitespace()),
            Passage::Text { text, figure, .. } => {
                words.extend(text.split_whitespace());
                let says = figure.iter().flat_map(|(_, says)| says.split_whitespace());
                words.extend(says);
            }
        }
    }
    words.join(" ")
}

/// Returns what there was instead of what was expected; `None` where there was just that.
fn disappointment(story: &Story, expected: &Expectation, read: &[Moment]) -> Option<String> {
    let last = read.last()?;
    let whole = expected.after == 0;
    let here = if whole { last } else { &read[expected.after] };
    let range = if whole {
        read
    } else {
        &read[expected.after..=expected.after]
    };
    match &expected.kind {
        ExpectationKind::Ending(name) => {
            let ending = last.ending.map(|ending| &story.endings[ending].name);
            match ending {
                Some(found) if found == name => None,
                Some(found) => Some(format!("it was `{found}`")),
                None => Some(format!("the script stops at `{}`", last.node)),
            }
        }
        ExpectationKind::Node(name) if whole => {
            let passed = read.iter().any(|moment| moment.node == *name);
            (!passed).then(|| "nobody stopped there".to_owned())
        }
        ExpectationKind::Node(name) => {
            (here.node != *name).then(|| format!("it was `{}`", here.node))
        }
        ExpectationKind::Open(name) => (!here.open.contains(name))
            .then(|| format!("at `{}` there are: {}", here.node, here.open.join(" "))),
        ExpectationKind::Closed(name) => here
            .open
            .contains(name)
            .then(|| format!("at `{}` it is open", here.node)),
        ExpectationKind::Reads(words) => {
            let found = range.iter().any(|moment| moment.text.contains(words));
            let instead = if whole {
                "it is nowhere in the playthrough".to_owned()
            } else {
                format!("at `{}` one reads: {}", here.node, excerpt(&here.text))
            };
            (!found).then_some(instead)
        }
        ExpectationKind::ReadsNot(words) => range
            .iter()
            .find(|moment| moment.text.contains(words))
            .map(|moment| format!("it is read on the way to `{}`", moment.node)),
        ExpectationKind::Unclear(_) => Some(String::new()),
    }
}

/// Returns the beginning of a text.
fn excerpt(text: &str) -> String {
    let mut words: String = text.chars().take(120).collect();
    if words.len() < text.len() {
        words.push_str("...");
    }
    words
}
