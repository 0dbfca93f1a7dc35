//! What earlier playthroughs found: endings, options taken, prose read, and the last runs themselves.
//!
//! A text of one fact a line, which windows add to in turn; nothing in it is ever taken back.
//!
//! ```text
//! #! scrapbook 1 tea              the format, and the story's id
//! ending drunk 2                  an ending, and how often it was reached
//! run drunk wait wait pour        a finished playthrough, the oldest first
//! taken kettle wait               a choice that was taken at a node
//! read 00c3a5...                  a hash of a passage that was read
//! #! end 4 9ae16a...              how many facts, and a hash of all that stands above
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write as _},
    ops::Range,
};

use smol_str::SmolStr;

use super::{
    SaveError, Session,
    save::{hash, split_end},
    script::is_name,
};
use crate::engine::Passage;

const FORMAT: u32 = 1;
/// How many finished runs are remembered beside the latest of each ending.
const RUNS: usize = 12;

/// What earlier playthroughs found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scrapbook {
    /// How often each ending was reached, by its name.
    pub endings: BTreeMap<String, u64>,
    /// Finished playthroughs, the oldest first.
    pub runs: Vec<Run>,
    /// Nodes and the choices that were taken there.
    taken: BTreeSet<(String, String)>,
    read: BTreeSet<u64>,
}

/// A playthrough that came to an ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub ending: String,
    pub steps: Vec<String>,
}

impl Scrapbook {
    /// Reads a scrapbook. Where it is damaged, what can still be read of it is returned beside the error.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, (Self, SaveError)> {
        let text = String::from_utf8_lossy(bytes);
        let mut book = Self::default();
        let damaged = |book, what| Err((book, SaveError::Damaged(what)));
        let header = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("#! scrapbook "));
        let format = header.and_then(|header| header.split(' ').next()?.parse().ok());
        let Some(format) = format else {
            return damaged(book, "its first line is not `#! scrapbook FORMAT`");
        };
        if format > FORMAT {
            return Err((book, SaveError::Newer(format)));
        }
        let (body, sum) = split_end(&text).unwrap_or((&text, ""));
        let facts = body.lines().skip(1);
        let unread = facts.filter(|line| book.add_fact(line).is_none()).count();
        if unread > 0 {
            return damaged(book, "a line of it makes no sense");
        }
        if sum != book.sum(body) {
            return damaged(
                book,
                "it was changed after it was written, or its end is missing",
            );
        }
        Ok(book)
    }

    /// Returns what a stretch of a playthrough found: the choices after the first `range.start`, and what they led to.
    #[must_use]
    pub(super) fn of(session: &Session<'_>, range: Range<usize>) -> Self {
        let mut book = Self::default();
        let (taken, ahead) = (session.taken(), session.ahead());
        if range.start == 0 {
            book.has_read(&session.turn_at(0).passages);
        }
        let all = taken.iter().chain(ahead).enumerate();
        for (index, taken) in all.skip(range.start).take(range.len()) {
            let node = session.node_at(index).to_owned();
            book.taken.insert((node, taken.name.clone()));
            book.has_read(&taken.turn.passages);
        }
        book
    }

    /// Adds a finished playthrough.
    pub(super) fn finish(&mut self, run: Run) {
        *self.endings.entry(run.ending.clone()).or_default() += 1;
        self.runs.push(run);
    }

    /// Adds what `other` holds.
    pub(super) fn merge(&mut self, other: &Self) {
        for (ending, times) in &other.endings {
            let known = self.endings.entry(ending.clone()).or_default();
            *known = known.saturating_add(*times);
        }
        self.taken.extend(other.taken.iter().cloned());
        self.read.extend(&other.read);
        self.runs.extend(other.runs.iter().cloned());
        self.prune();
    }

    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Tells whether a choice called one of `choices` was taken at a node called one of `nodes`.
    pub(super) fn has_taken(&self, nodes: &[&SmolStr], choices: &[&SmolStr]) -> bool {
        let pairs = nodes
            .iter()
            .flat_map(|node| choices.iter().map(move |choice| (node, choice)));
        let mut pairs = pairs.map(|(&node, &choice)| (node.to_string(), choice.to_string()));
        pairs.any(|pair| self.taken.contains(&pair))
    }

    /// Tells whether a passage was read, word for word.
    #[must_use]
    pub fn knows(&self, passage: &Passage) -> bool {
        self.read.contains(&hash(words(passage)))
    }

    fn has_read(&mut self, passages: &[Passage]) {
        self.read
            .extend(passages.iter().map(|passage| hash(words(passage))));
    }

    /// Keeps the last runs, and the last of each ending.
    fn prune(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        let count = runs.len();
        for (index, run) in runs.iter().enumerate() {
            let is_recent = index + RUNS >= count;
            let is_latest = !runs[index + 1..]
                .iter()
                .any(|later| later.ending == run.ending);
            if is_recent || is_latest {
                self.runs.push(run.clone());
            }
        }
    }

    fn sum(&self, body: &str) -> String {
        let facts = self.endings.len() + self.runs.len() + self.taken.len() + self.read.len();
        format!("{facts} {:016x}", hash(body))
    }

    /// Adds what a line says. `None` where it says nothing that is known.
    fn add_fact(&mut self, line: &str) -> Option<()> {
        let mut words = line.split(' ');
        let kind = words.next()?;
        let mut name = || words.next().filter(|word| is_name(word)).map(str::to_owned);
        match kind {
            "ending" => {
                let ending = name()?;
                self.endings.insert(ending, words.next()?.parse().ok()?);
            }
            "run" => {
                let ending = name()?;
                let steps: Vec<String> = words.map(str::to_owned).collect();
                let is_good = steps.iter().all(|step| is_name(step));
                is_good.then(|| self.runs.push(Run { ending, steps }))?;
            }
            "taken" => {
                self.taken.insert((name()?, name()?));
            }
            "read" => {
                self.read
                    .insert(u64::from_str_radix(words.next()?, 16).ok()?);
            }
            _ => return None,
        }
        Some(())
    }

    /// Returns the text of the scrapbook of the story called `story`.
    pub(super) fn to_text(&self, story: &str) -> String {
        let mut body = format!("#! scrapbook {FORMAT} {story}\n");
        // Writing to a string cannot fail.
        let _ = self.facts(&mut body);
        let sum = self.sum(&body);
        body + "#! end " + &sum + "\n"
    }

    fn facts(&self, body: &mut String) -> fmt::Result {
        for (ending, times) in &self.endings {
            writeln!(body, "ending {ending} {times}")?;
        }
        for run in &self.runs {
            write!(body, "run {}", run.ending)?;
            for step in &run.steps {
                write!(body, " {step}")?;
            }
            writeln!(body)?;
        }
        for (node, choice) in &self.taken {
            writeln!(body, "taken {node} {choice}")?;
        }
        for read in &self.read {
            writeln!(body, "read {read:016x}")?;
        }
        Ok(())
    }
}

fn words(passage: &Passage) -> &str {
    match passage {
        Passage::Beat(text) | Passage::Text { text, .. } => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Scrapbook {
        let mut book = Scrapbook::default();
        book.taken.insert(("kettle".to_owned(), "wait".to_owned()));
        book.has_read(&[Passage::Beat("It hums.".to_owned())]);
        book.finish(Run {
            ending: "drunk".to_owned(),
            steps: vec!["wait".to_owned(), "pour".to_owned()],
        });
        book
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text = book().to_text("tea");
        assert_eq!(Scrapbook::parse(text.as_bytes()), Ok(book()), "{text}");
        let empty = Scrapbook::default().to_text("tea");
        assert_eq!(
            Scrapbook::parse(empty.as_bytes()),
            Ok(Scrapbook::default()),
            "{empty}"
        );
    }

    #[test]
    fn of_a_damaged_one_the_rest_is_read() {
        let text = book().to_text("tea");
        let cut = &text[..text.find("read").expect("a fact") + 2];
        let (rest, why) = Scrapbook::parse(cut.as_bytes()).expect_err("damaged");
        assert!(matches!(why, SaveError::Damaged(_)));
        assert_eq!(rest.endings, book().endings);
        assert_eq!(rest.taken, book().taken);
        let changed = text.replace("ending drunk 1", "ending drunk 9");
        assert!(Scrapbook::parse(changed.as_bytes()).is_err());
    }

    #[test]
    fn one_of_a_later_format_is_not_read() {
        let later = Scrapbook::parse(b"#! scrapbook 2 tea\nnews\n");
        assert!(matches!(later, Err((_, SaveError::Newer(2)))));
    }

    #[test]
    fn the_last_runs_and_the_last_of_each_ending_are_kept() {
        let run = |ending: &str| Run {
            ending: ending.to_owned(),
            steps: Vec::new(),
        };
        let mut book = Scrapbook::default();
        book.merge(&Scrapbook {
            runs: vec![run("spilt"), run("drunk"), run("spilt")],
            ..Scrapbook::default()
        });
        book.merge(&Scrapbook {
            runs: vec![run("drunk"); RUNS],
            ..Scrapbook::default()
        });
        assert_eq!(book.runs.len(), RUNS + 1);
        assert_eq!(book.runs[0].ending, "spilt");
    }
}
