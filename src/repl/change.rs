//! Settings shown and changed in play, and kept for the next time.

use std::io::{self, Write};

use super::{
    prompt::Prompt,
    screen::QUIET,
    settings::{self, SETTINGS},
};

impl<W: Write> Prompt<'_, '_, W> {
    /// Shows the settings, or one, or changes one.
    pub(super) fn change(&mut self, change: Option<(String, Option<String>)>) -> io::Result<()> {
        let settings = self.screen.settings();
        let word = |name: &str| settings::word(settings.get(name).unwrap_or_default());
        let Some((name, value)) = change else {
            for entry in SETTINGS {
                let head = format!("{:<8} {:<4} ", entry.name, word(entry.name));
                self.screen
                    .wrapped(entry.does, &head, "              ", QUIET)?;
            }
            self.screen.blank()?;
            return self.screen.say("/settings paging off changes one.");
        };
        let Some(entry) = settings::find(&name) else {
            let names: Vec<&str> = SETTINGS.iter().map(|entry| entry.name).collect();
            let names = names.join(", ");
            return self
                .screen
                .say(&format!("There is no setting {name}. There are: {names}."));
        };
        match value.as_deref().map(settings::truth) {
            Some(Some(on)) => self.switch(entry.name, Some(on)),
            Some(None) => self.screen.say(&format!("{} is on or off.", entry.name)),
            None => {
                let on = word(entry.name);
                self.screen
                    .say(&format!("{} is {on}: {}.", entry.name, entry.does))
            }
        }
    }

    /// Turns a setting on or off, or the other way round, here and for every later time.
    pub(super) fn switch(&mut self, name: &str, on: Option<bool>) -> io::Result<()> {
        let mut settings = self.screen.settings();
        let on = on.unwrap_or(!settings.get(name).unwrap_or_default());
        settings.set(name, on);
        self.screen.set(settings);
        let word = settings::word(on);
        self.game.set(name, word);
        self.screen.say(&format!("{name} is {word} now."))
    }
}
