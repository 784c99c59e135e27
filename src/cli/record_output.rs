//! Where records go, and in which format.

use super::output::Output;
use super::problems::Problems;
use crate::extract::Authors;
use crate::records::{Format, RecordWriter, rewritten};
use anyhow::{Context, bail};
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// The format of the records that a command writes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct FormatArguments {
    /// The format of the output; by the ending of -o FILE if not said, else jsonl
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = false)]
    pub format: Option<Format>,
}

/// The columns of a table of comments without any.
pub const COMMENT_COLUMNS: [&str; 16] = [
    "page",
    "index",
    "key",
    "article",
    "id",
    "parent",
    "author",
    "title",
    "body",
    "quoted",
    "forwarded_from",
    "status",
    "truncated",
    "language",
    "time",
    "clock",
];
/// The columns of a table of pages without any.
pub const PAGE_COLUMNS: [&str; 11] = [
    "page",
    "layout",
    "title",
    "url",
    "site",
    "published",
    "clock",
    "comments_declared",
    "comments_found",
    "reason",
    "warnings",
];
/// The columns of a table of scored comments without any.
pub const SCORED_COLUMNS: [&str; 7] = ["text", "scores", "sentiment", "flags", "uncertain", "scored", "model"];

/// An output of records.
pub struct RecordOutput {
    writer: RecordWriter<Whole>,
    /// The comments that were written, where each is to be written once.
    seen: Option<HashSet<u64>>,
}

/// Records, a JSON object a line, and where each ends if that matters.
#[derive(Debug, Default)]
pub struct Batch {
    /// The records.
    pub records: Vec<u8>,
    /// The identity of each, and where it ends.
    ends: Vec<(u64, usize)>,
}

impl Batch {
    /// Ends a record that was written; nothing where none was.
    pub fn end_record(&mut self, identity: u64) {
        if self.ends.last().map_or(0, |(_, end)| *end) < self.records.len() {
            self.ends.push((identity, self.records.len()));
        }
    }

    /// Treats the name in the record that begins here.
    pub fn treat(&mut self, begin: usize, authors: &Authors) -> Result<(), serde_json::Error> {
        if *authors == Authors::Keep || begin == self.records.len() {
            return Ok(());
        }
        let written = self.records.split_off(begin);
        let treated =
            rewritten(&String::from_utf8_lossy(&written), |name, value| Some(authors.treat_field(name, value)))?;
        self.records.extend_from_slice(&treated);
        self.records.push(b'\n');
        Ok(())
    }
}

/// What tells one comment from another: its key; of a record without one, the whole record.
pub fn identity(record: &str) -> u64 {
    #[derive(serde::Deserialize)]
    struct Keyed {
        key: Option<String>,
    }
    let mut hash = std::hash::DefaultHasher::new();
    match serde_json::from_str(record) {
        Ok(Keyed { key: Some(key) }) => match u64::from_str_radix(&key, 16) {
            Ok(number) => return number,
            Err(_) => key.hash(&mut hash),
        },
        _ => record.trim().hash(&mut hash),
    }
    hash.finish()
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
        Ok(Self { writer: writer.map_err(anyhow::Error::msg)?, seen: None })
    }

    /// Writes each comment once only, if so asked.
    pub fn once_each(self, asked: bool) -> Self {
        Self { seen: asked.then(HashSet::new), ..self }
    }

    /// Writes whole records; what a table has no place for is a problem.
    pub fn write(&mut self, batch: &Batch, problems: &mut Problems) -> anyhow::Result<()> {
        match &mut self.seen {
            None => self.writer.write(&batch.records).context("cannot write results")?,
            Some(seen) => {
                let mut begin = 0;
                let mut fresh = Vec::new();
                for (identity, end) in &batch.ends {
                    if seen.insert(*identity) {
                        fresh.extend_from_slice(&batch.records[begin..*end]);
                    }
                    begin = *end;
                }
                self.writer.write(&fresh).context("cannot write results")?;
            }
        }
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
