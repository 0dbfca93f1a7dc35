//! A file system that forgets like a real one: what was not flushed may be lost when the power goes.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    rc::Rc,
    time::{Duration, SystemTime},
};

use fifteen::storage::{Files, Lock};

use crate::generate::dice::Dice;

/// What happens at an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The operation fails; of a text, half is written.
    NoSpace,
    /// The power goes before, in the middle of, or after the operation, and nothing works any more.
    Power,
}

/// A file system in memory. Clones are the same one.
#[derive(Debug, Clone, Default)]
pub struct Model(Rc<RefCell<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    inodes: Vec<Inode>,
    /// The names as a program sees them.
    names: BTreeMap<PathBuf, usize>,
    /// The names that are on the disk.
    durable: BTreeMap<PathBuf, usize>,
    /// Changes of names that are not on the disk yet, in order.
    pending: Vec<Change>,
    operations: usize,
    fault: Option<(usize, Fault)>,
    is_dead: bool,
}

#[derive(Debug, Default, Clone)]
struct Inode {
    now: Vec<u8>,
    /// The bytes that are on the disk, once there are any.
    durable: Option<Vec<u8>>,
    written: usize,
}

#[derive(Debug, Clone)]
enum Change {
    Link(PathBuf, usize),
    Unlink(PathBuf),
    Rename(PathBuf, PathBuf, usize),
}

impl Change {
    /// Returns the name that changes; a rename stays in one folder.
    fn name(&self) -> &Path {
        match self {
            Self::Link(path, _) | Self::Unlink(path) | Self::Rename(path, _, _) => path,
        }
    }

    fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Link(path, inode) => {
                names.insert(path.clone(), *inode);
            }
            Self::Unlink(path) => {
                names.remove(path);
            }
            Self::Rename(from, to, inode) => {
                names.remove(from);
                names.insert(to.clone(), *inode);
            }
        }
    }
}

impl Model {
    /// Makes the operation of this number from now on fail.
    pub fn fail_at(&self, operation: usize, fault: Fault) {
        let mut inner = self.0.borrow_mut();
        inner.fault = Some((inner.operations + operation, fault));
    }

    /// Lets everything work again.
    pub fn heal(&self) {
        self.0.borrow_mut().fault = None;
    }

    /// Returns how many operations there were.
    pub fn operations(&self) -> usize {
        self.0.borrow().operations
    }

    /// Cuts the power, and returns what is found after it is back: of what was not flushed, whatever the dice leave.
    pub fn after_power_cut(&self, dice: &mut Dice) -> Self {
        let inner = self.0.borrow();
        let mut names = inner.durable.clone();
        let kept = dice.below(inner.pending.len() + 1);
        for change in &inner.pending[..kept] {
            change.apply(&mut names);
        }
        // What stands in a folder that is lost is lost with it.
        let known = names.clone();
        let stands = |path: &Path| known.contains_key(path) || path.parent().is_none();
        names.retain(|path, _| path.ancestors().all(stands));
        let mut inodes = inner.inodes.clone();
        for inode in &mut inodes {
            inode.now = match (&inode.durable, dice.below(4)) {
                (Some(durable), _) if *durable == inode.now => durable.clone(),
                (Some(durable), 0) => durable.clone(),
                (_, 1) => inode.now[..dice.below(inode.now.len() + 1)].to_vec(),
                (_, 2) => vec![0; inode.now.len()],
                (_, 3) => inode.now.clone(),
                _ => Vec::new(),
            };
            inode.durable = Some(inode.now.clone());
        }
        Self(Rc::new(RefCell::new(Inner {
            inodes,
            durable: names.clone(),
            names,
            ..Inner::default()
        })))
    }

    /// Does an operation, unless it is the one that fails. `half` is what it does when it fails in the middle.
    fn operate<T>(
        &self,
        whole: impl FnOnce(&mut Inner) -> io::Result<T>,
        half: impl FnOnce(&mut Inner),
    ) -> io::Result<T> {
        let mut inner = self.0.borrow_mut();
        if inner.is_dead {
            return Err(io::Error::other("the power is gone"));
        }
        let here = inner.operations;
        inner.operations += 1;
        match inner.fault {
            Some((at, fault)) if at == here => {
                half(&mut inner);
                inner.is_dead = fault == Fault::Power;
                Err(io::Error::from(io::ErrorKind::StorageFull))
            }
            _ => whole(&mut inner),
        }
    }
}

impl Inner {
    fn inode(&self, path: &Path) -> io::Result<usize> {
        let found = self.names.get(path).copied();
        found.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn write(&mut self, path: &Path, bytes: &[u8]) {
        let inode = self.names.get(path).copied();
        let inode = inode.unwrap_or_else(|| self.link(path));
        bytes.clone_into(&mut self.inodes[inode].now);
        self.inodes[inode].written = self.operations;
    }

    /// Makes a name, and what it stands for.
    fn link(&mut self, path: &Path) -> usize {
        self.inodes.push(Inode::default());
        let inode = self.inodes.len() - 1;
        self.change(Change::Link(path.to_owned(), inode));
        inode
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.names);
        self.pending.push(change);
    }
}

impl Files for Model {
    fn make_folder(&self, path: &Path, holders: &mut Vec<PathBuf>) -> io::Result<()> {
        let mut missing: Vec<&Path> = path.ancestors().collect();
        let is_missing = |path: &&Path| !self.exists(path) && path.parent().is_some();
        missing.retain(is_missing);
        self.operate(
            |inner| {
                for folder in missing.into_iter().rev() {
                    inner.link(folder);
                    holders.extend(folder.parent().map(Path::to_owned));
                }
                Ok(())
            },
            |_| (),
        )
    }

    fn read(&self, path: &Path, _: u64) -> io::Result<Vec<u8>> {
        let inner = self.0.borrow();
        Ok(inner.inodes[inner.inode(path)?].now.clone())
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.operate(
            |inner| {
                inner.write(path, bytes);
                Ok(())
            },
            |inner| inner.write(path, &bytes[..bytes.len() / 2]),
        )
    }

    fn flush(&self, path: &Path) -> io::Result<()> {
        self.operate(
            |inner| {
                let inode = inner.inode(path)?;
                let now = inner.inodes[inode].now.clone();
                inner.inodes[inode].durable = Some(now);
                Ok(())
            },
            |_| (),
        )
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.operate(
            |inner| {
                let inode = inner.inode(from)?;
                inner.change(Change::Rename(from.to_owned(), to.to_owned(), inode));
                Ok(())
            },
            |_| (),
        )
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.operate(
            |inner| {
                inner.inode(path)?;
                inner.change(Change::Unlink(path.to_owned()));
                Ok(())
            },
            |_| (),
        )
    }

    fn flush_folder(&self, path: &Path) -> io::Result<()> {
        self.operate(
            |inner| {
                let is_inside = |change: &Change| change.name().parent() == Some(path);
                let pending = std::mem::take(&mut inner.pending).into_iter();
                let (inside, rest): (Vec<_>, _) = pending.partition(is_inside);
                for change in inside {
                    change.apply(&mut inner.durable);
                }
                inner.pending = rest;
                Ok(())
            },
            |_| (),
        )
    }

    fn exists(&self, path: &Path) -> bool {
        self.0.borrow().names.contains_key(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<(PathBuf, SystemTime)>> {
        let inner = self.0.borrow();
        let inside = inner
            .names
            .iter()
            .filter(|(name, _)| name.parent() == Some(path));
        let time = |inode: &usize| {
            let seconds = u64::try_from(inner.inodes[*inode].written).unwrap_or(0);
            SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
        };
        Ok(inside
            .map(|(name, inode)| (name.clone(), time(inode)))
            .collect())
    }

    fn lock(&self, _: &Path) -> io::Result<Option<Lock>> {
        self.operate(
            |_| tempfile::tempfile().map(|file| Some(file.into())),
            |_| (),
        )
    }
}
