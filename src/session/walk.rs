//! A script walked through by somebody who listens: every arrival, beat and record, and each choice taken.

use super::{Refused, Script, Session};
use crate::{
    engine::{Audience, Engine, Unsettled},
    story::{NodeId, Story},
};

/// A script that was walked through as far as it fits.
#[derive(Debug)]
pub struct Walk<'s> {
    /// The playthrough where the walk ended.
    pub session: Session<'s>,
    /// The choices taken: the node of each, and its index there.
    pub taken: Vec<(NodeId, usize)>,
    pub unfit: Option<Unfit>,
}

/// A step that does not fit the story.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("step {step} does not fit at `{node}`: {refused}")]
pub struct Unfit {
    /// The number of the step, counted from 1.
    pub step: usize,
    /// The name of the node where it was tried.
    pub node: String,
    pub refused: Refused,
}

/// Walks through a script and tells the audience what happens. Stops at the first step that does not fit.
///
/// # Errors
/// [`Unsettled`] where the story cannot even begin.
pub fn walk<'s>(
    story: &'s Story,
    script: &Script,
    audience: &mut impl Audience,
) -> Result<Walk<'s>, Unsettled> {
    let engine = Engine::new(story);
    let mut walk = Walk {
        session: Session::begin(story)?,
        taken: Vec::new(),
        unfit: None,
    };
    let mut state = engine.begin(audience);
    engine.settle(&mut state, audience)?;
    for (index, step) in script.steps.iter().enumerate() {
        let node = state.node;
        if let Err(refused) = walk.session.choose(step) {
            walk.unfit = Some(Unfit {
                step: index + 1,
                node: story.nodes[node.index()].name.to_string(),
                refused,
            });
            break;
        }
        let choices = story.nodes[node.index()].choices();
        let present = choices.iter().position(|choice| choice.name == *step);
        let called = || choices.iter().position(|choice| choice.is_called(step));
        if let Some(choice) = present.or_else(called) {
            walk.taken.push((node, choice));
            engine.take(&mut state, &choices[choice], audience);
            engine.settle(&mut state, audience)?;
        }
    }
    Ok(walk)
}
