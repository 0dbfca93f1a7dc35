//! The walk of every path beside the prover, and play that keeps nothing beside play that does.

use fifteen::{
    engine::{Engine, Passage, Play, Turn},
    explore::{Count, Limits, Playthroughs, explore, walk::Walk},
    story::NodeId,
};

use super::case::Case;
use crate::generate::dice::Dice;

/// How many steps and routes a walk may come to.
const MOST_STEPS: u64 = 200_000;

/// How many turns of each story are played both ways.
const TURNS: usize = 40;

/// Walks every path of a story and compares what it counts with what the prover counts; false where there are too many.
pub fn walk(case: &Case) -> bool {
    let mut walk = Walk::new(case.story());
    walk.go(MOST_STEPS);
    if !walk.is_over() {
        return false;
    }
    let exploration = explore(case.story(), Limits::default());
    let walked = walk.walked();
    let paths: u64 = walked.paths.iter().sum();
    assert_eq!(
        exploration.playthroughs,
        Playthroughs::Exactly(Count::from(paths)),
        "seed {}\n{}",
        case.seed,
        case.text()
    );
    for (index, (paths, found)) in walked.paths.iter().zip(&exploration.nodes).enumerate() {
        let counted = found.end.as_ref().map(|end| end.playthroughs.clone());
        assert_eq!(
            counted.unwrap_or(Count::from(0)),
            Count::from(*paths),
            "{} of seed {}\n{}",
            case.name(NodeId::at(index)),
            case.seed,
            case.text()
        );
    }
    let stuck = exploration.nodes.iter().any(|found| found.stuck.is_some());
    assert_eq!(walked.stuck > 0, stuck, "seed {}", case.seed);
    true
}

/// Plays a story at random both ways.
pub fn play(case: &Case) {
    let engine = Engine::new(case.story());
    let Ok(mut turn) = engine.first_turn() else {
        assert!(Play::begin(engine).is_err());
        return;
    };
    let mut play = Play::begin(engine).expect("the turn began");
    let mut dice = Dice::new(case.seed);
    for _ in 0..TURNS {
        compare(case, engine, &turn, &play);
        let view = engine.view(&turn);
        if view.open.is_empty() {
            turn = engine.first_turn().expect("it began before");
            play.restart().expect("it began before");
            continue;
        }
        let option = dice.below(view.open.len());
        let next = engine.next_turn(&turn, view.open[option].index);
        match next.expect("it is open") {
            Ok(next) => turn = next,
            Err(unsettled) => {
                assert_eq!(play.take(option), Err(unsettled));
                return;
            }
        }
        play.take(option).expect("the turn settled");
    }
}

fn compare(case: &Case, engine: Engine<'_>, turn: &Turn, play: &Play<'_>) {
    let mut read = Vec::new();
    for passage in &turn.passages {
        match passage {
            Passage::Beat(beat) => read.push(beat.clone()),
            Passage::Text { text, figure, .. } => {
                read.push(text.clone());
                read.extend(figure.iter().map(|(_, says)| says.clone()));
            }
        }
    }
    read.retain(|text| !text.is_empty());
    let told = || format!("seed {}\n{}", case.seed, case.text());
    assert_eq!(play.text(), read.join("\n\n"), "{}", told());
    let view = engine.view(turn);
    let labels = view.open.iter().map(|open| open.label.as_str());
    assert!(play.labels().eq(labels), "{}", told());
    assert_eq!(play.options(), view.open.len());
    assert_eq!(play.ending(), view.ending);
    assert_eq!(*play.state(), turn.state);
}
