//! `map`: a picture of a story.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use super::{Failure, Outcome, limits::limits, load::load_good, replay::read_script, write::write};
use crate::{
    explore::{Unmonitored, survey},
    map::{self, Graph, Trail},
};

/// What a picture is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Svg,
    Html,
    Dot,
    Mermaid,
    Text,
}

/// What is drawn, and where to.
#[derive(Debug)]
pub struct Options {
    /// Without one, what the name of the file asks for, or SVG.
    pub format: Option<Format>,
    pub output: Option<PathBuf>,
    pub script: Option<PathBuf>,
    /// Whether the texts of endings may be shown.
    pub endings: bool,
    /// How many states to visit; none at all draws the graph alone.
    pub limit: Option<u64>,
}

/// Draws a story.
///
/// # Errors
/// [`Failure`] where the story or the script cannot be read, or the picture cannot be written.
pub fn map(story: Option<&Path>, options: &Options) -> Result<Outcome, Failure> {
    let script = options.script.as_deref().map(read_script).transpose()?;
    let compiled = load_good(story)?;
    let story = &compiled.story;
    let mut outcome = Outcome::Good;
    let mut trail = None;
    if let Some(script) = &script {
        let (walked, misfit) = Trail::of(story, script)?;
        if let Some(misfit) = misfit {
            writeln!(anstream::stderr(), "{misfit}")?;
            outcome = Outcome::Faulty;
        }
        trail = Some(walked);
    }
    let limits = limits(options.limit);
    let exploration = (limits.states > 0).then(|| survey(story, limits, &mut Unmonitored));
    let graph = Graph::new(story, exploration.as_ref(), trail, options.endings);
    let output = options.output.as_deref();
    let picture = match options.format.or_else(|| output.and_then(by_name)) {
        None | Some(Format::Svg) => map::svg(&graph),
        Some(Format::Html) => map::html(&graph),
        Some(Format::Dot) => map::dot(&graph),
        Some(Format::Mermaid) => map::mermaid(&graph),
        Some(Format::Text) => map::outline(&graph),
    };
    write(&picture, output)?;
    Ok(outcome)
}

/// Returns the format that a file's name asks for.
fn by_name(path: &Path) -> Option<Format> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    Some(match extension.as_str() {
        "svg" => Format::Svg,
        "html" | "htm" => Format::Html,
        "dot" | "gv" => Format::Dot,
        "mmd" | "mermaid" => Format::Mermaid,
        "txt" => Format::Text,
        _ => return None,
    })
}
