//! The prover's findings beside those of the reference's graph.

use fifteen::{
    explore::{
        Exploration, Findings, Limits, Merging, Place, Playthroughs, Unmonitored, explore, prove,
        survey,
    },
    story::NodeId,
};

use super::case::Case;
use crate::reference::{
    graph::Graph,
    liveness::gate_states,
    model::Exits,
    run::{End, Reference, Turn},
};

/// Compares everything that the prover says about a story. Tells whether it is narrow enough for whole sets of states.
pub fn compare(case: &Case) -> bool {
    let exploration = explore(case.story(), Limits::default());
    let prover = Prover {
        case,
        reference: case.reference(),
        graph: &case.graph,
        depths: case.graph.depths(),
        exploration,
    };
    assert!(prover.exploration.is_complete, "{}", prover.told());
    prover.states();
    prover.exits();
    prover.trouble();
    prover.endings();
    prover.counts();
    prover.sets().is_some()
}

pub(super) struct Prover<'c> {
    pub case: &'c Case,
    pub reference: Reference<'c>,
    pub graph: &'c Graph,
    /// The fewest choices that lead to each state.
    depths: Vec<u32>,
    pub exploration: Exploration,
}

impl Prover<'_> {
    pub fn told(&self) -> String {
        format!("seed {}\n{}", self.case.seed, self.case.text())
    }

    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &str)> {
        let nodes = self.case.story().nodes.iter().enumerate();
        nodes.map(|(index, node)| (NodeId::at(index), node.name.as_str()))
    }

    /// Returns the numbers of a node's states.
    pub fn states_at(&self, name: &str) -> Vec<usize> {
        let numbers = 0..self.graph.states.len();
        numbers
            .filter(|at| self.graph.states[*at].node == name)
            .collect()
    }

    /// Checks that a place was found exactly if one of the states of the node is `such`, that none is nearer, and that
    /// its script leads there.
    pub fn check(
        &self,
        what: &str,
        name: &str,
        found: Option<Place>,
        such: impl Fn(usize) -> bool,
    ) {
        let states = self.states_at(name).into_iter();
        let depths = states.filter(|at| such(*at)).map(|at| self.depths[at]);
        let depth = found.map(|place| place.depth);
        assert_eq!(depth, depths.min(), "{what} at `{name}`\n{}", self.told());
        if let Some(place) = found {
            let turn = self.replay(place);
            let mut passed = turn.passed.iter().filter(|state| state.node == name);
            assert!(
                self.case.name(place.node) == name
                    && passed.any(|state| such(self.graph.number(state))),
                "the script to {what} at `{name}`\n{}",
                self.told()
            );
        }
    }

    /// Which nodes are reached, by how few choices, and in how many states.
    fn states(&self) {
        let gate_states = gate_states(self.reference.model, &self.graph.states);
        let mut total = 0;
        for (id, name) in self.nodes() {
            let found = &self.exploration.nodes[id.index()];
            self.check("nearest", name, found.nearest, |_| true);
            let most = gate_states.get(name).copied().unwrap_or(0);
            // A condition that always or never holds matters to the reference alone.
            assert!(
                found.states <= most && (found.states > 0) == (most > 0),
                "`{name}` has {} states, not {most}\n{}",
                found.states,
                self.told()
            );
            total += found.states;
        }
        assert_eq!(self.exploration.states, total, "{}", self.told());
    }

    /// What whole sets of states say: the same, and each single state where none are taken for one.
    fn sets(&self) -> Option<()> {
        let limits = Limits {
            memory: 1 << 26,
            ..Limits::default()
        };
        let prove = |merging| prove(self.case.story(), merging, limits, &mut Unmonitored);
        let proof = prove(Merging::SameFuture)?;
        assert!(proof.is_complete, "{}", self.told());
        for (id, name) in self.nodes() {
            let (found, counted) = (
                &self.exploration.nodes[id.index()],
                &proof.nodes[id.index()],
            );
            assert_eq!(counted.states, found.states, "`{name}`\n{}", self.told());
            assert_eq!(counted.exits, found.exits, "`{name}`\n{}", self.told());
        }
        let is_fine = |found: &Findings| {
            found.stuck.is_none() && found.endless.is_none() && found.doomed.is_none()
        };
        let is_sound = self.exploration.nodes.iter().all(is_fine);
        assert_eq!(proof.is_sound, is_sound, "{}", self.told());
        self.survey(limits);
        let all = prove(Merging::Nothing)?;
        assert_eq!(all.is_sound, is_sound, "{}", self.told());
        assert_eq!(
            all.states,
            self.graph.states.len() as u64,
            "{}",
            self.told()
        );
        Some(())
    }

    /// What the fastest way says of the whole story: just what the slow one does.
    fn survey(&self, limits: Limits) {
        let survey = survey(self.case.story(), limits, &mut Unmonitored);
        let known = &self.exploration;
        assert!(survey.is_complete, "{}", self.told());
        let exactly = |playthroughs: &Playthroughs| match playthroughs {
            Playthroughs::Exactly(count) => Some(count.clone()),
            _ => None,
        };
        assert_eq!(
            exactly(&survey.playthroughs),
            exactly(&known.playthroughs),
            "{}",
            self.told()
        );
        for (found, known) in survey.nodes.iter().zip(&known.nodes) {
            assert_eq!(found.shortest, known.shortest, "{}", self.told());
            let ends = found.end.as_ref().zip(known.end.as_ref());
            if let Some((found, known)) = ends.filter(|_| known.states > 0) {
                assert_eq!(found.playthroughs, known.playthroughs, "{}", self.told());
                assert_eq!(found.longest, known.longest, "{}", self.told());
                assert_eq!(found.shortest, known.shortest, "{}", self.told());
                let off = known.odds * (known.odds_error + found.odds_error) + f64::EPSILON;
                assert!((found.odds - known.odds).abs() <= off, "{}", self.told());
            }
        }
    }

    /// Which choices and routes are ever taken or not, and how many are open.
    fn exits(&self) {
        for (id, name) in self.nodes() {
            let found = &self.exploration.nodes[id.index()];
            let node = self.reference.model.node(name);
            let states = self.states_at(name);
            let is_open =
                |at: usize, exit| self.graph.steps[at].iter().any(|step| step.exit == exit);
            let exits = 0..self.reference.model.targets(node).len();
            let ever = exits.map(|exit| states.iter().any(|at| is_open(*at, exit)));
            let ever: Vec<bool> = ever.collect();
            assert_eq!(
                found.exits,
                ever,
                "the ways out of `{name}`\n{}",
                self.told()
            );
            if !matches!(node.exits, Exits::Choices(_)) {
                continue;
            }
            for (exit, place) in found.closed.iter().enumerate() {
                self.check("a closed choice", name, *place, |at| !is_open(at, exit));
            }
            let count = |at: usize| self.graph.steps[at].len();
            let counts = || states.iter().map(|at| count(*at));
            for (found, count_there) in
                [(found.fewest, counts().min()), (found.most, counts().max())]
            {
                assert_eq!(
                    found.map(|(count, _)| count),
                    count_there,
                    "{}",
                    self.told()
                );
                let place = found.map(|(_, place)| place);
                self.check("open choices", name, place, |at| {
                    Some(count(at)) == count_there
                });
            }
        }
    }

    /// Where nothing is open, where routes lead round for ever, where only rounds are left.
    fn trouble(&self) {
        let stuck = self.graph.stuck(&self.reference);
        let endless = self.graph.endless();
        let doomed = self.graph.doomed(&self.reference);
        for (id, name) in self.nodes() {
            let found = &self.exploration.nodes[id.index()];
            self.check("stuck", name, found.stuck, |at| stuck[at]);
            self.check("endless", name, found.endless, |at| endless[at]);
            self.check("doomed", name, found.doomed, |at| doomed[at]);
        }
    }

    /// How many choices lead to each ending at least, and whether the scripts end in it.
    fn endings(&self) {
        for ending in &self.reference.model.endings {
            let id = self.case.story().ending(ending).expect("it is declared");
            let is_its = |exits: &Exits| matches!(exits, Exits::Ending(name) if name == ending);
            let here = self
                .graph
                .at_nodes(&self.reference, |node| is_its(&node.exits));
            let here = (0..here.len()).filter(|at| here[*at]);
            let place = self.exploration.ending(self.case.story(), id);
            let depth = place.map(|place| place.depth);
            assert_eq!(
                depth,
                here.map(|at| self.depths[at]).min(),
                "{ending}\n{}",
                self.told()
            );
            if let Some(place) = place {
                let end = self.replay(place).end;
                assert_eq!(end, End::Ending(ending.clone()), "{}", self.told());
            }
        }
    }

    /// Plays the script to a place in the reference.
    pub fn replay(&self, place: Place) -> Turn {
        let script = self.exploration.script(self.case.story(), place);
        let length = u32::try_from(script.len()).expect("scripts are short");
        assert_eq!(length, place.depth, "{script:?}\n{}", self.told());
        let mut turn = self.reference.first_turn();
        for name in &script {
            let next = self.reference.next_turn(&turn.moment, name);
            turn = next
                .unwrap_or_else(|| panic!("`{name}` of {script:?} is not open\n{}", self.told()));
        }
        turn
    }
}
