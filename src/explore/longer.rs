//! A script that takes more choices to an ending than was promised.
//!
//! By whole sets of states, it is known of every state how far it is to the ending, and a playthrough that is long enough
//! is soon found. Where those do not do, the choices are counted in a variable of their own, up to one more than may be:
//! where it stands at that in an ending, the promise is broken, and a shortest way there is a shortest script that breaks it.

use smol_str::SmolStr;

use super::{
    Limits, Merging, Unmonitored,
    dense::{self, Atlas},
    plan::{Plan, Watch},
    sweep,
};
use crate::{
    engine::Engine,
    story::{Change, Condition, Effect, EndingId, Exits, Field, Kind, NodeId, Story, Variable},
};

/// Scripts with more choices than so many are not looked for state by state: every number of choices is a state of its own.
const LONGEST: u64 = 1 << 12;

/// So many states are looked at for one: that the promise is broken is known without it.
const STATES: u64 = 1 << 24;

/// Returns a shortest script that comes to an ending with at least so many choices; `None` where there is none, or none was
/// found within the limits.
pub(super) fn at_least(
    story: &Story,
    ending: EndingId,
    least: u64,
    limits: Limits,
) -> Option<Vec<String>> {
    by_sets(story, ending, least, limits).or_else(|| by_states(story, ending, least, limits))
}

/// Looks for a script by whole sets of states.
fn by_sets(story: &Story, ending: EndingId, least: u64, limits: Limits) -> Option<Vec<String>> {
    let atlas = Atlas::new(Engine::new(story), Merging::SameFuture, limits.memory)?;
    if !dense::is_countable(&atlas.components) {
        return None;
    }
    let (proof, sets) = dense::reach(&atlas, true, limits, &mut Unmonitored)?;
    // Beside the sets themselves, all lengths are kept, and what is known of a node's states at work.
    if !proof.is_complete || 8 * proof.states > limits.memory {
        return None;
    }
    let choices = dense::at_least(&atlas, &sets, ending, usize::try_from(least).ok()?)?;
    let choice = |(node, index): (NodeId, usize)| &story.nodes[node.index()].choices()[index];
    let names = choices.into_iter().map(choice);
    Some(names.map(|choice| choice.name.to_string()).collect())
}

/// Looks for a script state by state.
fn by_states(story: &Story, ending: EndingId, least: u64, limits: Limits) -> Option<Vec<String>> {
    let fewer = least.checked_sub(1).filter(|fewer| *fewer < LONGEST)?;
    let count = Field {
        word: story.words,
        shift: 0,
        mask: u64::MAX >> least.leading_zeros(),
        max: least,
    };
    let counted = counting(story, count);
    let limits = Limits {
        states: limits.states.min(STATES),
        ..limits
    };
    let ends = counted.nodes.iter().enumerate();
    let ends = ends.filter(|(_, node)| matches!(node.exits, Exits::Ending(id) if id == ending));
    let watches = ends.map(|(index, _)| Watch {
        at: Some(NodeId::at(index)),
        condition: Condition::within(count, 0, fewer),
    });
    let watches: Vec<Watch> = watches.collect();
    let exploration = sweep::visit(&Plan::new(Engine::new(&counted), limits, watches));
    let broken = exploration.nodes.iter().flat_map(|found| &found.broken);
    let nearest = broken.flatten().min_by_key(|place| place.depth)?;
    Some(exploration.script(&counted, *nearest))
}

/// Returns a story's states and steps, and nothing to read, with the choices counted.
fn counting(story: &Story, count: Field) -> Story {
    let mut variables = story.variables.clone();
    variables.push(Variable {
        name: SmolStr::default(),
        kind: Kind::Counter,
        field: count,
        start: 0,
        words: Vec::new(),
        doc: String::new(),
    });
    let mut nodes = story.nodes.clone();
    for node in &mut nodes {
        if let Exits::Choices(choices) = &mut node.exits {
            for choice in choices {
                choice.effects.push(Effect {
                    when: Condition::Always,
                    change: Change::Add {
                        field: count,
                        amount: 1,
                    },
                });
            }
        }
    }
    Story {
        start: story.start,
        nodes,
        variables,
        words: story.words + 1,
        ..Story::default()
    }
}
