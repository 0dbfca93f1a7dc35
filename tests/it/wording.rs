//! Conditions, effects and prose written down again mean what they meant.

use std::fmt::Write as _;

use fifteen::{
    compile::{Compiled, compile},
    engine::Reader,
    source::Sources,
    story::{Change, Condition, Effect, Node, ProseId, Story},
    wording::Wording,
};

use crate::{
    generate::{self, dice::Dice},
    reference::{tally::Tally, write as files},
};

fn compiled(files: &[(String, String)]) -> Compiled {
    let mut sources = Sources::new("");
    for (path, text) in files {
        sources.add(path, text.as_bytes());
    }
    compile(&sources).unwrap_or_else(|faults| panic!("{faults:#?}\n{files:#?}"))
}

fn has_group(effects: &[Effect]) -> bool {
    effects
        .iter()
        .any(|effect| matches!(effect.change, Change::Group(_)))
}

/// Returns values by chance, each within its bounds.
fn values(story: &Story, dice: &mut Dice) -> Vec<u64> {
    let mut values = vec![0; story.words];
    for variable in &story.variables {
        let most = usize::try_from(variable.field.max.min(1000)).expect("small");
        variable.field.set(&mut values, dice.below(most + 1) as u64);
    }
    values
}

/// The story gets a node more, whose choices say once more what all its choices say; a count of visits may get another
/// bound that way, so what looks at one is left out.
#[test]
fn what_is_written_down_is_read_back_with_the_same_meaning() {
    let (mut conditions, mut effects, mut proses) = (0, 0, 0);
    for seed in 0..120 {
        let model = generate::story(seed);
        let mut files = files::files(&model, seed, &Tally::default());
        let first = compiled(&files);
        let story = &first.story;
        let wording = Wording::new(story);
        let choices: Vec<_> = story
            .nodes
            .iter()
            .flat_map(Node::choices)
            .filter(|choice| {
                let when = wording.condition(&choice.when);
                let say = wording.prose(choice.say) + &wording.effects(&choice.effects);
                !when.contains("visits.") && !say.contains("visits.") && !has_group(&choice.effects)
            })
            .take(40)
            .collect();
        let mut probe = String::from("{ \"probe\": (choices: {\n");
        for (index, choice) in choices.iter().enumerate() {
            let _ = writeln!(
                probe,
                "\"c{index}\": (say: r##\"{}\"##, when: \"{}\", do: \"{}\", to: \"probe\"),",
                wording.prose(choice.say),
                wording.condition(&choice.when),
                wording.effects(&choice.effects)
            );
        }
        if choices.is_empty() {
            continue;
        }
        files.push(("probe.ron".to_owned(), probe + "}) }"));
        let second = compiled(&files);
        let probe = second.story.node("probe").expect("the probe");
        let written = second.story.nodes[probe.index()].choices();
        let mut dice = Dice::new(seed);
        for (choice, again) in choices.iter().zip(written) {
            assert_eq!(choice.when, again.when, "seed {seed}");
            conditions += usize::from(choice.when != Condition::Always);
            effects += usize::from(!choice.effects.is_empty());
            let read = |story: &Story, prose: ProseId, values: &[u64]| {
                let records = vec![vec!["entry".to_owned()]; story.records.len()];
                Reader {
                    story,
                    values,
                    records: &records,
                }
                .flowing(prose)
            };
            for _ in 0..8 {
                let before = values(story, &mut dice);
                let text = read(story, choice.say, &before);
                assert_eq!(text, read(&second.story, again.say, &before), "seed {seed}");
                proses += 1;
                let (mut left, mut right) = (before.clone(), before);
                Effect::apply_all(&choice.effects, &mut left);
                Effect::apply_all(&again.effects, &mut right);
                assert_eq!(
                    left,
                    right,
                    "seed {seed}: {}",
                    wording.effects(&choice.effects)
                );
            }
        }
    }
    assert!(conditions > 200 && effects > 200 && proses > 2000);
}
