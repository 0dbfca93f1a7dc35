//! A playthrough beside another: where they parted.

use super::{Misfit, Save, Session, Step};

/// The present playthrough beside the last finished one that differs from it.
#[derive(Debug)]
pub struct Comparison<'s> {
    /// The name of the other's ending.
    pub ending: String,
    pub other: Session<'s>,
    /// How many choices they have in common.
    pub shared: usize,
    /// The first step of the other that the story as it is now does not allow; it ends before it.
    pub misfit: Option<Misfit>,
}

impl<'s> super::Game<'s> {
    /// Compares the present playthrough with the last finished one that it is not a part of.
    #[must_use]
    pub fn compare(&self) -> Option<Comparison<'s>> {
        let steps = self.session().script().steps;
        let mut runs = self.scrapbook().runs.iter().rev();
        let run = runs.find(|run| run.steps != steps)?;
        let restored = of_steps(&run.steps).restore(self.session().story()).ok()?;
        let both = self.session().taken().iter().zip(restored.session.taken());
        let shared = both
            .take_while(|(left, right)| left.name == right.name)
            .count();
        Some(Comparison {
            ending: run.ending.clone(),
            other: restored.session,
            shared,
            misfit: restored.misfit,
        })
    }
}

/// Returns a save that holds nothing but these choices.
pub(super) fn of_steps(steps: &[String]) -> Save {
    let step = |choice: &String| Step {
        choice: choice.clone(),
        at: None,
        label: String::new(),
    };
    Save {
        story: (String::new(), 0),
        note: String::new(),
        steps: steps.iter().map(step).collect(),
        ahead: Vec::new(),
    }
}
