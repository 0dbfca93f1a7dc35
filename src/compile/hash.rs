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
        for block in blocks.iter().chain([&last]) {
            for (lane, word) in lanes.iter_mut().zip(block.as_chunks::<8>().0) {
                *lane = mixed(*lane, u64::from_le_bytes(*word));
            }
        }
        hash = hash_all(lanes.into_iter().chain([part.len() as u64]));
    }
    hash
}

/// Hashes words. The same on every machine; it tells one version of a story from another, and guards against nobody.
pub(super) fn hash_all(words: impl Iterator<Item = u64>) -> u64 {
    let hash = words.fold(0, mixed);
    let hash = (hash ^ (hash >> 47)).wrapping_mul(MULTIPLIER);
    hash ^ (hash >> 47)
}

/// Mixes a word into a hash as `MurmurHash64A` does (Appleby 2008).
fn mixed(hash: u64, word: u64) -> u64 {
    let word = word.wrapping_mul(MULTIPLIER);
    let word = (word ^ (word >> 47)).wrapping_mul(MULTIPLIER);
    (hash ^ word).wrapping_mul(MULTIPLIER)
}

const MULTIPLIER: u64 = 0xc6a4_a793_5bd1_e995;

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
