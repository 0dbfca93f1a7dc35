//! `play --author`: the prompt with what an author may do beside, and a story that is read again when it is saved.

use std::path::Path;

use super::{
    Failure, Outcome,
    limits::limits,
    load::{load, load_good},
    play::screen,
    replay,
    watch::Stamp,
};
use crate::{
    author,
    compile::Compiled,
    diagnostic::{Format, Report},
    explore::{Exploration, explore},
    repl::{self, Bench, Left},
    session::{Game, MemoryStore},
    story::{NodeId, Story},
};

/// Plays a story that is being written, from the start or from where a script ends. Nothing is saved.
///
/// # Errors
/// [`Failure`] where the story or the script cannot be read, or the output cannot be written.
pub fn author(
    folder: &Path,
    script: Option<&Path>,
    width: Option<usize>,
    plain: bool,
) -> Result<Outcome, Failure> {
    let mut steps = match script {
        Some(script) => replay::read_script(script)?.steps,
        None => Vec::new(),
    };
    let mut files = Files {
        folder,
        stamp: Stamp::of(folder),
        exploration: None,
    };
    let mut compiled = load_good(Some(folder))?;
    let mut screen = screen(width, plain);
    let mut desk = None;
    loop {
        let (session, broken) = author::replay(&compiled.story, &steps)?;
        if let (None, Some(broken)) = (&desk, &broken) {
            return Err(Failure::Broken(Box::new(broken.clone())));
        }
        let game = Game::with(session, Box::new(MemoryStore::default()));
        let left = repl::author(game, &mut screen, &mut files, desk.take(), broken.as_ref())?;
        match left {
            Left::Over => return Ok(Outcome::Good),
            Left::Stale(stale) => {
                let stale = *stale;
                (compiled, steps, desk) = (stale.compiled, stale.steps, Some(stale.desk));
            }
        }
    }
}

/// The files of the story as they were last read, and the proof of it once it was asked for.
struct Files<'a> {
    folder: &'a Path,
    stamp: Stamp,
    exploration: Option<Exploration>,
}

impl Bench for Files<'_> {
    fn saved(&mut self) -> Option<Result<Compiled, Vec<String>>> {
        let stamp = Stamp::of(self.folder);
        if stamp == self.stamp {
            return None;
        }
        self.stamp = stamp;
        let (sources, compiled) = match load(Some(self.folder)) {
            Ok(loaded) => loaded,
            Err(failure) => return Some(Err(vec![failure.to_string().trim_end().to_owned()])),
        };
        Some(match compiled {
            Ok(compiled) => {
                self.exploration = None;
                Ok(compiled)
            }
            Err(faults) => {
                let report = Report {
                    sources: &sources,
                    faults: &faults,
                };
                let lines = report.render(Format::Short);
                Err(lines.lines().map(str::to_owned).collect())
            }
        })
    }

    fn way(&mut self, story: &Story, node: NodeId) -> Result<Vec<String>, String> {
        let exploration = self
            .exploration
            .get_or_insert_with(|| explore(story, limits(None)));
        let name = &story.nodes[node.index()].name;
        match exploration.nodes[node.index()].nearest {
            Some(place) => Ok(exploration.script(story, place)),
            None if exploration.is_complete => {
                Err(format!("it is proven that no player comes to `{name}`"))
            }
            None => Err(format!(
                "no way to `{name}` was found in {} states",
                exploration.states
            )),
        }
    }
}
