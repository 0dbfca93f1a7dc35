//! The order of the vertices in each layer, with few crossings.
//!
//! Sweeps down and up put every vertex at the middle of its neighbours in the layer before (the median, or the mean, in
//! turn: Gansner, Koutsofios, North and Vo 1993); in between neighbours change places where that saves crossings. The
//! best order seen is kept.

use super::{crossings, pieces::Pieces};

/// The most sweeps, and the most vertices to visit in all sweeps together.
const SWEEPS: usize = 32;
const VISITS: usize = 12_000_000;

/// Orders the layers of a graph and returns how many crossings are left.
pub(super) fn reduce(graph: &mut Pieces) -> u64 {
    begin(graph);
    let mut places = places(graph);
    let mut best = graph.layers.clone();
    let mut fewest = crossings::count(graph, &places);
    let sweeps = SWEEPS.min(VISITS / graph.vertices.len().max(1)).max(4);
    let mut idle = 0;
    for sweep in 0..sweeps {
        let down = sweep % 2 == 0;
        let mean = sweep % 4 >= 2;
        let count = graph.layers.len();
        for step in 1..count {
            let layer = if down { step } else { count - 1 - step };
            sort(graph, &mut places, layer, down, mean);
        }
        exchange(graph, &mut places);
        let crossings = crossings::count(graph, &places);
        if crossings < fewest {
            fewest = crossings;
            best.clone_from(&graph.layers);
            idle = 0;
        } else {
            idle += 1;
        }
        if fewest == 0 || idle >= 8 {
            break;
        }
    }
    graph.layers = best;
    fewest
}

/// Puts the layers in the order in which a depth-first walk from the top comes by: what belongs together stands together.
fn begin(graph: &mut Pieces) {
    let mut seen = vec![false; graph.vertices.len()];
    let mut layers = vec![Vec::new(); graph.layers.len()];
    for root in graph.layers.iter().flatten() {
        let mut waiting = vec![*root];
        while let Some(vertex) = waiting.pop() {
            if std::mem::replace(&mut seen[vertex], true) {
                continue;
            }
            layers[graph.vertices[vertex].layer].push(vertex);
            waiting.extend(graph.down[vertex].iter().rev());
        }
    }
    graph.layers = layers;
}

fn places(graph: &Pieces) -> Vec<usize> {
    let mut places = vec![0; graph.vertices.len()];
    for layer in &graph.layers {
        for (place, &vertex) in layer.iter().enumerate() {
            places[vertex] = place;
        }
    }
    places
}

/// Sorts a layer by the middles of each vertex's neighbours in the layer before it. A vertex without any stays where it
/// is.
fn sort(graph: &mut Pieces, places: &mut [usize], layer: usize, down: bool, mean: bool) {
    let mut keyed: Vec<(f64, usize)> = Vec::new();
    let mut ends = Vec::new();
    for &vertex in &graph.layers[layer] {
        let neighbours = if down {
            &graph.up[vertex]
        } else {
            &graph.down[vertex]
        };
        ends.clear();
        ends.extend(neighbours.iter().map(|&other| places[other]));
        ends.sort_unstable();
        if !ends.is_empty() {
            keyed.push((if mean { average(&ends) } else { median(&ends) }, vertex));
        }
    }
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sorted = keyed.into_iter().map(|(_, vertex)| vertex);
    let has_neighbours = |vertex: usize| {
        !if down {
            &graph.up[vertex]
        } else {
            &graph.down[vertex]
        }
        .is_empty()
    };
    let ordered: Vec<usize> = graph.layers[layer]
        .iter()
        .map(|&vertex| {
            if has_neighbours(vertex) {
                sorted.next().unwrap_or(vertex)
            } else {
                vertex
            }
        })
        .collect();
    for (place, &vertex) in ordered.iter().enumerate() {
        places[vertex] = place;
    }
    graph.layers[layer] = ordered;
}

#[expect(clippy::cast_precision_loss, reason = "places are small")]
fn average(ends: &[usize]) -> f64 {
    ends.iter().sum::<usize>() as f64 / ends.len() as f64
}

/// Returns the median; of two middle ones, the one nearer to where more of the others stand weighs more.
#[expect(clippy::cast_precision_loss, reason = "places are small")]
fn median(ends: &[usize]) -> f64 {
    let middle = ends.len() / 2;
    let at = |index: usize| ends[index] as f64;
    if ends.len() % 2 == 1 {
        return at(middle);
    }
    let (left, right) = (at(middle - 1) - at(0), at(ends.len() - 1) - at(middle));
    if ends.len() == 2 || left + right == 0.0 {
        return f64::midpoint(at(middle - 1), at(middle));
    }
    (at(middle - 1) * right + at(middle) * left) / (left + right)
}

/// The most rounds of exchanges after a sweep.
const ROUNDS: usize = 6;

/// Lets neighbours change places while that saves crossings.
fn exchange(graph: &mut Pieces, places: &mut [usize]) {
    let mut stale = vec![true; graph.layers.len()];
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut changed = false;
        for layer in 0..graph.layers.len() {
            if !std::mem::take(&mut stale[layer]) {
                continue;
            }
            for place in 1..graph.layers[layer].len() {
                let (a, b) = (graph.layers[layer][place - 1], graph.layers[layer][place]);
                let (mut now, mut then) = (0, 0);
                for neighbours in [&graph.up, &graph.down] {
                    ends(&neighbours[a], places, &mut left);
                    ends(&neighbours[b], places, &mut right);
                    now += inversions(&left, &right);
                    then += inversions(&right, &left);
                }
                if then < now {
                    graph.layers[layer].swap(place - 1, place);
                    places.swap(a, b);
                    changed = true;
                    for near in layer.saturating_sub(1)..=(layer + 1).min(stale.len() - 1) {
                        stale[near] = true;
                    }
                }
            }
        }
        if !changed {
            break;
        }
    }
}

fn ends(neighbours: &[usize], places: &[usize], ends: &mut Vec<usize>) {
    ends.clear();
    ends.extend(neighbours.iter().map(|&other| places[other]));
    ends.sort_unstable();
}

/// Returns in how many pairs the end of the left vertex stands right of the end of the right one.
fn inversions(left: &[usize], right: &[usize]) -> usize {
    let mut smaller = 0;
    let mut pairs = 0;
    for &end in left {
        while smaller < right.len() && right[smaller] < end {
            smaller += 1;
        }
        pairs += smaller;
    }
    pairs
}
