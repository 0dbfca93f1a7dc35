//! What the prover says of promises beside what holds in every state of the reference's graph.

mod make;
mod truth;

use std::{collections::BTreeMap, fmt::Write as _};

use fifteen::{
    compile::compile,
    explore::{Limits, Unmonitored, Verdict, explore, judge, survey},
    source::Sources,
};

use super::case::STORIES;
use crate::{
    generate::{self, dice::Dice},
    reference::{
        graph::Graph,
        model::{Model, Page, Piece, Prose},
        run::{Reference, Turn},
        tally::Tally,
        write,
    },
};
use make::{Claim, KINDS, Maker, Promise};

/// Promises compare visits that nothing else does, which makes more states; stories with more than these are left out.
const MOST_STATES: usize = 8_000;

#[test]
fn promises_are_judged_as_the_reference_judges_them() {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut stories = 0;
    for seed in 0..*STORIES {
        let model = generate::story(seed);
        let mut dice = Dice::new(seed + 1_000_000);
        let promises: Vec<Promise> = (0..dice.between(6, 11))
            .filter_map(|_| {
                Maker {
                    model: &model,
                    dice: &mut dice,
                }
                .promise()
            })
            .collect();
        // What the promises compare is counted in the reference as if it stood on a page.
        let mut read = model.clone();
        read.pages.push(page_of(&promises));
        let tally = Tally::default();
        let reference = Reference::new(&read, &tally);
        let Some(graph) = Graph::explore(&reference, MOST_STATES) else {
            continue;
        };
        stories += 1;
        let judged = Judged::new(&model, reference, &graph, seed, &promises);
        for verdicts in [&judged.by_states, &judged.by_sets] {
            for (promise, verdict) in promises.iter().zip(verdicts) {
                let what = judged.compare(promise, verdict);
                *counts.entry((promise.kind, what)).or_default() += 1;
            }
        }
    }
    assert!(stories > *STORIES / 2, "most stories are small: {stories}");
    for kind in KINDS {
        for what in ["kept", "broken"] {
            let count = counts.get(&(*kind, what)).copied().unwrap_or(0);
            assert!(count > 10, "`{kind}` {what}: {count} of {counts:?}");
        }
    }
}

/// Returns a page that compares what the promises do.
fn page_of(promises: &[Promise]) -> Page {
    let condition = |promise: &Promise| match &promise.claim {
        Claim::Always(_, condition) => Some(condition.clone()),
        _ => None,
    };
    let variant = |when| Piece::Variant(when, Prose::default(), Prose::default());
    let pieces = promises.iter().filter_map(condition).map(variant);
    Page {
        name: "promises".to_owned(),
        text: Some(Prose(pieces.collect())),
        figure: None,
    }
}

/// A story whose promises the prover judged.
struct Judged<'c> {
    reference: Reference<'c>,
    graph: &'c Graph,
    depths: Vec<u32>,
    by_states: Vec<Verdict>,
    /// Where the story can be explored by whole sets of states.
    by_sets: Vec<Verdict>,
    told: String,
}

impl<'c> Judged<'c> {
    fn new(
        model: &Model,
        reference: Reference<'c>,
        graph: &'c Graph,
        seed: u64,
        promises: &[Promise],
    ) -> Self {
        let mut files = write::files(model, seed, &Tally::default());
        let mut text = String::from("[\n");
        for (number, promise) in promises.iter().enumerate() {
            let _ = writeln!(text, "    (name: \"promise {number}\", {}),", promise.text);
        }
        text.push_str("]\n");
        files.push(("promises.ron".to_owned(), text));
        let mut sources = Sources::new("story");
        let mut told = format!("seed {seed}\n");
        for (path, text) in &files {
            sources.add(path, text.as_bytes());
            let _ = writeln!(told, "--- {path}\n{text}");
        }
        let story = match compile(&sources) {
            Ok(compiled) => compiled.story,
            Err(faults) => panic!(
                "{:?}\n{told}",
                faults
                    .iter()
                    .map(|fault| fault.kind.to_string())
                    .collect::<Vec<_>>()
            ),
        };
        let limits = Limits::default();
        let verdicts = [
            explore(&story, limits),
            survey(&story, limits, &mut Unmonitored),
        ];
        let [by_states, by_sets] = verdicts.map(|exploration| judge(&story, &exploration, limits));
        assert_eq!(by_states.len(), promises.len(), "{told}");
        assert_eq!(by_sets.len(), promises.len(), "{told}");
        let depths = graph.depths();
        Self {
            reference,
            graph,
            depths,
            by_states,
            by_sets,
            told,
        }
    }

    /// Compares a verdict with the truth. Returns what it was.
    fn compare(&self, promise: &Promise, verdict: &Verdict) -> &'static str {
        let told = || format!("`{}` is {verdict:?}\n{}", promise.text, self.told);
        let truth = self.truth(&promise.claim);
        match verdict {
            Verdict::Unknown => {
                assert!(truth.may_be_unknown, "{}", told());
                "unknown"
            }
            Verdict::Kept => {
                assert_eq!(truth.is_kept, Some(true), "{}", told());
                "kept"
            }
            Verdict::Broken { script, .. } => {
                assert_eq!(truth.is_kept, Some(false), "{}", told());
                let breaking = || (0..self.depths.len()).filter(|at| truth.breaking[*at]);
                let Some(script) = script else {
                    assert!(!truth.is_nearest, "no script\n{}", told());
                    let beyond = truth.shortest_beyond(self.graph);
                    assert!(beyond.is_empty(), "no script of {beyond:?}\n{}", told());
                    return "broken";
                };
                let turn = self.replay(script, &told);
                if let Some((goals, _)) = &truth.at_most {
                    let last = turn.passed.last().map(|state| self.graph.number(state));
                    let ends = |goals: &Vec<bool>| last.is_some_and(|last| goals[last]);
                    assert!(goals.iter().any(ends), "no ending\n{}", told());
                    let length = u32::try_from(script.len()).expect("a short script");
                    let beyond = truth.shortest_beyond(self.graph);
                    let shortest = beyond.iter().min();
                    assert_eq!(shortest, Some(&length), "{beyond:?}\n{}", told());
                    return "broken";
                }
                let reached = turn.passed.iter().map(|state| self.graph.number(state));
                let shown = reached
                    .filter(|at| truth.breaking[*at])
                    .map(|at| self.depths[at]);
                let length = u32::try_from(script.len()).ok();
                assert_eq!(shown.min(), length, "the script\n{}", told());
                if truth.is_nearest {
                    let nearest = breaking().map(|at| self.depths[at]).min();
                    assert_eq!(nearest, length, "the nearest\n{}", told());
                }
                "broken"
            }
        }
    }

    fn replay(&self, script: &[String], told: &impl Fn() -> String) -> Turn {
        let mut turn = self.reference.first_turn();
        for name in script {
            let next = self.reference.next_turn(&turn.moment, name);
            turn = next.unwrap_or_else(|| panic!("`{name}` is not open\n{}", told()));
        }
        turn
    }
}
