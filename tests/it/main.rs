//! Everything that is tested from outside, one module a feature.

mod cli;
mod faults;
mod prompt;
mod readme;
mod story;
mod support;
mod tidy;
