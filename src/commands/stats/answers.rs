//! What is proven of a story's playthroughs beyond their number: lengths, sentences, choices that never matter, points of
//! no return.

use std::io::{self, Write};

use super::{missed, number};
use crate::{
    commands::counted,
    explore::{
        Count, Coverage, End, Exploration, Idle, Limits, Returns, Seen, Share, Words, coverage,
        idle, returns, words,
    },
    stats::{Reading, minutes},
    story::{EndingId, NodeId, Story},
};

pub(super) struct Answers {
    coverage: Coverage,
    words: Option<Words>,
    idle: Vec<Idle>,
    returns: Option<Returns>,
}

/// How long playthroughs are, in choices.
struct Lengths {
    shortest: u32,
    /// The most choices; `None` where playthroughs can go round for ever, or were not counted.
    longest: Option<u32>,
    /// The choices of all playthroughs added up, where that was counted.
    in_all: Option<Count>,
    /// The mean of all playthroughs, each as likely as the others.
    mean: Option<f64>,
}

impl Answers {
    pub fn of(story: &Story, exploration: &Exploration, limits: Limits) -> Self {
        let coverage = coverage(story, exploration, limits);
        Self {
            words: words(story, exploration, &coverage),
            idle: idle(story, exploration, limits),
            returns: returns(story, exploration, limits),
            coverage,
        }
    }

    /// Writes how long playthroughs are.
    pub fn lengths(
        &self,
        story: &Story,
        exploration: &Exploration,
        reading: Option<Reading>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        if let Some(lengths) = lengths(story, exploration) {
            write!(out, "a playthrough: ")?;
            if let Some(longest) = lengths.longest {
                write!(out, "{} to {longest} choices", lengths.shortest)?;
            } else {
                let shortest = counted(lengths.shortest as usize, "choice");
                write!(out, "{shortest} at the least")?;
            }
            if let Some(mean) = lengths.mean {
                write!(out, ", {mean:.3} on the average of all")?;
            }
            if let Some(mean) = exploration.mean_choices {
                write!(out, ", {mean:.3} by chance")?;
            }
            writeln!(out)?;
        }
        if let Some(words) = self.words {
            let at_least = Count::from(words.at_least);
            match words.at_most {
                Some(most) => writeln!(
                    out,
                    "  never fewer than {at_least} words, never more than {} (proven)",
                    Count::from(most)
                )?,
                None => writeln!(out, "  never fewer than {at_least} words (proven)")?,
            }
        }
        match reading {
            Some(reading) => writeln!(
                out,
                "  {} to {} words, {} in the middle, about {} (an estimate, from {} by chance)",
                number(reading.least),
                number(reading.most),
                number(reading.middle),
                counted(minutes(reading.middle), "minute"),
                counted(reading.playthroughs, "playthrough"),
            ),
            None => writeln!(out, "  none ended that was tried by chance"),
        }
    }

    /// Writes what is read, what matters, and what is lost where.
    pub fn human(
        &self,
        story: &Story,
        exploration: &Exploration,
        out: &mut impl Write,
    ) -> io::Result<()> {
        writeln!(out, "sentences: {}", sentences(&self.coverage))?;
        if exploration.is_complete {
            self.idle(story, out)?;
            self.returns(story, out)?;
        }
        Ok(())
    }

    fn idle(&self, story: &Story, out: &mut impl Write) -> io::Result<()> {
        let names = |is_read: bool| {
            let idle = self
                .idle
                .iter()
                .filter(move |idle| idle.is_read_later == is_read);
            let names: Vec<String> = idle.map(|idle| name(story, idle)).collect();
            names
        };
        let (read, unread) = (names(true), names(false));
        let all = read.len() + unread.len();
        writeln!(out, "choices that no gate tells from another: {all}")?;
        let told = |names: &[String]| names.to_vec();
        missed(out, "read later", told(&read).iter().map(String::as_str))?;
        missed(
            out,
            "and by no text either",
            told(&unread).iter().map(String::as_str),
        )
    }

    fn returns(&self, story: &Story, out: &mut impl Write) -> io::Result<()> {
        let Some(returns) = &self.returns else {
            return writeln!(out, "points of no return: not known within the limit");
        };
        writeln!(
            out,
            "points of no return: the choices after which an ending is out of reach"
        )?;
        let width = story.endings.iter().map(|ending| ending.name.len()).max();
        let width = width.unwrap_or(0);
        for (index, ending) in story.endings.iter().enumerate() {
            let count = |share| {
                let points = returns.closed.iter();
                let its = points
                    .filter(|point| point.ending == EndingId::at(index) && point.closed == share);
                its.count()
            };
            writeln!(
                out,
                "  {:width$}  {:>4} always  {:>4} sometimes",
                ending.name,
                count(Share::All),
                count(Share::Some)
            )?;
        }
        Ok(())
    }

    pub fn json(&self, story: &Story, exploration: &Exploration) -> serde_json::Value {
        let lengths = lengths(story, exploration);
        let idle = self.idle.iter().map(|idle| {
            serde_json::json!({
                "node": story.nodes[idle.node.index()].name,
                "choice": idle.choice.map(|choice| choice_name(story, idle.node, choice)),
                "read_later": idle.is_read_later,
            })
        });
        serde_json::json!({
            "choices": lengths.map(|lengths| serde_json::json!({
                "shortest": lengths.shortest,
                "longest": lengths.longest,
                "in_all": lengths.in_all.map(|count| count.to_string().replace(',', "")),
                "mean": lengths.mean,
                "mean_by_chance": exploration.mean_choices,
            })),
            "words": self.words.map(|words| serde_json::json!({
                "at_least": words.at_least,
                "at_most": words.at_most,
            })),
            "sentences": sentences_json(&self.coverage),
            "never_matter": idle.collect::<Vec<_>>(),
            "no_return": self.returns.as_ref().map(|returns| returns_json(story, returns)),
            "remaining": self.returns.as_ref().map(|returns| remaining_json(story, returns)),
        })
    }
}

/// Returns how many sentences are read in some playthrough.
pub(crate) fn sentences(coverage: &Coverage) -> String {
    let number = |count: usize| Count::from(count as u64);
    let shown = coverage.count(Seen::is_shown);
    let mut parts = vec![format!("{} shown", number(shown))];
    for (seen, what) in [(Seen::Never, "never"), (Seen::Unknown, "not settled")] {
        match coverage.count(|read| read == seen) {
            0 => {}
            count => parts.push(format!("{} {what}", number(count))),
        }
    }
    parts.join(", ")
}

pub(crate) fn sentences_json(coverage: &Coverage) -> serde_json::Value {
    serde_json::json!({
        "shown": coverage.count(Seen::is_shown),
        "never": coverage.count(|read| read == Seen::Never),
        "unsettled": coverage.count(|read| read == Seen::Unknown),
    })
}

fn lengths(story: &Story, exploration: &Exploration) -> Option<Lengths> {
    let endings = || (0..story.endings.len()).map(EndingId::at);
    let shortest = endings()
        .filter_map(|ending| exploration.shortest(story, ending))
        .min()?;
    let ends: Vec<End> = endings()
        .filter_map(|ending| exploration.end(story, ending))
        .collect();
    let longest = ends.iter().map(|end| end.longest).max();
    let playthroughs = Count::sum(ends.iter().map(|end| &end.playthroughs));
    let lengths: Option<Vec<&Count>> = ends.iter().map(|end| end.lengths.as_ref()).collect();
    let in_all = lengths
        .filter(|lengths| !lengths.is_empty())
        .map(|lengths| Count::sum(lengths.into_iter()));
    let mean = in_all
        .as_ref()
        .map(|in_all| in_all.approximate() / playthroughs.approximate());
    Some(Lengths {
        shortest,
        longest,
        in_all,
        mean,
    })
}

fn name(story: &Story, idle: &Idle) -> String {
    let node = &story.nodes[idle.node.index()].name;
    match idle.choice {
        Some(choice) => format!("{node}.{}", choice_name(story, idle.node, choice)),
        None => node.to_string(),
    }
}

fn choice_name(story: &Story, node: NodeId, choice: usize) -> &str {
    &story.nodes[node.index()].choices()[choice].name
}

fn share_name(share: Share) -> &'static str {
    match share {
        Share::None => "never",
        Share::Some => "sometimes",
        Share::All => "always",
    }
}

fn returns_json(story: &Story, returns: &Returns) -> serde_json::Value {
    let points = returns.closed.iter().map(|point| {
        serde_json::json!({
            "ending": story.endings[point.ending.index()].name,
            "node": story.nodes[point.node.index()].name,
            "choice": choice_name(story, point.node, point.choice),
            "lost": share_name(point.closed),
            "script": returns.script(story, point),
        })
    });
    points.collect()
}

fn remaining_json(story: &Story, returns: &Returns) -> serde_json::Value {
    let nodes = story.nodes.iter().zip(&returns.remaining);
    let nodes = nodes.map(|(node, shares)| {
        let endings = story.endings.iter().zip(shares);
        let endings =
            endings.map(|(ending, share)| (ending.name.to_string(), share_name(*share).into()));
        let endings: serde_json::Map<String, serde_json::Value> = endings.collect();
        (node.name.to_string(), endings.into())
    });
    let nodes: serde_json::Map<String, serde_json::Value> = nodes.collect();
    nodes.into()
}
