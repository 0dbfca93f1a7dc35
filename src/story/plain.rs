//! Prose that is words alone, side by side in one text in the order of its ids.
//!
//! Most prose looks at no value. What a node says and what its choices are called stand next to each other here, so that
//! reading a turn touches one stretch of memory instead of many.

use std::ops::Range;

use super::{Piece, Prose, ProseId};

/// The texts of all plain prose.
#[derive(Debug, Default)]
pub struct Plain {
    text: String,
    /// Where each stretch of prose stands in `text`; `None` where it is not plain.
    places: Vec<Option<Range<u32>>>,
}

impl Plain {
    /// Collects what is plain, without the white space around it.
    #[must_use]
    pub fn of(proses: &[Prose]) -> Self {
        let mut plain = Self::default();
        plain.places.reserve(proses.len());
        for prose in proses {
            let place = match &prose.0[..] {
                [Piece::Words(words)] => plain.add(words.trim()),
                _ => None,
            };
            plain.places.push(place);
        }
        plain
    }

    /// Adds a text; one that no longer fits is not plain.
    fn add(&mut self, text: &str) -> Option<Range<u32>> {
        let start = u32::try_from(self.text.len()).ok()?;
        let end = u32::try_from(self.text.len() + text.len()).ok()?;
        self.text.push_str(text);
        Some(start..end)
    }

    /// Returns the whole text of a stretch of prose, if it is plain.
    #[must_use]
    pub fn get(&self, prose: ProseId) -> Option<&str> {
        let place = self.place(prose)?;
        Some(self.at(&place))
    }

    /// Returns where a stretch of prose stands, if it is plain.
    #[must_use]
    pub fn place(&self, prose: ProseId) -> Option<Range<u32>> {
        self.places[prose.index()].clone()
    }

    /// Returns the text at a place that [`Plain::place`] gave out.
    #[must_use]
    pub fn at(&self, place: &Range<u32>) -> &str {
        &self.text[place.start as usize..place.end as usize]
    }
}
