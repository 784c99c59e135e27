//! Label files as commands read them: standard input spooled, duplicates once, contradictions named.

use super::problems::Problems;
use super::resources::TEMPORARY;
use crate::bayes::Resources;
use crate::bayes::counts::Known;
use crate::label::{Fingerprints, Label, LabelError, Piece, Place, Seen, Sentiment, pieces};
use crate::pipeline::in_order;
use anyhow::Context;
use fixedbitset::FixedBitSet;
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Which labels a command reads.
#[derive(Debug, clap::Args)]
pub struct LabelArguments {
    /// Label files: .jsonl, .json, .csv, .xlsx, our own or a label tool's; - is JSON Lines on standard input
    #[arg(value_name = "LABELS", required = true)]
    pub labels: Vec<PathBuf>,
    /// Write nothing if any line cannot be read
    #[arg(long, display_order = 99)]
    pub strict: bool,
}

/// Label files, and which of their lines count.
pub struct LabelFiles {
    files: Vec<PathBuf>,
    /// What the user calls them.
    names: Vec<PathBuf>,
    /// Keeps what came on standard input, which can be read only once.
    _spooled: Option<tempfile::TempPath>,
    resources: Resources,
    /// Of each file a bit for each item: whether its label counts.
    counting: Vec<FixedBitSet>,
    /// How many lines said again what an earlier one had said.
    pub duplicates: u64,
}

/// What was said of a comment first, and where: as [`Seen`] keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct First {
    /// In which file and where; `None` where it was not in these files but counted before.
    place: Option<(usize, Place)>,
    known: Known,
}

impl First {
    /// From the highest bit down: two bits of each thing that may be known; whether there is a place, and of which kind;
    /// 32 bits of the file; 64 of the line.
    fn note(self) -> u128 {
        let flag = |flag: Option<bool>| flag.map_or(0, |flag| 1 + u128::from(flag));
        let Known { hostile, sectarian, off_topic, sentiment } = self.known;
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
        let known = Known { hostile: flag(6), sectarian: flag(4), off_topic: flag(2), sentiment };
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
type Take<'take, T> = &'take mut dyn FnMut(Found<'_>, T);

/// What part of the memory finding repetitions may take: a fourth. Counting takes less than half at the same time.
const SHARE: u64 = 4;

/// A label and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// What the user calls the file.
    pub file: &'a Path,
    /// Where in it.
    pub place: Place,
    /// The label.
    pub label: &'a Label,
}

/// The number of an item in its file, the label, and what was made of it; or what is wrong there.
type Worked<'found, R> = Result<(usize, Found<'found>, R), LabelError>;

impl LabelFiles {
    /// Names the files; `-` is JSON Lines on standard input.
    pub fn open(paths: &[PathBuf], resources: Resources) -> anyhow::Result<Self> {
        let mut spooled = None;
        let mut files = Vec::new();
        let mut names = Vec::new();
        for path in paths {
            names.push(if path.as_os_str() == "-" { "standard input".into() } else { path.clone() });
            if path.as_os_str() == "-" {
                let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile()?;
                std::io::copy(&mut std::io::stdin().lock(), &mut file).context("standard input: cannot be read")?;
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
    pub fn every(&self, problems: &mut Problems, take: &mut dyn FnMut(Found<'_>)) {
        for file in 0..self.files.len() {
            self.file(file, |_| true, |_| (), &mut |item| {
                match item {
                    Ok((_, found, ())) => {
                        take(found);
                        problems.done(1);
                    }
                    Err(error) => problems.add(error),
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
        problems: &mut Problems,
        counted: &dyn Fn(u128) -> Option<Known>,
        work: impl Fn(Found<'_>) -> R + Sync,
        take: Take<'_, R>,
    ) -> anyhow::Result<()> {
        let mut seen = Seen::new(self.resources.memory / SHARE);
        let mut counting = std::mem::take(&mut self.counting);
        let mut duplicates = 0;
        let mut trouble = Ok(());
        for (file, counting) in counting.iter_mut().enumerate() {
            let fingerprinted = |found: Found<'_>| {
                let fingerprint = FINGERPRINTS.with_borrow_mut(|fingerprints| fingerprints.of(&found.label.text));
                (fingerprint, work(found))
            };
            self.file(file, |_| true, fingerprinted, &mut |item| {
                let (number, found, (fingerprint, made)) = match item {
                    Ok(item) => item,
                    Err(error) => {
                        problems.add(error);
                        return true;
                    }
                };
                let known = Known::from(found.label);
                let mut before = None;
                let here = First { place: Some((file, found.place)), known };
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
                        take(found, made);
                        problems.done(1);
                    }
                    Some(before) if before.known == known => {
                        duplicates += 1;
                        problems.done(1);
                    }
                    Some(before) => problems.add(self.contradiction(&before, (file, found.place))),
                }
                trouble.is_ok()
            });
        }
        (self.counting, self.duplicates) = (counting, self.duplicates + duplicates);
        trouble.context(TEMPORARY)
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
    pub fn again<R: Send>(&self, work: impl Fn(Found<'_>) -> R + Sync, take: Take<'_, R>) {
        for (file, counting) in self.counting.iter().enumerate() {
            let counts = |number: usize| counting.contains(number);
            self.file(file, counts, &work, &mut |item| {
                item.into_iter().for_each(|(_, found, made)| take(found, made));
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
        work: impl Fn(Found<'_>) -> R + Sync,
        tell: &mut dyn FnMut(Worked<'_, R>) -> bool,
    ) {
        let file = self.names[index].as_path();
        let mut pieces = match pieces(&self.files[index]) {
            Ok(pieces) => pieces,
            Err(error) => {
                tell(Err(error.of_file(file)));
                return;
            }
        };
        let worked = |(number, item): (usize, Result<(Place, Label), LabelError>)| {
            let made = item.map(|(place, label)| {
                let made = work(Found { file, place, label: &label });
                (place, label, made)
            });
            (number, made)
        };
        in_order(
            self.resources.threads,
            || pieces.next(),
            || (),
            |(), piece: Piece| piece.read(&wanted).into_iter().map(worked).collect::<Vec<_>>(),
            |items| {
                items.into_iter().all(|(number, item)| match item {
                    Ok((place, label, made)) => tell(Ok((number, Found { file, place, label: &label }, made))),
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

    fn known() -> impl Strategy<Value = Known> {
        let flag = || any::<Option<bool>>();
        let sentiment = prop::option::of(prop::sample::select(&Sentiment::ALL[..]));
        (flag(), flag(), flag(), sentiment).prop_map(|(hostile, sectarian, off_topic, sentiment)| Known {
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
