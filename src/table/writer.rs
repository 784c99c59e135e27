//! Writes records, given as whole JSON lines, in any of the formats.
//!
//! A table must name its columns, and in Parquet their types, before its first row. They are inferred from the first
//! records ([`LOOK_AHEAD`]), in the order of appearance. A field that only a later record has is reported once:
//! nothing is lost silently.

use super::columns::{Columns, Misfit};
use super::csv::CsvWriter;
use super::format::Format;
use super::row_writer::TableWriter;
use crate::record::schema::ColumnType;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The number of records from which columns are inferred, if they are not [`LOOK_AHEAD_BYTES`] before.
pub(crate) const LOOK_AHEAD: usize = 4096;
/// The most bytes of records that are buffered until the columns are inferred.
pub(crate) const LOOK_AHEAD_BYTES: usize = 8 << 20;
/// The most misfits reported one by one; field names can be anything, and their number is unbounded.
const NAMED: usize = 50;

/// Writer of records in a format.
pub(crate) struct RecordWriter<W> {
    body: Body<W>,
    /// Titles of the columns of a table without records.
    if_empty: &'static [&'static str],
}

enum Body<W> {
    Lines(W),
    Table(Box<Table<W>>),
}

struct Table<W> {
    rows: Box<dyn TableWriter<W>>,
    /// Records buffered until the columns are known.
    waiting: Vec<u8>,
    head: Option<Columns>,
    records: usize,
    misfits: BTreeSet<String>,
    /// Messages about misfits, not yet taken by [`RecordWriter::problems`].
    problems: Vec<String>,
}

impl<W: Write + Send + 'static> RecordWriter<W> {
    /// A writer in this format; a table without records has the columns `if_empty`.
    pub(crate) fn new(format: Format, out: W, if_empty: &'static [&'static str]) -> Result<Self, String> {
        let rows: Box<dyn TableWriter<W>> = match format {
            Format::Jsonl => return Ok(Self { body: Body::Lines(out), if_empty }),
            Format::Csv => Box::new(CsvWriter::new(out)),
            Format::Parquet => super::parquet::rows(out)?,
        };
        let table =
            Table { rows, waiting: Vec::new(), head: None, records: 0, misfits: BTreeSet::new(), problems: Vec::new() };
        Ok(Self { body: Body::Table(Box::new(table)), if_empty })
    }

    /// Writes whole records, a JSON object a line.
    pub(crate) fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        match &mut self.body {
            Body::Lines(out) => out.write_all(lines),
            Body::Table(table) => table.write(lines),
        }
    }

    /// Takes the messages, each a sentence, about fields left out since the last call.
    pub(crate) fn problems(&mut self) -> Vec<String> {
        match &mut self.body {
            Body::Lines(_) => Vec::new(),
            Body::Table(table) => std::mem::take(&mut table.problems),
        }
    }

    /// Ends the file and returns the inner writer; call [`RecordWriter::problems`] before.
    pub(crate) fn finish(self) -> io::Result<W> {
        match self.body {
            Body::Lines(out) => Ok(out),
            Body::Table(mut table) => {
                if table.head.is_none() && table.waiting.is_empty() {
                    table.begin(Columns::of_titles(self.if_empty))?;
                }
                table.decide()?;
                table.rows.end()
            }
        }
    }
}

impl<W> Table<W> {
    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.head.is_some() {
            self.add(lines)?;
            return self.rows.settle();
        }
        self.waiting.extend_from_slice(lines);
        self.records += lines.iter().filter(|byte| **byte == b'\n').count();
        if self.records >= LOOK_AHEAD || self.waiting.len() >= LOOK_AHEAD_BYTES {
            self.decide()?;
        }
        Ok(())
    }

    /// Infers the columns from the first buffered records, and writes all of them.
    fn decide(&mut self) -> io::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        if self.head.is_none() {
            let mut head = Columns::default();
            let mut bytes = 0;
            // Not from the whole buffer: how many records arrive together depends on their source.
            for line in text(&waiting)?.lines().take(LOOK_AHEAD) {
                head.learn(line)?;
                bytes += line.len() + 1;
                if bytes >= LOOK_AHEAD_BYTES {
                    break;
                }
            }
            self.begin(head.decided())?;
        }
        self.records = 0;
        self.add(&waiting)?;
        self.rows.settle()
    }

    fn begin(&mut self, head: Columns) -> io::Result<()> {
        self.rows.begin(&head)?;
        self.head = Some(head);
        Ok(())
    }

    fn add(&mut self, lines: &[u8]) -> io::Result<()> {
        let Some(head) = &self.head else { return Ok(()) };
        let mut row = Vec::new();
        for line in text(lines)?.lines() {
            self.records += 1;
            let number = self.records;
            let mut tell = |misfit| misfitting(&mut self.misfits, &mut self.problems, number, misfit);
            head.row(line, self.rows.is_typed(), &mut row, &mut tell)?;
            self.rows.add(head, &row)?;
        }
        Ok(())
    }
}

/// Records a misfit: the first of each field name becomes a message.
fn misfitting(known: &mut BTreeSet<String>, problems: &mut Vec<String>, record: usize, misfit: Misfit) {
    let name = match &misfit {
        Misfit::NoColumn(name) | Misfit::OtherKind(name, _) => name,
    };
    if known.len() > NAMED || known.contains(name) {
        return;
    }
    known.insert(name.clone());
    if known.len() > NAMED {
        problems.push("and fields of other names are left out as well; JSON Lines keeps all".into());
        return;
    }
    problems.push(match &misfit {
        Misfit::NoColumn(name) => format!(
            "record {record}: the field \"{name}\" is left out, because none of the first {LOOK_AHEAD} records has it and \
             the table has no column for it; JSON Lines keeps it"
        ),
        Misfit::OtherKind(name, kind) => format!(
            "record {record}: the field \"{name}\" is left out where it is not {}, as in the first {LOOK_AHEAD} records; \
             JSON Lines keeps it",
            match kind {
                ColumnType::Text => "a text",
                ColumnType::Integer => "a whole number",
                ColumnType::Float => "a number",
                ColumnType::Boolean => "true or false",
                ColumnType::Time => "a time such as 2015-09-15T00:00:00",
                ColumnType::Json => "JSON",
            }
        ),
    });
}

fn text(lines: &[u8]) -> io::Result<&str> {
    std::str::from_utf8(lines).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}
