//! Figures about a story: how many words it has, how long it reads, what a set of scripts covers.
//!
//! Counts what the prover need not: odds and states come from `explore`. Returns data and prints nothing.

mod coverage;
mod reading;
mod words;

pub use coverage::{Coverage, Share};
pub use reading::{Reading, by_chance, minutes, read};
pub use words::{ActWords, Words};

pub use crate::story::words_of;
