//! The picture as SVG.

use std::fmt::Write as _;

use super::{
    Edge, Graph, Kind, Node, Reach, escaped,
    graph::percent,
    layout::{Arrow, Item, Layout, Link, Point, layout},
};

/// The look of a picture that stands by itself; a page has it among its own.
pub(super) const STYLE: &str = include_str!("page/picture.css");

/// The width of a sign and the height of a line, in names and in labels. The font has signs of one width.
const NAME_SIGN: f64 = 7.9;
const NAME_LINE: f64 = 17.0;
const LABEL_SIGN: f64 = 6.7;
const LABEL_LINE: f64 = 13.0;
const MARGIN: f64 = 16.0;
/// The room for the title, the summary and the legend.
const HEAD: f64 = 92.0;

const LEGEND: &str = "box: a player chooses   rounded: the story chooses   double: an ending   dashed: never reached or never open";

/// Draws a graph.
#[must_use]
pub fn svg(graph: &Graph<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    draw(graph, true, &mut out);
    out
}

/// Writes the picture as an element, with its title and look if it stands by itself.
pub(super) fn draw(graph: &Graph<'_>, alone: bool, out: &mut String) {
    let placed = place(graph);
    let gutter = graph.bands.iter().filter_map(|band| band.title.as_ref());
    let gutter = gutter
        .map(|title| columns(title) * NAME_SIGN + 28.0)
        .fold(0.0, f64::max);
    let head = if alone { HEAD } else { 0.0 };
    let heading = [graph.title(), graph.summary(), LEGEND.to_owned()];
    let widest = heading
        .iter()
        .map(|line| columns(line) * NAME_SIGN)
        .fold(0.0, f64::max);
    let inner = placed.width + gutter + 2.0 * MARGIN;
    let width = if alone {
        inner.max(widest + 2.0 * MARGIN)
    } else {
        inner
    };
    let height = placed.height + head + 2.0 * MARGIN;
    let shift = Point {
        x: gutter + MARGIN + (width - inner) / 2.0,
        y: head + MARGIN,
    };
    let title = escaped(&graph.title());
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{title}\">"
    );
    if alone {
        let _ = writeln!(out, "<title>{title}</title>\n<style>\n{STYLE}</style>");
    }
    out.push_str(
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerUnits=\"userSpaceOnUse\" markerWidth=\"9\" markerHeight=\"9\" \
         orient=\"auto-start-reverse\"><path d=\"M0.5 0.5 8 4 0.5 7.5z\" class=\"tip\"/></marker></defs>\n",
    );
    let _ = writeln!(
        out,
        "<rect class=\"paper\" width=\"{width:.0}\" height=\"{height:.0}\"/>"
    );
    if alone {
        for (line, (text, class)) in heading
            .iter()
            .zip(["title", "summary", "summary"])
            .enumerate()
        {
            #[expect(clippy::cast_precision_loss, reason = "there are three lines")]
            let y = MARGIN + 18.0 + 24.0 * line as f64;
            let _ = writeln!(
                out,
                "<text class=\"{class}\" x=\"{MARGIN}\" y=\"{y}\">{}</text>",
                escaped(text)
            );
        }
    }
    let _ = writeln!(
        out,
        "<g transform=\"translate({:.1} {:.1})\">",
        shift.x, shift.y
    );
    bands(graph, &placed, shift.x, width, out);
    for (edge, arrow) in graph.edges.iter().zip(&placed.arrows) {
        path(graph, edge, arrow, out);
    }
    for (edge, arrow) in graph.edges.iter().zip(&placed.arrows) {
        label(edge, arrow, out);
    }
    for (node, &at) in graph.nodes.iter().zip(&placed.items) {
        item(node, at, out);
    }
    out.push_str("</g>\n</svg>\n");
}

fn place(graph: &Graph<'_>) -> Layout {
    let items = graph.nodes.iter().map(|node| {
        let (width, height) = size(node);
        Item {
            width,
            height,
            band: node.band,
        }
    });
    let links = graph.edges.iter().map(|edge| Link {
        from: edge.from,
        to: edge.to,
        label: (!edge.label.is_empty()).then(|| label_size(&edge.label)),
    });
    let (items, links): (Vec<Item>, Vec<Link>) = (items.collect(), links.collect());
    let start = graph.nodes.iter().position(|node| node.is_start);
    layout(&items, &links, graph.bands.len(), start)
}

/// Returns how many columns a text takes.
#[expect(clippy::cast_precision_loss, reason = "lines are short")]
fn columns(text: &str) -> f64 {
    let shown: String = text
        .chars()
        .map(|sign| if sign.is_control() { '?' } else { sign })
        .collect();
    textwrap::core::display_width(&shown) as f64
}

#[expect(clippy::cast_precision_loss, reason = "there are few lines")]
fn lines(number: usize, height: f64) -> f64 {
    number as f64 * height
}

/// Returns what stands in a node's box.
fn words(node: &Node) -> Vec<String> {
    let mut words = vec![node.name.clone()];
    if let Kind::Ending { title, odds } = &node.kind {
        words.push(title.clone());
        words.extend(odds.map(percent));
    }
    words
}

fn size(node: &Node) -> (f64, f64) {
    let words = words(node);
    let widest = words.iter().map(|line| columns(line)).fold(0.0, f64::max);
    (
        widest * NAME_SIGN + 24.0,
        lines(words.len(), NAME_LINE) + 11.0,
    )
}

fn label_size(label: &[String]) -> (f64, f64) {
    let widest = label.iter().map(|line| columns(line)).fold(0.0, f64::max);
    (
        widest * LABEL_SIGN + 8.0,
        lines(label.len(), LABEL_LINE) + 5.0,
    )
}

fn bands(graph: &Graph<'_>, placed: &Layout, left: f64, width: f64, out: &mut String) {
    for (index, (band, (top, bottom))) in graph.bands.iter().zip(&placed.bands).enumerate() {
        let Some(title) = &band.title else { continue };
        let (x, height) = (MARGIN / 2.0 - left, bottom - top);
        let _ = writeln!(
            out,
            "<g class=\"band{}\"><rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{}</text></g>",
            if index % 2 == 0 { "" } else { " odd" },
            width - MARGIN,
            x + 10.0,
            top + 22.0,
            escaped(title)
        );
    }
}

fn path(graph: &Graph<'_>, edge: &Edge, arrow: &Arrow, out: &mut String) {
    let mut class = String::from("edge");
    for (word, holds) in [
        (" back", arrow.is_back),
        (
            " never",
            edge.is_never || graph.nodes[edge.from].reach == Reach::Never,
        ),
        (" passed", edge.is_passed),
    ] {
        class += if holds { word } else { "" };
    }
    let (from, to) = (&graph.nodes[edge.from].name, &graph.nodes[edge.to].name);
    let _ = writeln!(
        out,
        "<path class=\"{class}\" data-from=\"{from}\" data-to=\"{to}\" d=\"{}\" marker-end=\"url(#tip)\"/>",
        way(&arrow.points)
    );
}

/// Returns the way of an arrow: straight along layers, bent between them.
fn way(points: &[Point]) -> String {
    let mut way = String::new();
    let mut last: Option<Point> = None;
    for (index, &point) in points.iter().enumerate() {
        let Point { x, y } = point;
        let _ = match last {
            None => write!(way, "M{x:.1} {y:.1}"),
            Some(last) if last == point => Ok(()),
            Some(last)
                if index % 2 == 1 || (last.x - x).abs() < 0.05 || (last.y - y).abs() < 0.05 =>
            {
                write!(way, "L{x:.1} {y:.1}")
            }
            Some(last) => {
                let middle = f64::midpoint(last.y, y);
                write!(
                    way,
                    "C{:.1} {middle:.1} {x:.1} {middle:.1} {x:.1} {y:.1}",
                    last.x
                )
            }
        };
        last = Some(point);
    }
    way
}

fn label(edge: &Edge, arrow: &Arrow, out: &mut String) {
    let Some(at) = arrow.label else { return };
    let (width, height) = label_size(&edge.label);
    let class = if edge.is_passed {
        "label passed"
    } else {
        "label"
    };
    let _ = write!(
        out,
        "<g class=\"{class}\"><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>",
        at.x - width / 2.0,
        at.y - height / 2.0
    );
    text(&edge.label, at, LABEL_LINE, out);
    out.push_str("</g>\n");
}

/// Writes lines around a middle.
fn text(words: &[String], at: Point, line: f64, out: &mut String) {
    let first = at.y - lines(words.len() - 1, line) / 2.0 + line * 0.27;
    for (index, word) in words.iter().enumerate() {
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            at.x,
            first + lines(index, line),
            escaped(word)
        );
    }
}

fn item(node: &Node, at: Point, out: &mut String) {
    let (width, height) = size(node);
    let (kind, radius) = match node.kind {
        Kind::Choices(_) => ("choices", 4.0),
        Kind::Routes => ("routes", height / 2.0),
        Kind::Ending { .. } => ("ending", 2.0),
    };
    let mut class = format!("node {kind}");
    for (word, holds) in [
        (" start", node.is_start),
        (" never", node.reach == Reach::Never),
        (" passed", node.is_passed),
    ] {
        class += if holds { word } else { "" };
    }
    let (x, y) = (at.x - width / 2.0, at.y - height / 2.0);
    let _ = write!(
        out,
        "<g class=\"{class}\" data-node=\"{}\"><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{radius:.1}\"/>",
        node.name
    );
    if kind == "ending" {
        let _ = write!(
            out,
            "<rect class=\"inner\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            x + 3.0,
            y + 3.0,
            width - 6.0,
            height - 6.0
        );
    }
    text(&words(node), at, NAME_LINE, out);
    out.push_str("</g>\n");
}
