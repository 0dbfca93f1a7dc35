//! Engine and reference side by side, turn by turn.

use fifteen::engine::{Engine, Passage, State, Turn, Unsettled};

use super::case::Case;
use crate::{
    generate::dice::Dice,
    reference::{
        run::{self, End, Read, Reference},
        view::View,
    },
};

/// The most turns of one story that are compared when every path is followed.
const MOST_TURNS: usize = 600;

/// Where longer stories are sampled: how many paths, and how far each is followed.
const PATHS: usize = 20;
const LENGTH: usize = 60;

/// Turns that end nowhere take long, and differ little.
const MOST_ENDLESS: usize = 1;

/// What following the paths of a story came to.
pub struct Walked {
    /// Whether every path was followed.
    pub is_whole: bool,
    /// The nodes of the endings that were reached, once for each path.
    pub endings: Vec<String>,
}

struct Walk<'c> {
    case: &'c Case,
    engine: Engine<'c>,
    reference: Reference<'c>,
    turns: usize,
    endless: usize,
    endings: Vec<String>,
}

/// The same turn twice, and the choices that led to it.
struct Both {
    script: Vec<String>,
    engine: Result<Turn, Unsettled>,
    reference: run::Turn,
}

/// Follows every path of a story, or where there are too many, some.
pub fn walk(case: &Case) -> Walked {
    let engine = Engine::new(case.story());
    let mut walk = Walk {
        case,
        engine,
        reference: case.reference(),
        turns: 0,
        endless: 0,
        endings: Vec::new(),
    };
    let mut waiting = vec![walk.first()];
    while let Some(both) = waiting.pop() {
        if walk.turns > MOST_TURNS {
            walk.sample();
            return Walked {
                is_whole: false,
                endings: walk.endings,
            };
        }
        walk.compare(&both);
        waiting.extend(walk.next(&both));
    }
    Walked {
        is_whole: true,
        endings: walk.endings,
    }
}

/// Plays a story by chance, seeded, and where a path first comes to an act follows every way on from there for so many
/// choices. `see` is told of every turn that is compared: its act, whether a path came to that act with it, and the
/// engine's state.
pub fn acts(
    case: &Case,
    paths: usize,
    choices: usize,
    mut see: impl FnMut(&str, bool, &State, &run::Turn),
) {
    let mut walk = Walk {
        case,
        engine: Engine::new(case.story()),
        reference: case.reference(),
        turns: 0,
        endless: 0,
        endings: Vec::new(),
    };
    let mut dice = Dice::new(case.seed);
    for _ in 0..paths {
        let mut both = walk.first();
        let mut came_to = None;
        loop {
            let act = walk.act(&both);
            let is_entry = came_to.as_ref() != Some(&act);
            walk.compare(&both);
            walk.tell(&both, is_entry, &mut see);
            let next = walk.next(&both);
            if is_entry {
                walk.follow(&next, choices, &mut see);
                came_to = Some(act);
            }
            let mut next = next;
            if next.is_empty() {
                break;
            }
            both = next.swap_remove(dice.below(next.len()));
        }
    }
}

impl Walk<'_> {
    /// Returns the act of the node where a turn ended.
    fn act(&self, both: &Both) -> String {
        let node = self.reference.model.node(&both.reference.moment.state.node);
        node.act.clone().unwrap_or_default()
    }

    fn tell(
        &self,
        both: &Both,
        is_entry: bool,
        see: &mut impl FnMut(&str, bool, &State, &run::Turn),
    ) {
        let engine = both.engine.as_ref().expect("every turn ends");
        see(&self.act(both), is_entry, &engine.state, &both.reference);
    }

    /// Compares turns and every way on from them, for so many choices.
    fn follow(
        &mut self,
        turns: &[Both],
        choices: usize,
        see: &mut impl FnMut(&str, bool, &State, &run::Turn),
    ) {
        for both in turns {
            self.compare(both);
            self.tell(both, false, see);
            if choices > 1 {
                let next = self.next(both);
                self.follow(&next, choices - 1, see);
            }
        }
    }

    fn sample(&mut self) {
        let mut dice = Dice::new(self.case.seed);
        for _ in 0..PATHS {
            let mut both = self.first();
            for _ in 0..LENGTH {
                self.compare(&both);
                let mut next = self.next(&both);
                if next.is_empty() {
                    break;
                }
                both = next.swap_remove(dice.below(next.len()));
            }
        }
    }

    fn first(&self) -> Both {
        Both {
            script: Vec::new(),
            engine: self.engine.first_turn(),
            reference: self.reference.first_turn(),
        }
    }

    /// Takes every choice of the node where a turn ended, open or not.
    fn next(&mut self, both: &Both) -> Vec<Both> {
        let (Ok(engine), End::Choosing) = (&both.engine, &both.reference.end) else {
            return Vec::new();
        };
        let model = self.reference.model;
        let mut next = Vec::new();
        let choices = model.choices(model.node(&both.reference.moment.state.node));
        for (index, choice) in choices.iter().enumerate() {
            let Some(reference) = self
                .reference
                .next_turn(&both.reference.moment, &choice.name)
            else {
                let engine = self.engine.next_turn(engine, index);
                assert!(
                    engine.is_none(),
                    "`{}` is not open\n{}",
                    choice.name,
                    self.told(&both.script)
                );
                continue;
            };
            self.endless += usize::from(reference.end == End::Endless);
            if reference.end == End::Endless && self.endless > MOST_ENDLESS {
                continue;
            }
            let mut script = both.script.clone();
            script.push(choice.name.clone());
            let engine = self.engine.next_turn(engine, index);
            let engine = engine.unwrap_or_else(|| panic!("it is open\n{}", self.told(&script)));
            next.push(Both {
                script,
                engine,
                reference,
            });
        }
        assert_eq!(
            self.engine.next_turn(engine, choices.len()),
            None,
            "there is one choice more"
        );
        next
    }

    /// Compares all that a player may see.
    fn compare(&mut self, both: &Both) {
        self.turns += 1;
        let (reference, told) = (&both.reference, || self.told(&both.script));
        let engine = match (&both.engine, &reference.end) {
            (Err(Unsettled::NoRoute(node)), End::NoRoute) => {
                assert_eq!(
                    self.case.name(*node),
                    reference.moment.state.node,
                    "{}",
                    told()
                );
                return;
            }
            (Err(Unsettled::Endless(_)), End::Endless) => return,
            (Ok(engine), End::Choosing | End::Ending(_)) => engine,
            (engine, end) => panic!("{:?} is not {end:?}\n{}", engine.as_ref().err(), told()),
        };
        let read: Vec<Read> = engine
            .passages
            .iter()
            .map(|passage| self.read(passage))
            .collect();
        assert_eq!(read, reference.read, "what is read\n{}", told());
        let moment = &reference.moment;
        assert_eq!(
            self.case.name(engine.state.node),
            moment.state.node,
            "{}",
            told()
        );
        for variable in &self.case.story().variables {
            let value = variable.field.get(&engine.state.values);
            assert_eq!(
                value,
                moment.state.values[variable.name.as_str()],
                "{}\n{}",
                variable.name,
                told()
            );
        }
        assert_eq!(
            self.case.story().variables.len(),
            moment.state.values.len(),
            "{}",
            told()
        );
        for (record, entries) in self.case.story().records.iter().zip(&engine.records) {
            assert_eq!(
                *entries,
                moment.records[record.as_str()],
                "{record}\n{}",
                told()
            );
        }
        assert_eq!(
            self.view(engine),
            self.reference.view(moment),
            "what is seen\n{}",
            told()
        );
        let reader = self.engine.reader(engine);
        for (page, expected) in self
            .case
            .story()
            .pages
            .iter()
            .zip(&self.reference.model.pages)
        {
            let text = page.text.map(|text| reader.flowing(text));
            let figure = page.figure.map(|figure| reader.figure(figure));
            assert_eq!(
                (text, figure),
                self.reference.page(expected, moment),
                "{}\n{}",
                page.name,
                told()
            );
        }
        if matches!(reference.end, End::Ending(_)) {
            self.endings.push(moment.state.node.clone());
        }
    }

    fn read(&self, passage: &Passage) -> Read {
        match passage {
            Passage::Beat(beat) => Read::Beat(beat.clone()),
            Passage::Text { node, text, figure } => Read::Text(
                self.case.name(*node).to_owned(),
                text.clone(),
                figure.clone(),
            ),
        }
    }

    fn view(&self, turn: &Turn) -> View {
        let view = self.engine.view(turn);
        let open = view
            .open
            .into_iter()
            .map(|open| (open.name, open.label, open.dangerous));
        let locked = view
            .locked
            .into_iter()
            .map(|locked| (locked.name, locked.label, locked.reason));
        let ending = view
            .ending
            .map(|ending| self.case.story().endings[ending.index()].name.to_string());
        View {
            status: view.status.join("\n\n"),
            open: open.collect(),
            locked: locked.collect(),
            ending,
        }
    }

    fn told(&self, script: &[String]) -> String {
        format!(
            "seed {}, after {script:?}\n{}",
            self.case.seed,
            self.case.text()
        )
    }
}
