//! From a model to the files of a story, written in as many ways as a writer may.

mod expression;
mod text;

use super::{
    model::{Choice, Choices, Counter, Exits, Figure, Flag, Menu, Model, Node, Page, Prose, Route},
    tally::Tally,
};
use crate::generate::dice::Dice;

/// Returns the files of a story: path and text.
pub fn files(model: &Model, seed: u64, tally: &Tally) -> Vec<(String, String)> {
    let mut writer = Writer { model, tally, dice: Dice::new(seed) };
    let mut files = vec![("world.ron".to_owned(), writer.world())];
    let mut acts: Vec<Option<&str>> = model.acts.iter().map(|act| Some(act.name.as_str())).collect();
    acts.push(None);
    for act in acts {
        let mut nodes: Vec<&Node> =
            model.nodes.iter().filter(|node| node.act.as_deref() == act).collect();
        writer.dice.shuffle(&mut nodes);
        let folder = act.map(|act| format!("{act}/")).unwrap_or_default();
        for (number, nodes) in nodes.chunks(4).enumerate() {
            let entries = nodes.iter().map(|node| (node.name.clone(), writer.node(node))).collect();
            files.push((format!("{folder}scene_{number}.ron"), writer.map(entries)));
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
        let statuses = model.acts.iter().filter_map(|act| Some((act.name.clone(), self.prose(act.status.as_ref()?))));
        let statuses: Vec<_> = statuses.collect();
        let flags = model.flags.iter().map(|flag| (flag.name.clone(), self.flag(flag))).collect();
        let counters = model.counters.iter().map(|counter| (counter.name.clone(), self.counter(counter))).collect();
        let endings = model.endings.iter().map(|ending| (ending.clone(), "(title: \"The End\", nudge: \"\")".to_owned())).collect();
        let records = model.records.iter().map(|record| (record.clone(), self.string("a record"))).collect();
        let effects = model.effects.iter().map(|(name, steps)| (name.clone(), self.effects(steps))).collect();
        let pages = model.pages.iter().map(|page| (page.name.clone(), self.page(page))).collect();
        fields.push(("acts", self.names(&acts)));
        fields.push(("flags", self.map(flags)));
        fields.push(("counters", self.map(counters)));
        fields.push(("endings", self.map(endings)));
        fields.push(("records", self.map(records)));
        fields.push(("effects", self.map(effects)));
        fields.push(("status", self.map(statuses)));
        fields.push(("pages", self.map(pages)));
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
                fields.extend(figure.as_ref().map(|figure| ("figure", self.figure(figure))));
                self.record(fields)
            }
        }
    }

    fn figure(&mut self, figure: &Figure) -> String {
        let fields = vec![("drawing", self.drawing(&figure.drawing)), ("says", self.prose(&figure.says))];
        self.record(fields)
    }

    fn menu(&mut self, menu: &Menu) -> String {
        let choices = self.choices(&menu.choices);
        let menus = self.map(vec![(menu.name.clone(), choices)]);
        self.record(vec![("menus", menus)])
    }

    fn node(&mut self, node: &Node) -> String {
        let mut fields: Fields = Vec::new();
        if !node.aliases.is_empty() {
            fields.push(("aliases", self.names(&node.aliases)));
        }
        if !node.enter.is_empty() {
            fields.push(("enter", self.effects(&node.enter)));
        }
        if let Some(text) = &node.text {
            fields.push(("text", self.prose(text)));
        }
        if let Some(figure) = &node.figure {
            fields.push(("figure", self.figure(figure)));
        }
        match &node.exits {
            Exits::Choices(choices) => self.ways_out(choices, &mut fields),
            Exits::Routes(routes) => {
                let routes: Vec<String> = routes.iter().map(|route| self.route(route)).collect();
                fields.push(("routes", format!("[{}]", routes.join(", "))));
            }
            Exits::Ending(ending) => fields.push(("ending", self.string(ending))),
        }
        self.record(fields)
    }

    fn ways_out(&mut self, choices: &Choices, fields: &mut Fields) {
        if let Some(menu) = &choices.menu {
            fields.push(("menu", self.string(menu)));
        }
        if !choices.beats.is_empty() {
            fields.push(("beats", self.proses(&choices.beats)));
        }
        if !choices.without.is_empty() {
            fields.push(("without", self.names(&choices.without)));
        }
        if !choices.own.is_empty() {
            fields.push(("choices", self.choices(&choices.own)));
        }
        if let Some(next) = &choices.next {
            fields.push(("next", self.string(next)));
        }
    }

    fn choices(&mut self, choices: &[Choice]) -> String {
        let entries = choices.iter().map(|choice| (choice.name.clone(), self.choice(choice)));
        let entries = entries.collect();
        self.map(entries)
    }

    fn choice(&mut self, choice: &Choice) -> String {
        let mut fields: Fields = vec![("say", self.prose(&choice.say))];
        if !choice.aliases.is_empty() {
            fields.push(("aliases", self.names(&choice.aliases)));
        }
        if let Some(when) = &choice.when {
            fields.push(("when", self.condition(when)));
        }
        if let Some(locked) = &choice.locked {
            fields.push(("locked", self.prose(locked)));
        }
        if !choice.effects.is_empty() {
            fields.push(("do", self.effects(&choice.effects)));
        }
        if !choice.records.is_empty() {
            fields.push(("record", self.proses(&choice.records)));
        }
        if let Some(to) = &choice.to {
            fields.push(("to", self.string(to)));
        }
        if let Some(then) = &choice.then {
            fields.push(("then", self.prose(then)));
        }
        self.record(fields)
    }

    fn route(&mut self, route: &Route) -> String {
        let mut fields: Fields = vec![("to", self.string(&route.to))];
        if let Some(when) = &route.when {
            fields.push(("when", self.condition(when)));
        }
        if !route.effects.is_empty() {
            fields.push(("do", self.effects(&route.effects)));
        }
        if !route.records.is_empty() {
            fields.push(("record", self.proses(&route.records)));
        }
        self.record(fields)
    }

    fn proses(&mut self, proses: &[(String, Prose)]) -> String {
        let entries = proses.iter().map(|(name, prose)| (name.clone(), self.prose(prose)));
        let entries = entries.collect();
        self.map(entries)
    }

    fn names(&mut self, names: &[String]) -> String {
        let names: Vec<String> = names.iter().map(|name| self.string(name)).collect();
        format!("[{}]", names.join(", "))
    }

    /// Writes a struct, its fields in any order.
    fn record(&mut self, mut fields: Fields) -> String {
        self.dice.shuffle(&mut fields);
        let lines: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        self.brackets('(', &lines, ')')
    }

    /// Writes a map, its entries in the order given.
    fn map(&mut self, entries: Vec<(String, String)>) -> String {
        let lines = entries.iter().map(|(name, value)| format!("\"{name}\": {value}"));
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
                out.push_str(self.dice.pick(&[
                    "// a comment, with a \"quote\" and a brace {\n",
                    "/* a comment (of the other kind /* nested */) */ ",
                ]));
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
