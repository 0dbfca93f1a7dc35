//! The commands: what can be asked for beside the story's choices, and under which names.

use super::{memory::Memory, settings};

/// The meaning of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// An empty line.
    Nothing,
    /// The choice of this name.
    Choose(String),
    Look,
    Meters,
    /// Takes back so many choices.
    Undo(usize),
    /// Takes so many choices again.
    Redo(usize),
    /// Every turn by its number.
    Turns,
    /// To where the choice of this number is made.
    Back(usize),
    Restart,
    Chapters,
    /// To where this act was first reached.
    Chapter(String),
    /// What is kept: saves, scripts, transcripts.
    Memory(Memory),
    Hint,
    /// Every setting, or one, or one set to something.
    Settings(Option<(String, Option<String>)>),
    /// Words only, or not; the other way round without a word.
    Plain(Option<bool>),
    /// What was read before by its first line, or not.
    Brief(Option<bool>),
    About,
    Content,
    /// What all commands do, or one.
    Help(Option<String>),
    /// The page at this index.
    Page(usize),
    Quit,
    /// The line cannot be obeyed, and this says why.
    Answer(String),
}

/// A command as players know it.
pub struct Entry {
    pub name: &'static str,
    /// Other words for it.
    pub also: &'static [&'static str],
    /// What may follow it, as usage lines show it.
    pub takes: &'static str,
    /// What it does, in one line.
    pub does: &'static str,
    /// Makes the command of the words that follow it; `None` where they do not fit.
    make: fn(&str) -> Option<Command>,
}

/// Every command, in the order of `help`.
pub const COMMANDS: &[Entry] = &[
    entry("look", &["l"], "", "shows the place again", |rest| {
        matches!(rest, "" | "around" | "here" | "again").then_some(Command::Look)
    }),
    entry(
        "meters",
        &["status", "i", "inventory"],
        "",
        "shows how things stand",
        |rest| alone(rest, Command::Meters),
    ),
    entry(
        "undo",
        &["u"],
        "[N]",
        "takes back the last choice, or the last N, to the very start",
        |rest| Some(Command::Undo(count(rest)?)),
    ),
    entry(
        "redo",
        &[],
        "[N]",
        "takes again what was taken back, all the way if you like",
        |rest| Some(Command::Redo(count(rest)?)),
    ),
    entry(
        "back",
        &["turns", "history"],
        "[N]",
        "lists the turns, or goes to where choice N is made",
        |rest| match rest {
            "" => Some(Command::Turns),
            number => Some(Command::Back(number.parse().ok()?)),
        },
    ),
    entry(
        "chapter",
        &["chapters"],
        "[NAME]",
        "starts an act again as you first reached it",
        |rest| match rest {
            "" => Some(Command::Chapters),
            name => Some(Command::Chapter(name.to_lowercase())),
        },
    ),
    entry("restart", &[], "", "begins again", |rest| {
        alone(rest, Command::Restart)
    }),
    entry(
        "save",
        &[],
        "NAME",
        "keeps the playthrough under a name; every turn is kept without one",
        |rest| memory("save", rest),
    ),
    entry(
        "load",
        &[],
        "NAME",
        "goes on with what has this name",
        |rest| memory("load", rest),
    ),
    entry("saves", &[], "", "lists the names", |rest| {
        memory("saves", rest)
    }),
    entry(
        "forget",
        &[],
        "NAME",
        "removes what has this name",
        |rest| memory("forget", rest),
    ),
    entry(
        "resume",
        &[],
        "",
        "goes on where you left off last time",
        |rest| memory("resume", rest),
    ),
    entry(
        "transcript",
        &[],
        "[FILE]",
        "writes out all that was read, from the first turn on",
        |rest| memory("transcript", rest),
    ),
    entry(
        "script",
        &[],
        "[FILE]",
        "writes out the choices so far; `fifteen replay` plays them again",
        |rest| memory("script", rest),
    ),
    entry(
        "compare",
        &[],
        "",
        "this run beside the last finished one",
        |rest| memory("compare", rest),
    ),
    entry(
        "scrapbook",
        &["scrap"],
        "[N]",
        "the endings found so far, and what is kept of each",
        |rest| memory("scrapbook", rest),
    ),
    entry(
        "hint",
        &[],
        "",
        "how many endings are open from here, and a nudge towards one",
        |rest| alone(rest, Command::Hint),
    ),
    entry(
        "settings",
        &["set", "options"],
        "[NAME [VALUE]]",
        "shows or changes how the game is shown",
        |rest| match words(rest)[..] {
            [] => Some(Command::Settings(None)),
            [name] => Some(Command::Settings(Some((name.to_owned(), None)))),
            [name, value] => Some(Command::Settings(Some((
                name.to_owned(),
                Some(value.to_owned()),
            )))),
            _ => None,
        },
    ),
    entry(
        "plain",
        &[],
        "[on|off]",
        "words only, for screen readers: drawings as sentences, marks as words",
        |rest| switch(rest, Command::Plain),
    ),
    entry(
        "brief",
        &[],
        "[on|off]",
        "the first line alone of what you read in an earlier run",
        |rest| switch(rest, Command::Brief),
    ),
    entry(
        "about",
        &["credits"],
        "",
        "what this is, and whose",
        |rest| alone(rest, Command::About),
    ),
    entry("content", &[], "", "what the story contains", |rest| {
        alone(rest, Command::Content)
    }),
    entry(
        "help",
        &["?", "commands", "menu"],
        "[COMMAND]",
        "this",
        |rest| {
            match words(rest)[..] {
                // "help me" asks for no command of that name.
                [] | ["me"] => Some(Command::Help(None)),
                [name] => Some(Command::Help(Some(name.trim_start_matches('/').to_owned()))),
                _ => None,
            }
        },
    ),
    entry("quit", &["exit", "q", "bye"], "", "leaves", |rest| {
        alone(rest, Command::Quit)
    }),
];

/// What a command's name and the words after it come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    Command(Command),
    /// The command exists, and takes other words than these.
    Misused(&'static str),
    Unknown,
}

/// Reads a command without its prefix.
pub fn read(line: &str, pages: &[String]) -> Read {
    let line = line.trim();
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let (name, rest) = (name.to_lowercase(), rest.trim());
    let page = pages.iter().position(|page| *page == name);
    match (find(&name), page) {
        // A page's own name is stronger than the short one of a command.
        (Some(entry), Some(page)) if entry.name != name && rest.is_empty() => {
            Read::Command(Command::Page(page))
        }
        (Some(entry), _) => (entry.make)(rest).map_or(Read::Misused(entry.name), Read::Command),
        (None, Some(page)) if rest.is_empty() => Read::Command(Command::Page(page)),
        (None, _) => Read::Unknown,
    }
}

/// Returns the command called `name`.
pub fn find(name: &str) -> Option<&'static Entry> {
    COMMANDS
        .iter()
        .find(|entry| entry.name == name || entry.also.contains(&name))
}

/// Returns every word that is a command, the story's pages included.
pub fn names(pages: &[String]) -> impl Iterator<Item = &str> {
    let pages = pages.iter().map(String::as_str);
    COMMANDS.iter().map(|entry| entry.name).chain(pages)
}

impl Entry {
    /// Returns how the command is typed.
    pub fn usage(&self) -> String {
        let space = if self.takes.is_empty() { "" } else { " " };
        format!("/{}{space}{}", self.name, self.takes)
    }
}

const fn entry(
    name: &'static str,
    also: &'static [&'static str],
    takes: &'static str,
    does: &'static str,
    make: fn(&str) -> Option<Command>,
) -> Entry {
    Entry {
        name,
        also,
        takes,
        does,
        make,
    }
}

fn words(rest: &str) -> Vec<&str> {
    rest.split_whitespace().collect()
}

fn alone(rest: &str, command: Command) -> Option<Command> {
    rest.is_empty().then_some(command)
}

/// Reads how often: once without a word.
fn count(rest: &str) -> Option<usize> {
    if rest.is_empty() {
        return Some(1);
    }
    rest.parse().ok().filter(|&count| count > 0)
}

/// Reads which way: the other without a word.
fn switch(rest: &str, command: fn(Option<bool>) -> Command) -> Option<Command> {
    match rest {
        "" => Some(command(None)),
        word => settings::truth(word).map(|on| command(Some(on))),
    }
}

fn memory(word: &str, rest: &str) -> Option<Command> {
    let read = Memory::parse(word, rest)?;
    Some(read.map_or_else(Command::Answer, Command::Memory))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_word() {
        let mut words: Vec<&str> = COMMANDS
            .iter()
            .flat_map(|entry| std::iter::once(entry.name).chain(entry.also.iter().copied()))
            .collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
    }

    #[test]
    fn what_follows_a_command_has_to_fit() {
        assert_eq!(read("undo", &[]), Read::Command(Command::Undo(1)));
        assert_eq!(read("undo 3", &[]), Read::Command(Command::Undo(3)));
        assert_eq!(read("u 3", &[]), Read::Command(Command::Undo(3)));
        assert_eq!(read("undo 0", &[]), Read::Misused("undo"));
        assert_eq!(read("undo it", &[]), Read::Misused("undo"));
        assert_eq!(read("undo 3 4", &[]), Read::Misused("undo"));
        assert_eq!(read("redraw", &[]), Read::Unknown);
        assert_eq!(read("", &[]), Read::Unknown);
    }

    #[test]
    fn a_page_is_stronger_than_the_short_name_of_a_command() {
        let pages = ["scrap".to_owned(), "look".to_owned()];
        assert_eq!(read("scrap", &pages), Read::Command(Command::Page(0)));
        let book =
            |number: &str| Read::Command(Command::Memory(Memory::Scrapbook(number.to_owned())));
        assert_eq!(read("scrap", &[]), book(""));
        assert_eq!(read("scrap 3", &pages), book("3"));
        assert_eq!(read("look", &pages), Read::Command(Command::Look));
    }
}
