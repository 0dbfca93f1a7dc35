//! Everything about a story, by whole sets of states where that can be done.
//!
//! A story without loops, in which few enough bits matter, is proven, counted and looked back at with a bit for each
//! state (`dense`). That gives no places: where anything is wrong, or a promise is broken at a place, the story is explored
//! again, state by state, for the nearest one and a script that leads there.

use super::{
    Exploration, Findings, Limits, Merging, Monitor, Playthroughs,
    dense::{self, Atlas, Set, Tally},
    explore_monitored, graph, promises,
    wide::Count,
};
use crate::{
    engine::Engine,
    story::{Claim, Story},
    threads,
};

/// Explores a story in the fastest way there is for it.
#[must_use]
pub fn survey(story: &Story, limits: Limits, monitor: &mut dyn Monitor) -> Exploration {
    by_sets(story, limits, monitor).unwrap_or_else(|| explore_monitored(story, limits, monitor))
}

/// Explores by whole sets of states; `None` where they do not do, or do not tell all.
fn by_sets(story: &Story, limits: Limits, monitor: &mut dyn Monitor) -> Option<Exploration> {
    let atlas = Atlas::new(Engine::new(story), Merging::SameFuture, limits.memory)?;
    let nodes = story.nodes.iter().enumerate();
    let words: u64 = nodes
        .map(|(index, _)| atlas.words(crate::story::NodeId::at(index)) as u64)
        .sum();
    let keeps = dense::is_countable(&atlas.components) && 16 * words <= limits.memory;
    let (proof, sets) = dense::reach(&atlas, keeps, limits, monitor)?;
    if !proof.is_complete {
        return Some(Exploration::stopped(story, &proof));
    }
    if !proof.is_sound || !keeps {
        return None;
    }
    let (tally, claims_hold) = threads::both(
        true,
        || count(&atlas, &sets, limits.memory, monitor),
        || claims_hold(&atlas, &sets),
    );
    if !claims_hold {
        return None;
    }
    let Some(tally) = tally else {
        let stopped = || Exploration::stopped(story, &proof);
        return monitor.is_stopped().then(stopped);
    };
    let nodes = proof
        .nodes
        .into_iter()
        .zip(tally.ends.iter().zip(&tally.shortest));
    let nodes = nodes.map(|(counted, (end, shortest))| Findings {
        states: counted.states,
        shortest: *shortest,
        end: end.clone(),
        ..Findings::of_exits(&counted.exits)
    });
    let nodes: Vec<Findings> = nodes.collect();
    let ends = nodes.iter().filter_map(|found| found.end.as_ref());
    let playthroughs = Playthroughs::Exactly(Count::sum(ends.map(|end| &end.playthroughs)));
    let reaches = promises::reaches(story).len();
    let exploration = Exploration {
        is_complete: true,
        is_proven: true,
        states: proof.states,
        nodes,
        playthroughs,
        mean_choices: Some(tally.mean_choices),
        out_of_reach: vec![None; reaches],
        incoming: graph::incoming(story),
        trails: Vec::new(),
    };
    options_hold(story, &tally).then_some(exploration)
}

/// Counts with numbers that are wide enough.
fn count(atlas: &Atlas<'_>, sets: &[Set], memory: u64, monitor: &mut dyn Monitor) -> Option<Tally> {
    let story = atlas.engine.story;
    // No playthrough is longer than there are nodes.
    let lengths = f64::from(u32::try_from(story.nodes.len()).unwrap_or(u32::MAX)).log2();
    let digits = graph::path_digits(story, &atlas.components)? + lengths;
    match digits {
        ..64.0 => dense::tally::<1>(atlas, sets, memory, monitor),
        64.0..192.0 => dense::tally::<3>(atlas, sets, memory, monitor),
        192.0..512.0 => dense::tally::<8>(atlas, sets, memory, monitor),
        _ => dense::tally::<64>(atlas, sets, memory, monitor),
    }
}

/// Tells whether what is promised of endings in reach, and of choices always open, is kept.
fn claims_hold(atlas: &Atlas<'_>, sets: &[Set]) -> bool {
    let story = atlas.engine.story;
    let followed = promises::followed(story);
    let reaches = promises::reaches(story);
    let at: Vec<_> = reaches.iter().map(|reach| reach.at).collect();
    let mut hold = followed.len() <= 64;
    let bit = |ending| promises::bit(&followed, ending);
    dense::futures(atlas, sets, &at, bit, |node, endings| {
        for reach in reaches.iter().filter(|reach| reach.at == node) {
            let few = |found: &u64| (found & reach.endings).count_ones() < reach.at_least;
            hold &= !endings.iter().any(few);
        }
    });
    let open = story
        .promises
        .iter()
        .filter_map(|promise| match promise.claim {
            Claim::Open { at, choice } => Some((at, choice)),
            _ => None,
        });
    let mut open = open.map(|(at, choice)| dense::is_always_open(atlas, sets, at, choice));
    hold && open.all(|is_open| is_open)
}

/// Tells whether what is promised of the number of open choices is kept.
fn options_hold(story: &Story, tally: &Tally) -> bool {
    story.promises.iter().all(|promise| match promise.claim {
        Claim::Options { at_least, at_most } => tally
            .open
            .iter()
            .flatten()
            .all(|open| open.fewest >= at_least && open.most <= at_most),
        _ => true,
    })
}
