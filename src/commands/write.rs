//! Results that go to a file: whole, or not at all.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::Failure;

/// Writes a text to a file, or to the standard output where none is named.
pub fn write(text: &str, path: Option<&Path>) -> Result<(), Failure> {
    let Some(path) = path else {
        let mut out = anstream::stdout().lock();
        out.write_all(text.as_bytes())?;
        return Ok(out.flush()?);
    };
    replace(path, text.as_bytes()).map_err(|error| Failure::File {
        action: "write",
        path: path.to_owned(),
        error,
    })
}

/// Puts a file in the place of another, so that whoever reads it sees the old one or the new one, never half of one.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link is followed: what it points to is what is written.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let known = fs::metadata(&target).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        // A pipe or a device has no place to put a file in.
        return fs::write(&target, bytes);
    }
    let beside = beside(&target)?;
    let written = write_new(&beside, bytes, known.map(|known| known.permissions()))
        .and_then(|()| fs::rename(&beside, &target));
    if written.is_err() {
        // What could not be put in place must not be left lying about; the first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Returns a path next to the target that nothing stands at.
fn beside(target: &Path) -> io::Result<PathBuf> {
    let name = target
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "this is no name for a file"))?;
    let name = name.to_string_lossy();
    for number in 0..1000 {
        let path = target.with_file_name(format!(".{name}.{number}.part"));
        if fs::symlink_metadata(&path).is_err() {
            return Ok(path);
        }
    }
    Err(io::Error::new(
        io::ErrorKind::AlreadyExists,
        "too many unfinished files stand beside it",
    ))
}

fn write_new(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()
}
