//! Labels as JSON: one object a line, or one array of them; our own, or those of a label tool.

use super::{Label, LabelError, Labels, Position, tool};
use crate::bounded::{LineRead, read_line};
use serde_json::value::RawValue;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

pub(super) fn read(file: &Path) -> Result<Labels, LabelError> {
    match open(file)? {
        Json::Array(reader) => array(reader, file),
        Json::Lines(reader) => Ok(lines(reader, file)),
    }
}

/// A file of JSON: one array if it begins with `[`, else lines.
pub(super) enum Json {
    Array(BufReader<File>),
    Lines(BufReader<File>),
}

pub(super) fn open(file: &Path) -> Result<Json, LabelError> {
    let unreadable = |source| LabelError::Unreadable { file: file.into(), source };
    let opened = File::open(file).map_err(unreadable)?;
    if opened.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(std::io::Error::other("a folder")));
    }
    of_opened(opened, file)
}

/// [`open`] of a file that is opened already, at its beginning.
pub(super) fn of_opened(opened: File, file: &Path) -> Result<Json, LabelError> {
    let unreadable = |source| LabelError::Unreadable { file: file.into(), source };
    let mut reader = BufReader::with_capacity(1 << 18, opened);
    let beginning = reader.fill_buf().map_err(unreadable)?;
    let beginning = beginning.strip_prefix(BYTE_ORDER_MARK).unwrap_or(beginning);
    Ok(match beginning.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => Json::Array(reader),
        _ => Json::Lines(reader),
    })
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

fn lines(mut reader: impl BufRead + Send + 'static, file: &Path) -> Labels {
    let file = file.to_path_buf();
    let (mut bytes, mut number, mut is_over) = (Vec::new(), 0, false);
    Box::new(std::iter::from_fn(move || {
        while !is_over {
            number += 1;
            let problem = match read_line(&mut reader, &mut bytes) {
                Ok(LineRead::None) => return None,
                Ok(LineRead::Whole) => match line(&bytes, number, &file) {
                    None => continue,
                    label => return label,
                },
                Ok(bad) => {
                    is_over = bad == LineRead::Endless;
                    bad.problem().unwrap_or_default().to_string()
                }
                // After an error of reading the rest is unreadable as well.
                Err(error) => {
                    is_over = true;
                    format!("cannot be read: {error}")
                }
            };
            return Some(Err(LabelError::BadLine { file: file.clone(), position: Position::Line(number), problem }));
        }
        None
    }))
}

/// Reads one line, counted from 1; `None` where it is blank or not labelled yet.
pub(super) fn line(bytes: &[u8], number: usize, file: &Path) -> Option<Result<(Position, Label), LabelError>> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    let position = Position::Line(number);
    let bad = |problem| LabelError::BadLine { file: file.into(), position, problem };
    item(position, parse_bytes(bytes, number == 1).map_err(bad))
}

/// An array is read as a whole: it has no lines to stop at.
pub(super) fn array(mut reader: impl Read, file: &Path) -> Result<Labels, LabelError> {
    let bad_file = |problem: String| LabelError::BadFile { file: file.into(), problem };
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|source| LabelError::Unreadable { file: file.into(), source })?;
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
    let records: Vec<&RawValue> =
        serde_json::from_slice(bytes).map_err(|error| bad_file(format!("not a JSON array of labels ({error})")))?;
    let labels: Vec<_> = records
        .into_iter()
        .enumerate()
        .filter_map(|(index, record)| {
            let position = Position::Record(index + 1);
            let bad = |problem| LabelError::BadLine { file: file.into(), position, problem };
            item(position, parse(record.get()).map_err(bad))
        })
        .collect();
    Ok(Box::new(labels.into_iter()))
}

/// A label with its position; `None` for an object that is not labelled yet.
fn item(position: Position, label: Result<Option<Label>, LabelError>) -> Option<Result<(Position, Label), LabelError>> {
    label.transpose().map(|label| label.map(|label| (position, label)))
}

fn parse_bytes(line: &[u8], first: bool) -> Result<Option<Label>, String> {
    let line = if first { line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line) } else { line };
    parse(simdutf8::basic::from_utf8(line).map_err(|_| "not UTF-8; save the file as UTF-8".to_string())?)
}

/// Reads one object: a label of ours if it can be one, else that of a tool. `None` where a tool's is not labelled yet.
fn parse(text: &str) -> Result<Option<Label>, String> {
    let own = serde_json::from_str::<Label>(text);
    if own.as_ref().is_ok_and(Label::says_something) {
        return own.map_err(|error| error.to_string()).and_then(checked).map(Some);
    }
    if let Ok(serde_json::Value::Object(object)) = serde_json::from_str(text)
        && let Some(label) = tool::read(&object)
    {
        return label?.map(checked).transpose();
    }
    own.map_err(|error| remedy(text, &error)).and_then(checked).map(Some)
}

fn checked(label: Label) -> Result<Label, String> {
    if label.text.trim().is_empty() {
        return Err("\"text\" is empty".into());
    }
    label.settled()
}

/// The message for a line that is no label: what is wrong and what to write.
fn remedy(text: &str, error: &serde_json::Error) -> String {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else {
        return format!("not JSON ({error}); each line is one object like {{\"text\": \"…\", \"hostile\": true}}");
    };
    if value.get("text").is_none() {
        return "no \"text\"; each line is one object like {\"text\": \"…\", \"hostile\": true}".into();
    }
    for flag in ["hostile", "sectarian", "off_topic"] {
        if let Some(other) = value.get(flag).filter(|value| !value.is_boolean() && !value.is_null()) {
            return format!("\"{flag}\" is {other}; write true, false, or leave it out where unknown");
        }
    }
    match value.get("sentiment") {
        Some(other)
            if !other.is_null() && other.as_str().is_none_or(|name| name.parse::<super::Sentiment>().is_err()) =>
        {
            format!("\"sentiment\" is {other}; write \"negative\", \"neutral\" or \"positive\"")
        }
        _ => format!("not a label: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Sentiment;

    #[test]
    fn what_a_line_leaves_out_is_unknown() {
        let label = parse("{\"text\": \"نص\", \"hostile\": false, \"mood\": 3}").unwrap().unwrap();
        assert_eq!((label.hostile, label.sectarian, label.sentiment), (Some(false), None, None));
        let label = parse("{\"text\": \"نص\", \"sentiment\": \"neutral\", \"hostile\": null}").unwrap().unwrap();
        assert_eq!((label.hostile, label.sentiment), (None, Some(Sentiment::Neutral)));
    }

    #[test]
    fn a_wrong_line_says_what_is_wrong_and_what_to_write() {
        for (line, expected) in [
            ("{\"text\": \"a\", \"hostile\": \"maybe\"}", "\"hostile\" is \"maybe\"; write true, false"),
            ("{\"text\": \"a\", \"sentiment\": \"angry\"}", "\"sentiment\" is \"angry\"; write \"negative\""),
            ("{\"hostile\": true}", "no \"text\""),
            ("{\"text\": ", "not JSON"),
            ("{\"text\": \"  \"}", "\"text\" is empty"),
        ] {
            let problem = parse(line).unwrap_err();
            assert!(problem.starts_with(expected), "{problem}");
        }
    }
}
