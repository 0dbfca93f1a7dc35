//! The stories that are measured: the shipped one, and generated ones.

use std::{
    fs,
    path::{Path, PathBuf},
};

use fifteen::{compile::compile, source::Sources, story::Story};

use crate::{
    generate::{S1K, S10K, S50, Shape, generate},
    write,
};

/// The files of a story: the path inside its folder, and the text.
pub type Files = Vec<(String, String)>;

/// Returns the files of a story: `shipped`, `s50`, `s1k`, `s10k`, or a shape (`nodes-layers-flags-counters-window`).
///
/// # Panics
/// Where there is no such story.
pub fn files(name: &str) -> Files {
    if name == "shipped" {
        return shipped();
    }
    write::ron(&generate(name_of(name), shape(name)))
}

/// Returns the story in ink, compiled for bladeink.
///
/// # Panics
/// Where ink does not compile.
pub fn ink(name: &str) -> String {
    let ink = write::ink(&generate(name_of(name), shape(name)));
    bladeink_compiler::Compiler::new()
        .compile(&ink)
        .expect("ink that compiles")
}

/// Compiles a story, which stays for as long as the program runs.
///
/// # Panics
/// Where the story has faults.
pub fn story(name: &str) -> &'static Story {
    let compiled = compile(&sources(&files(name))).expect("a story without faults");
    &Box::leak(Box::new(compiled)).story
}

/// Returns files as the library takes them.
pub fn sources(files: &Files) -> Sources {
    let mut sources = Sources::new("");
    for (inside, text) in files {
        sources.add(inside, text.as_bytes());
    }
    sources
}

fn name_of(name: &str) -> &str {
    if name.starts_with('s') { name } else { "made" }
}

fn shape(name: &str) -> Shape {
    match name {
        "s50" => S50,
        "s1k" => S1K,
        "s10k" => S10K,
        _ => {
            let numbers = name
                .split('-')
                .map(|number| number.parse().expect("a number"));
            let [nodes, layers, flags, counters, window] = numbers.collect::<Vec<usize>>()[..]
            else {
                panic!("{name} is no shape")
            };
            Shape {
                nodes,
                layers,
                flags,
                counters,
                window,
            }
        }
    }
}

/// Returns where the shipped story stands.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../story")
}

fn shipped() -> Files {
    let mut files = Vec::new();
    collect(&folder(), "", &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, inside: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            collect(&path, &format!("{inside}{name}/"), files);
        } else if path.extension().is_some_and(|extension| extension == "ron") {
            let text = fs::read_to_string(&path).expect("a text");
            files.push((format!("{inside}{name}"), text));
        }
    }
}
