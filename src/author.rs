//! What an author may do in a playthrough that a player may not: set values, go anywhere, ask why.
//!
//! An author's playthrough is a list of names, as a script is: choices, and between them what the author did beside the
//! story, written `set wind 3` and `jump kettle`. It can be played again after the story has changed, up to the first
//! step that no longer fits. Knows no terminal, no disk and no prover.

use crate::{
    engine::{Passage, Turn, Unsettled},
    session::{Refused, Session},
    story::{Condition, Kind, NodeId, Story, Variable},
    syntax::nearest,
    wording::Wording,
};

/// Why something that an author asked for was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no flag or counter `{name}`{}", hint(near.as_deref()))]
    NoVariable { name: String, near: Option<String> },
    #[error("`{value}` is not a value of `{name}`: {values}")]
    NoValue {
        name: String,
        value: String,
        values: String,
    },
    #[error("there is no node `{name}`{}", hint(near.as_deref()))]
    NoNode { name: String, near: Option<String> },
    #[error("there is no choice `{name}` here; there are: {names}")]
    NoChoice { name: String, names: String },
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("the story breaks there: {0}")]
    Unsettled(#[from] Unsettled),
}

fn hint(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default()
}

/// A step that no longer fits, after which the others were left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("step {number}, `{step}`, no longer fits at `{node}`: {refusal}")]
pub struct Broken {
    /// Counted from 1.
    pub number: usize,
    pub step: String,
    pub node: String,
    pub refusal: Refusal,
}

/// Plays an author's steps, as far as they fit.
///
/// # Errors
/// [`Unsettled`] where the story cannot begin.
pub fn replay<'s>(
    story: &'s Story,
    steps: &[String],
) -> Result<(Session<'s>, Option<Broken>), Unsettled> {
    let mut session = Session::begin(story)?;
    for (index, step) in steps.iter().enumerate() {
        let node = node_of(&session).to_owned();
        if let Err(refusal) = take(&mut session, step) {
            let broken = Broken {
                number: index + 1,
                step: step.clone(),
                node,
                refusal,
            };
            return Ok((session, Some(broken)));
        }
    }
    Ok((session, None))
}

/// Returns an author's steps so far.
#[must_use]
pub fn steps(session: &Session<'_>) -> Vec<String> {
    let taken = session.taken().iter();
    taken.map(|taken| taken.name.clone()).collect()
}

/// Takes a step: a choice, or what the author does beside the story.
///
/// # Errors
/// [`Refusal`], and the playthrough stays as it is.
pub fn take(session: &mut Session<'_>, step: &str) -> Result<(), Refusal> {
    let words: Vec<&str> = step.split_whitespace().collect();
    match words[..] {
        ["set", name, value] => set(session, name, value),
        ["jump", node] => jump(session, node),
        _ => Ok(session.choose(step)?),
    }
}

/// Gives a variable another value: a number, a word of its own, or `true` and `false` for a flag.
///
/// # Errors
/// [`Refusal`] where there is no such variable or value.
pub fn set(session: &mut Session<'_>, name: &str, value: &str) -> Result<(), Refusal> {
    let variable = variable(session.story(), name)?;
    let held = held(variable, value)?;
    let mut turn = session.turn().clone();
    variable.field.set(&mut turn.state.values, held);
    turn.passages = here(session, &turn);
    session.push(format!("set {name} {value}"), turn);
    Ok(())
}

/// Reads the text of the place where a turn stands with its values as they are now.
fn here(session: &Session<'_>, turn: &Turn) -> Vec<Passage> {
    let id = turn.state.node;
    let node = &session.story().nodes[id.index()];
    let reader = session.engine().reader(turn);
    let text = node.text.map(|text| reader.flowing(text));
    let figure = node.figure.map(|figure| reader.figure(figure));
    if text.is_none() && figure.is_none() {
        return Vec::new();
    }
    vec![Passage::Text {
        node: id,
        text: text.unwrap_or_default(),
        figure,
    }]
}

/// Arrives at a node from wherever one is, with the values that there are.
///
/// # Errors
/// [`Refusal`] where there is no such node, or its routes lead nowhere.
pub fn jump(session: &mut Session<'_>, name: &str) -> Result<(), Refusal> {
    let story = session.story();
    let node = node(story, name)?;
    let turn = session.engine().turn_at(session.turn(), node)?;
    session.push(format!("jump {name}"), turn);
    Ok(())
}

/// Finds a node by its name.
///
/// # Errors
/// [`Refusal::NoNode`].
pub fn node(story: &Story, name: &str) -> Result<NodeId, Refusal> {
    story.node(name).ok_or_else(|| Refusal::NoNode {
        name: name.to_owned(),
        near: nearest(name, story.nodes.iter().map(|node| node.name.as_str())),
    })
}

fn variable<'s>(story: &'s Story, name: &str) -> Result<&'s Variable, Refusal> {
    let mut variables = story.variables.iter();
    variables
        .find(|variable| variable.name == name)
        .ok_or_else(|| Refusal::NoVariable {
            name: name.to_owned(),
            near: nearest(
                name,
                story
                    .variables
                    .iter()
                    .map(|variable| variable.name.as_str()),
            ),
        })
}

fn held(variable: &Variable, written: &str) -> Result<u64, Refusal> {
    let held = match (variable.kind, written) {
        (Kind::Flag, "true" | "on" | "yes") => Some(1),
        (Kind::Flag, "false" | "off" | "no") => Some(0),
        _ => {
            let word = variable.words.iter().position(|word| word == written);
            let number = written.parse().ok();
            word.map(|word| word as u64).or(number)
        }
    };
    held.filter(|held| *held <= variable.field.max)
        .ok_or_else(|| Refusal::NoValue {
            name: variable.name.to_string(),
            value: written.to_owned(),
            values: values(variable),
        })
}

/// Returns what values a variable may have.
fn values(variable: &Variable) -> String {
    match variable.kind {
        Kind::Flag => "true or false".to_owned(),
        _ if variable.words.is_empty() => format!("0 to {}", variable.field.max),
        _ => {
            let words = variable.words.iter().enumerate();
            let words = words.map(|(number, word)| format!("{number} {word}"));
            words.collect::<Vec<_>>().join(", ")
        }
    }
}

/// Returns every variable with its value, in words, and what the writer says of it.
#[must_use]
pub fn variables(session: &Session<'_>) -> Vec<String> {
    let story = session.story();
    let width = story.variables.iter().map(|variable| variable.name.len());
    let width = width.max().unwrap_or(0);
    let lines = story.variables.iter().map(|variable| {
        let now = now(variable, session.turn());
        format!("{:width$}  {now:12}  {}", variable.name, variable.doc)
            .trim_end()
            .to_owned()
    });
    lines.collect()
}

/// Returns a variable's value: `set`, `3`, `3, easy`.
fn now(variable: &Variable, turn: &Turn) -> String {
    let held = variable.field.get(&turn.state.values);
    let word = usize::try_from(held)
        .ok()
        .and_then(|held| variable.words.get(held));
    match (variable.kind, held, word) {
        (Kind::Flag, 0, _) => "not set".to_owned(),
        (Kind::Flag, _, _) => "set".to_owned(),
        (_, _, Some(word)) => format!("{held}, {word}"),
        (_, _, None) => held.to_string(),
    }
}

/// Says why a choice is open, locked or hidden: a line for the whole, and one for each part of its condition.
///
/// # Errors
/// [`Refusal::NoChoice`] where no choice here is called that.
pub fn why(session: &Session<'_>, name: &str) -> Result<Vec<String>, Refusal> {
    let story = session.story();
    let here = &story.nodes[session.turn().state.node.index()];
    let named = here.choices().iter().find(|choice| choice.name == name);
    let called = || here.choices().iter().find(|choice| choice.is_called(name));
    let choice = named.or_else(called).ok_or_else(|| Refusal::NoChoice {
        name: name.to_owned(),
        names: here
            .choices()
            .iter()
            .map(|choice| choice.name.as_str())
            .collect::<Vec<_>>()
            .join(" "),
    })?;
    let values = &session.turn().state.values;
    let view = session.view();
    let name = &choice.name;
    let locked = view.locked.iter().find(|locked| locked.name == *name);
    let mut lines = vec![match (&choice.when, locked) {
        (Condition::Always, _) => format!("`{name}` has no condition: it is always open here"),
        (when, _) if when.holds(values) => format!("`{name}` is open"),
        (_, Some(locked)) => format!("`{name}` is locked: {}", locked.reason),
        (_, None) => format!("`{name}` is hidden"),
    }];
    let wording = Wording::new(story);
    for (words, part) in wording.parts(&choice.when) {
        let holds = if part.holds(values) { "holds" } else { "fails" };
        let facts = facts(story, &part, session.turn());
        lines.push(format!("  {holds}  {words}   ({facts})"));
    }
    if !choice.effects.is_empty() {
        lines.push(format!("  it does {}", wording.effects(&choice.effects)));
    }
    lines.push(format!(
        "  it leads to {}",
        story.nodes[choice.to.index()].name
    ));
    Ok(lines)
}

/// Returns the values that a condition looks at, and what the writer says of them.
fn facts(story: &Story, condition: &Condition, turn: &Turn) -> String {
    let mut bits = vec![0; story.words];
    condition.reads(&mut bits);
    let read = story
        .variables
        .iter()
        .filter(|variable| bits[variable.field.word] & variable.field.bits() != 0);
    let facts = read.map(|variable| {
        let doc = if variable.doc.is_empty() {
            String::new()
        } else {
            format!(": {}", variable.doc)
        };
        let is = match variable.kind {
            Kind::Flag => "is",
            _ => "=",
        };
        format!("{} {is} {}{doc}", variable.name, now(variable, turn))
    });
    facts.collect::<Vec<_>>().join("; ")
}

fn node_of<'s>(session: &Session<'s>) -> &'s str {
    &session.story().nodes[session.turn().state.node.index()].name
}
