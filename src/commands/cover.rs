//! `solve --cover`: scripts that together show every sentence.

use std::{fs, io::Write, path::Path};

use super::{Failure, Outcome, counted, limits::limits, load::load_good, progress::Display};
use crate::{
    explore::{Seen, cover as find, coverage, survey},
    session::Script,
};

/// Prints as few scripts as can be found that show every sentence, or writes each into a file of a folder.
///
/// # Errors
/// [`Failure`] where the story cannot be read, or the folder cannot be written to.
pub fn cover(story: Option<&Path>, folder: Option<&Path>) -> Result<Outcome, Failure> {
    let compiled = load_good(story)?;
    let story = &compiled.story;
    let limits = limits(None);
    let mut display = Display::new()?;
    let exploration = survey(story, limits, &mut display);
    display.clear();
    let coverage = coverage(story, &exploration, limits);
    let cover = find(story, &exploration, &coverage);
    let mut out = anstream::stdout().lock();
    writeln!(
        out,
        "# {} {} {}; proven: it takes {} at the least",
        counted(cover.scripts.len(), "script"),
        if cover.scripts.len() == 1 {
            "shows"
        } else {
            "show"
        },
        counted(cover.shown, "sentence"),
        cover.at_least,
    )?;
    let unsettled = coverage.count(|read| read == Seen::Unknown);
    let never = coverage.count(|read| read == Seen::Never);
    if never > 0 {
        writeln!(
            out,
            "# {} in no playthrough",
            counted(never, "more sentence")
        )?;
    }
    if unsettled > 0 {
        writeln!(
            out,
            "# {} not settled within the limit",
            counted(unsettled, "more sentence")
        )?;
    }
    for (index, steps) in cover.scripts.into_iter().enumerate() {
        let script = Script {
            story: Some((story.id.clone(), story.hash)),
            steps,
        };
        match folder {
            Some(folder) => {
                let path = folder.join(format!("cover_{:03}.txt", index + 1));
                let write = |action| {
                    let path = path.clone();
                    move |error| Failure::File {
                        action,
                        path,
                        error,
                    }
                };
                fs::create_dir_all(folder).map_err(write("create the folder of"))?;
                fs::write(&path, script.to_string()).map_err(write("write"))?;
            }
            None => write!(out, "\n# script {}\n{script}", index + 1)?,
        }
    }
    out.flush()?;
    Ok(if unsettled > 0 || !exploration.is_complete {
        Outcome::Partial
    } else {
        Outcome::Good
    })
}
