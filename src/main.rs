//! Fifteen: a story about a towel and fifteen rounds, and the tool that plays, replays and proves it.

use std::process::ExitCode;

fn main() -> ExitCode {
    fifteen::cli::main()
}
