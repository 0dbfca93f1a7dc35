//! How far a proof has come, on the terminal's last line; Ctrl-C stops it.

use std::{
    io::{self, IsTerminal, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use crate::explore::{Count, Monitor, Progress};

/// Shows progress on standard error where that is a terminal, and listens for Ctrl-C.
pub struct Display {
    interrupted: Arc<AtomicBool>,
    is_terminal: bool,
    begun: Instant,
    shown: Option<Instant>,
}

/// Whatever takes no longer than this is done before anyone asks how far it is.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long a line stays before the next one.
const PERIOD: Duration = Duration::from_millis(100);

impl Display {
    /// Listens for Ctrl-C from now on.
    ///
    /// # Errors
    /// Where the system does not let it.
    pub fn new() -> io::Result<Self> {
        let interrupted = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&interrupted))?;
        Ok(Self {
            interrupted,
            is_terminal: io::stderr().is_terminal(),
            begun: Instant::now(),
            shown: None,
        })
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        if self.shown.take().is_some() {
            // Where it cannot be written, nobody sees it either.
            let _ = write!(anstream::stderr(), "\r\x1b[K");
        }
    }
}

impl Monitor for Display {
    fn goes_on(&mut self, progress: Progress) -> bool {
        let now = Instant::now();
        let is_due = self
            .shown
            .map_or(now - self.begun > PATIENCE, |shown| now - shown > PERIOD);
        if self.is_terminal && is_due {
            self.shown = Some(now);
            let Progress {
                states,
                done,
                nodes,
            } = progress;
            let seconds = (now - self.begun).as_secs().max(1);
            let rate = Count::from(states / seconds);
            let states = Count::from(states);
            let _ = write!(
                anstream::stderr(),
                "\r\x1b[K{states} states, {rate} a second; node {done} of {nodes} (Ctrl-C stops)"
            );
        }
        !self.is_stopped()
    }

    fn is_stopped(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}
