//! A folder of scripts.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Failure, load::read_text};
use crate::session::{Script, ScriptError};

/// A file of a folder of scripts.
pub struct ScriptFile {
    /// The file's name inside the folder.
    pub name: String,
    pub text: String,
    pub script: Result<Script, ScriptError>,
}

/// Reads every script in a folder, by name. Hidden files, other folders, and files of a story or of notes are left out.
pub fn read_scripts(folder: &Path) -> Result<Vec<ScriptFile>, Failure> {
    let failure = |error| Failure::File {
        action: "open the folder of scripts",
        path: folder.to_owned(),
        error,
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(failure)? {
        paths.push(entry.map_err(failure)?.path());
    }
    paths.sort();
    let mut scripts = Vec::new();
    for path in paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let other = path
            .extension()
            .is_some_and(|extension| extension == "ron" || extension == "md");
        if name.starts_with('.') || other || !path.is_file() {
            continue;
        }
        let text = read_text(&path)?;
        scripts.push(ScriptFile {
            name: name.to_owned(),
            script: Script::parse(&text),
            text,
        });
    }
    if scripts.is_empty() {
        return Err(Failure::NoScripts(folder.to_owned()));
    }
    Ok(scripts)
}
