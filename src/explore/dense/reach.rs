//! The forward pass: every state that can be reached, node by node, and whether each has a way to an ending.

use std::{
    panic::resume_unwind,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use super::{
    Atlas,
    covered::Covered,
    flow::Flow,
    layout::Layout,
    mover::Mover,
    pour::{look_back, pour},
    schedule::{Schedule, Watch},
    set::{Filled, Set},
    store::Store,
};
use crate::{
    explore::{Limits, Monitor, Proof, Unmonitored, graph::Component},
    story::{Condition, Exits, NodeId, Story},
};

/// What was reached at one node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    pub states: u64,
    /// For every choice or route, whether it is ever open or taken.
    pub exits: Vec<bool>,
}

/// How often a loop's states are looked through, and how many words at the most beyond that: a loop that takes its time,
/// one state a round, is better followed state by state.
const MOST_ROUNDS: (usize, usize) = (256, 1 << 23);

/// So many words of sets are worth a thread: below, it takes longer to start than to do the work.
const WORDS_PER_THREAD: usize = 1 << 16;

/// Visits every state that can be reached, within the limits and as long as the monitor lets it. Where the sets of states
/// are to be kept, they are returned, too; those of a loop's nodes are not. `None` where a loop goes round too often.
pub(in crate::explore) fn reach(
    atlas: &Atlas<'_>,
    keeps: bool,
    limits: Limits,
    monitor: &mut dyn Monitor,
) -> Option<(Proof, Vec<Set>)> {
    let words: usize = atlas.layouts.iter().map(Layout::words).sum();
    let useful = 1 + words / WORDS_PER_THREAD;
    let threads = thread::available_parallelism().map_or(1, |all| useful.min(all.get()));
    let pass = Pass::new(atlas, keeps, limits);
    let proof = pass.work(threads, monitor)?;
    let keeps = keeps && proof.is_complete;
    let sets = pass.sets.into_iter().filter(|_| keeps);
    let sets = sets.map(|set| set.into_inner().unwrap_or_else(PoisonError::into_inner));
    Some((proof, sets.collect()))
}

/// What the threads share.
struct Pass<'a, 's> {
    atlas: &'a Atlas<'s>,
    schedule: Schedule<'a>,
    /// What arrived at every node that is still to come, and, where it is kept, at those that are done.
    sets: Vec<Mutex<Set>>,
    store: Store,
    keeps: bool,
    limits: Limits,
}

impl<'a, 's> Pass<'a, 's> {
    /// Begins at the start of the story.
    fn new(atlas: &'a Atlas<'s>, keeps: bool, limits: Limits) -> Self {
        let pass = Self {
            atlas,
            schedule: Schedule::new(atlas),
            sets: atlas.layouts.iter().map(|_| Mutex::default()).collect(),
            store: Store::default(),
            keeps,
            limits,
        };
        let begun = atlas.engine.begin(&mut ());
        let mut first = pass.take(begun.node);
        first.insert(atlas.layouts[begun.node.index()].pack(&begun.values));
        *pass.set(begun.node) = first;
        pass
    }

    /// Visits all nodes on so many threads. `None` where a loop goes round too often.
    fn work(&self, threads: usize, monitor: &mut dyn Monitor) -> Option<Proof> {
        thread::scope(|scope| {
            let work = || Worker::new(self).work(&mut Unmonitored);
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let own = Worker::new(self).work(monitor);
            others.into_iter().fold(own, |proof, other| {
                let other = other.join().unwrap_or_else(|panic| resume_unwind(panic));
                Some(proof?.and(other?))
            })
        })
    }

    /// Returns an empty set of a node's states.
    fn take(&self, node: NodeId) -> Set {
        self.store.take(self.atlas.words(node))
    }

    /// Returns the set of what arrived at a node; it is not made where nothing did.
    fn set(&self, node: NodeId) -> MutexGuard<'_, Set> {
        let set = self.sets[node.index()].lock();
        set.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Proof {
    /// Returns the proof of nothing yet.
    fn begun(story: &Story) -> Self {
        let nodes = story.nodes.iter().map(|node| Counted {
            states: 0,
            exits: vec![false; node.choices().len() + node.routes().len()],
        });
        Self {
            is_complete: true,
            states: 0,
            nodes: nodes.collect(),
            is_sound: true,
        }
    }

    /// Returns what two threads proved together.
    fn and(mut self, other: Self) -> Self {
        self.is_complete &= other.is_complete;
        self.is_sound &= other.is_sound;
        self.states += other.states;
        for (own, other) in self.nodes.iter_mut().zip(other.nodes) {
            own.states += other.states;
            let both = own.exits.iter_mut().zip(other.exits);
            both.for_each(|(own, other)| *own |= other);
        }
        self
    }
}

/// A thread at work, with what it proved.
struct Worker<'p, 's> {
    pass: &'p Pass<'p, 's>,
    mover: Mover<'p>,
    proof: Proof,
}

impl<'p, 's> Worker<'p, 's> {
    fn new(pass: &'p Pass<'p, 's>) -> Self {
        let atlas = pass.atlas;
        Self {
            pass,
            mover: Mover::new(atlas.engine, &atlas.layouts),
            proof: Proof::begun(atlas.engine.story),
        }
    }

    /// Visits nodes for as long as there are any. `None` where a loop goes round too often.
    fn work(mut self, monitor: &mut dyn Monitor) -> Option<Proof> {
        let schedule = &self.pass.schedule;
        let _watch = Watch(schedule);
        while let Some((number, component)) = schedule.claim() {
            let gone = match component.nodes[..] {
                [node] if !component.is_loop => {
                    self.node(node, number);
                    Some(())
                }
                _ => self.circle(component, number),
            };
            if gone.is_none() {
                schedule.stop();
                return None;
            }
            let progress = schedule.finish(number);
            if !monitor.goes_on(progress) {
                self.stop();
            }
        }
        Some(self.proof)
    }

    /// Says that this is as far as the proof goes.
    fn stop(&mut self) {
        self.proof.is_complete = false;
        self.pass.schedule.stop();
    }

    /// Visits every state of a node that no loop goes through.
    fn node(&mut self, node: NodeId, number: usize) {
        let set = std::mem::take(&mut *self.pass.set(node));
        let states = set.size();
        if !self.pass.schedule.await_turn(number) || !self.count(node, states) {
            return;
        }
        self.pass.schedule.end_turn();
        if states == 0 {
            return;
        }
        self.proof.is_sound &= self.leave(node, &set);
        if self.pass.keeps {
            *self.pass.set(node) = set;
        } else {
            self.pass.store.give_back(set);
        }
    }

    /// Follows the exits of states of a node, and tells whether each state has an open one.
    fn leave(&mut self, node: NodeId, set: &Set) -> bool {
        let Pass { atlas, store, .. } = self.pass;
        let flows = &atlas.flows[node.index()];
        match &atlas.engine.story.nodes[node.index()].exits {
            Exits::Ending(_) => true,
            Exits::Choices(_) => {
                let source = Filled::new(set);
                let is_always = |flow: &Flow| *atlas.when(flow) == Condition::Always;
                if flows.iter().any(is_always) {
                    for flow in flows {
                        self.follow(flow, &source, None);
                    }
                    return true;
                }
                let mut covered = Covered::nothing(self.pass.take(node));
                for flow in flows {
                    self.follow(flow, &source, Some(&mut covered));
                }
                let is_each_open = covered.is_all(&source);
                store.give_back(covered.into_set());
                is_each_open
            }
            Exits::Routes(_) => {
                // The first route that holds is taken: the next one is asked for what is left.
                let mut covered = Covered::nothing(self.pass.take(node));
                let mut left = self.pass.take(node);
                left.unite(set);
                for flow in flows {
                    self.follow(flow, &Filled::new(&left), Some(&mut covered));
                    covered.take_from(&mut left);
                }
                let is_each_open = left.is_empty();
                store.give_back(left);
                store.give_back(covered.into_set());
                is_each_open
            }
        }
    }

    /// Follows one exit of states of a node, and marks those for which it is open.
    fn follow(&mut self, flow: &Flow, source: &Filled<'_>, covered: Option<&mut Covered>) {
        let mut target = self.pass.set(flow.to);
        if !target.is_made() {
            *target = self.pass.take(flow.to);
        }
        let is_open = pour(flow, source, &mut self.mover, &mut target, covered);
        self.proof.nodes[flow.node.index()].exits[flow.exit] |= is_open;
    }

    /// Counts states as visited, in turn; returns false where they are beyond the limits: then nothing is known of them.
    fn count(&mut self, node: NodeId, states: u64) -> bool {
        let Pass {
            schedule,
            store,
            limits,
            ..
        } = self.pass;
        if 8 * store.held() as u64 > limits.memory || !schedule.count(states, limits.states) {
            self.stop();
            return false;
        }
        self.proof.nodes[node.index()].states += states;
        self.proof.states += states;
        true
    }

    /// Visits every state of nodes that lead round in circles, and sees whether each has a way out. `None` where that
    /// takes too many rounds.
    fn circle(&mut self, component: &Component, number: usize) -> Option<()> {
        if !self.pass.schedule.await_turn(number) {
            return Some(());
        }
        let nodes = &component.nodes;
        let mut seen: Vec<Set> = nodes.iter().map(|node| self.pass.take(*node)).collect();
        let mut patience = Patience::of(&seen);
        loop {
            patience.go_round()?;
            let mut is_more = false;
            for (node, seen) in nodes.iter().zip(&mut seen) {
                let mut set = std::mem::take(&mut *self.pass.set(*node));
                if !set.is_made() {
                    continue;
                }
                set.subtract(seen);
                let count = set.size();
                if count > 0 && self.count(*node, count) {
                    is_more = true;
                    seen.unite(&set);
                    self.proof.is_sound &= self.leave(*node, &set);
                }
                self.pass.store.give_back(set);
            }
            if !is_more || !self.proof.is_complete {
                break;
            }
        }
        self.pass.schedule.end_turn();
        self.proof.is_sound = self.proof.is_sound && self.all_leave(component, &seen)?;
        for seen in seen {
            self.pass.store.give_back(seen);
        }
        Some(())
    }

    /// Tells whether every state of a circle can leave it: looks back from the exits that do (a least fixpoint). `None`
    /// where that takes too many rounds.
    fn all_leave(&mut self, component: &Component, seen: &[Set]) -> Option<bool> {
        let nodes = &component.nodes;
        let mut good: Vec<Set> = nodes.iter().map(|node| self.pass.take(*node)).collect();
        let atlas = self.pass.atlas;
        let mut is_more = true;
        let mut patience = Patience::of(seen);
        while std::mem::take(&mut is_more) {
            patience.go_round()?;
            for (index, node) in nodes.iter().enumerate().rev() {
                let is_route = !atlas.engine.story.nodes[node.index()].routes().is_empty();
                let mut left = self.pass.take(*node);
                left.unite(&seen[index]);
                let mut found = self.pass.take(*node);
                let mut covered = self.pass.take(*node);
                for flow in &atlas.flows[node.index()] {
                    let source = Filled::new(if is_route { &left } else { &seen[index] });
                    let inside = nodes.binary_search(&flow.to).ok();
                    let goal = inside.map(|inside| &good[inside]);
                    look_back(flow, &source, &mut self.mover, goal, &mut found);
                    if is_route {
                        look_back(flow, &source, &mut self.mover, None, &mut covered);
                        left.subtract(&covered);
                    }
                }
                is_more |= !found.is_within(&good[index]);
                good[index].unite(&found);
                for set in [left, found, covered] {
                    self.pass.store.give_back(set);
                }
            }
        }
        let is_good = seen
            .iter()
            .zip(&good)
            .all(|(seen, good)| seen.is_within(good));
        for good in good {
            self.pass.store.give_back(good);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{compile, engine::Engine, explore::Merging, source::Sources};

    /// The shipped story.
    const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/story.rs"));

    #[test]
    fn a_proof_is_the_same_on_any_number_of_threads() {
        let mut sources = Sources::new("");
        for (inside, text) in FILES {
            sources.add(inside, text.as_bytes());
        }
        let story = compile::compile(&sources).expect("a story").story;
        let engine = Engine::new(&story);
        let all = Limits::default();
        let atlas = Atlas::new(engine, Merging::SameFuture, all.memory).expect("it is narrow");
        for states in [10, 100_000, 5_000_000, all.states] {
            let prove = |threads| {
                let pass = Pass::new(&atlas, false, Limits { states, ..all });
                pass.work(threads, &mut Unmonitored).expect("no loops")
            };
            let alone = prove(1);
            assert_eq!(alone.is_complete, states == all.states);
            assert!(alone.is_sound && alone.states <= states);
            for threads in [2, 5] {
                assert_eq!(prove(threads), alone);
            }
        }
    }
}
