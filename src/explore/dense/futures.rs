//! Looking back from the endings: what each state can still come to.
//!
//! Nodes are gone through so that each comes before those that lead to it; what a state can come to is what the states
//! that it leads to can come to.

use std::ops::Range;

use super::{
    Atlas,
    flow::Flow,
    mover::Mover,
    moves::low_bits,
    pour::sources,
    rank::{Ranked, row},
    set::{Filled, Set},
};
use crate::{
    explore::graph,
    story::{EndingId, Exits, NodeId},
    threads,
};

/// What a state can come to.
pub(in crate::explore) trait Future: Copy + Send + Sync {
    /// Nothing.
    const NONE: Self;

    /// Adds what a state can come to that this one leads to, by a choice or a route.
    fn join(&mut self, next: Self, is_choice: bool);
}

/// Endings, a bit each.
impl Future for u64 {
    const NONE: Self = 0;

    fn join(&mut self, next: Self, _: bool) {
        *self |= next;
    }
}

/// What the states of a node can come to.
struct Futures<'s, F> {
    states: Ranked<'s>,
    of_states: Vec<F>,
    /// How many nodes that lead here are still to come.
    waiting: usize,
}

/// Tells of every node that one of `at` leads to, last ones first, what each of its states can come to, given what an
/// ending is. The story has no loops, and `sets` are all its states.
pub(in crate::explore) fn futures<F: Future>(
    atlas: &Atlas<'_>,
    sets: &[Set],
    at: &[NodeId],
    end: impl Fn(EndingId) -> F,
    mut tell: impl FnMut(NodeId, &[F]),
) {
    let story = atlas.engine.story;
    let wanted = graph::led_to(story, at.iter().copied());
    let is_wanted = |node: &NodeId| wanted[node.index()] && sets[node.index()].is_made();
    let mut known: Vec<Option<Futures<'_, F>>> = story.nodes.iter().map(|_| None).collect();
    let mut led_from = vec![0_usize; story.nodes.len()];
    let nodes: Vec<NodeId> = atlas
        .components
        .iter()
        .map(|component| component.nodes[0])
        .collect();
    for node in nodes.iter().copied().filter(is_wanted) {
        for flow in &atlas.flows[node.index()] {
            led_from[flow.to.index()] += 1;
        }
    }
    for node in nodes.into_iter().rev().filter(is_wanted) {
        let states = Ranked::new(&sets[node.index()]);
        let futures = if let Exits::Ending(ending) = story.nodes[node.index()].exits {
            vec![end(ending); states.count]
        } else {
            let mut mover = Mover::new(atlas.engine, &atlas.layouts);
            let sources = sources(atlas, node, states.set, &mut mover);
            look_back(atlas, node, &states, &sources, &known)
        };
        tell(node, &futures);
        for flow in &atlas.flows[node.index()] {
            let next = &mut known[flow.to.index()];
            if let Some(inner) = next {
                inner.waiting -= 1;
                if inner.waiting == 0 {
                    *next = None;
                }
            }
        }
        let waiting = led_from[node.index()];
        known[node.index()] = (waiting > 0).then_some(Futures {
            states,
            of_states: futures,
            waiting,
        });
    }
}

/// Returns what the states of a node can come to, from what those of the nodes that it leads to can.
fn look_back<F: Future>(
    atlas: &Atlas<'_>,
    node: NodeId,
    states: &Ranked<'_>,
    sources: &[Set],
    known: &[Option<Futures<'_, F>>],
) -> Vec<F> {
    let mut futures = vec![F::NONE; states.count];
    let is_choice = !atlas.engine.story.nodes[node.index()].choices().is_empty();
    let all = Filled::new(states.set);
    let sources: Vec<Filled<'_>> = sources.iter().map(Filled::new).collect();
    let collect = |range: Range<usize>, first: usize, futures: &mut [F]| {
        let mut mover = Mover::new(atlas.engine, &atlas.layouts);
        for flow in &atlas.flows[node.index()] {
            let source = sources.get(flow.exit).unwrap_or(&all);
            if let Some(targets) = &known[flow.to.index()] {
                let from = (range.clone(), first, is_choice);
                take_back(flow, (source, states), targets, from, futures, &mut mover);
            }
        }
    };
    let all = states.set.words.len();
    let middle = states.middle();
    let first = if middle < all {
        states.before(middle)
    } else {
        states.count
    };
    let (low, high) = futures.split_at_mut(first);
    threads::both(
        true,
        || collect(middle..all, first, high),
        || collect(0..middle, 0, low),
    );
    futures
}

/// Adds what the targets of one way on can come to, to what the states in a range of words can.
fn take_back<F: Future>(
    flow: &Flow,
    (source, states): (&Filled<'_>, &Ranked<'_>),
    targets: &Futures<'_, F>,
    (range, first, is_choice): (Range<usize>, usize, bool),
    futures: &mut [F],
    mover: &mut Mover<'_>,
) {
    flow.blocks_within(range, source, mover, |block| {
        for shift in &block.moves.shifts {
            let up = shift.up + low_bits(block.offset);
            for (word, to) in block.words() {
                let target = shift.word + to;
                let mut rest = source.set.words[word] & shift.mask;
                if rest == 0 {
                    continue;
                }
                let before = states.before(word) - first;
                let after = targets.states.before(target);
                let ends = (states.set.words[word], targets.states.set.words[target]);
                if let Some((from, to, count)) = row(rest, up, ends) {
                    let futures = futures[before + from..][..count].iter_mut();
                    let both = futures.zip(&targets.of_states[after + to..][..count]);
                    both.for_each(|(future, next)| future.join(*next, is_choice));
                    continue;
                }
                while rest != 0 {
                    let bit = rest.trailing_zeros();
                    rest &= rest - 1;
                    let at = after + targets.states.within(target, bit.wrapping_add_signed(up));
                    let future = &mut futures[before + states.within(word, bit)];
                    future.join(targets.of_states[at], is_choice);
                }
            }
        }
    });
}
