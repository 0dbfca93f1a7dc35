//! A player of the film's road who, after the bell, does what Duke says aloud, and anything at all where he is silent.

use fifteen::{engine::Passage, session::Session, story::Story};

use crate::generate::dice::Dice;

/// What Duke has said that is still to be done.
#[derive(Default)]
struct Orders {
    /// Everything said in the last corner; it is good until the next.
    last: String,
    has_heard_the_plan: bool,
}

/// What the film shows where Duke says nothing: to the middle, up at once, the eye, and on through the bell.
pub const FILM: &[&str] = &["meet", "four", "over", "punch"];
const TRADE: &[&str] = &["rade with him", "Don't let him rest"];
const DOWNSTAIRS: &[&str] = &["Downstairs, all", "Then downstairs"];
const UPSTAIRS: &[&str] = &["go high", "Hands high"];

/// Plays the script as far as the bell, and then by Duke's words and the meters; where he is silent, by what is liked
/// best, or at random. Returns the name of the ending.
pub fn follow(story: &Story, script: &[String], liked: &[&str], seed: u64) -> String {
    let mut session = Session::begin(story).expect("a beginning");
    let mut dice = Dice::new(seed);
    let mut steps = script.iter();
    while place(story, &session) != "rd1a" {
        let step = steps.next().expect("a script that comes to the bell");
        session.choose(step).expect("it is open");
    }
    let mut orders = Orders::default();
    loop {
        let view = session.view();
        if let Some(ending) = view.ending {
            return story.endings[ending.index()].name.to_string();
        }
        if is_corner(place(story, &session)) {
            orders.listen(spoken(&session));
        }
        let open: Vec<&str> = view
            .open
            .iter()
            .map(|choice| choice.name.as_str())
            .collect();
        let film = ["throw", "crowd", "hated", "change", "christmas"];
        let choice = orders
            .choose(
                place(story, &session),
                &open,
                &view.status.join("\n"),
                &mut dice,
            )
            .or_else(|| {
                let mut named = open.iter().copied();
                named.find(|name| film.contains(name) || liked.contains(name))
            })
            .unwrap_or_else(|| dice.pick(&open));
        session.choose(choice).expect("it is open");
    }
}

impl Orders {
    fn listen(&mut self, said: String) {
        self.has_heard_the_plan |= said.contains("ribs before head");
        self.last = said;
    }

    fn says(&self, any: &[&str]) -> bool {
        any.iter().any(|words| self.last.contains(words))
    }

    fn choose<'n>(
        &self,
        place: &str,
        open: &[&'n str],
        status: &str,
        dice: &mut Dice,
    ) -> Option<&'n str> {
        let find = |name: &str| open.iter().find(|open| **open == name).copied();
        let says = |words: &str| status.contains(words);
        if find("cover").is_some() {
            return self.tactic(place, find, says);
        }
        if is_corner(place) {
            let is_short = self.says(&["Breathe now"]) || says("wind spent") || says("wind ragged");
            let is_hurt = says("badly") || says("going");
            return find("cut_man")
                .or_else(|| find("breathe").filter(|_| is_short))
                .or_else(|| find("ice").filter(|_| is_hurt))
                .or_else(|| find("read"));
        }
        let downstairs = self.says(DOWNSTAIRS);
        if find("upstairs").is_some() && (downstairs || self.says(UPSTAIRS)) {
            return find(if downstairs { "downstairs" } else { "upstairs" });
        }
        // Nobody has to be told to get up, or to tell a doctor that he can see.
        let staying = [
            "stay",
            "look_over",
            "ten",
            "corner",
            "truth",
            "duke",
            "shake",
        ];
        let up: Vec<&str> = open
            .iter()
            .filter(|name| !staying.contains(name))
            .copied()
            .collect();
        (place.starts_with("kd") || place.starts_with("doc"))
            .then(|| (!up.is_empty()).then(|| dice.pick(&up)))
            .flatten()
    }

    /// Ribs before head, for as long as he has not said to cover up.
    fn tactic<'n>(
        &self,
        place: &str,
        find: impl Fn(&str) -> Option<&'n str>,
        says: impl Fn(&str) -> bool,
    ) -> Option<&'n str> {
        if place == "rd15a" && self.says(TRADE) {
            return find("trade").or_else(|| find("tie"));
        }
        if place == "rd15a" && self.says(DOWNSTAIRS) {
            return find("ribs").or_else(|| find("tie"));
        }
        if self.says(&["Tie him up", "so tie him up"]) {
            return find("tie");
        }
        if self.says(&["Cover up"]) {
            return find("cover");
        }
        if !self.has_heard_the_plan {
            return None;
        }
        let next = if !says("broken-looking") {
            find("ribs")
        } else if !says("Drago open") {
            find("trade")
        } else {
            None
        };
        // "When you're blown, tie him up. Hide, and he gets surer."
        next.or_else(|| find("tie"))
    }
}

fn is_corner(place: &str) -> bool {
    place.starts_with("cor") || ["rd1c", "rd2d", "rd14c"].contains(&place)
}

/// Returns everything that the turn reads out.
fn spoken(session: &Session<'_>) -> String {
    let texts = session.turn().passages.iter().map(|passage| match passage {
        Passage::Beat(text) | Passage::Text { text, .. } => text.as_str(),
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn place<'s>(story: &'s Story, session: &Session<'_>) -> &'s str {
    &story.nodes[session.turn().state.node.index()].name
}
