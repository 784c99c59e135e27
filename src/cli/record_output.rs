//! Output of records in a format.

use super::output::Output;
use super::paths::OutputPath;
use super::problems::Problems;
use super::tally::CommentTally;
use super::text::{Style, TextWriter};
use crate::extract::Authors;
use crate::record::RawRecord;
use crate::record::raw::rewritten;
use crate::table::{Format, RecordWriter};
use anyhow::{Context, bail};
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::io::{self, IsTerminal, Write};

/// The format of the records that a command writes.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct FormatArguments {
    /// The format of the output; by the ending of -o FILE if not said, else text in a terminal and jsonl elsewhere
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = false)]
    pub format: Option<OutputFormat>,
}

/// A format: text for a person, or one of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OutputFormat {
    Text,
    Records(Format),
}

impl clap::ValueEnum for OutputFormat {
    fn value_variants<'a>() -> &'a [Self] {
        const { &[Self::Text, Self::Records(Format::Jsonl), Self::Records(Format::Csv), Self::Records(Format::Parquet)] }
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(match self {
            Self::Text => clap::builder::PossibleValue::new("text").help("A few lines a comment, for a person"),
            Self::Records(format) => clap::builder::PossibleValue::new(format.name()).help(format.describe()),
        })
    }
}

impl FormatArguments {
    /// Whether the output is text for a person: as said, or where standard output is a terminal.
    pub(super) fn is_text(&self, target: Option<&OutputPath>) -> bool {
        match self.format {
            Some(format) => format == OutputFormat::Text,
            None => named(target).is_none() && io::stdout().is_terminal(),
        }
    }
}

/// The file that `-o` names, unless that is standard output.
fn named(target: Option<&OutputPath>) -> Option<&OutputPath> {
    target.filter(|path| path.descriptor() != Some(1))
}

/// An output of records.
pub(super) struct RecordOutput {
    writer: FormatWriter,
    /// Identities of the comments written so far, with `--dedupe`.
    seen: Option<HashSet<u64>>,
}

enum FormatWriter {
    Text(TextWriter, Whole),
    Records(RecordWriter<Whole>),
}

impl FormatWriter {
    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        match self {
            Self::Text(text, out) => out.write_all(text.records(lines).as_bytes()),
            Self::Records(writer) => writer.write(lines),
        }
    }
}

/// Records, one JSON object a line, with their ends where `--dedupe` needs them.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The records.
    pub records: Vec<u8>,
    /// The comments that the records are of, those that are not printed included.
    pub counts: CommentTally,
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

    /// Keeps, hashes or drops the author's name in the record that begins at this offset, written of `record`.
    pub(super) fn treat(
        &mut self,
        begin: usize,
        authors: &Authors,
        record: &RawRecord<'_>,
    ) -> Result<(), serde_json::Error> {
        if *authors == Authors::Keep || begin == self.records.len() {
            return Ok(());
        }
        let written = self.records.split_off(begin);
        let name = record.author().and_then(|name| authors.treat(name));
        let key = record.made_key(name.as_deref());
        let treated =
            rewritten(&String::from_utf8_lossy(&written), |name, value| Some(authors.treat_field(name, value, &key)))?;
        self.records.extend_from_slice(&treated);
        self.records.push(b'\n');
        Ok(())
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
        let is_text = format.is_text(target);
        let target = named(target);
        if is_text {
            let style = if target.is_none() && !strict { Style::of_output() } else { Style::default() };
            let writer = FormatWriter::Text(TextWriter::new(style), Whole(Output::of_text(target, strict)?));
            return Ok(Self { writer, seen: None });
        }
        let format = match (format.format, target) {
            (Some(OutputFormat::Records(format)), _) => format,
            (_, Some(file)) => Format::of_file(file).map_err(anyhow::Error::msg)?,
            (_, None) => Format::default(),
        };
        if format == Format::Parquet && target.is_none() && io::stdout().is_terminal() {
            bail!("Parquet is not for the eye; name a file with -o");
        }
        let writer = RecordWriter::new(format, Whole(Output::open(target, strict)?), if_empty);
        Ok(Self { writer: FormatWriter::Records(writer.map_err(anyhow::Error::msg)?), seen: None })
    }

    /// Writes each comment only once, if `asked`.
    pub(super) fn once_each(self, asked: bool) -> Self {
        Self { seen: asked.then(HashSet::new), ..self }
    }

    /// Writes whole records; a field that the table cannot store is a problem.
    pub(super) fn write(&mut self, batch: &Batch, problems: &mut Problems) -> anyhow::Result<()> {
        problems.tally.counts.add(batch.counts);
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
        if let FormatWriter::Records(writer) = &mut self.writer {
            writer.problems().into_iter().for_each(|problem| problems.add(problem));
        }
        Ok(())
    }

    /// Ends the output. Unless `keep`, delayed output is dropped and no file appears.
    pub(super) fn finish(self, keep: bool) -> anyhow::Result<()> {
        let out = match self.writer {
            FormatWriter::Text(text, mut out) => {
                out.write_all(text.end().as_bytes()).context("cannot write results")?;
                out
            }
            FormatWriter::Records(writer) => writer.finish().context("cannot write results")?,
        };
        out.0.finish(keep)
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
