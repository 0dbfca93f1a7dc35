//! What a player may ask about what is still to come: a hint, a warning, the way back to where it turned.

use std::io::{self, Write};

use super::{oracle::Told, prompt::Prompt};
use crate::{engine::State, session::Taken, story::EndingId};

/// A question of the player that was not answered in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owed {
    Hint(State),
    WayBack(State),
}

impl<W: Write> Prompt<'_, '_, W> {
    /// Tells how many endings are open from here, and points gently towards one that was not seen yet.
    pub(super) fn hint(&mut self) -> io::Result<()> {
        if self.game.view().ending.is_some() {
            return self
                .screen
                .say("The story is over here. /scrapbook has a word on every ending.");
        }
        let state = self.game.session().turn().state.clone();
        if self.hint_if_there(&state)? {
            return Ok(());
        }
        self.owed = Some(Owed::Hint(state));
        self.screen
            .say("That takes a moment; it is told when it is there.")
    }

    /// Tells what was asked for, where the answer is there by now and still of use.
    pub(super) fn pay_what_is_owed(&mut self) -> io::Result<()> {
        let here = self.game.session().turn().state.clone();
        match self.owed.take() {
            Some(Owed::Hint(state)) if state == here => {
                if !self.hint_if_there(&state)? {
                    self.owed = Some(Owed::Hint(state));
                }
                Ok(())
            }
            Some(Owed::WayBack(state)) if state == here => self.way_back(),
            _ => Ok(()),
        }
    }

    /// Returns false where the answer is not there yet.
    fn hint_if_there(&mut self, state: &State) -> io::Result<bool> {
        let told = self.oracle.as_mut().map(|oracle| oracle.open(state));
        match told {
            Some(Told::Is(open)) => self.tell_hint(&open)?,
            Some(Told::NotYet) => return Ok(false),
            Some(Told::Never) | None => self
                .screen
                .say("This story is too large to tell what is still open.")?,
        }
        Ok(true)
    }

    fn tell_hint(&mut self, open: &[EndingId]) -> io::Result<()> {
        let leaves = self.game.leaves();
        let all = leaves.len();
        self.screen.say(&match open.len() {
            count if count == all => {
                format!("Every one of the {all} endings is still open from here.")
            }
            1 => format!("1 of the {all} endings is still open from here."),
            count => format!("{count} of the {all} endings are still open from here."),
        })?;
        let unseen = open
            .iter()
            .map(|ending| &leaves[ending.index()])
            .find(|leaf| leaf.times == 0);
        match unseen {
            Some(leaf) if !leaf.nudge.is_empty() => self
                .screen
                .say(&format!("One that you have not seen: {}", leaf.nudge)),
            Some(_) => self.screen.say("Some of them you have not seen."),
            None => self.screen.say("You have seen all of these."),
        }
    }

    /// Has what warnings are made of worked out while the player reads.
    pub(super) fn prepare_warnings(&mut self) {
        if let Some(oracle) = &mut self.oracle {
            oracle.prepare();
        }
    }

    /// Warns of a choice that closes endings. Returns whether to wait for the player to choose it again.
    pub(super) fn warns(&mut self, name: &str) -> io::Result<bool> {
        if !self.screen.settings().warnings {
            return Ok(false);
        }
        let session = self.game.session();
        let Ok(Taken { label, turn, .. }) = session.step(name) else {
            return Ok(false);
        };
        let here = session.turn().state.clone();
        let warned = Some((here.clone(), name.to_owned()));
        if self.warned == warned {
            self.warned = None;
            return Ok(false);
        }
        let Some(oracle) = &mut self.oracle else {
            return Ok(false);
        };
        let (Told::Is(before), Told::Is(after)) = (oracle.open(&here), oracle.open(&turn.state))
        else {
            return Ok(false);
        };
        let closed = before.iter().filter(|ending| !after.contains(ending));
        let closed = closed.count();
        if closed == 0 {
            return Ok(false);
        }
        self.warned = warned;
        let endings = match closed {
            1 => "an ending that is".to_owned(),
            count => format!("{count} endings that are"),
        };
        self.screen.say(&format!(
            "\"{label}\" closes {endings} open now. Choose it again if you mean it."
        ))?;
        Ok(true)
    }

    /// After an early ending, offers the way back to where the story could last have gone on.
    pub(super) fn way_back(&mut self) -> io::Result<()> {
        let session = self.game.session();
        let endings = &session.story().endings;
        let Some(ending) = session
            .view()
            .ending
            .filter(|ending| endings[ending.index()].early)
        else {
            return Ok(());
        };
        let late = (0..endings.len()).map(EndingId::at);
        let late: Vec<EndingId> = late
            .filter(|ending| !endings[ending.index()].early)
            .collect();
        debug_assert!(!late.contains(&ending), "it is early");
        let states = (0..session.depth()).map(|depth| session.turn_at(depth).state.clone());
        let states: Vec<State> = states.collect();
        let here = session.turn().state.clone();
        let oracle = self.oracle.as_mut();
        match oracle.map(|oracle| oracle.turning(&states, &late)) {
            Some(Told::NotYet) => {
                self.owed = Some(Owed::WayBack(here));
                Ok(())
            }
            None | Some(Told::Never | Told::Is(0)) => Ok(()),
            Some(Told::Is(number)) => {
                let label = &self.game.session().taken()[number - 1].label;
                self.screen.say(&format!(
                    "It turned at choice {number}, \"{label}\". /back {number} goes back there; /back lists all."
                ))
            }
        }
    }
}
