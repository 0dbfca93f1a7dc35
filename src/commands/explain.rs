//! `explain`: what a fault means, with an example and its cure.

use std::io::Write;

use super::{Failure, Outcome};
use crate::{
    diagnostic::{Code, LINTS},
    source::plain,
    syntax::nearest,
};

/// How wide the words are set, in columns.
const WIDTH: usize = 80;

/// Prints the document of a code, or without one the list of all.
///
/// # Errors
/// [`Failure::NoCode`] where no code is written so and no lint has that name.
pub fn explain(code: Option<&str>) -> Result<Outcome, Failure> {
    let mut out = anstream::stdout().lock();
    let Some(name) = code else {
        for code in Code::ALL {
            writeln!(out, "{code}  {}", code.title())?;
        }
        return Ok(Outcome::Good);
    };
    let code = Code::find(name).ok_or_else(|| no_code(name))?;
    write!(out, "{}", set(code.document()))?;
    if let Some(lint) = code.lint() {
        let (name, level) = (lint.name, lint.level.as_str());
        writeln!(
            out,
            "\nThe level of this lint is {level:?}. A story sets its own in world.ron:\n\n    lints: {{ {name:?}: \"allow\" }},"
        )?;
    }
    Ok(Outcome::Good)
}

fn no_code(name: &str) -> Failure {
    let codes = Code::ALL.iter().map(|code| code.as_str());
    let names = LINTS.iter().map(|lint| lint.name);
    Failure::NoCode {
        name: plain(name),
        near: nearest(name, codes.chain(names)),
    }
}

/// Sets a document for a terminal: paragraphs wrapped, code indented, no other mark of Markdown.
fn set(document: &str) -> String {
    let mut text = String::new();
    for (index, part) in document.split("```").enumerate() {
        if index % 2 == 1 {
            let code = part.split_once('\n').map_or("", |(_, code)| code);
            for line in code.lines() {
                let line = format!("    {line}");
                text.push_str(line.trim_end());
                text.push('\n');
            }
            continue;
        }
        for paragraph in part.split("\n\n").map(str::trim) {
            let paragraph = paragraph.trim_start_matches("# ").replace('\n', " ");
            if !paragraph.is_empty() {
                text.push_str(if text.is_empty() { "" } else { "\n" });
                text.push_str(&textwrap::fill(&paragraph, WIDTH));
                text.push('\n');
            }
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
