//! Saves that are old, new, broken or of a story that has changed, as the session meets them.

use fifteen::{
    compile::{Compiled, compile},
    session::{
        Game, MemoryStore, Misfit, Notice, Refused, Save, SaveError, Session, Store, Trouble, Why,
    },
    source::Sources,
    story::Story,
};

use crate::support::TEA;

fn story(files: &[(&str, &str)]) -> Compiled {
    let mut sources = Sources::new("tea");
    for (inside, text) in files {
        sources.add(inside, text.as_bytes());
    }
    compile(&sources).expect("a good story")
}

/// Tea with another text for its kitchen.
fn edited(from: &str, to: &str) -> Compiled {
    let kitchen = TEA[1].1.replace(from, to);
    assert_ne!(kitchen, TEA[1].1, "nothing was edited");
    story(&[TEA[0], (TEA[1].0, &kitchen), TEA[2]])
}

fn played<'s>(story: &'s Story, steps: &[&str]) -> Session<'s> {
    let mut session = Session::begin(story).expect("a beginning");
    for step in steps {
        session.choose(step).expect("an open choice");
    }
    session
}

fn names(session: &Session<'_>) -> Vec<String> {
    session.script().steps
}

/// Makes a save of tea again in another story, and returns what fits and what does not.
fn restored(steps: &[&str], other: &Compiled) -> (Vec<String>, Option<Misfit>) {
    let tea = story(TEA);
    let save = Save::of(&played(&tea.story, steps)).to_string();
    let save = Save::parse(save.as_bytes(), "tea").expect("a save");
    let restored = save.restore(&other.story).expect("a beginning");
    (names(&restored.session), restored.misfit)
}

#[test]
fn every_cut_and_every_changed_byte_is_found_out() {
    let tea = story(TEA);
    let mut session = played(&tea.story, &["wait", "lid", "wait"]);
    session.undo(1);
    let text = Save::of(&session).to_string();
    let save = Save::parse(text.as_bytes(), "tea").expect("a save");
    assert_eq!((save.steps.len(), save.ahead.len()), (2, 1));
    for length in 0..text.len() {
        let cut = Save::parse(&text.as_bytes()[..length], "tea");
        assert!(matches!(cut, Err(SaveError::Damaged(_))), "cut at {length}");
    }
    for index in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[index] ^= 1;
        assert!(Save::parse(&bytes, "tea").is_err(), "changed at {index}");
    }
}

#[test]
fn undone_turns_come_back_with_a_save() {
    let tea = story(TEA);
    let mut session = played(&tea.story, &["wait", "lid", "wait"]);
    session.undo(2);
    let save = Save::parse(Save::of(&session).to_string().as_bytes(), "tea").expect("a save");
    let mut again = save.restore(&tea.story).expect("a beginning").session;
    assert_eq!(again.turn(), session.turn());
    assert_eq!(again.redo(9), 2);
    assert_eq!(names(&again), ["wait", "lid", "wait"]);
}

#[test]
fn renamed_nodes_and_choices_are_found_by_their_aliases() {
    let kitchen = TEA[1]
        .1
        .replace("\"kettle\": (", "\"pot_on\": (aliases: [\"kettle\"],")
        .replace("to: \"kettle\"", "to: \"pot_on\"")
        .replace("visits.kettle", "visits.pot_on")
        .replace("\"wait\": (", "\"linger\": (aliases: [\"wait\"], ");
    let world = TEA[0].1.replace("start: \"kettle\"", "start: \"pot_on\"");
    let renamed = story(&[(TEA[0].0, &world), (TEA[1].0, &kitchen), TEA[2]]);
    let (steps, misfit) = restored(&["wait", "lid", "wait"], &renamed);
    assert_eq!(misfit, None);
    assert_eq!(steps, ["linger", "lid", "linger"]);
}

#[test]
fn a_choice_that_is_gone_is_named_and_the_player_lands_before_it() {
    let other = edited("\"lid\": (say", "\"cover\": (say");
    let (steps, misfit) = restored(&["wait", "lid", "wait"], &other);
    assert_eq!(steps, ["wait"]);
    assert_eq!(
        misfit.expect("a misfit").to_string(),
        "step 2, `lid`, no longer fits at `kettle`: there is no choice `lid` here"
    );
}

#[test]
fn a_choice_that_closed_is_named() {
    let other = edited("when: \"not lid\"", "when: \"not lid and heat == cold\"");
    let (steps, misfit) = restored(&["wait", "lid"], &other);
    assert_eq!(steps, ["wait"]);
    let why = Why::Refused(Refused::Closed("lid".to_owned()));
    assert_eq!(misfit.map(|misfit| misfit.why), Some(why));
}

#[test]
fn the_same_name_at_another_place_is_no_fit() {
    let kitchen = TEA[1]
        .1
        .replace("record: { \"log\": \"waited\" }, to: \"kettle\"", "record: { \"log\": \"waited\" }, to: \"hall\"")
        .replace(
            "    \"cup\":",
            "    \"hall\": (text: \"A hall.\", choices: { \"lid\": (say: \"Lid\", to: \"kettle\") }),\n    \"cup\":",
        );
    let other = story(&[TEA[0], (TEA[1].0, &kitchen), TEA[2]]);
    let (steps, misfit) = restored(&["wait", "lid"], &other);
    assert_eq!(steps, ["wait"]);
    assert_eq!(
        misfit.expect("a misfit").to_string(),
        "step 2, `lid`, no longer fits at `hall`: it was taken at `kettle`, and the choices before it lead elsewhere now"
    );
}

#[test]
fn going_on_in_a_changed_story_keeps_the_save_from_before() {
    let (tea, other) = (story(TEA), edited("\"lid\": (say", "\"cover\": (say"));
    let disk = MemoryStore::default();
    let mut game = Game::open(&tea.story, Box::new(disk.window())).expect("a game");
    for step in ["wait", "lid", "wait"] {
        game.choose(step).expect("an open choice");
    }
    let before = disk.read("tea/now.save").expect("a store").expect("a save");
    drop(game);
    let mut game = Game::open(&other.story, Box::new(disk.window())).expect("a game");
    assert_eq!(game.offer().map(|offer| offer.choices), Some(1));
    game.resume().expect("something to go on with");
    let notices = game.notices();
    assert!(
        matches!(&notices[..], [Notice::Misfit(misfit), Notice::Kept(name)] if misfit.step == 2 && name == "left-1"),
        "{notices:?}"
    );
    let kept = disk.read("tea/saves/left-1.save").expect("a store");
    assert_eq!(kept, Some(before));
    assert_eq!(names(game.session()), ["wait"]);
}

#[test]
fn a_damaged_save_is_set_aside_and_named() {
    let tea = story(TEA);
    let mut disk = MemoryStore::default();
    for name in ["tea/now.save", "tea/saves/a.save"] {
        disk.write(name, "half a sa").expect("written");
    }
    let mut game = Game::open(&tea.story, Box::new(disk.window())).expect("a game");
    let notices: Vec<String> = game.notices().iter().map(ToString::to_string).collect();
    assert_eq!(
        notices,
        [
            "the file tea/now.save cannot be used, it is damaged: its first line is not `#! fifteen STORY HASH`; it is set aside as tea/now.save.damaged"
        ]
    );
    let trouble = game.load("a").expect_err("damaged");
    assert!(
        matches!(trouble, Trouble::Unusable { aside: Some(aside), .. } if aside == "tea/saves/a.save.damaged")
    );
    for name in ["tea/now.save.damaged", "tea/saves/a.save.damaged"] {
        let kept = disk.read(name).expect("a store");
        assert_eq!(kept.as_deref(), Some(&b"half a sa"[..]), "{name}");
    }
}

#[test]
fn a_save_from_a_later_version_is_refused_and_left_alone() {
    let tea = story(TEA);
    let later = "#! fifteen tea 00\n#! save 2\nwith news\n";
    let mut disk = MemoryStore::default();
    for name in ["tea/now.save", "tea/saves/a.save"] {
        disk.write(name, later).expect("written");
    }
    let mut game = Game::open(&tea.story, Box::new(disk.window())).expect("a game");
    assert!(matches!(game.notices()[..], [Notice::LeftAlone { .. }]));
    let trouble = game.load("a").expect_err("refused").to_string();
    assert_eq!(
        trouble,
        "the save `a` cannot be loaded, it was saved by a newer version of this program (format 2; this one reads up to 1)"
    );
    game.choose("wait").expect("an open choice");
    for name in ["tea/now.save", "tea/saves/a.save"] {
        let kept = disk.read(name).expect("a store");
        assert_eq!(kept.as_deref(), Some(later.as_bytes()), "{name}");
    }
    assert!(disk.read("tea/now-2.save").expect("a store").is_some());
}

#[test]
fn two_windows_add_to_one_scrapbook_and_one_set_of_settings() {
    let tea = story(TEA);
    let disk = MemoryStore::default();
    let mut first = Game::open(&tea.story, Box::new(disk.window())).expect("a game");
    let mut second = Game::open(&tea.story, Box::new(disk.window())).expect("a game");
    first.choose("tip").expect("an open choice");
    for step in ["wait", "wait", "pour"] {
        second.choose(step).expect("an open choice");
    }
    first.set("plain", "on");
    second.set("width", "40");
    drop((first, second));
    let game = Game::open(&tea.story, Box::new(disk.window())).expect("a game");
    assert!(game.leaves().iter().all(|leaf| leaf.times == 1));
    assert!(game.was_taken("tip") && game.was_taken("wait") && !game.was_taken("lid"));
    assert!(game.was_read(&game.session().turn().passages[0]));
    assert!(game.settings().is_on("plain"));
    assert_eq!(game.settings().get("width"), Some("40"));
}

#[test]
fn an_act_begins_again_as_this_run_or_the_last_finished_one_came_to_it() {
    let tea = story(TEA);
    let disk = MemoryStore::default();
    let mut game = Game::open(&tea.story, Box::new(disk.window())).expect("a game");
    for step in ["wait", "wait", "pour"] {
        game.choose(step).expect("an open choice");
    }
    game.chapter("kitchen").expect("a chapter");
    assert_eq!(
        (game.session().depth(), game.session().ahead().len()),
        (0, 3)
    );
    game.choose("lid").expect("an open choice");
    let chapters: Vec<_> = game.chapters();
    assert!(chapters[0].is_here && !chapters[1].is_here, "{chapters:?}");
    game.chapter("garden").expect("a chapter");
    assert_eq!(names(game.session()), ["wait", "wait", "pour"]);
    assert_eq!(
        game.chapter("gardn").expect_err("none").to_string(),
        "no playthrough that is remembered came to a chapter `gardn`; did you mean `garden`?"
    );
}

#[test]
fn what_this_version_writes_every_later_one_reads() {
    let tea = story(TEA);
    let mut disk = MemoryStore::default();
    let fixtures = [
        ("tea/now.save", include_str!("../saves/now.save")),
        ("tea/scrapbook.txt", include_str!("../saves/scrapbook.txt")),
        ("settings.txt", include_str!("../saves/settings.txt")),
    ];
    for (name, text) in fixtures {
        disk.write(name, text).expect("written");
    }
    let mut game = Game::open(&tea.story, Box::new(disk.window())).expect("a game");
    game.resume().expect("something to go on with");
    assert_eq!(game.notices(), []);
    assert_eq!(names(game.session()), ["wait", "lid"]);
    assert_eq!(game.redo(9), 2);
    let times: Vec<u64> = game.leaves().iter().map(|leaf| leaf.times).collect();
    assert_eq!(times, [2, 1]);
    assert_eq!(game.scrapbook().runs.len(), 3);
    assert!(game.settings().is_on("plain"));
}
