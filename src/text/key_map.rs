//! Sets and maps of keys that are hashes already, and need not be hashed again.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A set of [`super::token::key`]s.
pub(crate) type KeySet = HashSet<u64, BuildHasherDefault<AsItIs>>;

/// A map of such keys.
pub(crate) type KeyMap<V> = HashMap<u64, V, BuildHasherDefault<AsItIs>>;

/// Takes a key for its own hash.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
