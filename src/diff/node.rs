//! Nodes compared: their parts, and their choices' parts.

use smol_str::SmolStr;

use super::Changes;
use crate::{
    stats::words_of,
    story::{Choice, Condition, Exits, Node, ProseId, RecordId, Story},
    wording::Wording,
};

/// What changed at a node that both stories have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeChange {
    pub parts: PartChange,
    pub choices: Changes<PartChange>,
}

/// Parts of something that are not what they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartChange(pub Vec<Part>);

/// A part before and after; an empty text is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: &'static str,
    pub old: String,
    pub new: String,
}

impl Part {
    /// Returns how many words the part had, and how many it has.
    #[must_use]
    pub fn words(&self) -> (usize, usize) {
        (words_of(&read(&self.old)), words_of(&read(&self.new)))
    }

    /// Tells whether the part is prose, of which one wants to know how much there is rather than what it says.
    #[must_use]
    pub fn is_prose(&self) -> bool {
        matches!(
            self.name,
            "text" | "beat" | "drawing" | "says" | "about" | "content"
        )
    }
}

/// Returns prose without the conditions in it: what follows a brace, up to its colon, is nothing that anybody reads.
fn read(prose: &str) -> String {
    let mut parts = prose.split('{');
    let mut text = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let head = part
            .find([':', '}'])
            .filter(|&at| part[at..].starts_with(':'));
        text.push(' ');
        text.push_str(head.map_or(part, |at| &part[at + 1..]));
    }
    text
}

type Parts = Vec<(&'static str, String)>;

impl PartChange {
    /// Returns what differs between two lists of parts; `None` where nothing does.
    pub(super) fn between(old: &Parts, new: &Parts) -> Option<Self> {
        let value = |parts: &Parts, name: &str| {
            let found = parts.iter().find(|(known, _)| *known == name);
            found.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        let names = new.iter().chain(
            old.iter()
                .filter(|(name, _)| !new.iter().any(|(other, _)| other == name)),
        );
        let parts: Vec<Part> = names
            .map(|(name, _)| Part {
                name,
                old: value(old, name),
                new: value(new, name),
            })
            .filter(|part| part.old != part.new)
            .collect();
        (!parts.is_empty()).then_some(Self(parts))
    }
}

/// Compares the nodes of two stories.
pub(super) fn compare(old: &Story, new: &Story) -> Changes<NodeChange> {
    let mut changes = Changes::default();
    let mut met = vec![false; old.nodes.len()];
    for node in &new.nodes {
        let Some(index) = counterpart(&old.nodes, node) else {
            changes.added.push(node.name.to_string());
            continue;
        };
        let before = &old.nodes[index];
        met[index] = true;
        if before.name != node.name {
            changes
                .renamed
                .push((before.name.to_string(), node.name.to_string()));
        }
        let change = NodeChange {
            parts: PartChange::between(&parts(old, before), &parts(new, node)).unwrap_or_default(),
            choices: choices(old, before, new, node),
        };
        if change != NodeChange::default() {
            changes.changed.push((node.name.to_string(), change));
        }
    }
    let gone = old.nodes.iter().zip(&met).filter(|(_, met)| !**met);
    changes
        .removed
        .extend(gone.map(|(node, _)| node.name.to_string()));
    changes
}

/// Finds what a node was before: the node of its name, or else of one of its former names.
fn counterpart(old: &[Node], node: &Node) -> Option<usize> {
    let named = |name: &SmolStr| old.iter().position(|before| before.name == *name);
    named(&node.name).or_else(|| node.aliases.iter().find_map(named))
}

fn choices(old: &Story, before: &Node, new: &Story, node: &Node) -> Changes<PartChange> {
    let mut changes = Changes::default();
    let mut met = vec![false; before.choices().len()];
    for choice in node.choices() {
        let named = |name: &SmolStr| {
            let mut known = before.choices().iter();
            known.position(|choice| choice.name == *name)
        };
        let found = named(&choice.name).or_else(|| choice.aliases.iter().find_map(named));
        let Some(index) = found else {
            changes.added.push(choice.name.to_string());
            continue;
        };
        let former = &before.choices()[index];
        met[index] = true;
        if former.name != choice.name {
            changes
                .renamed
                .push((former.name.to_string(), choice.name.to_string()));
        }
        let change = PartChange::between(&choice_parts(old, former), &choice_parts(new, choice));
        changes
            .changed
            .extend(change.map(|change| (choice.name.to_string(), change)));
    }
    let gone = before.choices().iter().zip(&met).filter(|(_, met)| !**met);
    changes
        .removed
        .extend(gone.map(|(choice, _)| choice.name.to_string()));
    changes
}

fn parts(story: &Story, node: &Node) -> Parts {
    let wording = Wording::new(story);
    let mut parts = vec![(
        "act",
        node.act
            .map(|act| story.acts[act.index()].name.to_string())
            .unwrap_or_default(),
    )];
    parts.push(("enter", wording.effects(&node.enter)));
    let text = node.text.map(|text| wording.prose(text));
    parts.push(("text", text.unwrap_or_default()));
    if let Some(figure) = node.figure {
        parts.push(("drawing", wording.prose(figure.drawing)));
        parts.push(("says", wording.prose(figure.says)));
    }
    match &node.exits {
        Exits::Choices(_) => parts.push(("leads by", "choices".to_owned())),
        Exits::Routes(routes) => {
            let routes = routes.iter().map(|route| {
                let mut words = vec![format!("to {}", story.nodes[route.to.index()].name)];
                words.extend(condition(wording, &route.when));
                if !route.effects.is_empty() {
                    words.push(format!("does {}", wording.effects(&route.effects)));
                }
                words.extend(records(story, &route.records));
                words.join(" ")
            });
            parts.push(("leads by", "routes".to_owned()));
            parts.push(("routes", routes.collect::<Vec<_>>().join("; ")));
        }
        Exits::Ending(ending) => {
            let name = story.endings[ending.index()].name.to_string();
            parts.push(("leads by", "nothing".to_owned()));
            parts.push(("ending", name));
        }
    }
    parts
}

fn choice_parts(story: &Story, choice: &Choice) -> Parts {
    let wording = Wording::new(story);
    let prose =
        |prose: Option<ProseId>| prose.map(|prose| wording.prose(prose)).unwrap_or_default();
    vec![
        ("label", wording.prose(choice.say)),
        ("when", condition(wording, &choice.when).unwrap_or_default()),
        ("locked", prose(choice.locked)),
        ("do", wording.effects(&choice.effects)),
        ("record", records(story, &choice.records).join(", ")),
        ("beat", prose(choice.beat)),
        ("to", story.nodes[choice.to.index()].name.to_string()),
    ]
}

fn condition(wording: Wording<'_>, when: &Condition) -> Option<String> {
    (*when != Condition::Always).then(|| format!("when {}", wording.condition(when)))
}

fn records(story: &Story, records: &[(RecordId, ProseId)]) -> Vec<String> {
    let wording = Wording::new(story);
    let entry = |(record, entry): &(RecordId, ProseId)| {
        format!(
            "writes \"{}\" into {}",
            wording.prose(*entry),
            story.records[record.index()]
        )
    };
    records.iter().map(entry).collect()
}
