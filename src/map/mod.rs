//! Pictures of a story: which nodes there are, and what leads where.
//!
//! A [`Graph`] is the picture as data: the story's nodes and links, with what the prover knows and the way of a script.
//! It is laid out by `layout` and written as SVG or as a page for a browser, or handed to other programs as DOT or
//! Mermaid, or told as an outline. Returns texts and touches no disk. No picture holds an ending's text unless asked.

mod details;
mod dot;
mod graph;
mod html;
pub mod layout;
mod mermaid;
mod outline;
mod svg;

pub use dot::dot;
pub use graph::{Band, Edge, Graph, Kind, Node, Reach, Trail};
pub use html::html;
pub use mermaid::mermaid;
pub use outline::outline;
pub use svg::svg;

/// Escapes what means something in XML, and replaces what may not stand in it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(sign),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ if sign.is_control() => out.push('\u{fffd}'),
            _ => out.push(sign),
        }
    }
    out
}
