//! Our own parts, each by itself: `cargo bench`, or `cargo bench -- load` for one of them.
//!
//! What they are worth beside others is measured in `benches/peers`.

use std::{
    fs,
    hint::black_box,
    path::Path,
    process::{Command, Stdio},
};

use divan::{Bencher, counter::ItemsCount};
use fifteen::{
    compile::{Compiled, compile},
    engine::{Engine, Play, Turn},
    explore::walk::Walk,
    session::{Script, Session},
    source::Sources,
};

fn main() {
    divan::main();
}

/// The shipped story, read from the disk and compiled.
#[divan::bench]
fn load(bencher: Bencher) {
    bencher.bench(story);
}

/// From the start of the program to its end at the first prompt, where its input ends.
#[divan::bench]
fn start(bencher: Bencher) {
    bencher.bench(|| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_fifteen"));
        let program = program.stdin(Stdio::null()).stdout(Stdio::null());
        program.status().expect("the program")
    });
}

/// A turn as a session keeps it, and all that a player sees of it.
#[divan::bench]
fn turn(bencher: Bencher) {
    let compiled = story();
    let engine = Engine::new(&compiled.story);
    let first = engine.first_turn().expect("the story begins");
    let next = |turn: &Turn, index| engine.next_turn(turn, index);
    let open = engine.view(&first).open[0].index;
    bencher.bench(|| {
        let turn = next(black_box(&first), open).expect("it is open");
        let turn = turn.expect("routes that end");
        (engine.view(&turn), turn)
    });
}

/// Turns of play that keeps nothing, the first open choice every time.
#[divan::bench]
fn play(bencher: Bencher) {
    let compiled = story();
    let mut play = Play::begin(Engine::new(&compiled.story)).expect("the story begins");
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        match play.options() {
            0 => play.restart(),
            _ => play.take(0),
        }
        .expect("routes that end");
        black_box(play.text().len())
    });
}

/// A whole script replayed in a session.
#[divan::bench]
fn replay(bencher: Bencher) {
    let compiled = story();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/film.txt");
    let script = fs::read_to_string(file).expect("a file");
    let script = Script::parse(&script).expect("a script");
    bencher.bench(|| {
        let mut session = Session::begin(&compiled.story).expect("the story begins");
        for step in &script.steps {
            session.choose(step).expect("the script fits");
        }
        session.depth()
    });
}

/// Steps of a walk of every path.
#[divan::bench]
fn step(bencher: Bencher) {
    const STEPS: u64 = 10_000;
    let compiled = story();
    let mut walk = Walk::new(&compiled.story);
    bencher
        .counter(ItemsCount::new(STEPS))
        .bench_local(|| walk.go(STEPS));
}

fn story() -> Compiled {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("story");
    let mut files = Vec::new();
    collect(&folder, "", &mut files);
    files.sort();
    let mut sources = Sources::new("story");
    for inside in files {
        let bytes = fs::read(folder.join(&inside)).expect("a file");
        sources.add(&inside, &bytes);
    }
    compile(&sources).expect("a story without faults")
}

fn collect(folder: &Path, inside: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            collect(&path, &format!("{inside}{name}/"), files);
        } else if name.ends_with(".ron") {
            files.push(format!("{inside}{name}"));
        }
    }
}
