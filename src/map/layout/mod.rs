//! Where the boxes and arrows of a graph stand: a layered layout (Sugiyama, Tagawa and Toda 1981).
//!
//! In order: loops are opened (`cycles`), every box gets a layer below those that lead to it (`layers`), long arrows are
//! cut into pieces from layer to layer (`pieces`), the boxes of each layer are ordered so that few arrows cross
//! (`order`), and then get their places so that long arrows run straight (`align`). Labels of arrows are boxes in layers
//! of their own, so that nothing is ever written over anything else. Equal input gives equal output.
//!
//! Knows nothing of stories: boxes with sizes, in bands from top to bottom, and links between them.

mod align;
mod crossings;
mod cycles;
mod layers;
mod order;
mod pieces;

use layers::{Ends, Layers};
use pieces::{Chain, Pieces};

/// A box to be placed.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    pub width: f64,
    pub height: f64,
    /// The band it stands in, counted from the top.
    pub band: usize,
}

/// An arrow to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    pub from: usize,
    pub to: usize,
    /// The width and height of its label, if it has one.
    pub label: Option<(f64, f64)>,
}

/// A point; `y` grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// Where everything stands.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The middles of the boxes.
    pub items: Vec<Point>,
    pub arrows: Vec<Arrow>,
    /// The top and bottom of each band.
    pub bands: Vec<(f64, f64)>,
    pub width: f64,
    pub height: f64,
    /// How many pairs of arrows cross.
    pub crossings: u64,
}

/// The way of an arrow: from the edge of its first box through all layers between to the edge of its last.
#[derive(Debug, Clone)]
pub struct Arrow {
    /// Points in pairs: along each layer it passes it runs straight down from the first to the second.
    pub points: Vec<Point>,
    /// The middle of its label.
    pub label: Option<Point>,
    /// Whether it leads up again, to where a player has been.
    pub is_back: bool,
}

/// The room between two layers, where arrows bend.
const LAYER_GAP: f64 = 26.0;
/// The room between two boxes of a layer.
const ITEM_GAP: f64 = 18.0;
/// The room beside an arrow that passes a layer.
const PASSING_GAP: f64 = 9.0;
/// The room above and below the boxes of a band.
const BAND_PADDING: f64 = 26.0;

/// Lays a graph out; `start` stands at the top of its band, alone.
#[must_use]
pub fn layout(items: &[Item], links: &[Link], bands: usize, start: Option<usize>) -> Layout {
    let directions = cycles::directions(items, links, start);
    let ends: Vec<Option<Ends>> = links
        .iter()
        .zip(&directions)
        .map(|(link, &direction)| Ends::of(link, direction))
        .collect();
    let layers = layers::assign(items, &ends, bands, start);
    let mut graph = pieces::cut(items, links, &ends, &layers);
    let crossings = order::reduce(&mut graph);
    let across = align::place(&graph);
    let least = (0..graph.vertices.len())
        .map(|vertex| across[vertex] - graph.vertices[vertex].width / 2.0)
        .fold(f64::INFINITY, f64::min);
    let across: Vec<f64> = across.iter().map(|x| x - least.min(f64::MAX)).collect();
    let rows = rows(&graph, &layers);
    let middle = |vertex: usize| {
        let (top, bottom) = rows.layers[graph.vertices[vertex].layer];
        Point {
            x: across[vertex],
            y: f64::midpoint(top, bottom),
        }
    };
    let pen = Pen {
        items,
        graph: &graph,
        rows: &rows,
        across: &across,
    };
    // How much room beside each box links from it to itself have taken.
    let mut rounds = vec![0.0; items.len()];
    let arrows = links.iter().zip(&ends).zip(&graph.chains);
    let arrows = arrows.map(|((link, ends), chain)| {
        if let Some(ends) = ends {
            return pen.arrow(ends, ends.upper != link.from, chain);
        }
        let offset = rounds[link.from];
        rounds[link.from] += pieces::round_width(link);
        pen.round(link, offset)
    });
    Layout {
        items: (0..items.len()).map(middle).collect(),
        arrows: arrows.collect(),
        bands: rows.bands.clone(),
        width: (0..graph.vertices.len())
            .map(|vertex| across[vertex] + graph.vertices[vertex].width / 2.0)
            .fold(0.0, f64::max),
        height: rows.bands.last().map_or(0.0, |band| band.1),
        crossings,
    }
}

/// The tops and bottoms of layers and bands.
struct Rows {
    layers: Vec<(f64, f64)>,
    bands: Vec<(f64, f64)>,
}

fn rows(graph: &Pieces, layers: &Layers) -> Rows {
    let mut rows = Rows {
        layers: vec![(0.0, 0.0); graph.layers.len()],
        bands: Vec::new(),
    };
    let mut y = 0.0;
    for band in &layers.bands {
        let top = y;
        y += BAND_PADDING;
        for layer in graph.layers_of(band) {
            let heights = graph.layers[layer]
                .iter()
                .map(|&vertex| graph.vertices[vertex].height);
            let height = heights.fold(0.0, f64::max);
            rows.layers[layer] = (y, y + height);
            y += height + LAYER_GAP;
        }
        y += BAND_PADDING - LAYER_GAP;
        rows.bands.push((top, y));
    }
    rows
}

/// What is needed to draw arrows.
struct Pen<'a> {
    items: &'a [Item],
    graph: &'a Pieces,
    rows: &'a Rows,
    across: &'a [f64],
}

impl Pen<'_> {
    fn layer(&self, vertex: usize) -> (f64, f64) {
        self.rows.layers[self.graph.vertices[vertex].layer]
    }

    fn middle(&self, vertex: usize) -> Point {
        let (top, bottom) = self.layer(vertex);
        Point {
            x: self.across[vertex],
            y: f64::midpoint(top, bottom),
        }
    }

    fn arrow(&self, ends: &Ends, is_back: bool, chain: &Chain) -> Arrow {
        let (upper, lower) = (self.middle(ends.upper), self.middle(ends.lower));
        let mut points = vec![
            Point {
                x: upper.x,
                y: upper.y + self.items[ends.upper].height / 2.0,
            },
            Point {
                x: upper.x,
                y: self.layer(ends.upper).1,
            },
        ];
        for &vertex in &chain.through {
            let (top, bottom) = self.layer(vertex);
            let x = self.across[vertex];
            points.push(Point { x, y: top });
            points.push(Point { x, y: bottom });
        }
        points.push(Point {
            x: lower.x,
            y: self.layer(ends.lower).0,
        });
        points.push(Point {
            x: lower.x,
            y: lower.y - self.items[ends.lower].height / 2.0,
        });
        if is_back {
            points.reverse();
        }
        Arrow {
            points,
            label: chain.label.map(|vertex| self.middle(vertex)),
            is_back,
        }
    }

    /// Returns the arrow from a box to itself, at its right side, in the room kept for it.
    fn round(&self, link: &Link, offset: f64) -> Arrow {
        let (item, middle) = (self.items[link.from], self.middle(link.from));
        let right = middle.x + item.width / 2.0;
        let out = right + offset + pieces::ROUND - 6.0;
        let point = |x: f64, y: f64| Point { x, y };
        let (above, below) = (middle.y - item.height / 4.0, middle.y + item.height / 4.0);
        Arrow {
            points: vec![
                point(right, above),
                point(out, above),
                point(out, below),
                point(right, below),
            ],
            label: link
                .label
                .map(|(width, _)| point(out + 6.0 + width / 2.0, middle.y)),
            is_back: true,
        }
    }
}
