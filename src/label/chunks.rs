//! Label files in chunks that threads parse independently.

use super::json::{self, Json};
use super::{Label, LabelError, Labels, Position};
use crate::bounded::{LineRead, read_line};
use std::fs::File;
#[cfg(feature = "train")]
use std::io::Seek;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// Approximate bytes of a chunk of lines.
const BYTES: usize = 1 << 17;
/// Labels of a chunk of another format.
const LABELS: usize = 256;

/// The chunks of a file, in order.
pub(super) type LabelChunks = Box<dyn Iterator<Item = LabelChunk> + Send>;

/// A part of a label file.
pub(crate) struct LabelChunk {
    /// The number of its first item.
    first: usize,
    content: LabelContent,
}

/// A label and its position, or an error.
pub(super) type Item = Result<(Position, Label), LabelError>;

enum LabelContent {
    /// Whole lines of JSON, not yet parsed, and the file that they are of.
    Lines(Vec<u8>, PathBuf),
    /// Items that are parsed already.
    Read(Vec<Item>),
}

impl LabelChunk {
    /// Parses the items for whose number in the file `wanted` is true. Returns labels and errors, with their numbers,
    /// which are the same in every pass over the file.
    pub(crate) fn read(self, wanted: impl Fn(usize) -> bool) -> Vec<(usize, Item)> {
        let Self { first, content } = self;
        match content {
            LabelContent::Lines(bytes, file) => bytes
                .split_inclusive(|byte| *byte == b'\n')
                .zip(first..)
                .filter(|(_, number)| wanted(*number))
                .filter_map(|(line, number)| {
                    let line = line.strip_suffix(b"\n").unwrap_or(line);
                    Some((number, json::line(line, number, &file)?))
                })
                .collect(),
            LabelContent::Read(items) => (first..).zip(items).filter(|(number, _)| wanted(*number)).collect(),
        }
    }
}

/// Opens a label file as [`super::read`] does, in chunks.
pub(crate) fn label_chunks(file: &Path) -> Result<LabelChunks, LabelError> {
    let is_json = |ending: &str| ["jsonl", "ndjson", "json"].contains(&ending.to_lowercase().as_str());
    let is_empty = std::fs::metadata(file).is_ok_and(|data| data.len() == 0);
    if !is_empty
        && file.extension().and_then(|ending| ending.to_str()).is_some_and(is_json)
        && let Json::Lines(reader) = json::open(file)?
    {
        return Ok(of_lines(reader, file));
    }
    Ok(of_items(super::read(file)?))
}

/// The chunks of JSON in an open file, from its beginning; `name` is named in errors.
#[cfg(feature = "train")]
pub(crate) fn chunks_of_open(file: &File, name: &Path) -> Result<LabelChunks, LabelError> {
    let rewound = file.try_clone().and_then(|mut file| file.rewind().map(|()| file));
    let unreadable = |source| LabelError::Unreadable { file: name.into(), source };
    let file = rewound.map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.len() == 0 {
        return Err(super::empty(name));
    }
    match json::of_opened(file, name)? {
        Json::Lines(reader) => Ok(of_lines(reader, name)),
        Json::Array(reader) => Ok(of_items(json::array(reader, name)?)),
    }
}

fn of_lines(reader: BufReader<File>, file: &Path) -> LabelChunks {
    Box::new(LabelLines { reader, file: file.into(), next: 1, bad: None, is_over: false })
}

fn of_items(mut items: Labels) -> LabelChunks {
    let mut first = 0;
    Box::new(std::iter::from_fn(move || {
        let read: Vec<_> = items.by_ref().take(LABELS).collect();
        let chunk = LabelChunk { first, content: LabelContent::Read(read) };
        let LabelContent::Read(read) = &chunk.content else { return None };
        first += read.len();
        (!read.is_empty()).then_some(chunk)
    }))
}

/// Lines of JSON, cut where lines end.
struct LabelLines {
    reader: BufReader<File>,
    file: PathBuf,
    /// The number of the next line.
    next: usize,
    /// What is wrong with the next line, and whether those after it are read.
    bad: Option<(String, bool)>,
    is_over: bool,
}

impl Iterator for LabelLines {
    type Item = LabelChunk;

    fn next(&mut self) -> Option<LabelChunk> {
        if self.is_over {
            return None;
        }
        let first = self.next;
        if let Some((problem, goes_on)) = self.bad.take() {
            let bad = LabelError::BadLine { file: self.file.clone(), position: Position::Line(first), problem };
            self.is_over = !goes_on;
            self.next += 1;
            return Some(LabelChunk { first, content: LabelContent::Read(vec![Err(bad)]) });
        }
        let mut bytes = Vec::with_capacity(BYTES + (BYTES >> 4));
        let mut rest = Vec::new();
        let read = self.reader.by_ref().take(BYTES as u64).read_to_end(&mut bytes);
        let read = read.and_then(|_| match bytes.last() {
            Some(b'\n') | None => Ok(LineRead::None),
            Some(_) => read_line(&mut self.reader, &mut rest),
        });
        self.bad = match &read {
            // After an error of reading the rest is unreadable as well.
            Err(error) => Some((format!("cannot be read: {error}"), false)),
            Ok(line) => line.problem().map(|problem| (problem.into(), *line == LineRead::TooLong)),
        };
        if self.bad.is_some() {
            bytes.truncate(memchr::memrchr(b'\n', &bytes).map_or(0, |end| end + 1));
        } else if read.is_ok_and(|line| line == LineRead::Whole) {
            bytes.extend_from_slice(&rest);
            bytes.push(b'\n');
        }
        match (bytes.is_empty(), self.bad.is_some()) {
            (true, true) => return self.next(),
            (true, false) => return None,
            (false, _) => {}
        }
        self.next += memchr::memchr_iter(b'\n', &bytes).count();
        Some(LabelChunk { first, content: LabelContent::Lines(bytes, self.file.clone()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounded::LONGEST_LINE;
    use crate::label::read;
    use proptest::prelude::*;
    use std::io::Write;

    /// Lines good and bad, short and longer than a chunk.
    fn line() -> impl Strategy<Value = String> {
        prop_oneof![
            8 => (0..1000_u32).prop_map(|number| format!("{{\"text\": \"نص {number}\", \"hostile\": true}}")),
            1 => Just(String::new()),
            1 => Just("{\"text\": ".into()),
            1 => (BYTES / 2..BYTES * 2).prop_map(|length| {
                format!("{{\"text\": \"{}\", \"hostile\": false}}", "x".repeat(length))
            }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn chunks_are_the_whole_file(lines in prop::collection::vec(line(), 1..20), ends in any::<bool>()) {
            let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
            file.write_all(lines.join("\n").as_bytes()).unwrap();
            file.write_all(if ends { b"\n" } else { b" " }).unwrap();
            let shown = |items: Vec<Result<(Position, Label), LabelError>>| -> Vec<String> {
                items.into_iter().map(|item| format!("{item:?}")).collect()
            };
            let whole = shown(read(file.path()).unwrap().collect());
            let all: Vec<_> = label_chunks(file.path()).unwrap().flat_map(|chunk| chunk.read(|_| true)).collect();
            let odd: Vec<_> = label_chunks(file.path()).unwrap().flat_map(|chunk| chunk.read(|number| number % 2 == 1)).collect();
            let expected: Vec<usize> = all.iter().map(|(number, _)| *number).filter(|number| number % 2 == 1).collect();
            prop_assert_eq!(odd.into_iter().map(|(number, _)| number).collect::<Vec<_>>(), expected);
            prop_assert_eq!(shown(all.into_iter().map(|(_, item)| item).collect()), whole);
        }
    }

    #[test]
    fn a_line_without_end_is_named_and_the_others_are_read() {
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        let label = |text: &str| format!("{{\"text\": \"{text}\", \"hostile\": true}}\n");
        file.write_all(label("أول").as_bytes()).unwrap();
        std::io::copy(&mut std::io::repeat(b'x').take((LONGEST_LINE + BYTES) as u64), &mut file).unwrap();
        file.write_all(format!("\n{}", label("ثالث")).as_bytes()).unwrap();
        let found: Vec<_> = label_chunks(file.path()).unwrap().flat_map(|chunk| chunk.read(|_| true)).collect();
        let positions: Vec<_> = found.iter().map(|(number, item)| (*number, item.is_ok())).collect();
        assert_eq!(positions, [(1, true), (2, false), (3, true)]);
        assert!(found[1].1.as_ref().unwrap_err().to_string().contains("line 2: longer than 64 MiB"));
        let whole: Vec<_> = read(file.path()).unwrap().map(|item| item.is_ok()).collect();
        assert_eq!(whole, [true, false, true]);
    }
}
