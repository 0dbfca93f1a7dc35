//! Links cut into pieces that lead from one layer to the next, with a vertex wherever one passes a layer.

use std::ops::Range;

use super::{
    Item, Link,
    layers::{Ends, Layers},
};

/// The room that a link from a box to itself takes beside the box.
pub(super) const ROUND: f64 = 26.0;

/// Boxes, labels and passing links, layer by layer.
#[derive(Debug)]
pub(super) struct Pieces {
    /// The boxes, in their order, then everything else.
    pub vertices: Vec<Vertex>,
    /// The vertices of each layer, from left to right.
    pub layers: Vec<Vec<usize>>,
    /// The vertices one layer up that each vertex is linked with.
    pub up: Vec<Vec<usize>>,
    /// The same one layer down.
    pub down: Vec<Vec<usize>>,
    /// For each link, what it passes through.
    pub chains: Vec<Chain>,
    /// For each layer of boxes, its number among `layers`; the one after it may be a layer of labels.
    rows: Vec<usize>,
    boxes: usize,
}

/// Something that takes room in a layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vertex {
    pub layer: usize,
    pub width: f64,
    pub height: f64,
    /// Whether a link passes here: it wants to run straight and needs less room.
    pub is_passing: bool,
}

/// The vertices that a link passes on its way down.
#[derive(Debug, Default)]
pub(super) struct Chain {
    pub through: Vec<usize>,
    pub label: Option<usize>,
}

impl Pieces {
    /// Tells whether a vertex is part of a link, a label or not.
    pub fn is_of_link(&self, vertex: usize) -> bool {
        vertex >= self.boxes
    }

    /// Returns the layers that a range of layers of boxes comes to, labels included.
    pub fn layers_of(&self, boxes: &Range<usize>) -> Range<usize> {
        let row = |index: usize| self.rows.get(index).copied().unwrap_or(self.layers.len());
        row(boxes.start)..row(boxes.end)
    }
}

/// Cuts links into pieces. A label stands in the layer next to where its link comes from.
pub(super) fn cut(
    items: &[Item],
    links: &[Link],
    ends: &[Option<Ends>],
    layers: &Layers,
) -> Pieces {
    let count = layers.bands.last().map_or(0, |band| band.end);
    // After layer of boxes L there is a layer of labels where some label wants to stand there.
    let mut labelled = vec![false; count];
    let label_row = |link: &Link, ends: &Ends| {
        if link.from == ends.upper {
            layers.of[ends.upper]
        } else {
            layers.of[ends.lower] - 1
        }
    };
    for (link, ends) in links.iter().zip(ends) {
        if let (Some(_), Some(ends)) = (link.label, ends) {
            labelled[label_row(link, ends)] = true;
        }
    }
    let mut rows = Vec::with_capacity(count);
    let mut next = 0;
    for has_labels in &labelled {
        rows.push(next);
        next += 1 + usize::from(*has_labels);
    }
    let mut widths: Vec<f64> = items.iter().map(|item| item.width).collect();
    for link in links.iter().filter(|link| link.from == link.to) {
        // Both sides grow, so that the box stays in the middle.
        widths[link.from] += 2.0 * round_width(link);
    }
    let vertices = items.iter().zip(&widths).enumerate();
    let vertices = vertices.map(|(index, (item, &width))| Vertex {
        layer: rows[layers.of[index]],
        width,
        height: item.height,
        is_passing: false,
    });
    let mut pieces = Pieces {
        vertices: vertices.collect(),
        layers: vec![Vec::new(); next],
        up: vec![Vec::new(); items.len()],
        down: vec![Vec::new(); items.len()],
        chains: Vec::with_capacity(links.len()),
        rows,
        boxes: items.len(),
    };
    for (link, ends) in links.iter().zip(ends) {
        let chain = match ends {
            None => Chain::default(),
            Some(ends) => {
                let row = pieces.rows[label_row(link, ends)] + 1;
                pieces.chain(ends, link.label.map(|label| (row, label)))
            }
        };
        pieces.chains.push(chain);
    }
    for (vertex, place) in pieces.vertices.iter().enumerate() {
        pieces.layers[place.layer].push(vertex);
    }
    pieces
}

/// Returns the room beside its box that a link from the box to itself takes.
pub(super) fn round_width(link: &Link) -> f64 {
    ROUND + link.label.map_or(0.0, |(width, _)| width)
}

impl Pieces {
    fn chain(&mut self, ends: &Ends, label: Option<(usize, (f64, f64))>) -> Chain {
        let mut chain = Chain::default();
        let mut above = ends.upper;
        for layer in self.vertices[ends.upper].layer + 1..self.vertices[ends.lower].layer {
            let size = label.filter(|(row, _)| *row == layer).map(|(_, size)| size);
            let vertex = self.vertices.len();
            let (width, height) = size.unwrap_or_default();
            self.vertices.push(Vertex {
                layer,
                width,
                height,
                is_passing: size.is_none(),
            });
            self.up.push(Vec::new());
            self.down.push(Vec::new());
            self.join(above, vertex);
            chain.through.push(vertex);
            if size.is_some() {
                chain.label = Some(vertex);
            }
            above = vertex;
        }
        self.join(above, ends.lower);
        chain
    }

    fn join(&mut self, upper: usize, lower: usize) {
        self.down[upper].push(lower);
        self.up[lower].push(upper);
    }
}
