//! The command line: what may be typed, and which exit status it ends with.

mod tools;

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::{
    commands::{self, Failure, Form, Memory, Outcome},
    diagnostic,
    repl::is_dumb_terminal,
};

/// A story about a towel and fifteen rounds. Alone, the command plays it.
#[derive(Debug, Parser)]
#[command(name = "fifteen", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// No colours, as where the environment has `NO_COLOR`
    #[arg(long, global = true)]
    no_color: bool,
    #[command(flatten)]
    play: PlayArguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play at a prompt
    Play(PlayArguments),
    #[command(flatten)]
    Tool(tools::Tool),
    /// Play a script and print what is read on the way
    Replay {
        /// A file of choices by name, one a line
        script: PathBuf,
        #[command(flatten)]
        story: StoryArgument,
        /// Stop after N choices
        #[arg(long, value_name = "N")]
        until: Option<usize>,
        /// Go on at the prompt where the script ends
        #[arg(long)]
        play: bool,
        #[command(flatten)]
        memory: MemoryArguments,
        #[command(flatten)]
        width: WidthArgument,
    },
    /// Look for mistakes, then prove what is true of every playthrough
    Check {
        #[command(flatten)]
        story: StoryArgument,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// Stop after N states
        #[arg(long, value_name = "N")]
        limit: Option<u64>,
    },
    /// Say what a fault means, with an example and its cure; without a code, list them all
    Explain {
        /// A code such as E0103, or the name of a lint
        code: Option<String>,
    },
    /// Print a shortest script that leads to an ending or a node, or scripts that show every sentence
    Solve {
        /// The name of an ending or a node; with --cover, the story
        #[arg(required_unless_present = "cover")]
        target: Option<String>,
        #[command(flatten)]
        story: StoryArgument,
        /// As few scripts as can be found that together show every sentence
        #[arg(long)]
        cover: bool,
        /// With --cover: write each script into a file of this folder
        #[arg(short, long, value_name = "FOLDER", requires = "cover")]
        output: Option<PathBuf>,
    },
    /// Print a script that completes this command line in a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, clap::Args)]
struct PlayArguments {
    #[command(flatten)]
    story: StoryArgument,
    /// Begin with the choices of a script
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Words only: every drawing and mark as text
    #[arg(long)]
    plain: bool,
    /// One JSON object a turn, for programs; the manual page tells all of it
    #[arg(long, conflicts_with = "plain")]
    json: bool,
    /// For who writes STORY: goto, set, vars, why; reads it again when a file is saved, and keeps no saves
    #[arg(long, requires = "story", conflicts_with = "json")]
    author: bool,
    #[command(flatten)]
    memory: MemoryArguments,
    #[command(flatten)]
    width: WidthArgument,
}

#[derive(Debug, clap::Args)]
struct WidthArgument {
    /// Wrap at so many columns, from 20 to 72
    #[arg(long, value_name = "COLUMNS", env = "FIFTEEN_WIDTH")]
    width: Option<usize>,
}

#[derive(Debug, clap::Args)]
struct MemoryArguments {
    /// Keep saves in this folder
    #[arg(long, value_name = "DIR", env = "FIFTEEN_SAVE_DIR")]
    save_dir: Option<PathBuf>,
    /// Keep no saves, and look for none
    #[arg(long)]
    no_save: bool,
}

impl From<MemoryArguments> for Memory {
    fn from(arguments: MemoryArguments) -> Self {
        if arguments.no_save {
            Self::Nothing
        } else {
            Self::Folder(arguments.save_dir)
        }
    }
}

#[derive(Debug, clap::Args)]
struct StoryArgument {
    /// A folder with a world.ron; without one, the story that the program carries
    #[arg(value_name = "STORY")]
    story: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// Places underlined, figures in words
    #[default]
    Human,
    /// One line a fault
    Short,
    /// One object a fault, one for the proof
    Json,
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Faulty) => ExitCode::from(1),
        Ok(Outcome::Partial) => ExitCode::from(3),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // Where even the message cannot be written, the status still tells.
            let _ = write!(anstream::stderr(), "{failure}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<Outcome, Failure> {
    // A dumb terminal gets colours from nobody's guess: a program that runs in CI is taken to want them.
    let is_forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|force| force != "0");
    if arguments.no_color || (is_dumb_terminal() && !is_forced) {
        anstream::ColorChoice::Never.write_global();
    }
    match arguments.command.unwrap_or(Command::Play(arguments.play)) {
        Command::Tool(tool) => tool.run(),
        Command::Play(PlayArguments {
            author: true,
            story: StoryArgument { story: Some(story) },
            script,
            width,
            plain,
            ..
        }) => commands::author(&story, script.as_deref(), width.width, plain),
        Command::Play(play) => commands::play(
            play.story.story.as_deref(),
            play.script.as_deref(),
            match (play.json, play.plain) {
                (true, _) => Form::Json,
                (false, true) => Form::Plain,
                (false, false) => Form::Prompt,
            },
            play.width.width,
            play.memory.into(),
        ),
        Command::Replay {
            script,
            story,
            until,
            play,
            memory,
            width,
        } => {
            let play = play.then(|| memory.into());
            commands::replay(&script, story.story.as_deref(), until, width.width, play)
        }
        Command::Check {
            story,
            format,
            limit,
        } => commands::check(story.story.as_deref(), format.into(), limit),
        Command::Solve {
            target,
            story,
            cover: true,
            output,
        } => {
            let story = story.story.or_else(|| target.map(PathBuf::from));
            commands::cover(story.as_deref(), output.as_deref())
        }
        Command::Solve { target, story, .. } => {
            commands::solve(&target.unwrap_or_default(), story.story.as_deref())
        }
        Command::Explain { code } => commands::explain(code.as_deref()),
        Command::Completions { shell } => commands::completions(shell, Arguments::command()),
        Command::Man => commands::man(Arguments::command()),
    }
}

impl From<Format> for diagnostic::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => Self::Human,
            Format::Short => Self::Short,
            Format::Json => Self::Json,
        }
    }
}
