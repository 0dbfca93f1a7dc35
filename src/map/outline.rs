//! The picture in words: acts, their nodes, and where each leads, indented. For a screen reader or a mail.

use std::fmt::Write as _;

use super::{Graph, Kind, Reach, graph::percent};
use crate::{
    story::{Condition, Exits, NodeId},
    wording::Wording,
};

/// Writes a graph as an outline.
#[must_use]
pub fn outline(graph: &Graph<'_>) -> String {
    let mut out = format!("{}\n{}\n", shown(&graph.title()), graph.summary());
    for (band, act) in graph.bands.iter().enumerate() {
        let title = act.title.as_deref().map_or("no act".to_owned(), shown);
        let nodes = (0..graph.nodes.len()).filter(|&node| graph.nodes[node].band == band);
        let nodes: Vec<usize> = nodes.collect();
        let plural = if nodes.len() == 1 { "" } else { "s" };
        let _ = writeln!(out, "\n{title}: {} node{plural}", nodes.len());
        for index in nodes {
            node(graph, index, &mut out);
        }
    }
    out
}

fn node(graph: &Graph<'_>, index: usize, out: &mut String) {
    let (story, drawn) = (graph.story, &graph.nodes[index]);
    let mut facts = Vec::new();
    if drawn.is_start {
        facts.push("start".to_owned());
    }
    if let Kind::Ending { title, odds } = &drawn.kind {
        facts.push(format!("ending: {}", shown(title)));
        facts.extend(odds.map(percent));
    }
    if drawn.reach == Reach::Never {
        facts.push("never reached".to_owned());
    }
    if drawn.is_passed {
        facts.push("on the script's way".to_owned());
    }
    let facts = if facts.is_empty() {
        String::new()
    } else {
        format!(" ({})", facts.join(", "))
    };
    let _ = writeln!(out, "  {}{facts}", drawn.name);
    let wording = Wording::new(story);
    let to = |to: NodeId| &story.nodes[to.index()].name;
    let never = |exit: usize| {
        let mut edges = graph.edges.iter().filter(|edge| edge.from == index);
        edges.any(|edge| edge.is_never && edge.exits.contains(&exit))
    };
    match &story.nodes[index].exits {
        Exits::Choices(choices) => {
            for (exit, choice) in choices.iter().enumerate() {
                let _ = write!(
                    out,
                    "    {}: {} -> {}",
                    choice.name,
                    shown(&wording.prose(choice.say)),
                    to(choice.to)
                );
                when(wording, &choice.when, out);
                let taken = graph.trail.iter().flat_map(|trail| &trail.taken);
                if taken
                    .into_iter()
                    .any(|taken| *taken == (NodeId::at(index), exit))
                {
                    out.push_str(" (taken)");
                }
                out.push_str(if never(exit) { " (never open)\n" } else { "\n" });
            }
        }
        Exits::Routes(routes) => {
            for (exit, route) in routes.iter().enumerate() {
                let _ = write!(out, "    -> {}", to(route.to));
                when(wording, &route.when, out);
                out.push_str(if never(exit) {
                    " (never taken)\n"
                } else {
                    "\n"
                });
            }
        }
        Exits::Ending(_) => {}
    }
}

fn when(wording: Wording<'_>, when: &Condition, out: &mut String) {
    if *when != Condition::Always {
        let _ = write!(out, ", when {}", wording.condition(when));
    }
}

/// Returns a text as one line that moves no cursor.
fn shown(text: &str) -> String {
    let signs = text.chars().map(|sign| match sign {
        '\n' => ' ',
        _ if sign.is_control() => '\u{fffd}',
        _ => sign,
    });
    signs.collect()
}
