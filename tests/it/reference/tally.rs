//! What of the language was met, and how often.

use std::{cell::RefCell, collections::BTreeMap};

/// Everything that the generated stories must meet at least once.
pub const FEATURES: &[&str] = &[
    "alias of a choice",
    "alias of a node",
    "and",
    "beat of a choice",
    "beat of a node",
    "beats of a menu's choice differ by node",
    "bounded loop",
    "by value",
    "comment",
    "condition in a choice",
    "condition in a route",
    "danger marked",
    "danger that stood before",
    "danger undone by its own effects",
    "doomed",
    "effect passed over",
    "effect sees earlier effect",
    "effect with condition",
    "ending of two nodes",
    "endless routes",
    "enter",
    "entry by number",
    "entry by number that is missing",
    "entry tells a value",
    "escaped bar",
    "escaped brace",
    "escaped string",
    "figure",
    "figure on a page",
    "figure with a variant",
    "hidden",
    "infinite playthroughs",
    "large counter",
    "locked",
    "menu",
    "more playthroughs than 64 bits count",
    "named effect",
    "named effect in a named effect",
    "named effect with condition",
    "named effect's condition asked once",
    "node's own choices after a menu's",
    "not",
    "not of a group",
    "or",
    "page",
    "paragraph",
    "raw string",
    "record of two entries printed",
    "record on a choice",
    "record on a route",
    "route after route",
    "route by a later condition",
    "route from the start",
    "route with effects",
    "routes with text",
    "saturation at 0",
    "saturation at max",
    "sides swapped",
    "space taken by an empty choice",
    "start value of a counter",
    "start value of a flag",
    "status",
    "stuck at choices",
    "stuck at routes",
    "truth",
    "unreachable choice",
    "unreachable node",
    "unreachable route",
    "value as a number",
    "value as a word",
    "variant",
    "variant in a variant",
    "variant with an empty half",
    "variant without a second half",
    "visits in a choice or route",
    "visits in an effect",
    "visits in prose",
    "visits saturate",
    "without",
    "word for a number in a condition",
    "word for a number in an effect",
    "word that is also a variable",
];

/// Counts features.
#[derive(Debug, Default)]
pub struct Tally(RefCell<BTreeMap<&'static str, u64>>);

impl Tally {
    /// Notes that a feature was met.
    pub fn note(&self, feature: &'static str) {
        *self.0.borrow_mut().entry(feature).or_default() += 1;
    }

    pub fn note_if(&self, met: bool, feature: &'static str) {
        if met {
            self.note(feature);
        }
    }

    /// Adds what another tally counted.
    pub fn add(&self, other: &Self) {
        for (feature, count) in &*other.0.borrow() {
            *self.0.borrow_mut().entry(feature).or_default() += count;
        }
    }

    /// Returns the features that were met fewer than `times` times.
    pub fn rarer_than(&self, times: u64) -> Vec<(&'static str, u64)> {
        let counts = self.0.borrow();
        for feature in counts.keys() {
            assert!(
                FEATURES.contains(feature),
                "`{feature}` is not in the table"
            );
        }
        let count = |feature: &&'static str| (*feature, counts.get(feature).copied().unwrap_or(0));
        FEATURES
            .iter()
            .map(count)
            .filter(|(_, count)| *count < times)
            .collect()
    }
}
