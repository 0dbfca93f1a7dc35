//! What a node holds, as HTML: its text with every variant beside its condition, its ways out, where one comes from.

use std::fmt::Write as _;

use super::{Graph, Kind, Reach, escaped, graph::percent};
use crate::{
    story::{Choice, Exits, NodeId, Piece, Prose, ProseId, RecordId, Route},
    wording::{Wording, value},
};

/// Writes the section of a node.
pub(super) fn details(graph: &Graph<'_>, index: usize, out: &mut String) {
    let (node, drawn) = (&graph.story.nodes[index], &graph.nodes[index]);
    let writer = Writer {
        graph,
        wording: Wording::new(graph.story),
    };
    let name = &node.name;
    let _ = write!(
        out,
        "<section id=\"node-{name}\" hidden><h2>{name}</h2><p class=\"facts\">"
    );
    let mut facts = Vec::new();
    let act = graph.bands[drawn.band].title.as_deref();
    facts.extend(act.map(escaped));
    facts.push(match &drawn.kind {
        Kind::Choices(1) => "1 choice".to_owned(),
        Kind::Choices(count) => format!("{count} choices"),
        Kind::Routes => "the first route that holds is taken".to_owned(),
        Kind::Ending { title, odds } => match odds {
            Some(odds) => format!("ending: {}, {} at random", escaped(title), percent(*odds)),
            None => format!("ending: {}", escaped(title)),
        },
    });
    if drawn.is_start {
        facts.push("the start".to_owned());
    }
    match drawn.reach {
        Reach::Never => facts.push("<strong>no playthrough comes here</strong>".to_owned()),
        Reach::Reached => {
            let noun = if drawn.states == 1 { "state" } else { "states" };
            let states = crate::explore::Count::from(drawn.states);
            facts.push(format!("{states} {noun}"));
        }
        Reach::Unknown => {}
    }
    let _ = write!(out, "{}</p>", facts.join(" · "));
    if !node.aliases.is_empty() {
        let _ = write!(
            out,
            "<p class=\"facts\">formerly {}</p>",
            node.aliases.join(", ")
        );
    }
    writer.effects("on arriving", &node.enter, out);
    if matches!(drawn.kind, Kind::Ending { .. }) && !graph.shows_endings {
        out.push_str("<p class=\"facts\">The texts of endings are left out of this page.</p>");
    } else {
        if let Some(text) = node.text {
            out.push_str("<div class=\"text\"><p>");
            writer.prose(text, out);
            out.push_str("</p></div>");
        }
        if let Some(figure) = node.figure {
            out.push_str("<pre>");
            writer.prose(figure.drawing, out);
            out.push_str("</pre><p class=\"facts\">");
            writer.prose(figure.says, out);
            out.push_str("</p>");
        }
    }
    match &node.exits {
        Exits::Choices(choices) => {
            for (exit, choice) in choices.iter().enumerate() {
                writer.choice(index, exit, choice, out);
            }
        }
        Exits::Routes(routes) => {
            out.push_str("<ol>");
            for route in routes {
                writer.route(route, out);
            }
            out.push_str("</ol>");
        }
        Exits::Ending(_) => {}
    }
    writer.comes_from(index, out);
    out.push_str("</section>\n");
}

struct Writer<'g, 's> {
    graph: &'g Graph<'s>,
    wording: Wording<'s>,
}

impl Writer<'_, '_> {
    fn link(&self, node: NodeId) -> String {
        let name = &self.graph.story.nodes[node.index()].name;
        format!("<a href=\"#{name}\">{name}</a>")
    }

    fn choice(&self, node: usize, exit: usize, choice: &Choice, out: &mut String) {
        let edges = self.graph.edges.iter().filter(|edge| edge.from == node);
        let is_never = edges
            .clone()
            .any(|edge| edge.is_never && edge.exits.contains(&exit));
        let taken = self
            .graph
            .trail
            .iter()
            .flat_map(|trail| &trail.taken)
            .any(|&taken| taken == (NodeId::at(node), exit));
        let _ = write!(
            out,
            "<div class=\"choice{}\"><p><code>{}</code> ",
            if taken { " passed" } else { "" },
            choice.name
        );
        self.prose(choice.say, out);
        let _ = write!(
            out,
            " <span class=\"to\">→ {}</span></p>",
            self.link(choice.to)
        );
        if is_never {
            out.push_str("<p class=\"facts\"><strong>never open</strong></p>");
        }
        self.condition(&choice.when, out);
        if let Some(reason) = choice.locked {
            out.push_str("<p class=\"facts\">else locked: ");
            self.prose(reason, out);
            out.push_str("</p>");
        }
        self.effects("does", &choice.effects, out);
        self.records(&choice.records, out);
        if let Some(beat) = choice.beat {
            out.push_str("<div class=\"text beat\"><p>");
            self.prose(beat, out);
            out.push_str("</p></div>");
        }
        out.push_str("</div>");
    }

    fn route(&self, route: &Route, out: &mut String) {
        let _ = write!(out, "<li>→ {}", self.link(route.to));
        self.condition(&route.when, out);
        self.effects("does", &route.effects, out);
        self.records(&route.records, out);
        out.push_str("</li>");
    }

    fn condition(&self, when: &crate::story::Condition, out: &mut String) {
        if *when != crate::story::Condition::Always {
            let when = escaped(&self.wording.condition(when));
            let _ = write!(out, "<p class=\"facts\">when <code>{when}</code></p>");
        }
    }

    fn effects(&self, label: &str, effects: &[crate::story::Effect], out: &mut String) {
        if !effects.is_empty() {
            let effects = escaped(&self.wording.effects(effects));
            let _ = write!(out, "<p class=\"facts\">{label} <code>{effects}</code></p>");
        }
    }

    fn records(&self, records: &[(RecordId, ProseId)], out: &mut String) {
        for (record, entry) in records {
            let name = escaped(&self.graph.story.records[record.index()]);
            let _ = write!(out, "<p class=\"facts\">writes into <code>{name}</code>: ");
            self.prose(*entry, out);
            out.push_str("</p>");
        }
    }

    fn comes_from(&self, index: usize, out: &mut String) {
        let mut from: Vec<usize> = self
            .graph
            .edges
            .iter()
            .filter(|edge| edge.to == index)
            .map(|edge| edge.from)
            .collect();
        from.dedup();
        if !from.is_empty() {
            let links: Vec<String> = from
                .iter()
                .map(|&from| self.link(NodeId::at(from)))
                .collect();
            let _ = write!(
                out,
                "<p class=\"facts\">comes from {}</p>",
                links.join(", ")
            );
        }
    }

    fn prose(&self, prose: ProseId, out: &mut String) {
        self.pieces(self.graph.story.proses.get(prose), out);
    }

    fn pieces(&self, prose: Prose<'_>, out: &mut String) {
        let story = self.graph.story;
        for piece in prose.pieces() {
            match piece {
                Piece::Words(words) => out.push_str(&escaped(words).replace("\n\n", "<br><br>")),
                Piece::Value(variable) => {
                    let name = &story.variables[variable.index()].name;
                    let _ = write!(out, "<code>{{{name}}}</code>");
                }
                Piece::Record(record) => {
                    let name = escaped(&story.records[record.index()]);
                    let _ = write!(out, "<code>{{{name}}}</code>");
                }
                Piece::Entry(record, entry) => {
                    let name = escaped(&story.records[record.index()]);
                    let _ = write!(out, "<code>{{{name}.{}}}</code>", entry + 1);
                }
                Piece::Variant { when, yes, no } => {
                    self.half(&escaped(&self.wording.condition(when)), yes, out);
                    if !no.is_empty() {
                        self.half("else", no, out);
                    }
                }
                Piece::ByValue(variable, texts) => {
                    let variable = &story.variables[variable.index()];
                    for (held, text) in texts.iter().enumerate() {
                        let held = value(variable, held as u64);
                        self.half(&format!("{} == {held}", variable.name), text, out);
                    }
                }
            }
        }
    }

    fn half(&self, when: &str, text: Prose<'_>, out: &mut String) {
        let _ = write!(out, "<span class=\"variant\"><code>{when}</code> ");
        self.pieces(text, out);
        out.push_str("</span>");
    }
}
