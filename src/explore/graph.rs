//! The graph of nodes, in an order in which every node stands before those it leads to, loops apart.

use crate::story::{Condition, Effect, Exits, Node, NodeId, Story};

/// Nodes that lead to each other, or one node alone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Component {
    pub nodes: Vec<NodeId>,
    /// Whether a player can come back to where they were.
    pub is_loop: bool,
}

/// A way into a node: the node it comes from and which of its choices or routes it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub from: NodeId,
    pub exit: usize,
}

/// Returns where the choices or routes of a node lead, in order.
pub(super) fn targets(node: &Node) -> impl Iterator<Item = NodeId> + '_ {
    let choices = node.choices().iter().map(|choice| choice.to);
    choices.chain(node.routes().iter().map(|route| route.to))
}

/// A way out of a node, as far as it can ever be taken.
pub(super) struct Way<'s> {
    /// Which of the node's choices or routes it is.
    pub exit: usize,
    pub when: &'s Condition,
    pub effects: &'s [Effect],
    pub to: NodeId,
}

/// Returns the choices or routes of a node, less those whose condition never holds and routes after one that always does.
pub(super) fn ways(node: &Node) -> impl Iterator<Item = Way<'_>> {
    let choices = node.choices().iter().enumerate();
    let choices = choices.map(|(exit, choice)| Way {
        exit,
        when: &choice.when,
        effects: &choice.effects,
        to: choice.to,
    });
    let routes = node.routes();
    let certain = routes
        .iter()
        .position(|route| route.when == Condition::Always);
    let tried = &routes[..certain.map_or(routes.len(), |certain| certain + 1)];
    let routes = tried.iter().enumerate().map(|(exit, route)| Way {
        exit,
        when: &route.when,
        effects: &route.effects,
        to: route.to,
    });
    choices
        .chain(routes)
        .filter(|way| *way.when != Condition::Never)
}

/// Returns which nodes some nodes lead to, they themselves included.
pub(super) fn led_to(story: &Story, from: impl IntoIterator<Item = NodeId>) -> Vec<bool> {
    let mut led_to = vec![false; story.nodes.len()];
    let mut waiting: Vec<NodeId> = from.into_iter().collect();
    while let Some(node) = waiting.pop() {
        if !std::mem::replace(&mut led_to[node.index()], true) {
            waiting.extend(targets(&story.nodes[node.index()]));
        }
    }
    led_to
}

/// The nodes that lead to every node, side by side.
pub(super) struct Sources {
    /// For every node where those that lead to it begin; those of the next begin where they end.
    first: Vec<usize>,
    nodes: Vec<NodeId>,
}

impl Sources {
    pub fn of(story: &Story) -> Self {
        let mut first = vec![0; story.nodes.len() + 1];
        for to in story.nodes.iter().flat_map(targets) {
            first[to.index() + 1] += 1;
        }
        for index in 1..first.len() {
            first[index] += first[index - 1];
        }
        let mut next = first.clone();
        let mut nodes = vec![NodeId(0); first[story.nodes.len()]];
        for (index, node) in story.nodes.iter().enumerate() {
            for to in targets(node) {
                nodes[next[to.index()]] = NodeId::at(index);
                next[to.index()] += 1;
            }
        }
        Self { first, nodes }
    }

    /// Returns the nodes that lead to one, as often as they do.
    pub fn of_node(&self, node: usize) -> impl Iterator<Item = usize> {
        let nodes = &self.nodes[self.first[node]..self.first[node + 1]];
        nodes.iter().map(|node| node.index())
    }
}

/// Returns the ways into every node.
pub(super) fn incoming(story: &Story) -> Vec<Vec<Edge>> {
    let mut incoming = vec![Vec::new(); story.nodes.len()];
    for (index, node) in story.nodes.iter().enumerate() {
        for (exit, to) in targets(node).enumerate() {
            let from = NodeId::at(index);
            incoming[to.index()].push(Edge { from, exit });
        }
    }
    incoming
}

/// Returns the strongly connected components that `start` leads to, each before those it leads to (Tarjan 1972).
pub(super) fn components(story: &Story, start: NodeId) -> Vec<Component> {
    let mut tarjan = Tarjan {
        story,
        number: vec![None; story.nodes.len()],
        low: vec![0; story.nodes.len()],
        on_stack: vec![false; story.nodes.len()],
        stack: Vec::new(),
        found: Vec::new(),
        next: 0,
    };
    tarjan.visit(start);
    tarjan.found.reverse();
    tarjan.found
}

struct Tarjan<'s> {
    story: &'s Story,
    number: Vec<Option<usize>>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<NodeId>,
    found: Vec<Component>,
    next: usize,
}

impl Tarjan<'_> {
    /// Visits depth first with a stack of its own: a story may be deeper than the thread's.
    fn visit(&mut self, start: NodeId) {
        let mut path: Vec<(NodeId, usize)> = vec![(start, 0)];
        self.enter(start);
        while let Some((node, exit)) = path.last_mut() {
            let node = *node;
            if let Some(to) = targets(&self.story.nodes[node.index()]).nth(*exit) {
                *exit += 1;
                match self.number[to.index()] {
                    None => {
                        self.enter(to);
                        path.push((to, 0));
                    }
                    Some(number) if self.on_stack[to.index()] => {
                        self.low[node.index()] = self.low[node.index()].min(number);
                    }
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                self.low[parent.index()] = self.low[parent.index()].min(self.low[node.index()]);
            }
            if self.number[node.index()] == Some(self.low[node.index()]) {
                self.close(node);
            }
        }
    }

    fn enter(&mut self, node: NodeId) {
        self.number[node.index()] = Some(self.next);
        self.low[node.index()] = self.next;
        self.next += 1;
        self.on_stack[node.index()] = true;
        self.stack.push(node);
    }

    fn close(&mut self, root: NodeId) {
        let mut nodes = Vec::new();
        while let Some(node) = self.stack.pop() {
            self.on_stack[node.index()] = false;
            nodes.push(node);
            if node == root {
                break;
            }
        }
        nodes.sort_unstable();
        let leads_to_itself = || targets(&self.story.nodes[root.index()]).any(|to| to == root);
        let is_loop = nodes.len() > 1 || leads_to_itself();
        self.found.push(Component { nodes, is_loop });
    }
}

/// Returns an upper bound on the binary digits of the number of paths, taking every condition for true; `None` where
/// the graph has loops.
pub(super) fn path_digits(story: &Story, components: &[Component]) -> Option<f64> {
    // Logarithms to base 2; a node not yet led to has none.
    let mut paths = vec![f64::NEG_INFINITY; story.nodes.len()];
    let mut total = f64::NEG_INFINITY;
    for (index, component) in components.iter().enumerate() {
        let [node] = component.nodes[..] else {
            return None;
        };
        if component.is_loop {
            return None;
        }
        if index == 0 {
            paths[node.index()] = 0.0;
        }
        let here = paths[node.index()];
        let inner = &story.nodes[node.index()];
        for to in targets(inner) {
            paths[to.index()] = log_sum(paths[to.index()], here);
        }
        if matches!(inner.exits, Exits::Ending(_)) {
            total = log_sum(total, here);
        }
    }
    Some(total.max(0.0) + 1.0)
}

fn log_sum(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY {
        return high;
    }
    high + (low - high).exp2().ln_1p() / std::f64::consts::LN_2
}
