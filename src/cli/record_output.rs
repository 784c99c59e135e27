//! Output of records in a format.

use super::output::Output;
use super::paths::OutputPath;
use super::problems::Problems;
use crate::extract::Authors;
use crate::record::raw::rewritten;
use crate::table::{Format, RecordWriter};
use anyhow::{Context, bail};
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::io::{self, IsTerminal, Write};

/// The format of the records that a command writes.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct FormatArguments {
    /// The format of the output; by the ending of -o FILE if not said, else jsonl
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = false)]
    pub format: Option<Format>,
}

/// An output of records.
pub(super) struct RecordOutput {
    writer: RecordWriter<Whole>,
    /// Identities of the comments written so far, with `--dedupe`.
    seen: Option<HashSet<u64>>,
}

/// Records, one JSON object a line, with their ends where `--dedupe` needs them.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The records.
    pub records: Vec<u8>,
    /// The identity of each record, and the offset of its end.
    ends: Vec<(u64, usize)>,
}

impl Batch {
    /// Marks the end of a record; does nothing if none was added.
    pub(super) fn end_record(&mut self, identity: u64) {
        if self.ends.last().map_or(0, |(_, end)| *end) < self.records.len() {
            self.ends.push((identity, self.records.len()));
        }
    }

    /// Keeps, hashes or drops the author's name in the record that begins at this offset.
    pub(super) fn treat(&mut self, begin: usize, authors: &Authors) -> Result<(), serde_json::Error> {
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

/// The identity of a comment: a hash of its key, or of the whole record where it has none.
pub(super) fn identity(record: &str) -> u64 {
    #[derive(serde::Deserialize)]
    struct Keyed {
        key: Option<String>,
    }
    match serde_json::from_str(record) {
        Ok(Keyed { key: Some(key) }) => identity_of_key(&key),
        _ => identity_of_key(record.trim()),
    }
}

/// The identity of a comment with this key, for `--dedupe`.
pub(super) fn identity_of_key(key: &str) -> u64 {
    let mut hash = std::hash::DefaultHasher::new();
    key.hash(&mut hash);
    hash.finish()
}

impl RecordOutput {
    /// Opens the output as [`Output::open`] does, in a format; a table without records has the columns `if_empty`.
    pub(super) fn open(
        target: Option<&OutputPath>,
        strict: bool,
        format: &FormatArguments,
        if_empty: &'static [&'static str],
    ) -> anyhow::Result<Self> {
        let target = target.filter(|path| path.descriptor() != Some(1));
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

    /// Writes each comment only once, if `asked`.
    pub(super) fn once_each(self, asked: bool) -> Self {
        Self { seen: asked.then(HashSet::new), ..self }
    }

    /// Writes whole records; a field that the table cannot store is a problem.
    pub(super) fn write(&mut self, batch: &Batch, problems: &mut Problems) -> anyhow::Result<()> {
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

    /// Ends the output. Unless `keep`, delayed output is dropped and no file appears.
    pub(super) fn finish(self, keep: bool) -> anyhow::Result<()> {
        self.writer.finish().context("cannot write results")?.0.finish(keep)
    }
}

/// An [`Output`] as a `Write` that is given whole records.
struct Whole(Output);

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
