//! `mushrif time`: the meaning of an Arabic time and, with `--as-of`, its place on the calendar.

use std::io::{self, BufRead, BufReader, Read, Write};

use anyhow::{Context, bail};
use jiff::tz::TimeZone;

use crate::bounded::GIVE_UP;
use crate::time::{Clock, Rounding, TimeRecord, time_zone};

/// The most bytes collected before they are written.
const BATCH: usize = 64 * 1024;

/// The longest line that may be a time; of a longer one this much is printed, so that memory is bounded.
const LONGEST_LINE: u64 = 1024 * 1024;

/// What `mushrif time` is given.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct TimeArguments {
    /// Texts to read; none, or `-`: the lines of standard input
    #[arg(value_name = "TEXT")]
    pub texts: Vec<String>,

    /// When the texts were seen: a day, a local time or a moment
    #[arg(long, value_name = "DATE|DATETIME")]
    pub as_of: Option<Clock>,

    /// What the site does with remainders: truncated, nearest or unknown
    #[arg(long, value_name = "KIND", default_value_t)]
    pub rounding: Rounding,

    /// The zone of the site, such as Africa/Cairo
    #[arg(long, value_name = "ZONE", value_parser = time_zone)]
    pub time_zone: Option<TimeZone>,
}

/// Writes one JSON object for each text, in order.
pub(super) fn run(arguments: &TimeArguments, out: &mut impl Write) -> anyhow::Result<()> {
    if arguments.texts.is_empty() || arguments.texts == ["-"] {
        return run_lines(arguments, io::stdin().lock(), out);
    }
    let reader = Reader::new(arguments);
    let mut batch = Vec::new();
    for text in &arguments.texts {
        reader.write(text, &mut batch)?;
    }
    out.write_all(&batch).and_then(|()| out.flush()).context("writing times")
}

/// The same for the lines of `input`. An empty line gives an object too, so that input and output lines correspond.
pub(super) fn run_lines(arguments: &TimeArguments, input: impl Read, out: &mut impl Write) -> anyhow::Result<()> {
    let reader = Reader::new(arguments);
    let mut input = BufReader::with_capacity(BATCH, input);
    let mut line = Vec::new();
    let mut batch = Vec::with_capacity(2 * BATCH);
    for number in 1_u64.. {
        // A caller who writes a line at a time gets each answer at once; a file is written in batches of whole records.
        let waiting = !input.buffer().contains(&b'\n');
        if !batch.is_empty() && (waiting || batch.len() > BATCH) {
            out.write_all(&batch).and_then(|()| out.flush()).context("writing times")?;
            batch.clear();
        }
        line.clear();
        let length = input
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .with_context(|| format!("reading line {number} of standard input"))?;
        if length == 0 {
            break;
        }
        if line.last() != Some(&b'\n') {
            let rest = input.by_ref().take(GIVE_UP as u64).skip_until(b'\n');
            if rest.with_context(|| format!("reading line {number} of standard input"))? == GIVE_UP {
                bail!("standard input, line {number}: has no end within 1 GiB; nothing more is read");
            }
        }
        let text = String::from_utf8_lossy(trim_line_end(&line));
        reader.write(if number == 1 { text.trim_start_matches('\u{feff}') } else { &text }, &mut batch)?;
    }
    out.write_all(&batch).and_then(|()| out.flush()).context("writing times")
}

fn trim_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The arguments, prepared for many texts.
struct Reader<'a> {
    clock: Option<Clock>,
    zone: Option<&'a TimeZone>,
    rounding: Rounding,
}

impl<'a> Reader<'a> {
    fn new(arguments: &'a TimeArguments) -> Self {
        let zone = arguments.time_zone.as_ref();
        let clock = arguments.as_of.clone().map(|clock| match zone {
            Some(zone) => clock.in_time_zone(zone),
            None => clock,
        });
        Self { clock, zone, rounding: arguments.rounding }
    }

    fn write(&self, text: &str, batch: &mut Vec<u8>) -> anyhow::Result<()> {
        let zone = self.zone.or_else(|| self.clock.as_ref().and_then(Clock::time_zone));
        let record = TimeRecord::read(text, self.clock.as_ref(), zone, self.rounding);
        serde_json::to_writer(&mut *batch, &record).context("writing times")?;
        batch.push(b'\n');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(as_of: Option<&str>, zone: Option<&str>) -> TimeArguments {
        TimeArguments {
            texts: Vec::new(),
            as_of: as_of.map(|clock| clock.parse().unwrap()),
            rounding: Rounding::Truncated,
            time_zone: zone.map(|name| time_zone(name).unwrap()),
        }
    }

    fn lines(arguments: &TimeArguments, input: &[u8]) -> Vec<String> {
        let mut out = Vec::new();
        run_lines(arguments, input, &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_object_is_the_one_of_the_design() {
        let arguments = arguments(Some("2024-05-15"), None);
        let expected = r#"{"text":"منذ 8 سنوات 7 أشهر","span":"P8Y7M","direction":"past","approximate":null,"earliest":"2015-09-15","latest":"2015-10-15","earliest_at":"2015-09-15T00:00:00","latest_at":"2015-10-15T23:59:59"}"#;
        assert_eq!(lines(&arguments, "منذ 8 سنوات 7 أشهر\n".as_bytes()), [expected]);
    }

    #[test]
    fn every_line_has_its_object_in_order() {
        let input = "\u{feff}أمس\r\n\n2\nبعد أقل من شهر".as_bytes();
        let printed = lines(&arguments(None, None), input);
        assert_eq!(
            printed,
            [
                r#"{"text":"أمس","span":"P1D","direction":"past","approximate":null,"earliest":null,"latest":null,"earliest_at":null,"latest_at":null}"#,
                r#"{"text":"","span":null,"direction":null,"approximate":null,"earliest":null,"latest":null,"earliest_at":null,"latest_at":null}"#,
                r#"{"text":"2","span":null,"direction":null,"approximate":null,"earliest":null,"latest":null,"earliest_at":null,"latest_at":null}"#,
                r#"{"text":"بعد أقل من شهر","span":"P1M","direction":"future","approximate":"less_than","earliest":null,"latest":null,"earliest_at":null,"latest_at":null}"#,
            ]
        );
    }

    #[test]
    fn a_zone_is_applied_to_dates_without_a_clock_too() {
        let printed = lines(&arguments(None, Some("Asia/Baghdad")), "14 تموز 2016 9:16 م".as_bytes());
        assert!(printed[0].contains(r#""earliest":"2016-07-14T21:16+03:00""#), "{}", printed[0]);
    }

    #[test]
    fn bytes_that_are_no_text_and_lines_without_end_are_no_times() {
        let printed = lines(&arguments(None, None), b"\xff\xfe\n\0\n");
        assert_eq!(printed.len(), 2);
        let long = [b"a".repeat(3 << 20), "\nأمس".into()].concat();
        let printed = lines(&arguments(None, None), &long);
        assert_eq!(printed.len(), 2);
        assert!(printed[1].contains("P1D"));
    }

    #[test]
    fn texts_as_arguments_are_read_in_order() {
        let arguments = TimeArguments { texts: vec!["غدا".to_owned(), "لا".to_owned()], ..arguments(None, None) };
        let mut out = Vec::new();
        run(&arguments, &mut out).unwrap();
        let printed = String::from_utf8(out).unwrap();
        assert_eq!(printed.lines().count(), 2);
        assert!(printed.starts_with(r#"{"text":"غدا","span":"P1D""#));
    }
}
