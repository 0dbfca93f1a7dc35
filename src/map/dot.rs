//! The picture for Graphviz.

use std::fmt::Write as _;

use super::{Graph, Kind, Node, Reach, graph::percent};

/// Writes a graph in the DOT language.
#[must_use]
pub fn dot(graph: &Graph<'_>) -> String {
    let mut out = format!(
        "digraph story {{\n  label={}; labelloc=t; rankdir=TB;\n  node [shape=box, fontname=\"monospace\"]; edge [fontname=\"monospace\", fontsize=10];\n",
        quoted(&format!("{}\n{}", graph.title(), graph.summary()))
    );
    for (index, band) in graph.bands.iter().enumerate() {
        let nodes = graph.nodes.iter().filter(|node| node.band == index);
        match &band.title {
            Some(title) => {
                let _ = writeln!(
                    out,
                    "  subgraph {} {{\n    label={};",
                    quoted(&format!("cluster_{index}")),
                    quoted(title)
                );
                nodes.for_each(|node| item(node, "    ", &mut out));
                out.push_str("  }\n");
            }
            None => nodes.for_each(|node| item(node, "  ", &mut out)),
        }
    }
    for edge in &graph.edges {
        let mut looks = Vec::new();
        if !edge.label.is_empty() {
            looks.push(format!("label={}", quoted(&edge.label.join("\n"))));
        }
        if edge.is_never {
            looks.push("style=dashed, color=red".to_owned());
        }
        if edge.is_passed {
            looks.push("penwidth=3, color=orange".to_owned());
        }
        let looks = if looks.is_empty() {
            String::new()
        } else {
            format!(" [{}]", looks.join(", "))
        };
        let (from, to) = (&graph.nodes[edge.from].name, &graph.nodes[edge.to].name);
        let _ = writeln!(out, "  {} -> {}{looks};", quoted(from), quoted(to));
    }
    out.push_str("}\n");
    out
}

fn item(node: &Node, indent: &str, out: &mut String) {
    let mut looks = Vec::new();
    match &node.kind {
        Kind::Choices(_) => {}
        Kind::Routes => looks.push("shape=ellipse".to_owned()),
        Kind::Ending { title, odds } => {
            let odds = odds
                .map(|odds| format!("\n{}", percent(odds)))
                .unwrap_or_default();
            let label = quoted(&format!("{}\n{title}{odds}", node.name));
            looks.push(format!("label={label}, peripheries=2"));
        }
    }
    if node.is_start {
        looks.push("penwidth=3".to_owned());
    }
    if node.is_passed {
        looks.push("style=filled, fillcolor=orange".to_owned());
    }
    if node.reach == Reach::Never {
        looks.push("style=dashed, color=red".to_owned());
    }
    let looks = if looks.is_empty() {
        String::new()
    } else {
        format!(" [{}]", looks.join(", "))
    };
    let _ = writeln!(out, "{indent}{}{looks};", quoted(&node.name));
}

/// Returns a quoted string; a line's end is written as DOT writes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            _ if sign.is_control() => out.push('\u{fffd}'),
            _ => out.push(sign),
        }
    }
    out.push('"');
    out
}
