//! From the story as written to the story as run.
//!
//! Turns names into ids, conditions and effects into packed masks, and reports every name, type and structure that is
//! wrong, all in one run. It runs nothing: whether a node can be reached is the prover's to say.

mod alias;
mod build;
mod choice;
mod condition;
mod declare;
mod effect;
mod node;
mod places;
mod promise;
mod prose;
mod scope;
mod visits;
mod world;

use crate::{
    diagnostic::{Fault, FaultKind},
    source::{FileId, Source, Sources, Span},
    story::Story,
    syntax,
};

pub use places::Places;

/// A story that can be run, and where its parts stand in the files.
#[derive(Debug)]
pub struct Compiled {
    pub story: Story,
    pub places: Places,
}

/// Compiles the files of a story.
///
/// # Errors
/// Every fault found, in the order of the files and of the places in them. Where `world.ron` cannot be read, names are
/// not looked up, since every one of them would be a fault.
pub fn compile(sources: &Sources) -> Result<Compiled, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut unread = syntax::Unread::new();
    let mut world = None;
    let mut files = Vec::new();
    for (file, source) in sources.iter() {
        if source.inside == WORLD {
            world =
                syntax::world(file, source, &mut faults, &mut unread).map(|world| (file, world));
        } else {
            files.push(syntax::file(file, source, &mut faults, &mut unread));
        }
    }
    let mut compiled = None;
    if let Some((file, world)) = &world {
        order(&mut files, world);
        let built = build::build(world, &files, &mut faults);
        if built.story.nodes.is_empty() && unread.is_empty() {
            faults.push(Fault::new(FaultKind::NoNodes, Span::new(*file, 0..0)));
        }
        compiled = Some(built);
    }
    match compiled {
        Some(mut compiled) if faults.is_empty() => {
            compiled.story.hash = hash(sources);
            Ok(compiled)
        }
        _ => {
            let asks_for_unread = |fault: &Fault| matches!(&fault.kind, FaultKind::Unknown { name, .. } if unread.contains(name));
            let unused = |fault: &Fault| {
                matches!(fault.kind, FaultKind::EndingUnused(_)) && !unread.is_empty()
            };
            faults.retain(|fault| !asks_for_unread(fault) && !unused(fault));
            faults.sort_by_key(|fault| (fault.span, fault.kind.code()));
            faults.dedup();
            Err(faults)
        }
    }
}

/// The file that says what exists in a story.
pub const WORLD: &str = "world.ron";

/// Sorts the files by the order of their acts; within an act they keep theirs.
fn order(files: &mut [syntax::File<'_>], world: &syntax::World<'_>) {
    files.sort_by_key(|file| {
        let act = file.act.as_ref()?;
        let place = world.acts.iter().position(|known| known.text == act.text);
        Some(place.unwrap_or(world.acts.len()))
    });
}

/// Hashes paths and texts with 64-bit FNV-1a (Fowler, Noll and Vo), in the order of the files.
fn hash(sources: &Sources) -> u64 {
    let parts = |(_, source): (FileId, &Source)| [source.inside.clone(), source.text.clone()];
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in sources.iter().flat_map(parts) {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}
