//! A second, independent reading of the story language: slow, obvious, straight from "Semantics, exactly".
//!
//! Shares nothing with the engine but the text of a story's files. Architecture invariant: nothing in this module names
//! anything of the crate `fifteen`; what the two agree on is for `agreement` to say.

pub mod alike;
mod conditions;
pub mod facts;
pub mod graph;
pub mod liveness;
pub mod model;
mod prose;
pub mod run;
pub mod tally;
mod values;
pub mod view;
pub mod write;
