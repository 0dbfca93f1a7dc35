//! `solve`: a shortest script to an ending or a node.

use std::{io::Write, path::Path};

use super::{Failure, Outcome, limits::limits, load::load_good};
use crate::{
    explore::{Way, explore, nearest},
    session::Script,
    story::{Exits, NodeId, Story},
    syntax,
};

/// Prints a shortest script that leads to `target`.
///
/// # Errors
/// [`Failure`] where the story cannot be read, or has nothing of that name.
pub fn solve(target: &str, story: Option<&Path>) -> Result<Outcome, Failure> {
    let compiled = load_good(story)?;
    let story = &compiled.story;
    let Some(goals) = goals(story, target) else {
        let endings = story.endings.iter().map(|ending| ending.name.as_str());
        let names = endings.chain(story.nodes.iter().map(|node| node.name.as_str()));
        return Err(Failure::NoTarget {
            name: target.to_owned(),
            near: syntax::nearest(target, names),
        });
    };
    let mut out = anstream::stdout().lock();
    let steps = match way(story, &goals) {
        Way::Script(steps) => steps,
        Way::Never => {
            writeln!(out, "proven: no playthrough reaches `{target}`")?;
            return Ok(Outcome::Faulty);
        }
        Way::Unknown => {
            writeln!(out, "partial: `{target}` was not reached within the limit")?;
            return Ok(Outcome::Partial);
        }
    };
    let script = Script {
        story: Some((story.id.clone(), story.hash)),
        steps,
    };
    write!(out, "{script}")?;
    out.flush()?;
    Ok(Outcome::Good)
}

/// Returns the nodes of an ending, or the node, of this name.
pub(super) fn goals(story: &Story, target: &str) -> Option<Vec<NodeId>> {
    if let Some(ending) = story.ending(target) {
        let nodes = story.nodes.iter().enumerate();
        let its = nodes.filter(|(_, node)| matches!(node.exits, Exits::Ending(id) if id == ending));
        return Some(its.map(|(index, _)| NodeId::at(index)).collect());
    }
    Some(vec![story.node(target)?])
}

/// Returns a shortest way to any of some nodes; where looking back from them takes too much, every state is visited.
pub(super) fn way(story: &Story, goals: &[NodeId]) -> Way {
    let limits = limits(None);
    let way = nearest(story, goals, limits);
    if way != Way::Unknown {
        return way;
    }
    let exploration = explore(story, limits);
    let places = goals
        .iter()
        .filter_map(|goal| exploration.nodes[goal.index()].nearest);
    match places.min_by_key(|place| place.depth) {
        Some(place) => Way::Script(exploration.script(story, place)),
        None if exploration.is_complete => Way::Never,
        None => Way::Unknown,
    }
}
