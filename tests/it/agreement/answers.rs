//! Choices that never matter, points of no return, covers and lengths in words, to the prover and to the reference.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use fifteen::{
    explore::{
        Coverage, Exploration, Idle, Limits, Returns, Share, Way, cover, coverage, idle, nearest,
        returns, words,
    },
    story::{EndingId, NodeId},
};

use super::{case::Case, sentences};
use crate::reference::{
    alike::alike,
    facts::Fact,
    liveness::needs,
    model::{Exits, Node},
    run::{End, Read, Reference, State, Turn},
};

/// The most playthroughs of a story all of which are looked at together, and the most turns that are followed for them.
const MOST_PLAYTHROUGHS: usize = 12;
const MOST_TURNS: usize = 300;

/// How often each answer was met.
#[derive(Default)]
pub struct Found(RefCell<BTreeMap<&'static str, usize>>);

impl Found {
    fn note(&self, what: &'static str) {
        *self.0.borrow_mut().entry(what).or_default() += 1;
    }

    pub fn add(&self, other: &Self) {
        for (what, count) in &*other.0.borrow() {
            *self.0.borrow_mut().entry(what).or_default() += count;
        }
    }

    /// Fails where some answer was hardly met.
    pub fn check(&self) {
        let expected = [
            "a shortest script without a visit to every state",
            "a node that is proven never to be reached",
            "an option that never matters",
            "an option that is read later",
            "a node that never matters",
            "an option that matters",
            "an ending that is always lost",
            "an ending that is sometimes lost",
            "an ending that a choice keeps",
            "an ending that remains from all states",
            "an ending that remains from some states",
            "an ending that remains from no state",
            "a smallest cover that was found by trying all",
            "a cover of several scripts",
            "playthroughs that were all counted",
        ];
        for what in expected {
            let count = self.0.borrow().get(what).copied().unwrap_or(0);
            assert!(count >= 10, "{what}: {count} of {:#?}", self.0);
        }
    }
}

/// Compares everything.
pub fn compare(case: &Case) -> Found {
    let limits = Limits::default();
    let exploration = case.explored();
    let both = Both {
        case,
        reference: case.reference(),
        coverage: coverage(case.story(), &exploration, limits),
        exploration,
        found: Found::default(),
    };
    both.compare()
}

struct Both<'c> {
    case: &'c Case,
    reference: Reference<'c>,
    exploration: Exploration,
    coverage: Coverage,
    found: Found,
}

impl Both<'_> {
    fn compare(self) -> Found {
        let limits = Limits::default();
        self.idle(&idle(
            self.case.story(),
            &self.exploration,
            self.case.limits(),
        ));
        self.nearest();
        let returns = returns(self.case.story(), &self.exploration, limits);
        self.returns(&returns.expect("the story is small"));
        self.cover();
        self.found
    }

    fn told(&self) -> String {
        format!("seed {}\n{}", self.case.seed, self.case.text())
    }

    fn id(&self, node: &str) -> NodeId {
        self.case.story().node(node).expect("it was compiled")
    }

    /// What the prover says never to matter leads to states that are alike; what leads to the same gate-state by the
    /// reference's own liveness is found.
    fn idle(&self, found: &[Idle]) {
        let graph = &self.case.graph;
        let alike = alike(graph);
        let read_alike = self.reference.read_alike(graph);
        let needs = needs(self.reference.model);
        let gates: Vec<State> = graph
            .states
            .iter()
            .map(|state| {
                let mut state = state.clone();
                state
                    .values
                    .retain(|name, _| needs[&state.node].contains(name));
                state
            })
            .collect();
        // Not all values of large counters are tried: of their choices less is proven.
        let is_large = self
            .reference
            .model
            .counters
            .iter()
            .any(|counter| counter.max > 64);
        for node in &self.reference.model.nodes {
            let choices = self.reference.model.choices(node).len();
            let at = |choice| {
                let is_it =
                    |idle: &&Idle| idle.node == self.id(&node.name) && idle.choice == choice;
                found.iter().find(is_it)
            };
            let whole = at(None);
            if let Some(idle) = whole {
                self.found.note("a node that never matters");
                let told = || format!("`{}`\n{}", node.name, self.told());
                assert_eq!(self.node_matters(node, &alike), Some(false), "{}", told());
                if !idle.is_read_later {
                    assert_eq!(
                        self.node_matters(node, &read_alike),
                        Some(false),
                        "{}",
                        told()
                    );
                }
                continue;
            }
            let is_same = self.node_matters(node, &gates) == Some(false);
            assert!(is_large || !is_same, "`{}`\n{}", node.name, self.told());
            for choice in 0..choices {
                let told = || format!("`{}` {choice}\n{}", node.name, self.told());
                let is_idle = |matters| matters == Some(false);
                if let Some(idle) = at(Some(choice)) {
                    let matters = self.option_matters(node, choice, &alike);
                    assert!(is_idle(matters), "{}", told());
                    self.found.note("an option that never matters");
                    if idle.is_read_later {
                        self.found.note("an option that is read later");
                    } else {
                        let matters = self.option_matters(node, choice, &read_alike);
                        assert!(is_idle(matters), "{}", told());
                    }
                } else {
                    let matters = self.option_matters(node, choice, &gates);
                    assert!(is_large || !is_idle(matters), "{}", told());
                    self.found.note("an option that matters");
                }
            }
        }
    }

    /// Tells whether the open choices of a node ever lead to different classes; `None` where there is never a choice.
    fn node_matters<T: PartialEq>(&self, node: &Node, classes: &[T]) -> Option<bool> {
        let steps = self.steps_at(node).filter(|steps| steps.len() > 1);
        let matters = steps.map(|steps| {
            steps
                .iter()
                .any(|(_, to)| classes[*to] != classes[steps[0].1])
        });
        matters.reduce(|any, one| any || one)
    }

    /// Tells whether an open choice ever leads to a class that no other open choice leads to.
    fn option_matters<T: PartialEq>(
        &self,
        node: &Node,
        choice: usize,
        classes: &[T],
    ) -> Option<bool> {
        let matters = self.steps_at(node).filter_map(|steps| {
            let (_, own) = steps.iter().find(|(exit, _)| *exit == choice)?;
            let mut others = steps.iter().filter(|(exit, _)| *exit != choice);
            (steps.len() > 1).then(|| !others.any(|(_, to)| classes[*to] == classes[*own]))
        });
        matters.reduce(|any, one| any || one)
    }

    /// Returns the exits and targets of each state of a node that has choices.
    fn steps_at(&self, node: &Node) -> impl Iterator<Item = Vec<(usize, usize)>> {
        let graph = &self.case.graph;
        let is_choice = matches!(node.exits, Exits::Choices(_));
        let name = node.name.clone();
        let states =
            (0..graph.states.len()).filter(move |at| is_choice && graph.states[*at].node == name);
        states.map(|at| {
            graph.steps[at]
                .iter()
                .map(|step| (step.exit, step.to))
                .collect()
        })
    }

    /// How few choices lead to each node, by a script that leads there.
    fn nearest(&self) {
        let graph = &self.case.graph;
        let depths = graph.depths();
        for node in &self.reference.model.nodes {
            let its = (0..depths.len()).filter(|at| graph.states[*at].node == node.name);
            let least = its.map(|at| depths[at] as usize).min();
            let goals = [self.id(&node.name)];
            let told = || format!("`{}`\n{}", node.name, self.told());
            match nearest(self.case.story(), &goals, Limits::default()) {
                Way::Script(script) => {
                    assert_eq!(Some(script.len()), least, "{}", told());
                    let passed = self.replay(&script).passed;
                    assert!(passed.iter().any(|at| at.node == node.name), "{}", told());
                    self.found
                        .note("a shortest script without a visit to every state");
                }
                Way::Never => {
                    assert_eq!(least, None, "{}", told());
                    self.found.note("a node that is proven never to be reached");
                }
                Way::Unknown => panic!("it is small\n{}", told()),
            }
        }
    }

    /// Which endings remain from each node, and which choices lose them.
    fn returns(&self, returns: &Returns) {
        let graph = &self.case.graph;
        let story = self.case.story();
        for (number, ending) in self.reference.model.endings.iter().enumerate() {
            let id = EndingId::at(number);
            assert_eq!(story.endings[number].name, *ending);
            let is_its = |node: &Node| matches!(&node.exits, Exits::Ending(name) if name == ending);
            let leads = graph.leads_to(&graph.at_nodes(&self.reference, is_its));
            for node in &self.reference.model.nodes {
                let here = self.id(&node.name);
                let states: Vec<usize> = (0..leads.len())
                    .filter(|at| graph.states[*at].node == node.name)
                    .collect();
                let from = states.iter().filter(|at| leads[**at]).count();
                let share = if from == 0 {
                    Share::None
                } else if from == states.len() {
                    Share::All
                } else {
                    Share::Some
                };
                let told = || format!("`{ending}` from `{}`\n{}", node.name, self.told());
                assert_eq!(returns.remaining[here.index()][number], share, "{}", told());
                self.found.note(match share {
                    Share::None => "an ending that remains from no state",
                    Share::Some => "an ending that remains from some states",
                    Share::All => "an ending that remains from all states",
                });
                for choice in 0..self.reference.model.choices(node).len() {
                    let taken = states.iter().filter(|at| leads[**at]).filter_map(|at| {
                        let mut steps = graph.steps[*at].iter();
                        steps.find(|step| step.exit == choice).map(|step| step.to)
                    });
                    let taken: BTreeSet<bool> = taken.map(|to| leads[to]).collect();
                    let mut points = returns.closed.iter();
                    let point = points.find(|point| {
                        (point.node, point.choice, point.ending) == (here, choice, id)
                    });
                    let told =
                        || format!("`{ending}` by `{}` {choice}\n{}", node.name, self.told());
                    assert_eq!(point.is_some(), taken.contains(&false), "{}", told());
                    let Some(point) = point else {
                        self.found.note("an ending that a choice keeps");
                        continue;
                    };
                    let is_sometimes = taken.contains(&true);
                    let expected = if is_sometimes {
                        Share::Some
                    } else {
                        Share::All
                    };
                    assert_eq!(point.closed, expected, "{}", told());
                    let script = returns.script(story, point);
                    let (last, first) = script.split_last().expect("a choice closes it");
                    let before = self.replay(first);
                    let after = self.reference.next_turn(&before.moment, last);
                    let after = after.expect("it is open");
                    let at = |turn: &Turn, which: usize| leads[graph.number(&turn.passed[which])];
                    assert!(at(&before, before.passed.len() - 1), "{}", told());
                    assert!(!at(&after, 0), "{}", told());
                    self.found.note(if is_sometimes {
                        "an ending that is sometimes lost"
                    } else {
                        "an ending that is always lost"
                    });
                }
            }
        }
    }

    fn replay(&self, script: &[String]) -> Turn {
        let mut turn = self.reference.first_turn();
        for name in script {
            let next = self.reference.next_turn(&turn.moment, name);
            turn = next.unwrap_or_else(|| panic!("`{name}` is not open\n{}", self.told()));
        }
        turn
    }

    /// A cover shows all that can be shown on the way to an ending, and no smaller one is below the bound.
    fn cover(&self) {
        let story = self.case.story();
        let cover = cover(story, &self.exploration, &self.coverage);
        let told = || format!("{cover:?}\n{}", self.told());
        let wanted = sentences::shown(self.case, &self.coverage);
        let shown = cover.scripts.iter().map(|script| self.shows(script));
        let shown: BTreeSet<Fact> = shown.flatten().collect();
        for facts in &wanted {
            assert!(
                facts.iter().any(|fact| shown.contains(fact)),
                "{facts:?}\n{}",
                told()
            );
        }
        assert!(cover.at_least <= cover.scripts.len() as u64, "{}", told());
        if cover.scripts.len() > 2 {
            self.found.note("a cover of several scripts");
        }
        let Some(all) = self.playthroughs() else {
            return;
        };
        let words = words(story, &self.exploration, &self.coverage);
        let counts = || {
            all.iter()
                .filter(|(turns, _)| is_over(turns))
                .map(|(turns, _)| count(turns))
        };
        if let (Some(least), Some(most)) = (counts().min(), counts().max()) {
            let words = words.unwrap_or_else(|| panic!("no words\n{}", told()));
            let is_within = words.at_least <= least && words.at_most.is_none_or(|it| it >= most);
            assert!(is_within, "{words:?} not {least}-{most}\n{}", told());
            self.found.note("playthroughs that were all counted");
        }
        if all.len() <= MOST_PLAYTHROUGHS {
            let each: Vec<BTreeSet<Fact>> =
                all.iter().map(|(_, script)| self.shows(script)).collect();
            let covers = |chosen: u32| {
                let is_shown = |facts: &Vec<Fact>| {
                    let mut shown = each.iter().enumerate();
                    shown.any(|(number, shown)| {
                        chosen >> number & 1 == 1 && facts.iter().any(|fact| shown.contains(fact))
                    })
                };
                wanted.iter().all(is_shown)
            };
            let smallest = (0..1_u32 << each.len()).filter(|chosen| covers(*chosen));
            let smallest = smallest.map(u32::count_ones).min();
            if let Some(smallest) = smallest {
                assert!(
                    cover.at_least <= u64::from(smallest),
                    "{smallest}\n{}",
                    told()
                );
                self.found
                    .note("a smallest cover that was found by trying all");
            }
        }
    }

    /// Returns what a script shows.
    fn shows(&self, script: &[String]) -> BTreeSet<Fact> {
        let reference = &self.reference;
        let mut facts = reference.facts_before_the_first_choice();
        let mut turn = reference.first_turn();
        turn.passed
            .iter()
            .for_each(|state| reference.passing(state, &mut facts));
        for name in script {
            let before = turn.moment.state.clone();
            turn = reference
                .next_turn(&turn.moment, name)
                .unwrap_or_else(|| panic!("`{name}` is not open\n{}", self.told()));
            let choices = reference.model.choices(reference.model.node(&before.node));
            let exit = choices.iter().position(|choice| choice.name == *name);
            reference.going(&before, exit.expect("it was taken"), &mut facts);
            turn.passed
                .iter()
                .for_each(|state| reference.passing(state, &mut facts));
        }
        facts
    }

    /// Returns all playthroughs to where they end, with their turns; `None` where there are too many.
    fn playthroughs(&self) -> Option<Vec<(Vec<Turn>, Vec<String>)>> {
        let mut all = Vec::new();
        let mut waiting = vec![(vec![self.reference.first_turn()], Vec::new())];
        let mut turns = 0;
        while let Some((path, script)) = waiting.pop() {
            turns += 1;
            if turns > MOST_TURNS {
                return None;
            }
            let last = path.last().expect("there is a first turn");
            let open = match last.end {
                End::Choosing => self.reference.view(&last.moment).open,
                _ => Vec::new(),
            };
            if open.is_empty() {
                all.push((path, script));
                continue;
            }
            for (name, ..) in open {
                let next = self.reference.next_turn(&last.moment, &name);
                let mut path = path.clone();
                path.push(next.expect("it is open"));
                let mut script = script.clone();
                script.push(name);
                waiting.push((path, script));
            }
        }
        Some(all)
    }
}

fn is_over(turns: &[Turn]) -> bool {
    turns
        .last()
        .is_some_and(|turn| matches!(turn.end, End::Ending(_)))
}

/// Returns how many words are read.
fn count(turns: &[Turn]) -> u64 {
    let read = turns.iter().flat_map(|turn| &turn.read);
    let texts = read.map(|read| match read {
        Read::Beat(text) | Read::Text(_, text, _) => text,
    });
    let words = texts.flat_map(|text| text.split_whitespace());
    words
        .filter(|word| word.contains(char::is_alphanumeric))
        .count() as u64
}
