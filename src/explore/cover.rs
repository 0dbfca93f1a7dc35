//! Playthroughs that together show every sentence, as few as can be found, and how few there can be at the least.
//!
//! # Method
//! Set cover is hard in general; greedy choice comes close (Chvatal 1979). Playthroughs are made one after another, each
//! the best of many that lean towards sentences not shown yet, with a look ahead over the graph of nodes to where most
//! of those stand. Then those whose every sentence others show are left out again.
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

/// How many playthroughs are made for each that is kept, for every node.
const CANDIDATES: usize = 3;

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
        is_left: vec![false; coverage.sentences.len()],
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
    let at_least = least::scripts(story, exploration, coverage, &questions);
    let wanted = searched.is_left.clone();
    let mut kept: Vec<Playthrough> = Vec::new();
    while let Some(wanted) = searched.is_left.iter().position(|left| *left) {
        let mut best: Option<Playthrough> = None;
        searched.look_ahead();
        for number in 0..CANDIDATES * story.nodes.len() {
            let made = searched.playthrough(number);
            if best.as_ref().is_none_or(|best| made.gain > best.gain) {
                best = Some(made);
            }
        }
        if best.as_ref().is_none_or(|best| best.gain == 0) {
            // What chance does not come by, the known way to it does.
            let trace = match coverage.sentences[wanted].read {
                Seen::Shown(trace) => coverage.choices(trace),
                Seen::Never | Seen::Unknown => Vec::new(),
            };
            best = Some(searched.playthrough_after(&trace));
            searched.is_left[wanted] = false;
        }
        let Some(best) = best else { break };
        best.shows
            .iter()
            .for_each(|sentence| searched.is_left[*sentence] = false);
        kept.push(best);
    }
    leave_out(&mut kept, &wanted);
    let mut shown = vec![false; wanted.len()];
    kept.iter()
        .flat_map(|made| &made.shows)
        .for_each(|sentence| shown[*sentence] = true);
    let name = |(node, choice): &(NodeId, usize)| {
        story.nodes[node.index()].choices()[*choice].name.clone()
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
    /// How many of them nothing kept before shows.
    gain: usize,
}

struct Search<'q, 's> {
    engine: Engine<'s>,
    /// The sentences that may be read in the states of each node or on its ways out.
    sites: Vec<Vec<(usize, &'q Site)>>,
    is_left: Vec<bool>,
    dice: Dice,
    /// For every node and exit, how many sentences that are left stand on a way on from there.
    ahead: Vec<Vec<usize>>,
}

impl Search<'_, '_> {
    /// Works out which way leads past most of what is left, conditions aside.
    fn look_ahead(&mut self) {
        let story = self.engine.story;
        let mut own: Vec<(usize, Vec<usize>)> = story
            .nodes
            .iter()
            .map(|node| (0, vec![0; node.choices().len().max(node.routes().len())]))
            .collect();
        for (node, sites) in self.sites.iter().enumerate() {
            for (sentence, site) in sites {
                if self.is_left[*sentence] {
                    match site.exit {
                        None => own[node].0 += 1,
                        Some(exit) => own[node].1[exit] += 1,
                    }
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

    /// Makes a playthrough, the first one as the look ahead has it, the others by chance too.
    fn playthrough(&mut self, number: usize) -> Playthrough {
        self.play(&[], number)
    }

    /// Makes a playthrough that begins with some choices.
    fn playthrough_after(&mut self, choices: &[(NodeId, usize)]) -> Playthrough {
        self.play(choices, 0)
    }

    fn play(&mut self, first: &[(NodeId, usize)], number: usize) -> Playthrough {
        let mut state = self.engine.begin(&mut ());
        let mut choices = Vec::new();
        let mut is_shown = vec![false; self.is_left.len()];
        let mut routes = 0;
        let longest = LONGEST * self.ahead.len();
        while choices.len() < longest && routes < longest {
            let node = state.node;
            match &self.engine.story.nodes[node.index()].exits {
                Exits::Ending(_) => {
                    self.look(&state, None, &mut is_shown);
                    break;
                }
                Exits::Routes(known) => {
                    let holds = |route: &Route| route.when.holds(&state.values);
                    let taken = known.iter().position(holds);
                    self.look(&state, taken, &mut is_shown);
                    routes += 1;
                    if self.engine.follow(&mut state, &mut ()).is_none() {
                        break;
                    }
                }
                Exits::Choices(known) => {
                    let open = |choice: &usize| known[*choice].when.holds(&state.values);
                    let open: Vec<usize> = (0..known.len()).filter(open).collect();
                    let given = first.get(choices.len()).map(|(_, choice)| *choice);
                    let chosen = given.or_else(|| self.choose(node, &open, number));
                    let Some(chosen) = chosen else {
                        self.look(&state, None, &mut is_shown);
                        break;
                    };
                    self.look(&state, Some(chosen), &mut is_shown);
                    choices.push((node, chosen));
                    self.engine.take(&mut state, &known[chosen], &mut ());
                    routes = 0;
                }
            }
        }
        let shows: Vec<usize> = (0..is_shown.len()).filter(|it| is_shown[*it]).collect();
        let gain = shows
            .iter()
            .filter(|sentence| self.is_left[**sentence])
            .count();
        Playthrough {
            choices,
            shows,
            gain,
        }
    }

    /// Chooses what leads past most of what is left, or now and then something else.
    fn choose(&mut self, node: NodeId, open: &[usize], number: usize) -> Option<usize> {
        if open.is_empty() {
            return None;
        }
        if number > 0 && self.dice.below(100) < 5 + number % 40 {
            return Some(open[self.dice.below(open.len())]);
        }
        let ahead = &self.ahead[node.index()];
        let most = open.iter().map(|choice| ahead[*choice]).max()?;
        let best: Vec<usize> = open
            .iter()
            .filter(|it| ahead[**it] == most)
            .copied()
            .collect();
        Some(best[self.dice.below(best.len())])
    }

    /// Notes what is read in a state and on the exit that is taken from it.
    fn look(&self, state: &State, exit: Option<usize>, is_shown: &mut [bool]) {
        for (sentence, site) in &self.sites[state.node.index()] {
            let is_here = site.exit.is_none() || site.exit == exit;
            if is_here && !is_shown[*sentence] && site.probe.when.holds(&state.values) {
                is_shown[*sentence] = true;
            }
        }
    }
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
