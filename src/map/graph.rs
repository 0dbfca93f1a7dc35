//! The picture of a story as data: nodes in bands, links between them, what is known of each.

use std::collections::BTreeMap;

use crate::{
    engine::Audience,
    explore::{Exploration, Playthroughs},
    session::{Script, Unfit, walk},
    story::{Condition, EndingId, Exits, NodeId, Story},
    wording::Wording,
};

/// The nodes of a story and what leads where.
#[derive(Debug)]
pub struct Graph<'s> {
    pub story: &'s Story,
    /// From top to bottom.
    pub bands: Vec<Band>,
    /// In the order of the story's.
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// What the proof comes to, in a line; `None` where nothing was proven.
    pub proof: Option<String>,
    /// The way of a script, where one was given.
    pub trail: Option<Trail>,
    /// Whether the texts of endings may be shown.
    pub shows_endings: bool,
}

/// An act, or all nodes that belong to none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// The title of the act.
    pub title: Option<String>,
}

#[derive(Debug)]
pub struct Node {
    pub name: String,
    pub band: usize,
    pub kind: Kind,
    pub is_start: bool,
    pub reach: Reach,
    /// How many states the prover saw here.
    pub states: u64,
    /// Whether the script comes by.
    pub is_passed: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Choices(usize),
    Routes,
    Ending {
        title: String,
        /// How likely somebody who chooses at random comes to this node, from 0 to 1.
        odds: Option<f64>,
    },
}

/// What is known about whether a playthrough comes to a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Reached,
    /// Proven: no playthrough comes here.
    Never,
    Unknown,
}

/// All choices or routes of one node that lead to the same other one.
#[derive(Debug)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    /// Their indices among the node's choices or routes.
    pub exits: Vec<usize>,
    /// What tells them from the node's others, a line each; empty where there are no others.
    pub label: Vec<String>,
    /// Whether all of them are proven never to be open.
    pub is_never: bool,
    pub is_passed: bool,
}

/// The way of a script through a story.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    /// Every node arrived at, nodes of routes among them.
    pub arrivals: Vec<NodeId>,
    /// The choices taken: the node of each, and its index there.
    pub taken: Vec<(NodeId, usize)>,
}

impl Audience for Trail {
    fn arrive(&mut self, node: NodeId, _: &[u64]) {
        self.arrivals.push(node);
    }
}

impl Trail {
    /// Walks through a script. The step that does not fit, if there is one, is where the trail ends.
    ///
    /// # Errors
    /// [`crate::engine::Unsettled`] where the story cannot begin.
    pub fn of(
        story: &Story,
        script: &Script,
    ) -> Result<(Self, Option<Unfit>), crate::engine::Unsettled> {
        let mut trail = Self::default();
        let walk = walk(story, script, &mut trail)?;
        trail.taken = walk.taken;
        Ok((trail, walk.unfit))
    }
}

/// The longest line of a label, in columns, and the most lines.
const LABEL_WIDTH: usize = 24;
const LABEL_LINES: usize = 4;

impl<'s> Graph<'s> {
    /// Draws up the graph of a story, with what an exploration found, if there was one.
    #[must_use]
    pub fn new(
        story: &'s Story,
        exploration: Option<&Exploration>,
        trail: Option<Trail>,
        shows_endings: bool,
    ) -> Self {
        let (bands, band_of) = bands(story);
        let connected = connected(story);
        let nodes = (0..story.nodes.len()).map(|index| {
            let node = &story.nodes[index];
            let found = exploration.map(|exploration| &exploration.nodes[index]);
            let is_complete = exploration.is_some_and(|exploration| exploration.is_complete);
            let reach = match found {
                Some(found) if found.states > 0 => Reach::Reached,
                _ if is_complete || !connected[index] => Reach::Never,
                _ => Reach::Unknown,
            };
            let kind = match &node.exits {
                Exits::Choices(choices) => Kind::Choices(choices.len()),
                Exits::Routes(_) => Kind::Routes,
                Exits::Ending(ending) => Kind::Ending {
                    title: story.endings[ending.index()].title.clone(),
                    odds: found
                        .and_then(|found| found.end.as_ref())
                        .map(|end| end.odds),
                },
            };
            Node {
                name: node.name.to_string(),
                band: band_of[index],
                kind,
                is_start: story.start == Some(NodeId::at(index)),
                reach,
                states: found.map_or(0, |found| found.states),
                is_passed: trail
                    .as_ref()
                    .is_some_and(|trail| trail.arrivals.contains(&NodeId::at(index))),
            }
        });
        let nodes = nodes.collect();
        Self {
            story,
            bands,
            nodes,
            edges: edges(story, exploration, trail.as_ref()),
            proof: exploration.map(summary),
            trail,
            shows_endings,
        }
    }

    /// Returns the title, with the version.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.story.title, self.story.version)
    }

    /// Returns what the picture is about, in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        let choices: usize = self
            .story
            .nodes
            .iter()
            .map(|node| node.choices().len())
            .sum();
        let numbers = format!(
            "{} nodes, {choices} choices, {} endings",
            self.nodes.len(),
            self.story.endings.len()
        );
        match &self.proof {
            Some(proof) => format!("{numbers}; {proof}"),
            None => format!("{numbers}; nothing proven"),
        }
    }

    /// Returns how likely an ending is, at all its nodes; `None` where that is not known.
    #[must_use]
    pub fn odds(&self, ending: EndingId) -> Option<f64> {
        let title = &self.story.endings[ending.index()].title;
        let mut sum = None;
        for (node, drawn) in self.story.nodes.iter().zip(&self.nodes) {
            let Kind::Ending { title: own, odds } = &drawn.kind else {
                continue;
            };
            let is_it = matches!(node.exits, Exits::Ending(id) if id == ending);
            if is_it
                && own == title
                && let Some(odds) = odds
            {
                sum = Some(sum.unwrap_or(0.0) + odds);
            }
        }
        sum
    }
}

/// Returns a share as a percentage of three digits after the point.
#[must_use]
pub(super) fn percent(odds: f64) -> String {
    format!("{:.3}%", odds * 100.0)
}

fn summary(exploration: &Exploration) -> String {
    let states = crate::explore::Count::from(exploration.states);
    if !exploration.is_complete {
        return format!("partial: stopped after {states} states");
    }
    let playthroughs = match &exploration.playthroughs {
        Playthroughs::Exactly(count) => format!(", {count} playthroughs"),
        Playthroughs::Infinite(_) => ", infinitely many playthroughs".to_owned(),
        Playthroughs::TooMany => ", more than 2^4096 playthroughs".to_owned(),
        Playthroughs::Unknown => String::new(),
    };
    format!("all {states} states seen{playthroughs}")
}

/// Returns the bands and that of each node: the start's act first, then the others in their order, then what has no act.
fn bands(story: &Story) -> (Vec<Band>, Vec<usize>) {
    let start = story.start.map(|start| story.nodes[start.index()].act);
    let mut order = Vec::new();
    order.extend(start);
    for act in story.nodes.iter().map(|node| node.act) {
        if !order.contains(&act) {
            order.push(act);
        }
    }
    // Nodes stand in the order of their acts; only those without an act stand before all others.
    let first = order.first().copied();
    order.sort_by_key(|act| (Some(*act) != first, act.is_none(), *act));
    let place: BTreeMap<_, usize> = order.iter().enumerate().map(|(i, act)| (*act, i)).collect();
    let bands = order.iter().map(|act| Band {
        title: act.map(|act| story.acts[act.index()].title.clone()),
    });
    (
        bands.collect(),
        story.nodes.iter().map(|node| place[&node.act]).collect(),
    )
}

/// Returns which nodes hang together with the start, conditions left aside.
fn connected(story: &Story) -> Vec<bool> {
    let mut seen = vec![false; story.nodes.len()];
    let mut waiting: Vec<NodeId> = story.start.into_iter().collect();
    while let Some(id) = waiting.pop() {
        if std::mem::replace(&mut seen[id.index()], true) {
            continue;
        }
        let node = &story.nodes[id.index()];
        waiting.extend(node.choices().iter().map(|choice| choice.to));
        waiting.extend(node.routes().iter().map(|route| route.to));
    }
    seen
}

fn edges(story: &Story, exploration: Option<&Exploration>, trail: Option<&Trail>) -> Vec<Edge> {
    let passed: std::collections::BTreeSet<(NodeId, NodeId)> = trail
        .iter()
        .flat_map(|trail| trail.arrivals.windows(2))
        .map(|pair| (pair[0], pair[1]))
        .collect();
    let mut edges = Vec::new();
    for (from, node) in story.nodes.iter().enumerate() {
        let choices = node.choices().iter().map(|choice| choice.to);
        let targets: Vec<NodeId> = choices
            .chain(node.routes().iter().map(|route| route.to))
            .collect();
        let mut groups: Vec<(NodeId, Vec<usize>)> = Vec::new();
        for (exit, to) in targets.iter().enumerate() {
            match groups.iter_mut().find(|(known, _)| known == to) {
                Some((_, exits)) => exits.push(exit),
                None => groups.push((*to, vec![exit])),
            }
        }
        let tells = groups.len() > 1;
        let found = exploration
            .filter(|exploration| exploration.is_complete)
            .map(|exploration| &exploration.nodes[from]);
        for (to, exits) in groups {
            let is_never = found.is_some_and(|found| exits.iter().all(|&exit| !found.exits[exit]));
            edges.push(Edge {
                from,
                to: to.index(),
                label: if tells {
                    label(story, node, &exits)
                } else {
                    Vec::new()
                },
                is_never,
                is_passed: passed.contains(&(NodeId::at(from), to)),
                exits,
            });
        }
    }
    edges
}

/// Returns the names of choices, or the conditions of routes, in a few lines.
fn label(story: &Story, node: &crate::story::Node, exits: &[usize]) -> Vec<String> {
    let wording = Wording::new(story);
    let words: Vec<String> = exits
        .iter()
        .map(|&exit| match &node.exits {
            Exits::Choices(choices) => choices[exit].name.to_string(),
            Exits::Routes(routes) => match &routes[exit].when {
                Condition::Always => "else".to_owned(),
                when => wording.condition(when),
            },
            Exits::Ending(_) => String::new(),
        })
        .collect();
    let text = words.join(", ");
    let mut lines: Vec<String> = textwrap::wrap(&text, LABEL_WIDTH)
        .into_iter()
        .map(std::borrow::Cow::into_owned)
        .collect();
    if lines.len() > LABEL_LINES {
        lines.truncate(LABEL_LINES - 1);
        lines.push("...".to_owned());
    }
    lines
}
