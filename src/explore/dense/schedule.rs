//! Which thread visits which nodes, and when.
//!
//! Components are claimed in an order in which each stands after those that lead to it, and begun when those are done.
//! States are counted in that same order: where a limit ends a proof does not depend on the threads.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use super::Atlas;
use crate::explore::{
    Progress,
    graph::{self, Component},
};

/// How often a thread lets others run before it sleeps: most waits are shorter than it takes to wake up.
const PATIENCE: usize = 200;

/// Components of the graph on their way to being done.
pub(super) struct Schedule<'a> {
    /// In the order in which they are claimed.
    components: Vec<&'a Component>,
    /// For every component, the numbers of those that lead to it.
    before: Vec<Vec<usize>>,
    desk: Mutex<Desk>,
    changed: Condvar,
    nodes: usize,
}

/// What threads tell each other.
#[derive(Default)]
struct Desk {
    /// So many components were claimed, and the states of so many were counted.
    claimed: usize,
    counted: usize,
    is_done: Vec<bool>,
    nodes_done: usize,
    states: u64,
    is_stopped: bool,
    /// How many threads sleep.
    asleep: usize,
}

impl<'a> Schedule<'a> {
    /// Orders components by how far from the start they can be at the most, so that neighbours seldom wait for each other.
    pub fn new(atlas: &'a Atlas<'_>) -> Self {
        let story = atlas.engine.story;
        let mut number = vec![usize::MAX; story.nodes.len()];
        for (index, component) in atlas.components.iter().enumerate() {
            for node in &component.nodes {
                number[node.index()] = index;
            }
        }
        let leads_to = |component: &'a Component| {
            let nodes = component.nodes.iter();
            nodes.flat_map(|node| graph::targets(&story.nodes[node.index()]))
        };
        let mut far = vec![0_usize; atlas.components.len()];
        for (index, component) in atlas.components.iter().enumerate() {
            for to in leads_to(component).map(|to| number[to.index()]) {
                if to != index {
                    far[to] = far[to].max(far[index] + 1);
                }
            }
        }
        let mut order: Vec<usize> = (0..far.len()).collect();
        order.sort_by_key(|index| far[*index]);
        let mut place = vec![0; order.len()];
        for (at, index) in order.iter().enumerate() {
            place[*index] = at;
        }
        let components: Vec<&Component> = order
            .iter()
            .map(|index| &atlas.components[*index])
            .collect();
        let mut before = vec![Vec::new(); order.len()];
        for (at, component) in components.iter().enumerate() {
            for to in leads_to(component).map(|to| place[number[to.index()]]) {
                if to != at {
                    before[to].push(at);
                }
            }
        }
        Self {
            nodes: components.iter().map(|each| each.nodes.len()).sum(),
            desk: Mutex::new(Desk {
                is_done: vec![false; components.len()],
                ..Desk::default()
            }),
            components,
            before,
            changed: Condvar::new(),
        }
    }

    /// Returns the next component, when all that lead to it are done; `None` where there is none left, or the work was
    /// stopped.
    pub fn claim(&self) -> Option<(usize, &'a Component)> {
        let mut desk = self.desk();
        let number = desk.claimed;
        let component = *self.components.get(number)?;
        desk.claimed += 1;
        let desk = self.wait_while(desk, |desk| {
            !self.before[number].iter().all(|at| desk.is_done[*at])
        });
        (!desk.is_stopped).then_some((number, component))
    }

    /// Waits until the states of all components before this one are counted. Returns false where the work was stopped.
    #[must_use]
    pub fn await_turn(&self, number: usize) -> bool {
        let desk = self.wait_while(self.desk(), |desk| desk.counted < number);
        !desk.is_stopped
    }

    /// Counts states, in turn; returns false where that would make them more than `most`: then they are not counted.
    pub fn count(&self, states: u64, most: u64) -> bool {
        let mut desk = self.desk();
        let all = desk.states.saturating_add(states);
        if all <= most {
            desk.states = all;
        }
        all <= most
    }

    /// Says that a component's states are counted.
    pub fn end_turn(&self) {
        let mut desk = self.desk();
        desk.counted += 1;
        self.wake(&desk);
    }

    /// Says that a component is done.
    pub fn finish(&self, number: usize) -> Progress {
        let mut desk = self.desk();
        desk.is_done[number] = true;
        desk.nodes_done += self.components[number].nodes.len();
        self.wake(&desk);
        Progress {
            states: desk.states,
            done: desk.nodes_done,
            nodes: self.nodes,
        }
    }

    /// Stops the work: nothing more is claimed.
    pub fn stop(&self) {
        let mut desk = self.desk();
        desk.is_stopped = true;
        self.wake(&desk);
    }

    fn wake(&self, desk: &Desk) {
        if desk.asleep > 0 {
            self.changed.notify_all();
        }
    }

    /// Waits while something holds and the work goes on.
    fn wait_while<'d>(
        &'d self,
        mut desk: MutexGuard<'d, Desk>,
        holds: impl Fn(&Desk) -> bool,
    ) -> MutexGuard<'d, Desk> {
        let mut patience = PATIENCE;
        while !desk.is_stopped && holds(&desk) {
            if patience > 0 {
                patience -= 1;
                drop(desk);
                thread::yield_now();
                desk = self.desk();
            } else {
                desk.asleep += 1;
                let woken = self.changed.wait(desk);
                desk = woken.unwrap_or_else(PoisonError::into_inner);
                desk.asleep -= 1;
            }
        }
        desk
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Stops the work where a thread panics, so that no other waits for it.
pub(super) struct Watch<'s, 'a>(pub &'s Schedule<'a>);

impl Drop for Watch<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}
