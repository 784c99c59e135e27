//! A map from each comment's fingerprint to the first note on it: in memory up to a limit, then in files.
//!
//! Past the limit, what is in memory is sorted into a file. A Bloom filter (Bloom 1970) over each file, a byte a
//! comment, excludes nearly every comment that is not in it, so files are hardly read but for true repetitions.

use crate::text::bloom::{BITS, BloomFilter};
use crate::text::mix;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

/// Bytes of a record in a file: fingerprint and note, 16 each.
const RECORD: usize = 32;
/// Records that are read at a time; memory has the first fingerprint of each such block.
const BLOCK: usize = 128;
/// Most bytes of memory that a comment takes in the map: 33 a slot, of which over half are empty just after the table
/// has doubled, and the old table while entries are moved.
const IN_MEMORY: u64 = 113;

/// Notes of 128 bits by fingerprint; the first of each is kept.
#[derive(Debug, Default)]
pub(crate) struct FirstIndex {
    /// How many comments may be in memory.
    most: usize,
    fresh: HashMap<u128, u128>,
    runs: Vec<IndexRun>,
}

impl FirstIndex {
    /// An empty index that takes about `memory` bytes, and a byte and an eighth for each comment past those.
    pub(crate) fn new(memory: u64) -> Self {
        let most = usize::try_from(memory / IN_MEMORY).unwrap_or(usize::MAX).max(1);
        Self { most, ..Self::default() }
    }

    /// The first note on this comment; where there is none, `note()` is stored and `None` returned.
    pub(crate) fn first(&mut self, fingerprint: u128, note: impl FnOnce() -> u128) -> io::Result<Option<u128>> {
        if let Some(before) = self.fresh.get(&fingerprint) {
            return Ok(Some(*before));
        }
        for run in &mut self.runs {
            if let Some(before) = run.note_of(fingerprint)? {
                return Ok(Some(before));
            }
        }
        if self.fresh.len() >= self.most {
            let mut sorted: Vec<(u128, u128)> = std::mem::take(&mut self.fresh).into_iter().collect();
            sorted.sort_unstable();
            self.runs.push(IndexRun::new(&sorted)?);
        }
        self.fresh.insert(fingerprint, note());
        Ok(None)
    }
}

/// A file of records, sorted by fingerprint.
#[derive(Debug)]
struct IndexRun {
    file: File,
    length: usize,
    /// The first fingerprint of each block.
    firsts: Vec<u128>,
    filters: Filters,
}

impl IndexRun {
    fn new(sorted: &[(u128, u128)]) -> io::Result<Self> {
        let mut filters = Filters::new(sorted.len());
        let mut file = BufWriter::with_capacity(1 << 16, tempfile::tempfile()?);
        for (fingerprint, note) in sorted {
            file.write_all(&fingerprint.to_le_bytes())?;
            file.write_all(&note.to_le_bytes())?;
            filters.insert(*fingerprint);
        }
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let firsts = sorted.iter().step_by(BLOCK).map(|record| record.0).collect();
        Ok(Self { file, length: sorted.len(), firsts, filters })
    }

    fn note_of(&mut self, fingerprint: u128) -> io::Result<Option<u128>> {
        if !self.filters.may_contain(fingerprint) {
            return Ok(None);
        }
        let Some(block) = self.firsts.partition_point(|first| *first <= fingerprint).checked_sub(1) else {
            return Ok(None);
        };
        let records = BLOCK.min(self.length - block * BLOCK);
        let mut bytes = [0; BLOCK * RECORD];
        self.file.seek(SeekFrom::Start((block * BLOCK * RECORD) as u64))?;
        self.file.read_exact(&mut bytes[..records * RECORD])?;
        let number = |at: usize| {
            let mut number = [0; 16];
            number.copy_from_slice(&bytes[at..at + 16]);
            u128::from_le_bytes(number)
        };
        let found = (0..records).map(|record| record * RECORD).find(|at| number(*at) == fingerprint);
        Ok(found.map(|at| number(at + RECORD / 2)))
    }
}

/// Bloom filters of 131,072 comments each, a byte a comment: four bits of a fingerprint are set in one of them, so that
/// one in forty comments that are not in the file is looked for there.
#[derive(Debug)]
struct Filters(Vec<BloomFilter>);

impl Filters {
    fn new(comments: usize) -> Self {
        Self(vec![BloomFilter::default(); comments.div_ceil(BITS / 8).max(1)])
    }

    fn insert(&mut self, fingerprint: u128) {
        let which = self.which(fingerprint);
        hashes(fingerprint).for_each(|hash| self.0[which].insert(hash));
    }

    fn may_contain(&self, fingerprint: u128) -> bool {
        let filter = &self.0[self.which(fingerprint)];
        hashes(fingerprint).all(|hash| filter.may_contain(hash))
    }

    fn which(&self, fingerprint: u128) -> usize {
        (mix((fingerprint >> 64) as u64) % self.0.len() as u64) as usize
    }
}

/// The four hashes of a fingerprint.
fn hashes(fingerprint: u128) -> impl Iterator<Item = u64> {
    let mut mixed = mix(fingerprint as u64 ^ (fingerprint >> 64) as u64);
    std::iter::repeat_with(move || {
        mixed = mix(mixed.wrapping_add(0x9E37_79B9_7F4A_7C15));
        mixed
    })
    .take(4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_note_of_each_is_kept_in_any_memory(
            comments in prop::collection::vec(0..200_u128, 0..400), memory in 0..20_000_u64
        ) {
            let mut seen = FirstIndex::new(memory);
            let mut expected = HashMap::new();
            for (index, comment) in comments.into_iter().enumerate() {
                // Fingerprints spread over all bits.
                let fingerprint = comment.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
                let before = seen.first(fingerprint, || index as u128).unwrap();
                prop_assert_eq!(before, expected.get(&comment).copied());
                expected.entry(comment).or_insert(index as u128);
            }
            prop_assert!(seen.fresh.len() as u64 <= (memory / IN_MEMORY).max(1));
        }
    }
}
