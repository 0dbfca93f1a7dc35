//! `check`: every fault of a story, then what is true of every playthrough.

use std::{
    io::{self, Write},
    path::Path,
};

use super::{
    Failure, Outcome, counted,
    limits::limits,
    load::load,
    progress::Display,
    stats::{sentences, sentences_json},
};
use crate::{
    diagnostic::{Fault, Format, Level, Report},
    explore::{
        Count, Coverage, Exploration, Playthroughs, coverage, idle, judge, multipliers, survey,
    },
    lint,
    story::{EndingId, Story},
};

/// Checks a story. Faults go to standard error, the proof to standard output.
///
/// # Errors
/// [`Failure`] where the story's files cannot be read.
pub fn check(story: Option<&Path>, format: Format, limit: Option<u64>) -> Result<Outcome, Failure> {
    let (sources, compiled) = load(story)?;
    let (faults, proof) = match compiled {
        Err(faults) => (faults, None),
        Ok(compiled) => {
            let limits = limits(limit);
            let mut display = Display::new()?;
            let exploration = survey(&compiled.story, limits, &mut display);
            display.clear();
            let verdicts = judge(&compiled.story, &exploration, limits);
            let coverage = coverage(&compiled.story, &exploration, limits);
            let idle = idle(&compiled.story, &exploration, limits);
            let mut faults = lint::draft(&sources, &compiled);
            faults.extend(lint::lint(&compiled, &exploration, &verdicts, &idle));
            faults.extend(lint::coverage(&sources, &compiled, &coverage));
            faults.sort_by_key(|fault| (fault.span, fault.kind.code()));
            (faults, Some((compiled.story, exploration, coverage)))
        }
    };
    let report = Report {
        sources: &sources,
        faults: &faults,
    };
    write!(anstream::stderr(), "{}", report.render(format))?;
    let first = faults.first().map(|fault| fault.kind.code());
    let is_error = |fault: &&Fault| fault.level == Level::Deny;
    let errors = faults.iter().filter(is_error).count();
    let warnings = faults.len() - errors;
    let mut out = anstream::stdout().lock();
    if let Some((story, exploration, coverage)) = &proof {
        match format {
            Format::Human => {
                human(story, exploration, errors, &mut out)?;
                writeln!(out, "sentences: {}", sentences(coverage))?;
            }
            Format::Short => writeln!(out, "{}", verdict(exploration, errors))?,
            Format::Json => {
                let json = json(story, exploration, coverage, (errors, warnings));
                writeln!(out, "{json}")?;
            }
        }
    } else if format == Format::Human {
        writeln!(
            out,
            "{}; nothing is proven of a story with faults",
            counted(errors, "fault")
        )?;
    }
    if format == Format::Human {
        if warnings > 0 {
            writeln!(out, "warnings: {warnings}")?;
        }
        if let Some(code) = first {
            writeln!(out, "`fifteen explain {code}` says more about the first")?;
        }
    }
    out.flush()?;
    Ok(match proof {
        _ if errors > 0 => Outcome::Faulty,
        Some((_, exploration, _)) if !exploration.is_complete => Outcome::Partial,
        _ => Outcome::Good,
    })
}

/// Returns the one line that says how far the result can be trusted.
pub(super) fn verdict(exploration: &Exploration, faults: usize) -> String {
    let states = Count::from(exploration.states);
    if !exploration.is_complete && exploration.is_proven {
        return format!("partial: each of {states} states reaches an ending; counting was stopped");
    }
    if !exploration.is_complete {
        return format!("partial: stopped after {states} states");
    }
    if faults > 0 {
        return format!("refuted: {} in {states} states", counted(faults, "fault"));
    }
    format!("proven: {states} states, and every one reaches an ending")
}

pub(super) fn playthroughs(exploration: &Exploration) -> String {
    if !exploration.is_complete {
        return "unknown".to_owned();
    }
    match &exploration.playthroughs {
        Playthroughs::Exactly(count) => count.to_string(),
        Playthroughs::Infinite(_) => "infinitely many".to_owned(),
        Playthroughs::TooMany => "more than 2^4096".to_owned(),
        Playthroughs::Unknown => "unknown".to_owned(),
    }
}

fn human(
    story: &Story,
    exploration: &Exploration,
    faults: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let choices = story.nodes.iter().map(|node| node.choices().len()).sum();
    let routes = story.nodes.iter().map(|node| node.routes().len()).sum();
    let parts = [
        counted(story.nodes.len(), "node"),
        counted(choices, "choice"),
        counted(routes, "route"),
        counted(story.endings.len(), "ending"),
    ];
    writeln!(
        out,
        "{} {}: {}",
        story.title,
        story.version,
        parts.join(", ")
    )?;
    let acts = states_by_act(story, exploration);
    let name_width = acts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, states) in &acts {
        let states = Count::from(*states).to_string();
        writeln!(out, "  {name:name_width$}  {states:>15} states")?;
    }
    writeln!(out)?;
    endings(story, exploration, out)?;
    writeln!(out)?;
    writeln!(out, "{}", verdict(exploration, faults))?;
    if !exploration.is_complete {
        multiplied(story, exploration, out)?;
    }
    writeln!(out, "playthroughs: {}", playthroughs(exploration))?;
    if !story.promises.is_empty() && faults == 0 && exploration.is_complete {
        writeln!(out, "promises: {} kept", story.promises.len())?;
    }
    if let Playthroughs::Infinite(place) = &exploration.playthroughs {
        let node = &story.nodes[place.node.index()].name;
        let script = exploration.script(story, *place).join(" ");
        writeln!(
            out,
            "a player can come round to `{node}` again and again, first by: {script}"
        )?;
    }
    Ok(())
}

/// How many of the variables that multiply the states are told of.
const MULTIPLIERS: usize = 5;

/// Writes which variables multiply the states most, and what to do about it.
pub(super) fn multiplied(
    story: &Story,
    exploration: &Exploration,
    out: &mut impl Write,
) -> io::Result<()> {
    let found = multipliers(story, exploration);
    if found.is_empty() {
        return Ok(());
    }
    writeln!(out, "what multiplies the states most, as far as it went:")?;
    for multiplier in found.iter().take(MULTIPLIERS) {
        writeln!(
            out,
            "  {}: {} values, at {}",
            story.variables[multiplier.variable.index()].name,
            Count::from(multiplier.values),
            counted(multiplier.nodes, "node")
        )?;
    }
    writeln!(
        out,
        "  give a counter a smaller `max`, set a variable back where it is no longer needed, or let text read it \
         instead of gates"
    )
}

/// Writes a line for every ending: its odds, how many choices lead there, and how many playthroughs.
pub(super) fn endings(
    story: &Story,
    exploration: &Exploration,
    out: &mut impl Write,
) -> io::Result<()> {
    let title_width = story
        .endings
        .iter()
        .map(|ending| ending.title.chars().count())
        .max()
        .unwrap_or(0);
    for (index, ending) in story.endings.iter().enumerate() {
        let id = EndingId::at(index);
        write!(out, "  {:title_width$}  ", ending.title)?;
        match (exploration.shortest(story, id), exploration.end(story, id)) {
            (None, _) if exploration.is_reached(story, id) => write!(out, "reached")?,
            (None, _) if !exploration.is_complete => write!(out, "not reached so far")?,
            (None, _) => write!(out, "not reached")?,
            (Some(shortest), None) => {
                write!(out, "{} at the least", counted(shortest as usize, "choice"))?;
            }
            (Some(shortest), Some(end)) => {
                let percent = end.odds * 100.0;
                let lengths = format!("{shortest}-{}", end.longest);
                write!(
                    out,
                    "{percent:>7.3}%  {lengths:>7} choices  {:>13} ways",
                    rounded(&end.playthroughs)
                )?;
            }
        }
        writeln!(out, "  {}", ending.name)?;
    }
    Ok(())
}

/// Returns a count in full where it is short, and else to three digits.
fn rounded(count: &Count) -> String {
    let full = count.to_string();
    if full.len() <= 13 {
        return full;
    }
    let digits = full.bytes().filter(u8::is_ascii_digit).count();
    let exponent = digits - 1;
    let exponent_wide = i32::try_from(exponent).unwrap_or(i32::MAX);
    format!(
        "{:.2} x 10^{exponent}",
        count.approximate() / 10_f64.powi(exponent_wide)
    )
}

fn states_by_act(story: &Story, exploration: &Exploration) -> Vec<(String, u64)> {
    let mut acts: Vec<(String, u64)> = story
        .acts
        .iter()
        .map(|act| (act.name.to_string(), 0))
        .collect();
    for (node, found) in story.nodes.iter().zip(&exploration.nodes) {
        if let Some(act) = node.act {
            acts[act.index()].1 += found.states;
        }
    }
    acts
}

fn json(
    story: &Story,
    exploration: &Exploration,
    coverage: &Coverage,
    (faults, warnings): (usize, usize),
) -> serde_json::Value {
    let endings = story.endings.iter().enumerate().map(|(index, ending)| {
        let end = exploration.end(story, EndingId::at(index));
        serde_json::json!({
            "ending": ending.name,
            "title": ending.title,
            "shortest": exploration.shortest(story, EndingId::at(index)),
            "longest": end.as_ref().map(|end| end.longest),
            "playthroughs": end.as_ref().map(|end| end.playthroughs.to_string().replace(',', "")),
            "odds": end.as_ref().map(|end| end.odds),
            "odds_error": end.as_ref().map(|end| end.odds * end.odds_error),
        })
    });
    let found = multipliers(story, exploration);
    let multipliers = found.iter().map(|multiplier| {
        serde_json::json!({
            "variable": story.variables[multiplier.variable.index()].name,
            "values": multiplier.values,
            "nodes": multiplier.nodes,
        })
    });
    let nodes = story.nodes.iter().zip(&exploration.nodes);
    let nodes = nodes.map(|(node, found)| {
        let shortest = found.shortest;
        serde_json::json!({ "node": node.name, "states": found.states, "shortest": shortest })
    });
    let verdict = match (exploration.is_complete, faults) {
        (false, _) => "partial",
        (true, 0) => "proven",
        (true, _) => "refuted",
    };
    serde_json::json!({
        "verdict": verdict,
        "faults": faults,
        "warnings": warnings,
        "states": exploration.states,
        "playthroughs": playthroughs(exploration).replace(',', ""),
        "sentences": sentences_json(coverage),
        "multipliers": multipliers.collect::<Vec<_>>(),
        "endings": endings.collect::<Vec<_>>(),
        "nodes": nodes.collect::<Vec<_>>(),
    })
}
