//! `play --json`: the same play for another front end or a bot, one JSON object a line in both senses of the word.
//!
//! The program writes an object at the start and one in answer to every line that it reads; [`HELP`] is the whole
//! protocol, which the manual page prints. Whatever breaks a reader of it changes [`PROTOCOL`]; new fields do not.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::{
    engine::Passage,
    repl::read_line,
    session::{Game, Refused, Script, Session, Trouble},
    story::Story,
};

/// The version of the protocol.
pub const PROTOCOL: u32 = 1;

/// The protocol, as the manual page tells it.
pub const HELP: &str = "\
With --json, play writes one JSON object a line: one at the start, and one in answer to every line that it reads. \
Each has `protocol` (1; it changes when a reader would break, not when fields are added), `type`, and `notices`, a list \
of sentences for the player.

A line is a choice, by its id or its number, or a command: /look, /undo [N], /redo [N], /jump N (to where N choices \
are in force), /restart, /chapters, /chapter ACT, /resume, /save NAME, /load NAME, /saves, /forget NAME, /page NAME, \
/script, /endings, /compare, /quit. The end of the input ends the program too.

turn: `story` {id, title, version, hash}; `turn`, the number of choices in force, and `ahead`, of those that /redo \
takes again; `act` and its title `act_title`, `node`; `passages`, what was read since the last choice: {kind: beat or \
text, node, text, figure {drawing, says}}, paragraphs divided by an empty line; `status`, lines; `choices` {number, \
id, label, danger, taken: in an earlier playthrough}; `locked` {id, label, reason}; `ending` {id, title} or null; \
`resume`, what was left off last time {choices, place, over} or null. It answers whatever moves: choices, /look, \
/undo, /redo, /jump, /restart, /chapter, /resume, /load.

saves: `saves` {name, note}. chapters: `chapters` {act, title, choices, here}. endings: `endings` {id, title, nudge, times}; \
titles of those that `times` calls 0 are not for the player. page: `page` {name, text, figure}. script: `script`. \
compare: `ending`, `shared`, `this`, `other`: choices in common, and the labels that they parted by. done: `did`, for \
/save and /forget. bye: for /quit.

error: `error`, one of unreadable, unknown, locked, closed, over, broken, command, refused, and `message`. Nothing moved.";

/// Plays until the input ends or says so.
///
/// # Errors
/// I/O errors of the output; a closed pipe is one of them.
pub fn play(mut game: Game<'_>, mut out: impl Write) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let start = turn(&game);
    answer(&mut game, &mut out, start)?;
    loop {
        let Some(line) = read_line(&mut input)? else {
            return Ok(());
        };
        let (object, is_over) = match std::str::from_utf8(&line) {
            Ok(line) => (obey(&mut game, line.trim()), line.trim() == "/quit"),
            Err(_) => (error("unreadable", "the line is not UTF-8 text"), false),
        };
        answer(&mut game, &mut out, object)?;
        if is_over {
            return Ok(());
        }
    }
}

/// Writes an object, with what every answer has.
fn answer(game: &mut Game<'_>, out: &mut impl Write, mut object: Value) -> io::Result<()> {
    let notices = game.notices().into_iter().map(|notice| notice.to_string());
    object["protocol"] = json!(PROTOCOL);
    object["notices"] = notices.collect();
    writeln!(out, "{object}")?;
    out.flush()
}

fn obey(game: &mut Game<'_>, line: &str) -> Value {
    let Some(command) = line.strip_prefix('/') else {
        return choose(game, line);
    };
    let (word, rest) = command.split_once(' ').unwrap_or((command, ""));
    let rest = rest.trim();
    let number = || rest.parse::<usize>().ok();
    match (word, rest) {
        ("look", "") => turn(game),
        ("undo", "") => moved(game, |game| game.undo(1) == 1),
        ("redo", "") => moved(game, |game| game.redo(1) == 1),
        ("restart", "") => moved(game, |game| {
            game.restart();
            true
        }),
        ("undo" | "redo" | "jump", _) => match (number(), word) {
            (Some(turns), "undo") => moved(game, |game| game.undo(turns) == turns),
            (Some(turns), "redo") => moved(game, |game| game.redo(turns) == turns),
            (Some(depth), _) => moved(game, |game| game.jump(depth)),
            (None, _) => error("command", &format!("/{word} wants a number")),
        },
        ("chapters", "") => json!({ "type": "chapters", "chapters": chapters(game) }),
        ("chapter", act) => tried(game, |game| game.chapter(act)),
        ("resume", "") => tried(game, Game::resume),
        ("load", name) => tried(game, |game| game.load(name)),
        ("save", name) => match game.save(name) {
            Ok(()) => json!({ "type": "done", "did": "save" }),
            Err(trouble) => refused(&trouble),
        },
        ("forget", name) => match game.forget(name) {
            Ok(()) => json!({ "type": "done", "did": "forget" }),
            Err(trouble) => refused(&trouble),
        },
        ("saves", "") => saves(game),
        ("page", name) => page(game, name),
        ("script", "") => {
            json!({ "type": "script", "script": Script::annotated(game.session()) })
        }
        ("endings", "") => json!({ "type": "endings", "endings": endings(game) }),
        ("compare", "") => compare(game),
        ("quit", "") => json!({ "type": "bye" }),
        _ => error("command", &format!("there is no command /{command}")),
    }
}

fn choose(game: &mut Game<'_>, line: &str) -> Value {
    let open = game.view().open;
    let number = line.parse::<usize>().ok();
    let numbered = number.and_then(|number| open.get(number.checked_sub(1)?));
    let name = numbered.map_or(line, |choice| choice.name.as_str());
    let kind = match game.choose(name) {
        Ok(()) => return turn(game),
        Err(Refused::Unknown(_)) => "unknown",
        Err(Refused::Locked { .. }) => "locked",
        Err(Refused::Closed(_)) => "closed",
        Err(Refused::Over(_)) => "over",
        Err(Refused::Unsettled(_)) => "broken",
    };
    error(kind, &format!("`{name}` cannot be taken here"))
}

/// Goes back or forth; where there is not so far to go, nothing moves.
fn moved(game: &mut Game<'_>, go: impl FnOnce(&mut Game<'_>) -> bool) -> Value {
    let before = game.session().depth();
    if go(game) {
        turn(game)
    } else {
        game.jump(before);
        error("refused", "there are not so many turns")
    }
}

fn tried<'s>(game: &mut Game<'s>, go: impl FnOnce(&mut Game<'s>) -> Result<(), Trouble>) -> Value {
    match go(game) {
        Ok(()) => turn(game),
        Err(trouble) => refused(&trouble),
    }
}

fn refused(trouble: &Trouble) -> Value {
    error("refused", &trouble.to_string())
}

fn error(kind: &str, message: &str) -> Value {
    json!({ "type": "error", "error": kind, "message": message })
}

fn turn(game: &Game<'_>) -> Value {
    let session = game.session();
    let story = session.story();
    let here = session.turn();
    let node = &story.nodes[here.state.node.index()];
    let view = session.view();
    let passages: Vec<Value> = here
        .passages
        .iter()
        .map(|read| passage(story, read))
        .collect();
    let choices = view.open.iter().enumerate().map(|(index, choice)| {
        json!({
            "number": index + 1,
            "id": choice.name,
            "label": choice.label,
            "danger": choice.dangerous,
            "taken": game.was_taken(&choice.name),
        })
    });
    let locked = view
        .locked
        .iter()
        .map(|locked| json!({ "id": locked.name, "label": locked.label, "reason": locked.reason }));
    let ending = view.ending.map(|ending| &story.endings[ending.index()]);
    let left = game.offer().map(
        |offer| json!({ "choices": offer.choices, "place": offer.place, "over": offer.is_over }),
    );
    json!({
        "type": "turn",
        "story": {
            "id": story.id,
            "title": story.title,
            "version": story.version,
            "hash": format!("{:016x}", story.hash),
        },
        "turn": session.depth(),
        "ahead": session.ahead().len(),
        "act": node.act.map(|act| &story.acts[act.index()].name),
        "act_title": node.act.map(|act| &story.acts[act.index()].title),
        "node": node.name,
        "passages": passages,
        "status": view.status,
        "choices": choices.collect::<Vec<_>>(),
        "locked": locked.collect::<Vec<_>>(),
        "ending": ending.map(|ending| json!({ "id": ending.name, "title": ending.title })),
        "resume": left,
    })
}

fn passage(story: &Story, passage: &Passage) -> Value {
    match passage {
        Passage::Beat(text) => json!({ "kind": "beat", "text": text }),
        Passage::Text { node, text, figure } => json!({
            "kind": "text",
            "node": story.nodes[node.index()].name,
            "text": text,
            "figure": figure.as_ref().map(drawn),
        }),
    }
}

fn drawn((drawing, says): &(String, String)) -> Value {
    json!({ "drawing": drawing, "says": says })
}

fn page(game: &Game<'_>, name: &str) -> Value {
    let session = game.session();
    let pages = &session.story().pages;
    let Some(page) = pages.iter().find(|page| page.name == name) else {
        return error("refused", "there is no such page");
    };
    let reader = session.engine().reader(session.turn());
    let text = page.text.map(|text| reader.flowing(text));
    let figure = page.figure.map(|figure| drawn(&reader.figure(figure)));
    json!({ "type": "page", "page": { "name": name, "text": text, "figure": figure } })
}

fn saves(game: &Game<'_>) -> Value {
    match game.saves() {
        Ok(saves) => {
            let saves = saves.iter();
            let saves = saves.map(|kept| json!({ "name": kept.name, "note": kept.note }));
            json!({ "type": "saves", "saves": saves.collect::<Vec<_>>() })
        }
        Err(trouble) => refused(&trouble),
    }
}

fn chapters(game: &Game<'_>) -> Vec<Value> {
    let chapters = game.chapters().into_iter();
    chapters
        .map(|reached| {
            json!({
                "act": reached.act,
                "title": reached.title,
                "choices": reached.choices,
                "here": reached.is_here,
            })
        })
        .collect()
}

fn endings(game: &Game<'_>) -> Vec<Value> {
    let leaves = game.leaves().into_iter();
    leaves
        .map(|leaf| {
            json!({
                "id": leaf.name,
                "title": leaf.title,
                "nudge": leaf.nudge,
                "times": leaf.times,
            })
        })
        .collect()
}

fn compare(game: &Game<'_>) -> Value {
    let Some(comparison) = game.compare() else {
        return error("refused", "there is no finished run to compare with");
    };
    let label = |session: &Session<'_>| {
        let taken = session.taken().get(comparison.shared);
        taken.map(|taken| taken.label.clone())
    };
    json!({
        "type": "compare",
        "ending": comparison.ending,
        "shared": comparison.shared,
        "this": label(game.session()),
        "other": label(&comparison.other),
    })
}
