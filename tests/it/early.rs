//! The way back from each early ending of the shipped story: offered, taken, and where it leads.

use std::{fs, path::Path};

use fifteen::session::Session;

use crate::support::{Window, shipped};

/// Returns the choices of the recorded run to an ending.
fn recorded(ending: &str) -> Vec<String> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let text = fs::read_to_string(scripts.join(format!("{ending}.txt"))).expect("a script");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let steps = lines.filter_map(|line| line.split_whitespace().next());
    steps.map(str::to_owned).collect()
}

#[test]
fn each_early_ending_offers_the_way_back_to_where_it_turned() {
    let compiled = shipped();
    let endings = &compiled.story.endings;
    assert_eq!(endings.iter().filter(|ending| ending.early).count(), 6);
    // One play of them all: what can still be reached is worked out once for it.
    let mut window = Window::open(["play", "--no-save", "--width", "72"]);
    for ending in endings.iter().filter(|ending| ending.early) {
        let steps = recorded(&ending.name);
        let mut session = Session::begin(&compiled.story).expect("a beginning");
        for step in &steps {
            window.obey(step, &format!("\n> {step}\n"));
            session.choose(step).expect("an open choice");
        }
        window.until(&format!("THE END: {}\n", ending.title));
        window.until("It turned at choice ");
        let offer = window.read_until("\n\n").replace('\n', " ");
        let (number, rest) = offer.split_once(", ").expect("a number");
        let number: usize = number.parse().expect("a number");
        let turned = &session.taken()[number - 1];
        let expected = format!(
            "\"{}\". /back {number} goes back there; /back lists all.",
            turned.label
        );
        assert_eq!(rest, expected, "{}", ending.name);

        // Taken: the player stands where the choice is made, all before it stays as it was, and there is a way round.
        assert!(session.jump(number - 1));
        window.obey(&format!("/back {number}"), &format!("> /back {number}\n\n"));
        window.obey("/script", "");
        let screen = window.read_until("> /script\n\n").replace("\n     ", " ");
        let open = session.view().open;
        assert!(open.len() >= 2, "{}: nothing else to choose", ending.name);
        for (index, choice) in open.iter().enumerate() {
            let shown = |mark| format!("\n{:>3}{mark} {}", index + 1, choice.label);
            let is_shown = screen.contains(&shown(' ')) || screen.contains(&shown('!'));
            assert!(is_shown, "{}: {} in {screen}", ending.name, choice.label);
        }
        window.obey("/restart", "");
        let script = window.read_until("> /restart\n");
        let script: Vec<&str> = script.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(script[1..], steps[..number - 1], "{}", ending.name);
    }
    window.close();
}
