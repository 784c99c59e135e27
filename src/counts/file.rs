//! The file of full counts: for exact retraining, and for removing labels from a model.
//!
//! Beside the counts it lists the rows that were counted, each by a keyed fingerprint of its text, with its group and
//! how often it was counted: so a row can be subtracted by its text alone, and one never counted is known. The file
//! is private to its user; the key is kept apart from it.
//!
//! It names its model by the hash of all that the model was made of these counts (weights, the counts that it carries,
//! the comments of each source), so that one of another pair is refused. After the magic come the checksum of all that
//! follows, that hash, and the counts with their rows.

use crate::counts::{Counts, CountsBuilder, Entry, Group, LabelValues};
use crate::label::Label;
use crate::text::feature_extractor::{self, FeatureKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The first bytes of a file of full counts; the last of them is the format's version.
const MAGIC: &[u8; 8] = b"MUSHCNT\x03";

/// An error of a file of counts.
#[derive(Debug, thiserror::Error)]
pub enum CountsError {
    /// The file cannot be opened or read.
    #[error("{}: cannot be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is something else, or of another version.
    #[error("{}: not a file of counts that this program knows; training writes one", file.display())]
    NotCounts {
        /// The file.
        file: PathBuf,
    },
    /// The file is cut short or its bytes have changed.
    #[error("{}: cut short or damaged; train again", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
    },
    /// The file is whole, but no program wrote such counts.
    #[error("{}: not counts that training gives ({what}); train again", file.display())]
    Impossible {
        /// The file.
        file: PathBuf,
        /// The check that failed.
        what: &'static str,
    },
    /// A temporary file cannot be written or read.
    #[error("cannot keep counts in a temporary file: {0}")]
    Temporary(#[source] std::io::Error),
    /// The rows were fingerprinted with another key.
    #[error("{}: its rows were named with another key; give the one of then", file.display())]
    OtherKey {
        /// The file.
        file: PathBuf,
    },
    /// A row's features are not in the counts.
    #[error(
        "the counts hold less than the rows to be forgotten: another version of this program counted them; train again"
    )]
    OtherFeatures,
}

/// The key of the fingerprints, 256 bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// The key made of any bytes: their SHA-256.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The keyed fingerprint: the first 128 bits of SHA-256(key ‖ fingerprint).
    fn name(&self, fingerprint: u128) -> u128 {
        let digest = Sha256::new().chain_update(self.0).chain_update(fingerprint.to_le_bytes()).finalize();
        let mut half = [0; 16];
        half.copy_from_slice(&digest[..16]);
        u128::from_le_bytes(half)
    }
}

/// The group that a row was counted in, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CountsRow {
    /// Shared by the rows of a group: names of sources may be long.
    group: Arc<Group>,
    times: u32,
}

/// Full counts and the rows behind them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountsFile {
    /// The counts, all folds merged.
    pub counts: Counts,
    rows: BTreeMap<u128, CountsRow>,
    /// The groups of the rows that were added since the file was read.
    groups: BTreeSet<Arc<Group>>,
    secret: Secret,
    /// The hash of what the model that they belong to was made of.
    model: [u8; 32],
}

/// The counts as they are stored. A row is its keyed fingerprint, the index of its group and how often it was counted.
#[derive(Serialize, Deserialize)]
struct Stored<'counts> {
    /// The keyed fingerprint of 0, which shows whether the key is the same.
    key_check: u128,
    counts: Cow<'counts, Counts>,
    rows: Vec<(u128, u32, u32)>,
}

impl CountsFile {
    /// Empty counts, whose rows are fingerprinted with this key.
    #[must_use]
    pub fn new(secret: Secret) -> Self {
        Self { secret, ..Self::default() }
    }

    /// Reads a file of counts.
    ///
    /// # Errors
    /// [`CountsError`], naming the file.
    pub fn read(file: &Path, secret: Secret) -> Result<Self, CountsError> {
        let bytes =
            crate::bounded::read(file).map_err(|source| CountsError::Unreadable { file: file.into(), source })?;
        Self::parse(&bytes, file, secret)
    }

    /// Reads counts from the bytes of a file; `file` is named in errors.
    ///
    /// # Errors
    /// As [`CountsFile::read`].
    pub fn parse(bytes: &[u8], file: &Path, secret: Secret) -> Result<Self, CountsError> {
        let body = bytes.strip_prefix(MAGIC).ok_or_else(|| CountsError::NotCounts { file: file.into() })?;
        let damaged = || CountsError::Damaged { file: file.into() };
        let (checksum, body) = body.split_first_chunk::<32>().ok_or_else(damaged)?;
        if Sha256::digest(body).as_slice() != checksum {
            return Err(damaged());
        }
        let (model, stored) = body.split_first_chunk().ok_or_else(damaged)?;
        let Stored { key_check, counts, rows } = postcard::from_bytes(stored).map_err(|_| damaged())?;
        let counts = counts.into_owned();
        if let Some(what) = counts.problem() {
            return Err(CountsError::Impossible { file: file.into(), what });
        }
        if key_check != secret.name(0) {
            return Err(CountsError::OtherKey { file: file.into() });
        }
        let groups: Vec<Arc<Group>> = counts.groups.iter().map(|(group, _)| Arc::new(group.clone())).collect();
        let row = |(name, group, times): (u128, u32, u32)| {
            let group = Arc::clone(groups.get(group as usize)?);
            Some((name, CountsRow { group, times })).filter(|_| times > 0)
        };
        let rows: Option<BTreeMap<u128, CountsRow>> = rows.into_iter().map(row).collect();
        let impossible = || CountsError::Impossible { file: file.into(), what: "a row is of no group" };
        let rows = rows.ok_or_else(impossible)?;
        Ok(Self { counts, rows, groups: BTreeSet::new(), secret, model: *model })
    }

    /// The bytes of the file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let stored = self.stored();
        let checksum = Sha256::new().chain_update(self.model).chain_update(&stored).finalize();
        [MAGIC.as_slice(), &checksum, &self.model, &stored].concat()
    }

    /// The counts and their rows, encoded.
    fn stored(&self) -> Vec<u8> {
        let index = |group: &Group| self.counts.groups.binary_search_by(|(other, _)| other.cmp(group)).ok();
        let rows = self.rows.iter().filter_map(|(name, row)| Some((*name, index(&row.group)? as u32, row.times)));
        let counts = Cow::Borrowed(&self.counts);
        let stored = Stored { key_check: self.secret.name(0), counts, rows: rows.collect() };
        postcard::to_stdvec(&stored).unwrap_or_default()
    }

    /// Names the model that was made of them, by the hash of what it was made of.
    pub(crate) fn belong_to(&mut self, counted: [u8; 32]) {
        self.model = counted;
    }

    /// Whether a model was made of them.
    #[must_use]
    pub(crate) fn are_of(&self, counted: [u8; 32]) -> bool {
        self.model == counted
    }

    /// Records that a comment was counted `times` times; the counts themselves come from training.
    pub fn note(&mut self, fingerprint: u128, label: &Label, times: u32) {
        let group = Group::of(label, 0);
        let group = match self.groups.get(&group) {
            Some(known) => Arc::clone(known),
            None => {
                let group = Arc::new(group);
                self.groups.insert(Arc::clone(&group));
                group
            }
        };
        self.rows.insert(self.secret.name(fingerprint), CountsRow { group, times });
    }

    /// The label values that a comment was counted with; `None` where it never was.
    #[must_use]
    pub fn known(&self, fingerprint: u128) -> Option<LabelValues> {
        self.rows.get(&self.secret.name(fingerprint)).map(|row| row.group.known)
    }

    /// Subtracts comments, given by text and fingerprint; returns for each whether it had been counted.
    ///
    /// # Errors
    /// [`CountsError::OtherFeatures`] where features of these texts are not in the counts; nothing is changed then.
    pub fn forget<'text>(
        &mut self,
        comments: impl IntoIterator<Item = (&'text str, u128)>,
    ) -> Result<Vec<bool>, CountsError> {
        let mut rows = self.rows.clone();
        let mut counters: BTreeMap<u32, CountsBuilder> = BTreeMap::new();
        let mut keys: Vec<FeatureKey> = Vec::new();
        let mut was_counted = Vec::new();
        for (text, fingerprint) in comments {
            let row = rows.remove(&self.secret.name(fingerprint));
            was_counted.push(row.is_some());
            let Some(row) = row else { continue };
            keys.clear();
            feature_extractor::of_comment([text], |key| keys.push(key));
            counters.entry(row.times).or_default().add_to((*row.group).clone(), &mut keys);
        }
        let mut counts = self.counts.clone();
        for (times, counter) in counters {
            let part = counter.finish().map_err(CountsError::Temporary)?.times(times);
            counts = minus(counts, &part).ok_or(CountsError::OtherFeatures)?;
        }
        (self.counts, self.rows) = (counts, rows);
        Ok(was_counted)
    }
}

/// `counts` less `part`, without what becomes empty; `None` where `part` is not contained in them.
fn minus(counts: Counts, part: &Counts) -> Option<Counts> {
    let taken: BTreeMap<&Group, u64> = part.groups.iter().map(|(group, comments)| (group, *comments)).collect();
    let mut groups = counts.groups.clone();
    for (group, comments) in &mut groups {
        *comments = comments.checked_sub(taken.get(group).copied().unwrap_or(0))?;
    }
    if !part.groups.iter().all(|(group, _)| counts.groups.binary_search_by(|(other, _)| other.cmp(group)).is_ok()) {
        return None;
    }
    let mut taken = part.entries.iter().peekable();
    let mut entries = Vec::with_capacity(counts.entries.len());
    for entry in counts.entries {
        let name = (entry.key, &groups[entry.group as usize].0);
        let less = taken.next_if(|less| (less.key, &part.groups[less.group as usize].0) == name);
        let (comments, mass) = less.map_or((0, 0), |less| (less.comments, less.mass));
        let (comments, mass) = (entry.comments.checked_sub(comments)?, entry.mass.checked_sub(mass)?);
        if comments > 0 {
            entries.push(Entry { comments, mass, ..entry });
        }
    }
    if taken.next().is_some() {
        return None;
    }
    // Empty groups are removed, and the entries' group indices renumbered.
    let mut indices = Vec::with_capacity(groups.len());
    let mut kept = 0;
    for (_, comments) in &groups {
        indices.push(kept);
        kept += u32::from(*comments > 0);
    }
    entries.iter_mut().for_each(|entry| entry.group = indices[entry.group as usize]);
    groups.retain(|(_, comments)| *comments > 0);
    Some(Counts { groups, entries })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Fingerprints;
    use proptest::prelude::*;

    const WORDS: [&str; 8] = ["حمار", "شكرا", "جميل", "الخبر", "البلد", "ناس", "قال", "في"];

    /// Distinct comments: the last two words encode the number.
    fn labels() -> impl Strategy<Value = Vec<Label>> {
        prop::collection::vec((0..8_usize, 0..8_usize, 0..3_u8, any::<bool>()), 1..40).prop_map(|rows| {
            rows.into_iter()
                .enumerate()
                .map(|(number, (one, other, source, hostile))| Label {
                    text: format!("{} {} {} {}", WORDS[one], WORDS[other], WORDS[number % 8], WORDS[number / 8]),
                    hostile: Some(hostile),
                    source: (source > 0).then(|| format!("source {source}")),
                    ..Label::default()
                })
                .collect()
        })
    }

    fn counted(labels: &[Label], times: u32) -> CountsFile {
        let mut full = CountsFile::new(Secret::new(b"a secret of many bytes"));
        full.belong_to([3; 32]);
        let mut counter = CountsBuilder::default();
        let mut fingerprints = Fingerprints::default();
        let mut keys = Vec::new();
        for label in labels {
            let fingerprint = fingerprints.of(&label.text);
            if full.known(fingerprint).is_some() {
                continue;
            }
            keys.clear();
            feature_extractor::of_comment([label.text.as_str()], |key| keys.push(key));
            counter.add_to(Group::of(label, 0), &mut keys);
            full.note(fingerprint, label, times);
        }
        full.counts = counter.finish().unwrap().times(times);
        full
    }

    fn forget(full: &mut CountsFile, labels: &[Label]) -> Vec<bool> {
        let mut fingerprints = Fingerprints::default();
        let named: Vec<(&str, u128)> =
            labels.iter().map(|label| (label.text.as_str(), fingerprints.of(&label.text))).collect();
        full.forget(named).unwrap()
    }

    proptest! {
        #[test]
        fn what_is_forgotten_was_never_counted(labels in labels(), share in 0..40_usize, times in 1..4_u32) {
            let share = share.min(labels.len());
            let mut full = counted(&labels, times);
            let (gone, kept) = labels.split_at(share);
            forget(&mut full, gone);
            let kept: Vec<Label> = kept
                .iter()
                .filter(|label| gone.iter().all(|other| other.text != label.text))
                .cloned()
                .collect();
            prop_assert_eq!(full.to_bytes(), counted(&kept, times).to_bytes());
        }

        #[test]
        fn counts_come_back_from_their_bytes(labels in labels()) {
            let full = counted(&labels, 1);
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), full.to_bytes()).unwrap();
            let read = CountsFile::read(file.path(), full.secret).unwrap();
            prop_assert_eq!((&read.counts, &read.rows), (&full.counts, &full.rows));
            prop_assert_eq!(read.to_bytes(), full.to_bytes());
        }
    }

    #[test]
    fn a_row_never_counted_and_one_forgotten_twice_are_reported() {
        let label = |text: &str| Label { text: text.into(), hostile: Some(true), ..Label::default() };
        let mut full = counted(&[label("يا حمار"), label("شكرا لكم")], 1);
        assert_eq!(forget(&mut full, &[label("يا حِمار!"), label("يا حمار"), label("كلام آخر")]), [true, false, false]);
    }

    /// The bytes of a file with these counts and rows, its checksum right.
    fn with_checksum(counts: &Counts, rows: Vec<(u128, u32, u32)>) -> Vec<u8> {
        let secret = Secret::default();
        let stored = Stored { key_check: secret.name(0), counts: Cow::Borrowed(counts), rows };
        let stored = postcard::to_stdvec(&stored).unwrap();
        let checksum = Sha256::new().chain_update([0; 32]).chain_update(&stored).finalize();
        [MAGIC.as_slice(), &checksum, &[0; 32], &stored].concat()
    }

    #[test]
    fn counts_that_training_never_gives_are_refused_though_their_checksum_is_right() {
        let group = |source: &str| Group { source: source.into(), fold: 0, known: (&Label::default()).into() };
        let entry = |key, group, comments, mass| Entry { key, group, comments, mass };
        let groups = vec![(group("a"), 3), (group("b"), 2)];
        let file = tempfile::NamedTempFile::new().unwrap();
        let read = |counts: Counts, rows: Vec<(u128, u32, u32)>| {
            std::fs::write(file.path(), with_checksum(&counts, rows)).unwrap();
            CountsFile::read(file.path(), Secret::default())
        };
        let good = Counts { groups: groups.clone(), entries: vec![entry(5, 0, 3, 9), entry(5, 1, 2, 9)] };
        assert!(read(good.clone(), vec![(7, 1, 1)]).is_ok());
        for row in [(7, 2, 1), (7, 0, 0)] {
            assert!(matches!(read(good.clone(), vec![row]), Err(CountsError::Impossible { .. })));
        }
        for entries in [
            vec![entry(5, 2, 1, 9)],
            vec![entry(5, u32::MAX, 1, 9)],
            vec![entry(5, 0, 4, 9)],
            vec![entry(5, 0, 0, 0)],
            vec![entry(5, 0, 3, u64::MAX)],
            vec![entry(5, 1, 1, 9), entry(5, 0, 1, 9)],
            vec![entry(5, 0, 1, 9), entry(5, 0, 1, 9)],
            vec![entry(6, 0, 1, 9), entry(5, 0, 1, 9)],
        ] {
            let counts = Counts { groups: groups.clone(), entries };
            assert!(matches!(read(counts, Vec::new()), Err(CountsError::Impossible { .. })));
        }
        for groups in [
            vec![(group("b"), 1), (group("a"), 1)],
            vec![(group("a"), 1), (group("a"), 1)],
            vec![(group("a"), u64::MAX), (group("b"), u64::MAX)],
            vec![(Group { fold: 200, ..group("a") }, 1)],
        ] {
            let counts = Counts { groups, entries: Vec::new() };
            assert!(matches!(read(counts, Vec::new()), Err(CountsError::Impossible { .. })));
        }
    }

    #[test]
    fn another_key_and_a_damaged_file_are_refused_by_name() {
        let full = counted(&[Label { text: "يا حمار".into(), hostile: Some(true), ..Label::default() }], 1);
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut bytes = full.to_bytes();
        std::fs::write(file.path(), &bytes).unwrap();
        assert!(matches!(CountsFile::read(file.path(), Secret::default()), Err(CountsError::OtherKey { .. })));
        for length in 0..bytes.len() {
            std::fs::write(file.path(), &bytes[..length]).unwrap();
            assert!(CountsFile::read(file.path(), full.secret).is_err());
        }
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(file.path(), &bytes).unwrap();
        assert!(matches!(CountsFile::read(file.path(), full.secret), Err(CountsError::Damaged { .. })));
    }
}
