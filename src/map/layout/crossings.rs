//! How many pieces of links cross.

use super::pieces::Pieces;

/// Counts the crossings between all layers, given the place of every vertex in its layer.
pub(super) fn count(graph: &Pieces, places: &[usize]) -> u64 {
    (1..graph.layers.len())
        .map(|layer| between(graph, places, layer))
        .sum()
}

/// Counts the crossings between a layer and the one above it: pairs of pieces whose ends stand in opposite order,
/// with a tree of sums (Barth, Jünger and Mutzel 2002).
fn between(graph: &Pieces, places: &[usize], layer: usize) -> u64 {
    let width = graph.layers[layer].len();
    let mut tree = Tree(vec![0; width + 1]);
    let mut total = 0;
    let mut crossings = 0;
    let mut ends = Vec::new();
    for &upper in &graph.layers[layer - 1] {
        ends.clear();
        ends.extend(graph.down[upper].iter().map(|&lower| places[lower]));
        ends.sort_unstable();
        // Pieces of one vertex do not cross each other.
        for &end in &ends {
            crossings += total - tree.up_to(end);
        }
        for &end in &ends {
            tree.add(end);
            total += 1;
        }
    }
    crossings
}

/// Sums over the first so many counts, each in logarithmic time (Fenwick 1994).
struct Tree(Vec<u64>);

impl Tree {
    fn add(&mut self, place: usize) {
        let mut index = place + 1;
        while index < self.0.len() {
            self.0[index] += 1;
            index += index & index.wrapping_neg();
        }
    }

    /// Returns how many stand at `place` or before it.
    fn up_to(&self, place: usize) -> u64 {
        let mut index = place + 1;
        let mut sum = 0;
        while index > 0 {
            sum += self.0[index];
            index &= index - 1;
        }
        sum
    }
}
