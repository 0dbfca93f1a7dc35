//! The picture for Mermaid, as many wikis and code hosts draw it.

use std::fmt::Write as _;

use super::{Graph, Kind, Node, Reach, graph::percent};

/// Writes a graph as a Mermaid flowchart.
#[must_use]
pub fn mermaid(graph: &Graph<'_>) -> String {
    let mut out = format!(
        "---\ntitle: {}\n---\nflowchart TD\n",
        quoted(&graph.title())
    );
    for (index, band) in graph.bands.iter().enumerate() {
        let nodes = graph.nodes.iter().filter(|node| node.band == index);
        match &band.title {
            Some(title) => {
                let _ = writeln!(out, "  subgraph act_{index}[{}]", quoted(title));
                nodes.for_each(|node| item(node, "    ", &mut out));
                out.push_str("  end\n");
            }
            None => nodes.for_each(|node| item(node, "  ", &mut out)),
        }
    }
    for edge in &graph.edges {
        let (from, to) = (&graph.nodes[edge.from].name, &graph.nodes[edge.to].name);
        let label = if edge.label.is_empty() {
            String::new()
        } else {
            format!("|{}|", quoted(&edge.label.join("\n")))
        };
        let line = match (edge.is_passed, edge.is_never) {
            (true, _) => "==>",
            (false, true) => "-.->",
            (false, false) => "-->",
        };
        // Nodes have a letter before their names: some names, like `end`, mean something to Mermaid.
        let _ = writeln!(out, "  n_{from} {line}{label} n_{to}");
    }
    out.push_str("  classDef passed fill:#fbe3bd,stroke:#c8791b\n  classDef never stroke:#c0392b,stroke-dasharray:4 4\n");
    for (class, belongs) in [
        ("passed", (|node| node.is_passed) as fn(&Node) -> bool),
        ("never", |node| node.reach == Reach::Never),
    ] {
        let names: Vec<String> = graph
            .nodes
            .iter()
            .filter(|node| belongs(node))
            .map(|node| format!("n_{}", node.name))
            .collect();
        if !names.is_empty() {
            let _ = writeln!(out, "  class {} {class}", names.join(","));
        }
    }
    out
}

fn item(node: &Node, indent: &str, out: &mut String) {
    let name = &node.name;
    let shape = match &node.kind {
        Kind::Choices(_) => format!("[{}]", quoted(name)),
        Kind::Routes => format!("([{}])", quoted(name)),
        Kind::Ending { title, odds } => {
            let odds = odds
                .map(|odds| format!("\n{}", percent(odds)))
                .unwrap_or_default();
            format!("[[{}]]", quoted(&format!("{name}\n{title}{odds}")))
        }
    };
    let _ = writeln!(out, "{indent}n_{name}{shape}");
}

/// Returns a quoted string: signs that mean something to Mermaid are written as their numbers.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '\n' => out.push_str("<br>"),
            '"' | '#' | '&' | '<' | '>' | '`' | ';' | '\\' => {
                let _ = write!(out, "#{};", u32::from(sign));
            }
            _ if sign.is_control() => out.push('\u{fffd}'),
            _ => out.push(sign),
        }
    }
    out.push('"');
    out
}
