//! What the README shows is what happens.

use crate::support::{Folder, fifteen};

const README: &str = include_str!("../../README.md");

/// Returns the code blocks of a language, without their fences.
fn blocks(language: &str) -> Vec<&'static str> {
    let parts = README.split("```").skip(1).step_by(2);
    parts
        .filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'))
        .collect()
}

fn story(kitchen: &str) -> Folder {
    let world = blocks("ron")[0];
    let promises = blocks("ron")[2];
    Folder::new(&[
        ("world.ron", world),
        ("kitchen.ron", kitchen),
        ("promises.ron", promises),
    ])
}

#[test]
fn the_excerpt_is_what_a_player_sees() {
    let excerpt = blocks("text")[0]
        .strip_prefix("$ fifteen\n")
        .expect("the command");
    let (output, _) = fifteen(["play"]).input("yes\n").run();
    assert!(output.contains(excerpt), "{output}");
}

#[test]
fn the_example_story_is_proven() {
    let folder = story(blocks("ron")[1]);
    let (output, _) = fifteen(["check", folder.path().to_str().expect("a path")]).run();
    assert!(output.contains("proven: 4 states"), "{output}");
    assert!(output.contains("playthroughs: 1\n"), "{output}");
    assert!(output.contains("promises: 3 kept\n"), "{output}");
}

#[test]
fn the_example_mistake_is_shown_like_that() {
    let kitchen = blocks("ron")[1].replace("when: \"heat == hot\"", "when: \"heat == hott\"");
    let folder = story(&kitchen);
    let path = folder.path().to_str().expect("a path");
    let (_, errors) = fifteen(["check", path]).status(1).any_errors().run();
    let shown = errors.replace(&format!("{path}/"), "");
    assert!(shown.contains(blocks("text")[1].trim_end()), "{shown}");
}

#[test]
fn every_command_that_it_names_exists() {
    for block in blocks("sh") {
        for line in block.lines().filter(|line| line.starts_with("fifteen ")) {
            let command = line.split_whitespace().nth(1).expect("a command");
            let (help, _) = fifteen([command, "--help"]).run();
            let flags = line
                .split(&[' ', '[', ']', ';'][..])
                .filter(|word| word.starts_with("--"));
            flags.for_each(|flag| assert!(help.contains(flag), "{command} has no {flag}"));
        }
    }
}
