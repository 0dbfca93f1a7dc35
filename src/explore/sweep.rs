//! The sweep: nodes in order, each with all its states at once.

use std::{collections::HashMap, thread};

use super::{
    End, Exploration, Findings, Monitor, Place, Playthroughs, Progress, START, Trail, Unmonitored,
    cycle,
    expand::Expansion,
    findings::nearer,
    futures,
    graph::{self, Edge},
    key::Key,
    plan::Plan,
    run::{Arrival, Chain, Run, merge},
    wide::{Count, Wide},
};
use crate::story::{Exits, NodeId};

/// Explores a story with keys and counts just wide enough for it.
pub(super) fn explore(plan: &Plan<'_>, monitor: &mut dyn Monitor) -> Exploration {
    match plan.width() {
        0..=64 => explore_with::<u64>(plan, monitor),
        65..=128 => explore_with::<u128>(plan, monitor),
        _ => explore_with::<Box<[u64]>>(plan, monitor),
    }
}

/// Visits every state without counting playthroughs.
pub(super) fn visit(plan: &Plan<'_>) -> Exploration {
    match plan.width() {
        0..=64 => visit_with::<u64>(plan),
        65..=128 => visit_with::<u128>(plan),
        _ => visit_with::<Box<[u64]>>(plan),
    }
}

fn visit_with<K: Key>(plan: &Plan<'_>) -> Exploration {
    let mut sweep = Sweep::<K, 1>::new(plan);
    sweep.counts = false;
    sweep.run(&mut Unmonitored);
    sweep.finish()
}

/// Explores with counts that the number of paths through the graph asks for, and with wider ones where they overflow.
fn explore_with<K: Key>(plan: &Plan<'_>, monitor: &mut dyn Monitor) -> Exploration {
    let digits = graph::path_digits(plan.engine.story, &plan.components).unwrap_or(192.0);
    let mut exploration = None;
    if digits < 64.0 {
        exploration = counted::<K, 1>(plan, monitor);
    }
    if digits < 192.0 {
        exploration = exploration.or_else(|| counted::<K, 3>(plan, monitor));
    }
    if digits < 512.0 {
        exploration = exploration.or_else(|| counted::<K, 8>(plan, monitor));
    }
    exploration
        .or_else(|| counted::<K, 64>(plan, monitor))
        .unwrap_or_else(|| {
            let mut exploration = visit_with::<K>(plan);
            exploration.playthroughs = Playthroughs::TooMany;
            exploration
        })
}

/// Explores with counts of `W` words; `None` where a count does not fit.
fn counted<K: Key, const W: usize>(
    plan: &Plan<'_>,
    monitor: &mut dyn Monitor,
) -> Option<Exploration> {
    let mut sweep = Sweep::<K, W>::new(plan);
    sweep.run(monitor);
    sweep.fits.then(|| sweep.finish())
}

/// An exploration under way.
pub(super) struct Sweep<'p, K, const W: usize> {
    pub plan: &'p Plan<'p>,
    /// For every node and exit, the number of that edge at its target.
    pub edges: Vec<Vec<u32>>,
    incoming: Vec<Vec<Edge>>,
    /// What arrived so far at every node that is still to come.
    waiting: Vec<Vec<Chain<K, W>>>,
    pub found: Vec<Findings>,
    pub trails: Vec<Trail>,
    pub states: u64,
    pub is_complete: bool,
    pub infinite: Option<Place>,
    /// The states of the nodes that are kept, their keys and depths alone.
    pub kept: Vec<Chain<K, W>>,
    /// The numbers of kept states where they are not in the order of their keys: in loops.
    pub numbers: HashMap<NodeId, Vec<u32>>,
    /// Whether every count fitted its words so far.
    pub fits: bool,
    /// Whether ways are counted at all.
    pub counts: bool,
    threads: usize,
}

/// How much memory a state takes on the whole, in bytes: the way to it, which is kept, and its part in what waits.
const BYTES: u64 = 40;

impl<'p, K: Key, const W: usize> Sweep<'p, K, W> {
    fn new(plan: &'p Plan<'p>) -> Self {
        let story = plan.engine.story;
        let incoming = graph::incoming(story);
        let mut next = vec![0_u32; story.nodes.len()];
        let number = |to: NodeId, next: &mut Vec<u32>| {
            next[to.index()] += 1;
            next[to.index()] - 1
        };
        let edges = story
            .nodes
            .iter()
            .map(|node| {
                graph::targets(node)
                    .map(|to| number(to, &mut next))
                    .collect()
            })
            .collect();
        let watches = plan.watches.len();
        let found = story
            .nodes
            .iter()
            .map(|node| Findings::new(graph::targets(node).count(), watches));
        Self {
            plan,
            edges,
            incoming,
            waiting: story.nodes.iter().map(|_| Vec::new()).collect(),
            found: found.collect(),
            trails: story.nodes.iter().map(|_| Trail::default()).collect(),
            states: 0,
            is_complete: true,
            infinite: None,
            kept: story.nodes.iter().map(|_| Vec::new()).collect(),
            numbers: HashMap::new(),
            fits: true,
            counts: true,
            threads: thread::available_parallelism().map_or(1, usize::from),
        }
    }

    fn run(&mut self, monitor: &mut dyn Monitor) {
        let state = self.plan.engine.begin(&mut ());
        let first = Arrival {
            key: K::pack(&self.plan.layouts[state.node.index()], &state.values),
            ways: Wide::one(),
            odds: 1.0,
            depth: 0,
            longest: 0,
            edge: START,
            from: 0,
        };
        self.hand_on(state.node, vec![first], 0);
        let nodes = &self.plan.components;
        let nodes = nodes.iter().map(|component| component.nodes.len()).sum();
        let mut done = 0;
        for component in &self.plan.components {
            if component.is_loop {
                cycle::search(self, &component.nodes);
            } else {
                for &node in &component.nodes {
                    self.node(node);
                }
            }
            done += component.nodes.len();
            self.is_complete &= monitor.goes_on(Progress {
                states: self.states,
                done,
                nodes,
            });
            if !self.fits || !self.is_complete {
                break;
            }
        }
    }

    /// Tells whether another `states` would be more than the limit.
    pub fn is_full(&self, states: usize) -> bool {
        let all = self.states + states as u64;
        all > self.plan.limits.states || all.saturating_mul(BYTES) > self.plan.limits.memory
    }

    /// Returns everything that arrived at a node, each state once, the ways to it added up.
    pub fn arrivals(&mut self, node: NodeId) -> Chain<K, W> {
        let mut chains = std::mem::take(&mut self.waiting[node.index()]);
        while chains.len() > 1 {
            let mut merged = Vec::with_capacity(chains.len().div_ceil(2));
            let mut pairs = chains.into_iter();
            while let Some(left) = pairs.next() {
                merged.push(match pairs.next() {
                    Some(right) => vec![merge(&left, &right, &mut self.fits)],
                    None => left,
                });
            }
            chains = merged;
        }
        self.fits |= !self.counts;
        chains.pop().unwrap_or_default()
    }

    /// Hands arrivals at a node on, in any order.
    pub fn hand_on(&mut self, node: NodeId, arrivals: Vec<Arrival<K, W>>, roundings: u32) {
        let run = Run::sorted(arrivals, roundings, &mut self.fits);
        self.fits |= !self.counts;
        if run.len() > 0 {
            self.waiting[node.index()].push(vec![run]);
        }
    }

    /// Visits every state of a node that no loop goes through.
    fn node(&mut self, node: NodeId) {
        let states = self.arrivals(node);
        let count = states.iter().map(Run::len).sum();
        if self.is_full(count) {
            // Nothing beyond the limit is counted as visited.
            self.is_complete = false;
            return;
        }
        self.states += count as u64;
        let found = &mut self.found[node.index()];
        found.states = count as u64;
        let depths = states.iter().flat_map(|run| &run.depths).enumerate();
        let nearest = depths.min_by_key(|(_, depth)| **depth);
        found.nearest = nearest.map(|(index, depth)| place(node, index, *depth));
        if matches!(
            self.plan.engine.story.nodes[node.index()].exits,
            Exits::Ending(_)
        ) {
            self.end(node, &states);
            self.watch(node, &states);
        } else {
            self.expand(node, &states);
        }
        let trail = &mut self.trails[node.index()];
        trail.edges.reserve_exact(count);
        trail.from.reserve_exact(count);
        let is_kept = self.plan.kept[node.index()];
        for run in states {
            trail.edges.extend(run.edges);
            trail.from.extend(run.from);
            if is_kept {
                self.kept[node.index()].push(Run::of(run.keys, run.depths));
            }
        }
    }

    /// Adds up what comes to an ending.
    fn end(&mut self, node: NodeId, states: &Chain<K, W>) {
        let mut total = Wide::ZERO;
        for ways in states.iter().flat_map(|run| &run.ways) {
            self.fits &= total.add(ways) || !self.counts;
        }
        let count = states.iter().map(Run::len).sum::<usize>();
        let roundings = states.iter().map(|run| run.roundings).max().unwrap_or(0);
        let roundings =
            f64::from(roundings) + u32::try_from(count).map_or(f64::INFINITY, f64::from);
        self.found[node.index()].end = Some(End {
            playthroughs: total.count(),
            lengths: None,
            shortest: states
                .iter()
                .flat_map(|run| &run.depths)
                .copied()
                .min()
                .unwrap_or(0),
            odds: states.iter().flat_map(|run| &run.odds).sum(),
            // Sums and quotients of positive numbers: each rounding adds at most half an epsilon to the relative error
            // (Higham, "Accuracy and Stability of Numerical Algorithms", 3.1). Twice that covers the higher orders.
            odds_error: roundings * f64::EPSILON,
            longest: states
                .iter()
                .flat_map(|run| &run.longest)
                .copied()
                .max()
                .unwrap_or(0),
        });
    }

    /// Steps every state of a node and hands the results on.
    fn expand(&mut self, node: NodeId, states: &Chain<K, W>) {
        let expanded = self.expansion(node, states).expand();
        self.fits &= expanded.fits || !self.counts;
        self.found[node.index()].add(&expanded.found);
        for (to, chain) in expanded.arrivals {
            self.waiting[to.index()].push(chain);
        }
    }

    /// Returns what is needed to step these states of a node.
    pub fn expansion<'e>(&'e self, node: NodeId, states: &'e Chain<K, W>) -> Expansion<'e, K, W> {
        let plan = self.plan;
        let (touched, here) = (&plan.touched[node.index()], &plan.layouts[node.index()]);
        let tail = here.tail(touched, &plan.order);
        let ways = graph::ways(&plan.engine.story.nodes[node.index()]);
        let mut targets: Vec<NodeId> = ways.map(|way| way.to).collect();
        targets.sort_unstable();
        targets.dedup();
        let passage = |to: NodeId| {
            let there = &plan.layouts[to.index()];
            (
                to,
                K::passage(here, there, (tail, there.tail(touched, &plan.order))),
            )
        };
        Expansion {
            engine: plan.engine,
            layouts: &plan.layouts,
            node,
            edges: &self.edges[node.index()],
            tail,
            passages: targets.into_iter().map(passage).collect(),
            states,
            firsts: firsts(states),
            threads: self.threads,
            rule: plan.rule,
            watches: plan.watches_at(node).collect(),
            watched: plan.watches.len(),
        }
    }

    /// Looks whether what is watched holds at the states of an ending, which are not stepped.
    fn watch(&mut self, node: NodeId, states: &Chain<K, W>) {
        let watches: Vec<_> = self.plan.watches_at(node).collect();
        let mut values = vec![0; self.plan.engine.story.words];
        let mut number = 0;
        for run in states {
            for (key, depth) in run.keys.iter().zip(&run.depths) {
                key.unpack(&self.plan.layouts[node.index()], &mut values);
                for (watch, condition) in &watches {
                    if !condition.holds(&values) {
                        nearer(
                            &mut self.found[node.index()].broken[*watch],
                            place(node, number, *depth),
                        );
                    }
                }
                number += 1;
            }
        }
    }

    /// Returns the number that a kept state got when it was visited, from its place in the order of the keys.
    pub fn number(&self, node: NodeId, index: usize) -> usize {
        self.numbers
            .get(&node)
            .map_or(index, |numbers| numbers[index] as usize)
    }

    fn finish(mut self) -> Exploration {
        let out_of_reach = if self.is_complete {
            futures::broken(&self)
        } else {
            Vec::new()
        };
        if self.infinite.is_some() || !self.counts {
            // Neither odds nor lengths were followed round and round, and what does not fit was not counted.
            self.found.iter_mut().for_each(|found| found.end = None);
        }
        for found in &mut self.found {
            found.shortest = found.nearest.map(|place| place.depth);
        }
        let is_trap = |found: &Findings| found.stuck.or(found.endless).or(found.doomed).is_some();
        let playthroughs = if let Some(place) = self.infinite {
            if self.found.iter().any(is_trap) {
                Playthroughs::Unknown
            } else {
                Playthroughs::Infinite(place)
            }
        } else {
            let counts = self.found.iter().filter_map(|found| found.end.as_ref());
            Playthroughs::Exactly(Count::sum(counts.map(|end| &end.playthroughs)))
        };
        Exploration {
            is_complete: self.is_complete,
            is_proven: false,
            states: self.states,
            nodes: self.found,
            playthroughs,
            mean_choices: None,
            out_of_reach,
            incoming: self.incoming,
            trails: self.trails,
        }
    }
}

/// Returns the number of the first state of every run.
pub(super) fn firsts<K: Key, const W: usize>(states: &[Run<K, W>]) -> Vec<usize> {
    let mut next = 0;
    let first = |run: &Run<K, W>| {
        next += run.len();
        next - run.len()
    };
    states.iter().map(first).collect()
}

pub(super) fn place(node: NodeId, index: usize, depth: u32) -> Place {
    let index = u32::try_from(index).unwrap_or(u32::MAX);
    Place { node, index, depth }
}
