//! Where what the prover asked of a story is written: the condition, or the text inside a stretch of prose.

use super::written::Written;
use crate::{
    compile::Places,
    explore::{Asked, Branch, EffectList},
    source::Span,
    story::{self, NodeId, ProseId, Story},
    syntax::{Choice, Effect, Expression, Node, Operand, Piece, Pieces, Route},
};

/// The story as written, beside the story as run.
pub(super) struct Locator<'w, 'a> {
    pub written: &'w Written<'a>,
    pub story: &'w Story,
    pub places: &'w Places,
}

impl<'w, 'a> Locator<'w, 'a> {
    /// Returns the place of a condition, where it is written out.
    pub fn condition(&self, asked: &Asked) -> Option<Span> {
        match asked {
            Asked::Choice { node, choice } => {
                let when = self.choice(*node, *choice)?.when.as_ref()?;
                span_of(self.written.condition(when)?)
            }
            Asked::Route { node, route } => {
                let when = self.route(*node, *route)?.when.as_ref()?;
                span_of(self.written.condition(when)?)
            }
            Asked::Effect { list, path } => {
                let effects = match *list {
                    EffectList::Enter(node) => &self.node(node)?.enter,
                    EffectList::Choice { node, choice } => &self.choice(node, choice)?.effects,
                    EffectList::Route { node, route } => &self.route(node, route)?.effects,
                };
                let mut effects: &[Effect<'a>] = self.written.steps(effects)?;
                let (last, outer) = path.split_last()?;
                for step in outer {
                    let name = &effects.get(*step)?.target;
                    let mut named = self.written.world.effects.iter();
                    effects = &named.find(|(known, _)| known.text == name.text)?.1;
                }
                span_of(effects.get(*last)?.when.as_ref()?)
            }
            Asked::Prose { prose, path, piece } => {
                let (compiled, written) = self.inside(*prose, path)?;
                match at(compiled, written, *piece)? {
                    Piece::Variant(variant) => span_of(&variant.when),
                    _ => None,
                }
            }
        }
    }

    /// Returns the place of a text inside a stretch of prose.
    pub fn text(&self, prose: ProseId, path: &[Branch]) -> Option<Span> {
        if path.is_empty() {
            return Some(self.places.prose(prose));
        }
        self.inside(prose, path)?.1.span
    }

    /// Tells whether a text inside a stretch of prose is one of those by value.
    pub fn is_by_value(&self, prose: ProseId, path: &[Branch]) -> bool {
        let Some((last, outer)) = path.split_last() else {
            return false;
        };
        self.inside(prose, outer).is_some_and(|(compiled, _)| {
            matches!(compiled.piece(last.piece), Some(story::Piece::ByValue(..)))
        })
    }

    /// Returns a text inside a stretch of prose, as run and as written.
    fn inside(
        &self,
        prose: ProseId,
        path: &[Branch],
    ) -> Option<(story::Prose<'w>, &'w Pieces<'a>)> {
        let span = self.places.prose(prose);
        let mut proses = self.written.proses.iter();
        let mut written = &proses.find(|(prose, _)| prose.span == Some(span))?.0;
        let mut compiled = self.story.proses.get(prose);
        for branch in path {
            let outer = at(compiled, written, branch.piece)?;
            compiled = compiled.piece(branch.piece)?.text(branch.text)?;
            written = match outer {
                Piece::Variant(variant) if branch.text == 0 => &variant.yes,
                Piece::Variant(variant) => &variant.no,
                Piece::ByValue { texts, .. } => texts.get(branch.text)?,
                Piece::Words(..) | Piece::Value(_) | Piece::Entry { .. } => return None,
            };
        }
        Some((compiled, written))
    }

    fn node(&self, node: NodeId) -> Option<&'w Node<'a>> {
        let name = self.places.node(node);
        self.written.nodes().find(|node| node.name.span == name)
    }

    fn choice(&self, node: NodeId, choice: usize) -> Option<&'w Choice<'a>> {
        let name = self.places.choice(node, choice);
        let mut choices = self.written.choices();
        choices.find(|choice| choice.name.span == name)
    }

    fn route(&self, node: NodeId, route: usize) -> Option<&'w Route<'a>> {
        self.node(node)?.routes.as_ref()?.get(route)
    }
}

/// Returns the piece as written that belongs to a piece as run. Words may be left out of what is run: only the others
/// stand for each other, in order.
fn at<'w, 'a>(
    compiled: story::Prose<'_>,
    written: &'w Pieces<'a>,
    piece: usize,
) -> Option<&'w Piece<'a>> {
    let before = compiled.pieces().take(piece);
    let before = before
        .filter(|piece| !matches!(piece, story::Piece::Words(_)))
        .count();
    let others = written.pieces.iter();
    others
        .filter(|piece| !matches!(piece, Piece::Words(..)))
        .nth(before)
}

/// Returns the place of a condition, from its first name to its last; `None` of `true` and `false`.
fn span_of(condition: &Expression<'_>) -> Option<Span> {
    let (from, to) = ends(condition)?;
    Some(from.to(to))
}

fn ends(condition: &Expression<'_>) -> Option<(Span, Span)> {
    match condition {
        Expression::Flag(name) => Some((name.span, name.span)),
        Expression::Compare { left, right, .. } => Some((Operand::span(left), right.span())),
        Expression::Not(inner) => ends(inner),
        Expression::And(sides) | Expression::Or(sides) => {
            let mut found = sides.iter().filter_map(ends);
            let (from, first) = found.next()?;
            Some((from, found.next_back().map_or(first, |(_, to)| to)))
        }
        Expression::Truth(_) => None,
    }
}
