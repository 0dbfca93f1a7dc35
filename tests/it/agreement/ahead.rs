//! What is said to lie ahead of a state, against all that the engine comes to from there.

use std::collections::HashSet;

use fifteen::{
    engine::{Engine, State},
    explore::{Futures, Limits},
    story::{EndingId, Exits, Story},
};

use super::case::Case;

/// How many stories are looked into, and from how many of their states.
const STORIES: u64 = 60;
const STATES: usize = 40;

/// Returns every state at which a playthrough from `state` on can stop for its player, that one first.
fn reached(story: &Story, state: State) -> Vec<State> {
    let engine = Engine::new(story);
    let mut seen = HashSet::from([state.clone()]);
    let mut states = vec![state];
    let mut next = 0;
    while let Some(state) = states.get(next).cloned() {
        next += 1;
        for choice in story.nodes[state.node.index()].choices() {
            let mut to = state.clone();
            if choice.when.holds(&state.values) {
                engine.take(&mut to, choice, &mut ());
                if engine.settle(&mut to, &mut ()).is_ok() && seen.insert(to.clone()) {
                    states.push(to);
                }
            }
        }
    }
    states
}

#[test]
fn what_lies_ahead_is_what_can_be_reached() {
    let mut closed = 0;
    for case in Case::all(8).take(usize::try_from(STORIES).expect("a number")) {
        let story = case.story();
        let engine = Engine::new(story);
        let futures = Futures::of(story, Limits::default()).expect("a small story");
        let mut start = engine.begin(&mut ());
        if engine.settle(&mut start, &mut ()).is_err() {
            continue;
        }
        let states = reached(story, start);
        let every = states.len().div_ceil(STATES);
        for state in states.iter().step_by(every) {
            let open: HashSet<EndingId> = futures.endings(state).collect();
            let endings = reached(story, state.clone());
            let endings =
                endings
                    .iter()
                    .filter_map(|state| match story.nodes[state.node.index()].exits {
                        Exits::Ending(ending) => Some(ending),
                        Exits::Choices(_) | Exits::Routes(_) => None,
                    });
            let endings: HashSet<EndingId> = endings.collect();
            assert_eq!(open, endings, "{state:?}\n{}", case.text());
            closed += story.endings.len() - open.len();
        }
    }
    assert!(
        closed > 500,
        "endings that are closed are among them: {closed}"
    );
}
