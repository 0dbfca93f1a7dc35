//! Texts in a folder, each replaced whole or not at all.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::{Files, Lock, Os};
use crate::session::{Store, StoreError, free_name};

/// The most that is read of a file; no save comes near it.
const LARGEST: u64 = 1 << 26;
/// How often a lock that another window has for a moment is asked for, and how long is waited in between.
const PATIENCE: (u32, Duration) = (200, Duration::from_millis(10));

/// A folder that keeps texts.
#[derive(Debug)]
pub struct Disk<F = Os> {
    folder: PathBuf,
    files: F,
    /// Folders that hold the names of new folders, and have to be flushed before a text in those is safe. At the start
    /// nothing is flushed yet: that takes longer than all else a player waits for there.
    holders: Vec<PathBuf>,
    /// The locks on the names that are this window's own.
    own: BTreeMap<String, Lock>,
}

impl Disk {
    /// Keeps texts in a folder, which is made when the first one is written.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self::on(folder, Os)
    }
}

impl<F: Files> Disk<F> {
    /// Keeps texts in a folder of a file system.
    #[must_use]
    pub fn on(folder: PathBuf, files: F) -> Self {
        Self {
            folder,
            files,
            holders: Vec::new(),
            own: BTreeMap::new(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Puts a text into its place: beside it first, then by a rename.
    fn replace(&mut self, path: &Path, text: &str) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.folder);
        let beside = with_ending(path, "tmp");
        let written = self
            .files
            .write(&beside, text.as_bytes())
            .and_then(|()| self.files.flush(&beside))
            .and_then(|()| self.files.rename(&beside, path));
        if let Err(error) = written {
            // What is left of it is of no use; where it cannot be removed, the next text overwrites it.
            let _ = self.files.remove(&beside);
            return Err(error);
        }
        while let Some(holder) = self.holders.last() {
            self.files.flush_folder(holder)?;
            self.holders.pop();
        }
        self.files.flush_folder(folder)
    }

    /// Makes sure of a name's folder and of its lock, unless the name is this window's own.
    fn exclusive(&mut self, name: &str) -> io::Result<Option<Lock>> {
        let path = self.path(name);
        let folder = path.parent().unwrap_or(&self.folder);
        self.files.make_folder(folder, &mut self.holders)?;
        if self.own.contains_key(name) {
            return Ok(None);
        }
        let lock = folder.join("lock");
        let (tries, pause) = PATIENCE;
        for _ in 0..tries {
            if let Some(held) = self.files.lock(&lock)? {
                return Ok(Some(held));
            }
            thread::sleep(pause);
        }
        let busy = "another window has it and does not let go";
        Err(io::Error::new(io::ErrorKind::WouldBlock, busy))
    }

    fn error(&self, action: &'static str, name: &str, error: &io::Error) -> StoreError {
        StoreError {
            action,
            place: self.place(name),
            reason: error.to_string(),
        }
    }
}

impl<F: Files> Store for Disk<F> {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.files.read(&self.path(name), LARGEST) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.error("read", name, &error)),
        }
    }

    fn write(&mut self, name: &str, text: &str) -> Result<(), StoreError> {
        let mut write = || {
            let _lock = self.exclusive(name)?;
            self.replace(&self.path(name), text)
        };
        write().map_err(|error| self.error("write", name, &error))
    }

    fn update(
        &mut self,
        name: &str,
        change: &mut dyn FnMut(Option<&[u8]>) -> Option<String>,
    ) -> Result<(), StoreError> {
        let _lock = self
            .exclusive(name)
            .map_err(|error| self.error("write", name, &error))?;
        let before = self.read(name)?;
        let Some(text) = change(before.as_deref()) else {
            return Ok(());
        };
        self.replace(&self.path(name), &text)
            .map_err(|error| self.error("write", name, &error))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, StoreError> {
        let listed = self.files.list(&self.path(folder));
        let listed = listed.map_err(|error| self.error("list", folder, &error))?;
        let mut found: Vec<_> = listed
            .into_iter()
            .filter_map(|(path, time)| {
                let name = path.file_name()?.to_str()?.strip_suffix(".save")?;
                Some((time, name.to_owned()))
            })
            .collect();
        found.sort_by(|left, right| right.cmp(left));
        Ok(found.into_iter().map(|(_, name)| name).collect())
    }

    fn set_aside(&mut self, name: &str, ending: &str) -> Result<String, StoreError> {
        let mut aside = || {
            let _lock = self.exclusive(name)?;
            let free = free_name(name, ending, |name| self.files.exists(&self.path(name)));
            self.files.rename(&self.path(name), &self.path(&free))?;
            Ok(self.place(&free))
        };
        aside().map_err(|error| self.error("set aside", name, &error))
    }

    fn remove(&mut self, name: &str) -> Result<bool, StoreError> {
        let path = self.path(name);
        let mut remove = || {
            if !self.files.exists(&path) {
                return Ok(false);
            }
            let _lock = self.exclusive(name)?;
            self.files.remove(&path)?;
            self.files
                .flush_folder(path.parent().unwrap_or(&self.folder))?;
            Ok(true)
        };
        remove().map_err(|error| self.error("remove", name, &error))
    }

    fn claim(&mut self, name: &str) -> Result<bool, StoreError> {
        if self.own.contains_key(name) {
            return Ok(true);
        }
        let path = self.path(name);
        let mut claim = || {
            let folder = path.parent().unwrap_or(&self.folder);
            self.files.make_folder(folder, &mut self.holders)?;
            self.files.lock(&with_ending(&path, "lock"))
        };
        let lock = claim().map_err(|error| self.error("lock", name, &error))?;
        let is_free = lock.is_some();
        self.own.extend(lock.map(|lock| (name.to_owned(), lock)));
        Ok(is_free)
    }

    fn place(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}
