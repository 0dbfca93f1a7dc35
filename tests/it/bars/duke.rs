//! A player of the film's road who, after the bell, does what Duke says aloud, and anything at all where he is silent.

use fifteen::{engine::Passage, session::Session, story::Story};

use crate::generate::dice::Dice;

/// What Duke has said that is still to be done.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that Duke says"
)]
struct Orders {
    cover: bool,
    hang_on: bool,
    breathe: bool,
    trade: bool,
    downstairs: bool,
    upstairs: bool,
    ribs_then_head: bool,
}

/// What the film shows where Duke says nothing: to the middle, up at once, the eye, and on through the bell.
pub const FILM: &[&str] = &["meet", "four", "over", "punch"];

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
            return story.endings[ending.index()].name.clone();
        }
        if is_corner(place(story, &session)) {
            orders.listen(&spoken(&session));
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
    /// Takes in what is said in a corner; it is good until the next.
    fn listen(&mut self, said: &str) {
        self.ribs_then_head |= said.contains("ribs before head");
        self.cover = said.contains("Cover up");
        self.hang_on = said.contains("Hang on")
            || said.contains("hang on to him first")
            || said.contains("Lean on him");
        self.breathe = said.contains("Breathe now");
        self.trade = said.contains("rade with him") || said.contains("Don't let him rest");
        self.downstairs = said.contains("Downstairs, all") || said.contains("Then downstairs");
        self.upstairs = said.contains("go high") || said.contains("Hands high");
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
            let is_short = self.breathe || says("wind spent") || says("wind ragged");
            let is_hurt = says("badly") || says("going");
            return find("cut_man")
                .or_else(|| find("breathe").filter(|_| is_short))
                .or_else(|| find("ice").filter(|_| is_hurt))
                .or_else(|| find("read"));
        }
        if find("upstairs").is_some() && (self.upstairs || self.downstairs) {
            return find(if self.downstairs {
                "downstairs"
            } else {
                "upstairs"
            });
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
        if place == "rd15a" && self.trade {
            return find("trade").or_else(|| find("tie"));
        }
        if place == "rd15a" && self.downstairs {
            return find("ribs").or_else(|| find("tie"));
        }
        if self.hang_on {
            return find("tie");
        }
        if self.cover {
            return find("cover");
        }
        if !self.ribs_then_head {
            return None;
        }
        let next = if !says("broken-looking") {
            find("ribs")
        } else if !says("Drago open") {
            find("trade")
        } else {
            None
        };
        // "When you're blown, hang on to him. Hide, and he gets surer."
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
