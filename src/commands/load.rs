//! Stories from the disk, and the one that the program carries.

use std::{fs, io, path::Path};

use super::{Failure, unread};
use crate::{
    compile::{self, Compiled, WORLD},
    diagnostic::{Fault, FaultKind, Report},
    source::{Source, Sources, Span},
};

/// The files of the story that the program carries.
pub const CARRIED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/story.rs"));

/// How the carried story's folder is shown.
const ROOT: &str = "story";

/// Reads and compiles a story. Its faults are returned beside its files.
pub fn load(story: Option<&Path>) -> Result<(Sources, Result<Compiled, Vec<Fault>>), Failure> {
    let sources;
    let mut compiled;
    if let Some(folder) = story {
        let mut files = Vec::new();
        list(folder, "", &mut files)?;
        if !files.iter().any(|inside| inside == WORLD) {
            return Err(Failure::NoWorld(folder.to_owned(), near_world(folder)));
        }
        files.sort();
        let root = folder.display().to_string();
        (sources, compiled) =
            compile::load(&root, &files, |inside| read_file(&folder.join(inside)))?;
    } else {
        let carried = CARRIED.iter();
        let files = carried.map(|(inside, text)| Source::of(ROOT, inside, text.as_bytes().into()));
        sources = Sources::of(ROOT, files.collect());
        compiled = compile::compile(&sources);
    }
    let not_text = sources.iter().filter_map(|(file, source)| {
        let place = Span::new(file, source.not_text.clone()?);
        Some(Fault::new(FaultKind::NotUtf8, place))
    });
    let unreadable: Vec<Fault> = not_text.collect();
    if !unreadable.is_empty() {
        let mut faults = compiled.err().unwrap_or_default();
        // What such a file holds means nothing, and nobody knows which names it has.
        let is_in_one = |fault: &Fault| {
            unreadable
                .iter()
                .any(|bad| bad.span.file == fault.span.file)
        };
        let is_unknown = |fault: &Fault| matches!(fault.kind, FaultKind::Unknown { .. });
        faults.retain(|fault| !is_in_one(fault) && !is_unknown(fault));
        faults.extend(unreadable);
        faults.sort_by_key(|fault| (fault.span, fault.kind.code()));
        compiled = Err(faults);
    }
    if let (Err(faults), Some(folder)) = (&mut compiled, story) {
        unread::tell(folder, faults);
    }
    Ok((sources, compiled))
}

/// Returns the file that was most likely meant to be the world.
fn near_world(folder: &Path) -> Option<String> {
    let entries = fs::read_dir(folder).ok()?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names
        .filter(|name| name.to_lowercase().starts_with("world."))
        .min()
}

/// Reads and compiles a story that must have no faults.
pub fn load_good(story: Option<&Path>) -> Result<Compiled, Failure> {
    let (sources, compiled) = load(story)?;
    compiled.map_err(|faults| {
        Failure::from_report(&Report {
            sources: &sources,
            faults: &faults,
        })
    })
}

/// Reads a file of a story. What is no file, such as a pipe or a device, might never end.
fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let metadata = fs::metadata(path).map_err(|error| failure("read", path, error))?;
    if !metadata.is_file() {
        return Err(Failure::NoFile(path.to_owned()));
    }
    fs::read(path).map_err(|error| failure("read", path, error))
}

/// Reads a text file.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| failure("read", path, error))
}

fn failure(action: &'static str, path: &Path, error: io::Error) -> Failure {
    let path = path.to_owned();
    Failure::File {
        action,
        path,
        error,
    }
}

/// Lists the story files in a folder and in the folders of its acts; hidden files are an editor's own business.
fn list(folder: &Path, inside: &str, files: &mut Vec<String>) -> Result<(), Failure> {
    let entries =
        fs::read_dir(folder).map_err(|error| failure("open the story folder", folder, error))?;
    for entry in entries {
        let path = entry
            .map_err(|error| failure("list", folder, error))?
            .path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let here = format!("{inside}{name}");
        let is_story = is_story(&path);
        if path.is_dir() && !is_story {
            if inside.is_empty() {
                list(&path, &format!("{here}/"), files)?;
            } else if has_stories(&path) {
                return Err(Failure::TooDeep(path));
            }
        } else if is_story {
            files.push(here);
        }
    }
    Ok(())
}

fn is_story(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "ron")
}

fn has_stories(folder: &Path) -> bool {
    let is_story =
        |entry: io::Result<fs::DirEntry>| entry.is_ok_and(|entry| is_story(&entry.path()));
    fs::read_dir(folder).is_ok_and(|mut entries| entries.any(is_story))
}
