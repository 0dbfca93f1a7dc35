//! The story as the writer wrote it: RON, conditions, effects and prose, borrowed from the files, each with its place.
//!
//! Reads text and reports every fault of form that it can find in one run. It must not know whether a name means
//! anything: that is the compiler's to say.

mod brackets;
mod clause;
mod depth;
mod expression;
mod fields;
mod promise;
mod prose;
mod read;
mod ron;
mod signs;
mod slips;
mod story;
mod text;
mod titles;
mod tokens;
mod words;
mod world;

pub use clause::{Condition, Effects};
pub use expression::{Change, Effect, Expression, Operand, Operator};
pub use prose::{Piece, Pieces, Prose, Sink, Variant};
pub use read::file;
pub use ron::Unread;
pub(crate) use ron::nearest;
pub use story::{
    CanReach, Choice, Counter, Ending, Figure, File, Flag, Menu, Node, Page, Promise, Route, World,
};
pub use text::{Name, Text};
pub use titles::LIST_OF_ACTS;
pub use words::is_name;
pub use world::world;
