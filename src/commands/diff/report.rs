//! What `diff` found, as lines for people and as an object for programs.

use std::io::{self, Write};

use super::{Play, Verdict};
use crate::diff::{Changes, Diff, NodeChange, Part, PartChange};

/// Everything that was found.
pub(super) struct Findings {
    pub diff: Diff,
    /// The ending, its odds before and after.
    pub odds: Vec<(String, String, String)>,
    pub plays: Vec<Play>,
}

impl Findings {
    pub fn human(&self, out: &mut impl Write) -> io::Result<()> {
        let diff = &self.diff;
        if diff.is_empty() {
            writeln!(out, "nothing that a player could notice has changed")?;
        }
        for (what, change) in [("title", &diff.title), ("start", &diff.start)] {
            if let Some((old, new)) = change {
                writeln!(out, "{what}: {old} -> {new}")?;
            }
        }
        for changed in &diff.world.0 {
            part("", changed, out)?;
        }
        nodes(&diff.nodes, out)?;
        for (what, changes) in [
            ("act", &diff.acts),
            ("ending", &diff.endings),
            ("variable", &diff.variables),
            ("page", &diff.pages),
            ("promise", &diff.promises),
        ] {
            things(what, "", changes, out)?;
        }
        for (ending, old, new) in &self.odds {
            writeln!(out, "odds of {ending}: {old} -> {new}")?;
        }
        for play in &self.plays {
            let verdict = match play.verdict {
                Verdict::Plays => "plays",
                Verdict::Broken => "BROKEN",
                Verdict::Mended => "plays now",
                Verdict::Neither => "never played",
            };
            let note = if play.note.is_empty() {
                String::new()
            } else {
                format!("; {}", play.note)
            };
            writeln!(out, "script {}: {verdict}{note}", play.name)?;
        }
        Ok(())
    }

    pub fn json(&self) -> serde_json::Value {
        let diff = &self.diff;
        let pair = |pair: &Option<(String, String)>| {
            pair.as_ref()
                .map(|(old, new)| serde_json::json!({ "old": old, "new": new }))
        };
        let nodes = diff.nodes.changed.iter().map(|(name, change)| {
            serde_json::json!({
                "node": name,
                "parts": parts_json(&change.parts),
                "choices": changes_json(&change.choices),
            })
        });
        let odds = self.odds.iter().map(
            |(ending, old, new)| serde_json::json!({ "ending": ending, "old": old, "new": new }),
        );
        let scripts = self.plays.iter().map(|play| {
            serde_json::json!({
                "script": play.name,
                "plays": matches!(play.verdict, Verdict::Plays | Verdict::Mended),
                "played": matches!(play.verdict, Verdict::Plays | Verdict::Broken),
                "note": play.note,
            })
        });
        serde_json::json!({
            "title": pair(&diff.title),
            "start": pair(&diff.start),
            "world": parts_json(&diff.world),
            "acts": changes_json(&diff.acts),
            "nodes": {
                "added": diff.nodes.added,
                "removed": diff.nodes.removed,
                "renamed": diff.nodes.renamed,
                "changed": nodes.collect::<Vec<_>>(),
            },
            "endings": changes_json(&diff.endings),
            "variables": changes_json(&diff.variables),
            "pages": changes_json(&diff.pages),
            "promises": changes_json(&diff.promises),
            "odds": odds.collect::<Vec<_>>(),
            "scripts": scripts.collect::<Vec<_>>(),
        })
    }
}

fn changes_json(changes: &Changes<PartChange>) -> serde_json::Value {
    let parts = changes
        .changed
        .iter()
        .map(|(name, change)| serde_json::json!({ "name": name, "parts": parts_json(change) }));
    serde_json::json!({
        "added": changes.added,
        "removed": changes.removed,
        "renamed": changes.renamed,
        "changed": parts.collect::<Vec<_>>(),
    })
}

fn parts_json(change: &PartChange) -> Vec<serde_json::Value> {
    let part =
        |part: &Part| serde_json::json!({ "part": part.name, "old": part.old, "new": part.new });
    change.0.iter().map(part).collect()
}

fn nodes(changes: &Changes<NodeChange>, out: &mut impl Write) -> io::Result<()> {
    for name in &changes.added {
        writeln!(out, "+ node {name}")?;
    }
    for name in &changes.removed {
        writeln!(out, "- node {name}")?;
    }
    for (old, new) in &changes.renamed {
        writeln!(out, "~ node {old} is now {new}")?;
    }
    for (name, change) in &changes.changed {
        writeln!(out, "~ node {name}")?;
        change
            .parts
            .0
            .iter()
            .try_for_each(|part| self::part("    ", part, out))?;
        things("choice", "    ", &change.choices, out)?;
    }
    Ok(())
}

fn things(
    what: &str,
    indent: &str,
    changes: &Changes<PartChange>,
    out: &mut impl Write,
) -> io::Result<()> {
    for name in &changes.added {
        writeln!(out, "{indent}+ {what} {}", shown(name))?;
    }
    for name in &changes.removed {
        writeln!(out, "{indent}- {what} {}", shown(name))?;
    }
    for (old, new) in &changes.renamed {
        writeln!(out, "{indent}~ {what} {old} is now {new}")?;
    }
    for (name, change) in &changes.changed {
        writeln!(out, "{indent}~ {what} {}", shown(name))?;
        let deeper = format!("{indent}    ");
        change
            .0
            .iter()
            .try_for_each(|changed| part(&deeper, changed, out))?;
    }
    Ok(())
}

/// Writes what became of a part; prose is told by its number of words and where it first differs.
fn part(indent: &str, part: &Part, out: &mut impl Write) -> io::Result<()> {
    let Part { name, old, new } = part;
    if part.is_prose() {
        let (before, after) = part.words();
        writeln!(out, "{indent}{name}: {before} -> {after} words")?;
        let (old, new) = difference(old, new);
        if !old.is_empty() {
            writeln!(out, "{indent}  - {}", shown(&old))?;
        }
        if !new.is_empty() {
            writeln!(out, "{indent}  + {}", shown(&new))?;
        }
        return Ok(());
    }
    let value = |value: &str| {
        if value.is_empty() {
            "nothing".to_owned()
        } else {
            shown(value)
        }
    };
    writeln!(out, "{indent}{name}: {} -> {}", value(old), value(new))
}

/// How many words of a difference are shown.
const SHOWN: usize = 14;

/// Returns the words in which two texts differ, between the words that they have in common at both ends.
fn difference(old: &str, new: &str) -> (String, String) {
    let old: Vec<&str> = old.split_whitespace().collect();
    let new: Vec<&str> = new.split_whitespace().collect();
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = old.iter().zip(&new).take_while(same).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(same)
        .count();
    let words = |words: &[&str]| {
        let words = &words[..words.len() - tail];
        let mut text = words[..words.len().min(SHOWN)].join(" ");
        if words.len() > SHOWN {
            text += " ...";
        }
        text
    };
    (words(old), words(new))
}

/// Returns a text that moves no cursor.
fn shown(text: &str) -> String {
    let sign = |sign: char| if sign.is_control() { '\u{fffd}' } else { sign };
    text.replace("\n\n", " / ").chars().map(sign).collect()
}
