//! Replays the corpus of the fuzz target `time` as an ordinary test.

use std::fs;
use std::path::Path;

use mushrif::time::{Clock, Rounding, may_be_time, published, read, read_in_time_place, read_line};

#[test]
fn no_input_of_the_fuzz_corpus_makes_reading_panic() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/time");
    let clock: Clock = "2024-02-29T10:30:00+02:00".parse().expect("a clock");
    let mut replayed = 0;
    for entry in fs::read_dir(&corpus).expect("the corpus is committed") {
        let bytes = fs::read(entry.expect("a file").path()).expect("a readable file");
        let text = String::from_utf8_lossy(&bytes);
        let _ = (published(&text), read_line(&text), read_in_time_place(&text));
        if let Some(reading) = read(&text) {
            assert!(may_be_time(&text), "{text}");
            let _ = reading.resolve(Some(&clock), Rounding::Unknown);
        }
        replayed += 1;
    }
    assert!(replayed > 0, "no inputs in {}", corpus.display());
}
