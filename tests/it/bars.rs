//! The bars of the story's craft, measured on the shipped story with fixed seeds; each figure is written to
//! `target/tmp/bars/`, with what was asked of it.

mod duke;
mod matter;
mod play;
mod read;
mod screen;
mod voice;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write as _,
    fs,
    path::Path,
    sync::OnceLock,
};

use fifteen::{engine::State, story::Exits};

use crate::{generate::dice::Dice, support::shipped};
use play::{Days, Played, Table, reads_of, uniform};
use read::{Coverage, base_words, sentences, sizes, total_words, words};

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::new(shipped().story))
}

/// Writes a figure where a writer can look at it, and passes it on.
fn note(name: &str, asked: &str, found: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bars");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(
        folder.join(format!("{name}.txt")),
        format!("asked: {asked}\nfound: {found}\n"),
    )
    .expect("a figure");
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of plays and words are small"
)]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Returns the value that `percent` of the others do not exceed.
fn percentile(sorted: &[usize], percent: usize) -> usize {
    sorted[(sorted.len() - 1) * percent / 100]
}

/// B1: node texts without their variants; endings apart.
#[test]
fn texts_are_as_long_as_a_screen_likes() {
    let story = &table().story;
    let (mut texts, mut endings) = (Vec::new(), Vec::new());
    for node in &story.nodes {
        let Some(text) = node.text else { continue };
        let count = base_words(story.proses.get(text));
        match node.exits {
            Exits::Ending(_) => endings.push((count, node.name.clone())),
            Exits::Choices(_) => texts.push(count),
            Exits::Routes(_) => {}
        }
    }
    texts.sort_unstable();
    endings.sort();
    let (median, most, longest) = (
        percentile(&texts, 50),
        percentile(&texts, 90),
        percentile(&texts, 100),
    );
    note(
        "b01_texts",
        "median 50-75, 90th percentile <= 95, longest <= 120; endings 140-180",
        &format!("median {median}, 90th percentile {most}, longest {longest}; endings {endings:?}"),
    );
    assert!((50..=75).contains(&median) && most <= 95 && longest <= 120);
    assert!(
        endings.iter().all(|(count, _)| (140..=180).contains(count)),
        "{endings:?}"
    );
}

/// B2, B3, B4, B5: what a playthrough that chooses at random reads and chooses.
#[test]
fn a_run_reads_as_much_as_a_film_takes() {
    let table = table();
    let (mut full, mut early, mut beats, mut turns) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut decisions, mut options, mut screens) = (Vec::new(), 0, 0);
    for seed in 0..400 {
        let played = uniform(table, seed);
        let read: usize = played.turns.iter().map(|turn| turn.beat + turn.text).sum();
        if played.has_seen("rd1a") {
            full.push(read);
            decisions.push(played.steps.len());
        } else {
            early.push(read);
        }
        for turn in &played.turns {
            if turn.options > 0 {
                turns.push(turn.beat + turn.text);
                options += turn.options;
                screens += 1;
            }
            if turn.beat > 0 {
                beats.push(turn.beat);
            }
        }
    }
    for list in [
        &mut full,
        &mut early,
        &mut beats,
        &mut turns,
        &mut decisions,
    ] {
        list.sort_unstable();
    }
    let long = share(
        turns.iter().filter(|&&count| count > 160).count(),
        turns.len(),
    );
    let mean = share(turns.iter().sum(), turns.len());
    let choices = share(options, screens);
    note(
        "b02_b05_pace",
        "words a decision: mean 75-100, seldom > 160; beats 15-35; a full run 6,500-8,000 words in 70-84 decisions; \
         an early ending 3,300-4,000; options mean 3.0-3.6",
        &format!(
            "words a decision: mean {mean:.0}, 95th percentile {}, longest {}, {:.1}% over 160; beats {}-{} (5th-95th \
             percentile), median {}; Moscow: {}-{} words, median {}, in {}-{} decisions; home: median {}; options \
             mean {choices:.2}; the whole story {} words",
            percentile(&turns, 95),
            percentile(&turns, 100),
            long * 100.0,
            percentile(&beats, 5),
            percentile(&beats, 95),
            percentile(&beats, 50),
            percentile(&full, 5),
            percentile(&full, 95),
            percentile(&full, 50),
            percentile(&decisions, 0),
            percentile(&decisions, 100),
            percentile(&early, 50),
            total_words(&table.story),
        ),
    );
    assert!((75.0..=125.0).contains(&mean), "{mean}");
    assert!((3.0..=3.6).contains(&choices), "{choices}");
    assert!((15..=40).contains(&percentile(&beats, 50)));
}

/// B7: what a player did is read again, by conditions and by prose.
#[test]
fn what_was_done_is_read_again() {
    let story = &table().story;
    let reads = reads_of(story);
    let acts = |variable: &str| -> HashSet<usize> {
        let nodes = story.nodes.iter().zip(&reads);
        nodes
            .filter(|(_, read)| read.contains(variable))
            .filter_map(|(node, _)| node.act.map(fifteen::story::ActId::index))
            .collect()
    };
    let mut found = String::new();
    for (variable, born) in [
        ("trust", 0),
        ("grudge", 0),
        ("regard", 0),
        ("spar", 0),
        ("rumour", 0),
        ("robot", 0),
        ("red_crate", 0),
        ("easy_yes", 0),
        ("held_once", 0),
        ("show", 0),
        ("said_done", 0),
        ("asked_her", 0),
        ("boy", 0),
        ("feet", 0),
        ("number", 1),
        ("bridge", 1),
        ("owes", 1),
        ("word", 1),
        ("late", 1),
        ("apollo", 1),
        ("heard_card", 1),
        ("tree", 2),
        ("minder", 3),
        ("adrian_here", 3),
        ("peak", 3),
        ("relic", 3),
    ] {
        let later = acts(variable).into_iter().filter(|&act| act > born).count();
        write!(found, "{variable} in {later}, ").expect("a string");
        let asked = if born >= 3 { 1 } else { 2 };
        assert!(later >= asked, "`{variable}` is read in {later} later acts");
    }
    let mut endings = String::new();
    for (node, read) in story.nodes.iter().zip(&reads) {
        if matches!(node.exits, Exits::Ending(_)) {
            write!(endings, "{} reads {}, ", node.name, read.len()).expect("a string");
            assert!(
                read.len() >= 12,
                "{} reads {}: {read:?}",
                node.name,
                read.len()
            );
        }
    }
    note(
        "b07_read_back",
        "each in two later acts, each ending twelve",
        &format!("{found}\n{endings}"),
    );
}

/// B9: whoever comes to the fourteenth round can nearly always still win.
#[test]
fn the_fourteenth_round_can_nearly_always_be_won() {
    let table = table();
    let mut known = HashMap::new();
    let (mut all, mut winnable) = (0, 0);
    let mut seen: HashSet<State> = HashSet::new();
    for seed in 0..4_000 {
        let mut dice = Dice::new(seed);
        let Some(state) = table.reach("rd14", &mut dice) else {
            continue;
        };
        if seen.insert(state.clone()) {
            all += 1;
            winnable += usize::from(table.can_win(&state, &mut known));
        }
    }
    let found = share(winnable, all);
    note(
        "b09_fairness",
        ">= 95% of the states that enter round fourteen",
        &format!("{:.1}% of {all}", found * 100.0),
    );
    assert!(all > 500 && found >= 0.95, "{winnable} of {all}");
}

/// B10: no tactic wins by itself, and sense does.
#[test]
fn no_tactic_wins_alone_and_training_pays() {
    let table = table();
    let mut found = String::new();
    let mut short = false;
    // To slip is for those who have learnt it: where it is not open, they choose at random.
    for tactic in ["cover", "tie", "ribs", "trade", "slip"] {
        let won = (0..1_500)
            .filter(|&seed| table.wins_with(tactic, seed))
            .count();
        let rate = share(won, 1_500) * 100.0;
        write!(found, "{tactic} {rate:.1}%, ").expect("a string");
        assert!(rate <= 45.0, "{tactic} wins {rate}%");
    }
    for (trained, asked) in [
        (Days::none(), 40.0),
        (Days::one(), 80.0),
        (Days::two(), 95.0),
    ] {
        let won = (0..1_500)
            .filter(|&seed| table.wins_sensibly(trained, seed))
            .count();
        let rate = share(won, 1_500) * 100.0;
        write!(found, "sense and {trained:?} {rate:.1}%, ").expect("a string");
        short |= rate < asked;
    }
    note(
        "b10_tactics",
        "one tactic <= 45%; sense with one slip in four >= 40 / 80 / 95%",
        &found,
    );
    assert!(!short, "{found}");
}

/// B11: a second run is another run.
#[test]
fn a_second_run_reads_new_words() {
    let table = table();
    let run = |mut seed: u64| -> Played {
        loop {
            let played = uniform(table, seed);
            if played.has_seen("sp_who") {
                return played;
            }
            seed += 1_000_003;
        }
    };
    let (mut new, mut all, mut scenes) = (0, 0, 0);
    for pair in 0..200 {
        let (first, second) = (run(pair * 2), run(pair * 2 + 1));
        let known: HashSet<&str> = first
            .passages
            .iter()
            .flat_map(|text| sentences(text))
            .collect();
        for sentence in second.passages.iter().flat_map(|text| sentences(text)) {
            let count = words(sentence);
            all += count;
            new += if known.contains(sentence) { 0 } else { count };
        }
        scenes += usize::from(second.nodes.iter().any(|node| !first.nodes.contains(node)));
    }
    let found = share(new, all);
    note(
        "b11_replay",
        ">= 35% new words, a new scene",
        &format!(
            "{:.1}% of {all} words, a new scene in {scenes} of 200 pairs",
            found * 100.0
        ),
    );
    assert!(found >= 0.35, "{found}");
}

/// B12, B14: labels, reasons and screens.
#[test]
fn a_screen_holds_what_is_said_and_asked() {
    let table = table();
    let mut tall: BTreeMap<String, usize> = BTreeMap::new();
    let mut worst_locked = 0;
    for seed in 0..400 {
        let mut session = fifteen::session::Session::begin(&table.story).expect("a beginning");
        let mut dice = Dice::new(seed);
        loop {
            let view = session.view();
            if view.ending.is_some() {
                break;
            }
            let node = &table.story.nodes[session.turn().state.node.index()].name;
            for choice in &view.open {
                assert!(choice.label.len() <= 60, "{node}: {}", choice.label);
                assert!(words(&choice.label) <= 10, "{node}: {}", choice.label);
            }
            for locked in &view.locked {
                assert!(locked.reason.len() <= 40, "{node}: {}", locked.reason);
            }
            worst_locked = worst_locked.max(view.locked.len());
            let lines = screen::lines(session.turn(), &view);
            if lines > 22 {
                let most = tall.entry(node.to_string()).or_default();
                *most = lines.max(*most);
            }
            let choice = dice.pick(&view.open).name;
            session.choose(&choice).expect("it is open");
        }
    }
    note(
        "b14_screens",
        "<= 22 lines at 72 columns; <= 2 locked",
        &format!("over: {tall:?}; locked at most {worst_locked}"),
    );
    assert!(tall.is_empty(), "{tall:?}");
    assert!(worst_locked <= 2);
}

/// B16: no variant is written in vain.
#[test]
fn every_variant_is_read_by_somebody() {
    let table = table();
    let mut coverage = Coverage::new(&table.story);
    for seed in 0..6_000 {
        table.cover(&mut coverage, seed);
    }
    let unread = coverage.unread(&table.story);
    let (count, long) = sizes(&table.story);
    note(
        "b16_variants",
        "each is read; each <= 25 words",
        &format!(
            "{} of {} halves of variants unread in 6,000 plays; {long} longer than 25 words:\n{}",
            unread.len(),
            count,
            unread.join("\n")
        ),
    );
    assert!(share(unread.len(), count) <= 0.06, "{unread:#?}");
}

/// Bible 3.6: whoever imitates the film as far as the bell and then does what Duke says wins as the film does.
#[test]
fn the_road_of_the_film_needs_only_what_duke_says() {
    let story = &table().story;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/film.txt");
    let text = fs::read_to_string(path).expect("the script");
    let script = fifteen::session::Script::parse(&text).expect("a script");
    let endings = |liked: &[&str]| -> BTreeMap<String, usize> {
        let mut endings = BTreeMap::new();
        for seed in 0..1_000 {
            let ending = duke::follow(story, &script.steps, liked, seed);
            *endings.entry(ending).or_default() += 1;
        }
        endings
    };
    let (film, any) = (endings(duke::FILM), endings(&[]));
    note(
        "b08_film",
        "The Fifteenth Round, with the film's choices where Duke is silent; and with any choices there",
        &format!("{film:?}; {any:?}"),
    );
    assert!(film["end_fifteen"] >= 990, "{film:?}");
    assert!(any["end_fifteen"] >= 950, "{any:?}");
}

/// A tactic reads differently in the third round and the twelfth: no sentence stands in the outcomes of two places.
#[test]
fn no_outcome_of_the_bout_says_what_another_says() {
    let story = &table().story;
    let mut places: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for node in &story.nodes {
        let act = node.act.map(|act| story.acts[act.index()].name.as_str());
        for choice in node.choices().iter().filter(|_| act == Some("moscow")) {
            let beat = choice
                .beat
                .unwrap_or_else(|| panic!("{}: `{}` has no outcome", node.name, choice.name));
            *outcomes.entry(&choice.name).or_default() += 1;
            let mut sentences = Vec::new();
            read::written(story.proses.get(beat), &mut sentences);
            for sentence in sentences.into_iter().filter(|one| words(one) >= 4) {
                let found = places.entry(sentence).or_default();
                *found.entry(&node.name).or_default() += 1;
            }
        }
    }
    places.retain(|_, found| found.len() > 1);
    assert!(places.is_empty(), "{places:#?}");
    assert!(
        ["cover", "tie", "ribs", "trade", "slip"]
            .iter()
            .all(|tactic| outcomes[tactic] >= 7)
    );
}

/// A variant that is left out takes its spare space with it; what stands round it must too.
#[test]
fn what_is_read_is_set_cleanly() {
    let table = table();
    let mut odd: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..1_500 {
        for passage in uniform(table, seed).passages {
            for paragraph in passage.split("\n\n") {
                if let Some(slip) = read::slip_of_the_pen(paragraph) {
                    *odd.entry(slip).or_default() += 1;
                }
            }
        }
    }
    assert!(odd.is_empty(), "{odd:#?}");
}
