//! One story in both readings.

use std::{env, sync::LazyLock};

use fifteen::{
    compile::{Compiled, compile},
    explore::{Exploration, Limits, Unmonitored, explore, survey},
    source::Sources,
    story::{NodeId, Story},
};

use crate::{
    generate,
    reference::{graph::Graph, model::Model, run::Reference, tally::Tally, write},
};

/// How many stories are compared for each question: as many as `FIFTEEN_STORIES` says, or else 1,000.
pub static STORIES: LazyLock<u64> = LazyLock::new(|| {
    let said = env::var("FIFTEEN_STORIES");
    said.map_or(1_000, |number| number.parse().expect("a number of stories"))
});

/// The most states that the reference follows.
const MOST_STATES: usize = 6_000;

/// A story of the generator, and what the compiler made of its files.
pub struct Case {
    pub seed: u64,
    pub model: Model,
    pub tally: Tally,
    pub files: Vec<(String, String)>,
    pub compiled: Compiled,
    /// What the reference finds in it.
    pub graph: Graph,
}

impl Case {
    /// Returns the first story of a seed that is small enough; the kind of story is the same for all of them.
    pub fn new(seed: u64) -> Self {
        let seeds = (0..).map(|attempt| seed + attempt * generate::KINDS.len() as u64 * 10_000);
        let mut cases = seeds.filter_map(|seed| {
            let model = generate::story(seed);
            let graph = Graph::explore(&Reference::new(&model, &Tally::default()), MOST_STATES)?;
            Some((seed, model, graph))
        });
        let (seed, model, graph) = cases.next().expect("some story is small");
        let tally = Tally::default();
        let files = write::files(&model, seed, &tally);
        let mut sources = Sources::new("story");
        for (path, text) in &files {
            sources.add(path, text.as_bytes());
        }
        let compiled = compile(&sources).unwrap_or_else(|faults| {
            let fault = |fault: &fifteen::diagnostic::Fault| {
                let source = sources.get(fault.span.file);
                format!(
                    "{}: {}: {}",
                    source.path,
                    fault.kind,
                    &source.text[fault.span.range()]
                )
            };
            let faults: Vec<String> = faults.iter().map(fault).collect();
            panic!(
                "seed {seed} does not compile:\n{}\n{files:#?}",
                faults.join("\n")
            )
        });
        Self {
            seed,
            model,
            tally,
            files,
            compiled,
            graph,
        }
    }

    /// Returns the stories for one question; those for another are others.
    pub fn all(question: u64) -> impl Iterator<Item = Self> {
        (question * *STORIES..(question + 1) * *STORIES).map(Self::new)
    }

    /// Returns limits: for some of the stories so little memory that answers must be come by in another way.
    pub fn limits(&self) -> Limits {
        match self.seed % 3 {
            0 => Limits {
                memory: 0,
                ..Limits::default()
            },
            _ => Limits::default(),
        }
    }

    /// Explores the story: for some in the way that is fastest, for others state by state.
    pub fn explored(&self) -> Exploration {
        if self.seed.is_multiple_of(2) {
            survey(self.story(), Limits::default(), &mut Unmonitored)
        } else {
            explore(self.story(), Limits::default())
        }
    }

    pub fn story(&self) -> &Story {
        &self.compiled.story
    }

    pub fn reference(&self) -> Reference<'_> {
        Reference::new(&self.model, &self.tally)
    }

    pub fn name(&self, node: NodeId) -> &str {
        &self.story().nodes[node.index()].name
    }

    /// Returns the files, for a message.
    pub fn text(&self) -> String {
        let files = self
            .files
            .iter()
            .map(|(path, text)| format!("--- {path}\n{text}\n"));
        files.collect()
    }
}
