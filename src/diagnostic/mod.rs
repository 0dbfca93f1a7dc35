//! What is wrong with a story: faults as data, and how they are shown.
//!
//! A [`Fault`] says what is wrong and where; its wording stands in [`fault`] alone. [`render`] turns faults into text.

mod fault;
mod render;

pub use fault::{Fault, FaultKind, MAX_STEPS, Thing};
pub use render::{Format, Report};
