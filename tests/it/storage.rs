//! The store on the disk, with every operation of the file system failing once, and the power going at every instant.

mod model;

use std::path::PathBuf;

use fifteen::{
    compile::{Compiled, compile},
    session::{Game, Notice, Session, Store},
    source::Sources,
    storage::{Disk, Files},
};
use model::{Fault, Model};

use crate::{generate::dice::Dice, support::TEA};

const OLD: &str = "the text from before\n";
const NEW: &str = "the text that takes its place, which is longer\n";

fn disk(model: &Model) -> Disk<Model> {
    Disk::on(PathBuf::from("/saves"), model.clone())
}

fn read(model: &Model, name: &str) -> Option<String> {
    let bytes = disk(model).read(name).expect("readable")?;
    Some(String::from_utf8(bytes).expect("UTF-8"))
}

/// Does something to a store with the old text in it, with a fault at each of its operations in turn, and hands over
/// what came of it. Returns how many operations there are.
fn at_every_operation(
    fault: Fault,
    act: impl Fn(&mut Disk<Model>) -> bool,
    mut judge: impl FnMut(usize, bool, &Model),
) -> usize {
    for operation in 0.. {
        let model = Model::default();
        disk(&model).write("tea/now.save", OLD).expect("written");
        let before = model.operations();
        model.fail_at(operation, fault);
        let is_done = act(&mut disk(&model));
        if model.operations() - before <= operation {
            assert!(is_done, "without a fault it works");
            return operation;
        }
        judge(operation, is_done, &model);
    }
    unreachable!("every store comes to an end of its operations")
}

#[test]
fn a_write_that_fails_leaves_the_text_from_before_or_the_new_one() {
    let write = |disk: &mut Disk<Model>| disk.write("tea/now.save", NEW).is_ok();
    let count = at_every_operation(Fault::NoSpace, write, |operation, is_done, model| {
        let found = read(model, "tea/now.save").expect("a text");
        assert!(!is_done, "operation {operation} failed in silence");
        assert!(
            found == OLD || found == NEW,
            "operation {operation}: {found:?}"
        );
        model.heal();
        disk(model)
            .write("tea/now.save", NEW)
            .expect("it works again");
        assert_eq!(read(model, "tea/now.save").as_deref(), Some(NEW));
    });
    assert!(count >= 5, "only {count} operations were made to fail");
}

#[test]
fn a_power_cut_leaves_the_text_from_before_or_the_new_one() {
    let write = |disk: &mut Disk<Model>| disk.write("tea/now.save", NEW).is_ok();
    let mut dice = Dice::new(15);
    let mut seen = [0, 0];
    at_every_operation(Fault::Power, write, |operation, _, model| {
        for _ in 0..200 {
            let found = read(&model.after_power_cut(&mut dice), "tea/now.save");
            match found.as_deref() {
                Some(OLD) => seen[0] += 1,
                Some(NEW) => seen[1] += 1,
                other => panic!("operation {operation}: {other:?}"),
            }
        }
    });
    assert!(
        seen[0] > 0 && seen[1] > 0,
        "the cut was never in between: {seen:?}"
    );
}

#[test]
fn what_was_acknowledged_survives_a_power_cut() {
    let mut dice = Dice::new(16);
    let model = Model::default();
    disk(&model).write("tea/now.save", OLD).expect("written");
    for _ in 0..200 {
        assert_eq!(
            read(&model.after_power_cut(&mut dice), "tea/now.save").as_deref(),
            Some(OLD)
        );
    }
    disk(&model).write("tea/now.save", NEW).expect("written");
    for _ in 0..200 {
        assert_eq!(
            read(&model.after_power_cut(&mut dice), "tea/now.save").as_deref(),
            Some(NEW)
        );
    }
}

#[test]
fn the_model_does_lose_what_was_not_flushed() {
    // Without this, the tests above would pass for any store.
    let mut dice = Dice::new(17);
    let model = Model::default();
    let path = PathBuf::from("/saves/tea/now.save");
    disk(&model).write("tea/now.save", OLD).expect("written");
    model.write(&path, NEW.as_bytes()).expect("written");
    let torn = (0..200).filter(|_| {
        let found = model.after_power_cut(&mut dice).read(&path, 1 << 20);
        ![OLD.as_bytes(), NEW.as_bytes()].contains(&found.expect("a file").as_slice())
    });
    assert!(torn.count() > 50);
}

#[test]
fn setting_aside_and_changing_fail_without_a_loss() {
    let aside = |disk: &mut Disk<Model>| disk.set_aside("tea/now.save", "damaged").is_ok();
    at_every_operation(Fault::NoSpace, aside, |operation, _, model| {
        let places = ["tea/now.save", "tea/now.save.damaged"];
        let found = places.iter().filter_map(|place| read(model, place));
        assert_eq!(found.collect::<Vec<_>>(), [OLD], "operation {operation}");
    });
    let change = |disk: &mut Disk<Model>| {
        let mut change = |before: Option<&[u8]>| {
            assert_eq!(before, Some(OLD.as_bytes()));
            Some(NEW.to_owned())
        };
        disk.update("tea/now.save", &mut change).is_ok()
    };
    at_every_operation(Fault::NoSpace, change, |operation, _, model| {
        let found = read(model, "tea/now.save").expect("a text");
        assert!(
            found == OLD || found == NEW,
            "operation {operation}: {found:?}"
        );
    });
}

fn tea() -> Compiled {
    let mut sources = Sources::new("tea");
    for (inside, text) in TEA {
        sources.add(inside, text.as_bytes());
    }
    compile(&sources).expect("a good story")
}

/// Plays at random. Returns the steps of the last turn of which no notice said that it is not saved, and those of the
/// turns since.
fn play_at_random(
    game: &mut Game<'_>,
    turns: usize,
    dice: &mut Dice,
) -> (Vec<String>, Vec<Vec<String>>) {
    let mut acknowledged = game.session().script().steps;
    let mut in_doubt = Vec::new();
    let mut is_failing = game.notices().iter().any(is_failure);
    for _ in 0..turns {
        let open = game.view().open;
        match dice.below(8) {
            0 => {
                game.undo(1 + dice.below(3));
            }
            1 => {
                game.redo(1);
            }
            _ if open.is_empty() => game.restart(),
            _ => {
                let choice = &open[dice.below(open.len())];
                game.choose(&choice.name).expect("an open choice");
            }
        }
        for notice in game.notices() {
            is_failing = is_failure(&notice) || (is_failing && notice != Notice::SavedAgain);
        }
        let steps = game.session().script().steps;
        if is_failing {
            in_doubt.push(steps);
        } else {
            acknowledged = steps;
            in_doubt.clear();
        }
    }
    (acknowledged, in_doubt)
}

fn is_failure(notice: &Notice) -> bool {
    matches!(notice, Notice::NotSaved(_))
}

fn found(tea: &Compiled, model: &Model) -> (Vec<String>, Vec<Notice>) {
    let mut game = Game::open(&tea.story, Box::new(disk(model))).expect("a game");
    let notices = game.notices();
    let steps = |session: &Session<'_>| session.script().steps;
    match game.resume() {
        Ok(()) => (steps(game.session()), notices),
        Err(_) => (Vec::new(), notices),
    }
}

#[test]
fn no_turn_of_a_game_is_lost_by_a_full_disk_or_a_power_cut() {
    let tea = tea();
    let mut doubts = 0;
    for seed in 0..400 {
        let mut dice = Dice::new(seed);
        let model = Model::default();
        let fault = if dice.chance(50) {
            Fault::NoSpace
        } else {
            Fault::Power
        };
        let mut game = Game::open(&tea.story, Box::new(disk(&model))).expect("a game");
        let turns = dice.between(1, 8);
        play_at_random(&mut game, turns, &mut dice);
        model.fail_at(dice.below(40), fault);
        let (acknowledged, in_doubt) = play_at_random(&mut game, 12, &mut dice);
        drop(game);
        let (steps, notices) = found(&tea, &model.after_power_cut(&mut dice));
        assert_eq!(notices, [], "seed {seed}");
        if steps != acknowledged {
            doubts += 1;
            // The turn that was being written when it failed may be there all the same.
            assert!(
                in_doubt.contains(&steps),
                "seed {seed}, {fault:?}: {steps:?}, but {acknowledged:?} was acknowledged"
            );
        }
    }
    assert!(doubts > 0, "no fault ever struck in the middle of a turn");
}
