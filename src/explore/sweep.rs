//! The sweep: nodes in order, each with all its states at once.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    Exploration, Findings, Limits, Place, Playthroughs, START, Trail,
    arrival::{Arrival, merge, unite},
    cycle,
    graph::{self, Component, Edge},
    key::{Key, Layout},
    needs,
    stepper::Stepper,
    wide::{Count, Wide},
};
use crate::{
    engine::Engine,
    story::{Exits, NodeId},
};

/// How many states one thread steps at a time.
const CHUNK: usize = 1 << 17;

/// Explores a story with keys and counts just wide enough for it.
pub(super) fn explore(engine: Engine<'_>, limits: Limits) -> Exploration {
    let layouts: Vec<Layout> = needs::needs(engine)
        .iter()
        .map(|needs| Layout::new(needs))
        .collect();
    let start = engine.story.start.unwrap_or(NodeId(0));
    let components = graph::components(engine.story, start);
    let digits = graph::path_digits(engine.story, &components);
    let plan = Plan {
        engine,
        limits,
        layouts: &layouts,
        components: &components,
    };
    match layouts.iter().map(|layout| layout.width).max().unwrap_or(0) {
        0..=64 => plan.explore::<u64>(digits),
        65..=128 => plan.explore::<u128>(digits),
        _ => plan.explore::<Box<[u64]>>(digits),
    }
}

#[derive(Clone, Copy)]
struct Plan<'p> {
    engine: Engine<'p>,
    limits: Limits,
    layouts: &'p [Layout],
    components: &'p [Component],
}

impl Plan<'_> {
    /// Explores with counts of the width that `digits` asks for, and with wider ones where they overflow after all.
    fn explore<K: Key>(self, digits: Option<f64>) -> Exploration {
        let digits = digits.unwrap_or(192.0);
        let first = if digits < 64.0 {
            self.counted::<K, 1>()
        } else {
            None
        };
        first
            .or_else(|| {
                if digits < 192.0 {
                    self.counted::<K, 3>()
                } else {
                    None
                }
            })
            .or_else(|| {
                if digits < 512.0 {
                    self.counted::<K, 8>()
                } else {
                    None
                }
            })
            .or_else(|| self.counted::<K, 64>())
            .unwrap_or_else(|| {
                let mut sweep = Sweep::<K, 64>::new(self);
                sweep.counts = false;
                sweep.run();
                let mut exploration = sweep.finish();
                exploration.playthroughs = Playthroughs::TooMany;
                exploration
            })
    }

    /// Explores with counts of `W` words; `None` where a count does not fit.
    fn counted<K: Key, const W: usize>(self) -> Option<Exploration> {
        let mut sweep = Sweep::<K, W>::new(self);
        sweep.run();
        sweep.fits.then(|| sweep.finish())
    }
}

/// An exploration under way.
pub(super) struct Sweep<'p, K, const W: usize> {
    pub engine: Engine<'p>,
    pub layouts: &'p [Layout],
    components: &'p [Component],
    limits: Limits,
    /// For every node and exit, the number of that edge at its target.
    pub edges: Vec<Vec<u32>>,
    incoming: Vec<Vec<Edge>>,
    /// Sorted runs of arrivals at every node that is still to come.
    waiting: Vec<Vec<Vec<Arrival<K, W>>>>,
    pub found: Vec<Findings>,
    pub trails: Vec<Trail>,
    pub states: u64,
    pub is_complete: bool,
    pub infinite: Option<Place>,
    /// Whether every count fitted its words so far.
    pub fits: bool,
    /// Whether ways are counted at all.
    pub counts: bool,
    threads: usize,
}

impl<'p, K: Key, const W: usize> Sweep<'p, K, W> {
    fn new(plan: Plan<'p>) -> Self {
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
        let found = story.nodes.iter().map(|node| Findings {
            exits: vec![false; graph::targets(node).count()],
            ..Findings::default()
        });
        Self {
            engine: plan.engine,
            layouts: plan.layouts,
            components: plan.components,
            limits: plan.limits,
            edges,
            incoming,
            waiting: story.nodes.iter().map(|_| Vec::new()).collect(),
            found: found.collect(),
            trails: story.nodes.iter().map(|_| Trail::default()).collect(),
            states: 0,
            is_complete: true,
            infinite: None,
            fits: true,
            counts: true,
            threads: thread::available_parallelism().map_or(1, usize::from),
        }
    }

    fn run(&mut self) {
        let state = self.engine.begin(&mut ());
        let first = Arrival {
            key: K::pack(&self.layouts[state.node.index()], &state.values),
            ways: Wide::one(),
            depth: 0,
            edge: START,
            from: 0,
        };
        self.waiting[state.node.index()].push(vec![first]);
        for component in self.components {
            if component.is_loop {
                cycle::search(self, &component.nodes);
            } else {
                for &node in &component.nodes {
                    self.node(node);
                }
            }
            if !self.fits || !self.is_complete {
                break;
            }
        }
    }

    /// Tells whether another `states` would be more than the limit.
    pub fn is_full(&self, states: usize) -> bool {
        self.states + states as u64 > self.limits.states
    }

    /// Returns all arrivals at a node, sorted by key, the ways to each added up.
    pub fn arrivals(&mut self, node: NodeId) -> Vec<Arrival<K, W>> {
        let mut runs = std::mem::take(&mut self.waiting[node.index()]);
        while runs.len() > 1 {
            let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
            let mut pairs = runs.into_iter();
            while let Some(left) = pairs.next() {
                merged.push(match pairs.next() {
                    Some(right) => merge(left, right, &mut self.fits),
                    None => left,
                });
            }
            runs = merged;
        }
        runs.pop().unwrap_or_default()
    }

    pub fn hand_on(&mut self, node: NodeId, mut run: Vec<Arrival<K, W>>) {
        unite(&mut run, &mut self.fits);
        self.fits |= !self.counts;
        if !run.is_empty() {
            self.waiting[node.index()].push(run);
        }
    }

    /// Visits every state of a node that no loop goes through.
    fn node(&mut self, node: NodeId) {
        let arrivals = self.arrivals(node);
        if self.is_full(arrivals.len()) {
            // Nothing beyond the limit is counted as visited.
            self.is_complete = false;
            return;
        }
        self.states += arrivals.len() as u64;
        let found = &mut self.found[node.index()];
        found.states = arrivals.len() as u64;
        let nearest = arrivals
            .iter()
            .enumerate()
            .min_by_key(|(_, arrival)| arrival.depth);
        found.nearest = nearest.map(|(index, arrival)| place(node, index, arrival.depth));
        if matches!(
            self.engine.story.nodes[node.index()].exits,
            Exits::Ending(_)
        ) {
            let mut total = Wide::ZERO;
            for arrival in &arrivals {
                self.fits &= total.add(&arrival.ways) || !self.counts;
            }
            found.playthroughs = Some(total.count());
        } else {
            self.expand(node, &arrivals);
        }
        self.trails[node.index()] = Trail {
            edges: arrivals.iter().map(|arrival| arrival.edge).collect(),
            from: arrivals.iter().map(|arrival| arrival.from).collect(),
        };
    }

    /// Steps every state of a node, on all processors, and hands the results on.
    fn expand(&mut self, node: NodeId, arrivals: &[Arrival<K, W>]) {
        let chunks = arrivals.chunks(CHUNK).enumerate().collect::<Vec<_>>();
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::with_capacity(chunks.len()));
        let this = &*self;
        let work = || {
            while let Some(&(number, chunk)) = chunks.get(next.fetch_add(1, Ordering::Relaxed)) {
                let mut stepped = this.step(node, number * CHUNK, chunk);
                for (_, run) in &mut stepped.runs {
                    unite(run, &mut stepped.fits);
                }
                // A poisoned lock means that the other thread panicked, and so will this scope.
                if let Ok(mut done) = done.lock() {
                    done.push((number, stepped));
                }
            }
        };
        let threads = self.threads.min(chunks.len());
        thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        let mut done = done.into_inner().unwrap_or_default();
        done.sort_unstable_by_key(|(number, _)| *number);
        for (_, stepped) in done {
            self.fits &= stepped.fits || !self.counts;
            let found = &mut self.found[node.index()];
            found
                .exits
                .iter_mut()
                .zip(&stepped.exits)
                .for_each(|(ever, now)| *ever |= now);
            found.stuck = found
                .stuck
                .into_iter()
                .chain(stepped.stuck)
                .min_by_key(|place| place.depth);
            for (to, run) in stepped.runs {
                self.waiting[to.index()].push(run);
            }
        }
    }

    fn step(&self, node: NodeId, first: usize, arrivals: &[Arrival<K, W>]) -> Stepped<K, W> {
        let mut outcome = Stepped {
            runs: Vec::new(),
            exits: vec![false; self.edges[node.index()].len()],
            stuck: None,
            fits: true,
        };
        let mut stepper = Stepper::new(self.engine, self.layouts, node);
        for (index, arrival) in arrivals.iter().enumerate() {
            let number = u32::try_from(first + index).unwrap_or(u32::MAX);
            let mut any = false;
            stepper.step(&arrival.key, |exit, to, key: K, cost| {
                any = true;
                outcome.exits[exit] = true;
                let next = Arrival {
                    key,
                    ways: arrival.ways,
                    depth: arrival.depth + cost,
                    edge: self.edges[node.index()][exit],
                    from: number,
                };
                match outcome.runs.iter_mut().find(|(target, _)| *target == to) {
                    Some((_, run)) => run.push(next),
                    None => outcome.runs.push((to, vec![next])),
                }
            });
            if !any
                && outcome
                    .stuck
                    .is_none_or(|known: Place| arrival.depth < known.depth)
            {
                outcome.stuck = Some(place(node, first + index, arrival.depth));
            }
        }
        outcome
    }

    fn finish(self) -> Exploration {
        let playthroughs = if let Some(place) = self.infinite {
            Playthroughs::Infinite(place)
        } else {
            let counts = self
                .found
                .iter()
                .filter_map(|found| found.playthroughs.as_ref());
            Playthroughs::Exactly(Count::sum(counts))
        };
        Exploration {
            is_complete: self.is_complete,
            states: self.states,
            nodes: self.found,
            playthroughs,
            incoming: self.incoming,
            trails: self.trails,
        }
    }
}

/// What came of stepping a chunk of a node's states.
struct Stepped<K, const W: usize> {
    runs: Vec<(NodeId, Vec<Arrival<K, W>>)>,
    exits: Vec<bool>,
    stuck: Option<Place>,
    fits: bool,
}

pub(super) fn place(node: NodeId, index: usize, depth: u32) -> Place {
    let index = u32::try_from(index).unwrap_or(u32::MAX);
    Place { node, index, depth }
}
