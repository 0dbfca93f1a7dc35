//! What the program does, one command a file. With `repl`, the only part that touches disk and terminal.

mod author;
mod check;
mod cover;
mod diff;
mod explain;
mod json;
mod limits;
mod load;
pub mod map;
mod new;
mod play;
mod progress;
mod replay;
mod scripts;
mod shell;
mod solve;
mod stats;
mod test;
mod unread;
mod watch;
mod write;

pub use author::author;
pub use check::check;
pub use cover::cover;
pub use diff::diff;
pub use explain::explain;
pub use map::map;
pub use new::new;
pub use play::{Form, Memory, play};
pub use replay::replay;
pub use shell::{completions, man};
pub use solve::solve;
pub use stats::stats;
pub use test::test;
pub use watch::watch;

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{
    diagnostic::{Format, Report},
    session::ScriptError,
    source::plain,
};

/// How a command that could do its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit status 0.
    Good,
    /// Exit status 1: the story has faults, or a script does not fit it.
    Faulty,
    /// Exit status 3: a limit stopped the proof.
    Partial,
}

/// Why a command could not do its work: exit status 2.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("cannot {action} {}: {error}\n", shown(path))]
    File {
        action: &'static str,
        path: PathBuf,
        error: io::Error,
    },
    #[error("{} has no world.ron: a story is a folder with a world.ron in it{}\n", shown(.0), .1.as_ref().map(|near| format!("; rename `{}`", plain(near))).unwrap_or_default())]
    NoWorld(PathBuf, Option<String>),
    #[error("{} is no file: what ends in .ron must be one\n", shown(.0))]
    NoFile(PathBuf),
    #[error("{} is too deep: nodes stand beside world.ron or in a folder for each act\n", shown(.0))]
    TooDeep(PathBuf),
    #[error("{0}the story has {1}; `fifteen check` tells of them alone\n")]
    Story(String, String),
    #[error("{}: {error}\n", shown(path))]
    Script { path: PathBuf, error: ScriptError },
    #[error("{} holds no scripts: a script is a file of choices by name, one a line\n", .0.display())]
    NoScripts(PathBuf),
    #[error("cannot write a story into {}: something stands there already\n", .0.display())]
    NotEmpty(PathBuf),
    #[error(
        "the story that the program carries never changes: name a folder, or make one with `fifteen new DIR --copy`\n"
    )]
    NothingToWatch,
    #[error("step {0} of the script does not fit: {1}\n")]
    Step(usize, crate::session::Refused),
    #[error("{0}\n")]
    Broken(Box<crate::author::Broken>),
    #[error("no ending or node is named `{name}`{}\n", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    NoTarget { name: String, near: Option<String> },
    #[error("no fault has the code `{name}`{}; `fifteen explain` lists them\n", near.as_ref().map(|near| format!(", and the nearest is `{near}`")).unwrap_or_default())]
    NoCode { name: String, near: Option<String> },
    #[error("the story cannot begin: {0}\n")]
    Unsettled(#[from] crate::engine::Unsettled),
    #[error(
        "there is no home to keep saves in ({0}); --save-dir says where else, --no-save does without\n"
    )]
    NoHome(#[from] etcetera::HomeDirError),
    #[error("cannot write the output: {0}\n")]
    Output(#[from] io::Error),
}

impl Failure {
    /// Tells whether whoever read the output went away, which is no failure.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Returns the failure that a story's faults are to a command that needs a story without any.
    fn from_report(report: &Report<'_>) -> Self {
        Self::Story(
            report.render(Format::Human),
            counted(report.faults.len(), "fault"),
        )
    }
}

/// Returns a path as it may be shown.
fn shown(path: &Path) -> String {
    plain(&path.display().to_string())
}

/// Returns a number with its noun: `1 fault`, `3 faults`.
fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!(
        "{} {noun}{plural}",
        crate::explore::Count::from(number as u64)
    )
}
