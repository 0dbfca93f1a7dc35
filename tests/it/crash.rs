//! The real program, killed at random instants: no turn that was shown is ever lost.

use std::{
    io::{Read, Write},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::channel,
    thread,
    time::{Duration, Instant},
};

use fifteen::{
    compile::{Compiled, compile},
    session::Game,
    source::Sources,
    storage::Disk,
};

use crate::{
    generate::dice::Dice,
    support::{Folder, PATIENCE},
};

/// A story that goes on for ever, and whose every turn says how many there were.
const CLOCK: &[(&str, &str)] = &[
    (
        "world.ron",
        r#"(
    id: "clock", title: "Clock", version: "1", start: "hall",
    counters: { "ticks": (max: 60000) },
    endings: { "stopped": (title: "Stopped") },
)
"#,
    ),
    (
        "hall.ron",
        r#"{
    "hall": (
        text: "Tick {ticks}.",
        choices: {
            "wait": (say: "Wait", do: "ticks += 1", to: "hall"),
            "stop": (say: "Stop it", when: "ticks == 60000", to: "silence"),
        },
    ),
    "silence": (ending: "stopped"),
}
"#,
    ),
];

/// Where the player stands: how many choices are in force, and how many can be taken again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    depth: usize,
    ahead: usize,
}

impl Place {
    /// Returns where a line leads.
    fn after(self, line: &str) -> Self {
        let Self { depth, ahead } = self;
        match line {
            // There is but one choice, so that taking it is taking it again.
            "wait" => Self {
                depth: depth + 1,
                ahead: ahead.saturating_sub(1),
            },
            "undo" if depth > 0 => Self {
                depth: depth - 1,
                ahead: ahead + 1,
            },
            "redo" if ahead > 0 => Self {
                depth: depth + 1,
                ahead: ahead - 1,
            },
            _ => self,
        }
    }
}

fn lines(dice: &mut Dice) -> Vec<&'static str> {
    let common = [
        "wait", "wait", "wait", "wait", "undo", "redo", "save a", "save b",
    ];
    (0..60).map(|_| dice.pick(&common)).collect()
}

/// Plays lines until `echoes` of them were echoed, waits a little, and kills the program. Returns all that it printed.
fn killed(story: &Path, saves: &Path, lines: &[&str], echoes: usize, pause: Duration) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fifteen"))
        .arg("play")
        .arg("--save-dir")
        .args([saves, story])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    let mut input = child.stdin.take().expect("an input");
    let mut output = child.stdout.take().expect("an output");
    let text = format!("resume\n{}\n", lines.join("\n"));
    input.write_all(text.as_bytes()).expect("lines");
    let (send, bytes) = channel();
    let reader = thread::spawn(move || {
        let mut buffer = [0; 512];
        while let Ok(read @ 1..) = output.read(&mut buffer) {
            if send.send(buffer[..read].to_vec()).is_err() {
                break;
            }
        }
    });
    let deadline = Instant::now() + PATIENCE;
    let mut seen = Vec::new();
    while count(&seen) < echoes {
        let left = deadline.saturating_duration_since(Instant::now());
        seen.extend(bytes.recv_timeout(left).expect("output"));
    }
    let end = Instant::now() + pause;
    while Instant::now() < end {
        std::hint::spin_loop();
    }
    child.kill().expect("a kill");
    child.wait().expect("an end");
    reader.join().expect("the reader");
    seen.extend(bytes.try_iter().flatten());
    String::from_utf8(seen).expect("UTF-8")
}

fn count(seen: &[u8]) -> usize {
    seen.windows(3).filter(|window| window == b"\n> ").count()
}

/// Returns where the saves say that the player stands.
fn saved(clock: &Compiled, saves: &Path) -> Place {
    let store = Box::new(Disk::new(saves.to_owned()));
    let mut game = Game::open(&clock.story, store).expect("a game");
    let _ = game.resume();
    assert_eq!(game.notices(), []);
    Place {
        depth: game.session().depth(),
        ahead: game.session().ahead().len(),
    }
}

/// Asserts that the saves by name are whole, each of a place where the player was.
fn assert_named_saves_are_whole(clock: &Compiled, saves: &Path, deepest: usize) {
    let store = Box::new(Disk::new(saves.to_owned()));
    let game = Game::open(&clock.story, store).expect("a game");
    for kept in game.saves().expect("a list") {
        let choices = kept
            .note
            .split(' ')
            .next()
            .and_then(|word| word.parse::<usize>().ok());
        assert!(
            choices.is_some_and(|choices| choices <= deepest),
            "{kept:?}"
        );
    }
}

#[test]
fn no_turn_that_was_shown_is_lost_by_a_kill() {
    let folder = Folder::new(CLOCK);
    let saves = Folder::new(&[]);
    let mut sources = Sources::new("clock");
    for (inside, text) in CLOCK {
        sources.add(inside, text.as_bytes());
    }
    let clock = compile(&sources).expect("a good story");
    let mut dice = Dice::new(1985);
    let mut place = saved(&clock, saves.path());
    let (mut deepest, mut in_between) = (0, 0);
    for kill in 0..300 {
        let lines = lines(&mut dice);
        // The first echo is that of `resume`.
        let echoes = dice.between(1, 10);
        let pause = Duration::from_micros(dice.up_to(2000));
        let seen = killed(folder.path(), saves.path(), &lines, echoes, pause);
        let (_, last) = seen.rsplit_once("\n> ").expect("an echo");
        let lines_read = count(seen.as_bytes());
        let answered = last.contains("\n\n");
        let places: Vec<Place> = lines
            .iter()
            .scan(place, |place, line| {
                *place = place.after(line);
                Some(*place)
            })
            .collect();
        // What stood after so many lines, `resume` not counted.
        let at = |lines: usize| lines.checked_sub(1).map_or(place, |last| places[last]);
        let (sure, perhaps) = (at(lines_read.saturating_sub(2)), at(lines_read - 1));
        let found = saved(&clock, saves.path());
        let is_shown = last.contains("Tick ");
        if is_shown {
            assert_eq!(found, perhaps, "kill {kill}: shown, and lost\n{seen}");
        } else {
            in_between += usize::from(!answered);
            assert!(
                found == sure || found == perhaps,
                "kill {kill}: {found:?} is neither {sure:?} nor {perhaps:?}\n{seen}"
            );
        }
        place = found;
        deepest = deepest.max(places.iter().map(|place| place.depth).max().unwrap_or(0));
        assert_named_saves_are_whole(&clock, saves.path(), deepest);
    }
    assert!(
        in_between > 0,
        "no kill ever came between a line and its answer"
    );
    assert!(deepest > 50, "the kills left nothing of the game");
}
