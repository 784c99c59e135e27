//! Scoring inputs: the comments of pages and files → predictions, on all cores, in order.
//!
//! Comments and predictions stay typed: a *collector* on the threads takes what is wanted of each; its results, one a
//! page or a chunk of lines, are passed on in order. Only collectors that print serialise.

use crate::extract::{Authors, Extracted};
use crate::page::{Input, Stream};
use crate::pipeline::in_order;
use crate::record::{Article, Comment, Field, Prediction, RawRecord, RecordError};
use crate::score::{Classifier, Lease, comment_fields, fields};
use crate::table::{CHUNK, LineChunk, Source, csv_lines, line_chunks, parquet, row_chunks, workbook_lines};
use crate::text::garbled::damage;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

/// The kind of a file of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommentFormat {
    Json,
    Lines,
    Csv,
    Parquet,
    Workbook,
}

/// A scored comment, in the form of its input.
pub(crate) enum Scored<'a> {
    /// A comment of a page, its author as it is to be shown.
    OfPage(&'a Comment),
    /// A record of a file of comments.
    Record(&'a RawRecord<'a>),
    /// A line of text.
    Line(&'a str),
}

/// Takes what is wanted of a scored comment into `B`; an error is of this comment alone.
pub(crate) trait Collect<B>: Fn(&mut B, &Scored<'_>, &Prediction) -> Result<(), String> + Sync {}
impl<B, F: Fn(&mut B, &Scored<'_>, &Prediction) -> Result<(), String> + Sync> Collect<B> for F {}

/// Scores the comments of a page.
pub(crate) fn score_page<B>(
    lease: &mut Lease<'_>,
    page: &Extracted,
    authors: &Authors,
    into: &mut B,
    collect: &impl Collect<B>,
) -> Result<(), String> {
    let article = Article::full_text(page.page.title.as_deref(), &page.article_text);
    // Names are scored before they are hashed or dropped.
    let treated = (*authors != Authors::Keep).then(|| authors.treat_all(page.comments.clone()));
    for (comment, shown) in page.comments.iter().zip(treated.as_ref().unwrap_or(&page.comments)) {
        let prediction = lease.predict(&comment_fields(comment, Field::Body), Some(&article));
        if treated.is_some()
            && let Some(reasons) = &prediction.reasons
        {
            let kept = reasons.iter().filter(|reason| reason.field != "author").cloned().collect();
            collect(into, &Scored::OfPage(shown), &Prediction { reasons: Some(kept), ..prediction.clone() })?;
        } else {
            collect(into, &Scored::OfPage(shown), prediction)?;
        }
    }
    Ok(())
}

/// The result of scoring a chunk of lines.
#[derive(Default)]
pub(crate) struct ScoredChunk<B> {
    /// What was collected.
    pub(crate) collected: B,
    /// How many lines were read.
    pub(crate) read: u64,
    /// How many bytes the chunk had.
    pub(crate) bytes: u64,
    /// Lines that could not be read, and why.
    pub(crate) problems: Vec<(u64, String)>,
    /// The first line whose text was saved without Unicode, and the remedy.
    pub(crate) garbled: Option<(u64, String)>,
    /// The line of a crawled document and the error: nothing more is read.
    pub(crate) document: Option<(u64, String)>,
}

/// Scores the lines of a chunk.
pub(crate) fn score_chunk<B: Default>(
    lease: &mut Lease<'_>,
    chunk: Result<LineChunk, (u64, String)>,
    format: CommentFormat,
    text_column: Option<&str>,
    collect: &impl Collect<B>,
) -> ScoredChunk<B> {
    let chunk = match chunk {
        Ok(chunk) => chunk,
        Err(problem) => return ScoredChunk { problems: vec![problem], ..ScoredChunk::default() },
    };
    let mut scored = ScoredChunk { bytes: chunk.bytes.len() as u64, ..ScoredChunk::default() };
    for (number, line) in chunk.lines() {
        match score_line(lease, line, format, text_column, &mut scored.collected, collect) {
            Ok(garbled) => {
                scored.read += 1;
                scored.garbled = scored.garbled.or_else(|| garbled.map(|problem| (number, problem)));
            }
            Err(LineError::Record(error @ RecordError::Document(_))) => {
                scored.document = Some((number, error.to_string()));
                return scored;
            }
            Err(LineError::Record(error)) => scored.problems.push((number, error.to_string())),
            Err(LineError::Collect(problem)) => scored.problems.push((number, problem)),
        }
    }
    scored
}

/// An error of a line: of its record, or of the collector.
pub(crate) enum LineError {
    Record(RecordError),
    Collect(String),
}

/// Scores a line; what happened to its text where it was saved without Unicode.
pub(crate) fn score_line<B>(
    lease: &mut Lease<'_>,
    line: Option<&str>,
    format: CommentFormat,
    text_column: Option<&str>,
    into: &mut B,
    collect: &impl Collect<B>,
) -> Result<Option<String>, LineError> {
    let line = line.ok_or(LineError::Record(RecordError::NotUtf8))?;
    if format == CommentFormat::Lines {
        let line = line.trim_end_matches('\r');
        let prediction = lease.predict(&[(Field::Text, line)], None);
        collect(into, &Scored::Line(line), prediction).map_err(LineError::Collect)?;
        return Ok(damage(line));
    }
    let record = RawRecord::parse(line, text_column).map_err(LineError::Record)?;
    collect(into, &Scored::Record(&record), predict(lease, &record)).map_err(LineError::Collect)?;
    Ok(damage(record.text().1))
}

/// Scores a comment record and appends it as `mushrif score` prints it, without the line end.
#[cfg(feature = "serve")]
pub(crate) fn score_json(lease: &mut Lease<'_>, line: &str, out: &mut Vec<u8>) -> Result<(), String> {
    let record = RawRecord::parse(line, None).map_err(|error| match error {
        RecordError::Document(_) => "a crawled document, not a comment; its page goes to /v1/extract".into(),
        error => error.to_string(),
    })?;
    let prediction = predict(lease, &record);
    record.write_with(prediction, out).map_err(|error| format!("not a JSON object ({error})"))
}

fn predict<'lease>(lease: &'lease mut Lease<'_>, record: &RawRecord<'_>) -> &'lease Prediction {
    lease.predict(&fields(record.author(), record.title(), record.text(), record.site()), record.article())
}

/// Opens a file of comments: the source of its chunks, and its length in bytes where known.
pub(crate) fn open_comments(
    input: &Input,
    format: CommentFormat,
    stream: Option<Stream>,
) -> Result<(Source, Option<u64>), String> {
    let unreadable = |error: io::Error| format!("cannot be read: {error}");
    if let Some(mut stream) = stream {
        if format == CommentFormat::Parquet {
            // A Parquet file has its metadata at its end, so it is read from a file.
            let mut spooled = tempfile::tempfile().map_err(unreadable)?;
            io::copy(&mut stream, &mut spooled).map_err(unreadable)?;
            spooled.rewind().map_err(unreadable)?;
            return Ok((parquet::lines(spooled)?, None));
        }
        return open_lines(stream, format, None);
    }
    let path: &Path = match input {
        Input::Standard => return open_lines(io::stdin(), format, None),
        Input::File(path) => path,
    };
    if format == CommentFormat::Workbook {
        let rows = workbook_lines(path)?;
        return Ok((row_chunks(rows), None));
    }
    let data = std::fs::metadata(path).map_err(unreadable)?;
    if data.is_dir() {
        return Err("a folder".into());
    }
    if data.is_file() && data.len() == 0 {
        return Err("empty; a file of comments has one a line".into());
    }
    if format == CommentFormat::Parquet {
        return Ok((parquet::lines(File::open(path).map_err(unreadable)?)?, None));
    }
    if path.extension().is_some_and(|ending| ending == "gz" || ending == "zst" || ending == "zstd") {
        let stream = Stream::open(input).map_err(|error| error.to_string())?;
        return open_lines(stream, format, None);
    }
    let file = File::open(path).map_err(unreadable)?;
    open_lines(file, format, Some(data.len()).filter(|_| data.is_file()))
}

fn open_lines(
    reader: impl Read + Send + 'static,
    format: CommentFormat,
    total: Option<u64>,
) -> Result<(Source, Option<u64>), String> {
    Ok(match format {
        CommentFormat::Csv => (row_chunks(csv_lines(reader)?), total),
        _ => (line_chunks(BufReader::with_capacity(CHUNK, reader)), total),
    })
}

/// Scores the chunks of a file on so many threads, and passes the results to `take` in order until it returns `false`.
pub(crate) fn score_chunks<B: Default + Send>(
    source: Source,
    classifier: &Classifier,
    format: CommentFormat,
    text_column: Option<&str>,
    threads: usize,
    collect: &impl Collect<B>,
    take: impl FnMut(ScoredChunk<B>) -> bool,
) {
    in_order(
        threads,
        source,
        || classifier.lease(),
        |lease, chunk| score_chunk(lease, chunk, format, text_column, collect),
        take,
    );
}
