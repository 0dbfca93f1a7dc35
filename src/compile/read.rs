//! What is read of a story's files, one by one and all together.

use super::{
    WORLD,
    hash::{hash_all, hash_of},
    visits::{Compared, may_name_visits},
};
use crate::{
    diagnostic::Fault,
    source::{FileId, Source},
    syntax,
};

/// What was read of a file, and what is wrong in it.
#[derive(Default)]
pub(super) struct Read<'a> {
    pub world: Option<(FileId, syntax::World<'a>)>,
    pub file: Option<syntax::File<'a>>,
    pub faults: Vec<Fault>,
    pub unread: syntax::Unread,
    pub visits: Compared,
    pub hash: u64,
}

/// What was read of all files.
pub(super) struct All<'r, 'a> {
    pub world: Option<(FileId, &'r syntax::World<'a>)>,
    pub files: Vec<&'r syntax::File<'a>>,
    pub faults: Vec<Fault>,
    pub unread: syntax::Unread,
    pub visits: Compared,
    pub hash: u64,
}

impl<'r, 'a> All<'r, 'a> {
    pub fn of(read: impl Iterator<Item = &'r Read<'a>> + Clone) -> Self {
        let worlds = read.clone().filter_map(|read| read.world.as_ref());
        let mut visits = Compared::default();
        for read in read.clone() {
            visits.extend(&read.visits);
        }
        Self {
            world: worlds.map(|(file, world)| (*file, world)).next(),
            files: read.clone().filter_map(|read| read.file.as_ref()).collect(),
            faults: read.clone().flat_map(|read| read.faults.clone()).collect(),
            unread: read.clone().flat_map(|read| read.unread.clone()).collect(),
            visits,
            hash: hash_all(read.map(|read| read.hash)),
        }
    }
}

impl<'a> Read<'a> {
    pub fn of(file: FileId, source: &'a Source) -> Self {
        let mut read = Self {
            hash: hash_of(source),
            ..Self::default()
        };
        let (faults, unread) = (&mut read.faults, &mut read.unread);
        if source.inside == WORLD {
            let world = syntax::world(file, source, faults, unread);
            if let Some(world) = &world
                && may_name_visits(source)
            {
                read.visits.world(world);
            }
            read.world = world.map(|world| (file, world));
        } else {
            let file = syntax::file(file, source, faults, unread);
            if may_name_visits(source) {
                read.visits.file(&file);
            }
            read.file = Some(file);
        }
        read
    }
}
