//! Where records go, and in which format.

use super::output::Output;
use super::problems::Problems;
use crate::records::{Format, RecordWriter};
use anyhow::{Context, bail};
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// The format of the records that a command writes.
#[derive(Debug, clap::Args)]
pub struct FormatArguments {
    /// The format of the output; by the ending of -o FILE if not said, else jsonl
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = false)]
    pub format: Option<Format>,
}

/// The columns of a table of comments without any.
pub const COMMENT_COLUMNS: [&str; 13] = [
    "page",
    "index",
    "key",
    "article",
    "id",
    "parent",
    "author",
    "title",
    "body",
    "truncated",
    "language",
    "time",
    "clock",
];
/// The columns of a table of pages without any.
pub const PAGE_COLUMNS: [&str; 10] =
    ["page", "layout", "title", "url", "site", "published", "clock", "comments_declared", "comments_found", "warnings"];
/// The columns of a table of scored comments without any.
pub const SCORED_COLUMNS: [&str; 7] = ["text", "scores", "sentiment", "flags", "uncertain", "scored", "model"];

/// An output of records.
pub struct RecordOutput {
    writer: RecordWriter<Whole>,
}

impl RecordOutput {
    /// Opens the output, as [`Output::open`], for records of a format; a table without records has the columns `if_empty`.
    pub fn open(
        target: Option<&Path>,
        strict: bool,
        format: &FormatArguments,
        if_empty: &'static [&'static str],
    ) -> anyhow::Result<Self> {
        let target = target.filter(|path| path.as_os_str() != "-");
        let format = match (format.format, target) {
            (Some(format), _) => format,
            (None, Some(file)) => Format::of_file(file).map_err(anyhow::Error::msg)?,
            (None, None) => Format::default(),
        };
        if format == Format::Parquet && target.is_none() && io::stdout().is_terminal() {
            bail!("Parquet is not for the eye; name a file with -o");
        }
        let writer = RecordWriter::new(format, Whole(Output::open(target, strict)?), if_empty);
        Ok(Self { writer: writer.map_err(anyhow::Error::msg)? })
    }

    /// Writes whole records, a JSON object a line; what a table has no place for is a problem.
    pub fn write(&mut self, records: &[u8], problems: &mut Problems) -> anyhow::Result<()> {
        self.writer.write(records).context("cannot write results")?;
        self.writer.problems().into_iter().for_each(|problem| problems.add(problem));
        Ok(())
    }

    /// Ends the output. Where `keep` is false, what was held back is dropped and no file appears.
    pub fn finish(self, keep: bool) -> anyhow::Result<()> {
        self.writer.finish().context("cannot write results")?.0.finish(keep)
    }
}

/// An output that is given whole records at a time.
struct Whole(Output);

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
