//! The forward pass: every state that can be reached, node by node, and whether each has a way to an ending.

use super::{
    Atlas,
    flow::{Block, Flow, Mover, Shift, low_bits},
    set::Set,
};
use crate::{
    explore::{Limits, Monitor, Progress, Proof, graph::Component},
    story::{Condition, Exits, NodeId},
};

/// What was reached at one node.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    pub states: u64,
    /// For every choice or route, whether it is ever open or taken.
    pub exits: Vec<bool>,
}

/// How often a loop's states are looked through, and how many words at the most beyond that: a loop that takes its time,
/// one state a round, is better followed state by state.
const MOST_ROUNDS: (usize, usize) = (256, 1 << 23);

/// Visits every state that can be reached, within the limits and as long as the monitor lets it. Where the sets of states
/// are to be kept, they are returned, too; those of a loop's nodes are not. `None` where a loop goes round too often.
pub(in crate::explore) fn reach(
    atlas: &Atlas<'_>,
    keeps: bool,
    limits: Limits,
    monitor: &mut dyn Monitor,
) -> Option<(Proof, Vec<Set>)> {
    let nodes = atlas.engine.story.nodes.iter();
    let nodes = nodes.map(|node| Counted {
        states: 0,
        exits: vec![false; node.choices().len() + node.routes().len()],
    });
    let mut pass = Pass {
        atlas,
        mover: Mover::new(atlas.engine, &atlas.layouts),
        sets: atlas.layouts.iter().map(|_| Set::default()).collect(),
        pool: Vec::new(),
        held: 0,
        kept: keeps.then(|| atlas.layouts.iter().map(|_| Set::default()).collect()),
        proof: Proof {
            is_complete: true,
            states: 0,
            nodes: nodes.collect(),
            is_sound: true,
            peak_memory: 0,
        },
    };
    let begun = atlas.engine.begin(&mut ());
    let first = atlas.layouts[begun.node.index()].pack(&begun.values);
    let mut set = pass.take(begun.node);
    set.insert(first);
    pass.sets[begun.node.index()] = set;
    let nodes = atlas
        .components
        .iter()
        .map(|component| component.nodes.len())
        .sum();
    let mut done = 0;
    for component in &atlas.components {
        match component.nodes[..] {
            [node] if !component.is_loop => pass.node(node, limits),
            _ => pass.circle(component, limits)?,
        }
        done += component.nodes.len();
        let progress = Progress {
            states: pass.proof.states,
            done,
            nodes,
        };
        pass.proof.is_complete &= monitor.goes_on(progress);
        if !pass.proof.is_complete {
            break;
        }
    }
    Some((pass.proof, pass.kept.unwrap_or_default()))
}

/// Tells whether a choice is open in every one of a node's states.
pub(in crate::explore) fn is_always_open(
    atlas: &Atlas<'_>,
    sets: &[Set],
    node: NodeId,
    exit: usize,
) -> bool {
    let set = &sets[node.index()];
    let mut open = Set::default();
    open.clear(set.words.len());
    let mut mover = Mover::new(atlas.engine, &atlas.layouts);
    let flows = &atlas.flows[node.index()];
    for flow in flows.iter().filter(|flow| flow.exit == exit) {
        look_back(flow, set, &mut mover, None, &mut open);
    }
    set.is_within(&open)
}

/// Returns for every route of a node the states that take it where it is open; nothing where the node has choices, which
/// are open to all.
pub(super) fn sources(
    atlas: &Atlas<'_>,
    node: NodeId,
    set: &Set,
    mover: &mut Mover<'_>,
) -> Vec<Set> {
    let routes = atlas.engine.story.nodes[node.index()].routes();
    let mut sources: Vec<Set> = routes.iter().map(|_| Set::default()).collect();
    if routes.is_empty() {
        return sources;
    }
    let mut left = set.clone();
    for flow in &atlas.flows[node.index()] {
        let mut open = Set::default();
        open.clear(set.words.len());
        look_back(flow, &left, mover, None, &mut open);
        left.subtract(&open);
        sources[flow.exit] = open;
    }
    sources
}

struct Pass<'a, 's> {
    atlas: &'a Atlas<'s>,
    mover: Mover<'a>,
    /// What arrived at every node that is still to come; nothing where nobody did.
    sets: Vec<Set>,
    /// Memory to be used again.
    pool: Vec<Set>,
    /// How many words all sets take now.
    held: usize,
    /// The sets of nodes that are done, where they are wanted.
    kept: Option<Vec<Set>>,
    proof: Proof,
}

impl Pass<'_, '_> {
    /// Returns an empty set of a node's states.
    fn take(&mut self, node: NodeId) -> Set {
        let words = self.atlas.words(node);
        let fitting = self
            .pool
            .iter()
            .rposition(|set| set.words.capacity() >= words);
        let mut set = fitting.map_or_else(Set::default, |index| self.pool.swap_remove(index));
        set.clear(words);
        self.held += words;
        self.proof.peak_memory = self.proof.peak_memory.max(8 * self.held as u64);
        set
    }

    fn give_back(&mut self, set: Set) {
        self.held -= set.words.len();
        self.pool.push(set);
    }

    /// Visits every state of a node that no loop goes through.
    fn node(&mut self, node: NodeId, limits: Limits) {
        let set = std::mem::take(&mut self.sets[node.index()]);
        if !set.is_made() || !self.count(node, set.size(), limits) {
            return;
        }
        self.proof.is_sound &= self.leave(node, &set);
        match &mut self.kept {
            Some(kept) => kept[node.index()] = set,
            None => self.give_back(set),
        }
    }

    /// Follows the exits of states of a node, and tells whether each state has an open one.
    fn leave(&mut self, node: NodeId, set: &Set) -> bool {
        let atlas = self.atlas;
        let flows = &atlas.flows[node.index()];
        match &atlas.engine.story.nodes[node.index()].exits {
            Exits::Ending(_) => true,
            Exits::Choices(_) => {
                let is_always = |flow: &Flow| *atlas.when(flow) == Condition::Always;
                if flows.iter().any(is_always) {
                    for flow in flows {
                        self.follow(flow, set, None);
                    }
                    return true;
                }
                let mut covered = self.take(node);
                for flow in flows {
                    self.follow(flow, set, Some(&mut covered));
                }
                let is_each_open = set.is_within(&covered);
                self.give_back(covered);
                is_each_open
            }
            Exits::Routes(_) => {
                // The first route that holds is taken: the next one is asked for what is left.
                let (mut left, mut covered) = (self.take(node), self.take(node));
                left.copy(set);
                for flow in flows {
                    self.follow(flow, &left, Some(&mut covered));
                    left.subtract(&covered);
                }
                let is_each_open = left.is_empty();
                self.give_back(left);
                self.give_back(covered);
                is_each_open
            }
        }
    }

    /// Follows one exit of states of a node, and marks those for which it is open.
    fn follow(&mut self, flow: &Flow, source: &Set, covered: Option<&mut Set>) {
        let mut target = std::mem::take(&mut self.sets[flow.to.index()]);
        if !target.is_made() {
            target = self.take(flow.to);
        }
        let is_open = pour(flow, source, &mut self.mover, &mut target, covered);
        self.proof.nodes[flow.node.index()].exits[flow.exit] |= is_open;
        self.sets[flow.to.index()] = target;
    }

    /// Counts states as visited; returns false where they are beyond the limits: then nothing is known of them.
    fn count(&mut self, node: NodeId, states: u64, limits: Limits) -> bool {
        let is_beyond =
            self.proof.states + states > limits.states || 8 * self.held as u64 > limits.memory;
        if is_beyond {
            self.proof.is_complete = false;
            return false;
        }
        self.proof.nodes[node.index()].states += states;
        self.proof.states += states;
        true
    }

    /// Visits every state of nodes that lead round in circles, and sees whether each has a way out. `None` where that
    /// takes too many rounds.
    fn circle(&mut self, component: &Component, limits: Limits) -> Option<()> {
        let nodes = &component.nodes;
        let mut seen: Vec<Set> = nodes.iter().map(|node| self.take(*node)).collect();
        let mut patience = Patience::of(&seen);
        loop {
            patience.go_round()?;
            let mut is_more = false;
            for (node, seen) in nodes.iter().zip(&mut seen) {
                let mut set = std::mem::take(&mut self.sets[node.index()]);
                set.subtract(seen);
                let count = set.size();
                if count > 0 && self.count(*node, count, limits) {
                    is_more = true;
                    seen.unite(&set);
                    self.proof.is_sound &= self.leave(*node, &set);
                }
                if set.is_made() {
                    self.give_back(set);
                }
            }
            if !is_more || !self.proof.is_complete {
                break;
            }
        }
        self.proof.is_sound = self.proof.is_sound && self.all_leave(component, &seen)?;
        for seen in seen {
            self.give_back(seen);
        }
        Some(())
    }

    /// Tells whether every state of a circle can leave it: looks back from the exits that do (a least fixpoint). `None`
    /// where that takes too many rounds.
    fn all_leave(&mut self, component: &Component, seen: &[Set]) -> Option<bool> {
        let nodes = &component.nodes;
        let mut good: Vec<Set> = nodes.iter().map(|node| self.take(*node)).collect();
        let atlas = self.atlas;
        let mut is_more = true;
        let mut patience = Patience::of(seen);
        while std::mem::take(&mut is_more) {
            patience.go_round()?;
            for (index, node) in nodes.iter().enumerate().rev() {
                let is_route = !atlas.engine.story.nodes[node.index()].routes().is_empty();
                let mut left = self.take(*node);
                left.copy(&seen[index]);
                let mut found = self.take(*node);
                let mut covered = self.take(*node);
                for flow in &atlas.flows[node.index()] {
                    let source = if is_route { &left } else { &seen[index] };
                    let inside = nodes.binary_search(&flow.to).ok();
                    let goal = inside.map(|inside| &good[inside]);
                    look_back(flow, source, &mut self.mover, goal, &mut found);
                    if is_route {
                        look_back(flow, source, &mut self.mover, None, &mut covered);
                        left.subtract(&covered);
                    }
                }
                is_more |= !found.is_within(&good[index]);
                good[index].unite(&found);
                for set in [left, found, covered] {
                    self.give_back(set);
                }
            }
        }
        let is_good = seen
            .iter()
            .zip(&good)
            .all(|(seen, good)| seen.is_within(good));
        for good in good {
            self.give_back(good);
        }
        Some(is_good)
    }
}

/// How long a loop is followed round.
struct Patience {
    round: usize,
    words: usize,
}

impl Patience {
    fn of(sets: &[Set]) -> Self {
        Self {
            round: 0,
            words: sets.iter().map(|set| set.words.len()).sum(),
        }
    }

    fn go_round(&mut self) -> Option<()> {
        let (rounds, words) = MOST_ROUNDS;
        self.round += 1;
        (self.round <= rounds || self.round * self.words <= words).then_some(())
    }
}

/// Adds what a flow makes of the states of `source` to `target`, and those for which the exit is open to `covered`. Tells
/// whether it is open for any.
fn pour(
    flow: &Flow,
    source: &Set,
    mover: &mut Mover<'_>,
    target: &mut Set,
    mut covered: Option<&mut Set>,
) -> bool {
    let mut is_open = false;
    flow.blocks(source, mover, |block| {
        let words = &source.words[block.start..block.start + block.words];
        let open = block.moves.open;
        is_open = is_open || words.iter().any(|word| word & open != 0);
        if let Some(covered) = &mut covered {
            covered.mark(block.start);
            let covered = &mut covered.words[block.start..block.start + block.words];
            covered
                .iter_mut()
                .zip(words)
                .for_each(|(covered, word)| *covered |= word & open);
        }
        for shift in &block.moves.shifts {
            pour_shift(&block, *shift, words, target);
        }
    });
    is_open
}

/// Moves the states of some words that move by the same distance, sixty-four at once.
fn pour_shift(block: &Block<'_>, shift: Shift, words: &[u64], target: &mut Set) {
    let to = shift.word + (block.offset >> 6);
    let both = target.words[to..to + words.len()].iter_mut().zip(words);
    let mask = shift.mask;
    // What the block adds has other bits than what the shift does, so that nothing is carried out of the word.
    let up = shift.up + low_bits(block.offset);
    let distance = up.unsigned_abs();
    if up >= 0 {
        both.for_each(|(to, from)| *to |= (from & mask) << distance);
    } else {
        both.for_each(|(to, from)| *to |= (from & mask) >> distance);
    }
    target.mark(to);
}

/// Adds the states of `source` that a flow moves into `goal` to `found`; without a goal, all for which the exit is open.
fn look_back(
    flow: &Flow,
    source: &Set,
    mover: &mut Mover<'_>,
    goal: Option<&Set>,
    found: &mut Set,
) {
    flow.blocks(source, mover, |block| {
        for index in 0..block.words {
            let word = source.words[block.start + index];
            for shift in &block.moves.shifts {
                let to = shift.word + (block.offset >> 6) + index;
                let up = shift.up + low_bits(block.offset);
                let goal = goal.map_or(u64::MAX, |goal| goal.words[to]);
                let distance = up.unsigned_abs();
                let back = if up >= 0 {
                    goal >> distance
                } else {
                    goal << distance
                };
                found.add(block.start + index, word & shift.mask & back);
            }
        }
    });
}
