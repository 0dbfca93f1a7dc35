//! Playthroughs that together show every sentence, as few as can be found, and how few there can be at the least.
//!
//! # Method
//! Set cover is hard in general; greedy choice comes close (Chvatal 1979). Playthroughs are made one after another, each
//! the best of many that lean towards sentences not shown yet, with a look ahead over the graph of nodes to where most
//! of those stand; some begin by chance, some with the known way to a sentence that is left. Then those whose every
//! sentence others show are left out again.
//!
//! The bound is `least`.

use super::{
    Coverage, Exploration, Seen, graph, least,
    play::Dice,
    questions::{Questions, Site},
};
use crate::{
    engine::{Engine, State},
    story::{Exits, NodeId, Route, Story},
};

/// Scripts to endings that together show all sentences that can be shown.
#[derive(Debug)]
pub struct Cover {
    pub scripts: Vec<Vec<String>>,
    /// How many scripts it takes at the least; proven.
    pub at_least: u64,
    /// How many sentences the scripts show.
    pub shown: usize,
}

/// How many playthroughs are made for each that is kept, for every node, and in all.
const CANDIDATES: usize = 12;
const MOST_CANDIDATES: usize = 1_600;

/// The most known ways to sentences that are left which are tried for each playthrough that is kept.
const KNOWN_WAYS: usize = 200;

/// The most choices of a playthrough, for every node: one that goes round is broken off.
const LONGEST: usize = 40;

/// Finds scripts that show every sentence which `coverage` found to be shown.
#[must_use]
pub fn cover(story: &Story, exploration: &Exploration, coverage: &Coverage) -> Cover {
    let questions = Questions::of(story);
    let texts = questions.alternatives.iter().filter(|text| text.has_words);
    let mut searched = Search {
        engine: Engine::new(story),
        sites: vec![Vec::new(); story.nodes.len()],
        open: Vec::new(),
        is_left: vec![false; coverage.sentences.len()],
        counted: vec![0; coverage.sentences.len()],
        made: 0,
        dice: Dice(0x1234_5678_9abc_def1),
        ahead: Vec::new(),
    };
    for (sentence, text) in texts.enumerate() {
        let question = &questions.all[text.question];
        searched.is_left[sentence] = coverage.sentences[sentence].read.is_shown();
        if question.at_start {
            searched.is_left[sentence] = false;
        }
        for site in &question.sites {
            searched.sites[site.probe.node.index()].push((sentence, site));
        }
    }
    searched.open.clone_from(&searched.sites);
    let at_least = least::scripts(story, exploration, coverage, &questions);
    let wanted = searched.is_left.clone();
    let mut kept: Vec<Playthrough> = Vec::new();
    while searched.is_left.contains(&true) {
        searched.look_ahead();
        let best = searched.best(coverage);
        let shows = searched.shown_by(&best);
        for &sentence in &shows {
            searched.is_left[sentence] = false;
        }
        kept.push(Playthrough {
            choices: best,
            shows,
        });
    }
    leave_out(&mut kept, &wanted);
    let mut shown = vec![false; wanted.len()];
    kept.iter()
        .flat_map(|made| &made.shows)
        .for_each(|sentence| shown[*sentence] = true);
    let name = |(node, choice): &(NodeId, usize)| {
        story.nodes[node.index()].choices()[*choice]
            .name
            .to_string()
    };
    let script = |made: Playthrough| made.choices.iter().map(name).collect();
    Cover {
        shown: shown.iter().filter(|shown| **shown).count(),
        scripts: kept.into_iter().map(script).collect(),
        at_least,
    }
}

/// A playthrough to an ending.
struct Playthrough {
    choices: Vec<(NodeId, usize)>,
    /// The sentences that it shows, each once.
    shows: Vec<usize>,
}

struct Search<'q, 's> {
    engine: Engine<'s>,
    /// The sentences that may be read in the states of each node or on its ways out.
    sites: Vec<Vec<(usize, &'q Site)>>,
    /// Those of them that are left.
    open: Vec<Vec<(usize, &'q Site)>>,
    is_left: Vec<bool>,
    /// For every sentence, the number of the last playthrough that was found to show it.
    counted: Vec<u64>,
    /// How many playthroughs were made.
    made: u64,
    dice: Dice,
    /// For every node and exit, how many sentences that are left stand on a way on from there.
    ahead: Vec<Vec<usize>>,
}

impl Search<'_, '_> {
    /// Works out which way leads past most of what is left, conditions aside.
    fn look_ahead(&mut self) {
        let story = self.engine.story;
        let is_left = &self.is_left;
        for sites in &mut self.open {
            sites.retain(|(sentence, _)| is_left[*sentence]);
        }
        let mut own: Vec<(usize, Vec<usize>)> = story
            .nodes
            .iter()
            .map(|node| (0, vec![0; node.choices().len().max(node.routes().len())]))
            .collect();
        for (node, sites) in self.open.iter().enumerate() {
            for (_, site) in sites {
                match site.exit {
                    None => own[node].0 += 1,
                    Some(exit) => own[node].1[exit] += 1,
                }
            }
        }
        let mut best = vec![0; story.nodes.len()];
        self.ahead = own.iter().map(|(_, exits)| vec![0; exits.len()]).collect();
        let start = story.start.unwrap_or(NodeId(0));
        for component in graph::components(story, start).iter().rev() {
            for &node in component.nodes.iter().rev() {
                let index = node.index();
                for (exit, to) in graph::targets(&story.nodes[index]).enumerate() {
                    self.ahead[index][exit] = own[index].1[exit] + best[to.index()];
                }
                best[index] = own[index].0 + self.ahead[index].iter().max().unwrap_or(&0);
            }
        }
    }

    /// Returns the playthrough that shows most of what is left, of some made by chance and some that begin with the known
    /// way to something left. It shows something: what has no known way is left no longer.
    fn best(&mut self, coverage: &Coverage) -> Vec<(NodeId, usize)> {
        let (mut best, mut most) = (Vec::new(), 0);
        let nodes = self.engine.story.nodes.len();
        for number in 0..(CANDIDATES * nodes).min(MOST_CANDIDATES) {
            let (choices, gain) = self.playthrough(&[], number);
            if gain > most {
                (best, most) = (choices, gain);
            }
        }
        let left: Vec<usize> = (0..self.is_left.len())
            .filter(|sentence| self.is_left[*sentence])
            .collect();
        for &wanted in left.iter().step_by(left.len().div_ceil(KNOWN_WAYS)) {
            let Seen::Shown(trace) = coverage.sentences[wanted].read else {
                continue;
            };
            let (choices, gain) = self.playthrough(&coverage.choices(trace), 0);
            if gain > most {
                (best, most) = (choices, gain);
            }
        }
        if most == 0 {
            for sentence in left {
                self.is_left[sentence] = false;
            }
        }
        best
    }

    /// Plays from the start, some first choices and then on, the first time as the look ahead has it, else by chance too.
    /// Returns the choices, and how many of the sentences that are left they show.
    fn playthrough(
        &mut self,
        first: &[(NodeId, usize)],
        number: usize,
    ) -> (Vec<(NodeId, usize)>, usize) {
        self.made += 1;
        let (this, mut gain) = (self.made, 0);
        let (open, counted) = (&self.open, &mut self.counted);
        let (ahead, dice) = (&self.ahead, &mut self.dice);
        let choose = |made: usize, node: NodeId, open: &[usize]| {
            let given = first.get(made).map(|(_, choice)| *choice);
            given.or_else(|| choose(&ahead[node.index()], open, number, dice))
        };
        let see = |state: &State, exit: Option<usize>| {
            for (sentence, site) in &open[state.node.index()] {
                if counted[*sentence] != this && is_read(site, state, exit) {
                    counted[*sentence] = this;
                    gain += 1;
                }
            }
        };
        let choices = walk(self.engine, choose, see);
        (choices, gain)
    }

    /// Returns the sentences that a playthrough shows.
    fn shown_by(&self, choices: &[(NodeId, usize)]) -> Vec<usize> {
        let mut is_shown = vec![false; self.is_left.len()];
        let choose = |made: usize, _, _: &[usize]| choices.get(made).map(|(_, choice)| *choice);
        let see = |state: &State, exit: Option<usize>| {
            for (sentence, site) in &self.sites[state.node.index()] {
                if !is_shown[*sentence] && is_read(site, state, exit) {
                    is_shown[*sentence] = true;
                }
            }
        };
        walk(self.engine, choose, see);
        (0..is_shown.len()).filter(|it| is_shown[*it]).collect()
    }
}

/// Tells whether a sentence is read in a state, or on the exit that is taken from it.
fn is_read(site: &Site, state: &State, exit: Option<usize>) -> bool {
    (site.exit.is_none() || site.exit == exit) && site.probe.when.holds(&state.values)
}

/// Plays to an ending, or until nothing is chosen, and shows every state with the exit that is taken from it. To choose
/// is told how many choices were made, the node, and which of its choices are open.
fn walk(
    engine: Engine<'_>,
    mut choose: impl FnMut(usize, NodeId, &[usize]) -> Option<usize>,
    mut see: impl FnMut(&State, Option<usize>),
) -> Vec<(NodeId, usize)> {
    let mut state = engine.begin(&mut ());
    let mut choices = Vec::new();
    let mut open = Vec::new();
    let mut routes = 0;
    let longest = LONGEST * engine.story.nodes.len();
    while choices.len() < longest && routes < longest {
        let node = state.node;
        match &engine.story.nodes[node.index()].exits {
            Exits::Ending(_) => {
                see(&state, None);
                break;
            }
            Exits::Routes(known) => {
                let holds = |route: &Route| route.when.holds(&state.values);
                see(&state, known.iter().position(holds));
                routes += 1;
                if engine.follow(&mut state, &mut ()).is_none() {
                    break;
                }
            }
            Exits::Choices(known) => {
                open.clear();
                let holds = |choice: &usize| known[*choice].when.holds(&state.values);
                open.extend((0..known.len()).filter(holds));
                let chosen = choose(choices.len(), node, &open);
                see(&state, chosen);
                let Some(chosen) = chosen else { break };
                choices.push((node, chosen));
                engine.take(&mut state, &known[chosen], &mut ());
                routes = 0;
            }
        }
    }
    choices
}

/// Chooses what leads past most of what is left, or now and then something else.
fn choose(ahead: &[usize], open: &[usize], number: usize, dice: &mut Dice) -> Option<usize> {
    if open.is_empty() {
        return None;
    }
    if number > 0 && dice.below(100) < 5 + number % 40 {
        return Some(open[dice.below(open.len())]);
    }
    let most = open.iter().map(|choice| ahead[*choice]).max()?;
    let is_best = |choice: &&usize| ahead[**choice] == most;
    let best = open.iter().filter(is_best).count();
    open.iter().filter(is_best).nth(dice.below(best)).copied()
}

/// Leaves out playthroughs of which others show every sentence, those that show least first.
fn leave_out(kept: &mut Vec<Playthrough>, wanted: &[bool]) {
    let mut times = vec![0_usize; wanted.len()];
    kept.iter()
        .flat_map(|made| &made.shows)
        .for_each(|sentence| times[*sentence] += 1);
    kept.sort_by_key(|made| made.shows.len());
    kept.retain(|made| {
        let is_spare = made.shows.iter().all(|it| !wanted[*it] || times[*it] > 1);
        if is_spare {
            made.shows.iter().for_each(|sentence| times[*sentence] -= 1);
        }
        !is_spare
    });
    kept.reverse();
}
