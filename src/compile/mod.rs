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
mod hash;
mod node;
mod places;
mod promise;
mod prose;
mod read;
mod scope;
mod visits;
mod world;

use std::{
    cmp::Reverse,
    sync::{Mutex, OnceLock, PoisonError},
};

use self::{
    build::Written,
    read::{All, Read},
    scope::Scope,
};
use crate::{
    diagnostic::{Fault, FaultKind, Levels, Thing},
    source::{FileId, Source, Sources, Span},
    story::{Proses, Story},
    syntax,
    threads::with_help,
};

pub use places::Places;

/// A story that can be run, and where its parts stand in the files.
#[derive(Debug)]
pub struct Compiled {
    pub story: Story,
    pub places: Places,
    /// What the story says its lints are worth.
    pub levels: Levels,
}

/// Compiles the files of a story.
///
/// # Errors
/// Every fault found, in the order of the files and of the places in them. Where `world.ron` cannot be read, names are
/// not looked up, since every one of them would be a fault.
pub fn compile(sources: &Sources) -> Result<Compiled, Vec<Fault>> {
    let files: Vec<FileId> = (0..sources.len()).map(FileId::at).collect();
    let weight = |file: FileId| sources.get(file).text.len();
    compile_files(&files, weight, |file| Some(sources.get(file)))
}

/// Reads the files of a story and compiles them: those that were read, while others still are. `read` returns the bytes of
/// the file at a path inside the story's folder, which is shown to the writer as `root`.
///
/// # Errors
/// What `read` returned as an error, of the first such file; then what [`compile`] does.
pub fn load<E: Send + Sync>(
    root: &str,
    paths: &[String],
    read: impl Fn(&str) -> Result<Vec<u8>, E> + Sync,
) -> Result<(Sources, Result<Compiled, Vec<Fault>>), E> {
    let sources: Vec<OnceLock<Result<Source, E>>> = paths.iter().map(|_| OnceLock::new()).collect();
    let files: Vec<FileId> = (0..paths.len()).map(FileId::at).collect();
    // How long a file is turns out when it is read; the world is the longest in most stories.
    let weight = |file: FileId| {
        if paths[file.index()] == WORLD {
            2 * TYPICAL
        } else {
            TYPICAL
        }
    };
    let source = |file: FileId| {
        let path = &paths[file.index()];
        let of = |bytes| Source::of(root, path, bytes);
        let source = sources[file.index()].get_or_init(|| read(path).map(of));
        source.as_ref().ok()
    };
    let compiled = compile_files(&files, weight, source);
    let sources = sources.into_iter().filter_map(OnceLock::into_inner);
    let sources: Vec<Source> = sources.collect::<Result<_, E>>()?;
    Ok((Sources::of(root, sources), compiled))
}

/// About how many bytes a file of a story has.
const TYPICAL: usize = 1 << 13;

/// What either of two threads may do.
enum Job<'w> {
    Read(FileId),
    /// Compile the prose with this number.
    Prose(usize, Vec<Written<'w>>),
}

fn compile_files<'a>(
    files: &[FileId],
    weight: impl Fn(FileId) -> usize,
    source: impl Fn(FileId) -> Option<&'a Source> + Sync,
) -> Result<Compiled, Vec<Fault>> {
    let read: Vec<OnceLock<Read<'a>>> = files.iter().map(|_| OnceLock::new()).collect();
    let scope = OnceLock::new();
    let proses = Mutex::new(Vec::with_capacity(files.len()));
    let work = |job: Job<'_>| match job {
        Job::Read(file) => {
            if let Some(source) = source(file) {
                read[file.index()].get_or_init(|| Read::of(file, source));
            }
        }
        Job::Prose(number, written) => {
            if let Some(scope) = scope.get() {
                let mut faults = Vec::new();
                let portion = build::proses(scope, &written, &mut faults);
                let mut proses = proses.lock().unwrap_or_else(PoisonError::into_inner);
                proses.push((number, portion, faults));
            }
        }
    };
    let (compiled, all) = with_help(work, |jobs| {
        let mut order = files.to_vec();
        order.sort_by_key(|file| Reverse(weight(*file)));
        for file in order {
            jobs.put(Job::Read(file), weight(file));
        }
        jobs.finish();
        let mut all = All::of(read.iter().filter_map(OnceLock::get));
        let Some((file, world)) = all.world else {
            return (None, all);
        };
        order_files(&mut all.files, world);
        let declared = || Scope::declare(world, &all.files, &all.visits, &mut all.faults);
        let scope = scope.get_or_init(declared);
        let mut count = 0;
        let hand = &mut |written, weight| {
            jobs.put(Job::Prose(count, written), weight);
            count += 1;
        };
        let compiled = build::build(world, &all.files, scope, &mut all.faults, hand);
        if compiled.story.nodes.is_empty() && all.unread.is_empty() {
            let fault = Fault::new(FaultKind::NoNodes, Span::new(file, 0..0));
            all.faults.push(fault);
        }
        (Some(compiled), all)
    });
    let All {
        world,
        files,
        mut faults,
        unread,
        hash,
        ..
    } = all;
    let mut proses = proses.into_inner().unwrap_or_else(PoisonError::into_inner);
    proses.sort_by_key(|(number, ..)| *number);
    let mut portions = Vec::with_capacity(proses.len());
    for (_, portion, prose_faults) in proses {
        portions.push(portion);
        faults.extend(prose_faults);
    }
    match (compiled, scope.into_inner()) {
        (Some(mut compiled), Some(scope)) if faults.is_empty() => {
            let story = &mut compiled.story;
            story.hash = hash;
            story.proses = Proses::of(portions);
            story.words = scope.words();
            story.variables = scope.variables;
            Ok(compiled)
        }
        _ => Err(told(world, &files, faults, &unread)),
    }
}

/// Returns the faults in the order in which they are told, less those that follow from others.
fn told(
    world: Option<(FileId, &syntax::World<'_>)>,
    files: &[&syntax::File<'_>],
    mut faults: Vec<Fault>,
    unread: &syntax::Unread,
) -> Vec<Fault> {
    // Some of it may not have come to be looked into.
    if let Some((_, world)) = world {
        world.look(&mut faults);
    }
    for file in files {
        file.look(&mut faults);
    }
    let asks_for_unread = |fault: &Fault| matches!(&fault.kind, FaultKind::Unknown { name, .. } if unread.contains(name));
    let unused =
        |fault: &Fault| matches!(fault.kind, FaultKind::EndingUnused(_)) && !unread.is_empty();
    // Where the list of the acts cannot be read, none is known.
    let is_list = |fault: &Fault| {
        let in_world = world.is_some_and(|(file, _)| file == fault.span.file);
        in_world && fault.kind == FaultKind::WrongType(syntax::LIST_OF_ACTS)
    };
    let has_acts = !faults.iter().any(is_list);
    let unknown_act = |fault: &Fault| {
        let is_of_act = matches!(
            fault.kind,
            FaultKind::UnknownAct { .. }
                | FaultKind::Unknown {
                    thing: Thing::Act,
                    ..
                }
        );
        !has_acts && is_of_act
    };
    faults.retain(|fault| !asks_for_unread(fault) && !unused(fault) && !unknown_act(fault));
    faults.sort_by_key(|fault| (fault.span, fault.kind.code()));
    faults.dedup();
    faults
}

/// The file that says what exists in a story.
pub const WORLD: &str = "world.ron";

/// Sorts the files by the order of their acts; within an act they keep theirs.
fn order_files(files: &mut [&syntax::File<'_>], world: &syntax::World<'_>) {
    files.sort_by_key(|file| {
        let act = file.act.as_ref()?;
        let place = world
            .acts
            .iter()
            .position(|known| known.name.text == act.text);
        Some(place.unwrap_or(world.acts.len()))
    });
}
