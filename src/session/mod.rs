//! A playthrough as its player knows it: turns that can be taken back, and everything that is remembered.
//!
//! [`Session`] is one playthrough, [`Game`] the playthrough that is being played, saved turn by turn. What is kept
//! stands in texts that people can read: [`Save`], [`Script`], [`Scrapbook`],
//! [`Settings`].
//!
//! Knows no terminal and no disk: what is kept goes through a [`Store`], which somebody else provides.

mod again;
mod compare;
mod expectation;
mod game;
mod history;
mod save;
mod saves;
mod scrapbook;
mod script;
mod settings;
mod shelf;
mod store;
mod walk;

pub use again::{Leaf, Reached};
pub use compare::Comparison;
pub use expectation::{Disappointment, Expectation, ExpectationKind, Trial, try_out};
pub use game::{Game, Notice};
pub use history::{Chapter, Refused, Session, Taken};
pub use save::{Misfit, Restored, Save, SaveError, Step, Why};
pub use saves::{Kept, Offer, Trouble};
pub use scrapbook::{Run, Scrapbook};
pub use script::{Script, ScriptError};
pub use settings::Settings;
pub(crate) use store::free_name;
pub use store::{MemoryStore, Store, StoreError};
pub use walk::{Unfit, Walk, walk};
