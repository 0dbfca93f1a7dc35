//! Choices of one screen that read the same.

use super::{Draft, prefix::can_be_open_together};
use crate::{
    diagnostic::{Fault, FaultKind},
    story::NodeId,
};

pub(super) fn check(draft: &Draft<'_>, faults: &mut Vec<Fault>) {
    for (index, node) in draft.story.nodes.iter().enumerate() {
        let choices = node.choices();
        for (second, choice) in choices.iter().enumerate() {
            let says = |prose: crate::story::ProseId| draft.story.proses.get(prose);
            let same = choices[..second].iter().position(|first| {
                says(first.say) == says(choice.say) && can_be_open_together(first, choice)
            });
            if let Some(first) = same {
                let kind = FaultKind::SameLabel {
                    node: node.name.to_string(),
                };
                let first = draft.places.prose(choices[first].say);
                let place = draft.places.prose(choice.say);
                let node = draft.places.node(NodeId::at(index));
                let fault = Fault::new(kind, place).also(first, "the other label");
                faults.push(fault.also(node, "at this node"));
            }
        }
    }
}
