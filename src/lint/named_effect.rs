//! Named effects that nothing carries out.

use super::Draft;
use crate::diagnostic::{Fault, FaultKind};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    for (name, _) in &draft.written.world.effects {
        let mut effects = draft.written.effects();
        if !effects.any(|effect| effect.target.text == name.text) {
            let kind = FaultKind::UnusedEffect(name.text.to_string());
            faults.push(Fault::new(kind, name.span));
        }
    }
}
