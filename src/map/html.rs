//! The picture as a page for a browser: one file that asks nothing of the net.

use std::fmt::Write as _;

use super::{Graph, Reach, details::details, escaped, graph::percent, svg};
use crate::story::{EndingId, Exits};

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// Writes the page. It can be moved, zoomed and searched, and tells what each node holds.
#[must_use]
pub fn html(graph: &Graph<'_>) -> String {
    let mut picture = String::new();
    svg::draw(graph, false, &mut picture);
    let mut sections = String::new();
    for index in 0..graph.nodes.len() {
        details(graph, index, &mut sections);
    }
    let mut overview = String::new();
    overview_of(graph, &mut overview);
    let title = escaped(&graph.title());
    let style = format!("{STYLE}{}", svg::STYLE);
    let parts = [
        ("title", title.as_str()),
        ("style", &style),
        ("overview", &overview),
        ("sections", &sections),
        ("picture", &picture),
        ("script", SCRIPT),
    ];
    let mut page = String::new();
    let mut rest = PAGE;
    // Each part is put in once and never looked at again, whatever it may hold.
    while let Some((before, after)) = rest.split_once("<!--{") {
        let (name, after) = after.split_once("}-->").unwrap_or((after, ""));
        page.push_str(before);
        let part = parts.iter().find(|(known, _)| *known == name);
        page.push_str(part.map_or("", |(_, text)| text));
        rest = after;
    }
    page.push_str(rest);
    page
}

/// Writes what stands beside the picture while no node is chosen.
fn overview_of(graph: &Graph<'_>, out: &mut String) {
    let story = graph.story;
    let _ = write!(out, "<p>{}</p>", escaped(&graph.summary()));
    out.push_str("<h2>Endings</h2><table>");
    for (index, ending) in story.endings.iter().enumerate() {
        let id = EndingId::at(index);
        let is_it =
            |node: &&crate::story::Node| matches!(node.exits, Exits::Ending(own) if own == id);
        let nodes = story.nodes.iter().filter(is_it);
        let links = nodes.map(|node| format!("<a href=\"#{}\">{}</a>", node.name, node.name));
        let odds = graph.odds(id).map(percent).unwrap_or_default();
        let _ = write!(
            out,
            "<tr><td>{}</td><td class=\"number\">{odds}</td><td>{}</td></tr>",
            escaped(&ending.title),
            links.collect::<Vec<_>>().join(" ")
        );
    }
    out.push_str("</table>");
    list(
        graph,
        "Never reached",
        |index| graph.nodes[index].reach == Reach::Never,
        out,
    );
    let never = graph
        .edges
        .iter()
        .filter(|edge| edge.is_never && graph.nodes[edge.from].reach != Reach::Never);
    let never: Vec<String> = never
        .map(|edge| {
            let (from, to) = (&graph.nodes[edge.from].name, &graph.nodes[edge.to].name);
            format!("<li><a href=\"#{from}\">{from}</a> → {to}</li>")
        })
        .collect();
    if !never.is_empty() {
        let _ = write!(out, "<h2>Never open</h2><ul>{}</ul>", never.join(""));
    }
    let Some(trail) = &graph.trail else { return };
    let _ = write!(
        out,
        "<h2>The script</h2><p class=\"facts\">{} choices, {} of {} nodes</p><ol class=\"steps\">",
        trail.taken.len(),
        graph.nodes.iter().filter(|node| node.is_passed).count(),
        graph.nodes.len()
    );
    for (node, exit) in &trail.taken {
        let node = &story.nodes[node.index()];
        let choice = node
            .choices()
            .get(*exit)
            .map_or("", |choice| choice.name.as_str());
        let _ = write!(
            out,
            "<li><a href=\"#{}\">{}</a> <code>{choice}</code></li>",
            node.name, node.name
        );
    }
    out.push_str("</ol>");
}

fn list(graph: &Graph<'_>, title: &str, belongs: impl Fn(usize) -> bool, out: &mut String) {
    let names: Vec<String> = (0..graph.nodes.len())
        .filter(|&index| belongs(index))
        .map(|index| format!("<a href=\"#{0}\">{0}</a>", graph.nodes[index].name))
        .collect();
    if !names.is_empty() {
        let _ = write!(out, "<h2>{title}</h2><p>{}</p>", names.join(", "));
    }
}
