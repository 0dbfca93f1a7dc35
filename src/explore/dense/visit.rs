//! Counting at one node: what arrived is added up, and where it goes on to is noted, tile by tile.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{
    Atlas,
    account::{Account, Chosen, Pool},
    flow::Block,
    mover::Mover,
    moves::low_bits,
    rank::{Tile, Tiled, row, states_below},
    set::Filled,
};
use crate::story::NodeId;

/// What is known at a node.
pub(super) struct Level<'a, const W: usize> {
    /// Its states, from when something is sent there.
    pub tiled: Option<Tiled<'a>>,
    /// What is known of the states of each tile.
    pub accounts: Vec<Vec<Account<W>>>,
    pub arriving: Vec<Shipment>,
    /// How many shipments from here have not arrived.
    pub waiting: usize,
}

/// What goes from one node to another.
pub(super) struct Shipment {
    pub from: NodeId,
    pub parcels: ByTile,
}

/// Parcels for every tile of a node.
type ByTile = Vec<Vec<Parcel>>;

/// States of one word that move by the same distance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parcel {
    moving: u64,
    from: u32,
    to: u32,
    up: i32,
}

impl<const W: usize> Default for Level<'_, W> {
    fn default() -> Self {
        Self {
            tiled: None,
            accounts: Vec::new(),
            arriving: Vec::new(),
            waiting: 0,
        }
    }
}

impl<const W: usize> Level<'_, W> {
    pub fn bytes(&self) -> u64 {
        let accounts = self.accounts.iter();
        accounts
            .map(|accounts| size_of_val(&accounts[..]) as u64)
            .sum()
    }
}

impl Shipment {
    pub fn bytes(&self) -> u64 {
        let parcels = self.parcels.iter();
        parcels
            .map(|parcels| size_of_val(&parcels[..]) as u64)
            .sum()
    }
}

/// A node that is visited.
pub(super) struct Visit<'v, 'a, const W: usize> {
    pub atlas: &'a Atlas<'a>,
    pub levels: &'v [Level<'a, W>],
    pub pool: &'v Pool<W>,
    pub node: NodeId,
    pub own: &'v Tiled<'a>,
    pub filled: Filled<'v>,
    /// The nodes that this one leads to.
    pub targets: &'v [NodeId],
    /// Whether playthroughs begin here, whether they end here, and whether there are choices.
    pub is_first: bool,
    pub is_end: bool,
    pub is_choice: bool,
    /// The number of the tile that is next.
    pub next: AtomicUsize,
}

/// What a thread knows from tile to tile.
#[derive(Default)]
pub(super) struct Worker<'a> {
    /// For every exit of the node.
    movers: Vec<Mover<'a>>,
    /// For every state of the tile, how many exits are open.
    open: Vec<u32>,
    /// For every word of the tile, the states for which no route was open yet.
    left: Vec<u64>,
}

/// What was found at some of a node's tiles.
pub(super) struct Found<const W: usize> {
    /// With the tiles' numbers.
    pub accounts: Vec<(usize, Vec<Account<W>>)>,
    /// What each thread sends to every target.
    pub parcels: Vec<Vec<ByTile>>,
    pub chosen: Chosen,
    /// The ways are counted only where they end.
    pub total: Account<W>,
}

impl<const W: usize> Found<W> {
    pub fn and(mut self, other: Self) -> Option<Self> {
        self.accounts.extend(other.accounts);
        self.parcels.extend(other.parcels);
        self.chosen = self.chosen.and(other.chosen);
        self.total.add(&other.total).then_some(self)
    }
}

impl<'a, const W: usize> Visit<'_, 'a, W> {
    /// Goes through tiles for as long as there are any. `None` where a number does not fit.
    pub fn work(&self, worker: &mut Worker<'a>) -> Option<Found<W>> {
        let flows = self.atlas.flows[self.node.index()].len();
        let movers = &mut worker.movers;
        if movers.len() < flows {
            movers.resize_with(flows, || Mover::new(self.atlas.engine, &self.atlas.layouts));
        }
        let parcels = self.targets.iter().map(|to| {
            let tiled = &self.levels[to.index()].tiled;
            vec![Vec::new(); tiled.as_ref().map_or(0, |tiled| tiled.tiles.len())]
        });
        let mut parcels: Vec<_> = parcels.collect();
        let mut accounts = Vec::new();
        let mut chosen = Chosen::default();
        let mut total = Account::NONE;
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(tile) = self.own.tiles.get(number) else {
                break;
            };
            let mut known = self.gather(number, tile)?;
            if self.is_end {
                if !known.iter().all(|account| total.add(account)) {
                    return None;
                }
            } else {
                for account in &known {
                    total.add_odds(account);
                }
            }
            self.leave(tile, worker, &mut parcels);
            if self.is_choice {
                chosen = chosen.and(Chosen::share(&mut known, &worker.open)?);
            }
            accounts.push((number, known));
        }
        Some(Found {
            accounts,
            parcels: vec![parcels],
            chosen,
            total,
        })
    }

    /// Adds up what arrived at a tile. `None` where a number does not fit.
    fn gather(&self, number: usize, tile: &Tile) -> Option<Vec<Account<W>>> {
        let mut accounts = self.pool.take(tile.count);
        if let (true, Some(first)) = (self.is_first, accounts.first_mut()) {
            *first = Account::start();
        }
        let mut fits = true;
        for shipment in &self.levels[self.node.index()].arriving {
            let level = &self.levels[shipment.from.index()];
            let from = level.tiled.as_ref()?;
            for parcel in &shipment.parcels[number] {
                let (word, target) = (parcel.from as usize, parcel.to as usize);
                let here = from.states.set.words[word];
                let there = self.own.states.set.words[target];
                let number = from.tile_of(word);
                let before = from.states.before(word) - from.tiles[number].first;
                let sources = &level.accounts[number][before..];
                let after = self.own.states.before(target) - tile.first;
                let targets = &mut accounts[after..];
                if let Some((source, target, count)) = row(parcel.moving, parcel.up, (here, there))
                {
                    let both = targets[target..target + count].iter_mut();
                    let both = both.zip(&sources[source..source + count]);
                    both.for_each(|(target, source)| fits &= target.add(source));
                    continue;
                }
                let mut rest = parcel.moving;
                while rest != 0 {
                    let bit = rest.trailing_zeros();
                    rest &= rest - 1;
                    let to = bit.wrapping_add_signed(parcel.up);
                    let source = &sources[states_below(here, bit)];
                    fits &= targets[states_below(there, to)].add(source);
                }
            }
        }
        fits.then_some(accounts)
    }

    /// Notes where the states of a tile go, and how many ways on each has.
    fn leave(&self, tile: &Tile, worker: &mut Worker<'a>, parcels: &mut [ByTile]) {
        let states = &self.own.states;
        let all = &states.set.words[tile.words.clone()];
        let first = tile.words.start;
        let Worker { movers, open, left } = worker;
        open.clear();
        open.resize(tile.count, 0);
        left.clear();
        left.extend(all.iter().filter(|_| !self.is_choice));
        let flows = &self.atlas.flows[self.node.index()];
        for (flow, mover) in flows.iter().zip(movers) {
            let Some(tiled) = &self.levels[flow.to.index()].tiled else {
                // No state ever goes there.
                continue;
            };
            let parcels = &mut parcels[self.targets.partition_point(|to| *to < flow.to)];
            flow.blocks_within(tile.words.clone(), &self.filled, mover, |block| {
                for (word, to) in block.words() {
                    // A route is taken by those that took none before it.
                    let source = if self.is_choice { all } else { &left[..] };
                    let leaving = source[word - first] & block.moves.open;
                    if leaving == 0 {
                        continue;
                    }
                    for parcel in Parcel::all(&block, (word, to), leaving) {
                        parcels[tiled.tile_of(parcel.to as usize)].push(parcel);
                    }
                    if self.is_choice {
                        let number = states.before(word) - tile.first;
                        add_bits(&mut open[number..], all[word - first], leaving);
                    } else {
                        left[word - first] &= !leaving;
                    }
                }
            });
        }
    }
}

impl Parcel {
    /// Packs the states of a block's word that leave it.
    fn all(
        block: &Block<'_>,
        (from, to): (usize, usize),
        leaving: u64,
    ) -> impl Iterator<Item = Self> {
        let shifts = block.moves.shifts.iter();
        let parcels = shifts.map(move |shift| Self {
            moving: leaving & shift.mask,
            from: short(from),
            to: short(to + shift.word),
            up: shift.up + low_bits(block.offset),
        });
        parcels.filter(|parcel| parcel.moving != 0)
    }
}

/// Returns the number of a word in a set: a dense set has no more than 2^26.
fn short(word: usize) -> u32 {
    u32::try_from(word).unwrap_or(u32::MAX)
}

/// Adds 1 for each of the states that is among `these`; what is added to begins with the first of them.
fn add_bits(counts: &mut [u32], states: u64, these: u64) {
    let mut rest = states;
    for count in counts {
        if rest == 0 {
            break;
        }
        let bit = rest & rest.wrapping_neg();
        rest ^= bit;
        *count += u32::from(bit & these != 0);
    }
}
