//! When the files of a story were last written, to see whether one was saved.

use std::{collections::BTreeMap, fs, path::Path, time::SystemTime};

/// The size and the time of every story file. What cannot be looked at is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::commands) struct Stamp(BTreeMap<String, (u64, Option<SystemTime>)>);

impl Stamp {
    /// Looks at the files of a story: those in its folder, and in the folders of its acts.
    pub fn of(folder: &Path) -> Self {
        let mut stamp = Self::default();
        stamp.add(folder, "");
        stamp
    }

    fn add(&mut self, folder: &Path, inside: &str) {
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
                continue;
            };
            // Followed, should it be a link: what it points to is what is read.
            let Ok(known) = fs::metadata(&path) else {
                continue;
            };
            let is_story = path.extension().is_some_and(|extension| extension == "ron");
            if known.is_dir() && inside.is_empty() && !is_story {
                self.add(&path, &format!("{name}/"));
            } else if is_story {
                let written = known.modified().ok();
                self.0
                    .insert(format!("{inside}{name}"), (known.len(), written));
            }
        }
    }

    /// Returns the names of the files that are not as they were, new and gone ones among them.
    pub fn changed(&self, before: &Self) -> Vec<String> {
        let names = self
            .0
            .keys()
            .chain(before.0.keys().filter(|name| !self.0.contains_key(*name)));
        names
            .filter(|name| self.0.get(*name) != before.0.get(*name))
            .cloned()
            .collect()
    }
}
