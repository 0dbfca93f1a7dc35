//! What helps a person who types: completion by Tab, and a dim hint of what Enter would do.

use std::borrow::Cow;

use rustyline::{
    Context, Helper,
    completion::{Completer, Pair},
    highlight::Highlighter,
    hint::{Hint, Hinter},
    validate::Validator,
};
use textwrap::core::display_width;

use super::{
    command::{self, Command},
    matching::possible,
    meaning::understand,
};
use crate::engine::View;

/// Knows what stands before the player while a line is typed.
#[derive(Default)]
pub struct Assistant {
    pub view: View,
    /// The names of the story's pages.
    pub pages: Vec<String>,
    /// The columns of the window, and of the prompt; without them there are no hints.
    pub room: Option<(usize, usize)>,
    /// Whether nothing but a line to go on is asked for.
    pub is_pausing: bool,
}

/// Words in grey behind the cursor.
pub struct Ghost {
    shown: String,
    /// Whether the words go on from what is typed, so that the right arrow may take them over.
    goes_on: bool,
}

impl Hint for Ghost {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.goes_on.then_some(self.shown.as_str())
    }
}

impl Helper for Assistant {}

// Nothing is ever refused here: with a pipe, rustyline would glue the lines together.
impl Validator for Assistant {}

impl Highlighter for Assistant {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        let dim = anstyle::Style::new().dimmed();
        Cow::Owned(format!("{dim}{hint}{dim:#}"))
    }
}

impl Hinter for Assistant {
    type Hint = Ghost;

    fn hint(&self, line: &str, position: usize, _: &Context<'_>) -> Option<Ghost> {
        let (columns, prompt) = self.room?;
        let typed = line.trim_start();
        if position < line.len() || typed.is_empty() || self.is_pausing {
            return None;
        }
        let ghost = self.ghost(typed)?;
        // One column is left for the cursor; half a hint cannot be taken over.
        let room = columns.saturating_sub(prompt + display_width(line) + 1);
        if display_width(&ghost.shown) <= room {
            return Some(ghost);
        }
        let mut shown = ghost.shown;
        while display_width(&shown) + 3 > room {
            shown.pop()?;
        }
        shown += "...";
        Some(Ghost {
            shown,
            goes_on: false,
        })
    }
}

impl Assistant {
    fn ghost(&self, typed: &str) -> Option<Ghost> {
        if let Command::Choose(name) = understand(typed, &self.view, &self.pages) {
            let choice = self.view.open.iter().find(|choice| choice.name == name)?;
            return Some(match rest(&choice.label, typed) {
                Some(rest) => Ghost {
                    shown: rest.to_owned(),
                    goes_on: true,
                },
                None => Ghost {
                    shown: format!("  {}", choice.label),
                    goes_on: false,
                },
            });
        }
        let mut names = self.commands(typed).into_iter();
        match (names.next(), names.next()) {
            (Some(name), None) => Some(Ghost {
                shown: rest(&name, typed)?.to_owned(),
                goes_on: true,
            }),
            _ => None,
        }
    }

    /// Returns the commands that begin with what is typed, with the prefix where it is typed. Without it, a word that a
    /// choice may claim is no command.
    fn commands(&self, typed: &str) -> Vec<String> {
        let prefix = if typed.starts_with('/') { "/" } else { "" };
        let word = typed.trim_start_matches('/').to_lowercase();
        if prefix.is_empty() && (word.is_empty() || !self.choices(typed).is_empty()) {
            return Vec::new();
        }
        command::names(&self.pages)
            .filter(|name| name.starts_with(&word))
            .map(|name| format!("{prefix}{name}"))
            .collect()
    }

    /// Returns the choices that what is typed may begin: their numbers, and what Tab makes of them.
    fn choices(&self, typed: &str) -> Vec<(usize, &str)> {
        let labels: Vec<&str> = self
            .view
            .open
            .iter()
            .map(|choice| choice.label.as_str())
            .collect();
        let possible = possible(typed, &labels);
        let open = self.view.open.iter().enumerate();
        open.filter_map(|(index, choice)| {
            let label = choice.label.as_str();
            if rest(label, typed).is_some() || possible.contains(&index) {
                Some((index + 1, label))
            } else {
                rest(&choice.name, typed).map(|_| (index + 1, choice.name.as_str()))
            }
        })
        .collect()
    }
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = line[..position].trim_start();
        let start = position - typed.len();
        if self.is_pausing {
            return Ok((start, Vec::new()));
        }
        let mut pairs = Vec::new();
        if !typed.starts_with('/') {
            for (number, replacement) in self.choices(typed) {
                let label = &self.view.open[number - 1].label;
                pairs.push(Pair {
                    display: format!("{number}  {label}"),
                    replacement: replacement.to_owned(),
                });
            }
        }
        pairs.extend(self.commands(typed).into_iter().map(|command| Pair {
            display: command.clone(),
            replacement: command,
        }));
        Ok((start, pairs))
    }
}

/// Returns what is left of a text after what is typed of it, in whatever case.
fn rest<'t>(text: &'t str, typed: &str) -> Option<&'t str> {
    let end = text
        .char_indices()
        .nth(typed.chars().count())
        .map_or(text.len(), |(at, _)| at);
    let start = &text[..end];
    (start.to_lowercase() == typed.to_lowercase()).then(|| &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Open;
    use rustyline::history::MemHistory;

    fn assistant(columns: usize) -> Assistant {
        let open = [
            ("word", "Give him your word"),
            ("thirty", "Give him thirty seconds"),
            ("out", "Walk out"),
        ];
        let open = open.iter().enumerate().map(|(index, (name, label))| Open {
            index,
            name: (*name).to_owned(),
            label: (*label).to_owned(),
            dangerous: false,
        });
        Assistant {
            view: View {
                open: open.collect(),
                ..View::default()
            },
            pages: vec!["card".to_owned()],
            room: Some((columns, 2)),
            is_pausing: false,
        }
    }

    fn ghost(typed: &str) -> Option<String> {
        let history = MemHistory::new();
        let ghost = assistant(40).hint(typed, typed.len(), &Context::new(&history))?;
        Some(format!(
            "{}{}",
            if ghost.goes_on { "+" } else { "" },
            ghost.shown
        ))
    }

    fn completions(typed: &str) -> Vec<String> {
        let history = MemHistory::new();
        let found = assistant(40).complete(typed, typed.len(), &Context::new(&history));
        let (_, pairs) = found.expect("completions");
        pairs.into_iter().map(|pair| pair.replacement).collect()
    }

    #[test]
    fn the_hint_says_what_enter_would_do() {
        assert_eq!(ghost("give him y").as_deref(), Some("+our word"));
        assert_eq!(ghost("sec").as_deref(), Some("  Give him thirty seconds"));
        assert_eq!(ghost("3").as_deref(), Some("  Walk out"));
        assert_eq!(ghost("out").as_deref(), Some("  Walk out"));
        assert_eq!(ghost("give"), None);
        assert_eq!(ghost("/und").as_deref(), Some("+o"));
        assert_eq!(ghost("und").as_deref(), Some("+o"));
        assert_eq!(ghost(""), None);
    }

    #[test]
    fn a_hint_that_does_not_fit_is_cut() {
        let history = MemHistory::new();
        let ghost = assistant(20).hint("sec", 3, &Context::new(&history));
        let ghost = ghost.expect("a hint");
        assert_eq!(ghost.shown, "  Give him ...");
        assert_eq!(ghost.completion(), None);
    }

    #[test]
    fn tab_completes_labels_names_and_commands() {
        assert_eq!(completions("wa"), ["Walk out"]);
        assert_eq!(
            completions("gi"),
            ["Give him your word", "Give him thirty seconds"]
        );
        assert_eq!(completions("ou"), ["Walk out"]);
        assert_eq!(completions("/ca"), ["/card"]);
        assert_eq!(completions("ca"), ["card"]);
        assert_eq!(completions("").len(), 3);
    }
}
