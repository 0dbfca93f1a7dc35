//! Choices that never matter: whatever is chosen, no later gate can tell the difference.
//!
//! # What is claimed
//! An option never matters if in every state in which it and another are open, another open one leads to the same
//! gate-state: the same node, and the same value of everything that can still decide a choice, a route, or an effect
//! that itself matters. A node never matters if in every state all of its open choices, of which there are sometimes
//! two, lead to the same gate-state. Of both is told whether a later text can tell the difference all the same: whether
//! it reads something that they leave different, or prints a record that they write differently. The outcome beat of the
//! choice itself is no later text.
//!
//! # Method
//! Play by chance soon finds a state that shows of nearly every option that it matters. For the rest, all values of what
//! the node's exits touch (`order`) are tried; where an option matters for some of them, `decide` says whether such a
//! state can be reached.

use super::{
    Exploration, Limits,
    before::Rewriter,
    decide::{Answer, Budget, Probe, decide},
    needs, order,
    play::{Effort, Look, play},
    reading,
    stepper::Rule,
    steps::Steps,
};
use crate::{
    engine::{Engine, State},
    story::{Choice, Condition, Field, Node, NodeId, Story},
};

/// A choice that never matters to a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle {
    pub node: NodeId,
    /// The option; `None` where none of the node's choices matters.
    pub choice: Option<usize>,
    /// Whether a later text can tell it from the others.
    pub is_read_later: bool,
}

/// How long to play by chance: the most steps, and for every node, how many more after something new was found.
const MOST_STEPS: u64 = 500_000;
const PATIENCE: u64 = 200;

/// The most combinations of values that are tried at a node.
const MOST_COMBINATIONS: u64 = 1 << 18;

/// Returns the choices of a story that was explored which are proven never to matter.
#[must_use]
pub fn idle(story: &Story, exploration: &Exploration, limits: Limits) -> Vec<Idle> {
    if !exploration.is_complete {
        return Vec::new();
    }
    let engine = Engine::new(story);
    let gates = needs::needs(
        engine,
        &vec![vec![0; story.words]; story.nodes.len()],
        Rule::Exact,
    );
    let texts = reading::read_or_needed(engine);
    let judge = Judge {
        engine,
        touched: [
            order::touched(engine, &gates),
            order::touched(engine, &texts),
        ],
        needs: [gates, texts],
        printed: reading::printed_later(story),
    };
    let mut open = judge.candidates(exploration);
    let mut left: usize = open.iter().map(Vec::len).sum();
    let mut look = |state: &State| {
        let before = left;
        let candidates = &mut open[state.node.index()];
        if !candidates.is_empty() {
            let outcomes = judge.outcomes(state);
            candidates.retain_mut(|candidate| {
                candidate.is_met |= candidate.is_met_by(&outcomes);
                let is_over = judge.matters(candidate, &outcomes);
                left -= usize::from(is_over);
                !is_over
            });
        }
        match left {
            0 => Look::Done,
            left if left < before => Look::New,
            _ => Look::Known,
        }
    };
    let effort = Effort {
        steps: MOST_STEPS,
        patience: PATIENCE * story.nodes.len() as u64,
    };
    play(
        engine,
        effort,
        Vec::new(),
        &mut Steps::default(),
        |state, _| look(state),
    );
    let rewriter = Rewriter::new(story);
    let mut budget = Budget::new(exploration, limits);
    let never = |candidate: &Candidate, budget: &mut Budget| {
        judge.is_met(candidate, &rewriter, budget)
            && judge.never_matters(candidate, &rewriter, budget)
    };
    let mut found = Vec::new();
    for candidate in open.into_iter().flatten().filter(|it| it.level == GATES) {
        if never(&candidate, &mut budget) {
            let in_text = Candidate {
                level: TEXTS,
                ..candidate
            };
            found.push(Idle {
                node: candidate.node,
                choice: candidate.choice,
                is_read_later: !never(&in_text, &mut budget),
            });
        }
    }
    // Where a whole node does not matter, its options are not told one by one.
    let nodes: Vec<Idle> = found
        .iter()
        .filter(|idle| idle.choice.is_none())
        .copied()
        .collect();
    found.retain(|idle| {
        let is_told = nodes.iter().any(|whole| whole.node == idle.node);
        idle.choice.is_none() || !is_told
    });
    found
}

/// What can tell outcomes apart: gates alone, or later texts too.
const GATES: usize = 0;
const TEXTS: usize = 1;

/// An option, or all options of a node, of which it is not known that they matter.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    node: NodeId,
    choice: Option<usize>,
    level: usize,
    /// Whether a state was met in which it might have mattered.
    is_met: bool,
}

impl Candidate {
    /// Tells whether it might matter among these outcomes: whether there is anything to choose.
    fn is_met_by(&self, outcomes: &[Outcome<'_>]) -> bool {
        let is_its = |outcome: &Outcome<'_>| self.choice.is_none_or(|it| it == outcome.choice);
        outcomes.len() > 1 && outcomes.iter().any(is_its)
    }
}

/// A choice that is open, and the state it leads to.
struct Outcome<'s> {
    choice: usize,
    written: &'s Choice,
    to: State,
}

struct Judge<'s> {
    engine: Engine<'s>,
    needs: [Vec<Vec<u64>>; 2],
    touched: [Vec<Vec<u64>>; 2],
    printed: Vec<Vec<bool>>,
}

impl<'s> Judge<'s> {
    /// Returns the options that might not matter, by node: those that share their target with another.
    fn candidates(&self, exploration: &Exploration) -> Vec<Vec<Candidate>> {
        let candidates = |(index, node): (usize, &Node)| {
            let found = &exploration.nodes[index];
            let choices = node.choices();
            let open = |choice: &usize| found.exits[*choice];
            let open: Vec<usize> = (0..choices.len()).filter(open).collect();
            let has_twin = |choice: usize| {
                let mut others = open.iter().filter(|other| **other != choice);
                others.any(|other| choices[*other].to == choices[choice].to)
            };
            let mut told: Vec<Option<usize>> = Vec::new();
            if open.len() > 1 && open.iter().all(|choice| has_twin(*choice)) {
                told.push(None);
            }
            told.extend(open.iter().filter(|it| has_twin(**it)).map(|it| Some(*it)));
            let candidate = |choice| Candidate {
                node: NodeId::at(index),
                choice,
                level: GATES,
                is_met: false,
            };
            told.into_iter().map(candidate).collect()
        };
        let nodes = self.engine.story.nodes.iter().enumerate();
        nodes.map(candidates).collect()
    }

    /// Takes every choice that is open in a state.
    fn outcomes(&self, state: &State) -> Vec<Outcome<'s>> {
        let choices = self.engine.story.nodes[state.node.index()].choices();
        let open = choices.iter().enumerate();
        let open = open.filter(|(_, choice)| choice.when.holds(&state.values));
        let outcome = |(choice, written): (usize, &'s Choice)| {
            let mut to = state.clone();
            self.engine.take(&mut to, written, &mut ());
            Outcome {
                choice,
                written,
                to,
            }
        };
        open.map(outcome).collect()
    }

    /// Tells whether a candidate matters in a state with these outcomes.
    fn matters(&self, candidate: &Candidate, outcomes: &[Outcome<'_>]) -> bool {
        let is_same = |a: &Outcome<'_>, b: &Outcome<'_>| self.is_same(candidate.level, a, b);
        if outcomes.len() < 2 {
            return false;
        }
        match candidate.choice {
            None => !outcomes.windows(2).all(|pair| is_same(&pair[0], &pair[1])),
            Some(choice) => {
                let Some(own) = outcomes.iter().find(|outcome| outcome.choice == choice) else {
                    return false;
                };
                let mut others = outcomes.iter().filter(|outcome| outcome.choice != choice);
                !others.any(|other| is_same(own, other))
            }
        }
    }

    /// Tells whether gates, or by the level texts too, can never tell two outcomes apart.
    fn is_same(&self, level: usize, a: &Outcome<'_>, b: &Outcome<'_>) -> bool {
        let to = a.to.node.index();
        if a.to.node != b.to.node {
            return false;
        }
        let values = a.to.values.iter().zip(&b.to.values);
        let needs = &self.needs[level][to];
        let is_same = values.zip(needs).all(|((a, b), mask)| (a ^ b) & mask == 0);
        if level == GATES || !is_same {
            return is_same;
        }
        let printed = |choice: &Choice| {
            let records = choice.records.iter();
            let printed = records.filter(|(record, _)| self.printed[to][record.index()]);
            printed.copied().collect::<Vec<_>>()
        };
        printed(a.written) == printed(b.written)
    }

    /// Tells whether there is a state in which a candidate might matter. False where that is not to be known.
    fn is_met(&self, candidate: &Candidate, rewriter: &Rewriter, budget: &mut Budget) -> bool {
        if candidate.is_met {
            return true;
        }
        let choices = self.engine.story.nodes[candidate.node.index()].choices();
        let mut pairs = Vec::new();
        for (index, choice) in choices.iter().enumerate() {
            if candidate.choice.is_some_and(|own| own != index) {
                continue;
            }
            for (_, other) in choices.iter().enumerate().filter(|it| it.0 != index) {
                let both = vec![choice.when.clone(), other.when.clone()];
                pairs.push(Condition::all(both));
            }
        }
        let probe = Probe {
            node: candidate.node,
            when: Condition::any(pairs),
        };
        matches!(
            decide(self.engine, rewriter, budget, &[probe]),
            Answer::Reached { .. }
        )
    }

    /// Proves that a candidate matters in no state. False where that is not so, or not to be proven within limits.
    fn never_matters(
        &self,
        candidate: &Candidate,
        rewriter: &Rewriter,
        budget: &mut Budget,
    ) -> bool {
        let touched = &self.touched[candidate.level][candidate.node.index()];
        let variables = self.engine.story.variables.iter();
        let fields: Vec<Field> = variables
            .map(|variable| variable.field)
            .filter(|field| touched[field.word] & field.bits() != 0)
            .collect();
        let combinations = fields.iter().try_fold(1_u64, |product, field| {
            let product = product.checked_mul(field.max.checked_add(1)?)?;
            (product <= MOST_COMBINATIONS).then_some(product)
        });
        if combinations.is_none() {
            return false;
        }
        let mut state = State {
            node: candidate.node,
            values: vec![0; self.engine.story.words].into_boxed_slice(),
        };
        let when = self.where_it_matters(candidate, &fields, &mut state);
        if when == Condition::Never {
            return true;
        }
        let probe = Probe {
            node: candidate.node,
            when,
        };
        decide(self.engine, rewriter, budget, &[probe]) == Answer::Never
    }

    /// Returns the condition on the values of some fields under which a candidate matters; the others are as in `state`.
    fn where_it_matters(
        &self,
        candidate: &Candidate,
        fields: &[Field],
        state: &mut State,
    ) -> Condition {
        let Some((field, rest)) = fields.split_first() else {
            let outcomes = self.outcomes(state);
            let matters = self.matters(candidate, &outcomes);
            return if matters {
                Condition::Always
            } else {
                Condition::Never
            };
        };
        let mut parts = Vec::new();
        // Values next to each other that ask for the same make one range.
        let mut range: Option<(u64, u64, Condition)> = None;
        for value in 0..=field.max {
            field.set(&mut state.values, value);
            let inner = self.where_it_matters(candidate, rest, state);
            match &mut range {
                Some((_, high, known)) if *known == inner => *high = value,
                _ => parts.extend(range.replace((value, value, inner))),
            }
        }
        parts.extend(range);
        let part = |(low, high, inner): (u64, u64, Condition)| {
            Condition::all(vec![Condition::within(*field, low, high), inner])
        };
        Condition::any(parts.into_iter().map(part).collect())
    }
}
