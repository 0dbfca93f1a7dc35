//! What tests share: the shipped story, a small one, and a way to run the program and look at all that it did.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use fifteen::{
    compile::{Compiled, compile},
    source::Sources,
};
use tempfile::TempDir;

/// A story of four nodes that has most of what a story can have.
pub const TEA: &[(&str, &str)] = &[
    (
        "world.ron",
        r#"(
    id: "tea", title: "Tea", version: "1", start: "kettle",
    acts: ["kitchen", "garden"],
    flags: { "lid": "the lid is on" },
    counters: { "heat": (max: 2, words: ["cold", "warm", "hot"]) },
    records: { "log": "what was done" },
    endings: {
        "drunk": (title: "A Cup of Tea", nudge: "Hot water."),
        "spilt": (title: "Spilt", nudge: "Pour too early."),
    },
    danger: "heat == hot and not lid",
    status: { "kitchen": "water {heat}" },
    pages: {
        "log": "So far: {log}.",
        "pot": (compared: true, figure: (drawing: "\n    /--\\\n    |  | {heat}\n", says: "A pot, {heat}.")),
    },
)
"#,
    ),
    (
        "kitchen/kettle.ron",
        r#"{
    "kettle": (
        text: "The kettle stands on the stove. {?visits.kettle >= 2: It hums.}",
        choices: {
            "wait": (say: "Wait a while", do: "heat += 1", record: { "log": "waited" }, to: "kettle"),
            "lid": (say: "Put the lid on", when: "not lid", do: "lid", then: "It clinks.", to: "kettle"),
            "pour": (say: "Pour the water", when: "heat >= warm", locked: "the water is {heat}", to: "cup"),
            "tip": (say: "Tip the kettle over", when: "heat == cold", to: "floor"),
        },
    ),
    "cup": (text: "Steam.", routes: [(when: "heat == hot", to: "tea"), (to: "floor")]),
}
"#,
    ),
    (
        "garden/ends.ron",
        r#"{
    "tea": (text: "You drink it in the garden.", ending: "drunk"),
    "floor": (text: "You mop.", ending: "spilt"),
}
"#,
    ),
];

/// A story in a folder of its own that goes away with it.
pub struct Folder(TempDir);

impl Folder {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().expect("a folder"));
        for (inside, text) in files {
            folder.write(inside, text.as_bytes());
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, inside: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(inside);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        path
    }
}

/// Returns how many lines meters take, with the empty one after them.
pub fn meter_lines(meters: &[String], width: usize) -> usize {
    match fifteen::repl::meter_rows(meters, width) {
        0 => 0,
        rows => rows + 1,
    }
}

/// Returns the shipped story.
pub fn shipped() -> Compiled {
    compile(&shipped_sources())
        .unwrap_or_else(|faults| panic!("the shipped story has faults: {faults:#?}"))
}

/// Returns the files of the shipped story.
pub fn shipped_sources() -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("story");
    let mut files = Vec::new();
    for entry in fs::read_dir(&root).expect("the story") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let inner = fs::read_dir(path).expect("an act");
            files.extend(inner.map(|entry| entry.expect("an entry").path()));
        } else {
            files.push(path);
        }
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "ron"));
    let inside = |path: &Path| {
        path.strip_prefix(&root)
            .expect("inside")
            .to_str()
            .expect("a name")
            .to_owned()
    };
    files.sort_by_key(|path| inside(path));
    let mut sources = Sources::new("story");
    for path in &files {
        sources.add(&inside(path), &fs::read(path).expect("a file"));
    }
    sources
}

/// How long a test waits for what a player would see, on a machine that is busy with others.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The program over a pipe, for as long as a test wants it to run.
pub struct Window {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Vec<u8>>,
    seen: String,
}

impl Window {
    /// Starts the program with these arguments.
    pub fn open<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fifteen"))
            .args(arguments)
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .env_remove("CI")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program");
        let input = child.stdin.take();
        let mut reader = child.stdout.take().expect("an output");
        let (send, output) = channel();
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
            input,
            output,
            seen: String::new(),
        }
    }

    /// Types a line, and waits until the program has answered with `expected`.
    #[track_caller]
    pub fn obey(&mut self, line: &str, expected: &str) {
        let input = self.input.as_mut().expect("an input");
        writeln!(input, "{line}").expect("a line");
        input.flush().expect("a line");
        self.until(expected);
    }

    /// Waits until the program has printed `expected`, and forgets what was printed up to there.
    #[track_caller]
    pub fn until(&mut self, expected: &str) {
        self.read_until(expected);
    }

    /// Waits until the program has printed `expected`, and returns what was printed before it.
    #[track_caller]
    pub fn read_until(&mut self, expected: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(place) = self.seen.find(expected) {
                let mut before: String = self.seen.drain(..place + expected.len()).collect();
                before.truncate(place);
                return before;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.seen += &String::from_utf8_lossy(&bytes),
                Err(error) => panic!("never saw {expected:?}: {error}; seen:\n{}", self.seen),
            }
        }
    }

    /// Ends the input, and waits for the program to end.
    pub fn close(mut self) {
        self.input = None;
        self.child.wait().expect("an end");
    }
}

impl Drop for Window {
    /// Ends a program that a failed test would leave behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A run of the program, and what is expected of it.
#[must_use]
pub struct Run {
    arguments: Vec<String>,
    input: Vec<u8>,
    status: i32,
    output: Option<String>,
    errors: Option<String>,
}

/// Runs the program with these arguments.
pub fn fifteen<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Run {
    let arguments = arguments
        .into_iter()
        .map(|argument| argument.as_ref().to_str().expect("text").to_owned());
    Run {
        arguments: arguments.collect(),
        input: Vec::new(),
        status: 0,
        output: None,
        errors: Some(String::new()),
    }
}

impl Run {
    pub fn input(mut self, input: impl AsRef<[u8]>) -> Self {
        input.as_ref().clone_into(&mut self.input);
        self
    }

    pub fn status(mut self, status: i32) -> Self {
        self.status = status;
        self
    }

    /// Expects just this on standard output.
    pub fn output(mut self, output: &str) -> Self {
        self.output = Some(output.to_owned());
        self
    }

    /// Expects just this on standard error; without a word, nothing is expected there.
    pub fn errors(mut self, errors: &str) -> Self {
        self.errors = Some(errors.to_owned());
        self
    }

    /// Expects anything on standard error.
    pub fn any_errors(mut self) -> Self {
        self.errors = None;
        self
    }

    /// Runs, compares, and returns both outputs.
    #[track_caller]
    pub fn run(self) -> (String, String) {
        let saves = TempDir::new().expect("a folder");
        let mut child = Command::new(env!("CARGO_BIN_EXE_fifteen"))
            .args(&self.arguments)
            .env("FIFTEEN_SAVE_DIR", saves.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .env_remove("CI")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        // A program that does not read its input closes it early.
        let _ = child.stdin.take().expect("an input").write_all(&self.input);
        let done = child.wait_with_output().expect("an end");
        let output = String::from_utf8(done.stdout).expect("UTF-8");
        let errors = String::from_utf8(done.stderr).expect("UTF-8");
        let seen = format!("--- output\n{output}--- errors\n{errors}");
        assert_eq!(
            done.status.code(),
            Some(self.status),
            "status of {:?}\n{seen}",
            self.arguments
        );
        if let Some(expected) = &self.output {
            snapbox::assert_data_eq!(
                output.as_str(),
                snapbox::Data::text(expected.as_str()).raw()
            );
        }
        if let Some(expected) = &self.errors {
            snapbox::assert_data_eq!(
                errors.as_str(),
                snapbox::Data::text(expected.as_str()).raw()
            );
        }
        (output, errors)
    }
}
