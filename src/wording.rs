//! Conditions, effects and prose of a compiled story, back in the words of the language.
//!
//! What a map, a comparison or an author is shown of a story that runs. What is written here can be read again, and then
//! means the same; it need not look as the writer wrote it. Sits beside the story: it knows no file and runs nothing.

use std::fmt::Write as _;

use crate::{
    story::{Change, Condition, Effect, Field, Kind, Piece, Prose, ProseId, Story, Test, Variable},
    syntax::is_name,
};

/// Writes parts of a story down.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'s> {
    pub story: &'s Story,
}

impl<'s> Wording<'s> {
    #[must_use]
    pub fn new(story: &'s Story) -> Self {
        Self { story }
    }

    /// Returns a condition: `not lid and (heat == hot or visits.cup >= 2)`.
    #[must_use]
    pub fn condition(self, condition: &Condition) -> String {
        match condition {
            Condition::Always => "true".to_owned(),
            Condition::Never => "false".to_owned(),
            Condition::Test(test) => self.test(test).join(" and "),
            Condition::All(parts) => {
                let words = parts.iter().map(|part| {
                    let words = self.condition(part);
                    let is_any = matches!(part, Condition::Any(_) | Condition::Test(_));
                    if is_any && words.contains(" or ") {
                        format!("({words})")
                    } else {
                        words
                    }
                });
                words.collect::<Vec<_>>().join(" and ")
            }
            Condition::Any(parts) => {
                let words = parts.iter().map(|part| self.condition(part));
                words.collect::<Vec<_>>().join(" or ")
            }
        }
    }

    /// Returns the parts of a condition that must all hold, each by itself.
    #[must_use]
    pub fn parts(self, condition: &Condition) -> Vec<(String, Condition)> {
        match condition {
            Condition::Always => Vec::new(),
            Condition::All(parts) => parts.iter().flat_map(|part| self.parts(part)).collect(),
            Condition::Test(Test::Bits { word, mask, value }) => {
                let fields = self.fields(*word, *mask);
                let part = |variable: &Variable| {
                    let held = (*value >> variable.field.shift) & variable.field.mask;
                    let part = Condition::within(variable.field, held, held);
                    (equal(variable, held), part)
                };
                fields.map(part).collect()
            }
            other => vec![(self.condition(other), other.clone())],
        }
    }

    fn fields(self, word: usize, mask: u64) -> impl Iterator<Item = &'s Variable> {
        let variables = self.story.variables.iter();
        variables.filter(move |variable| {
            variable.field.word == word && variable.field.bits() & mask != 0
        })
    }

    /// Returns the tests that a test of one word is made of, all of which must hold.
    fn test(self, test: &Test) -> Vec<String> {
        match *test {
            Test::Bits { word, mask, value } => {
                let fields = self.fields(word, mask);
                fields
                    .map(|variable| {
                        equal(
                            variable,
                            (value >> variable.field.shift) & variable.field.mask,
                        )
                    })
                    .collect()
            }
            Test::Within { field, low, high } => {
                let variable = self.variable(field);
                let mut tests = Vec::new();
                if low > 0 {
                    tests.push(format!("{} >= {}", variable.name, value(variable, low)));
                }
                if high < field.max {
                    tests.push(format!("{} <= {}", variable.name, value(variable, high)));
                }
                tests
            }
            Test::Outside { field, low, high } => {
                let variable = self.variable(field);
                let name = &variable.name;
                vec![if low == high {
                    format!("{name} != {}", value(variable, low))
                } else {
                    let (low, high) = (value(variable, low), value(variable, high));
                    format!("{name} < {low} or {name} > {high}")
                }]
            }
        }
    }

    fn variable(self, field: Field) -> &'s Variable {
        let mut variables = self.story.variables.iter();
        let found = variables.find(|variable| variable.field == field);
        // Every field of a story is a variable's.
        found.unwrap_or(&self.story.variables[0])
    }

    /// Returns a list of effects: `lid, heat -= 1 if not lid`.
    #[must_use]
    pub fn effects(self, effects: &[Effect]) -> String {
        let mut steps = Vec::new();
        self.steps(effects, &mut steps);
        steps.join(", ")
    }

    fn steps(self, effects: &[Effect], steps: &mut Vec<String>) {
        for effect in effects {
            let name = |field: Field| &self.variable(field).name;
            let step = match &effect.change {
                Change::Assign { field, value: held } => {
                    let variable = self.variable(*field);
                    match (variable.kind, held) {
                        (Kind::Flag, 0) => format!("not {}", variable.name),
                        (Kind::Flag, _) => variable.name.to_string(),
                        _ => format!("{} = {}", variable.name, value(variable, *held)),
                    }
                }
                Change::Add { field, amount } => format!("{} += {amount}", name(*field)),
                Change::Subtract { field, amount } => format!("{} -= {amount}", name(*field)),
                Change::Group(inner) if effect.when == Condition::Always => {
                    self.steps(inner, steps);
                    continue;
                }
                Change::Group(inner) => format!("({})", self.effects(inner)),
            };
            steps.push(if effect.when == Condition::Always {
                step
            } else {
                format!("{step} if {}", self.condition(&effect.when))
            });
        }
    }

    /// Returns a stretch of prose: `The water is {heat}. {?lid: It rattles. | It steams.}`.
    #[must_use]
    pub fn prose(self, prose: ProseId) -> String {
        let mut out = String::new();
        self.pieces(self.story.proses.get(prose), &mut out);
        out.trim().to_owned()
    }

    fn pieces(self, prose: Prose<'_>, out: &mut String) {
        for piece in prose.pieces() {
            match piece {
                Piece::Words(words) => {
                    for sign in words.chars() {
                        out.push(sign);
                        if matches!(sign, '{' | '|' | '}') {
                            out.push(sign);
                        }
                    }
                }
                Piece::Value(variable) => {
                    let _ = write!(out, "{{{}}}", self.story.variables[variable.index()].name);
                }
                Piece::Record(record) => {
                    let _ = write!(out, "{{{}}}", self.story.records[record.index()]);
                }
                Piece::Entry(record, index) => {
                    let _ = write!(
                        out,
                        "{{{}.{}}}",
                        self.story.records[record.index()],
                        index + 1
                    );
                }
                Piece::Variant { when, yes, no } => {
                    let _ = write!(out, "{{?{}: ", self.condition(when));
                    self.pieces(yes, out);
                    if !no.is_empty() {
                        out.push_str(" | ");
                        self.pieces(no, out);
                    }
                    out.push('}');
                }
                Piece::ByValue(variable, texts) => {
                    let _ = write!(out, "{{{}: ", self.story.variables[variable.index()].name);
                    for (index, text) in texts.iter().enumerate() {
                        out.push_str(if index == 0 { "" } else { " | " });
                        self.pieces(text, out);
                    }
                    out.push('}');
                }
            }
        }
    }
}

/// Returns the test that a variable has a value.
fn equal(variable: &Variable, held: u64) -> String {
    match (variable.kind, held) {
        (Kind::Flag, 0) => format!("not {}", variable.name),
        (Kind::Flag, _) => variable.name.to_string(),
        _ => format!("{} == {}", variable.name, value(variable, held)),
    }
}

/// Returns a value as a writer may write it: its word where that is a name of its own, else the number.
#[must_use]
pub fn value(variable: &Variable, held: u64) -> String {
    let word = usize::try_from(held)
        .ok()
        .and_then(|index| variable.words.get(index).map(|word| (index, word)));
    match word {
        Some((index, word)) if is_name(word) => {
            let first = variable.words.iter().position(|known| known == word);
            if first == Some(index) {
                return word.to_string();
            }
        }
        _ => {}
    }
    held.to_string()
}
