//! A terminal with the program in it, seen as its player sees it: cell by cell.

use std::{
    io::{Read, Write},
    path::PathBuf,
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::Parser;

use crate::support::{Folder, TEA};

/// How long a test waits for what the player would see, on a machine that is busy with others.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is run, and in which window.
#[must_use]
pub struct Setup {
    rows: u16,
    columns: u16,
    set: Vec<(String, String)>,
    files: Vec<(&'static str, &'static str)>,
    arguments: Vec<&'static str>,
    shell: Option<&'static str>,
    saves: Option<PathBuf>,
}

/// A terminal with the program in it.
///
/// A control key means itself only while the prompt is up: before it, the terminal takes Ctrl-C for
/// a signal and Ctrl-D for the end of a line. So a test waits for the prompt before it presses one.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    screen: Parser,
    /// All that the program ever sent.
    sent: Vec<u8>,
    /// How many prompts there were when a line was last entered.
    prompts: usize,
    master: Box<dyn MasterPty + Send>,
    _folders: (Folder, Folder),
}

impl Setup {
    /// A window of so many columns and 24 rows, in which a small story is played.
    pub fn new(columns: u16) -> Self {
        Self {
            rows: 24,
            columns,
            set: vec![("TERM".to_owned(), "xterm-256color".to_owned())],
            files: TEA.to_vec(),
            arguments: Vec::new(),
            shell: None,
            saves: None,
        }
    }

    pub fn rows(mut self, rows: u16) -> Self {
        self.rows = rows;
        self
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.set.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Puts a file in the place of the story's own.
    pub fn file(mut self, inside: &'static str, text: &'static str) -> Self {
        self.files.retain(|(known, _)| *known != inside);
        self.files.push((inside, text));
        self
    }

    pub fn argument(mut self, argument: &'static str) -> Self {
        self.arguments.push(argument);
        self
    }

    /// Keeps saves and what else is remembered here.
    pub fn saves(mut self, folder: &Folder) -> Self {
        self.saves = Some(folder.path().to_owned());
        self
    }

    /// Runs a shell's command instead, in which `$GAME` plays the story.
    pub fn shell(mut self, command: &'static str) -> Self {
        self.shell = Some(command);
        self
    }

    #[track_caller]
    pub fn open(self) -> Terminal {
        let (folder, saves) = (Folder::new(&self.files), Folder::new(&[]));
        let pair = native_pty_system()
            .openpty(size(self.columns, self.rows))
            .expect("a terminal");
        let program = env!("CARGO_BIN_EXE_fifteen");
        let mut command = match self.shell {
            None => {
                let mut command = CommandBuilder::new(program);
                command.arg("play");
                command.args(&self.arguments);
                command.arg(folder.path());
                command
            }
            Some(line) => {
                let mut command = CommandBuilder::new("sh");
                command.args(if line.is_empty() {
                    vec!["-i"]
                } else {
                    vec!["-c", line]
                });
                command
            }
        };
        command.env(
            "GAME",
            format!("{program} play {}", folder.path().display()),
        );
        let kept = self.saves.as_deref().unwrap_or(saves.path());
        command.env("FIFTEEN_SAVE_DIR", kept);
        command.env("PS1", "shell: ");
        command.env_remove("ENV");
        command.env_remove("NO_COLOR");
        command.env_remove("CLICOLOR");
        command.env_remove("CLICOLOR_FORCE");
        command.env_remove("CI");
        for (name, value) in &self.set {
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
        Terminal {
            child,
            keys,
            bytes,
            screen: Parser::new(self.rows, self.columns, 0),
            sent: Vec::new(),
            prompts: 0,
            master: pair.master,
            _folders: (folder, saves),
        }
    }
}

impl Terminal {
    pub fn press(&mut self, keys: &str) {
        if keys.contains(['\r', '\u{3}']) {
            self.prompts = self.prompts_made();
        }
        self.keys.write_all(keys.as_bytes()).expect("a key");
        self.keys.flush().expect("a key");
    }

    /// Gives the window another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.screen_mut().set_size(rows, columns);
        self.master.resize(size(columns, rows)).expect("a size");
    }

    pub fn contents(&self) -> String {
        self.screen.screen().contents()
    }

    /// Returns how often the program began to read keys one by one, as far as is known.
    fn prompts_made(&self) -> usize {
        let begun = b"\x1b[?2004h";
        let windows = self.sent.windows(begun.len());
        windows.filter(|window| window == begun).count()
    }

    /// Returns all that the program ever sent, escape codes and all.
    pub fn sent(&self) -> String {
        String::from_utf8_lossy(&self.sent).into_owned()
    }

    /// Returns the dim letters behind the cursor.
    fn ghost(&self) -> String {
        let screen = self.screen.screen();
        let (row, column) = screen.cursor_position();
        let (_, columns) = screen.size();
        let cells = (column..columns).filter_map(|column| screen.cell(row, column));
        cells
            .take_while(|cell| cell.dim())
            .map(vt100::Cell::contents)
            .collect()
    }

    /// Waits until the letters on the screen are as `seen` wants them.
    #[track_caller]
    pub fn until(&mut self, what: &str, seen: impl Fn(&str) -> bool) {
        self.wait(what, |terminal| seen(&terminal.contents()));
    }

    /// Waits until the dim letters behind the cursor are just these.
    #[track_caller]
    pub fn until_ghost(&mut self, words: &str) {
        self.wait(words, |terminal| terminal.ghost() == words);
    }

    #[track_caller]
    fn wait(&mut self, what: &str, seen: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !seen(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!(
                    "never saw {what:?}: {error}; the screen:\n{}",
                    self.contents()
                ),
            }
        }
    }

    #[track_caller]
    pub fn until_shown(&mut self, words: &str) {
        self.until(words, |screen| screen.contains(words));
    }

    /// Waits until the last line is just this.
    #[track_caller]
    pub fn until_line(&mut self, line: &str) {
        self.until(line, |screen| {
            let last = screen.trim_end_matches('\n').lines().last();
            last.map(str::trim_end) == Some(line.trim_end())
        });
    }

    /// Waits until the last line is a prompt that holds just `typed`, and was made after the last line was entered: a key
    /// that is pressed before the program reads keys one by one means something else.
    #[track_caller]
    pub fn until_prompt(&mut self, typed: &str) {
        let line = format!("> {typed}");
        self.wait(&line, |terminal| {
            let contents = terminal.contents();
            let last = contents.trim_end_matches('\n').lines().last();
            last.map(str::trim_end) == Some(line.trim_end())
                && terminal.prompts_made() > terminal.prompts
        });
    }

    /// Waits for the program to end, and returns its status.
    #[track_caller]
    pub fn end(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("it never ended; the screen:\n{}", self.contents())
                }
            }
        }
        self.child.wait().expect("an end").exit_code()
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.sent.extend(bytes);
    }
}

impl Drop for Terminal {
    /// Ends a program that a failed test would leave behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}
