//! What a player sees between two choices.

use super::{
    model::{Choice, Exits, Page},
    run::{Drawn, Moment, Reference},
};

/// What stands before a player.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct View {
    pub status: String,
    /// Name, label and danger.
    pub open: Vec<(String, String, bool)>,
    /// Name, label and reason.
    pub locked: Vec<(String, String, String)>,
    pub ending: Option<String>,
}

impl Reference<'_> {
    pub fn view(&self, moment: &Moment) -> View {
        let node = self.model.node(&moment.state.node);
        let mut view = View::default();
        if let Exits::Ending(ending) = &node.exits {
            view.ending = Some(ending.clone());
            return view;
        }
        for act in &self.model.acts {
            if node.act.as_ref() == Some(&act.name) && !act.status.is_empty() {
                self.tally.note("status");
                let meters = act.status.iter().map(|meter| self.flowing(meter, moment));
                let meters: Vec<String> = meters.filter(|meter| !meter.is_empty()).collect();
                view.status = meters.join("\n\n");
            }
        }
        for choice in self.model.choices(node) {
            let label = self.flowing(&choice.say, moment);
            if self.gate(choice.when.as_ref(), &moment.state.values) {
                let is_dangerous = self.is_dangerous(moment, &choice);
                view.open.push((choice.name, label, is_dangerous));
            } else if let Some(reason) = &choice.locked {
                self.tally.note("locked");
                view.locked
                    .push((choice.name, label, self.flowing(reason, moment)));
            } else {
                self.tally.note("hidden");
            }
        }
        view
    }

    /// What the player may read by its name at any prompt.
    pub fn page(&self, page: &Page, moment: &Moment) -> (Option<String>, Option<Drawn>) {
        self.tally.note("page");
        self.tally
            .note_if(page.figure.is_some(), "figure on a page");
        (
            page.text.as_ref().map(|text| self.flowing(text, moment)),
            page.figure
                .as_ref()
                .map(|figure| self.figure(figure, moment)),
        )
    }

    /// A choice is marked whose own `do` turns the danger from false to true.
    fn is_dangerous(&self, moment: &Moment, choice: &Choice) -> bool {
        let Some(danger) = &self.model.danger else {
            return false;
        };
        let mut after = moment.state.values.clone();
        self.apply(&choice.effects, &mut after);
        let (before, after) = (danger.holds(&moment.state.values), danger.holds(&after));
        self.tally.note_if(!before && after, "danger marked");
        self.tally
            .note_if(before && after, "danger that stood before");
        self.tally
            .note_if(before && !after, "danger undone by its own effects");
        !before && after
    }
}
