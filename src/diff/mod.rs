//! What changed between two versions of a story: nodes, choices and texts, by their names.
//!
//! Compares what two compiled stories say in the words of the language, so that a moved line or another spelling of the
//! same condition is no change. Returns data; what became likelier is for the prover to say.

mod node;

use std::collections::BTreeMap;

use crate::{story::Story, wording::Wording};
pub use node::{NodeChange, Part, PartChange};

/// Everything that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    pub title: Option<(String, String)>,
    pub start: Option<(String, String)>,
    pub nodes: Changes<NodeChange>,
    pub endings: Changes<PartChange>,
    pub variables: Changes<PartChange>,
    pub pages: Changes<PartChange>,
    pub promises: Changes<PartChange>,
}

/// What is new, what is gone, and what is not what it was, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes<C> {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// What has another name now, by its aliases: the old one and the new one.
    pub renamed: Vec<(String, String)>,
    pub changed: Vec<(String, C)>,
}

impl<C> Default for Changes<C> {
    fn default() -> Self {
        Self {
            added: Vec::new(),
            removed: Vec::new(),
            renamed: Vec::new(),
            changed: Vec::new(),
        }
    }
}

impl<C> Changes<C> {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.renamed.is_empty()
            && self.changed.is_empty()
    }
}

impl Diff {
    /// Compares two versions of a story.
    #[must_use]
    pub fn new(old: &Story, new: &Story) -> Self {
        let title = |story: &Story| format!("{} {}", story.title, story.version);
        let start = |story: &Story| {
            let start = story.start.map(|start| &story.nodes[start.index()].name);
            start.cloned().unwrap_or_default()
        };
        Self {
            title: changed(title(old), title(new)),
            start: changed(start(old), start(new)),
            nodes: node::compare(old, new),
            endings: named(&endings(old), &endings(new)),
            variables: named(&variables(old), &variables(new)),
            pages: named(&pages(old), &pages(new)),
            promises: named(&promises(old), &promises(new)),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn changed(old: String, new: String) -> Option<(String, String)> {
    (old != new).then_some((old, new))
}

type Named = Vec<(String, Vec<(&'static str, String)>)>;

/// Compares things by their names, each with its parts.
fn named(old: &Named, new: &Named) -> Changes<PartChange> {
    let known: BTreeMap<&String, &Vec<(&'static str, String)>> =
        old.iter().map(|(name, parts)| (name, parts)).collect();
    let mut changes = Changes::default();
    for (name, parts) in new {
        match known.get(name) {
            None => changes.added.push(name.clone()),
            Some(before) => {
                let change = PartChange::between(before, parts);
                changes
                    .changed
                    .extend(change.map(|change| (name.clone(), change)));
            }
        }
    }
    let gone = old
        .iter()
        .filter(|(name, _)| !new.iter().any(|(other, _)| other == name));
    changes.removed.extend(gone.map(|(name, _)| name.clone()));
    changes
}

fn endings(story: &Story) -> Named {
    let parts = |ending: &crate::story::Ending| {
        vec![
            ("title", ending.title.clone()),
            ("nudge", ending.nudge.clone()),
        ]
    };
    story
        .endings
        .iter()
        .map(|ending| (ending.name.clone(), parts(ending)))
        .collect()
}

/// Returns flags and counters; how far visits are counted follows from what asks for them.
fn variables(story: &Story) -> Named {
    let declared = story
        .variables
        .iter()
        .filter(|variable| !matches!(variable.kind, crate::story::Kind::Visits(_)));
    declared
        .map(|variable| {
            let parts = vec![
                ("bounds", format!("0 to {}", variable.field.max)),
                ("start", variable.start.to_string()),
                ("words", variable.words.join(", ")),
                ("doc", variable.doc.clone()),
            ];
            (variable.name.clone(), parts)
        })
        .collect()
}

fn pages(story: &Story) -> Named {
    let wording = Wording::new(story);
    let parts = |page: &crate::story::Page| {
        let mut parts = vec![(
            "text",
            page.text
                .map(|text| wording.prose(text))
                .unwrap_or_default(),
        )];
        if let Some(figure) = page.figure {
            parts.push(("drawing", wording.prose(figure.drawing)));
            parts.push(("says", wording.prose(figure.says)));
        }
        parts
    };
    story
        .pages
        .iter()
        .map(|page| (page.name.clone(), parts(page)))
        .collect()
}

fn promises(story: &Story) -> Named {
    story
        .promises
        .iter()
        .map(|promise| (promise.name.clone(), Vec::new()))
        .collect()
}
