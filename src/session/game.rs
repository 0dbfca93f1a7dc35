//! The playthrough that is being played: each turn is kept before the player sees it.

use super::{
    Misfit, Refused, Run, Save, SaveError, Scrapbook, Session, Settings, Store, StoreError,
    shelf::Shelf,
};
use crate::{
    engine::{Unsettled, View},
    story::{Story, headline},
};

/// How many windows may play one story and each be saved.
const WINDOWS: usize = 16;
/// From how many choices on a playthrough that gives way to another is kept by itself.
const WORTH_KEEPING: usize = 5;

/// A playthrough under way, and the store that it is kept in.
///
/// What there is to tell the player beside the story waits in [`Game::notices`].
pub struct Game<'s> {
    pub(super) session: Session<'s>,
    pub(super) shelf: Shelf,
    /// The name that this window's turns are kept under, once it has one.
    slot: Option<String>,
    pub(super) left: Option<Left<'s>>,
    /// The choices of the last playthrough that was kept under a name.
    pub(super) named: Vec<String>,
    pub(super) book: Scrapbook,
    /// What was found and is not in the store yet.
    found: Scrapbook,
    settings: Settings,
    notices: Vec<Notice>,
    is_failing: bool,
}

/// A playthrough that was left off when the program last ended.
pub(super) struct Left<'s> {
    pub session: Session<'s>,
    pub misfit: Option<Misfit>,
    /// The save as it was found.
    pub text: String,
    pub is_kept: bool,
}

/// Something to tell the player that is not part of the story.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Notice {
    #[error("your turns are not saved: {0}; play on, every turn tries again")]
    NotSaved(StoreError),
    #[error("saving works again, and nothing is missing")]
    SavedAgain,
    #[error("the file {place} cannot be used, {why}; it is set aside as {aside}")]
    SetAside {
        place: String,
        why: SaveError,
        aside: String,
    },
    #[error("the file {place} is left as it is: {why}")]
    LeftAlone { place: String, why: SaveError },
    #[error("the story has changed since: {0}; you stand at the last place that fits")]
    Misfit(Misfit),
    #[error("the playthrough from before is kept as `{0}`")]
    Kept(String),
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
        let settings = shelf.texts.read(Shelf::settings()).ok().flatten();
        let mut game = Self {
            session,
            shelf,
            slot: None,
            left: None,
            named: Vec::new(),
            book: Scrapbook::default(),
            found: Scrapbook::default(),
            settings: settings.as_deref().map(Settings::parse).unwrap_or_default(),
            notices: Vec::new(),
            is_failing: false,
        };
        for opened in [game.read_book(), game.find_slot()] {
            if let Err(error) = opened {
                game.failed(error);
            }
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

    /// Does to the playthrough what an author may and a player may not. Nothing of it is kept.
    pub fn author<T>(&mut self, act: impl FnOnce(&mut Session<'s>) -> T) -> T {
        act(&mut self.session)
    }

    #[must_use]
    pub fn view(&self) -> View {
        self.session.view()
    }

    /// Returns what earlier playthroughs found.
    #[must_use]
    pub fn scrapbook(&self) -> &Scrapbook {
        &self.book
    }

    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Sets `key`, here and for every later time.
    pub fn set(&mut self, key: &str, value: &str) {
        self.settings.set(key, value);
        let kept = self.shelf.texts.update(Shelf::settings(), &mut |before| {
            // Another window may have set something else meanwhile.
            let mut settings = before.map(Settings::parse).unwrap_or_default();
            settings.set(key, value);
            Some(settings.to_string())
        });
        if let Err(error) = kept {
            self.failed(error);
        }
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
        let taken = self.session.step(name)?;
        if self.session.gives_up_what_is_ahead(&taken) {
            self.find_from(self.session.depth());
        }
        self.session.take(taken);
        if let Some(ending) = self.view().ending {
            let ending = self.session.story().endings[ending.index()]
                .name
                .to_string();
            self.finish(ending);
        }
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
        self.find_from(0);
        self.moved(Session::restart);
    }

    /// Puts another playthrough in the place of the present one, which is not lost by that.
    pub(super) fn replace(&mut self, session: Session<'s>) {
        let is_named = self.named == self.session.script().steps;
        if is_worth_keeping(&self.session) && !is_named {
            self.keep_text(&Save::of(&self.session).to_string());
        }
        self.find_from(0);
        self.session = session;
    }

    /// Keeps a playthrough among the saves, under a name of its own, and says so.
    pub(super) fn keep_text(&mut self, text: &str) {
        match self.shelf.keep_aside(text) {
            Ok(name) => self.notices.push(Notice::Kept(name)),
            Err(error) => self.failed(error),
        }
    }

    pub(super) fn tell(&mut self, notice: Notice) {
        self.notices.push(notice);
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
    pub(super) fn keep(&mut self) {
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
            let all = left.session.depth() + left.session.ahead().len();
            self.found.merge(&Scrapbook::of(&left.session, 0..all));
        }
        // The turn is kept even where the scrapbook cannot be.
        let book = self.keep_book();
        if let Some(slot) = &self.slot {
            let save = Save::of(&self.session).to_string();
            self.shelf.texts.write(slot, &save)?;
        }
        book
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
            if self.slot.is_some() && self.shelf.texts.read(&key)?.is_none() {
                continue;
            }
            if !self.shelf.texts.claim(&key)? {
                continue;
            }
            let found = self.shelf.texts.read(&key)?;
            let is_free = match found {
                Some(bytes) => self.take_in(&key, &bytes)?,
                None => true,
            };
            if is_free {
                self.slot.get_or_insert(key);
            }
        }
        if self.slot.is_some() {
            return Ok(());
        }
        Err(StoreError {
            action: "find a name for this window in",
            place: self.shelf.texts.place(&self.session.story().id),
            reason: format!("{WINDOWS} windows have all there are"),
        })
    }

    /// Takes in what another window left under `key`. Returns false where the name cannot be this window's.
    fn take_in(&mut self, key: &str, bytes: &[u8]) -> Result<bool, StoreError> {
        let story = self.session.story();
        let restored = match Save::parse(bytes, &story.id) {
            Ok(save) => save.restore(story),
            Err(why) => {
                let is_newer = matches!(why, SaveError::Newer(_));
                self.put_by(key, why)?;
                return Ok(!is_newer);
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

    /// Sets a text aside that cannot be used, unless a later version can use it; says so either way.
    fn put_by(&mut self, key: &str, why: SaveError) -> Result<(), StoreError> {
        let place = self.shelf.texts.place(key);
        let notice = if matches!(why, SaveError::Newer(_)) {
            Notice::LeftAlone { place, why }
        } else {
            let aside = self.shelf.texts.set_aside(key, "damaged")?;
            Notice::SetAside { place, why, aside }
        };
        self.notices.push(notice);
        Ok(())
    }

    /// Remembers what the playthrough found after its first `depth` choices, also what was taken back.
    fn find_from(&mut self, depth: usize) {
        let all = self.session.depth() + self.session.ahead().len();
        if depth < all {
            self.found.merge(&Scrapbook::of(&self.session, depth..all));
        }
    }

    /// Remembers that the playthrough came to an ending. The same playthrough twice in a row counts once.
    fn finish(&mut self, ending: String) {
        let run = Run {
            ending,
            steps: self.session.script().steps,
        };
        self.find_from(0);
        if self.book.runs.last() != Some(&run) {
            self.found.finish(run);
        }
    }

    fn read_book(&mut self) -> Result<(), StoreError> {
        let key = self.shelf.scrapbook();
        match self
            .shelf
            .texts
            .read(&key)?
            .as_deref()
            .map(Scrapbook::parse)
        {
            None => {}
            Some(Ok(book)) => self.book = book,
            Some(Err((rest, why))) => {
                // What can still be read goes into the next one.
                self.found.merge(&rest);
                self.put_by(&key, why)?;
            }
        }
        Ok(())
    }

    /// Adds what was found to the scrapbook that all windows share.
    fn keep_book(&mut self) -> Result<(), StoreError> {
        if self.found.is_empty() {
            return Ok(());
        }
        let story = self.session.story().id.clone();
        let mut together = self.book.clone();
        let found = &self.found;
        let kept = self
            .shelf
            .texts
            .update(&self.shelf.scrapbook(), &mut |before| {
                let before = before.map_or_else(|| Ok(Scrapbook::default()), Scrapbook::parse);
                match before {
                    Ok(before) => together = before,
                    // One that a later version wrote is not this one's to overwrite.
                    Err((_, SaveError::Newer(_))) => {
                        together.merge(found);
                        return None;
                    }
                    // Damaged under our eyes: what is known here is written anew.
                    Err((rest, _)) => together.merge(&rest),
                }
                together.merge(found);
                Some(together.to_text(&story))
            });
        kept?;
        self.book = together;
        self.found = Scrapbook::default();
        Ok(())
    }
}

pub(super) fn is_worth_keeping(session: &Session<'_>) -> bool {
    session.depth() >= WORTH_KEEPING && session.view().ending.is_none()
}

/// Returns the title of the act where a playthrough stands; what its node is called where there are no acts.
pub(super) fn place(session: &Session<'_>) -> String {
    let story = session.story();
    let node = &story.nodes[session.turn().state.node.index()];
    match node.act {
        Some(act) => story.acts[act.index()].title.clone(),
        None => headline(&node.name),
    }
}
