//! The places of vertices across the picture (Brandes and Köpf 2001, with the correction of 2020).
//!
//! Four times, from each corner of the picture, every vertex is stacked under the middle one of its neighbours where that
//! crosses no long link, and the stacks are pushed together. The place of a vertex is the mean of the two middle ones of
//! its four places. The stacks are pushed by longest paths among them, which needs no classes and no shifting.

use super::{ITEM_GAP, PASSING_GAP, pieces::Pieces};

/// Returns the middle of every vertex.
pub(super) fn place(graph: &Pieces) -> Vec<f64> {
    let places = places(graph);
    let conflicts = conflicts(graph, &places);
    let mut runs: Vec<Vec<f64>> = Vec::new();
    for upward in [false, true] {
        for leftward in [false, true] {
            let stacks = stack(graph, &places, &conflicts, upward, leftward);
            runs.push(compact(graph, &stacks, leftward));
        }
    }
    level(graph, &mut runs);
    (0..graph.vertices.len())
        .map(|vertex| {
            let mut four: Vec<f64> = runs.iter().map(|run| run[vertex]).collect();
            four.sort_by(f64::total_cmp);
            f64::midpoint(four[1], four[2])
        })
        .collect()
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

/// Pairs of an upper and a lower vertex, sorted, whose piece crosses one between two passing vertices.
type Conflicts = Vec<(usize, usize)>;

/// Finds the pieces that must give way: those that cross a piece of a long link.
fn conflicts(graph: &Pieces, places: &[usize]) -> Conflicts {
    let mut conflicts = Vec::new();
    let passes = |vertex: usize| graph.is_of_link(vertex);
    for pair in graph.layers.windows(2) {
        let (upper, lower) = (&pair[0], &pair[1]);
        let (mut left, mut scanned) = (0, 0);
        for (place, &vertex) in lower.iter().enumerate() {
            let inner = graph.up[vertex]
                .iter()
                .copied()
                .find(|&above| passes(vertex) && passes(above));
            if inner.is_none() && place + 1 < lower.len() {
                continue;
            }
            let right = inner.map_or(upper.len(), |above| places[above]);
            for &low in &lower[scanned..=place] {
                for &above in &graph.up[low] {
                    let is_inner = passes(low) && passes(above);
                    if !is_inner && (places[above] < left || places[above] > right) {
                        conflicts.push((above, low));
                    }
                }
            }
            scanned = place + 1;
            left = right;
        }
    }
    conflicts.sort_unstable();
    conflicts
}

/// The stacks of one run: for each vertex the topmost of its stack.
struct Stacks {
    root: Vec<usize>,
}

/// Stacks vertices: each goes with the middle one of its neighbours in the layer before, if that is still free and
/// nothing already stacked would be crossed.
fn stack(
    graph: &Pieces,
    places: &[usize],
    conflicts: &Conflicts,
    upward: bool,
    leftward: bool,
) -> Stacks {
    let count = graph.vertices.len();
    let mut root: Vec<usize> = (0..count).collect();
    let mut taken = vec![false; count];
    let layers = graph.layers.len();
    let mut neighbours = Vec::new();
    for step in 1..layers {
        let layer = if upward { layers - 1 - step } else { step };
        let row = &graph.layers[layer];
        let width = graph.layers[if upward { layer + 1 } else { layer - 1 }].len();
        // The place beyond which nothing is stacked yet, counted from the side where the run begins.
        let mut next = 0;
        for index in 0..row.len() {
            let vertex = row[if leftward {
                row.len() - 1 - index
            } else {
                index
            }];
            let near = if upward {
                &graph.down[vertex]
            } else {
                &graph.up[vertex]
            };
            neighbours.clear();
            neighbours.extend(near.iter().copied());
            if neighbours.is_empty() {
                continue;
            }
            let from_side = |other: usize| {
                if leftward {
                    width - 1 - places[other]
                } else {
                    places[other]
                }
            };
            neighbours.sort_by_key(|&other| from_side(other));
            let middle = (neighbours.len() - 1) / 2;
            for &other in &neighbours[middle..=neighbours.len() / 2] {
                let pair = if upward {
                    (vertex, other)
                } else {
                    (other, vertex)
                };
                if !taken[other]
                    && from_side(other) >= next
                    && root[vertex] == vertex
                    && conflicts.binary_search(&pair).is_err()
                {
                    root[vertex] = root[other];
                    taken[other] = true;
                    next = from_side(other) + 1;
                }
            }
        }
    }
    Stacks { root }
}

/// Pushes stacks together to the left, or to the right: each as far as the stacks before it let it, then back to where
/// those after it are.
fn compact(graph: &Pieces, stacks: &Stacks, leftward: bool) -> Vec<f64> {
    let count = graph.vertices.len();
    let sign = if leftward { -1.0 } else { 1.0 };
    // For each stack, the stacks that stand next to it in some layer, and how far off.
    let mut before: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
    let mut after: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
    for layer in &graph.layers {
        for pair in layer.windows(2) {
            let (near, far) = if leftward {
                (pair[1], pair[0])
            } else {
                (pair[0], pair[1])
            };
            let (near_root, far_root) = (stacks.root[near], stacks.root[far]);
            let apart = separation(graph, near, far);
            before[far_root].push((near_root, apart));
            after[near_root].push((far_root, apart));
        }
    }
    let order = order(stacks, &before, &after);
    let mut at = vec![0.0_f64; count];
    for &root in &order {
        at[root] = before[root]
            .iter()
            .map(|&(other, apart)| at[other] + apart)
            .fold(0.0, f64::max);
    }
    for &root in order.iter().rev() {
        let room = after[root]
            .iter()
            .map(|&(other, apart)| at[other] - apart)
            .fold(f64::INFINITY, f64::min);
        // A stack with nothing before it would otherwise cling to the side.
        if room.is_finite() && room > at[root] {
            at[root] = room;
        }
    }
    (0..count)
        .map(|vertex| sign * at[stacks.root[vertex]])
        .collect()
}

/// Returns the stacks so that each comes after those that stand before it.
fn order(stacks: &Stacks, before: &[Vec<(usize, f64)>], after: &[Vec<(usize, f64)>]) -> Vec<usize> {
    let mut missing: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..stacks.root.len())
        .filter(|&vertex| stacks.root[vertex] == vertex && missing[vertex] == 0)
        .collect();
    let mut next = 0;
    while let Some(&root) = order.get(next) {
        next += 1;
        for &(other, _) in &after[root] {
            missing[other] -= 1;
            if missing[other] == 0 {
                order.push(other);
            }
        }
    }
    order
}

fn separation(graph: &Pieces, left: usize, right: usize) -> f64 {
    let (left, right) = (graph.vertices[left], graph.vertices[right]);
    let gap = |passing: bool| if passing { PASSING_GAP } else { ITEM_GAP };
    f64::midpoint(left.width, right.width)
        + f64::midpoint(gap(left.is_passing), gap(right.is_passing))
}

/// Moves the four runs over each other: those that pushed left by their left sides, the others by their right ones, to
/// the sides of the narrowest.
fn level(graph: &Pieces, runs: &mut [Vec<f64>]) {
    let sides = |run: &Vec<f64>| {
        let mut sides = (f64::INFINITY, f64::NEG_INFINITY);
        for (vertex, &x) in run.iter().enumerate() {
            let half = graph.vertices[vertex].width / 2.0;
            sides = (sides.0.min(x - half), sides.1.max(x + half));
        }
        sides
    };
    let all: Vec<(f64, f64)> = runs.iter().map(sides).collect();
    let width = |sides: &(f64, f64)| sides.1 - sides.0;
    let narrowest = all
        .iter()
        .copied()
        .reduce(|a, b| if width(&b) < width(&a) { b } else { a });
    let Some(target) = narrowest else { return };
    for (index, (run, sides)) in runs.iter_mut().zip(&all).enumerate() {
        let shift = if index % 2 == 0 {
            target.0 - sides.0
        } else {
            target.1 - sides.1
        };
        for x in run.iter_mut() {
            *x += shift;
        }
    }
}
