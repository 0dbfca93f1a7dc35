//! Which variables can still matter at a node: those that may decide a choice, a route, or an effect that itself
//! matters.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    model::{Change, Condition, Effect, Exits, Model},
    run::State,
};

type Names = BTreeSet<String>;

/// Returns the variables that matter after arriving at each node.
pub fn needs(model: &Model) -> BTreeMap<String, Names> {
    let nodes = model
        .nodes
        .iter()
        .map(|node| (node.name.clone(), Names::new()));
    let mut needs: BTreeMap<String, Names> = nodes.collect();
    loop {
        let before = needs.clone();
        for node in &model.nodes {
            let mut needed = Names::new();
            let mut lead = |when: Option<&Condition>, effects: &[Effect], to: &str| {
                let entered = before_all(model, &model.node(to).enter, needs[to].clone());
                needed.extend(before_all(model, effects, entered));
                if let Some(when) = when {
                    reads(when, &mut needed);
                }
            };
            for choice in model.choices(node) {
                let to = choice.to.as_ref().expect("every choice leads somewhere");
                lead(choice.when.as_ref(), &choice.effects, to);
            }
            if let Exits::Routes(routes) = &node.exits {
                for route in routes {
                    lead(route.when.as_ref(), &route.effects, &route.to);
                }
            }
            needs.insert(node.name.clone(), needed);
        }
        if needs == before {
            return needs;
        }
    }
}

/// Returns how many states each node has when only what matters there is told apart.
pub fn gate_states(model: &Model, states: &[State]) -> BTreeMap<String, u64> {
    let needs = needs(model);
    let mut seen = BTreeSet::new();
    let mut counts = BTreeMap::new();
    for state in states {
        let mut state = state.clone();
        state
            .values
            .retain(|name, _| needs[&state.node].contains(name));
        if seen.insert(state.clone()) {
            *counts.entry(state.node).or_default() += 1;
        }
    }
    counts
}

fn before_all(model: &Model, effects: &[Effect], mut needed: Names) -> Names {
    for effect in effects.iter().rev() {
        needed = before(model, effect, needed);
    }
    needed
}

/// An effect on what nothing needs needs nothing.
fn before(model: &Model, effect: &Effect, mut needed: Names) -> Names {
    if !changed(model, effect)
        .iter()
        .any(|name| needed.contains(name))
    {
        return needed;
    }
    match &effect.change {
        Change::Set(name) | Change::Clear(name) | Change::Assign(name, _) => {
            if effect.when.is_none() {
                needed.remove(name);
            }
        }
        Change::Add(..) | Change::Subtract(..) => {}
        Change::Named(name) => {
            let inside = before_all(model, model.steps(name), needed.clone());
            if effect.when.is_none() {
                needed = inside;
            } else {
                needed.extend(inside);
            }
        }
    }
    effect.when.iter().for_each(|when| reads(when, &mut needed));
    needed
}

/// Returns what an effect may change.
fn changed(model: &Model, effect: &Effect) -> Names {
    match &effect.change {
        Change::Set(name)
        | Change::Clear(name)
        | Change::Assign(name, _)
        | Change::Add(name, _)
        | Change::Subtract(name, _) => Names::from([name.clone()]),
        Change::Named(name) => model
            .steps(name)
            .iter()
            .flat_map(|step| changed(model, step))
            .collect(),
    }
}

fn reads(condition: &Condition, names: &mut Names) {
    match condition {
        Condition::Truth(_) => {}
        Condition::Flag(name) | Condition::Counter(name, ..) => {
            names.insert(name.clone());
        }
        Condition::Visits(node, ..) => {
            names.insert(format!("visits.{node}"));
        }
        Condition::Not(inner) => reads(inner, names),
        Condition::And(sides) | Condition::Or(sides) => {
            for side in sides {
                reads(side, names);
            }
        }
    }
}
