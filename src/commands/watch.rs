//! `watch`: checks a story whenever one of its files is saved.
//!
//! What needs no proof is told at once; the proof runs beside, and its answer follows. Said is what is new and what is
//! gone; what did not change is not said again. All of it goes to the standard output, in the order in which it happens.

mod files;

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::Duration,
};

use super::{Failure, Outcome, check::verdict, counted, limits::limits, load::load};
use crate::{
    compile::Compiled,
    diagnostic::{Fault, Format, Level, Report},
    explore::{Limits, Unmonitored, coverage, idle, judge, survey},
    lint,
    source::Sources,
};
pub(super) use files::Stamp;

/// How often the files are looked at.
const PAUSE: Duration = Duration::from_millis(120);
/// How often a story must be found unreadable before that is said: editors put files away for a moment when they save.
const PATIENCE: u32 = 4;

/// Checks a story again and again, until it is interrupted or nobody listens any more.
///
/// # Errors
/// [`Failure`] where the story cannot be read to begin with, or the output cannot be written.
pub fn watch(story: Option<&Path>, limit: Option<u64>) -> Result<Outcome, Failure> {
    let folder = story.ok_or(Failure::NothingToWatch)?;
    let limits = limits(limit);
    let (sender, proofs) = channel();
    let mut watch = Watch {
        folder,
        limits,
        sender,
        out: anstream::stdout(),
        stamp: Stamp::of(folder),
        failures: 0,
        known: Known::default(),
        verdict: String::new(),
        running: false,
        waiting: None,
    };
    let loaded = load(Some(folder))?;
    writeln!(watch.out, "watching {}", folder.display())?;
    watch.tell(loaded)?;
    watch.run(&proofs)
}

/// What a proof came to.
struct Proof {
    sources: Sources,
    faults: Vec<Fault>,
    verdict: String,
}

/// A story without errors, and what is said of it that needs no proof.
struct Draft {
    sources: Sources,
    compiled: Compiled,
    faults: Vec<Fault>,
}

impl Draft {
    fn prove(self, limits: Limits) -> Proof {
        let exploration = survey(&self.compiled.story, limits, &mut Unmonitored);
        let verdicts = judge(&self.compiled.story, &exploration, limits);
        let coverage = coverage(&self.compiled.story, &exploration, limits);
        let idle = idle(&self.compiled.story, &exploration, limits);
        let mut faults = lint::lint(&self.compiled, &exploration, &verdicts, &idle);
        faults.extend(lint::coverage(&self.sources, &self.compiled, &coverage));
        let all = || self.faults.iter().chain(&faults);
        let errors = all().filter(|fault| fault.level == Level::Deny).count();
        let warnings = all().count() - errors;
        let mut verdict = verdict(&exploration, errors);
        if warnings > 0 {
            verdict = format!("{verdict}; {}", counted(warnings, "warning"));
        }
        Proof {
            sources: self.sources,
            faults,
            verdict,
        }
    }
}

struct Watch<'a, W> {
    folder: &'a Path,
    limits: Limits,
    sender: Sender<Proof>,
    out: W,
    stamp: Stamp,
    /// How often in a row the story could not be read.
    failures: u32,
    known: Known,
    /// The last verdict that was told.
    verdict: String,
    /// Whether a proof is running: never two at once, since one may need much of the memory.
    running: bool,
    /// What is to be proven next.
    waiting: Option<Draft>,
}

impl<W: Write> Watch<'_, W> {
    fn run(&mut self, proofs: &Receiver<Proof>) -> Result<Outcome, Failure> {
        loop {
            match proofs.recv_timeout(PAUSE) {
                Ok(proof) => self.proven(&proof)?,
                Err(RecvTimeoutError::Timeout) => self.look()?,
                // This side holds a sender, so that the channel never closes.
                Err(RecvTimeoutError::Disconnected) => return Ok(Outcome::Good),
            }
        }
    }

    /// Looks whether anything was saved, and tells at once what needs no proof.
    fn look(&mut self) -> Result<(), Failure> {
        let stamp = Stamp::of(self.folder);
        if stamp == self.stamp && self.failures == 0 {
            return Ok(());
        }
        let saved = stamp.changed(&self.stamp);
        match load(Some(self.folder)) {
            // A file may have gone between listing and reading; then the next look finds another stamp.
            Ok(loaded) => {
                self.stamp = stamp;
                self.failures = 0;
                if !saved.is_empty() {
                    writeln!(self.out, "saved: {}", saved.join(", "))?;
                }
                self.tell(loaded)
            }
            Err(failure) => {
                self.failures += 1;
                if self.failures == PATIENCE {
                    write!(self.out, "{failure}")?;
                    writeln!(self.out, "waiting for it to come back")?;
                    self.out.flush()?;
                }
                Ok(())
            }
        }
    }

    fn tell(
        &mut self,
        (sources, compiled): (Sources, Result<Compiled, Vec<Fault>>),
    ) -> Result<(), Failure> {
        match compiled {
            Err(faults) => {
                // What the proof found before says nothing about a story that is in pieces.
                self.waiting = None;
                self.verdict.clear();
                self.known.proven.clear();
                let count = faults.len();
                self.known.tell_draft(&sources, &faults, &mut self.out)?;
                writeln!(
                    self.out,
                    "{}; nothing is proven of a story with faults",
                    counted(count, "fault")
                )?;
            }
            Ok(compiled) => {
                let faults = lint::draft(&sources, &compiled);
                self.known.tell_draft(&sources, &faults, &mut self.out)?;
                self.waiting = Some(Draft {
                    sources,
                    compiled,
                    faults,
                });
                self.start();
            }
        }
        self.out.flush()?;
        Ok(())
    }

    /// Starts the proof that waits, unless one is running.
    fn start(&mut self) {
        if self.running {
            return;
        }
        let Some(draft) = self.waiting.take() else {
            return;
        };
        self.running = true;
        let (sender, limits) = (self.sender.clone(), self.limits);
        thread::spawn(move || {
            // Nobody waits for it any more where the program is ending.
            let _ = sender.send(draft.prove(limits));
        });
    }

    /// Tells what a proof came to, unless the story has been saved since: then the next one is started.
    fn proven(&mut self, proof: &Proof) -> Result<(), Failure> {
        self.running = false;
        if self.waiting.is_some() {
            self.start();
            return Ok(());
        }
        if Stamp::of(self.folder) != self.stamp {
            return Ok(());
        }
        let known = self.verdict == proof.verdict;
        self.known
            .tell_proven(&proof.sources, &proof.faults, &mut self.out)?;
        writeln!(
            self.out,
            "{}{}",
            if known { "still " } else { "" },
            proof.verdict
        )?;
        self.verdict.clone_from(&proof.verdict);
        self.out.flush()?;
        Ok(())
    }
}

/// The faults that were told, each with the number of its like: code, message and file, wherever in it.
type Told = BTreeMap<(String, String, String), usize>;

#[derive(Default)]
struct Known {
    draft: Told,
    proven: Told,
}

impl Known {
    fn tell_draft(
        &mut self,
        sources: &Sources,
        faults: &[Fault],
        out: &mut impl Write,
    ) -> io::Result<()> {
        tell(&mut self.draft, sources, faults, out)
    }

    fn tell_proven(
        &mut self,
        sources: &Sources,
        faults: &[Fault],
        out: &mut impl Write,
    ) -> io::Result<()> {
        tell(&mut self.proven, sources, faults, out)
    }
}

/// Tells the faults that are new and names those that are gone.
fn tell(
    told: &mut Told,
    sources: &Sources,
    faults: &[Fault],
    out: &mut impl Write,
) -> io::Result<()> {
    let mut left = std::mem::take(told);
    for fault in faults {
        let file = sources.get(fault.span.file).inside.clone();
        let key = (fault.kind.code().to_string(), fault.kind.to_string(), file);
        *told.entry(key.clone()).or_default() += 1;
        match left.get_mut(&key) {
            Some(count) if *count > 0 => *count -= 1,
            _ => {
                let report = Report {
                    sources,
                    faults: std::slice::from_ref(fault),
                };
                write!(out, "{}", report.render(Format::Human))?;
            }
        }
    }
    for ((code, message, file), count) in left {
        for _ in 0..count {
            let shown = message
                .chars()
                .map(|sign| if sign.is_control() { '\u{fffd}' } else { sign });
            writeln!(out, "gone: {code}: {} ({file})", shown.collect::<String>())?;
        }
    }
    Ok(())
}
