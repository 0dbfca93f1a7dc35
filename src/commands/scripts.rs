//! A folder of scripts.

use std::{fs, path::Path};

use super::{Failure, load::read_text};
use crate::session::{Script, ScriptError};

/// A file of a folder of scripts.
pub struct ScriptFile {
    /// The file's name inside the folder.
    pub name: String,
    pub text: String,
    pub script: Result<Script, ScriptError>,
}

/// How many folders down saves are looked for: a store has a folder for each story, and in it one for its saves.
const DEPTH: usize = 3;

/// Reads every script in a folder, by name, and every save in the folders below. Hidden files, what else stands beside
/// saves, and files of a story or of notes are left out.
pub fn read_scripts(folder: &Path) -> Result<Vec<ScriptFile>, Failure> {
    let mut names = Vec::new();
    list(folder, "", DEPTH, &mut names)?;
    names.sort();
    let mut scripts = Vec::new();
    for name in names {
        let text = read_text(&folder.join(&name))?;
        if text.starts_with("#! scrapbook") {
            continue;
        }
        scripts.push(ScriptFile {
            name,
            script: Script::parse(&text),
            text,
        });
    }
    if scripts.is_empty() {
        return Err(Failure::NoScripts(folder.to_owned()));
    }
    Ok(scripts)
}

/// Lists the files that may be scripts, by their paths inside the folder.
fn list(folder: &Path, inside: &str, depth: usize, names: &mut Vec<String>) -> Result<(), Failure> {
    let failure = |error| Failure::File {
        action: "open the folder of scripts",
        path: folder.to_owned(),
        error,
    };
    for entry in fs::read_dir(folder).map_err(failure)? {
        let path = entry.map_err(failure)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name.filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let extension = path.extension().and_then(|extension| extension.to_str());
        let is_candidate = match extension {
            Some("save") => true,
            Some("ron" | "md" | "lock") => false,
            _ => inside.is_empty() && name != "lock" && name != "settings.txt",
        };
        let here = format!("{inside}{name}");
        if path.is_dir() && depth > 0 {
            list(&path, &format!("{here}/"), depth - 1, names)?;
        } else if path.is_file() && is_candidate {
            names.push(here);
        }
    }
    Ok(())
}
