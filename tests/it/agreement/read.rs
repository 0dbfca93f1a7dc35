//! A story's files as the reference takes them: from what was written to plain data, nothing looked up but words.

use fifteen::{
    source::Sources,
    syntax::{self, Operand, Unread},
};

use crate::reference::model::{
    Act, Change, Choice, Choices, Condition, Counter, Effect, Exits, Figure, Flag, Menu, Model,
    Node, Operator, Page, Piece, Prose, Route,
};

/// Reads the files of a story without faults.
pub fn model(sources: &Sources) -> Model {
    let (mut faults, mut unread) = (Vec::new(), Unread::new());
    let (mut world, mut files) = (None, Vec::new());
    for (file, source) in sources.iter() {
        if source.inside == fifteen::compile::WORLD {
            world = syntax::world(file, source, &mut faults, &mut unread);
        } else {
            files.push(syntax::file(file, source, &mut faults, &mut unread));
        }
    }
    let world = world.expect("a world");
    let mut model = Model {
        start: world.start.text.to_string(),
        records: names(&world.records),
        endings: world
            .endings
            .iter()
            .map(|ending| ending.name.text.to_string())
            .collect(),
        ..Model::default()
    };
    for flag in &world.flags {
        let (name, start) = (flag.name.text.to_string(), flag.start);
        model.flags.push(Flag { name, start });
    }
    for counter in &world.counters {
        let words = counter.words.iter().flatten();
        model.counters.push(Counter {
            name: counter.name.text.to_string(),
            max: counter.max.0,
            start: counter.start.map_or(0, |(start, _)| start),
            words: words.map(|word| word.value.to_string()).collect(),
        });
    }
    let reader = Reader {
        counters: model.counters.clone(),
        records: model.records.clone(),
        effects: names(world.effects.iter().map(|(name, _)| name)),
    };
    model.danger = world.danger.as_ref().map(|when| reader.condition(when));
    for (name, steps) in &world.effects {
        let steps = reader.effects(steps);
        model.effects.push((name.text.to_string(), steps));
    }
    for act in &world.acts {
        let mut status = Vec::new();
        for (name, meters) in &world.status {
            if name.text == act.name.text {
                status.extend(meters.iter().map(|meter| reader.prose(meter)));
            }
        }
        let name = act.name.text.to_string();
        model.acts.push(Act { name, status });
    }
    for page in &world.pages {
        model.pages.push(Page {
            name: page.name.text.to_string(),
            text: page.text.as_ref().map(|text| reader.prose(text)),
            figure: page.figure.as_ref().map(|figure| reader.figure(figure)),
        });
    }
    for file in &files {
        let act = file.act.as_ref().map(|act| act.text.to_string());
        for menu in &file.menus {
            model.menus.push(Menu {
                name: menu.name.text.to_string(),
                choices: menu.choices.iter().map(|it| reader.choice(it)).collect(),
            });
        }
        let nodes = file.nodes.iter();
        model
            .nodes
            .extend(nodes.map(|node| reader.node(node, act.clone())));
    }
    assert!(faults.is_empty(), "{faults:?}");
    model
}

fn names<'n, 'a: 'n>(names: impl IntoIterator<Item = &'n syntax::Name<'a>>) -> Vec<String> {
    names
        .into_iter()
        .map(|name| name.text.to_string())
        .collect()
}

/// What one must know of the world to read the rest.
struct Reader {
    counters: Vec<Counter>,
    records: Vec<String>,
    effects: Vec<String>,
}

impl Reader {
    fn node(&self, node: &syntax::Node<'_>, act: Option<String>) -> Node {
        let exits = if let Some(ending) = &node.ending {
            Exits::Ending(ending.text.to_string())
        } else if let Some(routes) = &node.routes {
            Exits::Routes(routes.iter().map(|route| self.route(route)).collect())
        } else {
            let own = node.choices.iter().flatten();
            Exits::Choices(Choices {
                menu: node.menu.as_ref().map(|menu| menu.text.to_string()),
                beats: self.texts(&node.beats),
                without: names(&node.without),
                own: own.map(|choice| self.choice(choice)).collect(),
                next: node.next.as_ref().map(|next| next.text.to_string()),
            })
        };
        Node {
            name: node.name.text.to_string(),
            act,
            aliases: names(&node.aliases),
            enter: self.steps(&node.enter),
            text: node.text.as_ref().map(|text| self.prose(text)),
            figure: node.figure.as_ref().map(|figure| self.figure(figure)),
            exits,
        }
    }

    fn choice(&self, choice: &syntax::Choice<'_>) -> Choice {
        Choice {
            name: choice.name.text.to_string(),
            aliases: names(&choice.aliases),
            say: self.prose(&choice.say),
            when: choice.when.as_ref().map(|when| self.when(when)),
            locked: choice.locked.as_ref().map(|reason| self.prose(reason)),
            effects: self.steps(&choice.effects),
            records: self.texts(&choice.records),
            to: choice.to.as_ref().map(|to| to.text.to_string()),
            then: choice.then.as_ref().map(|beat| self.prose(beat)),
        }
    }

    fn route(&self, route: &syntax::Route<'_>) -> Route {
        Route {
            when: route.when.as_ref().map(|when| self.when(when)),
            effects: self.steps(&route.effects),
            records: self.texts(&route.records),
            to: route.to.text.to_string(),
        }
    }

    fn texts(&self, texts: &[(syntax::Name<'_>, syntax::Prose<'_>)]) -> Vec<(String, Prose)> {
        let read = |(name, text): &(syntax::Name<'_>, syntax::Prose<'_>)| {
            (name.text.to_string(), self.prose(text))
        };
        texts.iter().map(read).collect()
    }

    fn steps(&self, effects: &syntax::Effects<'_>) -> Vec<Effect> {
        self.effects(&effects.read(&mut Vec::new()))
    }

    fn effects(&self, effects: &[syntax::Effect<'_>]) -> Vec<Effect> {
        let read = |effect: &syntax::Effect<'_>| {
            let name = effect.target.text.to_string();
            let change = match &effect.change {
                syntax::Change::Set if self.effects.contains(&name) => Change::Named(name),
                syntax::Change::Set => Change::Set(name),
                syntax::Change::Clear => Change::Clear(name),
                syntax::Change::Assign(value) => {
                    let value = self.number(&name, value);
                    Change::Assign(name, value)
                }
                syntax::Change::Add(amount, _) => Change::Add(name, *amount),
                syntax::Change::Subtract(amount, _) => Change::Subtract(name, *amount),
            };
            let when = effect.when.as_ref().map(|when| self.condition(when));
            Effect { change, when }
        };
        effects.iter().map(read).collect()
    }

    /// Returns the number that an operand beside a counter stands for: itself, or the place of one of its words.
    fn number(&self, counter: &str, operand: &Operand<'_>) -> u64 {
        match operand {
            Operand::Number(number, _) => *number,
            Operand::Name(word) => {
                let counter = self.counters.iter().find(|known| known.name == counter);
                let words = counter.expect("a counter").words.iter();
                let mut numbered = (0..).zip(words);
                let found = numbered.find(|(_, known)| **known == word.text);
                found.expect("a word of the counter").0
            }
            Operand::Visits(_) => panic!("visits are compared with numbers"),
        }
    }

    fn when(&self, condition: &syntax::Condition<'_>) -> Condition {
        let read = condition.read(&mut Vec::new());
        self.condition(&read.expect("a condition without faults"))
    }

    fn condition(&self, condition: &syntax::Expression<'_>) -> Condition {
        let all = |sides: &[syntax::Expression<'_>]| {
            sides.iter().map(|side| self.condition(side)).collect()
        };
        match condition {
            syntax::Expression::Truth(truth) => Condition::Truth(*truth),
            syntax::Expression::Flag(name) => Condition::Flag(name.text.to_string()),
            syntax::Expression::Not(inner) => Condition::Not(Box::new(self.condition(inner))),
            syntax::Expression::And(sides) => Condition::And(all(sides)),
            syntax::Expression::Or(sides) => Condition::Or(all(sides)),
            syntax::Expression::Compare {
                left,
                operator,
                right,
            } => self.comparison(left, *operator, right),
        }
    }

    fn comparison(
        &self,
        left: &Operand<'_>,
        operator: syntax::Operator,
        right: &Operand<'_>,
    ) -> Condition {
        let is_counter =
            |name: &syntax::Name<'_>| self.counters.iter().any(|known| known.name == name.text);
        match (left, right) {
            (Operand::Visits(node), _) => {
                let node = node.text.to_string();
                Condition::Visits(node, turned(operator), self.number("", right))
            }
            (Operand::Name(name), _) if is_counter(name) => {
                let number = self.number(&name.text, right);
                Condition::Counter(name.text.to_string(), turned(operator), number)
            }
            _ => self.comparison(right, operator.swapped(), left),
        }
    }

    fn figure(&self, figure: &syntax::Figure<'_>) -> Figure {
        let lines = figure
            .drawing
            .written()
            .lines()
            .skip(1)
            .filter(|line| !line.trim().is_empty());
        let indent = lines.map(|line| line.len() - line.trim_start_matches(' ').len());
        let mut drawing = self.prose(&figure.drawing);
        dedent(&mut drawing, indent.min().unwrap_or(0));
        Figure {
            drawing,
            says: self.prose(&figure.says),
        }
    }

    fn prose(&self, prose: &syntax::Prose<'_>) -> Prose {
        self.pieces(&prose.pieces(&mut Vec::new()))
    }

    fn pieces(&self, written: &syntax::Pieces<'_>) -> Prose {
        let mut pieces: Vec<Piece> = Vec::new();
        for piece in &written.pieces {
            let read = match piece {
                syntax::Piece::Words(words, _) => {
                    if let Some(Piece::Words(before)) = pieces.last_mut() {
                        before.push_str(words);
                        continue;
                    }
                    Piece::Words(words.to_string())
                }
                syntax::Piece::Value(name) if self.records.iter().any(|it| *it == name.text) => {
                    Piece::Record(name.text.to_string())
                }
                syntax::Piece::Value(name) => Piece::Value(name.text.to_string()),
                syntax::Piece::Entry { record, number } => {
                    Piece::Entry(record.text.to_string(), *number)
                }
                syntax::Piece::Variant(variant) => Piece::Variant(
                    self.condition(&variant.when),
                    self.half(&variant.yes),
                    self.half(&variant.no),
                ),
                syntax::Piece::ByValue { counter, texts } => Piece::ByValue(
                    counter.text.to_string(),
                    texts.iter().map(|text| self.half(text)).collect(),
                ),
            };
            pieces.push(read);
        }
        Prose(pieces)
    }

    /// Reads a text inside braces: the white space around it belongs to the braces.
    fn half(&self, written: &syntax::Pieces<'_>) -> Prose {
        let Prose(mut pieces) = self.pieces(written);
        if let Some(Piece::Words(first)) = pieces.first_mut() {
            *first = first.trim_start().to_owned();
        }
        if let Some(Piece::Words(last)) = pieces.last_mut() {
            *last = last.trim_end().to_owned();
        }
        pieces.retain(|piece| !matches!(piece, Piece::Words(words) if words.is_empty()));
        Prose(pieces)
    }
}

fn turned(operator: syntax::Operator) -> Operator {
    match operator {
        syntax::Operator::Equal => Operator::Equal,
        syntax::Operator::NotEqual => Operator::NotEqual,
        syntax::Operator::Less => Operator::Less,
        syntax::Operator::LessOrEqual => Operator::LessOrEqual,
        syntax::Operator::Greater => Operator::Greater,
        syntax::Operator::GreaterOrEqual => Operator::GreaterOrEqual,
    }
}

/// Takes spaces from the start of every line but the first.
fn dedent(drawing: &mut Prose, indent: usize) {
    for piece in &mut drawing.0 {
        match piece {
            Piece::Words(words) => {
                let lines = words.split('\n').enumerate().map(|(number, line)| {
                    let spaces = line.len() - line.trim_start_matches(' ').len();
                    &line[if number > 0 { spaces.min(indent) } else { 0 }..]
                });
                *words = lines.collect::<Vec<_>>().join("\n");
            }
            Piece::Variant(_, yes, no) => {
                dedent(yes, indent);
                dedent(no, indent);
            }
            Piece::ByValue(_, texts) => texts.iter_mut().for_each(|text| dedent(text, indent)),
            Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => {}
        }
    }
}
