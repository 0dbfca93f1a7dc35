//! Scripts: choices by name, one a line. What `solve` prints, a bug report quotes and the tests replay.

use std::fmt;

use super::Session;
use crate::story::Story;

/// The choices of a playthrough, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// The story's id and hash, where the script says what it was made with.
    pub story: Option<(String, u64)>,
    pub steps: Vec<String>,
}

/// Why a text is no script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    #[error("line {line}: `{}` is not the name of a choice", text.escape_debug())]
    BadStep { line: usize, text: String },
    #[error("line 1: expected `#! fifteen STORY HASH`")]
    BadHeader,
}

impl Script {
    /// Reads a script: blank lines, and whatever follows a `#`, are passed over.
    ///
    /// # Errors
    /// [`ScriptError`] at the first line that is neither a comment nor a name.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut script = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if index == 0 && line.starts_with("#!") {
                script.story = Some(header(line).ok_or(ScriptError::BadHeader)?);
                continue;
            }
            let step = line.split_once('#').map_or(line, |(step, _)| step).trim();
            if is_name(step) {
                script.steps.push(step.to_owned());
            } else if !step.is_empty() {
                return Err(ScriptError::BadStep {
                    line: index + 1,
                    text: line.chars().take(40).collect(),
                });
            }
        }
        Ok(script)
    }

    /// Returns the script of a playthrough with what each choice said beside it.
    #[must_use]
    pub fn annotated(session: &Session<'_>) -> String {
        let story = session.story();
        let mut lines = vec![format!("#! fifteen {} {:016x}", story.id, story.hash)];
        lines.extend(session.steps().0.iter().map(ToString::to_string));
        lines.push(String::new());
        lines.join("\n")
    }

    /// Tells whether the script was made with just this story, by its own word.
    #[must_use]
    pub fn is_of(&self, story: &Story) -> bool {
        self.story
            .as_ref()
            .is_some_and(|(id, hash)| *id == story.id && *hash == story.hash)
    }
}

/// Tells whether a word could be the name of a choice.
pub(super) fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Reads the first line of a script: the id and the hash of its story.
pub(super) fn header(line: &str) -> Option<(String, u64)> {
    let mut words = line.strip_prefix("#!")?.split_whitespace();
    let (name, story, hash) = (words.next()?, words.next()?, words.next()?);
    let hash = u64::from_str_radix(hash, 16).ok()?;
    (name == "fifteen" && words.next().is_none()).then(|| (story.to_owned(), hash))
}

impl fmt::Display for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((story, hash)) = &self.story {
            writeln!(formatter, "#! fifteen {story} {hash:016x}")?;
        }
        self.steps
            .iter()
            .try_for_each(|step| writeln!(formatter, "{step}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let script = Script {
            story: Some(("fifteen".to_owned(), 0x1f)),
            steps: vec!["throw".to_owned(), "go_in".to_owned()],
        };
        assert_eq!(
            script.to_string(),
            "#! fifteen fifteen 000000000000001f\nthrow\ngo_in\n"
        );
        assert_eq!(Script::parse(&script.to_string()), Ok(script));
    }

    #[test]
    fn comments_and_blank_lines_are_passed_over() {
        let script = Script::parse("# the film\r\n\r\n throw \nword# Give him # your word\n")
            .expect("a script");
        assert_eq!(script.steps, ["throw", "word"]);
    }

    #[test]
    fn lines_that_are_no_names_are_refused() {
        let error = Script::parse("throw\nthrow it\n").expect_err("not a name");
        assert_eq!(
            error.to_string(),
            "line 2: `throw it` is not the name of a choice"
        );
        assert_eq!(Script::parse("#! ink 1\n"), Err(ScriptError::BadHeader));
    }
}
