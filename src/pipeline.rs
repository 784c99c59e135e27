//! An ordered parallel map: items are processed by several threads, and the results come out in the order of the items.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Condvar, Mutex, PoisonError};

/// The most items in flight for each thread: enough to keep all busy, few enough to bound memory.
const AHEAD: usize = 4;

/// Reads items from `source`, turns each into a result on one of `threads` threads, and passes the results to `sink` in
/// order. `worker` makes the state of a thread. Stops early when `sink` returns `false`.
pub(crate) fn in_order<T: Send, R: Send, W>(
    threads: usize,
    source: impl FnMut() -> Option<T> + Send,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, T) -> R + Sync,
    mut sink: impl FnMut(R) -> bool,
) {
    let mut source = source;
    if threads <= 1 {
        let mut state = worker();
        while let Some(item) = source() {
            if !sink(work(&mut state, item)) {
                return;
            }
        }
        return;
    }
    let semaphore = Semaphore::new(threads * AHEAD);
    let numbered = Mutex::new((0_usize, source));
    // The next item, read by the thread that works on it: no other thread to wake, and its bytes are in that thread's cache.
    let next_item = || {
        let mut numbered = numbered.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have come to the end meanwhile.
        let item = semaphore.is_open().then(|| numbered.1()).flatten();
        if item.is_none() {
            semaphore.close();
        }
        numbered.0 += 1;
        item.map(|item| (numbered.0 - 1, item))
    };
    std::thread::scope(|scope| {
        let (results_in, results_out) = sync_channel::<(usize, R)>(threads * AHEAD);
        let (semaphore, work, worker, next_item) = (&semaphore, &work, &worker, &next_item);
        for _ in 0..threads {
            let results_in = results_in.clone();
            scope.spawn(move || {
                // Made with the first item: a thread without work needs no state.
                let mut state = None;
                while semaphore.enter() {
                    let Some((number, item)) = next_item() else { return };
                    if results_in.send((number, work(state.get_or_insert_with(worker), item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(results_in);
        let mut early = BTreeMap::new();
        let mut next = 0;
        'results: for (number, result) in &results_out {
            early.insert(number, result);
            while let Some(result) = early.remove(&next) {
                next += 1;
                semaphore.leave();
                if !sink(result) {
                    break 'results;
                }
            }
        }
        semaphore.close();
        // Workers that still hold a result must not block on a full channel.
        drop(results_out);
    });
}

/// A counting semaphore that can be closed; it bounds the items in flight.
struct Semaphore {
    free: Mutex<Option<usize>>,
    changed: Condvar,
}

impl Semaphore {
    fn new(most: usize) -> Self {
        Self { free: Mutex::new(Some(most)), changed: Condvar::new() }
    }

    /// Waits for a permit; `false` once the semaphore is closed.
    fn enter(&self) -> bool {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match *free {
                None => return false,
                Some(0) => free = self.changed.wait(free).unwrap_or_else(PoisonError::into_inner),
                Some(permits) => {
                    *free = Some(permits - 1);
                    return true;
                }
            }
        }
    }

    fn is_open(&self) -> bool {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn leave(&self) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        *free = free.map(|permits| permits + 1);
        self.changed.notify_one();
    }

    fn close(&self) {
        *self.free.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubled(threads: usize, count: u64, stop_after: usize) -> Vec<u64> {
        let mut numbers = 0..count;
        let mut results = Vec::new();
        in_order(
            threads,
            || numbers.next(),
            || (),
            |(), number| {
                if number % 7 == 0 {
                    std::thread::sleep(std::time::Duration::from_micros(200));
                }
                number * 2
            },
            |result| {
                results.push(result);
                results.len() < stop_after
            },
        );
        results
    }

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for threads in [1, 2, 5] {
            assert_eq!(doubled(threads, 500, usize::MAX), (0..500).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_sink_that_returns_false_stops_everything() {
        for threads in [1, 4] {
            assert_eq!(doubled(threads, 1_000_000, 10).len(), 10);
        }
    }
}
