//! A literal walk of every path: naive enumeration, step by step, with nothing merged and nothing remembered.
//!
//! What the prover counts, this counts one by one, as far as anyone waits for it: it is what the prover is held to on
//! small stories, and the measure of how fast the engine steps. Steps are laid flat where they fit
//! ([`crate::engine::flat`]); a node where one does not fit is left to the engine.

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
            Kind::One(walker) => walker.waiting == 0,
            Kind::Two(walker) => walker.waiting == 0,
            Kind::Four(walker) => walker.waiting == 0,
            Kind::More(walker) => walker.waiting == 0,
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
    /// The states still to be walked on from: the first `waiting` of them.
    stack: Vec<(NodeId, V)>,
    waiting: usize,
    /// What the engine steps.
    here: State,
}

/// A node and its choices, as a range of the walker's.
#[derive(Debug, Clone, Copy)]
struct Node {
    is_flat: bool,
    first: usize,
    /// Where the choices begin that lead to endings.
    ending: usize,
    end: usize,
}

impl<'s, V: Values> Walker<'s, V> {
    fn new(story: &'s Story, start: &State, mut values: V) -> Self {
        let engine = Engine::new(story);
        let mut walker = Self {
            engine,
            nodes: Vec::with_capacity(story.nodes.len()),
            choices: Vec::new(),
            stack: Vec::new(),
            waiting: 1,
            here: start.clone(),
        };
        for node in &story.nodes {
            let node = walker.lay(node);
            walker.nodes.push(node);
        }
        values.as_mut()[..story.words].copy_from_slice(&start.values);
        walker.stack.push((start.node, values));
        walker
    }

    fn lay(&mut self, node: &crate::story::Node) -> Node {
        let lay = |choice| Flat::lay(self.engine, choice);
        let laid: Option<Vec<Flat>> = match &node.exits {
            Exits::Choices(choices) => choices.iter().map(lay).collect(),
            Exits::Routes(_) | Exits::Ending(_) => None,
        };
        let is_flat = laid.is_some();
        let nodes = &self.engine.story.nodes;
        let ends = |choice: &Flat| matches!(nodes[choice.to.index()].exits, Exits::Ending(_));
        let (ending, others): (Vec<Flat>, Vec<Flat>) =
            laid.unwrap_or_default().into_iter().partition(ends);
        let first = self.choices.len();
        self.choices.extend(others);
        let middle = self.choices.len();
        self.choices.extend(ending);
        Node {
            is_flat,
            first,
            ending: middle,
            end: self.choices.len(),
        }
    }

    fn go(&mut self, until: u64, walked: &mut Walked) {
        while self.waiting > 0 && walked.steps + walked.routes < until {
            self.waiting -= 1;
            let (id, values) = self.stack[self.waiting].clone();
            let node = self.nodes[id.index()];
            if node.is_flat {
                self.flat(node, &values, walked);
            } else {
                self.step(id, &values, walked);
            }
        }
    }

    /// Takes every open choice of a node, without asking first whether it is open: what is not is overwritten.
    fn flat(&mut self, node: Node, values: &V, walked: &mut Walked) {
        let inner = &self.choices[node.first..node.ending];
        let ending = &self.choices[node.ending..node.end];
        if self.stack.len() < self.waiting + inner.len() + 1 {
            let filler = self.stack[0].clone();
            self.stack
                .resize(2 * self.stack.len() + inner.len() + 1, filler);
        }
        let room = &mut self.stack[self.waiting..];
        let mut steps = 0;
        for choice in inner {
            let mut next = values.clone();
            choice.take(&mut next);
            room[steps] = (choice.to, next);
            steps += usize::from(choice.is_open(values));
        }
        self.waiting += steps;
        let mut steps = steps as u64;
        for choice in ending {
            let is_open = u64::from(choice.is_open(values));
            walked.paths[choice.to.index()] += is_open;
            steps += is_open;
        }
        walked.steps += steps;
        walked.stuck += u64::from(steps == 0);
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
        if self.waiting == self.stack.len() {
            self.stack.push((self.here.node, next));
        } else {
            self.stack[self.waiting] = (self.here.node, next);
        }
        self.waiting += 1;
    }
}
