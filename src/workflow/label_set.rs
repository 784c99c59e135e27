//! A label set: label files, read in passes: standard input spooled, duplicates once, contradictions named.

use super::{Report, WorkflowError};
use crate::counts::Resources;
use crate::label::{Fingerprints, FirstIndex, Label, LabelChunk, LabelError, LabelValues, Place, label_chunks};
use crate::pipeline::in_order;
use crate::record::Sentiment;
use fixedbitset::FixedBitSet;
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Label files, and which of their lines count.
pub struct LabelSet {
    files: Vec<PathBuf>,
    /// What the user calls them.
    names: Vec<PathBuf>,
    /// Keeps what came on standard input, which can be read only once.
    _spooled: Option<tempfile::TempPath>,
    resources: Resources,
    /// Of each file a bit for each item: whether its label counts.
    counting: Vec<FixedBitSet>,
    /// How many lines said again what an earlier one had said.
    pub(crate) duplicates: u64,
}

/// What was said of a comment first, and where: as [`FirstIndex`] keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct First {
    /// In which file and where; `None` where it was not in these files but counted before.
    place: Option<(usize, Place)>,
    known: LabelValues,
}

impl First {
    /// From the highest bit down: two bits of each thing that may be known; whether there is a place, and of which kind;
    /// 32 bits of the file; 64 of the line.
    fn note(self) -> u128 {
        let flag = |flag: Option<bool>| flag.map_or(0, |flag| 1 + u128::from(flag));
        let LabelValues { hostile, sectarian, off_topic, sentiment } = self.known;
        let sentiment = sentiment.map_or(0, |sentiment| 1 + sentiment as u128);
        let known = flag(hostile) << 6 | flag(sectarian) << 4 | flag(off_topic) << 2 | sentiment;
        let (kind, file, line) = match self.place {
            None => (0, 0, 0),
            Some((file, Place::Line(line))) => (1, file, line),
            Some((file, Place::Record(line))) => (2, file, line),
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
        let place = match note >> 96 & 3 {
            0 => None,
            1 => Some((file, Place::Line(line))),
            _ => Some((file, Place::Record(line))),
        };
        Self { place, known }
    }
}

/// What a pass hands over: a label, where it stands, and what a thread made of it.
type Take<'take, T> = &'take mut dyn FnMut(LocatedLabel<'_>, T);

/// What part of the memory finding repetitions may take: a fourth. Counting takes less than half at the same time.
const SHARE: u64 = 4;

/// A label and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct LocatedLabel<'a> {
    /// What the user calls the file.
    pub file: &'a Path,
    /// Where in it.
    pub place: Place,
    /// The label.
    pub label: &'a Label,
}

/// The number of an item in its file, the label, and what was made of it; or what is wrong there.
type Worked<'located, R> = Result<(usize, LocatedLabel<'located>, R), LabelError>;

impl LabelSet {
    /// Whether it has no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Names the files; `-` is JSON Lines on standard input.
    ///
    /// # Errors
    /// Where standard input cannot be read or kept.
    pub fn open(paths: &[PathBuf], resources: Resources) -> Result<Self, WorkflowError> {
        let mut spooled = None;
        let mut files = Vec::new();
        let mut names = Vec::new();
        for path in paths {
            names.push(if path.as_os_str() == "-" { "standard input".into() } else { path.clone() });
            if path.as_os_str() == "-" {
                let mut file =
                    tempfile::Builder::new().suffix(".jsonl").tempfile().map_err(WorkflowError::StandardInput)?;
                std::io::copy(&mut std::io::stdin().lock(), &mut file).map_err(WorkflowError::StandardInput)?;
                let path = file.into_temp_path();
                files.push(path.to_path_buf());
                spooled = Some(path);
            } else {
                files.push(path.clone());
            }
        }
        let counting = vec![FixedBitSet::new(); files.len()];
        Ok(Self { files, names, _spooled: spooled, resources, counting, duplicates: 0 })
    }

    /// Every label as it stands, duplicates and all; problems named.
    pub fn every(&self, report: &mut dyn Report, take: &mut dyn FnMut(LocatedLabel<'_>)) {
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

    /// The first of two passes: every label once, in order, with what `work` made of it on one of the threads; problems
    /// named. `counted` says what was counted before of a comment with this fingerprint.
    ///
    /// # Errors
    /// Where a temporary file cannot be written or read.
    pub fn first_pass<R: Send>(
        &mut self,
        report: &mut dyn Report,
        counted: &dyn Fn(u128) -> Option<LabelValues>,
        work: impl Fn(LocatedLabel<'_>) -> R + Sync,
        take: Take<'_, R>,
    ) -> Result<(), WorkflowError> {
        let mut seen = FirstIndex::new(self.resources.memory / SHARE);
        let mut counting = std::mem::take(&mut self.counting);
        let mut duplicates = 0;
        let mut trouble = Ok(());
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
                let here = First { place: Some((file, located.place)), known };
                let noted = seen.first(fingerprint, || {
                    before = counted(fingerprint).map(|known| First { place: None, known });
                    before.unwrap_or(here).note()
                });
                match noted {
                    Ok(noted) => before = noted.map(First::of_note).or(before),
                    Err(error) => trouble = Err(error),
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
                    Some(before) => report.problem(&self.contradiction(&before, (file, located.place))),
                }
                trouble.is_ok()
            });
        }
        (self.counting, self.duplicates) = (counting, self.duplicates + duplicates);
        trouble.map_err(WorkflowError::Temporary)
    }

    fn contradiction(&self, before: &First, (file, place): (usize, Place)) -> LabelError {
        let problem = match before.place {
            Some((first, line)) => format!(
                "the same comment has other labels in {}, {line}; this line is left out",
                self.names[first].display()
            ),
            None => {
                "the same comment was counted with other labels before; this line is left out; to correct it, name \
                     it in a file for --forget as well"
                    .into()
            }
        };
        LabelError::BadLine { file: self.names[file].clone(), place, problem }
    }

    /// Any later pass: the labels that counted in the first, in order, with what `work` made of each on one of the threads.
    pub fn again<R: Send>(&self, work: impl Fn(LocatedLabel<'_>) -> R + Sync, take: Take<'_, R>) {
        for (file, counting) in self.counting.iter().enumerate() {
            let counts = |number: usize| counting.contains(number);
            self.file(file, counts, &work, &mut |item| {
                item.into_iter().for_each(|(_, located, made)| take(located, made));
                true
            });
        }
    }

    /// Reads a file on all threads and tells its items in order, those whose numbers are `wanted`: for labels their number,
    /// and what `work` made of them. Ends early where `tell` says so by `false`.
    fn file<R: Send>(
        &self,
        index: usize,
        wanted: impl Fn(usize) -> bool + Sync,
        work: impl Fn(LocatedLabel<'_>) -> R + Sync,
        tell: &mut dyn FnMut(Worked<'_, R>) -> bool,
    ) {
        let file = self.names[index].as_path();
        let mut chunks = match label_chunks(&self.files[index]) {
            Ok(chunks) => chunks,
            Err(error) => {
                tell(Err(error.of_file(file)));
                return;
            }
        };
        let worked = |(number, item): (usize, Result<(Place, Label), LabelError>)| {
            let made = item.map(|(place, label)| {
                let made = work(LocatedLabel { file, place, label: &label });
                (place, label, made)
            });
            (number, made)
        };
        in_order(
            self.resources.threads,
            || chunks.next(),
            || (),
            |(), chunk: LabelChunk| chunk.read(&wanted).into_iter().map(worked).collect::<Vec<_>>(),
            |items| {
                items.into_iter().all(|(number, item)| match item {
                    Ok((place, label, made)) => tell(Ok((number, LocatedLabel { file, place, label: &label }, made))),
                    Err(error) => tell(Err(error.of_file(file))),
                })
            },
        );
    }
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
        fn a_note_says_what_it_was_made_of(known in known(), line in any::<usize>(), kind in 0..3_u8, file in any::<u32>()) {
            let place = match kind {
                0 => None,
                1 => Some((file as usize, Place::Line(line))),
                _ => Some((file as usize, Place::Record(line))),
            };
            let first = First { place, known };
            prop_assert_eq!(First::of_note(first.note()), first);
        }
    }
}
