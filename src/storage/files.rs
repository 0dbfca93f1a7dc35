//! The few things that the store asks of a file system, so that tests can make each of them fail.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

/// What a store needs of a file system.
pub trait Files {
    /// Makes a folder and those above it, where they are not there. Adds the folders that hold the new names to `holders`:
    /// what is made survives a loss of power once these are flushed.
    fn make_folder(&self, path: &Path, holders: &mut Vec<PathBuf>) -> io::Result<()>;
    /// Reads at most `limit` bytes of a file.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;
    /// Makes a file with these bytes, in place of one that is there.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Waits until a file's bytes are on the disk.
    fn flush(&self, path: &Path) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Waits until a folder's names are on the disk.
    fn flush_folder(&self, path: &Path) -> io::Result<()>;
    fn exists(&self, path: &Path) -> bool;
    /// Lists the files of a folder with the times of their last writing.
    fn list(&self, path: &Path) -> io::Result<Vec<(PathBuf, SystemTime)>>;
    /// Takes a lock. Returns `None` where somebody else has it.
    fn lock(&self, path: &Path) -> io::Result<Option<Lock>>;
}

/// A lock on a file, held until it is dropped or the process ends.
#[derive(Debug)]
pub struct Lock(File);

impl From<File> for Lock {
    /// Holds a file that is locked, or needs no lock.
    fn from(file: File) -> Self {
        Self(file)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing it would do, but for a process that was started meanwhile and has not yet closed what it inherited.
        let _ = self.0.unlock();
    }
}

/// The file system of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Os;

impl Files for Os {
    fn make_folder(&self, path: &Path, holders: &mut Vec<PathBuf>) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        let above = path.parent().filter(|above| !above.as_os_str().is_empty());
        if let Some(above) = above {
            self.make_folder(above, holders)?;
        }
        match fs::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
            made => made?,
        }
        holders.push(above.unwrap_or(Path::new(".")).to_owned());
        Ok(())
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        File::create(path)?.write_all(bytes)
    }

    fn flush(&self, path: &Path) -> io::Result<()> {
        OpenOptions::new().write(true).open(path)?.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn flush_folder(&self, path: &Path) -> io::Result<()> {
        // Only Unix can flush a folder; elsewhere a rename is as durable as it gets.
        if cfg!(unix) {
            File::open(path)?.sync_all()?;
        }
        Ok(())
    }

    fn exists(&self, path: &Path) -> bool {
        path.symlink_metadata().is_ok()
    }

    fn list(&self, path: &Path) -> io::Result<Vec<(PathBuf, SystemTime)>> {
        let entries = match fs::read_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        entries
            .map(|entry| {
                let entry = entry?;
                Ok((entry.path(), entry.metadata()?.modified()?))
            })
            .collect()
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Lock>> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            // A file system without locks: one window at a time is the player's business there.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(Some(Lock(file)))
            }
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}
