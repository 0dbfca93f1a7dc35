//! Looking ahead in the shipped story: what a player is told of what is still to come.

use std::{collections::BTreeSet, fs, path::Path};

use fifteen::{
    explore::{Futures, Limits},
    session::{Script, Session},
    story::EndingId,
};

use crate::support::shipped;

#[test]
fn along_every_recorded_playthrough_endings_close_and_never_open() {
    let compiled = shipped();
    let story = &compiled.story;
    let futures = Futures::of(story, Limits::default()).expect("a story that is not too large");
    let all: BTreeSet<EndingId> = (0..story.endings.len()).map(EndingId::at).collect();
    for &ending in &all {
        let name = &story.endings[ending.index()].name;
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/scripts/{name}.txt"));
        let script = Script::parse(&fs::read_to_string(path).expect("a script")).expect("a script");
        let mut session = Session::begin(story).expect("a beginning");
        let mut open = all.clone();
        for step in &script.steps {
            session.choose(step).expect("a choice that fits");
            let after: BTreeSet<EndingId> = futures.endings(&session.turn().state).collect();
            assert!(after.contains(&ending), "{name} is reached after {step}");
            assert!(after.is_subset(&open), "what is closed stays closed");
            open = after;
        }
        assert_eq!(
            open,
            BTreeSet::from([ending]),
            "at {name} the rest is closed"
        );
    }
}
