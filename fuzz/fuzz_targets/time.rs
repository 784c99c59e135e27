//! Any bytes as a time: reading and resolving must neither panic nor hang.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mushrif::internals::{may_be_time, published, read_in_time_field, read_line};
use mushrif::time::{Clock, Rounding, read, time_zone};

static CLOCKS: LazyLock<Vec<Clock>> = LazyLock::new(|| {
    let cairo = time_zone("Africa/Cairo").expect("a zone");
    let clocks = ["2024-02-29", "2024-04-26T00:30", "2024-05-15T10:30:00+03:00", "9999-12-31", "-009999-01-01"];
    let clocks: Vec<Clock> = clocks.iter().map(|clock| clock.parse().expect("a clock")).collect();
    let zoned = clocks.iter().map(|clock| clock.clone().in_time_zone(&cairo));
    clocks.iter().cloned().chain(zoned).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let _ = (published(&text), read_line(&text), read_in_time_field(&text));
    let Some(reading) = read(&text) else { return };
    assert!(may_be_time(&text));
    let _ = reading.resolve(None, Rounding::Unknown);
    for clock in CLOCKS.iter() {
        for rounding in [Rounding::Truncated, Rounding::Nearest, Rounding::Unknown] {
            let _ = reading.resolve(Some(clock), rounding);
        }
    }
});
