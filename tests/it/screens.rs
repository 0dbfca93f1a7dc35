//! The longest act on a terminal of 24 lines: what stands there, meters and choices included, keeps to 22.

use fifteen::{
    engine::{Passage, View},
    session::Session,
    story::Story,
};

use crate::support::{meter_lines, shipped};

/// Columns that prose is set in, and lines that a place may take.
const COLUMNS: usize = 72;
const LINES: usize = 22;
/// Playthroughs that choose at random, each the same on every machine.
const PLAYS: u64 = 600;

#[test]
fn every_screen_of_the_bout_fits_the_terminal() {
    let compiled = shipped();
    let mut too_long = Vec::new();
    for play in 1..=PLAYS {
        let mut chance = play.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut session = Session::begin(&compiled.story).expect("a beginning");
        loop {
            let view = session.view();
            if view.ending.is_some() {
                break;
            }
            let (name, act) = place(&compiled.story, &session);
            let lines = lines(&session, &view);
            if act == "moscow" && lines > LINES && !too_long.contains(&(name, lines)) {
                too_long.push((name, lines));
            }
            // Xorshift (Marsaglia 2003).
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let away = ["moscow", "reverse", "tear"];
            let index = view
                .open
                .iter()
                .position(|open| away.contains(&open.name.as_str()))
                .unwrap_or(usize::try_from(chance >> 33).expect("31 bits") % view.open.len());
            let choice = view.open[index].name.clone();
            session.choose(&choice).expect("an open choice");
        }
    }
    assert!(too_long.is_empty(), "lines at places: {too_long:?}");
}

fn place<'s>(story: &'s Story, session: &Session<'s>) -> (&'s str, &'s str) {
    let node = &story.nodes[session.turn().state.node.index()];
    let act = node.act.map_or("", |act| &story.acts[act.index()].name);
    (&node.name, act)
}

/// Counts the lines of the place's text and drawing, of the meters and of the choices, empty ones between them included.
fn lines(session: &Session<'_>, view: &View) -> usize {
    let wrapped = |text: &str| textwrap::wrap(text, COLUMNS).len();
    let paragraphs = |text: &str| {
        let paragraphs = text.split("\n\n").filter(|text| !text.is_empty());
        paragraphs.map(|text| wrapped(text) + 1).sum::<usize>()
    };
    let here = session.turn().passages.last();
    let read = match here {
        Some(Passage::Text { text, figure, .. }) => {
            let drawn = figure
                .as_ref()
                .map_or(0, |(drawing, _)| drawing.lines().count() + 1);
            paragraphs(text) + drawn
        }
        _ => 0,
    };
    let meters = meter_lines(&view.status, COLUMNS);
    let open = view
        .open
        .iter()
        .map(|open| wrapped(&format!("    {}", open.label)));
    let locked = view
        .locked
        .iter()
        .map(|locked| wrapped(&format!("  -  {} ({})", locked.label, locked.reason)));
    read + meters + open.sum::<usize>() + locked.sum::<usize>()
}
