//! Effects: names to fields; named effects are written out where they are used.

use super::{
    condition::value_of,
    scope::{Meaning, Scope},
};
use crate::{
    diagnostic::{Fault, FaultKind, MAX_STEPS, Thing},
    story::{Change, Effect, Kind, Variable},
    syntax,
};

impl Scope<'_> {
    /// Reads and compiles a list of effects, leaving out those with faults.
    pub fn steps(&self, written: &syntax::Effects<'_>, faults: &mut Vec<Fault>) -> Vec<Effect> {
        let written = written.read(faults);
        self.effects(&written, faults)
    }

    /// Compiles a list of effects, leaving out those with faults.
    pub fn effects(&self, written: &[syntax::Effect<'_>], faults: &mut Vec<Fault>) -> Vec<Effect> {
        let mut effects = Vec::with_capacity(written.len());
        for effect in written {
            let when = self.condition(effect.when.as_deref(), faults);
            let Some(meaning) = self.meanings.find(&effect.target, Thing::Variable, faults) else {
                continue;
            };
            let name = || effect.target.text.to_string();
            match meaning {
                Meaning::Variable(variable) => {
                    let change = change(&self.variables[variable.index()], effect, faults);
                    effects.extend(change.map(|change| Effect { when, change }));
                }
                Meaning::Record(_) => {
                    faults.push(Fault::new(
                        FaultKind::RecordRead(name()),
                        effect.target.span,
                    ));
                }
                Meaning::Effect(_) if !matches!(effect.change, syntax::Change::Set) => {
                    faults.push(Fault::new(
                        FaultKind::EffectChanged(name()),
                        effect.target.span,
                    ));
                }
                Meaning::Effect(named) => {
                    let steps = self.effects.get(named).cloned().unwrap_or_default();
                    let change = Change::Group(steps);
                    effects.push(Effect { when, change });
                }
            }
        }
        effects
    }

    /// Compiles the named effects, each after those it uses. One that uses itself is a fault.
    pub fn named_effects(
        &mut self,
        written: &[(syntax::Name<'_>, Vec<syntax::Effect<'_>>)],
        faults: &mut Vec<Fault>,
    ) {
        self.effects = vec![Vec::new(); written.len()];
        let mut progress = vec![Progress::Waiting; written.len()];
        for first in 0..written.len() {
            // A path through the effects used: deep chains must not use up the stack.
            let mut path = vec![first];
            while let Some(&at) = path.last() {
                if progress[at] == Progress::Done {
                    path.pop();
                    continue;
                }
                progress[at] = Progress::Begun;
                match self.next_used(&written[at].1, &progress) {
                    Some((used, name)) if progress[used] == Progress::Begun => {
                        let kind = FaultKind::EffectCycle(name.text.to_string());
                        faults.push(Fault::new(kind, name.span));
                        progress[at] = Progress::Done;
                    }
                    Some((used, _)) => path.push(used),
                    None => {
                        let steps = self.effects(&written[at].1, faults);
                        if steps.iter().map(Effect::steps).sum::<usize>() <= MAX_STEPS {
                            self.effects[at] = steps;
                        } else {
                            let name = &written[at].0;
                            let kind = FaultKind::EffectTooLong(name.text.to_string());
                            faults.push(Fault::new(kind, name.span));
                        }
                        progress[at] = Progress::Done;
                    }
                }
            }
        }
    }

    /// Returns the first named effect used in a list that is not yet compiled.
    fn next_used<'w, 'a>(
        &self,
        written: &'w [syntax::Effect<'a>],
        progress: &[Progress],
    ) -> Option<(usize, &'w syntax::Name<'a>)> {
        written
            .iter()
            .find_map(|effect| match self.meanings.get(&effect.target.text)? {
                Meaning::Effect(named) if progress[named] != Progress::Done => {
                    Some((named, &effect.target))
                }
                _ => None,
            })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Waiting,
    Begun,
    Done,
}

fn change(
    variable: &Variable,
    effect: &syntax::Effect<'_>,
    faults: &mut Vec<Fault>,
) -> Option<Change> {
    let field = variable.field;
    let name = || variable.name.to_string();
    let is_flag = variable.kind == Kind::Flag;
    let wrong = match &effect.change {
        syntax::Change::Set if is_flag => return Some(Change::Assign { field, value: 1 }),
        syntax::Change::Clear if is_flag => return Some(Change::Assign { field, value: 0 }),
        syntax::Change::Set | syntax::Change::Clear => FaultKind::CounterAsFlag(name()),
        _ if is_flag => FaultKind::FlagAsCounter(name()),
        syntax::Change::Assign(operand) => {
            let value = value_of(variable, operand, faults)?;
            return Some(Change::Assign { field, value });
        }
        syntax::Change::Add(amount, _) => {
            return Some(Change::Add {
                field,
                amount: *amount,
            });
        }
        syntax::Change::Subtract(amount, _) => {
            return Some(Change::Subtract {
                field,
                amount: *amount,
            });
        }
    };
    faults.push(Fault::new(wrong, effect.target.span));
    None
}
