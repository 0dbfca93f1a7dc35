//! Whether what is chosen matters, and how long the story talks between two choices.

use std::collections::{BTreeMap, HashSet};

use fifteen::{
    session::Session,
    story::{Change, Choice, Effect, Exits, Node, Story},
};

use super::{
    note, percentile,
    play::{prose_reads, uniform},
    screen, share, table,
};
use crate::generate::dice::Dice;

/// What a variable is for: the bits that some condition reads, and those that prose reads besides.
struct Readers {
    gates: Vec<u64>,
    all: Vec<u64>,
}

impl Readers {
    fn of(story: &Story) -> Self {
        let mut gates = vec![0; story.words];
        for node in &story.nodes {
            match &node.exits {
                Exits::Choices(choices) => {
                    for choice in choices {
                        choice.when.reads(&mut gates);
                    }
                }
                Exits::Routes(routes) => routes.iter().for_each(|one| one.when.reads(&mut gates)),
                Exits::Ending(_) => {}
            }
        }
        // What an effect asks before it changes something that gates, gates too; so round until nothing is new.
        loop {
            let before = gates.clone();
            for list in lists(story) {
                // What is needed after one step stays wanted by others: nothing is ever taken away here.
                let mut needed = gates.clone();
                Effect::all_need(list, &mut needed);
                gates
                    .iter_mut()
                    .zip(&needed)
                    .for_each(|(all, more)| *all |= more);
            }
            if gates == before {
                break;
            }
        }
        let mut all = gates.clone();
        for prose in story.proses.iter() {
            prose_reads(story, prose, &mut all);
        }
        Self { gates, all }
    }
}

fn lists(story: &Story) -> impl Iterator<Item = &[Effect]> {
    story.nodes.iter().flat_map(|node| {
        let choices = node
            .choices()
            .iter()
            .map(|choice| choice.effects.as_slice());
        let routes: &[_] = match &node.exits {
            Exits::Routes(routes) => routes,
            Exits::Choices(_) | Exits::Ending(_) => &[],
        };
        let routes = routes.iter().map(|route| route.effects.as_slice());
        choices.chain(routes).chain([node.enter.as_slice()])
    })
}

/// Returns where a choice leads and, as text to compare, its steps that change one of these bits.
fn mark(choice: &Choice, bits: &[u64]) -> (usize, String) {
    fn steps(effects: &[Effect], bits: &[u64], found: &mut Vec<String>) {
        for effect in effects {
            match &effect.change {
                Change::Group(inside) => steps(inside, bits, found),
                Change::Assign { field, .. }
                | Change::Add { field, .. }
                | Change::Subtract { field, .. } => {
                    if bits[field.word] & field.bits() != 0 {
                        found.push(format!("{effect:?}"));
                    }
                }
            }
        }
    }
    let mut found = Vec::new();
    steps(&choice.effects, bits, &mut found);
    (choice.to.index(), found.join(";"))
}

fn decisions(story: &Story) -> impl Iterator<Item = &Node> {
    story.nodes.iter().filter(|node| node.choices().len() > 1)
}

/// B6: at every node some choice is remembered, nearly always by something that opens or shuts a way.
#[test]
fn choices_matter() {
    let story = &table().story;
    let readers = Readers::of(story);
    let differ = |node: &Node, bits: &[u64], has_records: bool| {
        let marks: HashSet<_> = node
            .choices()
            .iter()
            .map(|one| (mark(one, bits), has_records.then_some(&one.records)))
            .collect();
        marks.len() > 1
    };
    let nodes: Vec<&Node> = decisions(story).collect();
    let remembered = nodes
        .iter()
        .filter(|node| differ(node, &readers.all, true))
        .count();
    let gating = nodes
        .iter()
        .filter(|node| differ(node, &readers.gates, false))
        .count();
    let (mut single, mut all) = (0, 0);
    for node in &nodes {
        let marks: Vec<_> = node
            .choices()
            .iter()
            .map(|one| mark(one, &readers.gates))
            .collect();
        let targets: HashSet<usize> = marks.iter().map(|mark| mark.0).collect();
        all += marks.len();
        single += marks
            .iter()
            .filter(|mark| !mark.1.is_empty() || targets.len() > 1)
            .count();
    }
    let idle: Vec<&str> = nodes
        .iter()
        .filter(|node| !differ(node, &readers.gates, false))
        .map(|node| node.name.as_str())
        .collect();
    let (remembered, gating, single) = (
        share(remembered, nodes.len()),
        share(gating, nodes.len()),
        share(single, all),
    );
    note(
        "b06_matter",
        "100% of the nodes differ in what is read later, >= 85% in what gates, >= 70% of the single choices do",
        &format!(
            "{:.0}% of {} nodes, {:.0}%, {:.0}% of {all} choices; told apart by words alone: {idle:?}",
            remembered * 100.0,
            nodes.len(),
            gating * 100.0,
            single * 100.0
        ),
    );
    assert!(remembered >= 1.0 && gating >= 0.85 && single >= 0.70);
}

/// B2: how much is read between two choices, an act at a time, and where it is too much.
#[test]
fn nobody_reads_long_without_choosing() {
    let table = table();
    let mut acts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut long: BTreeMap<String, usize> = BTreeMap::new();
    let (mut over, mut all) = (0, 0);
    for seed in 0..400 {
        let played = uniform(table, seed);
        for turn in played.turns.iter().filter(|turn| turn.options > 0) {
            let node = &table.story.nodes[turn.node.index()];
            let count = turn.beat + turn.text;
            acts.entry(node.act.expect("an act").index())
                .or_default()
                .push(count);
            all += 1;
            if count > 160 {
                over += 1;
                let most = long.entry(node.name.to_string()).or_default();
                *most = count.max(*most);
            }
        }
    }
    let each: Vec<String> = acts
        .iter_mut()
        .map(|(&act, counts)| {
            counts.sort_unstable();
            let mean = share(counts.iter().sum(), counts.len());
            let name = &table.story.acts[act].name;
            format!(
                "{name} {mean:.0} (95th percentile {})",
                percentile(counts, 95)
            )
        })
        .collect();
    let found = share(over, all);
    note(
        "b02_acts",
        "words a decision, never more than 160 without a choice",
        &format!(
            "{}; {:.2}% over 160: {long:?}",
            each.join(", "),
            found * 100.0
        ),
    );
    assert!(found <= 0.04, "{found}: {long:?}");
}

/// B14, asked more of: what a choice did stands above the place that it led to. It must not have scrolled away before it
/// is read; the bout, where meters and tactics take eight lines, has the hardest time of it.
#[test]
fn what_was_just_done_stays_in_sight() {
    let table = table();
    let mut tall: BTreeMap<String, usize> = BTreeMap::new();
    let mut acts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for seed in 0..400 {
        let mut session = Session::begin(&table.story).expect("a beginning");
        let mut dice = Dice::new(seed);
        loop {
            let view = session.view();
            if view.ending.is_some() {
                break;
            }
            let node = &table.story.nodes[session.turn().state.node.index()];
            let act = table.story.acts[node.act.expect("an act").index()]
                .name
                .as_str();
            let lines = screen::lines_with_outcome(session.turn(), &view);
            let (all, over) = acts.entry(act).or_default();
            *all += 1;
            if lines > 22 {
                *over += 1;
                let most = tall.entry(node.name.to_string()).or_default();
                *most = lines.max(*most);
            }
            let choice = dice.pick(&view.open).name;
            session.choose(&choice).expect("it is open");
        }
    }
    let each: Vec<String> = acts
        .iter()
        .map(|(act, &(all, over))| format!("{act} {:.1}%", share(over, all) * 100.0))
        .collect();
    note(
        "b14_beats",
        "an outcome, what comes after it and its choices: seldom more than 22 lines",
        &format!("over: {}; {tall:?}", each.join(", ")),
    );
    for (act, &(all, over)) in &acts {
        let asked = match *act {
            "moscow" => 0.2,
            "speech" => 0.15,
            _ => 0.02,
        };
        assert!(
            share(over, all) <= asked,
            "{act}: {over} of {all}; {tall:?}"
        );
    }
}
