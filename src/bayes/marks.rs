//! Which hashes are surely not among a few: a bit for each of a million parts of all.

/// How many bits a mark takes of a hash.
const BITS: u32 = 20;

/// Marks of hashes.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks(Vec<u64>);

impl Marks {
    /// Of these.
    pub(super) fn of(hashes: impl Iterator<Item = u64>) -> Self {
        let mut marks = vec![0; 1 << (BITS - 6)];
        for hash in hashes {
            let mark = hash >> (u64::BITS - BITS);
            marks[(mark >> 6) as usize] |= 1 << (mark & 63);
        }
        Self(marks)
    }

    /// Whether this may be one of them.
    pub(super) fn may_have(&self, hash: u64) -> bool {
        let mark = hash >> (u64::BITS - BITS);
        self.0.get((mark >> 6) as usize).is_some_and(|marks| marks >> (mark & 63) & 1 != 0)
    }
}
