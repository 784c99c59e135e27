//! Many workers, one order: work is dealt to threads and its results come back as it went in.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// How many pieces of work may be under way for each thread: enough to keep all busy, few enough to keep memory flat.
const AHEAD: usize = 4;

/// Reads pieces from `source`, turns each into a result on one of `threads` threads, and gives the results to `sink` in
/// order. `worker` makes the state of a thread. Stops early where `sink` says so by `false`.
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
        while let Some(piece) = source() {
            if !sink(work(&mut state, piece)) {
                return;
            }
        }
        return;
    }
    let gate = Gate::new(threads * AHEAD);
    std::thread::scope(|scope| {
        let (pieces_in, pieces_out) = sync_channel::<(usize, T)>(threads);
        let (results_in, results_out) = sync_channel::<(usize, R)>(threads * AHEAD);
        // Shared by the workers alone: when they end, so does the channel, and the reader hears of it.
        let pieces_out = Arc::new(Mutex::new(pieces_out));
        let (gate, work, worker) = (&gate, &work, &worker);
        scope.spawn(move || {
            let mut number = 0;
            while gate.enter() {
                let Some(piece) = source() else { return };
                if pieces_in.send((number, piece)).is_err() {
                    return;
                }
                number += 1;
            }
        });
        for _ in 0..threads {
            let (results_in, pieces_out) = (results_in.clone(), Arc::clone(&pieces_out));
            scope.spawn(move || {
                // A thread that gets no work need not prepare for any.
                let mut state = None;
                loop {
                    let piece = pieces_out.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((number, piece)) = piece else { return };
                    if results_in.send((number, work(state.get_or_insert_with(worker), piece))).is_err() {
                        return;
                    }
                }
            });
        }
        drop((results_in, pieces_out));
        let mut early = BTreeMap::new();
        let mut next = 0;
        'results: for (number, result) in &results_out {
            early.insert(number, result);
            while let Some(result) = early.remove(&next) {
                next += 1;
                gate.leave();
                if !sink(result) {
                    break 'results;
                }
            }
        }
        gate.close();
        // Workers that still hold a result must not wait for anybody.
        drop(results_out);
    });
}

/// Counts what is under way.
struct Gate {
    free: Mutex<Option<usize>>,
    changed: Condvar,
}

impl Gate {
    fn new(most: usize) -> Self {
        Self { free: Mutex::new(Some(most)), changed: Condvar::new() }
    }

    /// Waits for a place; `false` once the gate is closed.
    fn enter(&self) -> bool {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match *free {
                None => return false,
                Some(0) => free = self.changed.wait(free).unwrap_or_else(PoisonError::into_inner),
                Some(places) => {
                    *free = Some(places - 1);
                    return true;
                }
            }
        }
    }

    fn leave(&self) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        *free = free.map(|places| places + 1);
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
    fn results_come_in_the_order_of_the_work() {
        for threads in [1, 2, 5] {
            assert_eq!(doubled(threads, 500, usize::MAX), (0..500).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_sink_that_has_enough_stops_everything() {
        for threads in [1, 4] {
            assert_eq!(doubled(threads, 1_000_000, 10).len(), 10);
        }
    }
}
