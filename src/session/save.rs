//! A save: a playthrough as a text that a person can read, that is a script too, and that knows when it is damaged.
//!
//! ```text
//! #! fifteen tea 00c3a5...        the story's id and hash, as every script has them
//! #! save 1                       the format
//! # 2 choices, Kitchen
//! wait  #@kettle Wait a while     a choice, the node where it was made, and what it said there
//! lid  #@kettle Put the lid on
//! #! redo tip  #@kettle Tip it    a choice that was taken back and can be taken again
//! #! end 3 9ae16a...              how many choices, and a hash of all that stands above
//! ```

use std::fmt::{self, Write as _};

use super::{Session, script};
use crate::{engine::Unsettled, story::Story};

/// The format that this version writes, and the newest that it reads.
const FORMAT: u32 = 1;
/// The longest that a label stands in a save, in characters.
const LONGEST: usize = 120;

/// A playthrough to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// The story's id and hash.
    pub story: (String, u64),
    /// What a reader wants to know first, such as where the playthrough stands.
    pub note: String,
    pub steps: Vec<Step>,
    /// The choices that were taken back.
    pub ahead: Vec<Step>,
}

/// A choice in a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub choice: String,
    /// The node where it was made.
    pub at: Option<String>,
    pub label: String,
}

/// Why a text cannot be used as a save.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    #[error(
        "it was saved by a newer version of this program (format {0}; this one reads up to {FORMAT})"
    )]
    Newer(u32),
    #[error("it belongs to another story, `{0}`")]
    OtherStory(String),
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
}

/// A playthrough made again from a save.
#[derive(Debug)]
pub struct Restored<'s> {
    pub session: Session<'s>,
    /// The first step that no longer fits; the playthrough stands before it.
    pub misfit: Option<Misfit>,
}

/// A step that does not fit the story as it is now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("step {step}, `{choice}`, no longer fits at `{node}`: {why}")]
pub struct Misfit {
    /// The step's number, from 1.
    pub step: usize,
    pub choice: String,
    /// The node that the steps before it lead to now.
    pub node: String,
    pub why: Why,
}

/// Why a step does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("it was taken at `{0}`, and the choices before it lead elsewhere now")]
    Elsewhere(String),
    #[error("{0}")]
    Refused(#[from] super::Refused),
}

impl Save {
    /// Returns what is to be kept of a playthrough.
    #[must_use]
    pub fn of(session: &Session<'_>) -> Self {
        let story = session.story();
        let (steps, ahead) = session.steps();
        let plural = if steps.len() == 1 { "" } else { "s" };
        let place = super::game::place(session);
        let note = format!("{} choice{plural}, {place}", steps.len());
        Self {
            story: (story.id.clone(), story.hash),
            note,
            steps,
            ahead,
        }
    }

    /// Reads a save of the story called `story`.
    ///
    /// # Errors
    /// [`SaveError`] where it is another story's, a later version's, or not whole.
    pub fn parse(bytes: &[u8], story: &str) -> Result<Self, SaveError> {
        let damaged = |what| SaveError::Damaged(what);
        if bytes.is_empty() {
            return Err(damaged("it is empty"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| damaged("it is not UTF-8 text"))?;
        let mut lines = text.lines();
        let header = lines.next().and_then(script::header);
        let header = header.ok_or(damaged("its first line is not `#! fifteen STORY HASH`"))?;
        let format = lines.next().and_then(|line| line.strip_prefix("#! save "));
        let format: u32 = format
            .and_then(|format| format.trim().parse().ok())
            .ok_or(damaged("its second line is not `#! save FORMAT`"))?;
        if format > FORMAT {
            return Err(SaveError::Newer(format));
        }
        let (body, sum) = split_end(text).ok_or(damaged("its end is missing"))?;
        let mut save = Self {
            story: header,
            note: String::new(),
            steps: Vec::new(),
            ahead: Vec::new(),
        };
        for line in body.lines().skip(2) {
            if let Some(step) = line.strip_prefix("#! redo ") {
                save.ahead
                    .push(Step::parse(step).ok_or(damaged("a line is no choice"))?);
            } else if let Some(note) = line.strip_prefix('#') {
                if save.note.is_empty() {
                    note.trim().clone_into(&mut save.note);
                }
            } else if !line.trim().is_empty() {
                save.steps
                    .push(Step::parse(line).ok_or(damaged("a line is no choice"))?);
            }
        }
        if sum
            != format!(
                "{} {:016x}",
                save.steps.len() + save.ahead.len(),
                hash(body)
            )
        {
            return Err(damaged("it was changed after it was written"));
        }
        if save.story.0 == story {
            Ok(save)
        } else {
            Err(SaveError::OtherStory(save.story.0))
        }
    }

    /// Makes the playthrough again, choice by choice, as far as the story as it is now allows.
    ///
    /// # Errors
    /// [`Unsettled`] where the story cannot begin.
    pub fn restore<'s>(&self, story: &'s Story) -> Result<Restored<'s>, Unsettled> {
        let mut session = Session::begin(story)?;
        let mut misfit = None;
        for (index, step) in self.steps.iter().chain(&self.ahead).enumerate() {
            if let Err(why) = step.take(&mut session) {
                misfit = Some(Misfit {
                    step: index + 1,
                    choice: step.choice.clone(),
                    node: session.node_at(session.depth()).to_owned(),
                    why,
                });
                break;
            }
        }
        session.jump(self.steps.len());
        Ok(Restored { session, misfit })
    }
}

impl Step {
    /// Takes the choice, where it can be taken at the node where it was made.
    fn take(&self, session: &mut Session<'_>) -> Result<(), Why> {
        if let Some(at) = &self.at
            && session.story().node(at) != Some(session.turn().state.node)
        {
            return Err(Why::Elsewhere(at.clone()));
        }
        Ok(session.choose(&self.choice)?)
    }

    /// Reads a line of a save: `CHOICE  #@NODE LABEL`, or as much of it as there is.
    fn parse(line: &str) -> Option<Self> {
        let (choice, comment) = line.split_once('#').unwrap_or((line, ""));
        let placed = comment.strip_prefix('@');
        let (at, label) = match placed {
            Some(placed) => {
                let (at, label) = placed.split_once(' ').unwrap_or((placed, ""));
                (Some(at.to_owned()), label)
            }
            None => (None, comment),
        };
        let choice = choice.trim();
        script::is_name(choice).then(|| Self {
            choice: choice.to_owned(),
            at,
            label: label.trim().to_owned(),
        })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}  #", self.choice)?;
        if let Some(at) = &self.at {
            write!(formatter, "@{at}")?;
        }
        write!(formatter, " {}", one_line(&self.label))
    }
}

impl fmt::Display for Save {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, hash_of_story) = &self.story;
        let mut body = String::new();
        writeln!(body, "#! fifteen {id} {hash_of_story:016x}")?;
        writeln!(body, "#! save {FORMAT}")?;
        writeln!(body, "# {}", one_line(&self.note))?;
        writeln!(
            body,
            "# This is a script too: `fifteen replay FILE` plays it."
        )?;
        for step in &self.steps {
            writeln!(body, "{step}")?;
        }
        for step in &self.ahead {
            writeln!(body, "#! redo {step}")?;
        }
        let steps = self.steps.len() + self.ahead.len();
        writeln!(formatter, "{body}#! end {steps} {:016x}", hash(&body))
    }
}

/// Splits a text into what its last line vouches for and what that line says.
pub(super) fn split_end(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_suffix('\n')?;
    let start = text.rfind('\n')? + 1;
    let said = text[start..].strip_prefix("#! end ")?;
    Some((&text[..start], said))
}

/// Returns the FNV-1a hash of a text.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Returns a text as one line without control characters, cut where it is too long for a comment.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(|character: char| character.is_whitespace() || character.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}...", &line[..cut]),
        None => line,
    }
}
