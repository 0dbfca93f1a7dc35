//! Every state of a story and every step between them, found one by one, and what can be read off that graph.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    model::{Exits, Node},
    run::{Moment, Reference, State},
};

/// All states that can be reached; the first is where a playthrough begins.
pub struct Graph {
    pub states: Vec<State>,
    pub steps: Vec<Vec<Step>>,
}

/// A step to another state by a choice or route of the node, counted as they stand there.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub exit: usize,
    pub to: usize,
    /// 1 for a choice, 0 for a route.
    pub cost: u32,
}

impl Graph {
    /// Explores a story. `None` where it has more than `most` states.
    pub fn explore(reference: &Reference<'_>, most: usize) -> Option<Self> {
        Self::explore_from(
            reference,
            reference.first_turn().passed.swap_remove(0),
            most,
        )
    }

    /// Explores what can come after a state. `None` where that is more than `most` states.
    pub fn explore_from(reference: &Reference<'_>, first: State, most: usize) -> Option<Self> {
        let mut graph = Self {
            states: vec![first.clone()],
            steps: Vec::new(),
        };
        let mut numbers = BTreeMap::from([(first, 0)]);
        while graph.steps.len() < graph.states.len() {
            let state = graph.states[graph.steps.len()].clone();
            let mut steps = Vec::new();
            for (exit, to, cost) in steps_from(reference, &state) {
                let next = numbers.len();
                let number = *numbers.entry(to.clone()).or_insert(next);
                if number == next {
                    graph.states.push(to);
                }
                steps.push(Step {
                    exit,
                    to: number,
                    cost,
                });
            }
            graph.steps.push(steps);
            if graph.states.len() > most {
                return None;
            }
        }
        Some(graph)
    }

    pub fn number(&self, state: &State) -> usize {
        self.states
            .iter()
            .position(|known| known == state)
            .expect("every state played was explored")
    }

    /// Returns the fewest choices that lead to each state.
    pub fn depths(&self) -> Vec<u32> {
        let mut depths = vec![u32::MAX; self.states.len()];
        depths[0] = 0;
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            for (at, steps) in self.steps.iter().enumerate() {
                for step in steps {
                    if depths[at] != u32::MAX && depths[at] + step.cost < depths[step.to] {
                        depths[step.to] = depths[at] + step.cost;
                        has_changed = true;
                    }
                }
            }
        }
        depths
    }

    /// Returns which states lead to one of `goals`, or are one.
    pub fn leads_to(&self, goals: &[bool]) -> Vec<bool> {
        let mut leads = goals.to_vec();
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            for at in (0..leads.len()).rev() {
                if !leads[at] && self.steps[at].iter().any(|step| leads[step.to]) {
                    leads[at] = true;
                    has_changed = true;
                }
            }
        }
        leads
    }

    /// Tells whether a player can go round for ever within `among`.
    pub fn has_round(&self, among: &[bool]) -> bool {
        let mut left = among.to_vec();
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            for at in (0..left.len()).rev() {
                if left[at] && !self.steps[at].iter().any(|step| left[step.to]) {
                    left[at] = false;
                    has_changed = true;
                }
            }
        }
        left.contains(&true)
    }

    /// Returns the number of ways from the start to one of `goals`; `None` where there is no end of them.
    pub fn ways_to(&self, goals: &[bool]) -> Option<u128> {
        let leads = self.leads_to(goals);
        if self.has_round(&leads) {
            return None;
        }
        let mut known = vec![None; self.states.len()];
        Some(self.ways_from(0, goals, &leads, &mut known))
    }

    fn ways_from(
        &self,
        at: usize,
        goals: &[bool],
        leads: &[bool],
        known: &mut [Option<u128>],
    ) -> u128 {
        if let Some(ways) = known[at] {
            return ways;
        }
        let mut ways = u128::from(goals[at]);
        for step in self.steps[at].iter().filter(|step| leads[step.to]) {
            ways += self.ways_from(step.to, goals, leads, known);
        }
        known[at] = Some(ways);
        ways
    }

    /// Returns how likely a player who takes each open choice with the same probability comes to one of `goals`, and the
    /// most choices that may lead there. Nothing that leads there may go round.
    pub fn odds_and_longest(&self, goals: &[bool]) -> (f64, u32) {
        let leads = self.leads_to(goals);
        let mut known = vec![None; self.states.len()];
        self.odds_and_longest_from(0, goals, &leads, &mut known)
    }

    fn odds_and_longest_from(
        &self,
        at: usize,
        goals: &[bool],
        leads: &[bool],
        known: &mut [Option<(f64, u32)>],
    ) -> (f64, u32) {
        if let Some(both) = known[at] {
            return both;
        }
        let (mut sum, mut longest) = (if goals[at] { 1.0 } else { 0.0 }, 0);
        for step in self.steps[at].iter().filter(|step| leads[step.to]) {
            let (odds, length) = self.odds_and_longest_from(step.to, goals, leads, known);
            let open = u32::try_from(self.steps[at].len()).expect("few choices stand at a node");
            sum += odds / f64::from(open);
            longest = longest.max(length + step.cost);
        }
        known[at] = Some((sum, longest));
        (sum, longest)
    }

    /// Returns the fewest choices, but more than `most`, with which a player may come to one of `goals`.
    pub fn shortest_beyond(&self, goals: &[bool], most: u32) -> Option<u32> {
        let furthest = most + u32::try_from(self.states.len()).expect("few states");
        let mut here = vec![false; self.states.len()];
        here[0] = true;
        for length in 0..=furthest {
            let mut routed: Vec<usize> = (0..here.len()).filter(|at| here[*at]).collect();
            let mut next = vec![false; self.states.len()];
            while let Some(at) = routed.pop() {
                for step in &self.steps[at] {
                    if step.cost > 0 {
                        next[step.to] = true;
                    } else if !here[step.to] {
                        here[step.to] = true;
                        routed.push(step.to);
                    }
                }
            }
            if length > most && here.iter().zip(goals).any(|(here, goal)| *here && *goal) {
                return Some(length);
            }
            here = next;
        }
        None
    }

    /// Returns which states belong to nodes that `is_such`.
    pub fn at_nodes(
        &self,
        reference: &Reference<'_>,
        is_such: impl Fn(&Node) -> bool,
    ) -> Vec<bool> {
        let node = |state: &State| is_such(reference.model.node(&state.node));
        self.states.iter().map(node).collect()
    }

    /// Returns the states that are no endings and have no step on.
    pub fn stuck(&self, reference: &Reference<'_>) -> Vec<bool> {
        let endings = self.at_nodes(reference, |node| matches!(node.exits, Exits::Ending(_)));
        (0..self.states.len())
            .map(|at| !endings[at] && self.steps[at].is_empty())
            .collect()
    }

    /// Returns the states from which routes lead back to the same state.
    pub fn endless(&self) -> Vec<bool> {
        let comes_back = |start: usize| {
            let mut at = start;
            for _ in 0..self.states.len() {
                match self.steps[at][..] {
                    [step] if step.cost == 0 => at = step.to,
                    _ => return false,
                }
                if at == start {
                    return true;
                }
            }
            false
        };
        (0..self.states.len()).map(comes_back).collect()
    }

    /// Returns the states from which a player can do nothing but go round, choosing, within the nodes that lead to each
    /// other.
    pub fn doomed(&self, reference: &Reference<'_>) -> Vec<bool> {
        let nodes: Vec<&str> = reference
            .model
            .nodes
            .iter()
            .map(|node| node.name.as_str())
            .collect();
        let led_to: BTreeMap<&str, BTreeSet<String>> = nodes
            .iter()
            .map(|node| (*node, led_to(reference, node)))
            .collect();
        let (stuck, endless) = (self.stuck(reference), self.endless());
        let mut saved: Vec<bool> = (0..self.states.len())
            .map(|at| stuck[at] || endless[at])
            .collect();
        // A state is also saved by a step to a node that does not lead back, where others say what becomes of it.
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            for at in 0..self.states.len() {
                let here = &self.states[at].node;
                let leaves = |to: &str| !led_to[to].contains(here);
                let is_saved = |step: &Step| saved[step.to] || leaves(&self.states[step.to].node);
                let is_ending = matches!(reference.model.node(here).exits, Exits::Ending(_));
                if !saved[at] && (is_ending || self.steps[at].iter().any(is_saved)) {
                    saved[at] = true;
                    has_changed = true;
                }
            }
        }
        saved.into_iter().map(|saved| !saved).collect()
    }
}

/// Returns the nodes that a node leads to in any number of steps, conditions aside, itself included.
fn led_to(reference: &Reference<'_>, node: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([node.to_owned()]);
    let mut waiting = vec![node.to_owned()];
    while let Some(node) = waiting.pop() {
        for target in reference.model.targets(reference.model.node(&node)) {
            if found.insert(target.clone()) {
                waiting.push(target);
            }
        }
    }
    found
}

/// Returns every step from a state: its exit, where it leads, what it costs.
fn steps_from(reference: &Reference<'_>, state: &State) -> Vec<(usize, State, u32)> {
    let records = reference
        .model
        .records
        .iter()
        .map(|record| (record.clone(), Vec::new()));
    let here = Moment {
        state: state.clone(),
        records: records.collect(),
    };
    let node = reference.model.node(&state.node);
    let mut steps = Vec::new();
    match &node.exits {
        Exits::Choices(_) => {
            for (exit, choice) in reference.model.choices(node).iter().enumerate() {
                if reference.gate(choice.when.as_ref(), &state.values) {
                    let mut next = here.clone();
                    reference.take(&mut next, choice, &mut Vec::new());
                    steps.push((exit, next.state, 1));
                }
            }
        }
        Exits::Routes(routes) => {
            let mut next = here;
            if let Some(exit) = reference.follow(&mut next, routes, &mut Vec::new()) {
                steps.push((exit, next.state, 0));
            }
        }
        Exits::Ending(_) => {}
    }
    steps
}
