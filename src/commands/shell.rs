//! `completions` and `man`: what a shell and a reader of manuals want to know of the command line.

use std::io::{self, Write};

use clap::Command;
use clap_complete::Shell;
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};

use super::{Failure, Outcome, json};

/// Prints a script that completes the command line in a shell.
///
/// # Errors
/// [`Failure`] where the output cannot be written.
pub fn completions(shell: Shell, mut command: Command) -> Result<Outcome, Failure> {
    // The generator panics on a closed pipe: it writes into memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "fifteen", &mut script);
    print(&script)
}

/// Prints the manual page.
///
/// # Errors
/// [`Failure`] where the output cannot be written.
pub fn man(mut command: Command) -> Result<Outcome, Failure> {
    command.build();
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        roff.control("SS", [sub.get_name()]);
        roff.text([roman(about(sub))]);
        for argument in sub
            .get_arguments()
            .filter(|argument| argument.get_id() != "help")
        {
            let names: Vec<String> = [
                argument.get_short().map(|short| format!("-{short}")),
                argument.get_long().map(|long| format!("--{long}")),
            ]
            .into_iter()
            .flatten()
            .collect();
            let takes = argument
                .get_num_args()
                .is_some_and(|range| range.takes_values());
            let values = argument.get_value_names().unwrap_or_default();
            let values: Vec<&str> = values.iter().map(clap::builder::Str::as_str).collect();
            let value = if takes {
                values.join(" ")
            } else {
                String::new()
            };
            let head = format!("{} {value}", names.join(", "));
            roff.control("TP", []);
            roff.text([bold(head.trim())]);
            let help = argument.get_help().map(ToString::to_string);
            roff.text([roman(help.unwrap_or_default())]);
        }
    }
    for (title, paragraphs) in sections() {
        roff.control("SH", [title]);
        for paragraph in paragraphs.split("\n\n") {
            roff.control("PP", []);
            roff.text([roman(paragraph)]);
        }
    }
    page.extend(roff.to_roff().bytes());
    print(&page)
}

fn about(command: &Command) -> String {
    command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// What stands in the manual beside the command line itself.
fn sections() -> [(&'static str, &'static str); 5] {
    [
        ("JSON", json::HELP),
        (
            "FILES",
            "Saves stand in the platform's data folder for fifteen (on Linux ~/.local/share/fifteen), a folder a \
story: now.save is the turn where you left off, saves/NAME.save what you saved, scrapbook.txt what was found. Each \
save is a script too, which replay plays. One that is damaged gets another name and is never deleted.",
        ),
        (
            "ENVIRONMENT",
            "FIFTEEN_SAVE_DIR is what --save-dir is, FIFTEEN_WIDTH what --width is. NO_COLOR turns colours off, as \
--no-color does; CLICOLOR and CLICOLOR_FORCE are honoured.",
        ),
        (
            "EXIT STATUS",
            "0: done. 1: the story has faults, or a script does not fit it. 2: the command line or a file cannot be \
used. 3: a limit stopped the proof.",
        ),
        (
            "SCRIPTS",
            "A script is UTF-8 text, one choice by its id a line. Blank lines, and what follows a #, are passed over. \
The first line may be #! fifteen STORY HASH.",
        ),
    ]
}

fn print(bytes: &[u8]) -> Result<Outcome, Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Outcome::Good)
}
