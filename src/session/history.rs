//! One playthrough: the choices taken, each with the turn that it led to, and the way back and forth between them.

use super::{Script, Step};
use crate::{
    engine::{Engine, Turn, Unsettled, View},
    story::{ActId, Story},
};

/// A playthrough under way. There is always a present turn, and it may be gone back from and forth to.
#[derive(Debug, Clone)]
pub struct Session<'s> {
    engine: Engine<'s>,
    first: Turn,
    /// The choices taken, and after them those that were taken back and can be taken again.
    taken: Vec<Taken>,
    /// How many of them are in force.
    depth: usize,
}

/// A choice that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub name: String,
    /// The choice as the player read it.
    pub label: String,
    /// The turn that it led to.
    pub turn: Turn,
}

/// An act as a playthrough first came to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chapter {
    pub act: ActId,
    /// The number of choices taken before it.
    pub depth: usize,
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
            depth: 0,
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
        self.turn_at(self.depth)
    }

    /// Returns the turn after the first `depth` choices; the present one where there are not so many.
    #[must_use]
    pub fn turn_at(&self, depth: usize) -> &Turn {
        let last = depth.min(self.depth).checked_sub(1);
        last.map_or(&self.first, |last| &self.taken[last].turn)
    }

    /// Returns what stands before the player.
    #[must_use]
    pub fn view(&self) -> View {
        self.engine.view(self.turn())
    }

    /// Returns the number of choices in force.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Returns the choices in force, in order.
    #[must_use]
    pub fn taken(&self) -> &[Taken] {
        &self.taken[..self.depth]
    }

    /// Returns the choices that were taken back and that [`Session::redo`] takes again, in order.
    #[must_use]
    pub fn ahead(&self) -> &[Taken] {
        &self.taken[self.depth..]
    }

    /// Takes the choice called `name`, by its present name or a former one. What was taken back is forgotten, unless
    /// its first choice is just this one.
    ///
    /// # Errors
    /// [`Refused`], and the playthrough stays as it is.
    pub fn choose(&mut self, name: &str) -> Result<(), Refused> {
        let taken = self.step(name)?;
        self.take(taken);
        Ok(())
    }

    /// Goes where [`Session::step`] leads from here.
    pub(super) fn take(&mut self, taken: Taken) {
        if self.ahead().first().map(|next| &next.name) != Some(&taken.name) {
            self.taken.truncate(self.depth);
            self.taken.push(taken);
        }
        self.depth += 1;
    }

    /// Tells whether what was taken back is forgotten by going where this step leads.
    pub(super) fn gives_up_what_is_ahead(&self, taken: &Taken) -> bool {
        let next = self.ahead().first();
        next.is_some_and(|next| next.name != taken.name)
    }

    /// Puts a turn that no choice led to at the end of what is in force, under a name that says what did.
    pub(crate) fn push(&mut self, name: String, turn: Turn) {
        self.taken.truncate(self.depth);
        self.taken.push(Taken {
            label: name.clone(),
            name,
            turn,
        });
        self.depth += 1;
    }

    /// Finds out where the choice called `name` leads, without taking it.
    ///
    /// # Errors
    /// [`Refused`], as [`Session::choose`].
    pub fn step(&self, name: &str) -> Result<Taken, Refused> {
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
        let name = node.choices()[index].name.to_string();
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
        let open = view.open.into_iter().find(|open| open.index == index);
        Ok(Taken {
            name,
            label: open.map(|open| open.label).unwrap_or_default(),
            turn: turn?,
        })
    }

    /// Takes up to `turns` choices back, and returns how many there were to take back.
    pub fn undo(&mut self, turns: usize) -> usize {
        let undone = turns.min(self.depth);
        self.depth -= undone;
        undone
    }

    /// Takes up to `turns` choices that were taken back again, and returns how many there were.
    pub fn redo(&mut self, turns: usize) -> usize {
        let redone = turns.min(self.ahead().len());
        self.depth += redone;
        redone
    }

    /// Goes to where `depth` choices are in force, back or forth. Returns false where there are not so many.
    pub fn jump(&mut self, depth: usize) -> bool {
        let exists = depth <= self.taken.len();
        if exists {
            self.depth = depth;
        }
        exists
    }

    /// Goes back to the very start; what was played can be taken again.
    pub fn restart(&mut self) {
        self.depth = 0;
    }

    /// Returns the acts that the playthrough came to, each as it was first reached; also those that are ahead.
    #[must_use]
    pub fn chapters(&self) -> Vec<Chapter> {
        let mut chapters: Vec<Chapter> = Vec::new();
        for depth in 0..=self.taken.len() {
            let node = self.whole_turn(depth).state.node;
            if let Some(act) = self.story().nodes[node.index()].act
                && !chapters.iter().any(|chapter| chapter.act == act)
            {
                chapters.push(Chapter { act, depth });
            }
        }
        chapters
    }

    /// Returns the name of the node where the choice after the first `depth` choices was made.
    #[must_use]
    pub fn node_at(&self, depth: usize) -> &'s str {
        &self.story().nodes[self.whole_turn(depth).state.node.index()].name
    }

    /// Returns the choices in force and those ahead as a save or an annotated script holds them.
    #[must_use]
    pub fn steps(&self) -> (Vec<Step>, Vec<Step>) {
        let step = |(index, taken): (usize, &Taken)| Step {
            choice: taken.name.clone(),
            at: Some(self.node_at(index).to_owned()),
            label: taken.label.clone(),
        };
        let mut steps: Vec<Step> = self.taken.iter().enumerate().map(step).collect();
        let ahead = steps.split_off(self.depth);
        (steps, ahead)
    }

    /// Returns the script of the playthrough so far.
    #[must_use]
    pub fn script(&self) -> Script {
        Script {
            story: Some((self.story().id.clone(), self.story().hash)),
            steps: self
                .taken()
                .iter()
                .map(|taken| taken.name.clone())
                .collect(),
        }
    }

    /// Returns the turn after the first `depth` choices, those ahead counted with the rest.
    fn whole_turn(&self, depth: usize) -> &Turn {
        match depth.checked_sub(1) {
            Some(last) => &self.taken[last].turn,
            None => &self.first,
        }
    }
}
