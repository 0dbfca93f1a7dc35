//! Faults as text: rustc's layout for people, a line a fault for editors, JSON for tools.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::Fault;
use crate::source::Sources;

/// How faults are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// The place underlined, with advice.
    #[default]
    Human,
    /// `file:line:column: code: message`, one line a fault.
    Short,
    /// One JSON object a line: `code`, `message`, `file`, `line`, `column`, `end_line`, `end_column`, and where there
    /// are any `help`, `replacement`, `script`.
    Json,
}

/// Faults with the files that they are in.
#[derive(Debug)]
pub struct Report<'a> {
    pub sources: &'a Sources,
    pub faults: &'a [Fault],
}

impl Report<'_> {
    /// Renders every fault, in the order given. Control characters of the story's files are shown, not sent.
    #[must_use]
    pub fn render(&self, format: Format) -> String {
        let mut out = String::new();
        for fault in self.faults {
            match format {
                Format::Human => self.human(fault, &mut out),
                Format::Short => self.short(fault, &mut out),
                Format::Json => self.json(fault, &mut out),
            }
        }
        out
    }

    fn human(&self, fault: &Fault, out: &mut String) {
        let snippet = |span: crate::source::Span| {
            let source = self.sources.get(span.file);
            Snippet::source(source.text.as_str()).path(source.path.as_str())
        };
        let primary = AnnotationKind::Primary
            .span(fault.span.range())
            .label(fault.kind.label());
        let mut here = snippet(fault.span).annotation(primary);
        let mut elsewhere = Vec::new();
        for (span, label) in &fault.also {
            let context = AnnotationKind::Context.span(span.range()).label(*label);
            if span.file == fault.span.file {
                here = here.annotation(context);
            } else {
                elsewhere.push(snippet(*span).annotation(context));
            }
        }
        let mut group = Level::ERROR
            .primary_title(fault.kind.to_string())
            .id(fault.kind.code())
            .element(here);
        group = group.elements(elsewhere);
        if let Some(help) = fault.kind.help() {
            group = group.element(Level::HELP.message(help));
        }
        if let Some(script) = &fault.script {
            let steps = if script.is_empty() {
                "(at the start)".to_owned()
            } else {
                script.join(" ")
            };
            group =
                group.element(Level::NOTE.message(format!("these choices lead there: {steps}")));
        }
        let mut groups = vec![group];
        if let Some(text) = &fault.replacement {
            let patch = Patch::new(fault.span.range(), text.as_str());
            let title = Level::HELP.secondary_title(format!("write `{text}` instead"));
            let source = self.sources.get(fault.span.file);
            let patched = Snippet::source(source.text.as_str())
                .path(source.path.as_str())
                .patch(patch);
            groups.push(Group::with_title(title).element(patched));
        }
        out.push_str(&Renderer::styled().render(&groups));
        out.push_str("\n\n");
    }

    fn short(&self, fault: &Fault, out: &mut String) {
        let source = self.sources.get(fault.span.file);
        let (line, column) = source.line_and_column(fault.span.start);
        let message: String = fault.kind.to_string().chars().flat_map(shown).collect();
        let path = &source.path;
        let code = fault.kind.code();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{path}:{line}:{column}: {code}: {message}");
    }

    fn json(&self, fault: &Fault, out: &mut String) {
        let source = self.sources.get(fault.span.file);
        let (line, column) = source.line_and_column(fault.span.start);
        let (end_line, end_column) = source.line_and_column(fault.span.end);
        let mut object = serde_json::json!({
            "code": fault.kind.code(),
            "message": fault.kind.to_string(),
            "file": source.path,
            "line": line,
            "column": column,
            "end_line": end_line,
            "end_column": end_column,
        });
        if let Some(help) = fault.kind.help() {
            object["help"] = help.into();
        }
        if let Some(replacement) = &fault.replacement {
            object["replacement"] = replacement.as_str().into();
        }
        if let Some(script) = &fault.script {
            object["script"] = script.clone().into();
        }
        let _ = writeln!(out, "{object}");
    }
}

/// Returns the character, or what stands for it where it would move the cursor.
fn shown(character: char) -> impl Iterator<Item = char> {
    let plain = !character.is_control();
    let escaped = (!plain)
        .then(|| character.escape_default())
        .into_iter()
        .flatten();
    plain.then_some(character).into_iter().chain(escaped)
}
