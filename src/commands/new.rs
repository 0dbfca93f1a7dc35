//! `new`: a story to start from.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use super::{Failure, Outcome, load::CARRIED};

/// A small story that has everything the language has, each with a word about it.
const TEMPLATE: &[(&str, &str)] = &[
    ("world.ron", include_str!("template/world.ron")),
    ("promises.ron", include_str!("template/promises.ron")),
    ("evening/stairs.ron", include_str!("template/evening.ron")),
    ("night/lamp.ron", include_str!("template/night.ron")),
    ("night/menus.ron", include_str!("template/menus.ron")),
];

/// Writes a story into a new or empty folder: a small one, or a copy of the one that the program carries.
///
/// # Errors
/// [`Failure`] where something stands in the folder already, or where it cannot be written.
pub fn new(folder: &Path, copy: bool) -> Result<Outcome, Failure> {
    refuse_full(folder)?;
    let files = if copy { CARRIED } else { TEMPLATE };
    for (inside, text) in files {
        let path = folder.join(inside);
        let failure = |action, path: &Path, error| Failure::File {
            action,
            path: path.to_owned(),
            error,
        };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)
                .map_err(|error| failure("make the folder", parent, error))?;
        }
        create(&path, text).map_err(|error| failure("write", &path, error))?;
    }
    let shown = folder.display();
    let mut out = anstream::stdout().lock();
    writeln!(
        out,
        "{shown}: a story in {}",
        super::counted(files.len(), "file")
    )?;
    writeln!(out, "  fifteen play {shown}      plays it")?;
    writeln!(out, "  fifteen check {shown}     proves it")?;
    writeln!(
        out,
        "  fifteen watch {shown}     checks it whenever you save"
    )?;
    out.flush()?;
    Ok(Outcome::Good)
}

/// Refuses a folder that holds anything, and whatever else stands at the path: no file of anybody's is written over.
fn refuse_full(folder: &Path) -> Result<(), Failure> {
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(Failure::NotEmpty(folder.to_owned())),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::File {
            action: "use the folder",
            path: folder.to_owned(),
            error,
        }),
    }
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(text.as_bytes())
}
