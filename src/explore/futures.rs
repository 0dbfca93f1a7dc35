//! Looking back from the endings: which of them can still be reached from each state of a node.
//!
//! The components are gone through last to first. What a state can reach is what the states that it leads to can reach;
//! in a loop this is repeated until nothing changes (the least fixpoint, from nothing upwards). The states before a
//! node are the same sorted keys that the sweep visited, so that a group of them finds its targets by merging.

use super::{
    Place,
    expand::{Expansion, in_parallel},
    key::Key,
    promises,
    run::Run,
    sweep::{Sweep, firsts, place},
};
use crate::story::{Exits, NodeId};

/// From every state at a node, at least so many of some endings are to be in reach.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    pub at: NodeId,
    /// The endings, a bit each.
    pub endings: u64,
    pub at_least: u32,
}

/// Returns for each of the plan's `reaches` a nearest state from which too few endings are in reach.
pub(super) fn broken<K: Key, const W: usize>(sweep: &Sweep<'_, K, W>) -> Vec<Option<Place>> {
    if sweep.plan.reaches.is_empty() {
        return Vec::new();
    }
    let followed = promises::followed(sweep.plan.engine.story);
    let nodes = &sweep.plan.engine.story.nodes;
    let mut futures: Vec<Vec<u64>> = nodes.iter().map(|_| Vec::new()).collect();
    for component in sweep.plan.components.iter().rev() {
        let kept: Vec<NodeId> = component
            .nodes
            .iter()
            .copied()
            .filter(|node| sweep.plan.kept[node.index()])
            .collect();
        for &node in &kept {
            let states = sweep.kept[node.index()].iter().map(Run::len).sum();
            let start = match nodes[node.index()].exits {
                Exits::Ending(ending) => promises::bit(&followed, ending),
                Exits::Choices(_) | Exits::Routes(_) => 0,
            };
            futures[node.index()] = vec![start; states];
        }
        let mut changed = true;
        while changed {
            changed = false;
            for &node in &kept {
                let found = look_back(sweep, node, &futures);
                changed |= component.is_loop && found != futures[node.index()];
                futures[node.index()] = found;
            }
        }
    }
    let judge = |reach: &Reach| {
        let node = reach.at.index();
        let depths = sweep.kept[node].iter().flat_map(|run| &run.depths);
        let states = futures[node].iter().zip(depths).enumerate();
        let poor = states
            .filter(|(_, (future, _))| (**future & reach.endings).count_ones() < reach.at_least);
        let nearest = poor.min_by_key(|(_, (_, depth))| **depth)?;
        let (index, (_, depth)) = nearest;
        Some(place(reach.at, sweep.number(reach.at, index), *depth))
    };
    sweep.plan.reaches.iter().map(judge).collect()
}

/// Returns what every state of a node can reach, from what those that it leads to can.
fn look_back<K: Key, const W: usize>(
    sweep: &Sweep<'_, K, W>,
    node: NodeId,
    futures: &[Vec<u64>],
) -> Vec<u64> {
    let mut found = futures[node.index()].clone();
    let states = &sweep.kept[node.index()];
    let expansion: Expansion<'_, K, W> = sweep.expansion(node, states);
    let firsts = firsts(states);
    let portions = expansion.portions();
    let seen = in_parallel(expansion.threads, &portions, |portion| {
        let (number, range) = portion;
        let mut seen = vec![0; range.len()];
        let stepped = expansion.step(portion);
        for (groups, (target, passage)) in stepped.groups.iter().zip(&expansion.passages) {
            let mut search = Search::new(&sweep.kept[target.index()]);
            let future = &futures[target.index()];
            for group in groups {
                for index in group.start..group.end {
                    let key = states[*number].keys[index].pass(&group.base, passage);
                    if let Some(at) = search.find(&key) {
                        seen[index - range.start] |= future[at];
                    }
                }
            }
        }
        seen
    });
    for ((number, range), seen) in portions.iter().zip(seen) {
        let first = firsts[*number] + range.start;
        found[first..first + seen.len()]
            .iter_mut()
            .zip(seen)
            .for_each(|(all, some)| *all |= some);
    }
    found
}

/// A search in sorted keys that begins where the last one ended.
struct Search<'c, K, const W: usize> {
    chain: &'c [Run<K, W>],
    firsts: Vec<usize>,
    run: usize,
    index: usize,
}

impl<'c, K: Key, const W: usize> Search<'c, K, W> {
    fn new(chain: &'c [Run<K, W>]) -> Self {
        Self {
            chain,
            firsts: firsts(chain),
            run: 0,
            index: 0,
        }
    }

    /// Returns the number of the state with this key.
    fn find(&mut self, key: &K) -> Option<usize> {
        let starts_after = |run: &Run<K, W>| run.keys.first().is_none_or(|first| first > key);
        let run = self.chain.get(self.run)?;
        let is_here = !starts_after(run) && run.keys.last().is_some_and(|last| last >= key);
        if !is_here {
            self.run = self
                .chain
                .partition_point(|run| !starts_after(run))
                .checked_sub(1)?;
            self.index = 0;
        }
        let keys = &self.chain[self.run].keys;
        if keys.get(self.index).is_none_or(|known| known > key) {
            self.index = 0;
        }
        // Steps that double until the key is passed, then a binary search between (Bentley and Yao 1976).
        let mut step = 1;
        while self.index + step < keys.len() && keys[self.index + step] <= *key {
            self.index += step;
            step *= 2;
        }
        let end = (self.index + step).min(keys.len());
        let found = keys[self.index..end].binary_search(key).ok()?;
        self.index += found;
        Some(self.firsts[self.run] + self.index)
    }
}
