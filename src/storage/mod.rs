//! The disk, as a [`Store`]: whole texts, written so that no crash and no second window can break one.
//!
//! A text is written beside its place, flushed, renamed into its place, and the folder flushed (what Pillai et al. 2014,
//! "All File Systems Are Not Created Equal", found to be needed everywhere). Windows take turns by locks that the
//! system lets go of when a process dies, however it dies.

mod disk;
mod files;
mod location;

pub use disk::Disk;
pub use files::{Files, Lock, Os};
pub use location::location;
