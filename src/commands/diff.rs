//! `diff`: what changed between two versions of a story, and which scripts still play.

mod report;

use std::{io::Write, path::Path};

use super::{
    Failure, Outcome,
    limits::limits,
    load::load_good,
    scripts::{ScriptFile, read_scripts},
};
use crate::{
    diagnostic::Format,
    diff::Diff,
    explore::{Exploration, Unmonitored, survey},
    session::{Unfit, walk},
    story::{EndingId, Story},
};
use report::Findings;

/// Compares two stories. Scripts that played and no longer do make the outcome faulty.
///
/// # Errors
/// [`Failure`] where a story or the scripts cannot be read.
pub fn diff(
    old: &Path,
    new: &Path,
    format: Format,
    scripts: Option<&Path>,
    limit: Option<u64>,
) -> Result<Outcome, Failure> {
    let scripts = scripts.map(read_scripts).transpose()?.unwrap_or_default();
    let (old, new) = (load_good(Some(old))?.story, load_good(Some(new))?.story);
    let limits = limits(limit);
    let odds = if limits.states == 0 || old.hash == new.hash {
        Vec::new()
    } else {
        // One after the other: a proof may need much memory.
        let found = |story| survey(story, limits, &mut Unmonitored);
        let before = odds(&old, &found(&old));
        moved(&before, &odds(&new, &found(&new)))
    };
    let plays = scripts
        .iter()
        .map(|file| play(&old, &new, file))
        .collect::<Result<Vec<_>, _>>()?;
    let findings = Findings {
        diff: Diff::new(&old, &new),
        odds,
        plays,
    };
    let mut out = anstream::stdout().lock();
    if format == Format::Json {
        writeln!(out, "{}", findings.json())?;
    } else {
        findings.human(&mut out)?;
    }
    out.flush()?;
    let broke = findings
        .plays
        .iter()
        .any(|play| play.verdict == Verdict::Broken);
    Ok(if broke {
        Outcome::Faulty
    } else {
        Outcome::Good
    })
}

/// The share of an ending, and whether it can be reached.
type Odds = Vec<(String, Reached)>;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Reached {
    Never,
    /// How likely it is is not known.
    Somehow,
    Share(f64),
}

fn odds(story: &Story, exploration: &Exploration) -> Odds {
    let endings = story.endings.iter().enumerate().map(|(index, ending)| {
        let id = EndingId::at(index);
        let reached = match exploration.end(story, id) {
            Some(end) => Reached::Share(end.odds),
            None if exploration.shortest(story, id).is_some() || !exploration.is_complete => {
                Reached::Somehow
            }
            None => Reached::Never,
        };
        (ending.name.to_string(), reached)
    });
    endings.collect()
}

/// Returns the endings of both stories whose odds are known, and as they are printed are not what they were.
fn moved(old: &Odds, new: &Odds) -> Vec<(String, String, String)> {
    let mut moved = Vec::new();
    for (name, after) in new {
        let before = old.iter().find(|(known, _)| known == name);
        if let Some((_, before)) = before
            && *before != Reached::Somehow
            && *after != Reached::Somehow
            && before.to_string() != after.to_string()
        {
            moved.push((name.clone(), before.to_string(), after.to_string()));
        }
    }
    moved
}

impl std::fmt::Display for Reached {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Never => write!(formatter, "never reached"),
            Self::Somehow => write!(formatter, "unknown"),
            Self::Share(share) => write!(formatter, "{:.3}%", share * 100.0),
        }
    }
}

/// How a script does in both stories.
struct Play {
    name: String,
    verdict: Verdict,
    /// What is to be said about it.
    note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Plays,
    /// It played before.
    Broken,
    /// It plays now and did not before.
    Mended,
    /// It never did.
    Neither,
}

fn play(old: &Story, new: &Story, file: &ScriptFile) -> Result<Play, Failure> {
    let name = file.name.clone();
    let script = match &file.script {
        Ok(script) => script,
        Err(error) => {
            return Ok(Play {
                name,
                verdict: Verdict::Neither,
                note: error.to_string(),
            });
        }
    };
    let run = |story: &Story| -> Result<(Option<Unfit>, Option<String>), Failure> {
        let walked = walk(story, script, &mut ())?;
        let ending = walked.session.view().ending;
        let name = ending.map(|ending| story.endings[ending.index()].name.to_string());
        Ok((walked.unfit, name))
    };
    let ((before, old_ending), (after, new_ending)) = (run(old)?, run(new)?);
    let verdict = match (&before, &after) {
        (None, None) => Verdict::Plays,
        (None, Some(_)) => Verdict::Broken,
        (Some(_), None) => Verdict::Mended,
        (Some(_), Some(_)) => Verdict::Neither,
    };
    let ending = |ending: Option<String>| ending.unwrap_or_else(|| "no ending".to_owned());
    let note = match after {
        Some(misfit) => misfit.to_string(),
        None if before.is_none() && old_ending != new_ending => {
            format!(
                "comes to {}, came to {}",
                ending(new_ending),
                ending(old_ending)
            )
        }
        None => String::new(),
    };
    Ok(Play {
        name,
        verdict,
        note,
    })
}
