//! `solve`: a shortest script to an ending or a node.

use std::{io::Write, path::Path};

use super::{Failure, Outcome, load::load_good};
use crate::{
    explore::{Limits, explore},
    session::Script,
    syntax,
};

/// Prints a shortest script that leads to `target`.
///
/// # Errors
/// [`Failure`] where the story cannot be read, or has nothing of that name.
pub fn solve(target: &str, story: Option<&Path>) -> Result<Outcome, Failure> {
    let compiled = load_good(story)?;
    let story = &compiled.story;
    let (ending, node) = (story.ending(target), story.node(target));
    if ending.is_none() && node.is_none() {
        let endings = story.endings.iter().map(|ending| ending.name.as_str());
        let names = endings.chain(story.nodes.iter().map(|node| node.name.as_str()));
        return Err(Failure::NoTarget {
            name: target.to_owned(),
            near: syntax::nearest(target, names),
        });
    }
    let exploration = explore(story, Limits::default());
    let place = match (ending, node) {
        (Some(ending), _) => exploration.ending(story, ending),
        (None, Some(node)) => exploration.nodes[node.index()].nearest,
        (None, None) => None,
    };
    let mut out = anstream::stdout().lock();
    let Some(place) = place else {
        if exploration.is_complete {
            writeln!(out, "proven: no playthrough reaches `{target}`")?;
            return Ok(Outcome::Faulty);
        }
        writeln!(
            out,
            "partial: `{target}` was not reached within {} states",
            exploration.states
        )?;
        return Ok(Outcome::Partial);
    };
    let script = Script {
        story: Some((story.id.clone(), story.hash)),
        steps: exploration.script(story, place),
    };
    write!(out, "{script}")?;
    out.flush()?;
    Ok(Outcome::Good)
}
