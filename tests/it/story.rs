//! The shipped story: every path through it, and a recorded playthrough for every ending.

use std::{fs, path::Path, sync::OnceLock};

use fifteen::{
    compile::Compiled,
    explore::{Exploration, Limits, Playthroughs, explore, idle, judge},
    lint,
    session::{Script, Session, try_out},
    story::{EndingId, Exits, Story},
};

use crate::support::shipped;

/// The story and its exploration, made once for all tests here.
fn proof() -> &'static (Compiled, Exploration) {
    static PROOF: OnceLock<(Compiled, Exploration)> = OnceLock::new();
    PROOF.get_or_init(|| {
        let compiled = shipped();
        let exploration = explore(&compiled.story, Limits::default());
        (compiled, exploration)
    })
}

/// Plays a script to its end and returns the name of the ending there.
fn play(story: &Story, steps: &[String]) -> Option<String> {
    let mut session = Session::begin(story).expect("a beginning");
    for (index, step) in steps.iter().enumerate() {
        let node = &story.nodes[session.turn().state.node.index()].name;
        session
            .choose(step)
            .unwrap_or_else(|refused| panic!("step {} at {node}: {refused}", index + 1));
    }
    let ending = session.view().ending?;
    Some(story.endings[ending.index()].name.to_string())
}

#[test]
fn every_path_through_the_story_reaches_an_ending() {
    let (compiled, exploration) = proof();
    assert!(exploration.is_complete);
    let verdicts = judge(&compiled.story, exploration, Limits::default());
    let idle = idle(&compiled.story, exploration, Limits::default());
    let faults = lint::lint(compiled, exploration, &verdicts, &idle);
    assert!(faults.is_empty(), "{faults:#?}");
    let open =
        |nodes: &[fifteen::explore::Findings]| nodes.iter().all(|found| found.stuck.is_none());
    assert!(open(&exploration.nodes));
}

/// Two independent models of the outline count 41,107,761 and 1.77 x 10^40. The four papers, of which a player keeps
/// one an act, are nodes more: they gate nothing, so that they add few states, and multiply the ways by four each.
/// In the outline every slip won a round, and two fights in three with it; here it only brings you level until his
/// ribs are sore, so that Moscow has 32,509,664 states and not the outline's 34,849,485.
#[test]
fn the_states_and_playthroughs_are_as_many_as_the_outline_has() {
    let (compiled, exploration) = proof();
    let mut acts = vec![0; compiled.story.acts.len()];
    for (node, found) in compiled.story.nodes.iter().zip(&exploration.nodes) {
        acts[node.act.expect("an act").index()] += found.states;
    }
    assert_eq!(
        acts,
        [351, 2_195_748, 2_890_508, 1_338_302, 32_509_664, 1_807]
    );
    assert_eq!(exploration.states, 38_936_380);
    let Playthroughs::Exactly(count) = &exploration.playthroughs else {
        panic!("the story has no loops: {:?}", exploration.playthroughs);
    };
    assert_eq!(
        count.to_string(),
        "4,529,304,605,736,180,527,734,796,669,637,279,163,858,944"
    );
}

#[test]
fn the_shortest_script_to_every_ending_replays_to_it() {
    let (compiled, exploration) = proof();
    let story = &compiled.story;
    for (index, ending) in story.endings.iter().enumerate() {
        let place = exploration
            .ending(story, EndingId::at(index))
            .expect("a way there");
        let script = exploration.script(story, place);
        assert_eq!(script.len(), place.depth as usize);
        assert_eq!(play(story, &script).as_deref(), Some(ending.name.as_str()));
    }
}

#[test]
fn the_shortest_script_to_every_node_replays_to_it() {
    let (compiled, exploration) = proof();
    let story = &compiled.story;
    for (node, found) in story.nodes.iter().zip(&exploration.nodes) {
        let place = found.nearest.expect("a way there");
        let mut session = Session::begin(story).expect("a beginning");
        let script = exploration.script(story, place);
        for step in &script {
            session.choose(step).expect("a choice that fits");
        }
        // Routes lead on at once: the player stands where they end.
        if !matches!(node.exits, Exits::Routes(_)) {
            assert_eq!(
                story.nodes[session.turn().state.node.index()].name,
                node.name
            );
        }
    }
}

#[test]
fn a_recorded_playthrough_reaches_every_ending() {
    let (compiled, _) = proof();
    let story = &compiled.story;
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    for ending in &story.endings {
        let path = scripts.join(format!("{}.txt", ending.name));
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let script = Script::parse(&text).expect("a script");
        assert_eq!(
            play(story, &script.steps).as_deref(),
            Some(ending.name.as_str()),
            "{}",
            path.display()
        );
    }
}

/// Bible 3.6: whoever imitates the film comes to its ending, with her in the row.
#[test]
fn the_road_of_the_film_leads_to_the_fifteenth_round() {
    let (compiled, _) = proof();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/film.txt");
    let script = Script::parse(&fs::read_to_string(path).expect("the script")).expect("a script");
    assert_eq!(
        play(&compiled.story, &script.steps).as_deref(),
        Some("end_fifteen")
    );
}

/// Whole evenings at the prompt, each with an intent of its own: what was read there is read still.
#[test]
fn the_recorded_evenings_come_to_what_they_expect() {
    let (compiled, _) = proof();
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let mut endings = Vec::new();
    for name in ["anger", "bad_fight", "film", "home", "kindness", "mercy"] {
        let path = scripts.join(format!("play_{name}.txt"));
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let script = Script::parse(&text).expect("a script");
        let trial = try_out(&compiled.story, &script, &text).expect("it settles");
        assert!(
            trial.disappointments.is_empty(),
            "{name}: {:?}",
            trial.disappointments
        );
        endings.push(trial.ending.expect("an ending"));
    }
    assert_eq!(
        endings,
        [
            "end_hollow",
            "end_towel",
            "end_fifteen",
            "end_home",
            "end_corner",
            "end_kept"
        ]
    );
}
