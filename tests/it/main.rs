//! Everything that is tested from outside, one module a feature.

mod agreement;
mod bars;
mod cli;
mod faults;
mod generate;
mod memory;
mod prompt;
mod readme;
mod reference;
mod screens;
mod story;
mod support;
mod tidy;
