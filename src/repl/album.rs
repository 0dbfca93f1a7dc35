//! The scrapbook, and one playthrough beside another, as the player sees them.

use std::io::{self, Write};

use super::{memory::sentence, screen::Screen, turn::opened};
use crate::{
    session::{Comparison, Game, Leaf, Session},
    story::{Story, headline},
};

/// Shows the endings found, and the others as blacked-out headlines with a nudge each; or, with a number or words of a
/// title, the pages of the last run that came to that ending.
pub fn scrapbook(game: &Game<'_>, wanted: &str, screen: &mut Screen<impl Write>) -> io::Result<()> {
    let leaves = game.leaves();
    if wanted.is_empty() {
        return list(&leaves, screen);
    }
    let is_wanted = |(index, leaf): &(usize, &Leaf)| {
        let title = leaf.title.to_lowercase();
        wanted.parse() == Ok(index + 1)
            || (leaf.times > 0 && (leaf.name == wanted || title.contains(wanted)))
    };
    let Some((_, leaf)) = leaves.iter().enumerate().find(is_wanted) else {
        return screen.say("There is no such page; /scrapbook alone lists them by number.");
    };
    if leaf.times == 0 {
        return screen.say(&format!("That page is empty yet. {}", leaf.nudge));
    }
    screen.title(&leaf.title)?;
    match game.finished(&leaf.name) {
        Some(run) => every_page(game.session().story(), &run, screen),
        None => screen.say("The story has changed since, and the run there no longer fits it."),
    }
}

fn list(leaves: &[Leaf], screen: &mut Screen<impl Write>) -> io::Result<()> {
    let found = leaves.iter().filter(|leaf| leaf.times > 0).count();
    screen.say(&format!("Endings found: {found} of {}.", leaves.len()))?;
    for (index, leaf) in leaves.iter().enumerate() {
        let number = index + 1;
        if leaf.times == 0 {
            let headline = if screen.style().plain {
                "not found yet".to_owned()
            } else {
                leaf.redacted()
            };
            screen.entry(number, &headline, &leaf.nudge)?;
        } else {
            let times = match leaf.times {
                1 => String::new(),
                times => format!("{times} times"),
            };
            screen.entry(number, &leaf.title, &times)?;
        }
    }
    screen.blank()?;
    if found > 0 {
        screen.say("/scrapbook and a number opens what is kept of the last run there.")?;
    }
    Ok(())
}

/// Shows the pages that the story keeps, as they were at the end of a run.
fn every_page(story: &Story, run: &Session<'_>, screen: &mut Screen<impl Write>) -> io::Result<()> {
    for (index, page) in story.pages.iter().enumerate() {
        if page.kept {
            screen.page(run, index)?;
        }
    }
    Ok(())
}

/// Shows the present playthrough beside the last finished one.
pub fn compare(game: &Game<'_>, screen: &mut Screen<impl Write>) -> io::Result<()> {
    let Some(comparison) = game.compare() else {
        return screen.say("There is no earlier finished run to compare with yet.");
    };
    let this = game.session();
    let story = this.story();
    let Comparison {
        ending,
        other,
        shared,
        misfit,
    } = &comparison;
    let title = story.ending(ending).map_or(ending.as_str(), |ending| {
        &story.endings[ending.index()].title
    });
    let mine = this.view().ending;
    let mine = mine.map_or("is not over yet", |ending| {
        &story.endings[ending.index()].title
    });
    let ended = if this.view().ending.is_some() {
        "ended in: "
    } else {
        ""
    };
    screen.list(&[
        format!("This run {ended}{mine}."),
        format!("The last run ended in: {title}."),
    ])?;
    if let Some(misfit) = misfit {
        screen.say(&sentence(&format!("the story has changed since: {misfit}")))?;
    }
    let parted = this.taken().get(*shared).zip(other.taken().get(*shared));
    if let Some((mine, others)) = parted {
        screen.say(&format!("They parted at choice {}.", shared + 1))?;
        screen.list(&[
            format!("This run: {}", mine.label),
            format!("The last run: {}", others.label),
        ])?;
    } else {
        screen.say(&match shared {
            0 => "Nothing is chosen yet in this run.".to_owned(),
            1 => "They have not parted at the one choice made.".to_owned(),
            _ => format!("They have not parted in {shared} choices."),
        })?;
    }
    let mut others = Vec::new();
    for (index, page) in story.pages.iter().enumerate() {
        if opened(this, index) == opened(other, index) {
            continue;
        }
        let name = headline(&page.name);
        if page.compared {
            let titles = [format!("{name}, this run"), format!("{name}, last run")];
            screen.beside(&titles, [this, other], index)?;
        } else {
            others.push(format!("/{}", page.name));
        }
    }
    if !others.is_empty() {
        screen.say(&format!("Other pages that differ: {}.", others.join(", ")))?;
    }
    Ok(())
}
