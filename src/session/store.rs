//! Where texts are kept: what the session asks of whoever has a disk.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// Keeps texts under names such as `tea/saves/before.save`.
///
/// A text that was acknowledged as written is there after a crash; while it is written, whoever reads gets the text from
/// before or the new one, never a part.
pub trait Store {
    /// Returns what is kept under `name`, if anything is.
    ///
    /// # Errors
    /// [`StoreError`] where it is there and cannot be read.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Keeps a text in place of what was there.
    ///
    /// # Errors
    /// [`StoreError`], and what was there before is still there, whole.
    fn write(&mut self, name: &str, text: &str) -> Result<(), StoreError>;

    /// Reads, changes and keeps a text as one step that no other window comes between. What `change` returns is kept;
    /// where it returns nothing, nothing changes.
    ///
    /// # Errors
    /// [`StoreError`], as [`Store::write`].
    fn update(
        &mut self,
        name: &str,
        change: &mut dyn FnMut(Option<&[u8]>) -> Option<String>,
    ) -> Result<(), StoreError>;

    /// Returns the names in a folder that end in `.save`, without folder and ending, the one written last first.
    ///
    /// # Errors
    /// [`StoreError`] where the folder is there and cannot be read.
    fn list(&self, folder: &str) -> Result<Vec<String>, StoreError>;

    /// Gives what is kept under `name` another name that nothing has yet: `name`, then `ending`, then a number where
    /// one is needed. Returns how to tell a person where it is now.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be done.
    fn set_aside(&mut self, name: &str, ending: &str) -> Result<String, StoreError>;

    /// Removes what is kept under `name`. Returns false where nothing was.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be done.
    fn remove(&mut self, name: &str) -> Result<bool, StoreError>;

    /// Makes `name` this window's own until it closes. Returns false where another window has it.
    ///
    /// # Errors
    /// [`StoreError`] where that cannot be found out.
    fn claim(&mut self, name: &str) -> Result<bool, StoreError>;

    /// Returns how to tell a person where `name` is.
    fn place(&self, name: &str) -> String;
}

/// Why something could not be kept or found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot {action} {place}: {reason}")]
pub struct StoreError {
    pub action: &'static str,
    pub place: String,
    pub reason: String,
}

/// Keeps texts for as long as the program runs.
#[derive(Debug, Default)]
pub struct MemoryStore {
    shared: Rc<RefCell<Shared>>,
    own: Vec<String>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Each text with the moment of its writing.
    texts: BTreeMap<String, (u64, Vec<u8>)>,
    claimed: Vec<String>,
    moment: u64,
}

impl MemoryStore {
    /// Opens another window on the same texts.
    #[must_use]
    pub fn window(&self) -> Self {
        Self {
            shared: Rc::clone(&self.shared),
            own: Vec::new(),
        }
    }

    fn keep(&self, name: &str, bytes: Vec<u8>) {
        let mut shared = self.shared.borrow_mut();
        shared.moment += 1;
        let moment = shared.moment;
        shared.texts.insert(name.to_owned(), (moment, bytes));
    }
}

impl Drop for MemoryStore {
    fn drop(&mut self) {
        let own = &self.own;
        self.shared
            .borrow_mut()
            .claimed
            .retain(|name| !own.contains(name));
    }
}

impl Store for MemoryStore {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let shared = self.shared.borrow();
        Ok(shared.texts.get(name).map(|(_, bytes)| bytes.clone()))
    }

    fn write(&mut self, name: &str, text: &str) -> Result<(), StoreError> {
        self.keep(name, text.as_bytes().to_vec());
        Ok(())
    }

    fn update(
        &mut self,
        name: &str,
        change: &mut dyn FnMut(Option<&[u8]>) -> Option<String>,
    ) -> Result<(), StoreError> {
        let before = self.read(name)?;
        if let Some(text) = change(before.as_deref()) {
            self.keep(name, text.into_bytes());
        }
        Ok(())
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, StoreError> {
        let shared = self.shared.borrow();
        let mut found: Vec<(u64, String)> = Vec::new();
        for (name, (moment, _)) in &shared.texts {
            let inside = name
                .strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix('/'));
            let stem = inside.and_then(|inside| inside.strip_suffix(".save"));
            found.extend(stem.map(|stem| (*moment, stem.to_owned())));
        }
        found.sort_by(|left, right| right.cmp(left));
        Ok(found.into_iter().map(|(_, name)| name).collect())
    }

    fn set_aside(&mut self, name: &str, ending: &str) -> Result<String, StoreError> {
        let mut shared = self.shared.borrow_mut();
        let free = free_name(name, ending, |name| shared.texts.contains_key(name));
        if let Some(text) = shared.texts.remove(name) {
            shared.texts.insert(free.clone(), text);
        }
        Ok(free)
    }

    fn remove(&mut self, name: &str) -> Result<bool, StoreError> {
        Ok(self.shared.borrow_mut().texts.remove(name).is_some())
    }

    fn claim(&mut self, name: &str) -> Result<bool, StoreError> {
        let mut shared = self.shared.borrow_mut();
        if self.own.iter().any(|own| own == name) {
            return Ok(true);
        }
        if shared.claimed.iter().any(|claimed| claimed == name) {
            return Ok(false);
        }
        shared.claimed.push(name.to_owned());
        self.own.push(name.to_owned());
        Ok(true)
    }

    fn place(&self, name: &str) -> String {
        name.to_owned()
    }
}

/// Returns the first of `NAME.ENDING`, `NAME.ENDING-2`, `NAME.ENDING-3` and so on that nothing has.
pub(crate) fn free_name(name: &str, ending: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let first = format!("{name}.{ending}");
    if !is_taken(&first) {
        return first;
    }
    (2..=u32::MAX)
        .map(|number| format!("{first}-{number}"))
        .find(|name| !is_taken(name))
        .unwrap_or(first)
}
