//! What is ever read and asked, to the prover and to the reference.

use std::collections::BTreeMap;

use fifteen::{
    explore::{Asked, Branch, Coverage, EffectList, Seen, coverage},
    story::{Change, Effect, Exits, NodeId, Piece, Prose, ProseId, Story},
};

use super::case::Case;
use crate::reference::{
    facts::{Fact, Facts},
    model::{self, Model},
    run::Reference,
};

/// How often each answer was met.
#[derive(Default)]
pub struct Found(BTreeMap<&'static str, usize>);

impl Found {
    fn note(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        for (what, count) in &other.0 {
            *self.0.entry(what).or_default() += count;
        }
    }

    /// Fails where some answer was hardly met: what is always the same proves nothing.
    pub fn check(&self) {
        let expected = [
            "a sentence that is read",
            "a sentence that is never read",
            "a text that is read though the stretch around it may be read without it",
            "a text that is never read in a stretch that is",
            "a condition that holds and fails",
            "a choice's condition that never fails",
            "a choice's condition that never holds",
            "a route's condition that never fails",
            "a route's condition that never holds",
            "an effect's condition that never fails",
            "an effect's condition that never holds",
            "a named effect's condition that never fails",
            "a variant's condition that never fails",
            "a variant's condition that never holds",
            "a condition that is never asked",
        ];
        for what in expected {
            let count = self.0.get(what).copied().unwrap_or(0);
            assert!(count >= 10, "{what}: {count} of {:#?}", self.0);
        }
    }
}

/// Compares every sentence and every condition of a story.
pub fn compare(case: &Case) -> Found {
    let exploration = case.explored();
    let coverage = coverage(case.story(), &exploration, case.limits());
    let reference = case.reference();
    let both = Both {
        case,
        coverage: &coverage,
        facts: reference.facts(&case.graph),
        reference,
        sites: sites(case.story()),
    };
    let mut found = Found::default();
    both.sentences(&mut found);
    both.conditions(&mut found);
    found
}

/// Returns for every sentence that is shown the facts of which one must happen for that.
pub fn shown(case: &Case, coverage: &Coverage) -> Vec<Vec<Fact>> {
    let both = Both {
        case,
        coverage,
        facts: Facts::new(),
        reference: case.reference(),
        sites: sites(case.story()),
    };
    let shown = coverage.sentences.iter();
    let shown = shown.filter(|sentence| sentence.read.is_shown());
    shown
        .map(|sentence| both.readings(sentence.prose, &sentence.path))
        .collect()
}

struct Both<'c> {
    case: &'c Case,
    coverage: &'c Coverage,
    reference: Reference<'c>,
    facts: Facts,
    /// Where every stretch of prose stands, in the words of the reference.
    sites: BTreeMap<ProseId, Vec<String>>,
}

impl Both<'_> {
    fn told(&self) -> String {
        format!("seed {}\n{}", self.case.seed, self.case.text())
    }

    fn sentences(&self, found: &mut Found) {
        let story = self.case.story();
        for sentence in &self.coverage.sentences {
            let facts = self.readings(sentence.prose, &sentence.path);
            self.check(sentence.read, &facts, &|| {
                format!("`{}`", sentence.words(story))
            });
            let is_inner = !sentence.path.is_empty();
            found.note(match sentence.read.is_shown() {
                true if is_inner => {
                    "a text that is read though the stretch around it may be read without it"
                }
                true => "a sentence that is read",
                false if is_inner && self.happens(&self.readings(sentence.prose, &[])) => {
                    "a text that is never read in a stretch that is"
                }
                false => "a sentence that is never read",
            });
        }
        let texts = story.proses.iter().map(texts).sum::<usize>();
        assert_eq!(self.coverage.sentences.len(), texts, "{}", self.told());
    }

    fn conditions(&self, found: &mut Found) {
        let mut known = Facts::new();
        for tested in &self.coverage.conditions {
            let (holds, fails) = self.asked(&tested.asked);
            let told = |what: &str| format!("{:?} {what}", tested.asked);
            self.check(tested.holds, &holds, &|| told("holds"));
            self.check(tested.fails, &fails, &|| told("fails"));
            let is_named = matches!(&tested.asked, Asked::Effect { path, .. } if path.len() > 1);
            found.note(
                match (
                    tested.holds.is_shown(),
                    tested.fails.is_shown(),
                    &tested.asked,
                ) {
                    (true, true, _) => "a condition that holds and fails",
                    (false, false, _) => "a condition that is never asked",
                    (true, false, Asked::Choice { .. }) => "a choice's condition that never fails",
                    (false, true, Asked::Choice { .. }) => "a choice's condition that never holds",
                    (true, false, Asked::Route { .. }) => "a route's condition that never fails",
                    (false, true, Asked::Route { .. }) => "a route's condition that never holds",
                    (true, false, Asked::Effect { .. }) if is_named => {
                        "a named effect's condition that never fails"
                    }
                    (true, false, Asked::Effect { .. }) => "an effect's condition that never fails",
                    (false, true, Asked::Effect { .. }) => "an effect's condition that never holds",
                    (true, false, Asked::Prose { .. }) => "a variant's condition that never fails",
                    (false, true, Asked::Prose { .. }) => "a variant's condition that never holds",
                },
            );
            known.extend(holds);
            known.extend(fails);
        }
        // A condition that both holds and fails is known to the prover.
        for fact in &self.facts {
            if let Fact::Asked(site, true) = fact
                && self.facts.contains(&Fact::Asked(site.clone(), false))
            {
                assert!(known.contains(fact), "{site}\n{}", self.told());
            }
        }
    }

    /// Checks that something is shown exactly if one of the facts is, and that its script shows one of them last.
    fn check(&self, seen: Seen, facts: &[Fact], what: &dyn Fn() -> String) {
        let told = || format!("{} is {seen:?}\n{}", what(), self.told());
        assert_ne!(seen, Seen::Unknown, "{}", told());
        assert_eq!(seen.is_shown(), self.happens(facts), "{}", told());
        let Seen::Shown(trace) = seen else { return };
        let script = self.coverage.script(self.case.story(), trace);
        let shown = self.shown_last(&script, &told);
        assert!(
            facts.iter().any(|fact| shown.contains(fact)),
            "the script {script:?}\n{}",
            told()
        );
    }

    fn happens(&self, facts: &[Fact]) -> bool {
        facts.iter().any(|fact| self.facts.contains(fact))
    }

    /// Returns what happens with the last choice of a script, and before the next.
    fn shown_last(&self, script: &[String], told: &impl Fn() -> String) -> Facts {
        let reference = &self.reference;
        let mut facts = Facts::new();
        let mut turn = reference.first_turn();
        if script.is_empty() {
            facts = reference.facts_before_the_first_choice();
        }
        for (number, name) in script.iter().enumerate() {
            let before = turn.moment.state.clone();
            turn = reference
                .next_turn(&turn.moment, name)
                .unwrap_or_else(|| panic!("`{name}` of {script:?} is not open\n{}", told()));
            if number + 1 == script.len() {
                let choices = reference.model.choices(reference.model.node(&before.node));
                let exit = choices.iter().position(|choice| choice.name == *name);
                reference.going(&before, exit.expect("it was taken"), &mut facts);
            }
        }
        for state in &turn.passed {
            reference.passing(state, &mut facts);
        }
        facts
    }

    /// Returns the facts of which one must happen for a text to be read.
    fn readings(&self, prose: ProseId, path: &[Branch]) -> Vec<Fact> {
        let path = ordinals(self.case.story().proses.get(prose), path);
        let sites = self.sites.get(&prose).into_iter().flatten();
        sites
            .map(|site| Fact::Read(site.clone(), path.clone()))
            .collect()
    }

    /// Returns the facts of which one must happen for a condition to hold, and to fail.
    fn asked(&self, asked: &Asked) -> (Vec<Fact>, Vec<Fact>) {
        let story = self.case.story();
        let sites = match asked {
            Asked::Prose { prose, path, piece } => {
                let half = |text| {
                    let mut path = path.clone();
                    path.push(Branch {
                        piece: *piece,
                        text,
                    });
                    self.readings(*prose, &path)
                };
                return (half(0), half(1));
            }
            Asked::Choice { node, choice } => {
                let site = |(node, choice): (&str, &str)| format!("choice {node} {choice}");
                same_choices(story, *node, *choice).map(site).collect()
            }
            Asked::Route { node, route } => {
                vec![format!("route {} {route}", self.case.name(*node))]
            }
            Asked::Effect { list, path } => self.effect_sites(*list, path),
        };
        let fact = |holds| {
            let fact = move |site: &String| Fact::Asked(site.clone(), holds);
            sites.iter().map(fact).collect()
        };
        (fact(true), fact(false))
    }

    fn effect_sites(&self, list: EffectList, path: &[usize]) -> Vec<String> {
        let story = self.case.story();
        let model = &self.case.model;
        let (sites, effects, written) = match list {
            EffectList::Enter(node) => {
                let name = self.case.name(node);
                let node = &story.nodes[node.index()];
                let written = model.node(name).enter.clone();
                (vec![format!("effect enter {name}")], &node.enter, written)
            }
            EffectList::Choice { node, choice } => {
                let taken = &story.nodes[node.index()].choices()[choice];
                let written = model.choices(model.node(self.case.name(node)));
                let site = |(node, choice): (&str, &str)| format!("effect {node} {choice}");
                let sites = same_choices(story, node, choice).map(site).collect();
                (sites, &taken.effects, written[choice].effects.clone())
            }
            EffectList::Route { node, route } => {
                let taken = &story.nodes[node.index()].routes()[route];
                let name = self.case.name(node);
                let model::Exits::Routes(written) = &model.node(name).exits else {
                    panic!("`{name}` has routes");
                };
                let site = format!("effect {name} route {route}");
                (vec![site], &taken.effects, written[route].effects.clone())
            }
        };
        let [outer @ .., index] = path else {
            panic!("a path leads somewhere");
        };
        if outer.is_empty() {
            return sites.iter().map(|site| format!("{site} {index}")).collect();
        }
        // Named effects of the same steps are one to the prover.
        let steps = inside(effects, outer);
        let mut names = Vec::new();
        for node in &model.nodes {
            same_steps(story, model, node, steps, &mut names);
        }
        assert!(!names.is_empty() || !written.is_empty());
        names
            .iter()
            .map(|name| format!("named {name} {index}"))
            .collect()
    }
}

/// Returns the steps of the named effect at a path.
fn inside<'e>(effects: &'e [Effect], path: &[usize]) -> &'e [Effect] {
    path.iter().fold(effects, |effects, index| {
        let Change::Group(steps) = &effects[*index].change else {
            panic!("a named effect has steps");
        };
        steps
    })
}

/// Adds the names of effects used at a node that come to just these steps.
fn same_steps(
    story: &Story,
    model: &Model,
    node: &model::Node,
    steps: &[Effect],
    names: &mut Vec<String>,
) {
    let id = story.node(&node.name).expect("it was compiled");
    let compiled = &story.nodes[id.index()];
    let mut lists: Vec<(&[Effect], Vec<model::Effect>)> =
        vec![(&compiled.enter, node.enter.clone())];
    for (choice, written) in compiled.choices().iter().zip(model.choices(node)) {
        lists.push((&choice.effects, written.effects));
    }
    if let model::Exits::Routes(routes) = &node.exits {
        for (route, written) in compiled.routes().iter().zip(routes) {
            lists.push((&route.effects, written.effects.clone()));
        }
    }
    while let Some((effects, written)) = lists.pop() {
        for (effect, written) in effects.iter().zip(&written) {
            if let (Change::Group(inner), model::Change::Named(name)) =
                (&effect.change, &written.change)
            {
                if inner == steps && !names.contains(name) {
                    names.push(name.clone());
                }
                lists.push((inner, model.steps(name).to_vec()));
            }
        }
    }
}

/// Returns where a choice stands that nodes may share: node and choice.
fn same_choices(story: &Story, node: NodeId, choice: usize) -> impl Iterator<Item = (&str, &str)> {
    let label = story.nodes[node.index()].choices()[choice].say;
    story.nodes.iter().flat_map(move |node| {
        let same = node
            .choices()
            .iter()
            .filter(move |choice| choice.say == label);
        same.map(|choice| (node.name.as_str(), choice.name.as_str()))
    })
}

/// Returns how many texts with words a stretch of prose comes to.
fn texts(prose: Prose<'_>) -> usize {
    let has_words = prose.pieces().any(|piece| match piece {
        Piece::Words(words) => words.chars().any(|sign| !sign.is_whitespace()),
        Piece::Variant { .. } | Piece::ByValue(..) => false,
        _ => true,
    });
    let inner = prose.pieces().map(|piece| match piece {
        Piece::Variant { yes, no, .. } => texts(yes) + texts(no),
        Piece::ByValue(_, choices) => choices.iter().map(texts).sum(),
        _ => 0,
    });
    usize::from(has_words) + inner.sum::<usize>()
}

/// Turns the indices of pieces into how many pieces that choose stand before each.
fn ordinals(prose: Prose<'_>, path: &[Branch]) -> Vec<(usize, usize)> {
    let mut text = prose;
    let mut ordinals = Vec::new();
    for branch in path {
        let chooses =
            |piece: &Piece<'_>| matches!(piece, Piece::Variant { .. } | Piece::ByValue(..));
        let before = text.pieces().take(branch.piece).filter(chooses).count();
        ordinals.push((before, branch.text));
        let piece = text.piece(branch.piece).expect("a piece");
        text = piece.text(branch.text).expect("a text to choose");
    }
    ordinals
}

/// Returns where every stretch of prose stands.
fn sites(story: &Story) -> BTreeMap<ProseId, Vec<String>> {
    let mut sites: BTreeMap<ProseId, Vec<String>> = BTreeMap::new();
    let mut add = |prose: Option<ProseId>, site: String| {
        if let Some(prose) = prose {
            sites.entry(prose).or_default().push(site);
        }
    };
    for page in &story.pages {
        let name = &page.name;
        add(page.text, format!("page {name}"));
        add(
            page.figure.map(|it| it.drawing),
            format!("drawing page {name}"),
        );
        add(page.figure.map(|it| it.says), format!("says page {name}"));
    }
    for act in &story.acts {
        for meter in &act.status {
            add(Some(*meter), format!("status {}", act.name));
        }
    }
    for node in &story.nodes {
        let name = &node.name;
        add(node.text, format!("text {name}"));
        add(
            node.figure.map(|it| it.drawing),
            format!("drawing text {name}"),
        );
        add(node.figure.map(|it| it.says), format!("says text {name}"));
        for choice in node.choices() {
            let site = format!("{name} {}", choice.name);
            add(Some(choice.say), format!("say {site}"));
            add(choice.locked, format!("locked {site}"));
            add(choice.beat, format!("beat {site}"));
            for (number, (_, entry)) in choice.records.iter().enumerate() {
                add(Some(*entry), format!("entry {site} {number}"));
            }
        }
        if let Exits::Routes(routes) = &node.exits {
            for (index, route) in routes.iter().enumerate() {
                for (number, (_, entry)) in route.records.iter().enumerate() {
                    add(Some(*entry), format!("entry {name} route {index} {number}"));
                }
            }
        }
    }
    sites
}
