//! Choices: menus shared by many nodes, and what each node makes of them.

use smol_str::SmolStr;

use super::{
    build::Builder,
    prose::Layout,
    scope::{FEW, Names},
};
use crate::{
    diagnostic::{Fault, FaultKind, Thing},
    story::{Choice, Condition, Effect, NodeId, ProseId, RecordId},
    syntax::{self, File, Name},
};

/// A choice whose way out may still depend on the node that uses it.
#[derive(Clone)]
pub(super) struct MenuChoice<'w> {
    pub name: &'w Name<'w>,
    pub aliases: &'w [Name<'w>],
    pub say: ProseId,
    pub when: Condition,
    pub locked: Option<ProseId>,
    pub effects: Vec<Effect>,
    pub records: Vec<(RecordId, ProseId)>,
    pub beat: Option<ProseId>,
    pub to: Target,
}

/// Where a choice leads, as far as it says so itself.
#[derive(Clone, Copy)]
pub(super) enum Target {
    Missing,
    /// `None` where no node has the name that was written.
    Written(Option<NodeId>),
}

impl<'w> Builder<'w, '_> {
    pub(super) fn menus(&mut self, files: &[&'w File<'w>]) {
        for menu in files.iter().flat_map(|file| &file.menus) {
            let index = self.menu_choices.len();
            self.menus
                .declare(&menu.name, index, Thing::Menu, self.faults);
            let choices = menu
                .choices
                .iter()
                .map(|choice| self.choice(choice))
                .collect::<Vec<_>>();
            self.check_unique(menu.choices.iter().map(|choice| &choice.name));
            self.menu_choices.push(choices);
        }
    }

    /// Returns the choices of a node: its menu's with the node's own beats, then its own.
    pub(super) fn choices(&mut self, node: &'w syntax::Node<'w>) -> Vec<MenuChoice<'w>> {
        let mut choices = Vec::new();
        let menu = node
            .menu
            .as_ref()
            .and_then(|menu| self.menus.find(menu, Thing::Menu, self.faults));
        if let Some(menu) = menu {
            choices.clone_from(&self.menu_choices[menu]);
            let mut known = Names::default();
            for (index, choice) in choices.iter().enumerate() {
                // Duplicates were reported with the menu.
                known.declare(choice.name, index, Thing::Choice, &mut Vec::new());
            }
            let mut beats = Names::default();
            for (name, beat) in &node.beats {
                beats.declare(name, (), Thing::Choice, self.faults);
                let beat = self.prose(beat, Layout::Flowing);
                if let Some(index) = known.find(name, Thing::Choice, self.faults) {
                    choices[index].beat = Some(beat);
                }
            }
            let left_out: Vec<usize> = node
                .without
                .iter()
                .filter_map(|name| known.find(name, Thing::Choice, self.faults))
                .collect();
            let mut index = 0;
            choices.retain(|_| {
                index += 1;
                !left_out.contains(&(index - 1))
            });
        }
        let own = node
            .choices
            .iter()
            .flatten()
            .map(|choice| self.choice(choice));
        choices.extend(own);
        self.check_unique(choices.iter().map(|choice| choice.name));
        choices
    }

    pub(super) fn check_unique<'n, 'a: 'n>(
        &mut self,
        names: impl Iterator<Item = &'n Name<'a>> + Clone,
    ) {
        // Few names are as soon compared as looked up.
        let is_new = |(index, name): (usize, &Name<'_>)| {
            index < FEW
                && names
                    .clone()
                    .take(index)
                    .all(|before| before.text != name.text)
        };
        if names.clone().enumerate().all(is_new) {
            return;
        }
        let mut known = Names::default();
        for name in names {
            known.declare(name, (), Thing::Choice, self.faults);
        }
    }

    pub(super) fn choice(&mut self, choice: &'w syntax::Choice<'w>) -> MenuChoice<'w> {
        if choice.locked.is_some() && choice.when.is_none() {
            let kind = FaultKind::LockedWithoutWhen(choice.name.text.to_string());
            self.faults.push(Fault::new(kind, choice.name.span));
        }
        let to = match &choice.to {
            Some(to) => Target::Written(self.scope.nodes.find(to, Thing::Node, self.faults)),
            None => Target::Missing,
        };
        MenuChoice {
            name: &choice.name,
            aliases: &choice.aliases,
            say: self.prose(&choice.say, Layout::Flowing),
            when: self.scope.when(choice.when.as_ref(), self.faults),
            locked: choice
                .locked
                .as_ref()
                .map(|reason| self.prose(reason, Layout::Flowing)),
            effects: self.scope.steps(&choice.effects, self.faults),
            records: self.records(&choice.records),
            beat: choice
                .then
                .as_ref()
                .map(|beat| self.prose(beat, Layout::Flowing)),
            to,
        }
    }

    /// Gives a choice its target: its own, or its node's `next`.
    pub(super) fn lead(&mut self, choice: MenuChoice<'w>, next: Target) -> Option<Choice> {
        let to = match (choice.to, next) {
            (Target::Written(to), _) | (Target::Missing, Target::Written(to)) => to,
            (Target::Missing, Target::Missing) => {
                let kind = FaultKind::NoTarget(choice.name.text.to_string());
                self.faults.push(Fault::new(kind, choice.name.span));
                None
            }
        };
        Some(Choice {
            name: SmolStr::new(&choice.name.text),
            aliases: choice
                .aliases
                .iter()
                .map(|alias| SmolStr::new(&alias.text))
                .collect(),
            say: choice.say,
            when: choice.when,
            locked: choice.locked,
            effects: choice.effects,
            records: choice.records,
            beat: choice.beat,
            to: to?,
        })
    }
}
