//! Looking ahead in the shipped story: what a player is told of what is still to come.

use std::{fs, path::Path, sync::atomic::AtomicBool};

use fifteen::{
    explore::Lookout,
    session::{Script, Session},
    story::EndingId,
};

use crate::support::shipped;

#[test]
fn along_every_recorded_playthrough_endings_close_and_never_open() {
    let compiled = shipped();
    let story = &compiled.story;
    let lookout = Lookout::new(story);
    let (mut asked, mut exact) = (0, 0);
    for ending in (0..story.endings.len()).map(EndingId::at) {
        let name = &story.endings[ending.index()].name;
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/scripts/{name}.txt"));
        let script = Script::parse(&fs::read_to_string(path).expect("a script")).expect("a script");
        let mut session = Session::begin(story).expect("a beginning");
        let mut closed: Vec<EndingId> = Vec::new();
        for (number, step) in script.steps.iter().enumerate() {
            session.choose(step).expect("a choice that fits");
            if number % 12 != 11 && number + 1 < script.steps.len() {
                continue;
            }
            let ahead = lookout.ahead(&session.turn().state, &AtomicBool::new(false));
            let ahead = ahead.expect("an answer");
            assert!(
                !ahead.is_closed(ending),
                "{name} is reached after {number} choices"
            );
            for known in &closed {
                assert!(!ahead.is_open(*known), "what is closed stays closed");
            }
            closed = (0..story.endings.len())
                .map(EndingId::at)
                .filter(|&ending| ahead.is_closed(ending))
                .collect();
            asked += 1;
            exact += usize::from(ahead.undecided() == 0);
        }
        assert_eq!(
            closed.len(),
            story.endings.len() - 1,
            "at {name} the rest is closed"
        );
    }
    assert!(
        exact * 2 >= asked,
        "{exact} of {asked} answers leave nothing open"
    );
}
