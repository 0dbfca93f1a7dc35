//! Everything that is tested from outside, one module a feature.

mod again;
mod agreement;
mod bars;
mod cli;
mod crash;
mod diff;
mod faults;
mod generate;
mod hostile;
mod map;
mod memory;
mod programs;
mod prompt;
mod readme;
mod reference;
mod saves;
mod screens;
mod signals;
mod storage;
mod story;
mod support;
mod terminal;
mod tidy;
mod tools;
mod watch;
mod wording;
