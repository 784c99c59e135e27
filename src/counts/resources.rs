//! Limits on the threads and memory of training.

/// Limits on the threads and memory of training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resources {
    /// The number of threads.
    pub threads: usize,
    /// Bytes of memory, approximately; counts beyond go to temporary files.
    pub memory: u64,
}

impl Default for Resources {
    /// All cores, memory unlimited.
    fn default() -> Self {
        Self { threads: std::thread::available_parallelism().map_or(1, usize::from), memory: u64::MAX }
    }
}

impl Resources {
    /// Bytes of a buffered entry that is not yet sorted.
    const ENTRY: u64 = size_of::<u128>() as u64;
    /// Most entries that are buffered before they are sorted: 384 MiB.
    const MOST_UNSORTED: u64 = 3 << 23;

    /// How many entries are buffered: an eighth of the memory, since some buffers grow to twice their content, and the
    /// run made of them is in memory beside them.
    pub(super) fn unsorted_entries(self) -> usize {
        (self.memory / 8 / Self::ENTRY).clamp(1, Self::MOST_UNSORTED) as usize
    }

    /// How many bytes of runs stay in memory: a quarter of it.
    pub(super) fn run_bytes(self) -> u64 {
        self.memory / 4
    }
}
