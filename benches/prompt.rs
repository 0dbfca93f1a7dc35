//! How long a player waits: from the start to the first prompt, and from Enter to the next one.
//!
//! Measured as the player meets them: on a pseudo-terminal, the process started anew, every turn written to the disk and
//! flushed before it is shown. `cargo bench --bench prompt`.

use std::{
    io::{Read, Write},
    path::Path,
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

const STARTS: usize = 40;
const TURNS: usize = 25;

fn main() {
    let saves = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-saves");
    let (mut starts, mut turns) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        // A folder that is there from an earlier bench would have a playthrough to offer.
        let _ = std::fs::remove_dir_all(&saves);
        let begin = Instant::now();
        let mut play = Play::start(&saves);
        play.until_prompt();
        starts.push(begin.elapsed());
        for _ in 0..TURNS {
            let begin = Instant::now();
            play.keys.write_all(b"1\r").expect("a key");
            play.until_prompt();
            turns.push(begin.elapsed());
        }
    }
    report("start to first prompt", &mut starts);
    report("Enter to next prompt", &mut turns);
    let _ = std::fs::remove_dir_all(&saves);
}

fn report(what: &str, times: &mut [Duration]) {
    times.sort();
    let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1000.0;
    #[allow(clippy::print_stdout)]
    {
        println!(
            "{what}: median {:.2} ms, 95% under {:.2} ms, at most {:.2} ms ({} times)",
            at(50),
            at(95),
            at(100),
            times.len()
        );
    }
}

/// The program on a terminal.
struct Play {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
}

impl Play {
    fn start(saves: &Path) -> Self {
        let size = PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_fifteen"));
        command.env("TERM", "xterm-256color");
        command.env("FIFTEEN_SAVE_DIR", saves);
        let child = pair.slave.spawn_command(command).expect("the program");
        let keys = pair.master.take_writer().expect("a keyboard");
        let mut reader = pair.master.try_clone_reader().expect("a screen");
        let (send, bytes) = channel();
        thread::spawn(move || {
            // The terminal lives as long as somebody reads from it.
            let _master = pair.master;
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, keys, bytes }
    }

    /// Waits until an empty prompt stands at the start of a line.
    fn until_prompt(&mut self) {
        let mut seen = Vec::new();
        // The prompt announces itself by asking the terminal to mark pasted text.
        let mark = b"\x1b[?2004h";
        while !seen.windows(mark.len()).any(|window| window == mark) {
            seen.extend(
                self.bytes
                    .recv_timeout(Duration::from_secs(20))
                    .expect("a prompt"),
            );
        }
    }
}

impl Drop for Play {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
