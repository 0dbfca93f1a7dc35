//! Files that a writer takes for a part of the story, and the program does not: their names do not end in `.ron`.

use std::{fs, path::Path};

use crate::diagnostic::{Fault, FaultKind, Thing};

/// The longest file that is looked into, in bytes, and how many of them.
const LONGEST: u64 = 1 << 20;
const MOST_FILES: usize = 200;

/// Where a node is not known, says in which of the files that are not read it seems to stand.
pub fn tell(folder: &Path, faults: &mut [Fault]) {
    let is_unknown = |fault: &&mut Fault| {
        let thing = Thing::Node;
        matches!(&fault.kind, FaultKind::Unknown { thing: found, .. } if *found == thing)
    };
    let mut unknown: Vec<&mut Fault> = faults.iter_mut().filter(is_unknown).collect();
    if unknown.is_empty() {
        return;
    }
    let mut files = Vec::new();
    list(folder, "", &mut files);
    files.sort();
    for fault in &mut unknown {
        let FaultKind::Unknown { name, .. } = &fault.kind else {
            continue;
        };
        let key = format!("\"{name}\":");
        let found = files.iter().find(|(_, text)| text.contains(&key));
        if let Some((file, _)) = found {
            fault.kind = FaultKind::InUnreadFile {
                name: name.clone(),
                file: file.clone(),
            };
            fault.replacement = None;
        }
    }
}

/// Collects the texts of a story's folder that are no files of the story; what cannot be read is left out.
fn list(folder: &Path, inside: &str, files: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let here = format!("{inside}{name}");
        let Ok(metadata) = fs::metadata(&path) else {
            continue;
        };
        if metadata.is_dir() && inside.is_empty() {
            list(&path, &format!("{here}/"), files);
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        // A guide has examples.
        let is_read = matches!(extension, Some("ron" | "md"));
        let is_text = metadata.is_file() && metadata.len() <= LONGEST && !name.starts_with('.');
        if is_text && !is_read && files.len() < MOST_FILES {
            files.extend(fs::read_to_string(&path).ok().map(|text| (here, text)));
        }
    }
}
