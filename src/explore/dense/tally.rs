//! Counting: how many ways lead to every state, how likely each is, and how long the ways are.
//!
//! Nodes are gone through so that each comes after those that lead to it, and what is known of a node's states is handed
//! on once to each that they lead to. That is many times as much memory as the states themselves take, so it is gone
//! through tile by tile: each is filled with all that arrives, and where its states go is written down, while it is in a
//! core's own memory.

use std::sync::atomic::AtomicUsize;

use super::{
    Atlas,
    account::{Pool, likelihood},
    rank::Tiled,
    set::{Filled, Set},
    visit::{Found, Level, Shipment, Visit, Worker},
};
use crate::{
    explore::{End, Monitor, Progress, findings::Open, graph},
    story::{Exits, NodeId},
    threads,
};

/// What was counted.
#[derive(Debug)]
pub(in crate::explore) struct Tally {
    /// For every node that is an ending and was reached, what comes to its end there.
    pub ends: Vec<Option<End>>,
    /// For every node with choices that was reached, how many are open at the fewest and at the most.
    pub open: Vec<Option<Open>>,
    /// For every node that was reached, how many choices it takes at the least.
    pub shortest: Vec<Option<u32>>,
    /// How many choices a player makes on the average who takes each open one with the same probability.
    pub mean_choices: f64,
}

/// Counts with numbers of `W` words, in so many bytes; `None` where one does not fit, they are not enough, or the monitor
/// stopped it. The story has no loops, and `sets` are all its states.
pub(in crate::explore) fn tally<const W: usize>(
    atlas: &Atlas<'_>,
    sets: &[Set],
    memory: u64,
    monitor: &mut dyn Monitor,
) -> Option<Tally> {
    let mut counting = Counting::<W>::new(atlas, sets);
    let mut states = 0;
    let nodes = atlas.components.len();
    for (done, component) in atlas.components.iter().enumerate() {
        let node = component.nodes[0];
        if !sets[node.index()].is_made() {
            continue;
        }
        states += counting.visit(node, done == 0)?;
        let progress = Progress {
            states,
            done: done + 1,
            nodes,
        };
        if counting.held > memory || !monitor.goes_on(progress) {
            return None;
        }
    }
    Some(counting.end())
}

/// So many tiles are worth a second thread.
const PARALLEL: usize = 4;

/// Counting on its way.
struct Counting<'a, const W: usize> {
    atlas: &'a Atlas<'a>,
    sets: &'a [Set],
    /// The nodes at which something is known or has arrived.
    levels: Vec<Level<'a, W>>,
    workers: [Worker<'a>; 2],
    pool: Pool<W>,
    /// How many bytes all that is known and under way takes.
    held: u64,
    tally: Tally,
    /// What divisions lost, in units of 2^-126.
    lost: u128,
}

impl<'a, const W: usize> Counting<'a, W> {
    fn new(atlas: &'a Atlas<'a>, sets: &'a [Set]) -> Self {
        let nodes = atlas.engine.story.nodes.len();
        Self {
            atlas,
            sets,
            levels: (0..nodes).map(|_| Level::default()).collect(),
            workers: [(); 2].map(|()| Worker::default()),
            pool: Pool::default(),
            held: 0,
            tally: Tally {
                ends: vec![None; nodes],
                open: vec![None; nodes],
                shortest: vec![None; nodes],
                mean_choices: 0.0,
            },
            lost: 0,
        }
    }

    /// Adds up what arrived at a node, and sends it on. Returns how many states the node has; `None` where a number does not
    /// fit.
    fn visit(&mut self, node: NodeId, is_first: bool) -> Option<u64> {
        let flows = &self.atlas.flows[node.index()];
        let mut targets: Vec<NodeId> = flows.iter().map(|flow| flow.to).collect();
        targets.sort_unstable();
        targets.dedup();
        for index in targets.iter().chain([&node]).map(|node| node.index()) {
            let is_made = self.sets[index].is_made();
            let tiled = &mut self.levels[index].tiled;
            if is_made && tiled.is_none() {
                *tiled = Some(Tiled::new(&self.sets[index]));
            }
        }
        let own = self.levels[node.index()].tiled.as_ref()?;
        if own.states.count == 0 {
            return Some(0);
        }
        let exits = &self.atlas.engine.story.nodes[node.index()].exits;
        let visit = Visit {
            atlas: self.atlas,
            levels: &self.levels,
            pool: &self.pool,
            node,
            own,
            filled: Filled::new(own.states.set),
            targets: &targets,
            is_first,
            is_end: matches!(exits, Exits::Ending(_)),
            is_choice: matches!(exits, Exits::Choices(_)),
            next: AtomicUsize::new(0),
        };
        let [first, second] = &mut self.workers;
        let found = if own.tiles.len() < PARALLEL {
            visit.work(first)?
        } else {
            let (found, other) = threads::both(true, || visit.work(first), || visit.work(second));
            found?.and(other?)?
        };
        let states = own.states.count as u64;
        self.note(node, &found);
        self.receive(node);
        self.ship(node, &targets, found);
        Some(states)
    }

    /// Notes what was found at a node.
    fn note(&mut self, node: NodeId, found: &Found<W>) {
        let index = node.index();
        self.tally.shortest[index] = Some(found.total.shortest);
        match self.atlas.engine.story.nodes[index].exits {
            Exits::Ending(_) => self.tally.ends[index] = Some(found.total.end()),
            Exits::Choices(_) => {
                self.tally.mean_choices += likelihood(found.total.units());
                self.tally.open[index] = found.chosen.open;
                self.lost += found.chosen.lost;
            }
            Exits::Routes(_) => {}
        }
    }

    /// Lets go what has arrived at a node.
    fn receive(&mut self, node: NodeId) {
        for shipment in std::mem::take(&mut self.levels[node.index()].arriving) {
            self.held -= shipment.bytes();
            let from = &mut self.levels[shipment.from.index()];
            from.waiting -= 1;
            if from.waiting == 0 {
                self.let_go(shipment.from);
            }
        }
    }

    /// Sends on what is known at a node.
    fn ship(&mut self, node: NodeId, targets: &[NodeId], found: Found<W>) {
        let mut waiting = 0;
        for parcels in found.parcels {
            for (to, parcels) in targets.iter().zip(parcels) {
                let shipment = Shipment {
                    from: node,
                    parcels,
                };
                if shipment.bytes() > 0 {
                    waiting += 1;
                    self.held += shipment.bytes();
                    self.levels[to.index()].arriving.push(shipment);
                }
            }
        }
        let level = &mut self.levels[node.index()];
        level.waiting = waiting;
        level.accounts.resize_with(found.accounts.len(), Vec::new);
        for (number, accounts) in found.accounts {
            level.accounts[number] = accounts;
        }
        self.held += level.bytes();
        if waiting == 0 {
            self.let_go(node);
        }
    }

    /// Lets go what is known at a node.
    fn let_go(&mut self, node: NodeId) {
        let level = &mut self.levels[node.index()];
        self.held -= level.bytes();
        self.pool.give_back(&mut level.accounts);
        level.tiled = None;
    }

    fn end(self) -> Tally {
        let mut tally = self.tally;
        for end in tally.ends.iter_mut().flatten() {
            // Beside what divisions lost there is the rounding of the number that is told.
            end.odds_error = likelihood(self.lost) / end.odds + f64::EPSILON;
        }
        tally
    }
}

/// Tells whether counting applies: no loop in any part of the story that can be come to.
pub(in crate::explore) fn is_countable(components: &[graph::Component]) -> bool {
    components.iter().all(|component| !component.is_loop)
}
