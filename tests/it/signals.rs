//! The program told to end while its prompt is up: the terminal is as it was, and the game is saved.

use std::{
    io::{Read, Write},
    process::Command,
    sync::mpsc::channel,
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

use crate::support::{Folder, PATIENCE, TEA, fifteen};

/// A child that ends with the test.
struct Leashed(Box<dyn Child + Send + Sync>);

impl Drop for Leashed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Plays a turn on a terminal, sends a signal while the prompt waits, and looks at what is left.
fn ended_by(signal: &str) {
    let (story, saves) = (Folder::new(TEA), Folder::new(&[]));
    let size = PtySize {
        rows: 24,
        cols: 80,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size).expect("a terminal");
    let modes = || {
        let modes = pair.master.get_termios().expect("modes");
        format!("{modes:?}")
    };
    let before = modes();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_fifteen"));
    command.args(["play", "--save-dir"]);
    command.args([saves.path(), story.path()]);
    command.env("TERM", "xterm-256color");
    let mut child = Leashed(pair.slave.spawn_command(command).expect("the program"));
    let mut keys = pair.master.take_writer().expect("a keyboard");
    let mut reader = pair.master.try_clone_reader().expect("a screen");
    let (send, bytes) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = reader.read(&mut buffer) {
            if send.send(buffer[..read].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut screen = vt100::Parser::new(24, 80, 0);
    let deadline = Instant::now() + PATIENCE;
    let mut until = |text: &str, prompt: bool| {
        loop {
            let contents = screen.screen().contents();
            let is_up = contents.trim_end().ends_with('>');
            if contents.contains(text) && is_up == prompt {
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let read = bytes.recv_timeout(left);
            screen.process(&read.unwrap_or_else(|error| panic!("{error}:\n{contents}")));
        }
    };
    until("Wait a while", true);
    keys.write_all(b"wait\r").expect("a key");
    until("It hums.", true);
    keys.write_all(b"half a l").expect("a key");
    until("> half a l", false);
    assert_ne!(modes(), before, "the prompt takes keys one by one");
    let id = child.0.process_id().expect("an id").to_string();
    let done = Command::new("kill").args([signal, &id]).status();
    assert!(done.expect("a signal").success());
    while child.0.try_wait().expect("a child").is_none() {
        assert!(Instant::now() < deadline, "{signal} does not end it");
        thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(modes(), before, "{signal} leaves the terminal as it was");
    let saves = saves.path().to_str().expect("a path");
    let story = story.path().to_str().expect("a path");
    let (output, _) = fifteen(["play", "--save-dir", saves, story])
        .input("")
        .run();
    assert!(output.contains("You left off after 1 choice"), "{output}");
}

#[test]
fn sigterm_leaves_the_terminal_sane_and_the_game_saved() {
    ended_by("-TERM");
}

#[test]
fn sighup_leaves_the_terminal_sane_and_the_game_saved() {
    ended_by("-HUP");
}
