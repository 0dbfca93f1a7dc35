//! A layer for every box: below all that lead to it, in the layers of its band.

use std::ops::Range;

use super::{Item, cycles::Direction};

/// The layers of boxes, and which of them each band has.
#[derive(Debug)]
pub(super) struct Layers {
    pub of: Vec<usize>,
    pub bands: Vec<Range<usize>>,
}

/// A link that leads on, with the boxes at its upper and lower end.
pub(super) struct Ends {
    pub upper: usize,
    pub lower: usize,
}

impl Ends {
    /// Returns the ends of a link, upper one first; `None` where it leads round.
    pub fn of(link: &super::Link, direction: Direction) -> Option<Self> {
        match direction {
            Direction::On => Some(Self {
                upper: link.from,
                lower: link.to,
            }),
            Direction::Back => Some(Self {
                upper: link.to,
                lower: link.from,
            }),
            Direction::Round => None,
        }
    }
}

/// Assigns layers: as high as can be, then nearer to where most of a box's links lead.
pub(super) fn assign(
    items: &[Item],
    ends: &[Option<Ends>],
    bands: usize,
    start: Option<usize>,
) -> Layers {
    let mut above = vec![Vec::new(); items.len()];
    let mut below = vec![Vec::new(); items.len()];
    for ends in ends.iter().flatten() {
        above[ends.lower].push(ends.upper);
        below[ends.upper].push(ends.lower);
    }
    let order = topological(items, &above, &below);
    let mut of = vec![0; items.len()];
    let first = start.map(|start| items[start].band);
    for &item in &order {
        let inside = above[item]
            .iter()
            .filter(|&&upper| items[upper].band == items[item].band);
        // The start stands alone at the top of its band.
        let least = usize::from(first == Some(items[item].band) && start != Some(item));
        of[item] = inside.map(|&upper| of[upper] + 1).fold(least, usize::max);
    }
    let mut heights = vec![1; bands];
    for (item, &layer) in items.iter().zip(&of) {
        heights[item.band] = heights[item.band].max(layer + 1);
    }
    let mut next = 0;
    let bands: Vec<Range<usize>> = heights
        .iter()
        .map(|height| {
            let band = next..next + height;
            next = band.end;
            band
        })
        .collect();
    for (item, layer) in items.iter().zip(&mut of) {
        *layer += bands[item.band].start;
    }
    settle(items, &order, &above, &below, &bands, start, &mut of);
    Layers { of, bands }
}

/// How often every box may move; it is rarely more than three times.
const SWEEPS: usize = 12;

/// Moves each box towards the side where it has more links, as far as they let it: that makes links short.
fn settle(
    items: &[Item],
    order: &[usize],
    above: &[Vec<usize>],
    below: &[Vec<usize>],
    bands: &[Range<usize>],
    start: Option<usize>,
    of: &mut [usize],
) {
    for sweep in 0..SWEEPS {
        let mut moved = false;
        let mut visit = |item: usize| {
            if start == Some(item) {
                return;
            }
            let band = &bands[items[item].band];
            let lone =
                usize::from(start.is_some_and(|start| items[start].band == items[item].band));
            let high = above[item]
                .iter()
                .map(|&upper| of[upper] + 1)
                .fold(band.start + lone, usize::max);
            let low = below[item]
                .iter()
                .map(|&lower| of[lower] - 1)
                .fold(band.end - 1, usize::min);
            let wanted = match above[item].len().cmp(&below[item].len()) {
                std::cmp::Ordering::Less => low,
                std::cmp::Ordering::Greater => high,
                std::cmp::Ordering::Equal => of[item],
            };
            moved |= wanted != of[item];
            of[item] = wanted;
        };
        if sweep % 2 == 0 {
            order.iter().rev().copied().for_each(&mut visit);
        } else {
            order.iter().copied().for_each(&mut visit);
        }
        if !moved {
            break;
        }
    }
}

/// Returns the boxes so that each comes after those that lead to it, bands and else the order given kept as far as
/// possible.
fn topological(items: &[Item], above: &[Vec<usize>], below: &[Vec<usize>]) -> Vec<usize> {
    let mut missing: Vec<usize> = above.iter().map(Vec::len).collect();
    let mut ready: std::collections::BTreeSet<(usize, usize)> = (0..items.len())
        .filter(|&item| missing[item] == 0)
        .map(|item| (items[item].band, item))
        .collect();
    let mut order = Vec::with_capacity(items.len());
    while let Some((_, item)) = ready.pop_first() {
        order.push(item);
        for &lower in &below[item] {
            missing[lower] -= 1;
            if missing[lower] == 0 {
                ready.insert((items[lower].band, lower));
            }
        }
    }
    order
}
