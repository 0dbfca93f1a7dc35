//! Which states a player can never tell apart: what happens in them is the same, and so is whatever follows.

use std::collections::BTreeMap;

use super::{
    graph::Graph,
    model::{Exits, Figure},
    run::{Moment, Reference, State},
};

/// Returns a class for every state: two of one class have the same node, and the same ways on to the same classes.
pub fn alike(graph: &Graph) -> Vec<usize> {
    refine(graph, |state| state.node.clone())
}

impl Reference<'_> {
    /// Returns a class for every state: two of one class are alike, and read alike, now and ever after, records aside.
    pub fn read_alike(&self, graph: &Graph) -> Vec<usize> {
        refine(graph, |state| self.all_that_is_read(state))
    }

    /// Returns everything that may be read in a state, and on the ways out of it, as one text.
    fn all_that_is_read(&self, state: &State) -> String {
        let records = self.model.records.iter();
        let moment = Moment {
            state: state.clone(),
            records: records.map(|record| (record.clone(), Vec::new())).collect(),
        };
        let node = self.model.node(&state.node);
        let figure = |figure: &Option<Figure>| {
            let drawn = figure.as_ref().map(|figure| self.figure(figure, &moment));
            format!("{drawn:?}")
        };
        let text = node.text.as_ref().map(|text| self.flowing(text, &moment));
        let mut read = vec![format!("{} {text:?} {}", node.name, figure(&node.figure))];
        if !matches!(node.exits, Exits::Routes(_)) {
            read.push(format!("{:?}", self.view(&moment)));
            for page in &self.model.pages {
                read.push(format!("{:?}", self.page(page, &moment)));
            }
        }
        match &node.exits {
            Exits::Choices(_) => {
                for choice in self.model.choices(node) {
                    if !self.gate(choice.when.as_ref(), &state.values) {
                        continue;
                    }
                    let mut after = moment.clone();
                    self.apply(&choice.effects, &mut after.state.values);
                    let beat = choice.then.as_ref().map(|beat| self.flowing(beat, &after));
                    let entries = choice.records.iter();
                    let entries: Vec<String> = entries
                        .map(|(_, entry)| self.flowing(entry, &after))
                        .collect();
                    read.push(format!("{beat:?} {entries:?}"));
                }
            }
            Exits::Routes(routes) => {
                let holds =
                    |route: &&super::model::Route| self.gate(route.when.as_ref(), &state.values);
                if let Some(route) = routes.iter().find(holds) {
                    let mut after = moment.clone();
                    self.apply(&route.effects, &mut after.state.values);
                    for (_, entry) in &route.records {
                        read.push(self.flowing(entry, &after));
                    }
                }
            }
            Exits::Ending(_) => {}
        }
        read.concat()
    }
}

/// Splits classes of states by their label and their ways on, until that splits none any more.
fn refine(graph: &Graph, label: impl Fn(&State) -> String) -> Vec<usize> {
    let labels: Vec<String> = graph.states.iter().map(label).collect();
    let mut classes = number(&labels);
    loop {
        let kinds: Vec<_> = (0..classes.len())
            .map(|at| {
                let steps = graph.steps[at].iter();
                let steps: Vec<(usize, usize)> =
                    steps.map(|step| (step.exit, classes[step.to])).collect();
                (classes[at], steps)
            })
            .collect();
        let finer = number(&kinds);
        if finer == classes {
            return classes;
        }
        classes = finer;
    }
}

/// Numbers things in the order in which they first appear; equal ones get the same number.
fn number<T: Ord>(things: &[T]) -> Vec<usize> {
    let mut known = BTreeMap::new();
    for thing in things {
        let next = known.len();
        known.entry(thing).or_insert(next);
    }
    things.iter().map(|thing| known[thing]).collect()
}
