//! The command line of the writer's tools.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::StoryArgument;
use crate::{
    commands::{self, Failure, Outcome},
    diagnostic,
};

/// A tool for writers.
#[derive(Debug, Subcommand)]
pub(super) enum Tool {
    /// Draw the story: what leads where, what is never reached, how likely each ending is
    Map {
        #[command(flatten)]
        story: StoryArgument,
        /// What to write; without it, what FILE's name asks for, or svg
        #[arg(long, value_enum)]
        format: Option<MapFormat>,
        /// Write to FILE, whole or not at all
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Mark what a script passes through
        #[arg(long, value_name = "FILE")]
        script: Option<PathBuf>,
        /// Show the texts of endings too
        #[arg(long)]
        endings: bool,
        /// Stop proving after N states; 0 proves nothing
        #[arg(long, value_name = "N")]
        limit: Option<u64>,
    },
    /// Count words, nodes, choices; tell odds, reading time and what scripts cover
    Stats {
        #[command(flatten)]
        story: StoryArgument,
        #[arg(long, value_enum, default_value_t)]
        format: TableFormat,
        /// Tell what the scripts in a folder cover
        #[arg(long, value_name = "DIR")]
        scripts: Option<PathBuf>,
        /// Stop proving after N states
        #[arg(long, value_name = "N")]
        limit: Option<u64>,
    },
    /// Begin a story in a new folder: a small one that shows the whole language
    New {
        /// The folder; it must be new or empty
        folder: PathBuf,
        /// Copy the story that the program carries instead
        #[arg(long)]
        copy: bool,
    },
    /// Tell what changed between two stories, and which scripts still play
    Diff {
        /// The folder of the story as it was
        old: PathBuf,
        /// The folder of the story as it is
        new: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        format: TableFormat,
        /// Tell which scripts or saves in a folder still play
        #[arg(long, value_name = "DIR")]
        scripts: Option<PathBuf>,
        /// Stop proving after N states; 0 compares no odds
        #[arg(long, value_name = "N")]
        limit: Option<u64>,
    },
    /// Check a story whenever one of its files is saved
    Watch {
        #[command(flatten)]
        story: StoryArgument,
        /// Stop proving after N states
        #[arg(long, value_name = "N")]
        limit: Option<u64>,
    },
    /// Play every script in a folder and compare with what its comments expect
    #[command(after_help = EXPECTATIONS)]
    Test {
        /// The folder of scripts
        scripts: PathBuf,
        #[command(flatten)]
        story: StoryArgument,
    },
}

impl Tool {
    /// Runs the tool.
    pub fn run(self) -> Result<Outcome, Failure> {
        match self {
            Self::Map {
                story,
                format,
                output,
                script,
                endings,
                limit,
            } => {
                let options = commands::map::Options {
                    format: format.map(Into::into),
                    output,
                    script,
                    endings,
                    limit,
                };
                commands::map(story.story.as_deref(), &options)
            }
            Self::Stats {
                story,
                format,
                scripts,
                limit,
            } => commands::stats(
                story.story.as_deref(),
                format.into(),
                scripts.as_deref(),
                limit,
            ),
            Self::New { folder, copy } => commands::new(&folder, copy),
            Self::Diff {
                old,
                new,
                format,
                scripts,
                limit,
            } => commands::diff(&old, &new, format.into(), scripts.as_deref(), limit),
            Self::Watch { story, limit } => commands::watch(story.story.as_deref(), limit),
            Self::Test { scripts, story } => commands::test(&scripts, story.story.as_deref()),
        }
    }
}

const EXPECTATIONS: &str = "\
Lines of a script that expect something; all others that begin with # are comments:
  #= ending NAME    the playthrough ends there
  #= node NAME      the player stands at the node
  #= open CHOICE    the choice can be taken
  #= closed CHOICE  it cannot
  #? words          the words are read
  #- words          they are not
Before the first choice they speak of the whole playthrough, else of what the choice above them led to.";

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum TableFormat {
    /// Tables
    #[default]
    Human,
    /// One object
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum MapFormat {
    Svg,
    /// A page for a browser
    Html,
    /// For Graphviz
    Dot,
    Mermaid,
    /// An indented outline
    Text,
}

impl From<TableFormat> for diagnostic::Format {
    fn from(format: TableFormat) -> Self {
        match format {
            TableFormat::Human => Self::Human,
            TableFormat::Json => Self::Json,
        }
    }
}

impl From<MapFormat> for commands::map::Format {
    fn from(format: MapFormat) -> Self {
        match format {
            MapFormat::Svg => Self::Svg,
            MapFormat::Html => Self::Html,
            MapFormat::Dot => Self::Dot,
            MapFormat::Mermaid => Self::Mermaid,
            MapFormat::Text => Self::Text,
        }
    }
}
