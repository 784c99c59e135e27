//! What training may use of the machine.

/// Threads and memory that training may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resources {
    /// Threads.
    pub threads: usize,
    /// Bytes of memory, about; what is more goes to temporary files.
    pub memory: u64,
}

impl Default for Resources {
    /// All cores, and all memory that there is.
    fn default() -> Self {
        Self { threads: std::thread::available_parallelism().map_or(1, usize::from), memory: u64::MAX }
    }
}

impl Resources {
    /// The bytes of an entry that is gathered and not yet sorted.
    const ENTRY: u64 = size_of::<u128>() as u64;
    /// Most entries that are gathered before they are sorted: 384 MiB.
    const MOST_UNSORTED: u64 = 3 << 23;

    /// How many entries are gathered: an eighth of the memory, since some of the lists that they are gathered in grow to
    /// twice what is in them, and the run that is made of them is there beside them.
    pub(super) fn unsorted_entries(self) -> usize {
        (self.memory / 8 / Self::ENTRY).clamp(1, Self::MOST_UNSORTED) as usize
    }

    /// How many bytes of runs stay in memory.
    pub(super) fn run_bytes(self) -> u64 {
        self.memory / 4
    }
}
