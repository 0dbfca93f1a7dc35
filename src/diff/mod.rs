//! What changed between two versions of a story: nodes, choices and texts, by their names.
//!
//! Compares what two compiled stories say in the words of the language, so that a moved line or another spelling of the
//! same condition is no change. Returns data; what became likelier is for the prover to say.

mod node;

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::{story::Story, wording::Wording};
pub use node::{NodeChange, Part, PartChange};

/// Everything that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    pub title: Option<(String, String)>,
    pub start: Option<(String, String)>,
    /// What belongs to the story as a whole, beside its title and its start.
    pub world: PartChange,
    pub acts: Changes<PartChange>,
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
            start.map(SmolStr::to_string).unwrap_or_default()
        };
        Self {
            title: changed(title(old), title(new)),
            start: changed(start(old), start(new)),
            world: PartChange::between(&world(old), &world(new)).unwrap_or_default(),
            acts: named(&acts(old), &acts(new)),
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

fn world(story: &Story) -> Vec<(&'static str, String)> {
    let wording = Wording::new(story);
    let prose = |prose: Option<_>| prose.map(|prose| wording.prose(prose)).unwrap_or_default();
    let danger = story.danger.as_ref();
    let danger = danger.map(|danger| wording.condition(danger));
    vec![
        ("about", prose(story.about)),
        ("content", prose(story.content)),
        ("danger", danger.unwrap_or_default()),
    ]
}

fn acts(story: &Story) -> Named {
    let wording = Wording::new(story);
    let parts = |act: &crate::story::Act| {
        let meters = act.status.iter().map(|meter| wording.prose(*meter));
        vec![
            ("title", act.title.clone()),
            ("status", meters.collect::<Vec<_>>().join(" / ")),
        ]
    };
    let acts = story.acts.iter();
    acts.map(|act| (act.name.to_string(), parts(act))).collect()
}

fn endings(story: &Story) -> Named {
    let parts = |ending: &crate::story::Ending| {
        vec![
            ("title", ending.title.clone()),
            ("nudge", ending.nudge.clone()),
            ("early", yes_or_no(ending.early)),
        ]
    };
    story
        .endings
        .iter()
        .map(|ending| (ending.name.to_string(), parts(ending)))
        .collect()
}

fn yes_or_no(holds: bool) -> String {
    if holds { "yes" } else { "no" }.to_owned()
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
            (variable.name.to_string(), parts)
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
        parts.push(("compared", yes_or_no(page.compared)));
        parts.push(("kept", yes_or_no(page.kept)));
        parts
    };
    story
        .pages
        .iter()
        .map(|page| (page.name.to_string(), parts(page)))
        .collect()
}

fn promises(story: &Story) -> Named {
    story
        .promises
        .iter()
        .map(|promise| (promise.name.clone(), Vec::new()))
        .collect()
}
