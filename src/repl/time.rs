//! The way back and forth: choices taken back, taken again, and everything from any turn on.

use std::io::{self, Write};

use super::{
    matching::{matching, near},
    memory,
    prompt::Prompt,
    screen::{QUIET, STRONG},
};
use crate::session::{Reached, Taken};

impl<W: Write> Prompt<'_, '_, W> {
    /// Takes back up to `count` choices.
    pub(super) fn undo(&mut self, count: usize) -> io::Result<()> {
        let undone = self.game.undo(count);
        if undone == 0 {
            return self
                .screen
                .say("This is the very start; there is nothing to take back.");
        }
        let taken = listed(&self.game.session().ahead()[..undone]);
        self.screen.say(&format!("Taken back: {taken}."))?;
        self.screen.look(&self.game)
    }

    /// Takes again up to `count` choices that were taken back.
    pub(super) fn redo(&mut self, count: usize) -> io::Result<()> {
        let redone = self.game.redo(count);
        if redone == 0 {
            return self.screen.say("There is nothing to take again.");
        }
        let taken = self.game.session().taken();
        let taken = listed(&taken[taken.len() - redone..]);
        self.screen.say(&format!("Taken again: {taken}."))?;
        self.screen.turn(&self.game)
    }

    /// Lists every turn by its number, with the choice that was made there.
    pub(super) fn turns(&mut self) -> io::Result<()> {
        let session = self.game.session();
        let (taken, ahead) = (session.taken(), session.ahead());
        if taken.is_empty() && ahead.is_empty() {
            return self.screen.say("No choice has been made yet.");
        }
        let digits = (taken.len() + ahead.len()).to_string().len();
        let rest = " ".repeat(digits + 4);
        let story = session.story();
        let mut act = None;
        for (index, made) in taken.iter().chain(ahead).enumerate() {
            let node = story.node(session.node_at(index));
            let here = node.and_then(|node| story.nodes[node.index()].act);
            if let Some(here) = here.filter(|here| act != Some(*here)) {
                let title = &story.acts[here.index()].title;
                self.screen.wrapped(title, "", "  ", STRONG)?;
                act = Some(here);
            }
            let is_ahead = index >= taken.len();
            let label = if is_ahead {
                format!("{} (taken back)", made.label)
            } else {
                made.label.clone()
            };
            let head = format!("  {:>digits$}  ", index + 1);
            self.screen.wrapped(&label, &head, &rest, QUIET)?;
        }
        self.screen.blank()?;
        self.screen
            .say("/back N goes to the place where choice N is made; /redo leads forth again.")
    }

    /// Goes to where choice `number` is made.
    pub(super) fn jump(&mut self, number: usize) -> io::Result<()> {
        let made = self.game.session().taken().len() + self.game.session().ahead().len();
        if number == 0 || number > made + 1 || !self.game.jump(number - 1) {
            return self.screen.say(&match made {
                0 => "No choice has been made yet.".to_owned(),
                1 => "There is choice 1 to go back to.".to_owned(),
                _ => format!("There are choices 1 to {made} to go back to. /back lists them."),
            });
        }
        self.screen.look(&self.game)
    }

    /// Begins again; what was played can be taken again.
    pub(super) fn restart(&mut self) -> io::Result<()> {
        self.game.restart();
        self.screen
            .say("From the start. /redo leads forth again.")?;
        self.screen.turn(&self.game)
    }

    /// Lists the acts that were reached, in this run and the last finished one.
    pub(super) fn chapters(&mut self) -> io::Result<()> {
        let chapters = self.game.chapters();
        if chapters.is_empty() {
            return self.screen.say("The story has no chapters.");
        }
        let lines: Vec<String> = chapters
            .iter()
            .enumerate()
            .map(|(index, chapter)| {
                let of = if chapter.is_here {
                    ""
                } else {
                    " of the last run"
                };
                let number = index + 1;
                format!(
                    "{number}  {}, from choice {}{of}",
                    chapter.title,
                    chapter.choices + 1
                )
            })
            .collect();
        self.screen.list(&lines)?;
        self.screen
            .say("/chapter and its number or name starts one again as you first reached it.")
    }

    /// Starts an act again as it was first reached, by its number, its name or words of its title.
    pub(super) fn chapter(&mut self, wanted: &str) -> io::Result<()> {
        let chapters = self.game.chapters();
        let titles: Vec<&str> = chapters.iter().map(|it| it.title.as_str()).collect();
        let named = |index: &usize| format!("{} ({})", index + 1, titles[*index]);
        let index = match meant(wanted, &chapters, &titles)[..] {
            [index] => index,
            [] => {
                let near = near(wanted, &titles);
                let near = near.map(|index| format!(" Did you mean {}?", named(&index)));
                return self.screen.say(&format!(
                    "No chapter that you came to is called \"{wanted}\".{} /chapter lists them.",
                    near.unwrap_or_default()
                ));
            }
            ref several => {
                let several: Vec<String> = several.iter().map(named).collect();
                let several = several.join(" or ");
                return self.screen.say(&format!("That could be {several}."));
            }
        };
        match self.game.chapter(&chapters[index].act) {
            Ok(()) => {
                memory::notices(&mut self.game, self.screen)?;
                self.screen.turn(&self.game)
            }
            Err(trouble) => self.screen.say(&memory::sentence(&trouble)),
        }
    }
}

/// Returns the chapters that a line may mean.
fn meant(wanted: &str, chapters: &[Reached], titles: &[&str]) -> Vec<usize> {
    let number = wanted
        .parse()
        .ok()
        .and_then(|number: usize| number.checked_sub(1));
    let mut all = 0..chapters.len();
    let named = all.find(|&index| number == Some(index) || chapters[index].act == wanted);
    named.map_or_else(|| matching(wanted, titles), |index| vec![index])
}

/// The most choices that are told by their labels.
const MOST_LISTED: usize = 5;

/// Returns the labels of choices, in order; of many, how many they are.
fn listed(taken: &[Taken]) -> String {
    if let ([first, .., last], true) = (taken, taken.len() > MOST_LISTED) {
        let count = taken.len();
        return format!("{count} choices, \"{}\" to \"{}\"", first.label, last.label);
    }
    let labels: Vec<String> = taken
        .iter()
        .map(|taken| format!("\"{}\"", taken.label))
        .collect();
    labels.join(", ")
}
