//! The playthrough that is being played: each turn is kept before the player sees it.

use super::{
    Misfit, Refused, Save, SaveError, Session, Store, StoreError,
    shelf::{self, Shelf},
};
use crate::{
    engine::{Unsettled, View},
    story::Story,
};

/// How many windows may play one story and each be saved.
const WINDOWS: usize = 16;
/// From how many choices on a playthrough that gives way to another is kept by itself.
const WORTH_KEEPING: usize = 5;

/// A playthrough under way, and the store that it is kept in.
///
/// What there is to tell the player beside the story waits in [`Game::notices`].
pub struct Game<'s> {
    session: Session<'s>,
    shelf: Shelf,
    /// The name that this window's turns are kept under, once it has one.
    slot: Option<String>,
    left: Option<Left<'s>>,
    /// The choices of the last playthrough that was kept under a name.
    named: Vec<String>,
    notices: Vec<Notice>,
    is_failing: bool,
}

/// A playthrough that was left off when the program last ended.
struct Left<'s> {
    session: Session<'s>,
    misfit: Option<Misfit>,
    /// The save as it was found.
    text: String,
    is_kept: bool,
}

/// What can be gone on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The number of choices taken.
    pub choices: usize,
    /// The act or node where it stands, by name.
    pub place: String,
    /// The story is over there.
    pub is_over: bool,
}

/// Something to tell the player that is not part of the story.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Notice {
    #[error("this turn is not saved: {0}; play on, every turn tries again")]
    NotSaved(StoreError),
    #[error("saving works again, and nothing is missing")]
    SavedAgain,
    #[error("{place} cannot be used, {why}; it is set aside as {aside}")]
    SetAside {
        place: String,
        why: SaveError,
        aside: String,
    },
    #[error("{place} is left as it is: {why}")]
    LeftAlone { place: String, why: SaveError },
    #[error("the story has changed since: {0}; you stand at the last place that fits")]
    Misfit(Misfit),
    #[error("the playthrough from before is kept as `{0}`")]
    Kept(String),
}

/// Why something that was asked for was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error(
        "a save's name is letters, digits, - and _, {} at the most",
        shelf::LONGEST
    )]
    BadName,
    #[error("there is no save `{name}`{}", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    NoSave { name: String, near: Option<String> },
    #[error("the save `{name}` cannot be loaded, {why}{}", aside.as_ref().map(|aside| format!("; it is set aside as {aside}")).unwrap_or_default())]
    Unusable {
        name: String,
        why: SaveError,
        aside: Option<String>,
    },
    #[error("there is nothing to go on with")]
    NothingLeft,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the story cannot begin: {0}")]
    Unsettled(#[from] Unsettled),
}

/// A save by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub name: String,
    /// What the save says of itself, or why it cannot be used.
    pub note: String,
}

impl<'s> Game<'s> {
    /// Opens the story's place in the store and begins a new playthrough. What was left off last time can be gone on
    /// with: see [`Game::offer`].
    ///
    /// # Errors
    /// [`Unsettled`] where the story cannot begin. A store that does not work is no error but a notice.
    pub fn open(story: &'s Story, texts: Box<dyn Store>) -> Result<Self, Unsettled> {
        Ok(Self::with(Session::begin(story)?, texts))
    }

    /// Opens the store with a playthrough that is already under way.
    #[must_use]
    pub fn with(session: Session<'s>, texts: Box<dyn Store>) -> Self {
        let shelf = Shelf::new(texts, &session.story().id);
        let mut game = Self {
            session,
            shelf,
            slot: None,
            left: None,
            named: Vec::new(),
            notices: Vec::new(),
            is_failing: false,
        };
        if let Err(error) = game.find_slot() {
            game.failed(error);
        }
        if game.session.depth() > 0 {
            game.keep();
        }
        game
    }

    #[must_use]
    pub fn session(&self) -> &Session<'s> {
        &self.session
    }

    #[must_use]
    pub fn view(&self) -> View {
        self.session.view()
    }

    /// Takes what there is to tell the player.
    pub fn notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Takes a choice, and keeps the turn that it leads to.
    ///
    /// # Errors
    /// [`Refused`], and nothing changes.
    pub fn choose(&mut self, name: &str) -> Result<(), Refused> {
        self.session.choose(name)?;
        self.keep();
        Ok(())
    }

    /// Takes up to `turns` choices back, and returns how many there were.
    pub fn undo(&mut self, turns: usize) -> usize {
        self.moved(|session| session.undo(turns))
    }

    /// Takes up to `turns` choices that were taken back again, and returns how many there were.
    pub fn redo(&mut self, turns: usize) -> usize {
        self.moved(|session| session.redo(turns))
    }

    /// Goes to where `depth` choices are in force, back or forth. Returns false where there are not so many.
    pub fn jump(&mut self, depth: usize) -> bool {
        self.moved(|session| session.jump(depth))
    }

    /// Goes back to the very start; `redo` leads forth again.
    pub fn restart(&mut self) {
        self.moved(Session::restart);
    }

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
        self.keep_what_gives_way();
        self.named = restored.session.script().steps;
        self.session = restored.session;
        self.notices.extend(restored.misfit.map(Notice::Misfit));
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
            let bytes = self.shelf.texts.read(&key).ok()??;
            let note = match Save::parse(&bytes, &self.session.story().id) {
                Ok(save) => save.note,
                Err(why) => why.to_string(),
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
            place: place(left).to_owned(),
            is_over: left.view().ending.is_some(),
        })
    }

    /// Goes on with what was left off last time.
    ///
    /// # Errors
    /// [`Trouble::NothingLeft`] where nothing was.
    pub fn resume(&mut self) -> Result<(), Trouble> {
        let mut left = self.left.take().ok_or(Trouble::NothingLeft)?;
        self.keep_what_gives_way();
        if let Some(misfit) = left.misfit.take() {
            self.notices.push(Notice::Misfit(misfit));
            if !left.is_kept {
                self.keep_left(&left.text);
            }
        }
        self.session = left.session;
        self.keep();
        Ok(())
    }

    fn moved<T>(&mut self, go: impl FnOnce(&mut Session<'s>) -> T) -> T {
        let before = self.session.depth();
        let result = go(&mut self.session);
        if self.session.depth() != before {
            self.keep();
        }
        result
    }

    /// Keeps the present turn under this window's own name, and says so where that does not work, or works again.
    fn keep(&mut self) {
        match self.try_to_keep() {
            Ok(()) if self.is_failing => {
                self.is_failing = false;
                self.notices.push(Notice::SavedAgain);
            }
            Ok(()) => {}
            Err(error) => self.failed(error),
        }
    }

    fn try_to_keep(&mut self) -> Result<(), StoreError> {
        self.find_slot()?;
        // What was left off is overwritten only when it is safe elsewhere.
        if let Some(left) = &mut self.left
            && !left.is_kept
        {
            if is_worth_keeping(&left.session) {
                let name = self.shelf.keep_aside(&left.text)?;
                self.notices.push(Notice::Kept(name));
            }
            left.is_kept = true;
        }
        match &self.slot {
            Some(slot) => {
                let save = Save::of(&self.session).to_string();
                self.shelf.texts.write(slot, &save)
            }
            None => Ok(()),
        }
    }

    fn failed(&mut self, error: StoreError) {
        // Told once, not at every turn.
        if !self.is_failing {
            self.notices.push(Notice::NotSaved(error));
        }
        self.is_failing = true;
    }

    /// Finds a name for this window's turns that no other window has, and what the last window there left off.
    fn find_slot(&mut self) -> Result<(), StoreError> {
        if self.slot.is_some() {
            return Ok(());
        }
        for window in 1..=WINDOWS {
            let key = self.shelf.slot(window);
            let has_slot = self.slot.is_some();
            if has_slot && self.shelf.texts.read(&key)?.is_none() {
                continue;
            }
            if !self.shelf.texts.claim(&key)? {
                continue;
            }
            let found = self.shelf.texts.read(&key)?;
            if let Some(bytes) = found
                && !self.take_in(&key, &bytes)?
            {
                continue;
            }
            self.slot.get_or_insert(key);
        }
        Ok(())
    }

    /// Takes in what another window left under `key`. Returns false where the name cannot be this window's.
    fn take_in(&mut self, key: &str, bytes: &[u8]) -> Result<bool, StoreError> {
        let story = self.session.story();
        let restored = match Save::parse(bytes, &story.id) {
            Ok(save) => save.restore(story),
            Err(why @ SaveError::Newer(_)) => {
                let place = self.shelf.texts.place(key);
                self.notices.push(Notice::LeftAlone { place, why });
                return Ok(false);
            }
            Err(why) => {
                let aside = self.shelf.texts.set_aside(key, "damaged")?;
                let place = self.shelf.texts.place(key);
                self.notices.push(Notice::SetAside { place, why, aside });
                return Ok(true);
            }
        };
        let Ok(restored) = restored else {
            return Ok(true);
        };
        let left = Left {
            session: restored.session,
            misfit: restored.misfit,
            text: String::from_utf8_lossy(bytes).into_owned(),
            is_kept: false,
        };
        if self.left.is_none() {
            self.left = Some(left);
        } else {
            // A second window was left off too: it waits among the saves.
            if is_worth_keeping(&left.session) {
                let name = self.shelf.keep_aside(&left.text)?;
                self.notices.push(Notice::Kept(name));
            }
            self.shelf.texts.remove(key)?;
        }
        Ok(true)
    }

    /// Keeps the present playthrough among the saves where another takes its place and it would be lost.
    fn keep_what_gives_way(&mut self) {
        let is_named = self.named == self.session.script().steps;
        if is_worth_keeping(&self.session) && !is_named {
            self.keep_left(&Save::of(&self.session).to_string());
        }
    }

    fn keep_left(&mut self, text: &str) {
        match self.shelf.keep_aside(text) {
            Ok(name) => self.notices.push(Notice::Kept(name)),
            Err(error) => self.failed(error),
        }
    }

    fn no_save(&self, name: &str) -> Trouble {
        let names = self.shelf.texts.list(&self.shelf.saves());
        let names = names.unwrap_or_default();
        let near = crate::syntax::nearest(name, names.iter().map(String::as_str));
        Trouble::NoSave {
            name: name.to_owned(),
            near,
        }
    }
}

fn is_worth_keeping(session: &Session<'_>) -> bool {
    session.depth() >= WORTH_KEEPING && session.view().ending.is_none()
}

/// Returns the name of the act where a playthrough stands; of the node where there are no acts.
pub(super) fn place<'s>(session: &Session<'s>) -> &'s str {
    let story = session.story();
    let node = &story.nodes[session.turn().state.node.index()];
    node.act
        .map_or(&node.name, |act| &story.acts[act.index()].name)
}
