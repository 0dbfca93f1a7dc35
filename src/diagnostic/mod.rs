//! What is wrong with a story: faults as data, and how they are shown.
//!
//! A [`Fault`] says what is wrong and where; its title stands in [`fault`], its other words in [`wording`], and what
//! there is to say about its [`Code`] in a document of `documents`. [`render`] turns faults into text. Everything that
//! lists the codes, the writer's guide and the tests included, is made from [`Code::ALL`] and [`LINTS`].

mod code;
mod fault;
mod lint;
mod render;
mod wording;

pub use code::Code;
pub use fault::{Fault, FaultKind, LONGEST_TITLE, MAX_STEPS, Thing};
pub use lint::{LINTS, Level, Levels, Lint};
pub use render::{Format, Report};
