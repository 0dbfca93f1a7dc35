//! The shipped story, read, parsed, resolved and compiled, against bare `ron::from_str` into owned structs of its files.

use std::{collections::BTreeMap, fs, hint::black_box, path::Path};

use fifteen::compile;
use serde::Deserialize;

use crate::{
    child,
    measure::{self, Pair},
    stories,
};

/// A file of the story as plain owned data, nothing looked up and no text looked into.
#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is the measurement")]
struct Node {
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    enter: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    figure: Option<Figure>,
    #[serde(default)]
    choices: BTreeMap<String, Choice>,
    #[serde(default)]
    menu: Option<String>,
    #[serde(default)]
    beats: BTreeMap<String, String>,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    next: Option<String>,
    #[serde(default)]
    routes: Vec<Route>,
    #[serde(default)]
    ending: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is the measurement")]
struct Figure {
    drawing: String,
    says: String,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is the measurement")]
struct Choice {
    #[serde(default)]
    aliases: Vec<String>,
    say: String,
    #[serde(default)]
    when: Option<String>,
    #[serde(default)]
    locked: Option<String>,
    #[serde(default, rename = "do")]
    effects: Option<String>,
    #[serde(default)]
    record: BTreeMap<String, String>,
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    then: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is the measurement")]
struct Route {
    #[serde(default)]
    when: Option<String>,
    #[serde(default, rename = "do")]
    effects: Option<String>,
    #[serde(default)]
    record: BTreeMap<String, String>,
    to: String,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is the measurement")]
struct Menus {
    menus: BTreeMap<String, BTreeMap<String, Choice>>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is the measurement")]
struct World {
    id: String,
    title: String,
    version: String,
    start: String,
    #[serde(default)]
    acts: BTreeMap<String, String>,
    #[serde(default)]
    flags: BTreeMap<String, ron::Value>,
    #[serde(default)]
    counters: BTreeMap<String, Counter>,
    endings: BTreeMap<String, Ending>,
    #[serde(default)]
    records: BTreeMap<String, String>,
    #[serde(default)]
    danger: Option<String>,
    #[serde(default)]
    effects: BTreeMap<String, String>,
    #[serde(default)]
    status: BTreeMap<String, Meters>,
    #[serde(default)]
    pages: BTreeMap<String, ron::Value>,
    #[serde(default)]
    about: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    lints: BTreeMap<String, String>,
}

/// The meters of an act: one text, or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
#[allow(dead_code, reason = "what is read is the measurement")]
enum Meters {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is the measurement")]
struct Counter {
    max: u64,
    #[serde(default)]
    start: u64,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    doc: String,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is the measurement")]
struct Ending {
    title: String,
    #[serde(default)]
    nudge: String,
    #[serde(default)]
    early: bool,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is the measurement")]
struct Promise {
    name: String,
}

/// So often each side is measured in a process, in turn.
const ROUNDS: usize = 101;

/// Returns the seconds of both sides, from the first file that is read until nothing of them is left in memory: medians
/// of so many processes, since where a process comes to lie in memory, and on which cores, stays the same while it runs.
///
/// # Panics
/// Where a process fails.
pub fn load(processes: usize) -> Pair {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..processes {
        let told = child::output(&["load", "shipped"]);
        let seconds = told
            .split_whitespace()
            .map(|figure| figure.parse().expect("seconds"));
        let [our, their] = seconds.collect::<Vec<f64>>()[..] else {
            panic!("{told} is no pair");
        };
        ours.push(our);
        theirs.push(their);
    }
    Pair {
        ours: measure::median(&mut ours),
        theirs: measure::median(&mut theirs),
    }
}

/// Does the work of a child process: tells the median seconds of both sides.
///
/// # Panics
/// Where the story has faults.
pub fn tell() {
    let folder = stories::folder();
    let files = stories::files("shipped");
    let paths: Vec<String> = files.into_iter().map(|(inside, _)| inside).collect();
    let ours = || {
        let loaded = compile::load("", &paths, |inside| fs::read(folder.join(inside)));
        let (sources, compiled) = loaded.expect("files that can be read");
        drop(black_box((
            sources,
            compiled.expect("a story without faults"),
        )));
    };
    keep_memory();
    let pair = measure::in_turn(
        ROUNDS,
        || measure::seconds(ours).0,
        || measure::seconds(|| bare(&folder, &paths)).0,
    );
    println!("{} {}", pair.ours, pair.theirs);
}

/// Does the work of a child process: tells how long it takes to load a generated story, from the first file that is read
/// until it is compiled.
///
/// # Panics
/// Where the story has faults, or its files cannot be written.
pub fn tell_generated(name: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let files = stories::files(name);
    let paths: Vec<String> = files.iter().map(|(inside, _)| inside.clone()).collect();
    for (inside, text) in files {
        let path = folder.path().join(inside);
        let parent = path.parent().expect("it is in a folder");
        fs::create_dir_all(parent).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    child::tell(|| {
        let read = |inside: &str| fs::read(folder.path().join(inside));
        let (sources, compiled) = compile::load("", &paths, read).expect("files that can be read");
        let compiled = compiled.expect("a story without faults");
        (compiled.story.nodes.len() as u64, (sources, compiled))
    });
}

/// Has glibc keep the memory that is freed from now on. At first it gives back what lies free at the end of a heap as
/// soon as that is 128 KiB, so that loads would measure how long the system takes to hand out pages, or not, by where a
/// heap happens to end. It keeps twice the largest block that was ever mapped by itself and freed: mallopt(3),
/// `M_MMAP_THRESHOLD`.
fn keep_memory() {
    const BLOCK: usize = 16 << 20;
    drop(black_box(Vec::<u8>::with_capacity(BLOCK)));
}

/// Reads the files with ron alone.
fn bare(folder: &Path, paths: &[String]) {
    for inside in paths {
        let text = fs::read_to_string(folder.join(inside)).expect("a file");
        let first = text
            .lines()
            .find(|line| !line.is_empty() && !line.starts_with("//"));
        match (inside.as_str(), first) {
            ("world.ron", _) => drop(black_box(parse::<World>(&text))),
            (_, Some("{")) => drop(black_box(parse::<BTreeMap<String, Node>>(&text))),
            (_, Some("(")) => drop(black_box(parse::<Menus>(&text))),
            _ => drop(black_box(parse::<Vec<Promise>>(&text))),
        }
    }
}

fn parse<T: for<'de> Deserialize<'de>>(text: &str) -> T {
    let options = ron::Options::default();
    let options = options.with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    options.from_str(text).expect("a file without faults")
}
