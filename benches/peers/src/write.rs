//! The same story in two languages: ours, and ink.

use std::fmt::Write as _;

use crate::generate::{Choice, MAX, Story, Test};

/// How many nodes stand in one file.
const NODES_A_FILE: usize = 100;

/// Returns the files of the story in our language, each with its path.
pub fn ron(story: &Story) -> Vec<(String, String)> {
    let mut world = format!(
        "(\n    id: \"{0}\", title: \"{0}\", version: \"1\", start: \"n0\",\n    flags: {{\n",
        story.name
    );
    for flag in 0..story.flags {
        let _ = writeln!(world, "        \"f{flag}\": \"flag {flag}\",");
    }
    world += "    },\n    counters: {\n";
    for counter in 0..story.counters {
        let _ = writeln!(world, "        \"c{counter}\": (max: {MAX}),");
    }
    world += "    },\n    endings: {\n";
    for ending in 0..story.endings {
        let _ = writeln!(
            world,
            "        \"ending_{ending}\": (title: \"Ending {ending}\"),"
        );
    }
    world += "    },\n)\n";
    let mut files = vec![("world.ron".to_owned(), world)];
    let first_ending = story.nodes.len() - story.endings;
    for (number, nodes) in story.nodes.chunks(NODES_A_FILE).enumerate() {
        let mut file = String::from("{\n");
        for (index, node) in nodes.iter().enumerate() {
            let id = number * NODES_A_FILE + index;
            let _ = writeln!(file, "    \"n{id}\": (\n        text: \"{}\",", node.text);
            if let Some(ending) = id.checked_sub(first_ending) {
                let _ = writeln!(file, "        ending: \"ending_{ending}\",");
            } else {
                file += "        choices: {\n";
                for (name, choice) in ('a'..).zip(&node.choices) {
                    ron_choice(&mut file, name, choice);
                }
                file += "        },\n";
            }
            file += "    ),\n";
        }
        file += "}\n";
        files.push((format!("nodes_{number:04}.ron"), file));
    }
    files
}

fn ron_choice(file: &mut String, name: char, choice: &Choice) {
    let _ = write!(file, "            \"{name}\": (say: \"{}\"", choice.text);
    if !choice.when.is_empty() {
        let _ = write!(file, ", when: \"{}\"", tests(&choice.when, " and "));
    }
    let mut effects = Vec::new();
    if let Some((flag, value)) = choice.set {
        effects.push(format!("{}f{flag}", if value { "" } else { "not " }));
    }
    if let Some((counter, amount)) = choice.add {
        let sign = if amount < 0 { '-' } else { '+' };
        effects.push(format!("c{counter} {sign}= {}", amount.abs()));
    }
    if !effects.is_empty() {
        let _ = write!(file, ", do: \"{}\"", effects.join(", "));
    }
    let _ = writeln!(file, ", to: \"n{}\"),", choice.to);
}

fn tests(when: &[Test], join: &str) -> String {
    let test = |test: &Test| match test {
        Test::Flag(flag, true) => format!("f{flag}"),
        Test::Flag(flag, false) => format!("not f{flag}"),
        Test::AtLeast(counter, low) => format!("c{counter} >= {low}"),
        Test::AtMost(counter, high) => format!("c{counter} <= {high}"),
    };
    when.iter().map(test).collect::<Vec<_>>().join(join)
}

/// Returns the story in ink.
pub fn ink(story: &Story) -> String {
    let mut ink = String::new();
    for flag in 0..story.flags {
        let _ = writeln!(ink, "VAR f{flag} = false");
    }
    for counter in 0..story.counters {
        let _ = writeln!(ink, "VAR c{counter} = 0");
    }
    ink += "-> n0\n";
    for (id, node) in story.nodes.iter().enumerate() {
        let _ = writeln!(ink, "=== n{id} ===\n{}", node.text);
        for choice in &node.choices {
            ink += "+ ";
            if !choice.when.is_empty() {
                let _ = write!(ink, "{{{}}} ", tests(&choice.when, " && "));
            }
            let _ = writeln!(ink, "[{}]", choice.text);
            if let Some((flag, value)) = choice.set {
                let _ = writeln!(ink, "    ~ f{flag} = {value}");
            }
            if let Some((counter, amount)) = choice.add {
                let sign = if amount < 0 { '-' } else { '+' };
                let amount = amount.abs();
                let _ = writeln!(ink, "    ~ c{counter} = c{counter} {sign} {amount}");
            }
            let _ = writeln!(ink, "    -> n{}", choice.to);
        }
        if node.choices.is_empty() {
            ink += "-> END\n";
        }
    }
    ink
}
