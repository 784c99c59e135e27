//! A label set: label files, read in several passes; duplicates count once, contradictions are problems.

use super::{Progress, WorkflowError};
use crate::bounded::copy_lines;
use crate::counts::Resources;
use crate::label::{
    Fingerprints, FirstIndex, Label, LabelChunk, LabelError, LabelValues, Position, chunks_of_open, label_chunks,
};
use crate::pipeline::in_order;
use crate::record::Sentiment;
use fixedbitset::FixedBitSet;
use std::cell::RefCell;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Label files, and which of their lines count.
#[derive(Debug)]
pub struct LabelSet {
    files: Vec<Source>,
    /// The names that the user gave.
    names: Vec<PathBuf>,
    /// Whether a line is a row of what a program has at hand.
    lines_are_rows: bool,
    resources: Resources,
    /// For each file, a bit an item: whether its label counts.
    counting: Vec<FixedBitSet>,
    /// How many labels repeat an earlier one.
    pub(crate) duplicates: u64,
}

/// Where labels are read from, in every pass.
#[derive(Debug)]
enum Source {
    File(PathBuf),
    /// A copy of standard input, which can be read only once, in a file without a name: nothing of it is left behind,
    /// however the program ends.
    Spooled(File),
}

/// The first label of a comment and its position; [`FirstIndex`] keeps it as a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct First {
    /// The index of the file, and the position; `None` where it was not in these files but counted before.
    position: Option<(usize, Position)>,
    known: LabelValues,
}

impl First {
    /// From the highest bit down: two bits for each of the four values; the kind of position, if any; 32 bits of the file;
    /// 64 of the line.
    fn note(self) -> u128 {
        let flag = |flag: Option<bool>| flag.map_or(0, |flag| 1 + u128::from(flag));
        let LabelValues { hostile, sectarian, off_topic, sentiment } = self.known;
        let sentiment = sentiment.map_or(0, |sentiment| 1 + sentiment as u128);
        let known = flag(hostile) << 6 | flag(sectarian) << 4 | flag(off_topic) << 2 | sentiment;
        let (kind, file, line) = match self.position {
            None => (0, 0, 0),
            Some((file, Position::Line(line))) => (1, file, line),
            Some((file, Position::Record(line))) => (2, file, line),
            Some((file, Position::Row(line))) => (3, file, line),
        };
        known << 104 | kind << 96 | (file as u128) << 64 | line as u128
    }

    fn of_note(note: u128) -> Self {
        let flag = |shift: u32| match note >> (104 + shift) & 3 {
            0 => None,
            flag => Some(flag == 2),
        };
        let sentiment = (note >> 104 & 3) as usize;
        let sentiment = sentiment.checked_sub(1).map(|index| Sentiment::ALL[index]);
        let known = LabelValues { hostile: flag(6), sectarian: flag(4), off_topic: flag(2), sentiment };
        let (file, line) = ((note >> 64) as u32 as usize, note as u64 as usize);
        let position = match note >> 96 & 3 {
            0 => None,
            1 => Some((file, Position::Line(line))),
            2 => Some((file, Position::Record(line))),
            _ => Some((file, Position::Row(line))),
        };
        Self { position, known }
    }
}

/// Takes a label with its position, and the result of the work on it.
type Take<'take, T> = &'take mut dyn FnMut(LocatedLabel<'_>, T);

/// Finding repetitions may take a fourth of the memory; counting takes less than half at the same time.
const MEMORY_PART: u64 = 4;

/// A label and its position.
#[derive(Debug, Clone, Copy)]
pub struct LocatedLabel<'a> {
    /// The name of the file that the user gave.
    pub file: &'a Path,
    /// The position in it.
    pub position: Position,
    /// The label.
    pub label: &'a Label,
}

/// The number of an item in its file, the label, and the result of the work on it; or what is wrong there.
type Processed<'located, R> = Result<(usize, LocatedLabel<'located>, R), LabelError>;

impl LabelSet {
    /// Whether it has no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A set of these files; `-` is JSON Lines on standard input.
    ///
    /// # Errors
    /// Where standard input cannot be read or kept.
    pub fn open(paths: &[PathBuf], resources: Resources) -> Result<Self, WorkflowError> {
        let mut files = Vec::new();
        let mut names = Vec::new();
        for path in paths {
            names.push(if path.as_os_str() == "-" { "standard input".into() } else { path.clone() });
            if path.as_os_str() == "-" {
                let file = tempfile::tempfile().map_err(WorkflowError::StandardInput)?;
                copy_lines(std::io::stdin().lock(), &file).map_err(WorkflowError::StandardInput)?;
                files.push(Source::Spooled(file));
            } else {
                files.push(Source::File(path.clone()));
            }
        }
        let counting = vec![FixedBitSet::new(); files.len()];
        Ok(Self { files, names, lines_are_rows: false, resources, counting, duplicates: 0 })
    }

    /// The same, its files lists of a program in JSON Lines: what is said of a line names them so, and the row.
    #[must_use]
    pub fn of_rows(mut self, name: &str) -> Self {
        self.names.fill(name.into());
        self.lines_are_rows = true;
        self
    }

    /// Takes every label, duplicates included; problems are reported.
    pub fn every(&self, report: &mut dyn Progress, take: &mut dyn FnMut(LocatedLabel<'_>)) {
        for file in 0..self.files.len() {
            self.file(file, |_| true, |_| (), &mut |item| {
                match item {
                    Ok((_, located, ())) => {
                        take(located);
                        report.done(1);
                    }
                    Err(error) => report.problem(&error),
                }
                true
            });
        }
    }

    /// The first of two passes: takes every label once, in order, with the result of `work`, which runs on the threads;
    /// problems are reported. `counted` gives the values that a comment with this fingerprint was counted with before.
    ///
    /// # Errors
    /// Where a temporary file cannot be written or read.
    pub fn first_pass<R: Send>(
        &mut self,
        report: &mut dyn Progress,
        counted: &dyn Fn(u128) -> Option<LabelValues>,
        work: impl Fn(LocatedLabel<'_>) -> R + Sync,
        take: Take<'_, R>,
    ) -> Result<(), WorkflowError> {
        let mut seen = FirstIndex::new(self.resources.memory / MEMORY_PART);
        let mut counting = std::mem::take(&mut self.counting);
        let mut duplicates = 0;
        let mut result = Ok(());
        for (file, counting) in counting.iter_mut().enumerate() {
            let fingerprinted = |located: LocatedLabel<'_>| {
                let fingerprint = FINGERPRINTS.with_borrow_mut(|fingerprints| fingerprints.of(&located.label.text));
                (fingerprint, work(located))
            };
            self.file(file, |_| true, fingerprinted, &mut |item| {
                let (number, located, (fingerprint, made)) = match item {
                    Ok(item) => item,
                    Err(error) => {
                        report.problem(&error);
                        return true;
                    }
                };
                let known = LabelValues::from(located.label);
                let mut before = None;
                let here = First { position: Some((file, located.position)), known };
                let noted = seen.first(fingerprint, || {
                    before = counted(fingerprint).map(|known| First { position: None, known });
                    before.unwrap_or(here).note()
                });
                match noted {
                    Ok(noted) => before = noted.map(First::of_note).or(before),
                    Err(error) => result = Err(error),
                }
                match before {
                    None => {
                        counting.grow_and_insert(number);
                        take(located, made);
                        report.done(1);
                    }
                    Some(before) if before.known == known => {
                        duplicates += 1;
                        report.done(1);
                    }
                    Some(before) => report.problem(&self.contradiction(&before, (file, located.position))),
                }
                result.is_ok()
            });
        }
        (self.counting, self.duplicates) = (counting, self.duplicates + duplicates);
        result.map_err(WorkflowError::Temporary)
    }

    fn contradiction(&self, before: &First, (file, position): (usize, Position)) -> LabelError {
        let problem = match before.position {
            Some((first, line)) => format!(
                "the same comment has other labels in {}, {line}; this line is left out",
                self.names[first].display()
            ),
            None => {
                "the same comment was counted with other labels before; this line is left out; to correct it, name \
                     it in a file of those to forget as well"
                    .into()
            }
        };
        LabelError::BadLine { file: self.names[file].clone(), position, problem }
    }

    /// Any later pass: takes the labels that counted in the first, in order, with the result of `work` on the threads.
    pub fn again<R: Send>(&self, work: impl Fn(LocatedLabel<'_>) -> R + Sync, take: Take<'_, R>) {
        for (file, counting) in self.counting.iter().enumerate() {
            let counts = |number: usize| counting.contains(number);
            self.file(file, counts, &work, &mut |item| {
                item.into_iter().for_each(|(_, located, made)| take(located, made));
                true
            });
        }
    }

    /// Reads a file on all threads, and visits those of its items whose numbers are `wanted`, in order: labels with
    /// their number and the result of `work`. Ends early where `visit` returns `false`.
    fn file<R: Send>(
        &self,
        index: usize,
        wanted: impl Fn(usize) -> bool + Sync,
        work: impl Fn(LocatedLabel<'_>) -> R + Sync,
        visit: &mut dyn FnMut(Processed<'_, R>) -> bool,
    ) {
        let file = self.names[index].as_path();
        let chunks = match &self.files[index] {
            Source::File(path) if is_pipe(path) => Err(LabelError::Unreadable {
                file: path.clone(),
                source: std::io::Error::other("a pipe or device, which can be read only once; send it to - instead"),
            }),
            Source::File(path) => label_chunks(path),
            Source::Spooled(spooled) => chunks_of_open(spooled, file),
        };
        let mut chunks = match chunks {
            Ok(chunks) => chunks,
            Err(error) => {
                visit(Err(error.of_file(file)));
                return;
            }
        };
        let placed = |position: Position| match position {
            Position::Line(line) if self.lines_are_rows => Position::Row(line - 1),
            position => position,
        };
        let processed = |(number, item): (usize, Result<(Position, Label), LabelError>)| {
            let made = item.map(|(position, label)| {
                let position = placed(position);
                let made = work(LocatedLabel { file, position, label: &label });
                (position, label, made)
            });
            let made = made.map_err(|error| match error {
                LabelError::BadLine { file, position, problem } => {
                    LabelError::BadLine { file, position: placed(position), problem }
                }
                error => error,
            });
            (number, made)
        };
        in_order(
            self.resources.threads,
            || chunks.next(),
            || (),
            |(), chunk: LabelChunk| chunk.read(&wanted).into_iter().map(processed).collect::<Vec<_>>(),
            |items| {
                items.into_iter().all(|(number, item)| match item {
                    Ok((position, label, made)) => {
                        visit(Ok((number, LocatedLabel { file, position, label: &label }, made)))
                    }
                    Err(error) => visit(Err(error.of_file(file))),
                })
            },
        );
    }
}

/// Whether a path is neither a file nor a folder.
fn is_pipe(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir())
}

thread_local! {
    static FINGERPRINTS: RefCell<Fingerprints> = RefCell::default();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known() -> impl Strategy<Value = LabelValues> {
        let flag = || any::<Option<bool>>();
        let sentiment = prop::option::of(prop::sample::select(&Sentiment::ALL[..]));
        (flag(), flag(), flag(), sentiment).prop_map(|(hostile, sectarian, off_topic, sentiment)| LabelValues {
            hostile,
            sectarian,
            off_topic,
            sentiment,
        })
    }

    proptest! {
        #[test]
        fn a_note_is_decoded_to_what_it_was_made_of(known in known(), line in any::<usize>(), kind in 0..4_u8, file in any::<u32>()) {
            let position = match kind {
                0 => None,
                1 => Some((file as usize, Position::Line(line))),
                2 => Some((file as usize, Position::Record(line))),
                _ => Some((file as usize, Position::Row(line))),
            };
            let first = First { position, known };
            prop_assert_eq!(First::of_note(first.note()), first);
        }
    }

    struct Said(String);

    impl Progress for Said {
        fn problem(&mut self, problem: &dyn std::fmt::Display) {
            self.0.push_str(&problem.to_string());
        }
        fn done(&mut self, _: u64) {}
        fn note(&mut self, _: &str) {}
    }

    #[test]
    fn a_list_of_a_program_is_named_in_place_of_its_file_and_its_rows_count_from_0() {
        let file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        std::fs::write(file.path(), "{\"text\": \"نص\", \"hostile\": true}\n{\"text\": \"نص\", \"hostile\": false}\n")
            .unwrap();
        let set = LabelSet::open(&[file.path().into()], Resources::default()).unwrap();
        let (mut set, mut said) = (set.of_rows("labels"), Said(String::new()));
        let mut positions = Vec::new();
        set.first_pass(&mut said, &|_| None, |_| (), &mut |located, ()| positions.push(located.position)).unwrap();
        assert_eq!(positions, [Position::Row(0)]);
        assert_eq!(said.0, "labels, row 1: the same comment has other labels in labels, row 0; this line is left out");
    }
}
