//! A story as plain data: names are strings, conditions and prose are trees.

/// A whole story.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub start: String,
    pub acts: Vec<Act>,
    pub flags: Vec<Flag>,
    pub counters: Vec<Counter>,
    pub records: Vec<String>,
    pub endings: Vec<String>,
    pub danger: Option<Condition>,
    /// Named effects; each uses only those before it.
    pub effects: Vec<(String, Vec<Effect>)>,
    pub menus: Vec<Menu>,
    pub nodes: Vec<Node>,
    pub pages: Vec<Page>,
}

#[derive(Debug, Clone)]
pub struct Act {
    pub name: String,
    /// The meters.
    pub status: Vec<Prose>,
}

#[derive(Debug, Clone)]
pub struct Flag {
    pub name: String,
    pub start: bool,
}

#[derive(Debug, Clone)]
pub struct Counter {
    pub name: String,
    pub max: u64,
    pub start: u64,
    /// Empty, or a word for each value from 0 up.
    pub words: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Page {
    pub name: String,
    pub text: Option<Prose>,
    pub figure: Option<Figure>,
}

#[derive(Debug, Clone)]
pub struct Menu {
    pub name: String,
    pub choices: Vec<Choice>,
}

#[derive(Debug, Clone)]
pub struct Node {
    pub name: String,
    pub act: Option<String>,
    pub aliases: Vec<String>,
    pub enter: Vec<Effect>,
    pub text: Option<Prose>,
    pub figure: Option<Figure>,
    pub exits: Exits,
}

#[derive(Debug, Clone)]
pub enum Exits {
    Choices(Choices),
    Routes(Vec<Route>),
    Ending(String),
}

/// The choices of a node: a menu's first, less those left out, then its own.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub menu: Option<String>,
    pub beats: Vec<(String, Prose)>,
    pub without: Vec<String>,
    pub own: Vec<Choice>,
    /// Where choices without a target lead.
    pub next: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Choice {
    pub name: String,
    pub aliases: Vec<String>,
    pub say: Prose,
    pub when: Option<Condition>,
    pub locked: Option<Prose>,
    pub effects: Vec<Effect>,
    pub records: Vec<(String, Prose)>,
    pub to: Option<String>,
    pub then: Option<Prose>,
}

#[derive(Debug, Clone)]
pub struct Route {
    pub when: Option<Condition>,
    pub effects: Vec<Effect>,
    pub records: Vec<(String, Prose)>,
    pub to: String,
}

#[derive(Debug, Clone)]
pub struct Effect {
    pub change: Change,
    pub when: Option<Condition>,
}

#[derive(Debug, Clone)]
pub enum Change {
    Set(String),
    Clear(String),
    Assign(String, u64),
    Add(String, u64),
    Subtract(String, u64),
    Named(String),
}

#[derive(Debug, Clone)]
pub enum Condition {
    Truth(bool),
    Flag(String),
    Counter(String, Operator, u64),
    Visits(String, Operator, u64),
    Not(Box<Condition>),
    And(Vec<Condition>),
    Or(Vec<Condition>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Prose: no two stretches of words stand side by side, and the texts inside braces have no white space around them.
#[derive(Debug, Clone, Default)]
pub struct Prose(pub Vec<Piece>);

#[derive(Debug, Clone)]
pub enum Piece {
    /// Words as a reader sees them, but for white space.
    Words(String),
    Value(String),
    Record(String),
    /// One entry of a record, counted from 1.
    Entry(String, usize),
    Variant(Condition, Prose, Prose),
    ByValue(String, Vec<Prose>),
}

#[derive(Debug, Clone)]
pub struct Figure {
    /// Its first line begins with a sign, not with white space.
    pub drawing: Prose,
    pub says: Prose,
}

impl Model {
    pub fn node(&self, name: &str) -> &Node {
        let mut named = self.nodes.iter().filter(|node| node.name == name);
        named.next().expect("every node named is in the model")
    }

    pub fn counter(&self, name: &str) -> Option<&Counter> {
        self.counters.iter().find(|counter| counter.name == name)
    }

    /// Returns the steps of a named effect.
    pub fn steps(&self, name: &str) -> &[Effect] {
        let mut named = self.effects.iter().filter(|(known, _)| known == name);
        let (_, steps) = named.next().expect("every effect named is in the model");
        steps
    }

    /// Returns the choices that stand at a node, each with its target and its beat there.
    pub fn choices(&self, node: &Node) -> Vec<Choice> {
        let Exits::Choices(written) = &node.exits else {
            return Vec::new();
        };
        let mut choices = Vec::new();
        for menu in &self.menus {
            if written.menu.as_ref() == Some(&menu.name) {
                choices.extend(menu.choices.clone());
            }
        }
        choices.retain(|choice| !written.without.contains(&choice.name));
        for choice in &mut choices {
            for (name, beat) in &written.beats {
                if *name == choice.name {
                    choice.then = Some(beat.clone());
                }
            }
        }
        choices.extend(written.own.clone());
        for choice in &mut choices {
            choice.to = choice.to.take().or_else(|| written.next.clone());
        }
        choices
    }

    /// Returns where a node may lead, conditions aside.
    pub fn targets(&self, node: &Node) -> Vec<String> {
        match &node.exits {
            Exits::Choices(_) => {
                let choices = self.choices(node).into_iter();
                choices.filter_map(|choice| choice.to).collect()
            }
            Exits::Routes(routes) => routes.iter().map(|route| route.to.clone()).collect(),
            Exits::Ending(_) => Vec::new(),
        }
    }
}
