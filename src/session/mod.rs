//! A playthrough as its player knows it: turns that can be taken back, and scripts that play them again.
//!
//! Knows no terminal and no disk: it is handed texts and hands back texts.

mod script;

pub use script::{Script, ScriptError};

use crate::{
    engine::{Engine, Turn, Unsettled, View},
    story::Story,
};

/// A playthrough under way. There is always a present turn.
#[derive(Debug)]
pub struct Session<'s> {
    engine: Engine<'s>,
    first: Turn,
    /// The choices taken, each with the turn that it led to.
    taken: Vec<(String, Turn)>,
}

/// Why a choice was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("there is no choice `{0}` here")]
    Unknown(String),
    #[error("`{name}` is locked: {reason}")]
    Locked { name: String, reason: String },
    #[error("`{0}` is not open here")]
    Closed(String),
    #[error("the story is over here, and `{0}` is one choice too many")]
    Over(String),
    #[error(transparent)]
    Unsettled(#[from] Unsettled),
}

impl<'s> Session<'s> {
    /// Begins a playthrough.
    ///
    /// # Errors
    /// [`Unsettled`] where the story's first routes lead nowhere; a proven story never does this.
    pub fn begin(story: &'s Story) -> Result<Self, Unsettled> {
        let engine = Engine::new(story);
        Ok(Self {
            engine,
            first: engine.first_turn()?,
            taken: Vec::new(),
        })
    }

    #[must_use]
    pub fn story(&self) -> &'s Story {
        self.engine.story
    }

    #[must_use]
    pub fn engine(&self) -> Engine<'s> {
        self.engine
    }

    /// Returns the present turn.
    #[must_use]
    pub fn turn(&self) -> &Turn {
        self.taken.last().map_or(&self.first, |(_, turn)| turn)
    }

    /// Returns what stands before the player.
    #[must_use]
    pub fn view(&self) -> View {
        self.engine.view(self.turn())
    }

    /// Returns the number of choices taken.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.taken.len()
    }

    /// Takes the choice called `name`, by its present name or a former one.
    ///
    /// # Errors
    /// [`Refused`], and the playthrough stays where it is.
    pub fn choose(&mut self, name: &str) -> Result<(), Refused> {
        let node = &self.engine.story.nodes[self.turn().state.node.index()];
        let view = self.view();
        if view.ending.is_some() {
            return Err(Refused::Over(name.to_owned()));
        }
        let present = node.choices().iter().position(|choice| choice.name == name);
        let index = present
            .or_else(|| {
                node.choices()
                    .iter()
                    .position(|choice| choice.is_called(name))
            })
            .ok_or_else(|| Refused::Unknown(name.to_owned()))?;
        let name = node.choices()[index].name.clone();
        let Some(turn) = self.engine.next_turn(self.turn(), index) else {
            let reason = view.locked.into_iter().find(|locked| locked.name == name);
            return Err(match reason {
                Some(locked) => Refused::Locked {
                    name,
                    reason: locked.reason,
                },
                None => Refused::Closed(name),
            });
        };
        self.taken.push((name, turn?));
        Ok(())
    }

    /// Takes the last choice back. Returns its name; `None` at the very start.
    pub fn undo(&mut self) -> Option<String> {
        self.taken.pop().map(|(name, _)| name)
    }

    /// Goes back to the very start.
    pub fn restart(&mut self) {
        self.taken.clear();
    }

    /// Returns the script of the playthrough so far.
    #[must_use]
    pub fn script(&self) -> Script {
        Script {
            story: Some((self.story().id.clone(), self.story().hash)),
            steps: self.taken.iter().map(|(name, _)| name.clone()).collect(),
        }
    }
}
