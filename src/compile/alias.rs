//! Former names: each must be free, and the former name of one thing only.

use super::{build::Builder, scope::Names};
use crate::{
    diagnostic::{Fault, FaultKind, Thing},
    syntax::File,
};

impl Builder<'_, '_> {
    /// Checks that no former name is a present one, or the former name of two things.
    pub(super) fn aliases(&mut self, files: &[&File<'_>]) {
        let mut former = Names::default();
        for node in files.iter().flat_map(|file| &file.nodes) {
            for alias in &node.aliases {
                former.declare(alias, (), Thing::Alias, self.faults);
                if self.scope.nodes.get(&alias.text).is_some() {
                    self.faults.push(Fault::new(
                        FaultKind::AliasTaken(alias.text.to_string()),
                        alias.span,
                    ));
                }
            }
        }
        let menus = files
            .iter()
            .flat_map(|file| &file.menus)
            .map(|menu| menu.choices.as_slice());
        let nodes = files.iter().flat_map(|file| &file.nodes);
        let own = nodes.filter_map(|node| node.choices.as_deref());
        for choices in menus.chain(own) {
            let mut former = Names::default();
            for alias in choices.iter().flat_map(|choice| &choice.aliases) {
                former.declare(alias, (), Thing::Alias, self.faults);
                if choices.iter().any(|choice| choice.name.text == alias.text) {
                    self.faults.push(Fault::new(
                        FaultKind::AliasTaken(alias.text.to_string()),
                        alias.span,
                    ));
                }
            }
        }
    }
}
