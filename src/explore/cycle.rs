//! A loop of nodes: searched state by state, the nearest first.

use std::{cmp::Reverse, collections::BinaryHeap, collections::HashMap, mem};

use super::{
    Place, Trail,
    findings::nearer,
    key::Key,
    run::{Arrival, Run},
    stepper::Stepper,
    sweep::{Sweep, place},
    wide::Wide,
};
use crate::story::{Exits, NodeId};

/// A state of the loop.
struct Known<K, const W: usize> {
    node: NodeId,
    /// Its number at its node.
    index: usize,
    arrival: Arrival<K, W>,
    /// The states of the loop that one step leads to, once for each step, and for how many choices.
    steps: Vec<(usize, u32)>,
    /// How many choices are open, or 1 where a route is taken.
    open: u32,
    leaves: bool,
    is_stuck: bool,
}

/// A step out of the loop.
struct Leaving<K> {
    from: usize,
    to: NodeId,
    key: K,
    edge: u32,
    cost: u32,
}

struct Search<K, const W: usize> {
    known: Vec<Known<K, W>>,
    by_key: HashMap<(NodeId, K), usize>,
    /// How many states each node has so far.
    sizes: HashMap<NodeId, usize>,
    /// States to be stepped, the nearest first (Dijkstra 1959); an entry whose depth is out of date is passed over.
    queue: BinaryHeap<Reverse<(u32, usize)>>,
    leaving: Vec<Leaving<K>>,
    /// The most roundings that went into the odds of arrivals.
    roundings: u32,
}

/// Visits every state of a loop.
pub(super) fn search<K: Key, const W: usize>(sweep: &mut Sweep<'_, K, W>, nodes: &[NodeId]) {
    let mut search = Search {
        known: Vec::new(),
        by_key: HashMap::new(),
        sizes: HashMap::new(),
        queue: BinaryHeap::new(),
        leaving: Vec::new(),
        roundings: 0,
    };
    for &node in nodes {
        for run in sweep.arrivals(node) {
            search.roundings = search.roundings.max(run.roundings);
            for index in 0..run.len() {
                search.arrive(node, run.get(index));
            }
        }
    }
    let mut stepped = Vec::new();
    while let Some(Reverse((depth, at))) = search.queue.pop() {
        if search.known[at].arrival.depth != depth || stepped.get(at) == Some(&true) {
            continue;
        }
        if sweep.is_full(search.known.len()) {
            // Half a loop proves nothing: what was seen of it is not counted.
            sweep.is_complete = false;
            return;
        }
        stepped.resize(search.known.len(), false);
        stepped[at] = true;
        search.step(sweep, nodes, at);
    }
    search.report(sweep, nodes);
    search.keep(sweep, nodes);
    search.spread(sweep);
    search.leave(sweep);
}

impl<K: Key, const W: usize> Search<K, W> {
    /// Notes an arrival; a state already known keeps its number and the shorter of the two ways.
    fn arrive(&mut self, node: NodeId, arrival: Arrival<K, W>) -> usize {
        let depth = arrival.depth;
        let key = (node, arrival.key.clone());
        if let Some(&at) = self.by_key.get(&key) {
            let known = &mut self.known[at].arrival;
            if depth < known.depth {
                *known = Arrival {
                    ways: known.ways,
                    odds: known.odds,
                    longest: known.longest,
                    ..arrival
                };
                self.queue.push(Reverse((depth, at)));
            }
            return at;
        }
        let size = self.sizes.entry(node).or_default();
        let at = self.known.len();
        self.known.push(Known {
            node,
            index: *size,
            arrival,
            steps: Vec::new(),
            open: 0,
            leaves: false,
            is_stuck: false,
        });
        *size += 1;
        self.by_key.insert(key, at);
        self.queue.push(Reverse((depth, at)));
        at
    }

    fn step(&mut self, sweep: &mut Sweep<'_, K, W>, nodes: &[NodeId], at: usize) {
        let (node, index) = (self.known[at].node, self.known[at].index);
        let (key, depth) = (
            self.known[at].arrival.key.clone(),
            self.known[at].arrival.depth,
        );
        let mut ways_on = Vec::new();
        let mut stepper = Stepper::new(
            sweep.plan.engine,
            &sweep.plan.layouts,
            node,
            sweep.plan.rule,
        );
        stepper.step(&key, |exit, to, key: K, cost| {
            ways_on.push((exit, to, key, cost));
        });
        let values = stepper.values().to_vec();
        self.known[at].is_stuck = ways_on.is_empty();
        self.known[at].open = u32::try_from(ways_on.len()).unwrap_or(u32::MAX);
        let mut open_exits = vec![false; sweep.edges[node.index()].len()];
        for (exit, to, key, cost) in ways_on {
            open_exits[exit] = true;
            let edge = sweep.edges[node.index()][exit];
            if nodes.binary_search(&to).is_ok() {
                let arrival = Arrival {
                    key,
                    ways: Wide::ZERO,
                    odds: 0.0,
                    depth: depth + cost,
                    longest: 0,
                    edge,
                    from: u32::try_from(index).unwrap_or(u32::MAX),
                };
                let next = self.arrive(to, arrival);
                self.known[at].steps.push((next, cost));
            } else {
                self.known[at].leaves = true;
                self.leaving.push(Leaving {
                    from: at,
                    to,
                    key,
                    edge,
                    cost,
                });
            }
        }
        let place = self.known[at].place();
        let found = &mut sweep.found[node.index()];
        found.add_state(&open_exits, place);
        for (watch, condition) in sweep.plan.watches_at(node) {
            if !condition.holds(&values) {
                nearer(&mut found.broken[watch], place);
            }
        }
    }

    /// Writes down what was found, and which states cannot leave the loop.
    fn report(&self, sweep: &mut Sweep<'_, K, W>, nodes: &[NodeId]) {
        sweep.states += self.known.len() as u64;
        for &node in nodes {
            sweep.found[node.index()].states = self.sizes.get(&node).copied().unwrap_or(0) as u64;
            sweep.trails[node.index()] = Trail::default();
        }
        for known in &self.known {
            let trail = &mut sweep.trails[known.node.index()];
            trail.edges.push(known.arrival.edge);
            trail.from.push(known.arrival.from);
            let found = &mut sweep.found[known.node.index()];
            nearer(&mut found.nearest, known.place());
        }
        let is_route = |at: usize| {
            matches!(
                sweep.plan.engine.story.nodes[self.known[at].node.index()].exits,
                Exits::Routes(_)
            )
        };
        let endless = self.on_rounds(is_route);
        // Whoever ends up stuck or following routes for ever is told of as such.
        let saved =
            self.reach(|at| self.known[at].leaves || self.known[at].is_stuck || endless[at]);
        for (at, known) in self.known.iter().enumerate() {
            let found = &mut sweep.found[known.node.index()];
            if endless[at] {
                nearer(&mut found.endless, known.place());
            } else if !saved[at] {
                nearer(&mut found.doomed, known.place());
            }
        }
    }

    /// Keeps the states of nodes that are looked back at, in the order of their keys.
    fn keep(&self, sweep: &mut Sweep<'_, K, W>, nodes: &[NodeId]) {
        for &node in nodes.iter().filter(|node| sweep.plan.kept[node.index()]) {
            let mut states: Vec<&Known<K, W>> = self
                .known
                .iter()
                .filter(|known| known.node == node)
                .collect();
            states.sort_by(|a, b| a.arrival.key.cmp(&b.arrival.key));
            let numbers = states
                .iter()
                .map(|known| u32::try_from(known.index).unwrap_or(u32::MAX));
            sweep.numbers.insert(node, numbers.collect());
            let keys = states
                .iter()
                .map(|known| known.arrival.key.clone())
                .collect();
            let depths = states.iter().map(|known| known.arrival.depth).collect();
            sweep.kept[node.index()] = vec![Run::of(keys, depths)];
        }
    }

    /// Returns which states lead to one that `is_goal`, by steps within the loop.
    fn reach(&self, is_goal: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut sources = vec![Vec::new(); self.known.len()];
        for (at, known) in self.known.iter().enumerate() {
            known
                .steps
                .iter()
                .for_each(|&(next, _)| sources[next].push(at));
        }
        let mut reached: Vec<bool> = (0..self.known.len()).map(is_goal).collect();
        let mut waiting: Vec<usize> = (0..reached.len()).filter(|&at| reached[at]).collect();
        while let Some(at) = waiting.pop() {
            for &source in &sources[at] {
                if !mem::replace(&mut reached[source], true) {
                    waiting.push(source);
                }
            }
        }
        reached
    }

    /// Returns which of the states that `belongs` lie on a round of such states or between two rounds: those left over
    /// when states that none of them leads to, and then states that lead to none of them, are taken away again and
    /// again (Kahn 1962).
    fn on_rounds(&self, belongs: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut left: Vec<bool> = (0..self.known.len()).map(&belongs).collect();
        for forward in [true, false] {
            let mut edges = vec![Vec::new(); self.known.len()];
            let mut degree = vec![0_usize; self.known.len()];
            for at in (0..self.known.len()).filter(|&at| left[at]) {
                for &(next, _) in self.known[at].steps.iter().filter(|&&(next, _)| left[next]) {
                    let (from, to) = if forward { (at, next) } else { (next, at) };
                    edges[from].push(to);
                    degree[to] += 1;
                }
            }
            let mut waiting: Vec<usize> = (0..left.len())
                .filter(|&at| left[at] && degree[at] == 0)
                .collect();
            while let Some(at) = waiting.pop() {
                left[at] = false;
                for &next in &edges[at] {
                    degree[next] -= 1;
                    if degree[next] == 0 {
                        waiting.push(next);
                    }
                }
            }
        }
        left
    }

    /// Follows ways, odds and lengths from every state to those it leads to; where rounds make them infinite, says so.
    fn spread(&mut self, sweep: &mut Sweep<'_, K, W>) {
        let rounds = self.on_rounds(|_| true);
        let leads_out = self.reach(|at| self.known[at].leaves);
        if let Some(near) = (0..rounds.len()).find(|&at| rounds[at] && leads_out[at]) {
            let on_round = self.walk_back(near, &rounds);
            sweep.infinite.get_or_insert(self.known[on_round].place());
        }
        let mut degree = vec![0_usize; self.known.len()];
        for known in &self.known {
            known.steps.iter().for_each(|&(next, _)| degree[next] += 1);
        }
        let mut waiting: Vec<usize> = (0..degree.len()).filter(|&at| degree[at] == 0).collect();
        while let Some(at) = waiting.pop() {
            let steps = mem::take(&mut self.known[at].steps);
            let here = self.known[at].arrival.clone();
            let odds = here.odds / f64::from(self.known[at].open);
            for &(next, cost) in &steps {
                let arrival = &mut self.known[next].arrival;
                sweep.fits &= arrival.ways.add(&here.ways) || !sweep.counts;
                arrival.odds += odds;
                arrival.longest = arrival.longest.max(here.longest + cost);
                degree[next] -= 1;
                if degree[next] == 0 {
                    waiting.push(next);
                }
            }
            self.known[at].steps = steps;
        }
    }

    /// Goes back from a state, among those that `rounds` names, until it comes to one for the second time.
    fn walk_back(&self, from: usize, rounds: &[bool]) -> usize {
        let mut before = vec![None; self.known.len()];
        for at in (0..self.known.len()).filter(|&at| rounds[at]) {
            for &(next, _) in &self.known[at].steps {
                before[next].get_or_insert(at);
            }
        }
        let mut seen = vec![false; self.known.len()];
        let mut at = from;
        while !mem::replace(&mut seen[at], true) {
            at = before[at].unwrap_or(at);
        }
        at
    }

    fn leave(self, sweep: &mut Sweep<'_, K, W>) {
        // At worst one state is added to by every step of the loop, after a division for each.
        let steps = self
            .known
            .iter()
            .map(|known| known.steps.len() + 1)
            .sum::<usize>();
        let roundings = self
            .roundings
            .saturating_add(u32::try_from(2 * steps).unwrap_or(u32::MAX));
        let mut runs: Vec<(NodeId, Vec<Arrival<K, W>>)> = Vec::new();
        for leaving in self.leaving {
            let from = &self.known[leaving.from];
            let arrival = Arrival {
                key: leaving.key,
                ways: from.arrival.ways,
                odds: from.arrival.odds / f64::from(from.open),
                depth: from.arrival.depth + leaving.cost,
                longest: from.arrival.longest + leaving.cost,
                edge: leaving.edge,
                from: u32::try_from(from.index).unwrap_or(u32::MAX),
            };
            match runs.iter_mut().find(|(to, _)| *to == leaving.to) {
                Some((_, run)) => run.push(arrival),
                None => runs.push((leaving.to, vec![arrival])),
            }
        }
        for (to, run) in runs {
            sweep.hand_on(to, run, roundings);
        }
    }
}

impl<K, const W: usize> Known<K, W> {
    fn place(&self) -> Place {
        place(self.node, self.index, self.arrival.depth)
    }
}
