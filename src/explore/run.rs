//! States on their way into a node: sorted by key, each key once.

use super::{key::Key, wide::Wide};

/// A state that was arrived at: its key, how many ways lead to it, and how long the shortest is.
#[derive(Debug, Clone)]
pub(super) struct Arrival<K, const W: usize> {
    pub key: K,
    pub ways: Wide<W>,
    /// How likely a player who chooses at random comes here.
    pub odds: f64,
    pub depth: u32,
    /// The longest of the ways, in choices.
    pub longest: u32,
    /// The way in, by its number among the node's incoming edges.
    pub edge: u32,
    /// The state it came from, by its number at its node.
    pub from: u32,
}

/// Arrivals in the order of their keys, field by field.
#[derive(Debug)]
pub(super) struct Run<K, const W: usize> {
    pub keys: Vec<K>,
    pub ways: Vec<Wide<W>>,
    pub odds: Vec<f64>,
    pub depths: Vec<u32>,
    pub longest: Vec<u32>,
    pub edges: Vec<u32>,
    pub from: Vec<u32>,
    /// The most roundings that went into any of the odds.
    pub roundings: u32,
    /// How often something was added to the last state.
    added: u32,
    /// How often something was added to any state.
    pub most_added: u32,
}

/// Runs of which each ends before the next begins.
pub(super) type Chain<K, const W: usize> = Vec<Run<K, W>>;

impl<K, const W: usize> Default for Run<K, W> {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            ways: Vec::new(),
            odds: Vec::new(),
            depths: Vec::new(),
            longest: Vec::new(),
            edges: Vec::new(),
            from: Vec::new(),
            roundings: 0,
            added: 0,
            most_added: 0,
        }
    }
}

impl<K: Key, const W: usize> Run<K, W> {
    /// Makes a run of arrivals in any order, whose odds come of so many `roundings`.
    pub fn sorted(mut arrivals: Vec<Arrival<K, W>>, roundings: u32, fits: &mut bool) -> Self {
        arrivals.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        let mut run = Self::default();
        for arrival in arrivals {
            run.add(arrival, fits);
        }
        run.roundings = roundings + run.most_added;
        run
    }

    /// Makes a run of what looking back needs: keys in order, and depths.
    pub fn of(keys: Vec<K>, depths: Vec<u32>) -> Self {
        Self {
            keys,
            depths,
            ..Self::default()
        }
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn get(&self, index: usize) -> Arrival<K, W> {
        Arrival {
            key: self.keys[index].clone(),
            ways: self.ways[index],
            odds: self.odds[index],
            depth: self.depths[index],
            longest: self.longest[index],
            edge: self.edges[index],
            from: self.from[index],
        }
    }

    /// Adds an arrival whose key is the last one's or comes after it.
    pub fn add(&mut self, arrival: Arrival<K, W>, fits: &mut bool) {
        match (self.keys.last(), self.ways.last_mut()) {
            (Some(last), Some(ways)) if *last == arrival.key => {
                *fits &= ways.add(&arrival.ways);
                self.added += 1;
                self.most_added = self.most_added.max(self.added);
                let last = self.odds.len() - 1;
                self.odds[last] += arrival.odds;
                self.longest[last] = self.longest[last].max(arrival.longest);
                self.keep_shorter(&arrival);
            }
            _ => {
                self.keys.push(arrival.key);
                self.ways.push(arrival.ways);
                self.odds.push(arrival.odds);
                self.longest.push(arrival.longest);
                self.added = 0;
                self.depths.push(arrival.depth);
                self.edges.push(arrival.edge);
                self.from.push(arrival.from);
            }
        }
    }

    /// Remembers the shorter of two ways to the last state; of two as short, always the same.
    fn keep_shorter(&mut self, arrival: &Arrival<K, W>) {
        let last = self.depths.len() - 1;
        let known = (self.depths[last], self.edges[last], self.from[last]);
        if (arrival.depth, arrival.edge, arrival.from) < known {
            self.depths[last] = arrival.depth;
            self.edges[last] = arrival.edge;
            self.from[last] = arrival.from;
        }
    }
}

/// Merges two chains into one run.
pub(super) fn merge<K: Key, const W: usize>(
    left: &Chain<K, W>,
    right: &Chain<K, W>,
    fits: &mut bool,
) -> Run<K, W> {
    let mut merged = Run::default();
    let roundings = left.iter().chain(right).map(|run| run.roundings).max();
    let (mut left, mut right) = (Cursor::new(left), Cursor::new(right));
    loop {
        let from_left = match (left.key(), right.key()) {
            (Some(a), Some(b)) => a <= b,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => {
                merged.roundings = roundings.unwrap_or(0) + merged.most_added;
                return merged;
            }
        };
        let next = if from_left { left.next() } else { right.next() };
        merged.add(next, fits);
    }
}

/// A place in a chain.
struct Cursor<'c, K, const W: usize> {
    chain: &'c [Run<K, W>],
    run: usize,
    index: usize,
}

impl<'c, K: Key, const W: usize> Cursor<'c, K, W> {
    fn new(chain: &'c [Run<K, W>]) -> Self {
        let mut cursor = Self {
            chain,
            run: 0,
            index: 0,
        };
        cursor.skip_empty();
        cursor
    }

    fn key(&self) -> Option<&K> {
        Some(&self.chain.get(self.run)?.keys[self.index])
    }

    /// Returns the arrival here, which there must be, and goes on.
    fn next(&mut self) -> Arrival<K, W> {
        let arrival = self.chain[self.run].get(self.index);
        self.index += 1;
        self.skip_empty();
        arrival
    }

    fn skip_empty(&mut self) {
        while self
            .chain
            .get(self.run)
            .is_some_and(|run| run.len() <= self.index)
        {
            self.run += 1;
            self.index = 0;
        }
    }
}
