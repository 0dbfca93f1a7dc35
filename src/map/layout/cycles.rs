//! Which links lead on and which lead back: with those that lead back turned round, no loop is left.

use super::{Item, Link};

/// The way a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Down the picture.
    On,
    /// Up the picture: its upper end is where it leads to.
    Back,
    /// From a box to itself.
    Round,
}

/// Returns the direction of every link. What leads to a band above or to the start leads back, and so does what a
/// depth-first walk from the start finds leading to a box that it has not done with.
pub(super) fn directions(items: &[Item], links: &[Link], start: Option<usize>) -> Vec<Direction> {
    let mut directions: Vec<Direction> = links
        .iter()
        .map(|link| {
            if link.from == link.to {
                Direction::Round
            } else if items[link.to].band < items[link.from].band
                || (Some(link.to) == start && items[link.to].band == items[link.from].band)
            {
                Direction::Back
            } else {
                Direction::On
            }
        })
        .collect();
    let mut outgoing = vec![Vec::new(); items.len()];
    for (index, link) in links.iter().enumerate() {
        outgoing[link.from].push(index);
    }
    let mut marks = vec![Mark::New; items.len()];
    for root in start.into_iter().chain(0..items.len()) {
        if marks[root] != Mark::New {
            continue;
        }
        marks[root] = Mark::Open;
        let mut path = vec![(root, 0)];
        while let Some((item, next)) = path.last_mut() {
            let Some(&link) = outgoing[*item].get(*next) else {
                marks[*item] = Mark::Done;
                path.pop();
                continue;
            };
            *next += 1;
            if directions[link] != Direction::On {
                continue;
            }
            let to = links[link].to;
            match marks[to] {
                Mark::New => {
                    marks[to] = Mark::Open;
                    path.push((to, 0));
                }
                Mark::Open => directions[link] = Direction::Back,
                Mark::Done => {}
            }
        }
    }
    directions
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}
