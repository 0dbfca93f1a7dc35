//! Playing differently: what earlier playthroughs found, and going back to where an act began.

use smol_str::SmolStr;

use super::{Game, Restored, Run, Session, Trouble, compare::of_steps};
use crate::{engine::Passage, syntax::nearest};

/// An ending in the scrapbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    pub name: String,
    pub title: String,
    /// One line that points towards it without telling.
    pub nudge: String,
    /// How often it was reached.
    pub times: u64,
}

/// An act that can be begun again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub act: String,
    pub title: String,
    /// The number of choices taken before it.
    pub choices: usize,
    /// In this playthrough; otherwise in the last finished one.
    pub is_here: bool,
}

impl<'s> Game<'s> {
    /// Tells whether the choice of this name was taken here in an earlier playthrough.
    #[must_use]
    pub fn was_taken(&self, choice: &str) -> bool {
        let node = &self.session.story().nodes[self.session.turn().state.node.index()];
        let Some(choice) = node.choices().iter().find(|known| known.name == choice) else {
            return false;
        };
        let nodes: Vec<&SmolStr> = [&node.name].into_iter().chain(&node.aliases).collect();
        let choices: Vec<&SmolStr> = [&choice.name].into_iter().chain(&choice.aliases).collect();
        self.book.has_taken(&nodes, &choices)
    }

    /// Tells whether a passage was read in an earlier playthrough, word for word.
    #[must_use]
    pub fn was_read(&self, passage: &Passage) -> bool {
        self.book.knows(passage)
    }

    /// Returns every ending of the story, found or not, in the order of the story.
    #[must_use]
    pub fn leaves(&self) -> Vec<Leaf> {
        let leaf = |ending: &crate::story::Ending| Leaf {
            name: ending.name.to_string(),
            title: ending.title.clone(),
            nudge: ending.nudge.clone(),
            times: self
                .book
                .endings
                .get(ending.name.as_str())
                .copied()
                .unwrap_or(0),
        };
        self.session.story().endings.iter().map(leaf).collect()
    }

    /// Plays the last run to an ending again. `None` where there is none, or the story no longer allows it.
    #[must_use]
    pub fn finished(&self, ending: &str) -> Option<Session<'s>> {
        let mut runs = self.book.runs.iter().rev();
        let restored = self.played(runs.find(|run| run.ending == ending)?)?;
        restored.misfit.is_none().then_some(restored.session)
    }

    /// Lists the acts that this playthrough came to, then those that only the last finished one did.
    #[must_use]
    pub fn chapters(&self) -> Vec<Reached> {
        let mut reached = chapters(&self.session, true);
        if let Some(last) = self.last_finished() {
            for chapter in chapters(&last, false) {
                if !reached.iter().any(|known| known.act == chapter.act) {
                    reached.push(chapter);
                }
            }
        }
        reached
    }

    /// Goes to where an act began, as it was first reached; `redo` leads on from there.
    ///
    /// # Errors
    /// [`Trouble::NoChapter`] where neither this playthrough nor the last finished one came there.
    pub fn chapter(&mut self, act: &str) -> Result<(), Trouble> {
        let reached = self.chapters();
        let Some(chapter) = reached.iter().find(|chapter| chapter.act == act) else {
            let near = nearest(act, reached.iter().map(|chapter| chapter.act.as_str()));
            let name = act.to_owned();
            return Err(Trouble::NoChapter { name, near });
        };
        if chapter.is_here {
            self.jump(chapter.choices);
        } else if let Some(mut last) = self.last_finished() {
            last.jump(chapter.choices);
            self.replace(last);
            self.keep();
        }
        Ok(())
    }

    /// Returns the last finished playthrough, as far as the story as it is now allows it.
    fn last_finished(&self) -> Option<Session<'s>> {
        Some(self.played(self.book.runs.last()?)?.session)
    }

    fn played(&self, run: &Run) -> Option<Restored<'s>> {
        of_steps(&run.steps).restore(self.session.story()).ok()
    }
}

impl Leaf {
    /// Returns the title as one who has not found the ending may see it: every letter and digit blacked out.
    #[must_use]
    pub fn redacted(&self) -> String {
        let black = |sign: char| {
            if sign.is_alphanumeric() {
                '\u{2588}'
            } else {
                sign
            }
        };
        self.title.chars().map(black).collect()
    }
}

fn chapters(session: &Session<'_>, is_here: bool) -> Vec<Reached> {
    let acts = &session.story().acts;
    let chapters = session.chapters().into_iter();
    chapters
        .map(|chapter| {
            let act = &acts[chapter.act.index()];
            Reached {
                act: act.name.to_string(),
                title: act.title.clone(),
                choices: chapter.depth,
                is_here,
            }
        })
        .collect()
}
