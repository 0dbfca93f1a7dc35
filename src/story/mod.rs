//! The checked story, as it is run: ids instead of names, conditions and effects as packed masks.
//!
//! Architecture invariant: nothing here knows a file, a place in one, or how to run the story; every id that a story
//! holds is in bounds.

mod condition;
mod effect;
mod promise;
mod prose;
mod variable;

use smol_str::SmolStr;

pub use condition::{Condition, Test};
pub use effect::{Change, Effect};
pub use promise::{Bounds, Claim, Promise};
pub use prose::{Figure, Open, Piece, Portion, Prose, Proses, Texts, Writer, words_of};
pub use variable::{Field, Kind, Variable};

/// A number that stands for one thing of its kind in a [`Story`].
macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// Returns the id of the thing at `index`; a story never holds 2^32 things of a kind.
            #[must_use]
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

id! {
    /// A node of [`Story::nodes`].
    NodeId,
    /// A flag, counter or visit count of [`Story::variables`].
    VariableId,
    /// A record of [`Story::records`].
    RecordId,
    /// An ending of [`Story::endings`].
    EndingId,
    /// An act of [`Story::acts`].
    ActId,
    /// A stretch of prose of [`Story::proses`].
    ProseId,
}

/// A whole story.
#[derive(Debug, Default)]
pub struct Story {
    pub id: String,
    pub title: String,
    pub version: String,
    /// A hash of the story's files: scripts and saves say by it which text they were made with.
    pub hash: u64,
    pub start: Option<NodeId>,
    pub acts: Vec<Act>,
    pub nodes: Vec<Node>,
    pub endings: Vec<Ending>,
    pub variables: Vec<Variable>,
    /// How many 64-bit words the values of all variables take.
    pub words: usize,
    pub records: Vec<SmolStr>,
    pub pages: Vec<Page>,
    /// What the story is and who made it.
    pub about: Option<ProseId>,
    /// What a player may not want to meet unprepared.
    pub content: Option<ProseId>,
    /// Every stretch of prose, menus' and nodes' alike.
    pub proses: Proses,
    /// The condition whose becoming true marks a choice as dangerous.
    pub danger: Option<Condition>,
    /// What the author swears; it changes nothing in play.
    pub promises: Vec<Promise>,
}

#[derive(Debug)]
pub struct Act {
    /// The folder that its nodes stand in.
    pub name: SmolStr,
    /// What a player reads.
    pub title: String,
    /// The meters shown above the choices.
    pub status: Vec<ProseId>,
}

#[derive(Debug)]
pub struct Ending {
    pub name: SmolStr,
    pub title: String,
    /// One line that points a player towards it without telling.
    pub nudge: String,
    /// It comes before the story has run its course: a player is shown the way back to where it turned.
    pub early: bool,
}

#[derive(Debug)]
pub struct Page {
    pub name: SmolStr,
    pub text: Option<ProseId>,
    pub figure: Option<Figure>,
    /// It is shown of both playthroughs where one is compared with another.
    pub compared: bool,
    /// It stands in the scrapbook, as it was when a playthrough ended.
    pub kept: bool,
}

#[derive(Debug, Clone)]
pub struct Node {
    pub name: SmolStr,
    pub aliases: Vec<SmolStr>,
    pub act: Option<ActId>,
    /// The variable that counts arrivals here, where anything compares it.
    pub visits: Option<VariableId>,
    pub enter: Vec<Effect>,
    pub text: Option<ProseId>,
    pub figure: Option<Figure>,
    pub exits: Exits,
}

/// The ways out of a node.
#[derive(Debug, Clone)]
pub enum Exits {
    /// The player chooses; open choices stand in this order.
    Choices(Vec<Choice>),
    /// The first route that holds is taken without asking.
    Routes(Vec<Route>),
    Ending(EndingId),
}

#[derive(Debug, Clone)]
pub struct Choice {
    pub name: SmolStr,
    pub aliases: Vec<SmolStr>,
    pub say: ProseId,
    pub when: Condition,
    /// Why it cannot be taken while `when` fails; without a reason it is hidden then.
    pub locked: Option<ProseId>,
    pub effects: Vec<Effect>,
    pub records: Vec<(RecordId, ProseId)>,
    /// The outcome, read after the effects.
    pub beat: Option<ProseId>,
    pub to: NodeId,
}

#[derive(Debug, Clone)]
pub struct Route {
    pub when: Condition,
    pub effects: Vec<Effect>,
    pub records: Vec<(RecordId, ProseId)>,
    pub to: NodeId,
}

/// Returns a name as a headline.
#[must_use]
pub fn headline(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut signs = words.chars();
    let first = signs.next().into_iter().flat_map(char::to_uppercase);
    first.chain(signs).collect()
}

impl Story {
    /// Returns the node called `name`, by its present name or a former one.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<NodeId> {
        let named = |node: &Node| node.name == name;
        let aliased = |node: &Node| node.aliases.iter().any(|alias| alias == name);
        let found = self.nodes.iter().position(named);
        found
            .or_else(|| self.nodes.iter().position(aliased))
            .map(NodeId::at)
    }

    /// Returns the meters that stand above a node's choices, in order: those of its act.
    #[must_use]
    pub fn meters(&self, node: &Node) -> &[ProseId] {
        node.act.map_or(&[], |act| &self.acts[act.index()].status)
    }

    /// Returns the ending called `name`.
    #[must_use]
    pub fn ending(&self, name: &str) -> Option<EndingId> {
        self.endings
            .iter()
            .position(|ending| ending.name == name)
            .map(EndingId::at)
    }
}

impl Node {
    /// Returns the choices; none where the node has routes or is an ending.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        match &self.exits {
            Exits::Choices(choices) => choices,
            Exits::Routes(_) | Exits::Ending(_) => &[],
        }
    }

    /// Returns the routes; none where the node has choices or is an ending.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        match &self.exits {
            Exits::Routes(routes) => routes,
            Exits::Choices(_) | Exits::Ending(_) => &[],
        }
    }
}

impl Choice {
    /// Tells whether the choice is or was called `name`.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().any(|alias| alias == name)
    }
}
