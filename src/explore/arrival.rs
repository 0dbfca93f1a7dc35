//! States on their way into a node, in sorted runs.

use super::{key::Key, wide::Wide};

/// A state on its way into a node: its key, how many ways lead to it, and the shortest of them.
#[derive(Debug, Clone)]
pub(super) struct Arrival<K, const W: usize> {
    pub key: K,
    pub ways: Wide<W>,
    pub depth: u32,
    /// The way in, by its number among the node's incoming edges.
    pub edge: u32,
    /// The state it came from, by its number at its node.
    pub from: u32,
}

/// Sorts arrivals and makes one of those with the same key.
pub(super) fn unite<K: Key, const W: usize>(run: &mut Vec<Arrival<K, W>>, fits: &mut bool) {
    run.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
    run.dedup_by(|later, kept| {
        let same = later.key == kept.key;
        if same {
            *fits &= kept.ways.add(&later.ways);
        }
        same
    });
}

/// Merges two sorted runs without repeated keys into one.
pub(super) fn merge<K: Key, const W: usize>(
    left: Vec<Arrival<K, W>>,
    right: Vec<Arrival<K, W>>,
    fits: &mut bool,
) -> Vec<Arrival<K, W>> {
    let mut merged: Vec<Arrival<K, W>> = Vec::with_capacity(left.len().max(right.len()));
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    loop {
        let from_left = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) => order(a) <= order(b),
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => return merged,
        };
        let Some(next) = (if from_left { left.next() } else { right.next() }) else {
            return merged;
        };
        match merged.last_mut() {
            Some(last) if last.key == next.key => *fits &= last.ways.add(&next.ways),
            _ => merged.push(next),
        }
    }
}

/// Returns what arrivals are sorted by: the key, then the shortest way, then something that makes the order total.
fn order<K, const W: usize>(arrival: &Arrival<K, W>) -> (&K, u32, u32, u32) {
    (&arrival.key, arrival.depth, arrival.edge, arrival.from)
}
