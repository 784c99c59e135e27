//! The comments of a file, scored piece by piece.

use super::{Arguments, Kind, ScoredComment};
use crate::cli::problems::say;
use crate::cli::record_output::{Batch, identity};
use crate::extract::Authors;
use crate::records::{Piece, Record, RecordError};
use crate::scoring::Clerk;
use serde::Serialize;

/// What became of a piece.
#[derive(Default)]
pub struct Answer {
    /// The scored records.
    pub batch: Batch,
    /// How many lines were read.
    pub read: u64,
    /// How many bytes the piece had.
    pub bytes: u64,
    /// Lines that could not be read, and why.
    pub problems: Vec<(u64, String)>,
    /// The line of a crawled document: nothing more is read.
    pub is_document: Option<(u64, String)>,
}

/// Scores the lines of a piece.
pub fn answer(clerk: &mut Clerk<'_>, piece: &Piece, kind: Kind, arguments: &Arguments, authors: &Authors) -> Answer {
    let mut answer = Answer { bytes: piece.bytes.len() as u64, ..Answer::default() };
    for (number, line) in piece.lines() {
        let line = Line::read(line, kind, arguments);
        let batch = &mut answer.batch;
        let begin = batch.records.len();
        let result = line.and_then(|line| {
            line.write_scored(clerk, arguments, &mut batch.records)?;
            batch.treat(begin, authors).map_err(|error| RecordError::NotJson(error.to_string()))?;
            Ok(line)
        });
        match result {
            Ok(line) => {
                answer.read += 1;
                if arguments.dedupe {
                    answer.batch.end_record(identity(line.line()));
                }
            }
            Err(problem) => {
                answer.batch.records.truncate(begin);
                if matches!(problem, RecordError::Document(_)) {
                    answer.is_document = Some((number, problem.to_string()));
                    return answer;
                }
                answer.problems.push((number, problem.to_string()));
            }
        }
    }
    answer
}

/// A line that is a comment.
enum Line<'piece> {
    Record(Record<'piece>),
    Plain(&'piece str),
}

impl<'piece> Line<'piece> {
    fn read(line: Option<&'piece str>, kind: Kind, arguments: &Arguments) -> Result<Self, RecordError> {
        let line = line.ok_or(RecordError::NotUtf8)?;
        match kind {
            Kind::Lines => Ok(Self::Plain(line.trim_end_matches('\r'))),
            _ => Record::parse(line, arguments.comments.text_column.as_deref()).map(Self::Record),
        }
    }

    fn line(&self) -> &'piece str {
        match self {
            Self::Record(record) => record.line(),
            Self::Plain(line) => line,
        }
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::Record(record) => record.fields(),
            Self::Plain(line) => vec![("text", line)],
        }
    }

    fn write_scored(&self, clerk: &mut Clerk<'_>, arguments: &Arguments, out: &mut Vec<u8>) -> Result<(), RecordError> {
        #[derive(Serialize)]
        struct Plain<'line> {
            text: &'line str,
        }
        if let Self::Record(record) = self {
            warn_of_replaced(record);
            clerk.about(record.article());
        } else {
            clerk.about(None);
        }
        let scored = clerk.score(&self.fields());
        if arguments.flagged && scored.flags.is_empty() {
            return Ok(());
        }
        let written = match self {
            Self::Record(record) => record.write_with(&scored, out),
            Self::Plain(text) => serde_json::to_writer(&mut *out, &ScoredComment { comment: Plain { text }, scored }),
        };
        written.map_err(|error| RecordError::NotJson(error.to_string()))?;
        out.push(b'\n');
        Ok(())
    }
}

/// Says, once, that a field of the records' own gives way.
fn warn_of_replaced(record: &Record<'_>) {
    static SAID: std::sync::Once = std::sync::Once::new();
    if let Some(field) = record.replaced() {
        SAID.call_once(|| say(&format!("warning: the records' own field \"{field}\" gives way to that of the scores")));
    }
}
