//! Stepping all states of a node at once.
//!
//! States that agree in everything that the node's exits touch (see `order`) stand side by side, since what is touched
//! stands in the high bits of their keys. One of them is stepped; the others go the same way, each with the low bits of
//! its own. So the engine is asked once for each such group, and the rest is merging of sorted lists.

use std::{
    ops::Range,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    Findings,
    findings::nearer,
    key::{Key, Layout, Passage},
    run::{Arrival, Chain, Run},
    stepper::{Rule, Stepper},
    sweep::place,
    wide::Wide,
};
use crate::{
    engine::Engine,
    story::{Condition, NodeId},
};

/// What is known of a node whose states are to be stepped.
pub(super) struct Expansion<'e, K, const W: usize> {
    pub engine: Engine<'e>,
    pub layouts: &'e [Layout],
    pub node: NodeId,
    /// For every exit, the number of that edge at its target.
    pub edges: &'e [u32],
    /// How many of the lowest bits of its keys the node's exits do not touch.
    pub tail: u32,
    /// For every target, how those bits get there.
    pub passages: Vec<(NodeId, Passage<K>)>,
    pub states: &'e Chain<K, W>,
    /// The number of the first state of every run.
    pub firsts: Vec<usize>,
    pub threads: usize,
    pub rule: Rule,
    /// The conditions that are to hold at this node, by their numbers, and how many there are anywhere.
    pub watches: Vec<(usize, &'e Condition)>,
    pub watched: usize,
}

/// What came of it.
pub(super) struct Expanded<K, const W: usize> {
    pub arrivals: Vec<(NodeId, Chain<K, W>)>,
    /// What was found at the node.
    pub found: Findings,
    /// Whether every count fitted.
    pub fits: bool,
}

/// States of a run that go the same way.
pub(super) struct Group<K> {
    /// The target's key, less what passes through.
    pub base: K,
    pub run: usize,
    pub start: usize,
    pub end: usize,
    pub exit: usize,
    pub cost: u32,
    /// How many choices were open beside it, itself included.
    pub open: u32,
}

/// The next member of a group that is being merged.
struct Head<'g, K> {
    key: K,
    index: usize,
    group: &'g Group<K>,
}

/// The groups that come of some of the states.
pub(super) struct Stepped<K> {
    /// By the index of the target's passage.
    pub groups: Vec<Vec<Group<K>>>,
    found: Findings,
}

/// How many states one thread takes on at a time.
const PORTION: usize = 1 << 16;

impl<K: Key, const W: usize> Expansion<'_, K, W> {
    pub fn expand(&self) -> Expanded<K, W> {
        let mut expanded = Expanded {
            arrivals: Vec::with_capacity(self.passages.len()),
            found: Findings::new(self.edges.len(), self.watched),
            fits: true,
        };
        let mut groups: Vec<Vec<Group<K>>> = self.passages.iter().map(|_| Vec::new()).collect();
        let portions = self.portions();
        for stepped in in_parallel(self.threads, &portions, |portion| self.step(portion)) {
            for (all, some) in groups.iter_mut().zip(stepped.groups) {
                all.extend(some);
            }
            expanded.found.add(&stepped.found);
        }
        for (index, mut groups) in groups.into_iter().enumerate() {
            // The portions are sorted each for itself; a stable sort makes use of that.
            groups.sort_by(|a, b| a.base.cmp(&b.base));
            let shares = shares(&groups);
            let passage = &self.passages[index].1;
            let merged = in_parallel(self.threads, &shares, |share| {
                self.merge(&groups[share.clone()], passage)
            });
            let mut chain = Vec::with_capacity(merged.len());
            for (run, fits) in merged {
                expanded.fits &= fits;
                chain.push(run);
            }
            if !chain.is_empty() {
                expanded.arrivals.push((self.passages[index].0, chain));
            }
        }
        expanded
    }

    /// Cuts the states into portions: a run, and a range of it. No group is cut in two, except where runs end.
    pub fn portions(&self) -> Vec<(usize, Range<usize>)> {
        let mut portions = Vec::new();
        for (number, run) in self.states.iter().enumerate() {
            let mut start = 0;
            while start < run.len() {
                let mut end = (start + PORTION).min(run.len());
                while end < run.len() && run.keys[end].agrees(&run.keys[end - 1], self.tail) {
                    end += 1;
                }
                portions.push((number, start..end));
                start = end;
            }
        }
        portions
    }

    pub fn step(&self, (number, range): &(usize, Range<usize>)) -> Stepped<K> {
        let run = &self.states[*number];
        let mut outcome = Stepped {
            groups: self.passages.iter().map(|_| Vec::new()).collect(),
            found: Findings::new(self.edges.len(), self.watched),
        };
        let mut stepper = Stepper::new(self.engine, self.layouts, self.node, self.rule);
        let mut ways_on = Vec::new();
        let mut open_exits = vec![false; self.edges.len()];
        let mut values = vec![0; self.engine.story.words];
        let mut start = range.start;
        while start < range.end {
            let key = &run.keys[start];
            let agreeing = run.keys[start..range.end].iter();
            let end = start
                + agreeing
                    .take_while(|other| other.agrees(key, self.tail))
                    .count();
            ways_on.clear();
            stepper.step(key, |exit, to, next: K, cost| {
                ways_on.push((exit, to, next, cost));
            });
            let open = u32::try_from(ways_on.len()).unwrap_or(u32::MAX);
            for (exit, to, next, cost) in ways_on.drain(..) {
                open_exits[exit] = true;
                // Every target of the node has a passage.
                if let Some(index) = self.passages.iter().position(|(target, _)| *target == to) {
                    outcome.groups[index].push(Group {
                        base: next.clear(&self.passages[index].1),
                        run: *number,
                        start,
                        end,
                        exit,
                        cost,
                        open,
                    });
                }
            }
            let nearest = (start..end)
                .min_by_key(|&index| run.depths[index])
                .unwrap_or(start);
            let nearest = place(
                self.node,
                self.firsts[*number] + nearest,
                run.depths[nearest],
            );
            outcome.found.add_state(&open_exits, nearest);
            open_exits.fill(false);
            self.watch(*number, start..end, &mut values, &mut outcome.found);
            start = end;
        }
        for groups in &mut outcome.groups {
            groups.sort_unstable_by(|a, b| {
                (&a.base, a.start, a.exit).cmp(&(&b.base, b.start, b.exit))
            });
        }
        outcome
    }

    /// Looks whether what is watched holds at every state of a range. A watch may read bits in which they differ.
    fn watch(&self, number: usize, range: Range<usize>, values: &mut [u64], found: &mut Findings) {
        if self.watches.is_empty() {
            return;
        }
        let run = &self.states[number];
        for index in range {
            run.keys[index].unpack(&self.layouts[self.node.index()], values);
            for (watch, condition) in &self.watches {
                if !condition.holds(values) {
                    let place = place(self.node, self.firsts[number] + index, run.depths[index]);
                    nearer(&mut found.broken[*watch], place);
                }
            }
        }
    }

    /// Writes out groups that are sorted by their bases as a run.
    fn merge(&self, groups: &[Group<K>], passage: &Passage<K>) -> (Run<K, W>, bool) {
        let mut run = Run::default();
        let mut fits = true;
        let mut heads = Vec::new();
        let mut rest = groups;
        while let Some(first) = rest.first() {
            let count = rest
                .iter()
                .take_while(|group| group.base == first.base)
                .count();
            let (same, after) = rest.split_at(count);
            if passage.keeps_order {
                self.interleave(same, passage, &mut heads, &mut run, &mut fits);
            } else {
                let members = same
                    .iter()
                    .flat_map(|group| (group.start..group.end).map(move |index| (group, index)));
                let arrive = |(group, index): (&Group<K>, usize)| {
                    let key = self.states[group.run].keys[index].pass(&group.base, passage);
                    self.arrival(group, index, key)
                };
                let mut arrivals: Vec<Arrival<K, W>> = members.map(arrive).collect();
                arrivals.sort_unstable_by(|a, b| a.key.cmp(&b.key));
                for arrival in arrivals {
                    run.add(arrival, &mut fits);
                }
            }
            rest = after;
        }
        let roundings = self
            .states
            .iter()
            .map(|run| run.roundings)
            .max()
            .unwrap_or(0);
        run.roundings = roundings + 1 + run.most_added;
        (run, fits)
    }

    /// Merges groups of one base whose members keep their order. `heads` is room to work in.
    fn interleave<'g>(
        &self,
        groups: &'g [Group<K>],
        passage: &Passage<K>,
        heads: &mut Vec<Head<'g, K>>,
        run: &mut Run<K, W>,
        fits: &mut bool,
    ) {
        heads.clear();
        heads.extend(groups.iter().map(|group| Head {
            key: self.states[group.run].keys[group.start].pass(&group.base, passage),
            index: group.start,
            group,
        }));
        while let Some(least) = heads.iter().map(|head| &head.key).min() {
            let key = least.clone();
            let mut at = 0;
            while at < heads.len() {
                let head = &mut heads[at];
                if head.key != key {
                    at += 1;
                    continue;
                }
                let (group, index) = (head.group, head.index);
                let from = &self.states[group.run];
                run.add(self.arrival(group, index, key.clone()), fits);
                if index + 1 < group.end {
                    head.index += 1;
                    head.key = from.keys[index + 1].pass(&group.base, passage);
                    // The low bits that matter no more may make neighbours the same.
                    if head.key != key {
                        at += 1;
                    }
                } else {
                    heads.swap_remove(at);
                }
            }
        }
    }

    fn arrival(&self, group: &Group<K>, index: usize, key: K) -> Arrival<K, W> {
        let run = &self.states[group.run];
        let ways: Wide<W> = run.ways[index];
        Arrival {
            key,
            ways,
            odds: run.odds[index] / f64::from(group.open),
            depth: run.depths[index] + group.cost,
            longest: run.longest[index] + group.cost,
            edge: self.edges[group.exit],
            from: u32::try_from(self.firsts[group.run] + index).unwrap_or(u32::MAX),
        }
    }
}

/// Cuts sorted groups into shares of about a portion of states each, never between groups of one base.
fn shares<K: Key>(groups: &[Group<K>]) -> Vec<Range<usize>> {
    let mut shares = Vec::new();
    let (mut start, mut states) = (0, 0);
    for (index, group) in groups.iter().enumerate() {
        let is_cut = states >= PORTION && group.base != groups[index - 1].base;
        if is_cut {
            shares.push(start..index);
            (start, states) = (index, 0);
        }
        states += group.end - group.start;
    }
    if start < groups.len() {
        shares.push(start..groups.len());
    }
    shares
}

/// Does the work on every item, on several threads, and returns the results in the order of the items.
pub(super) fn in_parallel<T: Sync, R: Send>(
    threads: usize,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let threads = threads.min(items.len());
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let run = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else { break };
            let result = work(item);
            // The lock is poisoned only where another thread panicked, and then the scope panics too.
            if let Ok(mut done) = done.lock() {
                done.push((number, result));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(run);
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}
