//! Promises of the author that some playthrough breaks.

use super::Facts;
use crate::{
    diagnostic::{Fault, FaultKind},
    explore::Verdict,
};

pub(super) fn check(facts: &Facts<'_>, faults: &mut Vec<Fault>) {
    for (index, (promise, verdict)) in facts.story.promises.iter().zip(facts.verdicts).enumerate() {
        let place = facts.places.promise(index);
        let name = promise.name.clone();
        match verdict {
            Verdict::Kept => {}
            Verdict::Broken { how, script } => {
                let how = how.clone();
                let mut fault = Fault::new(FaultKind::BrokenPromise { name, how }, place);
                fault.script.clone_from(script);
                faults.push(fault);
            }
            // Where a limit stopped the exploration, the result says so already.
            Verdict::Unknown if !facts.exploration.is_complete => {}
            Verdict::Unknown => faults.push(Fault::new(FaultKind::UnjudgedPromise(name), place)),
        }
    }
}
