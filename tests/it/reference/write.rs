//! From a model to the files of a story, written in as many ways as a writer may.

mod expression;
mod node;
mod text;

use super::{
    model::{Counter, Figure, Flag, Menu, Model, Node, Page},
    tally::Tally,
};
use crate::generate::dice::Dice;

/// Returns the files of a story: path and text.
pub fn files(model: &Model, seed: u64, tally: &Tally) -> Vec<(String, String)> {
    let mut writer = Writer {
        model,
        tally,
        dice: Dice::new(seed),
    };
    let mut files = vec![("world.ron".to_owned(), writer.world())];
    let mut acts: Vec<Option<&str>> = model
        .acts
        .iter()
        .map(|act| Some(act.name.as_str()))
        .collect();
    acts.push(None);
    for act in acts {
        let mut nodes: Vec<&Node> = model
            .nodes
            .iter()
            .filter(|node| node.act.as_deref() == act)
            .collect();
        writer.dice.shuffle(&mut nodes);
        let folder = act.map(|act| format!("{act}/")).unwrap_or_default();
        for (number, nodes) in nodes.chunks(4).enumerate() {
            let entries: Entries = nodes
                .iter()
                .map(|node| (node.name.clone(), writer.node(node)))
                .collect();
            files.push((format!("{folder}scene_{number}.ron"), writer.map(&entries)));
        }
    }
    for menu in &model.menus {
        let path = match model.acts.first() {
            Some(act) if writer.dice.chance(50) => format!("{}/{}.ron", act.name, menu.name),
            _ => format!("{}.ron", menu.name),
        };
        files.push((path, writer.menu(menu)));
    }
    files
}

/// Writes a model down.
struct Writer<'m> {
    model: &'m Model,
    tally: &'m Tally,
    dice: Dice,
}

/// Fields of a struct, as RON.
type Fields = Vec<(&'static str, String)>;

/// Entries of a map, as RON.
type Entries = Vec<(String, String)>;

impl Writer<'_> {
    fn world(&mut self) -> String {
        let model = self.model;
        let mut fields: Fields = vec![
            ("id", "\"reference\"".to_owned()),
            ("title", self.string("A story of \"no\" consequence")),
            ("version", self.string("0.1.0")),
            ("start", self.string(&model.start)),
        ];
        let acts = model.acts.iter().map(|act| act.name.clone());
        let acts: Vec<String> = acts.collect();
        let statuses = model
            .acts
            .iter()
            .filter_map(|act| Some((act.name.clone(), self.prose(act.status.first()?))));
        let statuses: Vec<_> = statuses.collect();
        let flags: Entries = model
            .flags
            .iter()
            .map(|flag| (flag.name.clone(), self.flag(flag)))
            .collect();
        let counters: Entries = model
            .counters
            .iter()
            .map(|counter| (counter.name.clone(), self.counter(counter)))
            .collect();
        let endings: Entries = model
            .endings
            .iter()
            .map(|ending| {
                (
                    ending.clone(),
                    "(title: \"The End\", nudge: \"\")".to_owned(),
                )
            })
            .collect();
        let records: Entries = model
            .records
            .iter()
            .map(|record| (record.clone(), self.string("a record")))
            .collect();
        let effects: Entries = model
            .effects
            .iter()
            .map(|(name, steps)| (name.clone(), self.effects(steps)))
            .collect();
        let pages: Entries = model
            .pages
            .iter()
            .map(|page| (page.name.clone(), self.page(page)))
            .collect();
        let acts = if self.dice.chance(50) {
            let titled = acts.iter().map(|act| (act.clone(), self.string("An act")));
            let titled: Entries = titled.collect();
            self.map(&titled)
        } else {
            self.names(&acts)
        };
        fields.push(("acts", acts));
        fields.push(("flags", self.map(&flags)));
        fields.push(("counters", self.map(&counters)));
        fields.push(("endings", self.map(&endings)));
        fields.push(("records", self.map(&records)));
        fields.push(("effects", self.map(&effects)));
        fields.push(("status", self.map(&statuses)));
        fields.push(("pages", self.map(&pages)));
        if let Some(danger) = &model.danger {
            fields.push(("danger", self.condition(danger)));
        }
        self.record(fields)
    }

    fn flag(&mut self, flag: &Flag) -> String {
        let doc = self.string("something is so");
        if !flag.start && self.dice.chance(50) {
            return doc;
        }
        self.record(vec![("start", flag.start.to_string()), ("doc", doc)])
    }

    fn counter(&mut self, counter: &Counter) -> String {
        let mut fields = vec![("max", counter.max.to_string())];
        if counter.start > 0 || self.dice.chance(20) {
            fields.push(("start", counter.start.to_string()));
        }
        if !counter.words.is_empty() {
            fields.push(("words", self.names(&counter.words)));
        }
        self.record(fields)
    }

    fn page(&mut self, page: &Page) -> String {
        let text = page.text.as_ref().map(|text| self.prose(text));
        match (&page.figure, text) {
            (None, Some(text)) => text,
            (figure, text) => {
                let mut fields: Fields = text.into_iter().map(|text| ("text", text)).collect();
                fields.extend(
                    figure
                        .as_ref()
                        .map(|figure| ("figure", self.figure(figure))),
                );
                self.record(fields)
            }
        }
    }

    fn figure(&mut self, figure: &Figure) -> String {
        let fields = vec![
            ("drawing", self.drawing(&figure.drawing)),
            ("says", self.prose(&figure.says)),
        ];
        self.record(fields)
    }

    fn menu(&mut self, menu: &Menu) -> String {
        let choices = self.choices(&menu.choices);
        let menus = self.map(&[(menu.name.clone(), choices)]);
        self.record(vec![("menus", menus)])
    }

    fn names(&mut self, names: &[String]) -> String {
        let names: Vec<String> = names.iter().map(|name| self.string(name)).collect();
        format!("[{}]", names.join(", "))
    }

    /// Writes a struct, its fields in any order.
    fn record(&mut self, mut fields: Fields) -> String {
        self.dice.shuffle(&mut fields);
        let lines: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        self.brackets('(', &lines, ')')
    }

    /// Writes a map, its entries in the order given.
    fn map(&mut self, entries: &[(String, String)]) -> String {
        let lines = entries
            .iter()
            .map(|(name, value)| format!("\"{name}\": {value}"));
        let lines: Vec<String> = lines.collect();
        self.brackets('{', &lines, '}')
    }

    /// Writes lines between brackets: on one line or many, with comments and a last comma or without.
    fn brackets(&mut self, open: char, lines: &[String], close: char) -> String {
        let is_long = self.dice.chance(60);
        let mut out = String::from(open);
        for (index, line) in lines.iter().enumerate() {
            out.push_str(if is_long { "\n    " } else { " " });
            if self.dice.chance(6) {
                self.tally.note("comment");
                out.push_str(if self.dice.chance(50) {
                    "// a comment, with a \"quote\" and a brace {\n"
                } else {
                    "/* a comment (of the other kind /* nested */) */ "
                });
            }
            out.push_str(line);
            if index + 1 < lines.len() || self.dice.chance(50) {
                out.push(',');
            }
        }
        out.push_str(if is_long { "\n" } else { " " });
        out.push(close);
        out
    }
}
