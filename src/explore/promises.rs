//! Promises: proven, or refuted with a shortest script that breaks them.

use std::cmp::Reverse;

use super::{
    Count, Exploration, Limits, Place,
    futures::Reach,
    longer,
    plan::{Plan, Watch},
    sweep,
};
use crate::{
    engine::Engine,
    story::{Bounds, Claim, EndingId, NodeId, Story},
};

/// What became of a promise.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Kept,
    /// It is broken: how, and a script that shows it where a script can.
    Broken {
        how: String,
        script: Option<Vec<String>>,
    },
    /// A limit was reached, or playthroughs that never end leave nothing to count.
    Unknown,
}

/// Judges every promise of a story that was explored.
///
/// Conditions that are promised may read what no choice reads: a second exploration takes them into account.
#[must_use]
pub fn judge(story: &Story, exploration: &Exploration, limits: Limits) -> Vec<Verdict> {
    let engine = Engine::new(story);
    let watched = watched(engine, limits);
    let mut watched = watched.into_iter();
    let mut out_of_reach = exploration.out_of_reach.iter();
    let too_many = followed(story).len() > 64;
    let judge = |claim: &Claim| match claim {
        Claim::Always { .. } => watched.next().unwrap_or(Verdict::Unknown),
        Claim::CanReach { .. } => match out_of_reach.next() {
            Some(place) if !too_many => shown(story, exploration, *place, || {
                "too few of the endings are in reach".to_owned()
            }),
            _ => Verdict::Unknown,
        },
        _ if !exploration.is_complete => Verdict::Unknown,
        Claim::Open { at, choice } => shown(
            story,
            exploration,
            exploration.nodes[at.index()].closed[*choice],
            || {
                format!(
                    "the choice is not open in a state at `{}`",
                    story.nodes[at.index()].name
                )
            },
        ),
        Claim::Options { at_least, at_most } => options(story, exploration, *at_least, *at_most),
        Claim::Ends { endings, bounds } => {
            let mut endings = endings.clone();
            // Where they come too soon, the first has the shortest script.
            endings.sort_by_key(|ending| exploration.shortest(story, *ending));
            let mut worst = Verdict::Kept;
            for ending in endings {
                let verdict = ends(story, exploration, ending, bounds, limits);
                if worth(&verdict) > worth(&worst) {
                    worst = verdict;
                }
                if is_shortest(&worst, bounds) {
                    break;
                }
            }
            worst
        }
    };
    story
        .promises
        .iter()
        .map(|promise| &promise.claim)
        .map(judge)
        .collect()
}

/// Returns how much there is in a verdict of several on one promise: of scripts, the shortest is worth most.
fn worth(verdict: &Verdict) -> (u32, Reverse<usize>) {
    let (rank, length) = match verdict {
        Verdict::Kept => (0, 0),
        Verdict::Unknown => (1, 0),
        Verdict::Broken { script: None, .. } => (2, 0),
        Verdict::Broken {
            script: Some(script),
            ..
        } => (3, script.len()),
    };
    (rank, Reverse(length))
}

/// Tells whether a verdict comes with a script that no later ending has a shorter one than.
fn is_shortest(verdict: &Verdict, bounds: &Bounds) -> bool {
    let Verdict::Broken {
        script: Some(script),
        ..
    } = verdict
    else {
        return false;
    };
    let length = script.len() as u64;
    let is_too_short = bounds.choices_at_least.is_some_and(|least| length < least);
    let beyond = bounds.choices_at_most.and_then(|most| most.checked_add(1));
    is_too_short || beyond == Some(length)
}

/// Explores with an eye on the conditions that are promised always to hold: loosely at first, and exactly for those that
/// are not settled by that.
fn watched(engine: Engine<'_>, limits: Limits) -> Vec<Verdict> {
    let watches: Vec<Watch> = claims(engine.story)
        .filter_map(|claim| match claim {
            Claim::Always { at, condition } => Some(Watch {
                at: *at,
                condition: condition.clone(),
            }),
            _ => None,
        })
        .collect();
    if watches.is_empty() {
        return Vec::new();
    }
    // Most promises hold even where too much is taken for possible, and that is soon seen.
    let loose = sweep::visit(&Plan::loose(engine, limits, watches.clone()));
    let is_open = |watch: &usize| !loose.is_complete || broken(&loose, *watch).is_some();
    let open: Vec<usize> = (0..watches.len()).filter(is_open).collect();
    let mut verdicts = vec![Verdict::Kept; watches.len()];
    if open.is_empty() {
        return verdicts;
    }
    let plan = Plan::new(
        engine,
        limits,
        open.iter().map(|watch| watches[*watch].clone()).collect(),
    );
    let exploration = sweep::visit(&plan);
    for (number, watch) in open.into_iter().enumerate() {
        verdicts[watch] = match broken(&exploration, number) {
            None if !exploration.is_complete => Verdict::Unknown,
            place => shown(engine.story, &exploration, place, || match place {
                Some(place) => format!(
                    "it fails at `{}`",
                    engine.story.nodes[place.node.index()].name
                ),
                None => String::new(),
            }),
        };
    }
    verdicts
}

/// Returns a nearest state in which what is watched fails.
fn broken(exploration: &Exploration, watch: usize) -> Option<Place> {
    let places = exploration
        .nodes
        .iter()
        .filter_map(|found| found.broken[watch]);
    places.min_by_key(|place| place.depth)
}

/// Returns what is promised to be in reach, in the order of the promises.
///
/// The endings of all these promises get a bit each. Where there are more than 64 of them, those beyond are never found
/// in reach, and [`judge`] says that it does not know.
pub(super) fn reaches(story: &Story) -> Vec<Reach> {
    let known = followed(story);
    let bits = |endings: &[EndingId]| {
        endings
            .iter()
            .fold(0, |bits, ending| bits | bit(&known, *ending))
    };
    let reach = |claim: &Claim| match claim {
        Claim::CanReach {
            at,
            endings,
            at_least,
        } => Some(Reach {
            at: *at,
            endings: bits(endings),
            at_least: u32::try_from(*at_least).unwrap_or(u32::MAX),
        }),
        _ => None,
    };
    claims(story).filter_map(reach).collect()
}

/// Returns the endings that promises say can be reached, each once.
pub(super) fn followed(story: &Story) -> Vec<EndingId> {
    let mut followed = Vec::new();
    for claim in claims(story) {
        if let Claim::CanReach { endings, .. } = claim {
            followed.extend(endings);
        }
    }
    followed.sort_unstable();
    followed.dedup();
    followed
}

/// Returns the bit of an ending among those that are followed; 0 for any other.
pub(super) fn bit(followed: &[EndingId], ending: EndingId) -> u64 {
    let index = followed.binary_search(&ending).ok();
    index
        .and_then(|index| 1_u64.checked_shl(u32::try_from(index).ok()?))
        .unwrap_or(0)
}

fn claims(story: &Story) -> impl Iterator<Item = &Claim> {
    story.promises.iter().map(|promise| &promise.claim)
}

/// Returns the verdict on a promise that a place breaks, if there is one.
fn shown(
    story: &Story,
    exploration: &Exploration,
    place: Option<Place>,
    how: impl Fn() -> String,
) -> Verdict {
    match place {
        None => Verdict::Kept,
        Some(place) => Verdict::Broken {
            how: how(),
            script: Some(exploration.script(story, place)),
        },
    }
}

fn options(story: &Story, exploration: &Exploration, at_least: usize, at_most: usize) -> Verdict {
    for (index, (node, found)) in story.nodes.iter().zip(&exploration.nodes).enumerate() {
        if node.choices().is_empty() {
            continue;
        }
        let few = found.fewest.filter(|(count, _)| *count < at_least);
        let many = found.most.filter(|(count, _)| *count > at_most);
        if let Some((count, place)) = few.or(many) {
            let name = &story.nodes[NodeId::at(index).index()].name;
            let plural = if count == 1 { "" } else { "s" };
            return shown(story, exploration, Some(place), || {
                format!("`{name}` can have {count} open choice{plural}")
            });
        }
    }
    Verdict::Kept
}

/// Judges what is promised of an ending's odds and lengths.
fn ends(
    story: &Story,
    exploration: &Exploration,
    ending: EndingId,
    bounds: &Bounds,
    limits: Limits,
) -> Verdict {
    let name = &story.endings[ending.index()].name;
    let Some(shortest) = exploration.shortest(story, ending) else {
        let how = format!("`{name}` is never reached");
        return Verdict::Broken { how, script: None };
    };
    if bounds
        .choices_at_least
        .is_some_and(|least| u64::from(shortest) < least)
    {
        let plural = if shortest == 1 { "" } else { "s" };
        let how = format!("`{name}` is reached after {shortest} choice{plural}");
        let place = exploration.ending(story, ending);
        let script = match place {
            Some(place) => Some(exploration.script(story, place)),
            None => longer::at_least(story, ending, shortest.into(), limits),
        };
        return Verdict::Broken { how, script };
    }
    let too_long = |most: u64| longer::at_least(story, ending, most.checked_add(1)?, limits);
    let Some(end) = exploration.end(story, ending) else {
        if let Some(script) = bounds.choices_at_most.and_then(too_long) {
            let how = format!("`{name}` can take {} choices", script.len());
            let script = Some(script);
            return Verdict::Broken { how, script };
        }
        // Nothing else is known of an ending that rounds or a trap in the story leave uncounted.
        let only_least = Bounds {
            choices_at_least: bounds.choices_at_least,
            ..Bounds::default()
        };
        return if *bounds == only_least {
            Verdict::Kept
        } else {
            Verdict::Unknown
        };
    };
    let broken = |how: String| Verdict::Broken { how, script: None };
    if let Some((from, to)) = bounds.share {
        let off = end.odds * end.odds_error;
        if end.odds + off < from || end.odds - off > to {
            return broken(format!(
                "`{name}` takes {:.3}% of random play",
                end.odds * 100.0
            ));
        }
        if (end.odds - off).max(0.0) < from || (end.odds + off).min(1.0) > to {
            return Verdict::Unknown;
        }
    }
    if let Some(most) = bounds.choices_at_most
        && u64::from(end.longest) > most
    {
        let how = format!("`{name}` can take {} choices", end.longest);
        let script = too_long(most);
        return Verdict::Broken { how, script };
    }
    if bounds
        .playthroughs_at_least
        .is_some_and(|least| end.playthroughs < Count::from(least))
    {
        return broken(format!("`{name}` has {} playthroughs", end.playthroughs));
    }
    Verdict::Kept
}
