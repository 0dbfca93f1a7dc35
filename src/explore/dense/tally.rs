//! Counting: how many ways lead to every state, how likely each is, and how long the ways are.
//!
//! Nodes are gone through so that each comes after those that lead to it, and what is known of a node's states is handed
//! on once to each that they lead to. Counts are exact whole numbers. Likelihoods are whole numbers of units of 2^-126: a
//! division rounds down, what it loses is added up, and so the sum of all losses bounds the error of every ending.

use std::{ops::Range, panic::resume_unwind, thread};

use super::{
    Atlas, flow::Flow, mover::Mover, moves::low_bits, pour::sources, rank::Ranked, set::Set,
};
use crate::{
    explore::{End, Monitor, Progress, findings::Open, graph, wide::Wide},
    story::{Exits, NodeId},
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

/// What is known of a state: of all ways to it together, and while it is handed on, of one way on from it.
#[derive(Debug, Clone, Copy)]
struct Account<const W: usize> {
    ways: Wide<W>,
    /// The lengths of all ways, added up.
    lengths: Wide<W>,
    odds: Odds,
    shortest: u32,
    longest: u32,
}

/// A likelihood in units of 2^-126, the lower half first: as a whole it would take up more room.
#[derive(Debug, Clone, Copy)]
struct Odds([u64; 2]);

/// A likelihood of 1.
const CERTAIN: u128 = 1 << 126;

impl Odds {
    #[expect(clippy::cast_possible_truncation, reason = "it is taken apart")]
    const fn of(units: u128) -> Self {
        Self([units as u64, (units >> 64) as u64])
    }

    fn units(self) -> u128 {
        u128::from(self.0[1]) << 64 | u128::from(self.0[0])
    }
}

/// A node whose states are handed on.
#[derive(Debug)]
struct Level<const W: usize> {
    states: Ranked,
    /// For every exit, the states that take it where it is open, if those are not all.
    sources: Vec<Set>,
    accounts: Vec<Account<W>>,
    /// How many ways out are still to be followed.
    waiting: usize,
}

/// Counts with numbers of `W` words; `None` where one does not fit, or the monitor stopped it. The story has no loops, and
/// `sets` are all its states.
pub(in crate::explore) fn tally<const W: usize>(
    atlas: &Atlas<'_>,
    sets: &[Set],
    monitor: &mut dyn Monitor,
) -> Option<Tally> {
    let story = atlas.engine.story;
    let mut incoming: Vec<Vec<(NodeId, usize)>> = vec![Vec::new(); story.nodes.len()];
    for (index, flows) in atlas.flows.iter().enumerate() {
        for (number, flow) in flows.iter().enumerate() {
            incoming[flow.to.index()].push((NodeId::at(index), number));
        }
    }
    let mut levels: Vec<Option<Level<W>>> = story.nodes.iter().map(|_| None).collect();
    let mut tally = Tally {
        ends: vec![None; story.nodes.len()],
        open: vec![None; story.nodes.len()],
        shortest: vec![None; story.nodes.len()],
        mean_choices: 0.0,
    };
    let mut lost = 0_u128;
    let mut states = 0;
    let mut pool = Pool::default();
    let mut movers = [(); 2].map(|()| Mover::new(atlas.engine, &atlas.layouts));
    let nodes = atlas.components.len();
    for (done, component) in atlas.components.iter().enumerate() {
        let node = component.nodes[0];
        let set = &sets[node.index()];
        if !set.is_made() {
            continue;
        }
        let ranked = Ranked::new(set.clone());
        let is_first = done == 0;
        let mut accounts = pool.take(ranked.count);
        if let (true, Some(first)) = (is_first, accounts.first_mut()) {
            *first = Account::start();
        }
        let ways: Vec<(&Level<W>, &Flow)> = incoming[node.index()]
            .iter()
            .filter_map(|(from, number)| {
                let level = levels[from.index()].as_ref()?;
                Some((level, &atlas.flows[from.index()][*number]))
            })
            .collect();
        if !gather(&ranked, &mut accounts, &ways, &mut movers) {
            return None;
        }
        for (from, _) in &incoming[node.index()] {
            let level = &mut levels[from.index()];
            if let Some(inner) = level {
                inner.waiting -= 1;
                if inner.waiting == 0 {
                    pool.give_back(std::mem::take(&mut inner.accounts));
                    *level = None;
                }
            }
        }
        states += ranked.count as u64;
        tally.shortest[node.index()] = accounts.iter().map(|account| account.shortest).min();
        match &story.nodes[node.index()].exits {
            Exits::Ending(_) => {
                tally.ends[node.index()] = Some(close(&accounts)?);
                pool.give_back(accounts);
            }
            exits => {
                let mut level = Level {
                    sources: sources(atlas, node, &ranked.set, &mut movers[0]),
                    states: ranked,
                    accounts,
                    waiting: atlas.flows[node.index()].len(),
                };
                let is_choice = matches!(exits, Exits::Choices(_));
                if is_choice {
                    let sum: u128 = level
                        .accounts
                        .iter()
                        .map(|account| account.odds.units())
                        .sum();
                    tally.mean_choices += likelihood(sum);
                    let chosen = level.choose(&atlas.flows[node.index()], &mut movers)?;
                    lost += chosen.lost;
                    tally.open[node.index()] = chosen.open;
                }
                levels[node.index()] = (level.waiting > 0).then_some(level);
            }
        }
        let progress = Progress {
            states,
            done: done + 1,
            nodes,
        };
        if !monitor.goes_on(progress) {
            return None;
        }
    }
    for end in tally.ends.iter_mut().flatten() {
        // Beside what divisions lost there is the rounding of the number that is told.
        end.odds_error = likelihood(lost) / end.odds + f64::EPSILON;
    }
    Some(tally)
}

impl<const W: usize> Account<W> {
    const NONE: Self = Self {
        ways: Wide::ZERO,
        lengths: Wide::ZERO,
        odds: Odds::of(0),
        shortest: u32::MAX,
        longest: 0,
    };

    fn start() -> Self {
        Self {
            ways: Wide::one(),
            odds: Odds::of(CERTAIN),
            shortest: 0,
            ..Self::NONE
        }
    }

    /// Adds ways to the same state; returns false where a number does not fit.
    fn add(&mut self, other: &Self) -> bool {
        self.odds = Odds::of(self.odds.units() + other.odds.units());
        self.shortest = self.shortest.min(other.shortest);
        self.longest = self.longest.max(other.longest);
        self.ways.add(&other.ways) & self.lengths.add(&other.lengths)
    }
}

/// Memory for accounts, to be used again: what a system hands out anew it clears first, page by page.
struct Pool<const W: usize>(Vec<Vec<Account<W>>>);

impl<const W: usize> Default for Pool<W> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<const W: usize> Pool<W> {
    fn take(&mut self, count: usize) -> Vec<Account<W>> {
        // The smallest that is large enough; where there is none, the largest grows: what the system moves needs not be
        // cleared again.
        let fitting = self.0.iter().position(|known| known.capacity() >= count);
        let mut accounts = match fitting {
            Some(index) => self.0.remove(index),
            None => self.0.pop().unwrap_or_default(),
        };
        accounts.reserve_exact(count);
        accounts.resize(count, Account::NONE);
        accounts
    }

    fn give_back(&mut self, mut accounts: Vec<Account<W>>) {
        accounts.clear();
        let larger = |known: &Vec<_>| known.capacity() < accounts.capacity();
        self.0.insert(self.0.partition_point(larger), accounts);
    }
}

impl<const W: usize> Level<W> {
    /// Makes of what is known of each state what is known of one way on from it: a choice more, and its part of the odds.
    /// `None` where a number does not fit.
    fn choose(&mut self, flows: &[Flow], movers: &mut [Mover<'_>; 2]) -> Option<Chosen> {
        let states = &self.states;
        let choose = |range: Range<usize>, first, accounts: &mut [_], mover: &mut _| {
            let mut open = vec![0_u32; accounts.len()];
            for flow in flows {
                flow.blocks_within(range.clone(), &states.set, mover, |block| {
                    for word in block.start..block.start + block.words {
                        let mut rest = states.set.words[word];
                        let mut number = states.before(word) - first;
                        while rest != 0 {
                            let bit = rest & rest.wrapping_neg();
                            rest ^= bit;
                            open[number] += u32::from(bit & block.moves.open != 0);
                            number += 1;
                        }
                    }
                });
            }
            Chosen::share(accounts, &open)
        };
        let halves = in_halves(states, &mut self.accounts, movers, choose);
        halves.into_iter().try_fold(Chosen::default(), Chosen::and)
    }

    /// Returns the states that take an exit where it is open.
    fn source(&self, flow: &Flow) -> &Set {
        self.sources.get(flow.exit).unwrap_or(&self.states.set)
    }
}

/// What choosing came to at some of a node's states.
#[derive(Default)]
struct Chosen {
    open: Option<Open>,
    /// What divisions lost.
    lost: u128,
}

impl Chosen {
    /// Shares the accounts out among so many choices; `None` where a number does not fit.
    fn share<const W: usize>(accounts: &mut [Account<W>], open: &[u32]) -> Option<Self> {
        let (mut fits, mut lost) = (true, 0);
        for (account, open) in accounts.iter_mut().zip(open) {
            let ways = account.ways;
            fits &= account.lengths.add(&ways);
            account.shortest += 1;
            account.longest += 1;
            let odds = account.odds.units();
            let share = odds / u128::from((*open).max(1));
            lost += odds - share * u128::from(*open);
            account.odds = Odds::of(share);
        }
        fits.then(|| Self {
            open: Open::of(open),
            lost,
        })
    }

    fn and(self, other: Option<Self>) -> Option<Self> {
        let other = other?;
        Some(Self {
            open: Open::both(self.open, other.open),
            lost: self.lost + other.lost,
        })
    }
}

/// Adds to the accounts of a node's states what all ways into them bring. Returns false where a number does not fit.
fn gather<const W: usize>(
    states: &Ranked,
    accounts: &mut [Account<W>],
    ways: &[(&Level<W>, &Flow)],
    movers: &mut [Mover<'_>; 2],
) -> bool {
    let add = |range: Range<usize>, first, accounts: &mut [_], mover: &mut _| {
        let mut fits = true;
        for (level, flow) in ways {
            let mut arrivals = Arrivals {
                level,
                states,
                range: range.clone(),
                first,
                accounts,
                fits: true,
            };
            arrivals.follow(flow, mover);
            fits &= arrivals.fits;
        }
        fits
    };
    let halves = in_halves(states, accounts, movers, add);
    halves.into_iter().all(|fits| fits)
}

/// Does something with the words of a set, the number of their first state and the accounts of their states, on two
/// threads if there are many.
fn in_halves<'s, const W: usize, T: Send>(
    states: &Ranked,
    accounts: &mut [Account<W>],
    movers: &mut [Mover<'s>; 2],
    work: impl Fn(Range<usize>, usize, &mut [Account<W>], &mut Mover<'s>) -> T + Sync,
) -> Vec<T> {
    let [own, other] = movers;
    let all = states.set.words.len();
    if states.count < PARALLEL {
        return vec![work(0..all, 0, accounts, own)];
    }
    let middle = states.middle();
    let first = if middle < all {
        states.before(middle)
    } else {
        states.count
    };
    let (low, high) = accounts.split_at_mut(first);
    thread::scope(|scope| {
        let lower = scope.spawn(|| work(0..middle, 0, low, other));
        let upper = work(middle..all, first, high, own);
        let lower = lower.join();
        vec![lower.unwrap_or_else(|panic| resume_unwind(panic)), upper]
    })
}

/// So many states are worth a second thread.
const PARALLEL: usize = 1 << 14;

/// What arrives at some of a node's states from one other node.
struct Arrivals<'a, const W: usize> {
    level: &'a Level<W>,
    states: &'a Ranked,
    /// The words of the states that this is about, and the number of the first of them.
    range: Range<usize>,
    first: usize,
    accounts: &'a mut [Account<W>],
    fits: bool,
}

impl<const W: usize> Arrivals<'_, W> {
    fn follow(&mut self, flow: &Flow, mover: &mut Mover<'_>) {
        let source = self.level.source(flow);
        flow.blocks_into(self.range.clone(), source, mover, |block| {
            for shift in &block.moves.shifts {
                let to = shift.word + (block.offset >> 6);
                let up = shift.up + low_bits(block.offset);
                let words = self.range.start.max(to)..self.range.end.min(to + block.words);
                for target in words {
                    let word = block.start + (target - to);
                    self.word(word, source.words[word] & shift.mask, target, up);
                }
            }
        });
    }

    /// Adds what the states `moving` of a word bring to those of a target's word, so far up in it.
    fn word(&mut self, word: usize, moving: u64, target: usize, up: i32) {
        let mut rest = moving;
        if rest == 0 {
            return;
        }
        let from = &self.level.states;
        let (before, targets) = (from.before(word), self.states.before(target) - self.first);
        while rest != 0 {
            let bit = rest.trailing_zeros();
            rest &= rest - 1;
            let account = &self.level.accounts[before + from.within(word, bit)];
            let at = targets + self.states.within(target, bit.wrapping_add_signed(up));
            self.fits &= self.accounts[at].add(account);
        }
    }
}

/// Adds up what comes to an ending; `None` where a number does not fit.
fn close<const W: usize>(accounts: &[Account<W>]) -> Option<End> {
    let mut total = Account::<W>::NONE;
    let fits = accounts.iter().all(|account| total.add(account));
    fits.then(|| End {
        playthroughs: total.ways.count(),
        lengths: Some(total.lengths.count()),
        odds: likelihood(total.odds.units()),
        odds_error: 0.0,
        shortest: total.shortest,
        longest: total.longest,
    })
}

/// Returns a likelihood as a number from 0 to 1.
fn likelihood(units: u128) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "the nearest number is told")]
    let units = units as f64;
    units / 2_f64.powi(126)
}

/// Tells whether counting applies: no loop in any part of the story that can be come to.
pub(in crate::explore) fn is_countable(components: &[graph::Component]) -> bool {
    components.iter().all(|component| !component.is_loop)
}
