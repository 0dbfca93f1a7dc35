//! How the cost of a proof grows: with the nodes, and with the variables that live at once.

use crate::{
    child,
    report::{bytes, number, time},
};

/// Prints both tables.
pub fn growth() {
    println!("| nodes (20 flags, 2 counters, 50 layers) | states | time | | peak memory |");
    println!("|---|---|---|---|---|");
    for nodes in [100, 1_000, 10_000, 100_000] {
        row(&nodes.to_string(), &format!("{nodes}-50-20-2-12"));
    }
    println!();
    println!("| live flags (1,000 nodes, 2 counters, 30 layers) | states | time | | peak memory |");
    println!("|---|---|---|---|---|");
    for flags in [2, 4, 6, 8, 10, 12, 14, 16] {
        row(&flags.to_string(), &format!("1000-30-{flags}-2-0"));
    }
    println!();
}

fn row(label: &str, shape: &str) {
    let told = child::ask(&["gate", shape]);
    println!(
        "| {label} | {} | {} | {} | {} |",
        number(told.states as f64),
        time(told.seconds),
        bar(told.seconds),
        bytes(told.peak as f64)
    );
}

/// Returns a bar whose length is the logarithm of a time: four signs for every power of ten above a tenth of a
/// millisecond.
fn bar(seconds: f64) -> String {
    let length = (4.0 * (seconds / 1e-4).log10()).clamp(0.0, 40.0);
    "#".repeat(length.round() as usize)
}
