//! *Fifteen*: stories as finite state graphs that are played, replayed and proven by one engine.
//!
//! # Code map
//!
//! ```text
//! text -> syntax -> compile -> story -> engine -> session -> repl -> the player
//!         (as written,         (as run)   |       (undo, saves)
//!          with spans)                    |
//!                diagnostic <-- lint <----+--> explore (the prover)
//! ```
//!
//! | module | holds | may use |
//! |---|---|---|
//! | [`source`] | files as text, and places in them | nothing |
//! | `threads` | work shared out between two threads | nothing |
//! | [`diagnostic`] | faults as data, their wording, their rendering | `source` |
//! | [`syntax`] | RON, conditions, effects and prose as written, with their places | `source`, `diagnostic`; of `story`, [`story::Bounds`] |
//! | [`story`] | the checked story: ids, packed masks | nothing |
//! | [`compile`] | names to ids, syntax to story | `syntax`, `story`, `diagnostic` |
//! | [`engine`] | a state, one step, what the player sees | `story` |
//! | [`explore`] | the prover: reachability, counts, odds, shortest scripts, promises | `story`, `engine` |
//! | [`lint`] | what can be said of a story beyond its being well formed; one rule a file | `explore`, `compile`, `syntax`, `diagnostic`; of `repl`, its width |
//! | [`wording`] | conditions, effects and prose back in the words of the language | `story`; of `syntax`, what a name is |
//! | [`stats`] | words, reading, coverage by scripts | `story`, `engine`, `session` |
//! | [`diff`] | what changed between two stories | `story`, `stats`, `wording` |
//! | [`map`] | layered layout; SVG, HTML, DOT, Mermaid, outline | `story`, `explore`, `session`, `wording` |
//! | [`session`] | undo, saves, scripts: a playthrough as its player knows it | `engine` |
//! | [`storage`] | the disk as the session's store | `session` |
//! | [`author`] | what an author may do at the prompt: set, go anywhere, ask why | `session`, `wording` |
//! | [`repl`] | the prompt | `session` |
//! | [`commands`], [`cli`] | one file a command; disk and terminal | everything |
//!
//! # Architecture invariants
//!
//! * There is one engine. Playing, replaying, proving and testing step a story with the same functions.
//!   Where the prover steps sixty-four states at once (`engine::lanes`), a test holds each of them to the engine.
//! * `story`, `engine`, `explore` and `session` do no I/O and know no places in files.
//! * Nothing that reaches output depends on a clock, on chance or on the order of a hash map.
//! * Nothing stored names a thing by its position: scripts, saves and messages speak ids.

#![forbid(unsafe_code)]

pub mod author;
pub mod cli;
pub mod commands;
pub mod compile;
pub mod diagnostic;
pub mod diff;
pub mod engine;
pub mod explore;
pub mod lint;
pub mod map;
pub mod repl;
pub mod session;
pub mod source;
pub mod stats;
pub mod storage;
pub mod story;
pub mod syntax;
mod threads;
pub mod wording;
