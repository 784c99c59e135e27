//! The threads and memory that a training may use.

use super::arguments;
use crate::counts::Resources;

/// Threads and memory.
#[derive(Debug, clap::Args)]
pub(super) struct ResourceArguments {
    /// How many threads to use; one a core if not said
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// About how much memory to use, such as 500MiB; what is more goes to temporary files, but for full counts (--counts)
    #[arg(long, value_name = "SIZE", default_value = "2GiB", value_parser = bytes)]
    memory: u64,
}

impl ResourceArguments {
    /// The resources by the arguments.
    pub(super) fn resources(&self) -> Resources {
        Resources { threads: arguments::threads(self.threads), memory: self.memory }
    }
}

/// Parses a size in bytes: a number with or without a unit, of 1024 or 1000.
fn bytes(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 10] = [
        ("kib", 1 << 10),
        ("mib", 1 << 20),
        ("gib", 1 << 30),
        ("tib", 1 << 40),
        ("kb", 1_000),
        ("mb", 1_000_000),
        ("gb", 1_000_000_000),
        ("tb", 1_000_000_000_000),
        ("b", 1),
        ("", 1),
    ];
    let lower = text.trim().to_lowercase();
    let digits = lower.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let unit = &lower[digits.len()..];
    let unit = UNITS.iter().find(|known| known.0 == unit).map(|known| known.1);
    let number = digits.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    match (number, unit) {
        (Some(number), Some(unit)) => Ok((number * unit as f64) as u64),
        _ => Err("write a size such as 500MiB or 2GiB".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_units() {
        for (text, expected) in
            [("2GiB", 2 << 30), ("500 MB", 500_000_000), ("1.5kib", 1536), ("4096", 4096), ("7b", 7)]
        {
            assert_eq!(bytes(text), Ok(expected), "{text}");
        }
        for text in ["", "GiB", "2 acres", "-1", "nan"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }
}
