//! What is known of the ways to a state.
//!
//! Counts are exact whole numbers. Likelihoods are whole numbers of units of 2^-126: a division rounds down, what it loses
//! is added up, and so the sum of all losses bounds the error of every ending.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::explore::{End, findings::Open, wide::Wide};

/// What is known of a state: of all ways to it together, and while it is handed on, of one way on from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account<const W: usize> {
    ways: Wide<W>,
    /// The lengths of all ways, added up.
    lengths: Wide<W>,
    odds: Odds,
    pub shortest: u32,
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

impl<const W: usize> Account<W> {
    pub const NONE: Self = Self {
        ways: Wide::ZERO,
        lengths: Wide::ZERO,
        odds: Odds::of(0),
        shortest: u32::MAX,
        longest: 0,
    };

    /// Returns what is known of the state in which all playthroughs begin.
    pub fn start() -> Self {
        Self {
            ways: Wide::one(),
            odds: Odds::of(CERTAIN),
            shortest: 0,
            ..Self::NONE
        }
    }

    /// Adds ways to the same state; returns false where a number does not fit.
    pub fn add(&mut self, other: &Self) -> bool {
        self.add_odds(other);
        self.ways.add(&other.ways) & self.lengths.add(&other.lengths)
    }

    /// Adds the odds of other states, and compares how long the ways are; the ways themselves are not counted.
    pub fn add_odds(&mut self, other: &Self) {
        self.odds = Odds::of(self.odds.units() + other.odds.units());
        self.shortest = self.shortest.min(other.shortest);
        self.longest = self.longest.max(other.longest);
    }

    /// Returns how likely the state is, in units of 2^-126.
    pub fn units(&self) -> u128 {
        self.odds.units()
    }

    /// Returns what comes to an end here; how far off its odds may be is not known yet.
    pub fn end(&self) -> End {
        End {
            playthroughs: self.ways.count(),
            lengths: Some(self.lengths.count()),
            odds: likelihood(self.units()),
            odds_error: 0.0,
            shortest: self.shortest,
            longest: self.longest,
        }
    }
}

/// Returns a likelihood as a number from 0 to 1.
pub(super) fn likelihood(units: u128) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "the nearest number is told")]
    let units = units as f64;
    units / 2_f64.powi(126)
}

/// What choosing came to at some of a node's states.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chosen {
    pub open: Option<Open>,
    /// What divisions lost, in units of 2^-126.
    pub lost: u128,
}

impl Chosen {
    /// Makes of what is known of each state what is known of one way on from it: a choice more, and its part of the odds.
    /// `open` says how many ways on there are. `None` where a number does not fit.
    pub fn share<const W: usize>(accounts: &mut [Account<W>], open: &[u32]) -> Option<Self> {
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

    pub fn and(self, other: Self) -> Self {
        Self {
            open: Open::both(self.open, other.open),
            lost: self.lost + other.lost,
        }
    }
}

/// Memory for the accounts of tiles, to be used again: what a system hands out anew it clears first, page by page.
pub(super) struct Pool<const W: usize>(Mutex<Vec<Vec<Account<W>>>>);

impl<const W: usize> Default for Pool<W> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<const W: usize> Pool<W> {
    pub fn take(&self, count: usize) -> Vec<Account<W>> {
        let mut accounts = self.known().pop().unwrap_or_default();
        accounts.clear();
        accounts.reserve_exact(count);
        accounts.resize(count, Account::NONE);
        accounts
    }

    pub fn give_back(&self, accounts: &mut Vec<Vec<Account<W>>>) {
        self.known().append(accounts);
    }

    fn known(&self) -> MutexGuard<'_, Vec<Vec<Account<W>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
