//! The part of a store that one story has: which name stands for what.

use super::{Store, StoreError};

/// The longest name of a save, in characters.
pub const LONGEST: usize = 40;
/// How many playthroughs are kept aside by themselves; then the oldest gives way.
const ASIDE: usize = 9;
/// Names that some systems keep for their devices.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A story's part of a store.
pub(super) struct Shelf {
    pub texts: Box<dyn Store>,
    story: String,
}

impl Shelf {
    pub fn new(texts: Box<dyn Store>, story: &str) -> Self {
        let story = story.to_owned();
        Self { texts, story }
    }

    /// Returns the folder of the saves that have names.
    pub fn saves(&self) -> String {
        format!("{}/saves", self.story)
    }

    /// Returns what the save called `name` is kept under; `None` where it could not be a file's name everywhere.
    pub fn named(&self, name: &str) -> Option<String> {
        let name = name.to_lowercase();
        let is_sign = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '-';
        let is_device = RESERVED.contains(&name.as_str())
            || (name.len() == 4 && (name.starts_with("com") || name.starts_with("lpt")));
        let is_good = !name.is_empty()
            && name.chars().count() <= LONGEST
            && name.chars().all(is_sign)
            && !is_device;
        is_good.then(|| format!("{}/{name}.save", self.saves()))
    }

    /// Returns what the turns of the window of this number are kept under.
    pub fn slot(&self, window: usize) -> String {
        match window {
            1 => format!("{}/now.save", self.story),
            _ => format!("{}/now-{window}.save", self.story),
        }
    }

    /// Returns what the scrapbook is kept under.
    pub fn scrapbook(&self) -> String {
        format!("{}/scrapbook.txt", self.story)
    }

    /// Returns what the settings, which are for all stories, are kept under.
    pub fn settings() -> &'static str {
        "settings.txt"
    }

    /// Keeps a save under a name of its own among the saves, and returns the name.
    pub fn keep_aside(&mut self, text: &str) -> Result<String, StoreError> {
        let names = self.texts.list(&self.saves())?;
        let own = |number: usize| format!("left-{number}");
        // What is kept already is not kept twice.
        for name in (1..=ASIDE).map(own).filter(|name| names.contains(name)) {
            let key = format!("{}/{name}.save", self.saves());
            if self.texts.read(&key)?.as_deref() == Some(text.as_bytes()) {
                return Ok(name);
            }
        }
        let free = (1..=ASIDE).map(own).find(|name| !names.contains(name));
        let is_own = |name: &&String| (1..=ASIDE).any(|number| own(number) == **name);
        let oldest = || names.iter().rev().find(is_own).cloned();
        let name = free.or_else(oldest).unwrap_or_else(|| own(1));
        self.texts
            .write(&format!("{}/{name}.save", self.saves()), text)?;
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::MemoryStore;

    fn shelf() -> Shelf {
        Shelf::new(Box::new(MemoryStore::default()), "tea")
    }

    #[test]
    fn names_that_are_no_file_everywhere_are_refused() {
        let shelf = shelf();
        assert_eq!(
            shelf.named("Before-2"),
            Some("tea/saves/before-2.save".to_owned())
        );
        for name in [
            "",
            "..",
            "a/b",
            "a b",
            "con",
            "LPT1",
            "a\u{1b}",
            &"a".repeat(41),
        ] {
            assert_eq!(shelf.named(name), None, "{name:?}");
        }
    }

    #[test]
    fn the_oldest_of_those_kept_aside_gives_way() {
        let mut shelf = shelf();
        for number in 1..=ASIDE {
            let text = format!("text {number}");
            for _ in 0..2 {
                let name = shelf.keep_aside(&text).expect("kept");
                assert_eq!(name, format!("left-{number}"));
            }
        }
        shelf
            .texts
            .write("tea/saves/left-1.save", "anew")
            .expect("kept");
        assert_eq!(shelf.keep_aside("text").as_deref(), Ok("left-2"));
    }
}
