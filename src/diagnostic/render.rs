//! Faults as text: rustc's layout for people, a line a fault for editors, JSON for tools.

use std::{collections::BTreeMap, fmt::Write as _, ops::Range};

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::Fault;
use crate::source::{FileId, Lines, Sources, Span, is_order, plain};

/// How faults are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// The place underlined, with advice.
    #[default]
    Human,
    /// `file:line:column: code: message`, one line a fault.
    Short,
    /// One JSON object a line: `code`, `level` (`error` or `warning`), `message`, `file`, `line`, `column`, `end_line`, `end_column`, and where there
    /// are any `help`, `replacement`, `script`.
    Json,
}

/// The files that faults are in, each with its lines.
type Files<'a> = BTreeMap<FileId, Lines<'a>>;

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
        let mut files: Files<'_> = BTreeMap::new();
        for fault in self.faults {
            let also = fault.also.iter().map(|(span, _)| span.file);
            for file in also.chain([fault.span.file]) {
                let lines = || Lines::new(self.sources.get(file));
                files.entry(file).or_insert_with(lines);
            }
            match format {
                Format::Human => self.human(fault, &files, &mut out),
                Format::Short => self.short(fault, &files, &mut out),
                Format::Json => self.json(fault, &files, &mut out),
            }
        }
        out
    }

    fn human(&self, fault: &Fault, files: &Files<'_>, out: &mut String) {
        // The renderer is given the lines that it shows, and no long file over and over again.
        let excerpt = |span: Span, range: &Range<usize>| {
            let (text, line, start) = files[&span.file].around(range);
            (text, line, start, self.sources.get(span.file).path.as_str())
        };
        let is_near = |(span, _): &&(Span, &str)| span.file == fault.span.file;
        let near = fault.also.iter().filter(is_near);
        let shown = near.fold(fault.span.range(), |range, (span, _)| {
            range.start.min(span.start())..range.end.max(span.end())
        });
        let (text, line, start, file) = excerpt(fault.span, &shown);
        let within = |span: Span, start: usize| span.start() - start..span.end() - start;
        let primary = AnnotationKind::Primary
            .span(within(fault.span, start))
            .label(fault.kind.label());
        let mut here = Snippet::source(text).line_start(line).path(file);
        here = here.annotation(primary);
        let mut elsewhere = Vec::new();
        for (span, label) in &fault.also {
            if span.file == fault.span.file {
                let place = within(*span, start);
                here = here.annotation(AnnotationKind::Context.span(place).label(*label));
            } else {
                let (text, line, start, file) = excerpt(*span, &span.range());
                let place = within(*span, start);
                let there = Snippet::source(text).line_start(line).path(file);
                elsewhere.push(there.annotation(AnnotationKind::Context.span(place).label(*label)));
            }
        }
        let level = match fault.level {
            super::Level::Deny => Level::ERROR,
            super::Level::Allow | super::Level::Warn => Level::WARNING,
        };
        let mut group = level
            .primary_title(fault.kind.to_string())
            .id(fault.kind.code().as_str())
            .element(here);
        group = group.elements(elsewhere);
        if let Some(help) = fault.kind.help() {
            group = group.element(Level::HELP.message(plain(&help)));
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
            let lines: Vec<String> = text.split('\n').map(plain).collect();
            let (text, line, start, file) = excerpt(fault.span, &fault.span.range());
            let patch = Patch::new(within(fault.span, start), lines.join("\n"));
            let title = match lines.as_slice() {
                [line] if line.is_empty() => "take it out".to_owned(),
                [line] if line == " " => "write one plain space instead".to_owned(),
                [line] => format!("write `{line}` instead"),
                _ => "write this instead".to_owned(),
            };
            let title = Level::HELP.secondary_title(title);
            let patched = Snippet::source(text).line_start(line).path(file);
            let patched = patched.patch(patch);
            groups.push(Group::with_title(title).element(patched));
        }
        // The renderer writes its own colours and makes most signs harmless, but not those beyond ASCII.
        let rendered = Renderer::styled().render(&groups);
        out.extend(rendered.chars().map(|sign| match sign {
            '\n' | '\u{1b}' => sign,
            _ if is_order(sign) => char::REPLACEMENT_CHARACTER,
            _ => sign,
        }));
        out.push_str("\n\n");
    }

    fn short(&self, fault: &Fault, files: &Files<'_>, out: &mut String) {
        let source = self.sources.get(fault.span.file);
        let (line, column) = files[&fault.span.file].line_and_column(fault.span.start());
        let message = plain(&fault.kind.to_string());
        let path = &source.path;
        let code = fault.kind.code();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{path}:{line}:{column}: {code}: {message}");
    }

    fn json(&self, fault: &Fault, files: &Files<'_>, out: &mut String) {
        let source = self.sources.get(fault.span.file);
        let (line, column) = files[&fault.span.file].line_and_column(fault.span.start());
        let (end_line, end_column) = files[&fault.span.file].line_and_column(fault.span.end());
        let mut object = serde_json::json!({
            "code": fault.kind.code().as_str(),
            "level": match fault.level {
                super::Level::Deny => "error",
                super::Level::Allow | super::Level::Warn => "warning",
            },
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
        // JSON escapes only the first 32 control characters, and U+009B begins an escape code too.
        for sign in object.to_string().chars() {
            let _ = if is_order(sign) {
                write!(out, "\\u{:04x}", u32::from(sign))
            } else {
                write!(out, "{sign}")
            };
        }
        out.push('\n');
    }
}
