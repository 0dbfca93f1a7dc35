//! Every condition of a story, wherever it stands, and the visits that they compare.

use super::model::{Choice, Condition, Effect, Exits, Figure, Model, Piece, Prose};

impl Model {
    /// Returns every condition of the story, those in texts included.
    pub fn conditions(&self) -> Vec<&Condition> {
        let mut all: Vec<&Condition> = self.danger.iter().collect();
        let mut proses: Vec<&Prose> = Vec::new();
        let mut effects: Vec<&Effect> = Vec::new();
        let mut choices: Vec<&Choice> = Vec::new();
        let mut figures: Vec<&Figure> = Vec::new();
        proses.extend(self.acts.iter().flat_map(|act| &act.status));
        effects.extend(self.effects.iter().flat_map(|(_, steps)| steps));
        choices.extend(self.menus.iter().flat_map(|menu| &menu.choices));
        proses.extend(self.pages.iter().filter_map(|page| page.text.as_ref()));
        figures.extend(self.pages.iter().filter_map(|page| page.figure.as_ref()));
        for node in &self.nodes {
            effects.extend(&node.enter);
            proses.extend(&node.text);
            figures.extend(&node.figure);
            match &node.exits {
                Exits::Choices(written) => {
                    proses.extend(written.beats.iter().map(|(_, beat)| beat));
                    choices.extend(&written.own);
                }
                Exits::Routes(routes) => {
                    for route in routes {
                        all.extend(&route.when);
                        effects.extend(&route.effects);
                        proses.extend(route.records.iter().map(|(_, entry)| entry));
                    }
                }
                Exits::Ending(_) => {}
            }
        }
        for choice in choices {
            all.extend(&choice.when);
            effects.extend(&choice.effects);
            proses.extend(
                [
                    Some(&choice.say),
                    choice.locked.as_ref(),
                    choice.then.as_ref(),
                ]
                .into_iter()
                .flatten(),
            );
            proses.extend(choice.records.iter().map(|(_, entry)| entry));
        }
        proses.extend(
            figures
                .iter()
                .flat_map(|figure| [&figure.drawing, &figure.says]),
        );
        all.extend(effects.iter().filter_map(|effect| effect.when.as_ref()));
        while let Some(prose) = proses.pop() {
            for piece in &prose.0 {
                match piece {
                    Piece::Variant(when, yes, no) => {
                        all.push(when);
                        proses.extend([yes, no]);
                    }
                    Piece::ByValue(_, texts) => proses.extend(texts),
                    Piece::Words(_) | Piece::Value(_) | Piece::Record(_) | Piece::Entry(..) => {}
                }
            }
        }
        all
    }
}

impl Condition {
    /// Tells `tell` of every comparison of visits: the node and the number.
    pub fn visits(&self, tell: &mut impl FnMut(&str, u64)) {
        match self {
            Self::Visits(node, _, number) => tell(node, *number),
            Self::Not(inner) => inner.visits(tell),
            Self::And(sides) | Self::Or(sides) => sides.iter().for_each(|side| side.visits(tell)),
            Self::Truth(_) | Self::Flag(_) | Self::Counter(..) => {}
        }
    }

    pub fn reads_visits(&self) -> bool {
        let mut any = false;
        self.visits(&mut |_, _| any = true);
        any
    }
}
