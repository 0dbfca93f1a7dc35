//! `stats`: how large a story is, how long it reads, what scripts cover of it, how likely its endings are.

mod answers;

use std::{
    io::{self, Write},
    path::Path,
};

use super::{
    Failure, Outcome,
    check::{endings, multiplied, playthroughs, verdict},
    counted,
    limits::limits,
    load::load_good,
    progress::Display,
    scripts::{ScriptFile, read_scripts},
    solve::{goals, way},
};
use crate::{
    diagnostic::Format,
    explore::{Count, Exploration, Way, survey},
    session::Script,
    stats::{ActWords, Coverage, Reading, Share, Words, by_chance, minutes, read},
    story::{EndingId, Story},
};
use answers::Answers;
pub(super) use answers::{sentences, sentences_json};

/// How many playthroughs are read to tell how long one is.
const SAMPLE: u64 = 200;

/// Tells the figures of a story. Scripts that do not fit are told of, and count as far as they do.
///
/// # Errors
/// [`Failure`] where the story or the scripts cannot be read.
pub fn stats(
    story: Option<&Path>,
    format: Format,
    scripts: Option<&Path>,
    limit: Option<u64>,
) -> Result<Outcome, Failure> {
    let scripts = scripts.map(read_scripts).transpose()?;
    let compiled = load_good(story)?;
    let story = &compiled.story;
    let limits = limits(limit);
    let mut display = Display::new()?;
    let exploration = survey(story, limits, &mut display);
    display.clear();
    let mut outcome = Outcome::Good;
    let mut covered = None;
    if let Some(scripts) = &scripts {
        let (coverage, misfits) = cover(story, scripts)?;
        for misfit in misfits {
            outcome = Outcome::Faulty;
            write!(anstream::stderr(), "{misfit}")?;
        }
        covered = Some((scripts.len(), coverage));
    }
    let figures = Figures {
        story,
        exploration: &exploration,
        answers: Answers::of(story, &exploration, limits),
        words: Words::of(story),
        reading: by_chance(story, SAMPLE),
        covered,
    };
    let mut out = anstream::stdout().lock();
    if format == Format::Json {
        writeln!(out, "{}", figures.json())?;
    } else {
        figures.human(&mut out)?;
    }
    out.flush()?;
    Ok(outcome)
}

/// Plays every script; what does not fit is returned as lines.
fn cover<'s>(
    story: &'s Story,
    scripts: &[ScriptFile],
) -> Result<(Coverage<'s>, Vec<String>), Failure> {
    let mut coverage = Coverage::new(story);
    let mut misfits = Vec::new();
    for file in scripts {
        match &file.script {
            Err(error) => misfits.push(format!("{}: {error}\n", file.name)),
            Ok(script) => {
                let misfit = coverage.add(script)?;
                misfits.extend(misfit.map(|misfit| format!("{}: {misfit}\n", file.name)));
            }
        }
    }
    Ok((coverage, misfits))
}

struct Figures<'a> {
    story: &'a Story,
    exploration: &'a Exploration,
    answers: Answers,
    words: Words,
    reading: Option<Reading>,
    /// The number of scripts, and what they cover.
    covered: Option<(usize, Coverage<'a>)>,
}

impl Figures<'_> {
    fn human(&self, out: &mut impl Write) -> io::Result<()> {
        let (story, words) = (self.story, self.words);
        writeln!(out, "{} {}", story.title, story.version)?;
        writeln!(out)?;
        line(out, "words", words.total())?;
        line(out, "  texts, for everybody", words.base)?;
        line(out, "  outcomes of choices", words.beats)?;
        line(out, "  variants of both", words.variants)?;
        line(out, "  labels of choices", words.labels)?;
        line(out, "  all the rest", words.rest)?;
        line(out, "nodes", story.nodes.len())?;
        line(out, "choices", self.choices())?;
        line(out, "endings", story.endings.len())?;
        line(out, "promises", story.promises.len())?;
        writeln!(out)?;
        self.acts(out)?;
        writeln!(out)?;
        self.answers
            .lengths(story, self.exploration, self.reading, out)?;
        writeln!(out, "playthroughs: {}", playthroughs(self.exploration))?;
        if !self.exploration.is_complete {
            writeln!(out, "{}", verdict(self.exploration, 0))?;
            multiplied(story, self.exploration, out)?;
        }
        writeln!(out)?;
        endings(story, self.exploration, out)?;
        writeln!(out)?;
        self.answers.human(story, self.exploration, out)?;
        let Some((scripts, coverage)) = &self.covered else {
            return Ok(());
        };
        writeln!(out)?;
        writeln!(out, "{} cover", counted(*scripts, "script"))?;
        for (name, share) in parts(coverage) {
            writeln!(
                out,
                "  {name:8}  {:>6} of {:>6}  {:>5}",
                number(share.part),
                number(share.whole),
                percent(share)
            )?;
        }
        missed(
            out,
            "nodes never passed",
            coverage.missed_nodes().iter().copied(),
        )?;
        let choices = coverage.missed_choices();
        missed(
            out,
            "choices never taken",
            choices.iter().map(String::as_str),
        )
    }

    fn choices(&self) -> usize {
        self.story
            .nodes
            .iter()
            .map(|node| node.choices().len())
            .sum()
    }

    fn acts(&self, out: &mut impl Write) -> io::Result<()> {
        let acts = Words::by_act(self.story);
        let title = |act: &ActWords| act.title.clone().unwrap_or_else(|| "(no act)".to_owned());
        let width = acts
            .iter()
            .map(|act| title(act).chars().count())
            .max()
            .unwrap_or(0)
            .max(3);
        writeln!(
            out,
            "{:width$}  {:>6}  {:>8}  {:>9}",
            "act", "nodes", "choices", "words"
        )?;
        for act in &acts {
            writeln!(
                out,
                "{:width$}  {:>6}  {:>8}  {:>9}",
                title(act),
                number(act.nodes),
                number(act.choices),
                number(act.words.total())
            )?;
        }
        Ok(())
    }

    fn json(&self) -> serde_json::Value {
        let (story, words) = (self.story, self.words);
        let acts = Words::by_act(story).into_iter().map(|act| {
            serde_json::json!({
                "act": act.act,
                "title": act.title,
                "nodes": act.nodes,
                "choices": act.choices,
                "words": act.words.total(),
            })
        });
        let endings = story.endings.iter().enumerate().map(|(index, ending)| {
            let id = EndingId::at(index);
            let end = self.exploration.end(story, id);
            let script = match way(story, &goals(story, &ending.name).unwrap_or_default()) {
                Way::Script(steps) => Some(Script { story: None, steps }),
                Way::Never | Way::Unknown => None,
            };
            serde_json::json!({
                "ending": ending.name,
                "title": ending.title,
                "odds": end.as_ref().map(|end| end.odds),
                "odds_error": end.as_ref().map(|end| end.odds * end.odds_error),
                "playthroughs": end.as_ref().map(|end| end.playthroughs.to_string().replace(',', "")),
                "shortest": self.exploration.shortest(story, id),
                "longest": end.as_ref().map(|end| end.longest),
                "words_on_the_shortest": script.as_ref().and_then(|script| read(story, script)),
                "script": script.map(|script| script.steps),
            })
        });
        let mut figures = serde_json::json!({
            "story": story.id,
            "title": story.title,
            "version": story.version,
            "complete": self.exploration.is_complete,
            "states": self.exploration.states,
            "playthroughs": playthroughs(self.exploration).replace(',', ""),
            "nodes": story.nodes.len(),
            "choices": self.choices(),
            "words": {
                "all": words.total(),
                "base": words.base,
                "beats": words.beats,
                "variants": words.variants,
                "labels": words.labels,
                "rest": words.rest,
            },
            "acts": acts.collect::<Vec<_>>(),
            "reading": self.reading.map(|reading| serde_json::json!({
                "playthroughs": reading.playthroughs,
                "least": reading.least,
                "middle": reading.middle,
                "most": reading.most,
                "minutes": minutes(reading.middle),
            })),
            "endings": endings.collect::<Vec<_>>(),
            "answers": self.answers.json(story, self.exploration),
        });
        if let Some((scripts, coverage)) = &self.covered {
            let mut covered = serde_json::json!({
                "scripts": scripts,
                "missed_nodes": coverage.missed_nodes(),
                "missed_choices": coverage.missed_choices(),
            });
            for (name, share) in parts(coverage) {
                covered[name] = serde_json::json!({ "covered": share.part, "all": share.whole });
            }
            figures["coverage"] = covered;
        }
        figures
    }
}

fn parts(coverage: &Coverage<'_>) -> [(&'static str, Share); 4] {
    [
        ("nodes", coverage.nodes()),
        ("choices", coverage.choices()),
        ("variants", coverage.variants()),
        ("endings", coverage.endings()),
    ]
}

fn number(number: usize) -> String {
    Count::from(number as u64).to_string()
}

fn line(out: &mut impl Write, name: &str, value: usize) -> io::Result<()> {
    writeln!(out, "{name:24} {:>9}", number(value))
}

/// Returns a share in whole percents, rounded down: 100% means all of it.
fn percent(share: Share) -> String {
    let percent = (share.part * 100).checked_div(share.whole).unwrap_or(100);
    format!("{percent}%")
}

fn missed<'n>(
    out: &mut impl Write,
    what: &str,
    names: impl Iterator<Item = &'n str>,
) -> io::Result<()> {
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return Ok(());
    }
    let text = format!("{what}: {}", names.join(" "));
    let options = textwrap::Options::new(78)
        .initial_indent("  ")
        .subsequent_indent("    ");
    for line in textwrap::wrap(&text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
