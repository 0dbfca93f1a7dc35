//! Saves by name, and going on with what was left off.

use super::{Game, Notice, Save, SaveError, StoreError, game::place, shelf};
use crate::{engine::Unsettled, syntax::nearest};

/// What can be gone on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The number of choices taken.
    pub choices: usize,
    /// The act or node where it stands, as a headline.
    pub place: String,
    /// The story is over there.
    pub is_over: bool,
}

/// A save by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub name: String,
    /// What the save says of itself, or why it cannot be used.
    pub note: String,
}

/// Why something that was asked for was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error(
        "a save's name is one word of letters, digits, - and _, {} signs at the most; every turn is saved without one",
        shelf::LONGEST
    )]
    BadName,
    #[error("there is no save `{name}`{}", meant(near.as_ref()))]
    NoSave { name: String, near: Option<String> },
    #[error("the save `{name}` cannot be loaded, {why}{}", aside.as_ref().map(|aside| format!("; it is set aside as {aside}, and `fifteen replay` may still play a part of it")).unwrap_or_default())]
    Unusable {
        name: String,
        why: SaveError,
        aside: Option<String>,
    },
    #[error("there is nothing to go on with")]
    NothingLeft,
    #[error("no playthrough that is remembered came to a chapter `{name}`{}", meant(near.as_ref()))]
    NoChapter { name: String, near: Option<String> },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the story cannot begin: {0}")]
    Unsettled(#[from] Unsettled),
}

fn meant(near: Option<&String>) -> String {
    near.map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default()
}

impl Game<'_> {
    /// Keeps the playthrough under a name.
    ///
    /// # Errors
    /// [`Trouble`], and a save that had the name is still there.
    pub fn save(&mut self, name: &str) -> Result<(), Trouble> {
        let key = self.shelf.named(name).ok_or(Trouble::BadName)?;
        let save = Save::of(&self.session).to_string();
        self.shelf.texts.write(&key, &save)?;
        self.named = self.session.script().steps;
        Ok(())
    }

    /// Goes on with the playthrough that has this name. Where the story has changed since, it is made again as far as
    /// it fits, and a notice says where that ends.
    ///
    /// # Errors
    /// [`Trouble`], and the present playthrough goes on.
    pub fn load(&mut self, name: &str) -> Result<(), Trouble> {
        let key = self.shelf.named(name).ok_or(Trouble::BadName)?;
        let Some(bytes) = self.shelf.texts.read(&key)? else {
            return Err(self.no_save(name));
        };
        let save = match Save::parse(&bytes, &self.session.story().id) {
            Ok(save) => save,
            Err(why) => {
                let aside = match why {
                    SaveError::Damaged(_) => self.shelf.texts.set_aside(&key, "damaged").ok(),
                    SaveError::Newer(_) | SaveError::OtherStory(_) => None,
                };
                let name = name.to_owned();
                return Err(Trouble::Unusable { name, why, aside });
            }
        };
        let restored = save.restore(self.session.story())?;
        self.replace(restored.session);
        self.named = self.session.script().steps;
        if let Some(misfit) = restored.misfit {
            self.tell(Notice::Misfit(misfit));
        }
        self.keep();
        Ok(())
    }

    /// Lists the saves, the one written last first.
    ///
    /// # Errors
    /// [`Trouble`] where they cannot be read.
    pub fn saves(&self) -> Result<Vec<Kept>, Trouble> {
        let names = self.shelf.texts.list(&self.shelf.saves())?;
        let kept = names.into_iter().filter_map(|name| {
            let key = self.shelf.named(&name)?;
            let note = match self.shelf.texts.read(&key) {
                Ok(bytes) => match Save::parse(&bytes?, &self.session.story().id) {
                    Ok(save) => save.note,
                    Err(why) => why.to_string(),
                },
                Err(error) => error.to_string(),
            };
            Some(Kept { name, note })
        });
        Ok(kept.collect())
    }

    /// Removes a save.
    ///
    /// # Errors
    /// [`Trouble`] where there is none of that name, or it cannot be removed.
    pub fn forget(&mut self, name: &str) -> Result<(), Trouble> {
        let key = self.shelf.named(name).ok_or(Trouble::BadName)?;
        if self.shelf.texts.remove(&key)? {
            Ok(())
        } else {
            Err(self.no_save(name))
        }
    }

    /// Returns what was left off last time, while it can be gone on with.
    #[must_use]
    pub fn offer(&self) -> Option<Offer> {
        let left = &self.left.as_ref()?.session;
        Some(Offer {
            choices: left.depth(),
            place: place(left),
            is_over: left.view().ending.is_some(),
        })
    }

    /// Goes on with what was left off last time.
    ///
    /// # Errors
    /// [`Trouble::NothingLeft`] where nothing was.
    pub fn resume(&mut self) -> Result<(), Trouble> {
        let left = self.left.take().ok_or(Trouble::NothingLeft)?;
        if let Some(misfit) = left.misfit {
            self.tell(Notice::Misfit(misfit));
            if !left.is_kept {
                self.keep_text(&left.text);
            }
        }
        self.replace(left.session);
        self.keep();
        Ok(())
    }

    fn no_save(&self, name: &str) -> Trouble {
        let names = self.shelf.texts.list(&self.shelf.saves());
        let names = names.unwrap_or_default();
        let near = nearest(name, names.iter().map(String::as_str));
        Trouble::NoSave {
            name: name.to_owned(),
            near,
        }
    }
}
