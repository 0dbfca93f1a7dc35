//! `watch`: what is said after a save, and what is not said again.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use crate::support::{Folder, TEA, fifteen};

/// A watch under way; it ends with the test.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watch {
    fn on(folder: &Folder) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fifteen"))
            .arg("watch")
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program");
        let output = BufReader::new(child.stdout.take().expect("an output"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// Reads lines up to one that begins with `last`, and returns them all.
    #[track_caller]
    fn until(&self, last: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            match self.lines.recv_timeout(Duration::from_mins(1)) {
                Ok(line) => {
                    lines.push(line);
                    if lines[lines.len() - 1].starts_with(last) {
                        return lines;
                    }
                }
                Err(error) => panic!("waited for {last:?}: {error}; so far {lines:#?}"),
            }
        }
    }
}

#[test]
fn a_save_tells_what_is_new_and_what_is_gone() {
    let folder = Folder::new(TEA);
    let watch = Watch::on(&folder);
    let lines = watch.until("proven: ");
    assert!(lines[0].starts_with("watching "), "{lines:#?}");

    // A name that does not exist.
    let broken = TEA[1].1.replace("to: \"cup\"", "to: \"cupp\"");
    folder.write(TEA[1].0, broken.as_bytes());
    let lines = watch.until("1 fault; nothing is proven");
    assert_eq!(lines[0], "saved: kitchen/kettle.ron");
    assert!(lines.iter().any(|line| line.contains("cupp")), "{lines:#?}");

    // The same fault a line further down is not said again, another one is.
    let worse = format!(
        "// a note\n{}",
        broken.replace("to: \"floor\"),\n        }", "to: \"flor\"),\n        }")
    );
    folder.write(TEA[1].0, worse.as_bytes());
    let lines = watch.until("2 faults; nothing is proven");
    assert!(lines.iter().any(|line| line.contains("flor")), "{lines:#?}");
    assert!(
        !lines
            .iter()
            .any(|line| line.contains("error") && line.contains("cupp")),
        "{lines:#?}"
    );

    // All is well again.
    folder.write(TEA[1].0, TEA[1].1.as_bytes());
    let lines = watch.until("proven: ");
    let gone = lines
        .iter()
        .filter(|line| line.starts_with("gone: "))
        .count();
    assert_eq!(gone, 2, "{lines:#?}");
    assert!(
        !lines.iter().any(|line| line.starts_with("error")),
        "{lines:#?}"
    );

    // What the proof finds comes and goes the same way.
    let trap =
        "{ \"shed\": (text: \"Dark.\", choices: { \"out\": (say: \"Out\", to: \"kettle\") }) }";
    let path = folder.write("garden/shed.ron", trap.as_bytes());
    let lines = watch.until("refuted: ");
    assert!(lines.iter().any(|line| line.contains("shed")), "{lines:#?}");
    fs::remove_file(path).expect("the shed goes");
    let lines = watch.until("proven: ");
    assert_eq!(lines[0], "saved: garden/shed.ron");
    assert!(
        lines.iter().any(|line| line.starts_with("gone: ")),
        "{lines:#?}"
    );

    // A change that changes nothing that was said.
    folder.write(
        TEA[2].0,
        TEA[2].1.replace("You mop.", "You mop up.").as_bytes(),
    );
    assert_eq!(watch.until("still proven: ")[0], "saved: garden/ends.ron");
}

#[test]
fn lints_are_told_before_the_proof_and_do_not_refute_it() {
    let folder = Folder::new(TEA);
    let watch = Watch::on(&folder);
    let lines = watch.until("proven: ");
    assert!(
        !lines.iter().any(|line| line.starts_with("warning")),
        "{lines:#?}"
    );
    let spaced = TEA[2].1.replace("You mop.", "You  mop.");
    folder.write(TEA[2].0, spaced.as_bytes());
    let lines = watch.until("proven: ");
    assert!(lines[1].starts_with("warning[W0301]"), "{lines:#?}");
    assert!(
        lines[lines.len() - 1].ends_with("; 1 warning"),
        "{lines:#?}"
    );

    // Denied, it refutes the story.
    let world = TEA[0].1.replace(
        "    danger:",
        "    lints: { \"double_space\": \"deny\" },\n    danger:",
    );
    folder.write(TEA[0].0, world.as_bytes());
    watch.until("refuted: 1 fault");
    folder.write(TEA[2].0, TEA[2].1.as_bytes());
    let lines = watch.until("proven: ");
    assert!(lines[1].starts_with("gone: W0301"), "{lines:#?}");
}

#[test]
fn files_that_vanish_are_waited_for() {
    let folder = Folder::new(TEA);
    let watch = Watch::on(&folder);
    watch.until("proven: ");
    let world = folder.path().join("world.ron");
    fs::remove_file(&world).expect("the world goes");
    let lines = watch.until("waiting for it to come back");
    assert!(lines[0].contains("has no world.ron"), "{lines:#?}");
    folder.write("world.ron", TEA[0].1.as_bytes());
    let lines = watch.until("still proven: ");
    assert!(
        !lines.iter().any(|line| line.contains("error")),
        "{lines:#?}"
    );
}

#[test]
fn there_must_be_something_to_watch() {
    let (_, errors) = fifteen(["watch"]).status(2).any_errors().run();
    assert!(
        errors.contains("never changes") && errors.contains("fifteen new"),
        "{errors}"
    );
    let empty = Folder::new(&[]);
    let (_, errors) = fifteen(["watch", empty.path().to_str().expect("a path")])
        .status(2)
        .any_errors()
        .run();
    assert!(errors.contains("has no world.ron"), "{errors}");
}
