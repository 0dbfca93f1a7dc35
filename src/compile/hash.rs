//! A hash of a story's files, which tells one version of a story from another.

use crate::source::Source;

/// Hashes the path and the text of a file: eight bytes at a time, on four lanes by turns.
pub(super) fn hash_of(source: &Source) -> u64 {
    let mut hash = 0;
    for part in [&source.inside, &source.text] {
        let (blocks, rest) = part.as_bytes().as_chunks::<32>();
        let mut last = [0; 32];
        last[..rest.len()].copy_from_slice(rest);
        let mut lanes = [hash; 4];
        let mut mix = |block: &[u8; 32]| {
            for (lane, word) in lanes.iter_mut().zip(block.as_chunks::<8>().0) {
                *lane = mixed(*lane, u64::from_le_bytes(*word));
            }
        };
        blocks.iter().for_each(&mut mix);
        mix(&last);
        hash = hash_all(lanes.into_iter().chain([part.len() as u64]));
    }
    hash
}

/// Hashes words. The same on every machine; it tells one version of a story from another, and guards against nobody.
pub(super) fn hash_all(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(1, mixed)
}

/// Mixes a word into a hash: both halves of a product, as wyhash does (Wang Yi 2019).
fn mixed(hash: u64, word: u64) -> u64 {
    let (low, high) = (hash ^ word).carrying_mul(MULTIPLIER, 0);
    low ^ high
}

/// The digits of the golden ratio, as many as 64 bits hold; it is odd.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn hash_of_all(files: &[(&str, &str)]) -> u64 {
        let mut sources = Sources::default();
        for (inside, text) in files {
            sources.add(inside, text.as_bytes());
        }
        hash_all(sources.iter().map(|(_, source)| hash_of(source)))
    }

    #[test]
    fn the_hash_tells_every_byte_and_every_seam() {
        let text = "thirty-two bytes and some more, so that both are told";
        let mut hashes = vec![
            hash_of_all(&[]),
            hash_of_all(&[("a", text)]),
            hash_of_all(&[("a", ""), ("b", text)]),
        ];
        for at in 0..text.len() {
            let changed = format!("{}~{}", &text[..at], &text[at + 1..]);
            hashes.push(hash_of_all(&[("a", &changed)]));
            hashes.push(hash_of_all(&[("a", &text[..at])]));
            hashes.push(hash_of_all(&[("a", &text[..at]), (&text[at..], "")]));
        }
        let count = hashes.len();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), count);
    }
}
