//! How many playthroughs it takes at the least to show every sentence: a bound that holds for any set of them.
//!
//! # Why it holds
//! A playthrough is a path through the graph of nodes. A choice whose beat is read in no other place must be taken at
//! least once; where a beat chooses between three texts, one of which is read at a time, at least three times; and a
//! node whose text does so must be passed three times. So any playthroughs that show everything make a flow through the
//! graph that meets these demands, conditions aside, and the least such flow is a bound on their number. It is found by
//! taking away from a flow that meets them as much as can be (a maximum flow backwards: Ford and Fulkerson 1962, chapter
//! I.9), and is by duality the largest number of demands of which no two are met on one path.
//!
//! A loop of nodes may be gone round as often as one likes, and counts as one node, to be passed once if anything is
//! read in it.

use std::collections::VecDeque;

use super::{Branch, Coverage, Exploration, graph, questions::Questions};
use crate::story::{Exits, NodeId, Prose, ProseId, Story};

/// Returns how many scripts show every sentence at the least.
pub(super) fn scripts(
    story: &Story,
    exploration: &Exploration,
    coverage: &Coverage,
    questions: &Questions<'_>,
) -> u64 {
    let demands = Demands::of(story, coverage, questions);
    let start = story.start.unwrap_or(NodeId(0));
    let components = graph::components(story, start);
    let mut group = vec![None; story.nodes.len()];
    for (number, component) in components.iter().enumerate() {
        component
            .nodes
            .iter()
            .for_each(|node| group[node.index()] = Some(number));
    }
    // Each component is an edge from its entrance to its exit; beside them a source and a sink.
    let (source, sink) = (2 * components.len(), 2 * components.len() + 1);
    let mut flow = Flow::new(sink + 1);
    if let Some(first) = group[start.index()] {
        flow.edge(source, 2 * first, 0);
    }
    for (number, component) in components.iter().enumerate() {
        let inside = component
            .nodes
            .iter()
            .map(|node| demands.nodes[node.index()]);
        let demand = if component.is_loop {
            let exits = component
                .nodes
                .iter()
                .flat_map(|node| &demands.exits[node.index()]);
            u64::from(inside.chain(exits.copied()).any(|demand| demand > 0))
        } else {
            inside.max().unwrap_or(0)
        };
        flow.edge(2 * number, 2 * number + 1, demand);
        for node in &component.nodes {
            let written = &story.nodes[node.index()];
            let found = &exploration.nodes[node.index()];
            if matches!(written.exits, Exits::Ending(_)) && found.states > 0 {
                flow.edge(2 * number + 1, sink, 0);
            }
            for (exit, to) in graph::targets(written).enumerate() {
                if let (Some(to), true) = (group[to.index()], found.exits[exit])
                    && to != number
                {
                    let demand = demands.exits[node.index()][exit];
                    flow.edge(2 * number + 1, 2 * to, demand);
                }
            }
        }
    }
    flow.least(source, sink)
}

/// How often at the least each node must be passed, and each exit taken.
struct Demands {
    nodes: Vec<u64>,
    exits: Vec<Vec<u64>>,
}

impl Demands {
    fn of(story: &Story, coverage: &Coverage, questions: &Questions<'_>) -> Self {
        let mut demands = Self {
            nodes: vec![0; story.nodes.len()],
            exits: story
                .nodes
                .iter()
                .map(|node| vec![0; graph::targets(node).count()])
                .collect(),
        };
        let mut shown: Vec<Vec<&[Branch]>> = vec![Vec::new(); story.proses.len()];
        for sentence in coverage
            .sentences
            .iter()
            .filter(|sentence| sentence.read.is_shown())
        {
            shown[sentence.prose.index()].push(&sentence.path);
        }
        // Where each stretch of prose is read, if that is in one place alone.
        let mut places: Vec<Option<(NodeId, Option<usize>)>> = vec![None; story.proses.len()];
        let mut is_single = vec![true; story.proses.len()];
        for text in questions
            .alternatives
            .iter()
            .filter(|text| text.path.is_empty())
        {
            let prose = text.prose.index();
            let question = &questions.all[text.question];
            is_single[prose] = !question.at_start && !question.is_partial;
            for site in &question.sites {
                let place = (site.probe.node, site.exit);
                is_single[prose] &= places[prose].is_none_or(|known| known == place);
                places[prose] = Some(place);
            }
        }
        for (prose, place) in places.into_iter().enumerate() {
            let Some((node, exit)) = place.filter(|_| is_single[prose]) else {
                continue;
            };
            let paths = |path: &[Branch]| shown[prose].contains(&path);
            let times = times(
                story.proses.get(ProseId::at(prose)),
                &mut Vec::new(),
                &paths,
            );
            let demand = match exit {
                None => &mut demands.nodes[node.index()],
                Some(exit) => &mut demands.exits[node.index()][exit],
            };
            *demand = (*demand).max(times);
        }
        demands.locked(story, &|prose: ProseId| {
            let paths = |path: &[Branch]| shown[prose.index()].contains(&path);
            let is_here = is_single[prose.index()];
            if is_here {
                times(story.proses.get(prose), &mut Vec::new(), &paths)
            } else {
                0
            }
        });
        demands
    }

    /// A choice that is locked is not taken in the same state: where no loop comes back, both add up.
    fn locked(&mut self, story: &Story, times: &impl Fn(ProseId) -> u64) {
        for (index, node) in story.nodes.iter().enumerate() {
            for (exit, choice) in node.choices().iter().enumerate() {
                if let Some(reason) = choice.locked {
                    let both = times(reason) + self.exits[index][exit];
                    self.nodes[index] = self.nodes[index].max(both);
                }
            }
        }
    }
}

/// Returns how often a text must be read at the least for all of its inner texts that are ever shown.
fn times(text: Prose<'_>, path: &mut Vec<Branch>, is_shown: &impl Fn(&[Branch]) -> bool) -> u64 {
    let mut most = u64::from(is_shown(path));
    for (piece, inner) in text.pieces().enumerate() {
        let mut sum = 0;
        for (text, inner) in inner.texts().enumerate() {
            path.push(Branch { piece, text });
            sum += times(inner, path, is_shown);
            path.pop();
        }
        most = most.max(sum);
    }
    most
}

/// A flow through a graph whose edges ask for so much at the least.
struct Flow {
    edges: Vec<FlowEdge>,
    out: Vec<Vec<usize>>,
    into: Vec<Vec<usize>>,
}

struct FlowEdge {
    from: usize,
    to: usize,
    least: u64,
    amount: u64,
}

/// How a node is connected to an end of the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Missing,
    End,
    /// By this edge.
    Edge(usize),
}

impl Flow {
    fn new(nodes: usize) -> Self {
        Self {
            edges: Vec::new(),
            out: vec![Vec::new(); nodes],
            into: vec![Vec::new(); nodes],
        }
    }

    fn edge(&mut self, from: usize, to: usize, least: u64) {
        let number = self.edges.len();
        self.out[from].push(number);
        self.into[to].push(number);
        self.edges.push(FlowEdge {
            from,
            to,
            least,
            amount: 0,
        });
    }

    /// Returns the least flow from source to sink that meets every edge's demand which lies on a path between them.
    fn least(&mut self, source: usize, sink: usize) -> u64 {
        let from_source = self.paths(source, true);
        let to_sink = self.paths(sink, false);
        let mut total = 0;
        for number in 0..self.edges.len() {
            let FlowEdge {
                from,
                to,
                least,
                amount,
            } = self.edges[number];
            let more = least.saturating_sub(amount);
            let on_path = from_source[from] != Way::Missing && to_sink[to] != Way::Missing;
            if more > 0 && on_path {
                total += more;
                self.edges[number].amount += more;
                let mut at = from;
                while let Way::Edge(edge) = from_source[at] {
                    self.edges[edge].amount += more;
                    at = self.edges[edge].from;
                }
                let mut at = to;
                while let Way::Edge(edge) = to_sink[at] {
                    self.edges[edge].amount += more;
                    at = self.edges[edge].to;
                }
            }
        }
        while let Some((path, most)) = self.spare(source, sink) {
            total -= most;
            for (edge, is_taken_away) in path {
                let amount = &mut self.edges[edge].amount;
                if is_taken_away {
                    *amount -= most;
                } else {
                    *amount += most;
                }
            }
        }
        total
    }

    /// Returns for every node that is connected to `end` the edge that leads nearer to it.
    fn paths(&self, end: usize, is_forward: bool) -> Vec<Way> {
        let mut found = vec![Way::Missing; self.out.len()];
        found[end] = Way::End;
        let mut waiting = VecDeque::from([end]);
        while let Some(at) = waiting.pop_front() {
            let edges = if is_forward {
                &self.out[at]
            } else {
                &self.into[at]
            };
            for &edge in edges {
                let next = if is_forward {
                    self.edges[edge].to
                } else {
                    self.edges[edge].from
                };
                if found[next] == Way::Missing {
                    found[next] = Way::Edge(edge);
                    waiting.push_back(next);
                }
            }
        }
        found
    }

    /// Returns a way from source to sink along which flow can be taken away, and how much: edges with more than they ask
    /// for, and, against their direction, any edges, which then carry more.
    fn spare(&self, source: usize, sink: usize) -> Option<(Vec<(usize, bool)>, u64)> {
        let mut before: Vec<Option<(usize, bool)>> = vec![None; self.out.len()];
        let mut waiting = VecDeque::from([source]);
        while let Some(at) = waiting.pop_front() {
            let forward = self.out[at].iter().filter_map(|&edge| {
                let FlowEdge {
                    to, least, amount, ..
                } = self.edges[edge];
                (amount > least).then_some((edge, true, to))
            });
            let backward = self.into[at]
                .iter()
                .map(|&edge| (edge, false, self.edges[edge].from));
            for (edge, is_taken_away, next) in forward.chain(backward) {
                if next != source && before[next].is_none() {
                    before[next] = Some((edge, is_taken_away));
                    waiting.push_back(next);
                }
            }
        }
        let mut path = Vec::new();
        let mut most = u64::MAX;
        let mut at = sink;
        while at != source {
            let (edge, is_taken_away) = before[at]?;
            let FlowEdge {
                from,
                to,
                least,
                amount,
            } = self.edges[edge];
            if is_taken_away {
                most = most.min(amount - least);
            }
            path.push((edge, is_taken_away));
            at = if is_taken_away { from } else { to };
        }
        Some((path, most))
    }
}
