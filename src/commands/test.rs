//! `test`: a writer's own playthroughs, with what is expected of each.

use std::{io::Write, path::Path};

use super::{
    Failure, Outcome, counted,
    load::load_good,
    scripts::{ScriptFile, read_scripts},
};
use crate::{
    session::{Expectation, Trial, try_out},
    story::Story,
};

/// Plays every script in a folder and compares what happens with what its comments expect.
///
/// # Errors
/// [`Failure`] where the story or a script cannot be read.
pub fn test(folder: &Path, story: Option<&Path>) -> Result<Outcome, Failure> {
    let scripts = read_scripts(folder)?;
    let compiled = load_good(story)?;
    let mut out = anstream::stdout().lock();
    let mut failed = 0;
    for file in &scripts {
        let (verdict, reasons) = judge(&compiled.story, file)?;
        writeln!(
            out,
            "{:6}  {}  {verdict}",
            if reasons.is_empty() { "ok" } else { "FAILED" },
            file.name
        )?;
        for reason in &reasons {
            writeln!(out, "        {}", shown(reason))?;
        }
        failed += usize::from(!reasons.is_empty());
    }
    let passed = scripts.len() - failed;
    writeln!(
        out,
        "\n{}: {passed} passed, {failed} failed",
        counted(scripts.len(), "script")
    )?;
    out.flush()?;
    Ok(if failed == 0 {
        Outcome::Good
    } else {
        Outcome::Faulty
    })
}

/// Returns what a script came to, and why it failed, if it did.
fn judge(story: &Story, file: &ScriptFile) -> Result<(String, Vec<String>), Failure> {
    let script = match &file.script {
        Ok(script) => script,
        Err(error) => return Ok((String::new(), vec![error.to_string()])),
    };
    let Trial {
        ending,
        disappointments,
    } = try_out(story, script, &file.text)?;
    let end = ending.unwrap_or_else(|| "no ending".to_owned());
    let expected = Expectation::parse(&file.text).len();
    let verdict = format!(
        "({}, {end}, {})",
        counted(script.steps.len(), "choice"),
        counted(expected, "expectation")
    );
    let reasons = disappointments.iter().map(ToString::to_string).collect();
    Ok((verdict, reasons))
}

/// Returns a text that moves no cursor.
fn shown(text: &str) -> String {
    let sign = |sign: char| if sign.is_control() { '\u{fffd}' } else { sign };
    text.chars().map(sign).collect()
}
