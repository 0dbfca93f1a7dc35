//! Stories as big as wanted: nodes in layers, each leading to the next two, choices that ask for flags and counters and
//! change them.
//!
//! The first choice of a node is never guarded, so that no player is ever stuck, and a counter is changed only where it
//! stays within 0 to 10, so that every language means the same by it.

use std::collections::BTreeMap;

use crate::twister::Twister;

/// The largest value of every counter.
pub const MAX: i32 = 10;

/// How big a story is to be.
#[derive(Clone, Copy)]
pub struct Shape {
    pub nodes: usize,
    pub layers: usize,
    pub flags: usize,
    pub counters: usize,
    /// For how many layers a flag is set, and tested for twice as many; 0: everywhere.
    pub window: usize,
}

/// A story before it is written in any language.
pub struct Story {
    pub name: String,
    pub flags: usize,
    pub counters: usize,
    pub nodes: Vec<Node>,
    /// How many nodes from the last one back are endings.
    pub endings: usize,
}

pub struct Node {
    pub text: String,
    /// Empty at an ending.
    pub choices: Vec<Choice>,
}

pub struct Choice {
    pub text: String,
    pub to: usize,
    pub when: Vec<Test>,
    pub set: Option<(usize, bool)>,
    pub add: Option<(usize, i32)>,
}

#[derive(Clone, Copy)]
pub enum Test {
    Flag(usize, bool),
    AtLeast(usize, i32),
    AtMost(usize, i32),
}

/// Small enough to be walked path by path: 60,830 states.
pub const S50: Shape = Shape {
    nodes: 50,
    layers: 16,
    flags: 8,
    counters: 2,
    window: 0,
};

/// 61,091,331 states and 159,777,404,544 playthroughs.
pub const S1K: Shape = Shape {
    nodes: 1000,
    layers: 30,
    flags: 12,
    counters: 2,
    window: 0,
};

/// Ten thousand nodes; a flag lives for a quarter of the story.
pub const S10K: Shape = Shape {
    nodes: 10_000,
    layers: 50,
    flags: 20,
    counters: 2,
    window: 12,
};

const ENDINGS: usize = 5;
const TEXT: usize = 160;
const LABEL: usize = 24;
const WORDS: &str = "the old lantern swings above a door that nobody has opened since winter and cold light falls on \
    wet stone while somewhere below water moves slowly past iron bars you hear a voice counting steps in the dark a key \
    turns twice ash drifts over empty streets then silence returns like a tide";

/// Makes the one story of this shape.
pub fn generate(name: &str, shape: Shape) -> Story {
    let mut maker = Maker {
        random: Twister::new(1),
        shape,
        words: WORDS.split_whitespace().collect(),
    };
    let layers = maker.layers();
    let mut nodes: Vec<Node> = Vec::new();
    for layer in 0..shape.layers {
        nodes.extend(maker.nodes(layer, &layers));
    }
    for _ in 0..ENDINGS {
        let text = maker.prose(TEXT);
        nodes.push(Node {
            text,
            choices: Vec::new(),
        });
    }
    Story {
        name: name.to_owned(),
        flags: shape.flags,
        counters: shape.counters,
        nodes,
        endings: ENDINGS,
    }
}

struct Maker {
    random: Twister,
    shape: Shape,
    words: Vec<&'static str>,
}

/// What a guard asks for: of a flag a value, of a counter a range. Counters are listed first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Variable {
    Counter(usize),
    Flag(usize),
}

impl Maker {
    /// Returns the nodes of each layer, the endings last.
    fn layers(&mut self) -> Vec<Vec<usize>> {
        let (count, left) = (self.shape.layers, self.shape.nodes - 1 - ENDINGS);
        let even = left as f64 / (count - 2).max(1) as f64;
        let width = (even.round_ties_even() as usize).max(1);
        let mut sizes = vec![1];
        for layer in 1..count {
            let before = sizes[layer - 1];
            let grown = if before < width { 3 * before } else { width };
            sizes.push(grown.min(width).max(1));
        }
        let wanted = self.shape.nodes - ENDINGS;
        let mut total: usize = sizes.iter().sum();
        while total < wanted {
            let layer = count / 3 + self.random.below(count - count / 3);
            sizes[layer] += 1;
            total += 1;
        }
        while total > wanted {
            let widest = (0..count).rev().max_by_key(|&layer| sizes[layer]);
            sizes[widest.unwrap_or(0)] -= 1;
            total -= 1;
        }
        sizes.push(ENDINGS);
        let mut next = 0;
        let layer = |size: &usize| {
            next += size;
            (next - size..next).collect()
        };
        sizes.iter().map(layer).collect()
    }

    fn nodes(&mut self, layer: usize, layers: &[Vec<usize>]) -> Vec<Node> {
        let (here, next) = (&layers[layer], &layers[layer + 1]);
        let after = &layers[(layer + 2).min(self.shape.layers)];
        let endings = &layers[self.shape.layers];
        let mut uncovered = next.clone();
        self.random.shuffle(&mut uncovered);
        let mut uncovered = uncovered.into_iter();
        let enough = next.len().div_ceil(here.len()).max(3);
        let choices = enough.min(if here.len() > 1 { 4 } else { 12 });
        let mut nodes = Vec::new();
        for _ in here {
            let count = choices as i32 + self.random.choice(&[-1, 0, 0, 0, 1]);
            let choices = (0..count.max(2)).map(|index| {
                let to = if let Some(to) = uncovered.next() {
                    to
                } else if index > 0 && self.random.random() < 0.01 {
                    self.random.choice(endings)
                } else if self.random.random() < 0.10 {
                    self.random.choice(after)
                } else {
                    self.random.choice(next)
                };
                self.choice(layer, index == 0, to)
            });
            let choices = choices.collect();
            let text = self.prose(TEXT);
            nodes.push(Node { text, choices });
        }
        nodes
    }

    fn choice(&mut self, layer: usize, is_first: bool, to: usize) -> Choice {
        let mut guards = BTreeMap::new();
        if !is_first && self.random.random() < 0.5 {
            self.guard(layer, &mut guards);
        }
        let flags = self.flags(|first, window| first <= layer && layer < first + window);
        let mut set = None;
        if !flags.is_empty() && self.random.random() < 0.35 {
            let flag = self.random.choice(&flags);
            set = Some((flag, self.random.random() < 0.7));
        }
        let counters: Vec<usize> = (0..self.shape.counters).collect();
        let mut add = None;
        if !is_first && !counters.is_empty() && self.random.random() < 0.25 {
            let counter = self.random.choice(&counters);
            let amount = self.random.choice(&[1, 1, 1, 2, -1]);
            let known = guards.get(&Variable::Counter(counter));
            let (low, high) = known.copied().unwrap_or((0, MAX));
            let (low, high) = (low.max(-amount), high.min(MAX - amount));
            if low <= high {
                guards.insert(Variable::Counter(counter), (low, high));
                add = Some((counter, amount));
            }
        }
        let mut when = Vec::new();
        for (variable, (low, high)) in guards {
            match variable {
                Variable::Flag(flag) => when.push(Test::Flag(flag, low == 1)),
                Variable::Counter(counter) => {
                    when.extend((low > 0).then_some(Test::AtLeast(counter, low)));
                    when.extend((high < MAX).then_some(Test::AtMost(counter, high)));
                }
            }
        }
        let text = self.prose(LABEL);
        Choice {
            text,
            to,
            when,
            set,
            add,
        }
    }

    fn guard(&mut self, layer: usize, guards: &mut BTreeMap<Variable, (i32, i32)>) {
        let flags = self.flags(|first, window| first < layer && layer <= first + 2 * window);
        let counters: Vec<usize> = (0..self.shape.counters).filter(|_| layer > 0).collect();
        if !flags.is_empty() && (counters.is_empty() || self.random.random() < 0.7) {
            self.ask_for_flag(&flags, guards);
            if self.random.random() < 0.2 {
                self.ask_for_flag(&flags, guards);
            }
        } else if !counters.is_empty() {
            let counter = self.random.choice(&counters);
            let range = if self.random.random() < 0.5 {
                (1 + self.random.below(4) as i32, MAX)
            } else {
                (0, 3 + self.random.below(5) as i32)
            };
            guards.insert(Variable::Counter(counter), range);
        }
    }

    fn ask_for_flag(&mut self, flags: &[usize], guards: &mut BTreeMap<Variable, (i32, i32)>) {
        let value = i32::from(self.random.random() < 0.5);
        let flag = self.random.choice(flags);
        guards.insert(Variable::Flag(flag), (value, value));
    }

    /// Returns the flags of whose first layer and window something is true.
    fn flags(&self, is_alive: impl Fn(usize, usize) -> bool) -> Vec<usize> {
        let Shape {
            layers,
            flags,
            window,
            ..
        } = self.shape;
        if window == 0 {
            return (0..flags).filter(|_| is_alive(0, layers)).collect();
        }
        let last = layers.saturating_sub(window).max(1);
        let first = |flag: usize| (flag * last) as f64 / (flags - 1).max(1) as f64;
        let flags = 0..flags;
        flags
            .filter(|&flag| is_alive(first(flag) as usize, window))
            .collect()
    }

    fn prose(&mut self, length: usize) -> String {
        let mut words = Vec::new();
        let mut written = 0;
        while written < length {
            let word = self.random.choice(&self.words);
            written += word.len() + 1;
            words.push(word);
        }
        let mut prose = words.join(" ");
        prose[..1].make_ascii_uppercase();
        prose.push('.');
        prose
    }
}
