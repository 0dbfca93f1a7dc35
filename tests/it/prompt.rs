//! The prompt on a real terminal, as the player sees it: cell by cell.

use std::{
    io::{Read, Write},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::Parser;

use crate::support::{Folder, TEA};

/// How long a test waits for what the player would see, on a machine that is busy with others.
const PATIENCE: Duration = Duration::from_secs(30);

/// A terminal with the program in it.
///
/// A control key means itself only while the prompt is up: before it, the terminal takes Ctrl-C for
/// a signal and Ctrl-D for the end of a line. So a test waits for the prompt before it presses one.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    screen: Parser,
    _master: Box<dyn MasterPty + Send>,
    _folder: Folder,
    _saves: Folder,
}

impl Terminal {
    fn open(columns: u16, set: &[(&str, &str)]) -> Self {
        let folder = Folder::new(TEA);
        let saves = Folder::new(&[]);
        let size = PtySize {
            rows: 24,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_fifteen"));
        command.arg("play");
        command.arg(folder.path());
        command.env("TERM", "xterm-256color");
        command.env("FIFTEEN_SAVE_DIR", saves.path());
        command.env_remove("NO_COLOR");
        for (name, value) in set {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program");
        let keys = pair.master.take_writer().expect("a keyboard");
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
        Self {
            child,
            keys,
            bytes,
            screen: Parser::new(24, columns, 0),
            _master: pair.master,
            _folder: folder,
            _saves: saves,
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("a key");
        self.keys.flush().expect("a key");
    }

    fn contents(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until the screen is as `seen` wants it.
    #[track_caller]
    fn until(&mut self, what: &str, seen: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !seen(&self.contents()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(error) => panic!(
                    "never saw {what}: {error}; the screen:\n{}",
                    self.contents()
                ),
            }
        }
    }

    /// Waits until the last line is a prompt that holds just `typed`.
    #[track_caller]
    fn until_prompt(&mut self, typed: &str) {
        let line = format!("> {typed}");
        self.until(&line, |screen| {
            screen
                .trim_end_matches('\n')
                .lines()
                .last()
                .map(str::trim_end)
                == Some(line.trim_end())
        });
    }

    /// Waits for the program to end, and returns its status.
    #[track_caller]
    fn end(mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("it never ended; the screen:\n{}", self.contents())
                }
            }
        }
        self.child.wait().expect("an end").exit_code()
    }
}

impl Drop for Terminal {
    /// Ends a program that a failed test would leave behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_choice_is_typed_and_the_next_screen_read() {
    let mut terminal = Terminal::open(80, &[]);
    terminal.until_prompt("");
    assert!(terminal.contents().contains("  1  Wait a while"));
    terminal.press("1\r");
    terminal.until("the next screen", |screen| screen.contains("It hums."));
    terminal.until_prompt("");
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn tab_completes_a_choice_by_the_start_of_its_name() {
    let mut terminal = Terminal::open(80, &[]);
    terminal.until_prompt("");
    terminal.press("wa\t");
    terminal.until_prompt("wait");
    terminal.press("\r");
    terminal.until("the next screen", |screen| screen.contains("It hums."));
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn tab_lists_the_choices_where_nothing_is_typed() {
    let mut terminal = Terminal::open(80, &[]);
    terminal.until_prompt("");
    terminal.press("\t\t");
    terminal.until("the list", |screen| {
        screen.contains("tip: Tip the kettle over")
    });
    terminal.until_prompt("");
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_arrow_brings_back_what_was_typed() {
    let mut terminal = Terminal::open(80, &[]);
    terminal.until_prompt("");
    terminal.press("wait\r");
    terminal.until("the next screen", |screen| screen.contains("It hums."));
    terminal.until_prompt("");
    terminal.press("\u{1b}[A");
    terminal.until_prompt("wait");
    terminal.press("\u{3}");
    terminal.until("the way out", |screen| {
        screen.contains("Ctrl-C again, Ctrl-D or quit leaves.")
    });
    terminal.until_prompt("");
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn lines_typed_ahead_are_not_lost() {
    let mut terminal = Terminal::open(80, &[]);
    terminal.press("wait\rwait\rpour\r");
    terminal.until("the ending", |screen| {
        screen.contains("THE END: A Cup of Tea")
    });
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn prose_wraps_at_the_width_of_the_window() {
    let mut terminal = Terminal::open(24, &[]);
    terminal.until_prompt("");
    let contents = terminal.contents();
    assert!(
        contents.contains("The kettle stands on the\nstove."),
        "{contents}"
    );
    assert!(contents.contains("  3  Tip the kettle over"), "{contents}");
    assert!(
        contents.contains("  -  Pour the water (the\n     water is cold)"),
        "{contents}"
    );
    terminal.press("\u{4}");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_dumb_terminal_can_play() {
    let mut terminal = Terminal::open(80, &[("TERM", "dumb"), ("NO_COLOR", "1")]);
    terminal.until("the choices", |screen| screen.contains("  1  Wait a while"));
    terminal.press("wait\r");
    terminal.until("the next screen", |screen| screen.contains("It hums."));
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_one_column_terminal_does_no_harm() {
    let mut terminal = Terminal::open(1, &[]);
    terminal.press("wait\rwait\rpour\rquit\r");
    assert_eq!(terminal.end(), 0);
}
