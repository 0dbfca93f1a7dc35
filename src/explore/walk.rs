//! A literal walk of every path: naive enumeration, step by step, with nothing merged and nothing remembered.
//!
//! What the prover counts, this counts one by one, as far as anyone waits for it: it is what the prover is held to on
//! small stories, and the measure of how fast the engine steps. Steps are laid flat where they fit
//! ([`crate::engine::flat`]); a node where one does not fit is left to the engine. Paths that stand at one node are walked
//! on a batch at a time, each by itself: a choice is then fetched once for many of them.

use super::graph;
use crate::{
    engine::{
        Engine, State,
        flat::{Flat, Values},
    },
    story::{Exits, NodeId, Story},
};

/// What a walk has come to so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked {
    /// How many choices were taken.
    pub steps: u64,
    /// How many routes were followed.
    pub routes: u64,
    /// For every node that is an ending, how many paths ended there; 0 for the others.
    pub paths: Vec<u64>,
    /// How many paths ended where nothing was open and no route held.
    pub stuck: u64,
}

/// A walk under way.
#[derive(Debug)]
pub struct Walk<'s> {
    kind: Kind<'s>,
    walked: Walked,
}

/// Walks by how many words the values take.
#[derive(Debug)]
enum Kind<'s> {
    One(Walker<'s, [u64; 1]>),
    Two(Walker<'s, [u64; 2]>),
    Four(Walker<'s, [u64; 4]>),
    More(Walker<'s, Box<[u64]>>),
}

impl<'s> Walk<'s> {
    /// Begins at the start of a story.
    #[must_use]
    pub fn new(story: &'s Story) -> Self {
        let state = Engine::new(story).begin(&mut ());
        let kind = match story.words {
            0 | 1 => Kind::One(Walker::new(story, &state, [0; 1])),
            2 => Kind::Two(Walker::new(story, &state, [0; 2])),
            3 | 4 => Kind::Four(Walker::new(story, &state, [0; 4])),
            words => Kind::More(Walker::new(story, &state, vec![0; words].into())),
        };
        Self {
            kind,
            walked: Walked {
                steps: 0,
                routes: 0,
                paths: vec![0; story.nodes.len()],
                stuck: 0,
            },
        }
    }

    /// Walks on for about so many steps and routes, as far as there are any, and returns how many steps it took.
    ///
    /// A story in which a player can go round for ever has no end of them.
    pub fn go(&mut self, steps: u64) -> u64 {
        let before = self.walked.steps;
        let until = (before + self.walked.routes).saturating_add(steps);
        match &mut self.kind {
            Kind::One(walker) => walker.go(until, &mut self.walked),
            Kind::Two(walker) => walker.go(until, &mut self.walked),
            Kind::Four(walker) => walker.go(until, &mut self.walked),
            Kind::More(walker) => walker.go(until, &mut self.walked),
        }
        self.walked.steps - before
    }

    /// Tells whether every path was walked.
    #[must_use]
    pub fn is_over(&self) -> bool {
        match &self.kind {
            Kind::One(walker) => walker.is_over(),
            Kind::Two(walker) => walker.is_over(),
            Kind::Four(walker) => walker.is_over(),
            Kind::More(walker) => walker.is_over(),
        }
    }

    /// Returns what the walk has come to so far.
    #[must_use]
    pub fn walked(&self) -> &Walked {
        &self.walked
    }
}

#[derive(Debug)]
struct Walker<'s, V> {
    engine: Engine<'s>,
    nodes: Vec<Node>,
    /// The choices of flat nodes, those that lead to endings after a node's others.
    choices: Vec<Flat>,
    /// For every node, the states to be walked on from.
    waiting: Vec<Waiting<V>>,
    /// The nodes, each before those it leads to, loops apart; and for every node, where it stands among them.
    order: Vec<NodeId>,
    place: Vec<usize>,
    /// No state waits at the nodes in these places and after them.
    end: usize,
    /// The states that are walked on from now.
    batch: Vec<V>,
    /// What the engine steps.
    here: State,
}

/// A node and its choices, as a range of the walker's.
#[derive(Debug, Clone, Copy)]
struct Node {
    is_flat: bool,
    /// Whether one of the choices is open to everyone.
    is_open: bool,
    first: usize,
    /// Where the choices begin that lead to endings.
    ending: usize,
    end: usize,
}

/// States at one node, a path each: the first `count` of `values`. Those that are alike are not one.
#[derive(Debug)]
struct Waiting<V> {
    values: Vec<V>,
    count: usize,
}

impl<V: Values> Waiting<V> {
    /// Returns room for so many states more.
    fn room(&mut self, more: usize, filler: &V) -> &mut [V] {
        let all = self.count + more;
        if self.values.len() < all {
            self.values.resize(2 * all, filler.clone());
        }
        &mut self.values[self.count..all]
    }
}

/// How many states of a node are walked on from at once: enough that a choice is fetched seldom, few enough that they stay
/// close by.
const BATCH: usize = 256;

impl<'s, V: Values> Walker<'s, V> {
    fn new(story: &'s Story, start: &State, mut values: V) -> Self {
        let engine = Engine::new(story);
        let components = graph::components(story, start.node);
        let order: Vec<NodeId> = components.into_iter().flat_map(|each| each.nodes).collect();
        let mut place = vec![0; story.nodes.len()];
        for (at, node) in order.iter().enumerate() {
            place[node.index()] = at;
        }
        let nobody = || Waiting {
            values: Vec::new(),
            count: 0,
        };
        let mut walker = Self {
            engine,
            nodes: Vec::with_capacity(story.nodes.len()),
            choices: Vec::new(),
            waiting: story.nodes.iter().map(|_| nobody()).collect(),
            order,
            end: place[start.node.index()] + 1,
            place,
            batch: Vec::new(),
            here: start.clone(),
        };
        for node in &story.nodes {
            let node = walker.lay(node);
            walker.nodes.push(node);
        }
        values.as_mut()[..story.words].copy_from_slice(&start.values);
        walker.waiting[start.node.index()] = Waiting {
            values: vec![values],
            count: 1,
        };
        walker
    }

    fn lay(&mut self, node: &crate::story::Node) -> Node {
        let lay = |choice| Flat::lay(self.engine, choice);
        let laid: Option<Vec<Flat>> = match &node.exits {
            Exits::Choices(choices) => choices.iter().map(lay).collect(),
            Exits::Routes(_) | Exits::Ending(_) => None,
        };
        let is_flat = laid.is_some();
        let laid = laid.unwrap_or_default();
        let nodes = &self.engine.story.nodes;
        let ends = |choice: &Flat| matches!(nodes[choice.to.index()].exits, Exits::Ending(_));
        let is_open = laid.iter().any(Flat::is_always_open);
        let (ending, others): (Vec<Flat>, Vec<Flat>) = laid.into_iter().partition(ends);
        let first = self.choices.len();
        self.choices.extend(others);
        let middle = self.choices.len();
        self.choices.extend(ending);
        Node {
            is_flat,
            is_open,
            first,
            ending: middle,
            end: self.choices.len(),
        }
    }

    /// Walks on from the last node at which a state waits, again and again: what is nearest to an end is done first, so that
    /// few states wait.
    fn go(&mut self, until: u64, walked: &mut Walked) {
        loop {
            let is_empty = |id: &NodeId| self.waiting[id.index()].count == 0;
            let empty = self.order[..self.end]
                .iter()
                .rev()
                .take_while(|id| is_empty(id));
            self.end -= empty.count();
            if self.is_over() || walked.steps + walked.routes >= until {
                return;
            }
            let id = self.order[self.end - 1];
            let waiting = &mut self.waiting[id.index()];
            let rest = waiting.count.saturating_sub(BATCH);
            self.batch.clear();
            self.batch
                .extend_from_slice(&waiting.values[rest..waiting.count]);
            waiting.count = rest;
            let node = self.nodes[id.index()];
            let batch = std::mem::take(&mut self.batch);
            if node.is_flat {
                self.flat(node, &batch, walked);
            } else {
                for values in &batch {
                    self.step(id, values, walked);
                }
            }
            self.batch = batch;
        }
    }

    /// Tells whether no state waits.
    fn is_over(&self) -> bool {
        self.end == 0
    }

    /// Takes every open choice of a node, without asking first whether it is open: what is not is overwritten.
    fn flat(&mut self, node: Node, batch: &[V], walked: &mut Walked) {
        let inner = &self.choices[node.first..node.ending];
        let ending = &self.choices[node.ending..node.end];
        for choice in inner {
            let waiting = &mut self.waiting[choice.to.index()];
            let room = waiting.room(batch.len(), &batch[0]);
            let open = choice.take_each(batch, room);
            waiting.count += open;
            walked.steps += open as u64;
            self.end = self.end.max(self.place[choice.to.index()] + 1);
        }
        for choice in ending {
            let open = batch
                .iter()
                .filter(|values| choice.is_open(*values))
                .count() as u64;
            walked.paths[choice.to.index()] += open;
            walked.steps += open;
        }
        if !node.is_open {
            let choices = &self.choices[node.first..node.end];
            let is_stuck = |values: &&V| !choices.iter().any(|choice| choice.is_open(*values));
            walked.stuck += batch.iter().filter(is_stuck).count() as u64;
        }
    }

    /// Steps with the engine.
    fn step(&mut self, id: NodeId, values: &V, walked: &mut Walked) {
        let engine = self.engine;
        let words = engine.story.words;
        self.here.node = id;
        self.here.values.copy_from_slice(&values.as_ref()[..words]);
        match &engine.story.nodes[id.index()].exits {
            Exits::Ending(_) => walked.paths[id.index()] += 1,
            Exits::Routes(_) => match engine.follow(&mut self.here, &mut ()) {
                Some(_) => {
                    walked.routes += 1;
                    self.push(values);
                }
                None => walked.stuck += 1,
            },
            Exits::Choices(choices) => {
                let before = walked.steps;
                for choice in choices {
                    if choice.when.holds(&values.as_ref()[..words]) {
                        self.here.node = id;
                        self.here.values.copy_from_slice(&values.as_ref()[..words]);
                        engine.take(&mut self.here, choice, &mut ());
                        self.push(values);
                        walked.steps += 1;
                    }
                }
                walked.stuck += u64::from(walked.steps == before);
            }
        }
    }

    /// Keeps the state that the engine came to for later.
    fn push(&mut self, values: &V) {
        let mut next = values.clone();
        next.as_mut()[..self.here.values.len()].copy_from_slice(&self.here.values);
        let node = self.here.node.index();
        let waiting = &mut self.waiting[node];
        waiting.room(1, values)[0] = next;
        waiting.count += 1;
        self.end = self.end.max(self.place[node] + 1);
    }
}
