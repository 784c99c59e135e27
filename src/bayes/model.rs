//! The model file: what is saved.
//!
//! A file is a magic, a version, the lengths of its two parts, a SHA-256 of both, and the parts: the *head* (weights,
//! calibration, thresholds, where the labels came from), which scoring reads, and the *counts* of the features that the
//! model carries, which only retraining reads. Everything is sorted: the same labels give the same bytes.

use super::calibration::{Calibration, Histogram};
use super::carried::{Carried, steps};
use super::counts::Counts;
use super::fit::Weights;
use super::parameters::Parameters;
use super::source_summary::summaries;
use super::{COLUMNS, Column, WEIGHTS, packed};
use crate::label::Flag;
use crate::relevance::Relevance;
use crate::text::features::Key;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::path::Path;

pub use super::carried::{Memory, upper};
pub use super::model_error::ModelError;
pub use super::source_summary::SourceSummary;

/// The first bytes of a model file.
pub const MAGIC: &[u8; 8] = b"MUSHRIF\n";
/// The format that this program writes and reads.
pub const VERSION: u32 = 1;
/// Magic, version, two lengths and the checksum.
const PREFIX: usize = 8 + 4 + 8 + 8 + 32;

/// The default model, trained by the recipe under `training/`.
const DEFAULT: &[u8] = include_bytes!("../../models/ar-news-1.model");

/// A model: what was learnt, how sure it is, and what of.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// What scoring needs.
    pub head: Head,
    /// The out-of-fold scores behind the calibrations, the last part of the head, encoded; see [`Model::histograms`].
    histograms: Cow<'static, [u8]>,
    /// Counts of the features that the model carries, encoded; see [`Model::memory`].
    counts: Cow<'static, [u8]>,
    /// The first eight hexadecimal digits of the file's checksum.
    hash: String,
}

/// The part of a model that scoring reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// The model's name.
    pub name: String,
    /// How it was made.
    pub parameters: Parameters,
    /// What it was trained on.
    pub sources: Vec<SourceSummary>,
    /// The features, as differences between sorted keys.
    steps: Vec<u64>,
    /// What a weight of 1 stands for, a column.
    scales: [f32; WEIGHTS],
    /// The weights of each feature, in steps of the column's scale.
    weights: Vec<[i16; WEIGHTS]>,
    /// How raw scores are read, a column; `None` where nothing was labelled.
    pub calibrations: [Option<Calibration>; COLUMNS],
    /// The default threshold of each flag, in the order of [`Flag::ALL`]; `None` where it is not scored.
    pub thresholds: [Option<f64>; 3],
    /// What tells a comment's own article from others; `None` where the model does not judge that.
    pub relevance: Option<Relevance>,
}

/// What training learnt.
#[derive(Debug)]
pub struct Learnt<'a> {
    /// How.
    pub parameters: &'a Parameters,
    /// The weights of all columns.
    pub weights: &'a Weights,
    /// The counts they rest on.
    pub counts: &'a Counts,
    /// How raw scores are read, a column.
    pub calibrations: [Option<Calibration>; COLUMNS],
    /// The default thresholds, a flag.
    pub thresholds: [Option<f64>; 3],
    /// The out-of-fold scores.
    pub histograms: [Histogram; COLUMNS],
    /// Plain features that an earlier model remembered.
    pub plain: &'a [u32],
    /// What tells a comment's own article from others.
    pub relevance: Option<Relevance>,
}

impl Model {
    /// Puts a model together: weights in whole numbers, counts cut down to the features that have weights.
    #[must_use]
    pub fn new(name: &str, learnt: Learnt<'_>) -> Self {
        let Learnt { parameters, weights, counts, calibrations, thresholds, histograms, plain, relevance } = learnt;
        let largest = |column: usize| weights.rows.iter().map(|row| row.1[column].abs()).fold(0.0_f32, f32::max);
        let scales: [f32; WEIGHTS] =
            std::array::from_fn(|column| (largest(column) / f32::from(i16::MAX)).max(f32::MIN_POSITIVE));
        let quantised = |row: &[f32; WEIGHTS]| -> [i16; WEIGHTS] {
            std::array::from_fn(|column| (row[column] / scales[column]).round() as i16)
        };
        let head = Head {
            name: name.into(),
            parameters: parameters.clone(),
            sources: summaries(counts),
            steps: steps(weights.rows.iter().map(|row| row.0)),
            scales,
            weights: weights.rows.iter().map(|row| quantised(&row.1)).collect(),
            calibrations,
            thresholds,
            relevance,
        };
        let carried = Carried::of(counts, weights, plain);
        let counts = postcard::to_stdvec(&carried).unwrap_or_default().into();
        let histograms = postcard::to_stdvec(&histograms).unwrap_or_default().into();
        let mut model = Self { head, histograms, counts, hash: String::new() };
        model.hash = model.bytes().1;
        model
    }

    /// The default model, which is part of the program: it is used where it lies, and its checksum, which takes longer
    /// than all else, is not computed anew.
    ///
    /// # Errors
    /// [`ModelError`] if the program was built with a model of another format.
    pub fn default_model() -> Result<Self, ModelError> {
        let file = Path::new("the default model");
        Parts::of(DEFAULT, file)?.model(file, Cow::Borrowed)
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`ModelError`], naming the file: unreadable, no model, newer, or damaged.
    pub fn read(file: &Path) -> Result<Self, ModelError> {
        let bytes = std::fs::read(file).map_err(|source| ModelError::Unreadable { file: file.into(), source })?;
        Self::parse(&bytes, file)
    }

    /// Reads a model from bytes; `file` is named in errors.
    ///
    /// # Errors
    /// [`ModelError`], as [`Model::read`].
    pub fn parse(bytes: &[u8], file: &Path) -> Result<Self, ModelError> {
        let parts = Parts::of(bytes, file)?;
        if Sha256::digest(parts.body).as_slice() != parts.checksum {
            return Err(ModelError::Damaged { file: file.into(), what: "its checksum does not match" });
        }
        let model = parts.model(file, |part| part.to_vec().into())?;
        match postcard::from_bytes::<[Histogram; COLUMNS]>(&model.histograms) {
            Ok(_) => Ok(model),
            Err(_) => Err(ModelError::Damaged { file: file.into(), what: "its histograms cannot be read" }),
        }
    }

    /// The bytes of the model file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.bytes().0
    }

    fn bytes(&self) -> (Vec<u8>, String) {
        let mut head = postcard::to_stdvec(&self.head).unwrap_or_default();
        head.extend_from_slice(&self.histograms);
        let checksum = Sha256::new().chain_update(&head).chain_update(&self.counts).finalize();
        let mut bytes = Vec::with_capacity(PREFIX + head.len() + self.counts.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&(head.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&(self.counts.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&checksum);
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(&self.counts);
        (bytes, short_hash(&checksum))
    }

    /// Eight hexadecimal digits that name exactly this model.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// How many features have weights.
    #[must_use]
    pub fn features(&self) -> usize {
        self.head.weights.len()
    }

    /// The features with their weights in whole numbers; multiply by [`Model::scales`].
    pub fn rows(&self) -> impl Iterator<Item = (Key, &[i16; WEIGHTS])> {
        let keys = self.head.steps.iter().scan(0_u64, |key, step| {
            *key = key.wrapping_add(*step);
            Some(*key)
        });
        keys.zip(&self.head.weights)
    }

    /// What a weight of 1 stands for, a column.
    #[must_use]
    pub fn scales(&self) -> &[f32; WEIGHTS] {
        &self.head.scales
    }

    /// How a column's raw score is read.
    #[must_use]
    pub fn calibration(&self, column: Column) -> Option<&Calibration> {
        self.head.calibrations[column as usize].as_ref()
    }

    /// The default threshold of a flag.
    #[must_use]
    pub fn threshold(&self, flag: Flag) -> Option<f64> {
        self.head.thresholds[flag as usize]
    }

    /// The out-of-fold scores behind the calibrations. Only retraining asks for them, and only then are they read.
    #[must_use]
    pub fn histograms(&self) -> [Histogram; COLUMNS] {
        postcard::from_bytes(&self.histograms).unwrap_or_default()
    }

    /// What the model carries for retraining.
    ///
    /// # Errors
    /// [`ModelError::Damaged`] where it cannot be read.
    pub fn memory(&self, file: &Path) -> Result<Memory, ModelError> {
        let carried: Option<Carried> = postcard::from_bytes(&self.counts).ok();
        carried
            .and_then(|carried| carried.open(self.rows().map(|row| row.0)))
            .ok_or(ModelError::Damaged { file: file.into(), what: "its counts cannot be read" })
    }
}

/// A model file taken apart, nothing in it believed yet but its lengths.
struct Parts<'bytes> {
    checksum: &'bytes [u8],
    /// All that the checksum is of.
    body: &'bytes [u8],
    head_length: usize,
}

impl<'bytes> Parts<'bytes> {
    fn of(bytes: &'bytes [u8], file: &Path) -> Result<Self, ModelError> {
        let damaged = |what| ModelError::Damaged { file: file.into(), what };
        if !bytes.starts_with(MAGIC) {
            return Err(ModelError::NotAModel { file: file.into() });
        }
        let field = |from: usize, length: usize| bytes.get(from..from + length).ok_or(damaged("it ends too early"));
        let mut number = [0; 4];
        number.copy_from_slice(field(8, 4)?);
        let found = u32::from_le_bytes(number);
        if found != VERSION {
            return Err(ModelError::Newer { file: file.into(), found });
        }
        let length = |from: usize| -> Result<usize, ModelError> {
            let mut number = [0; 8];
            number.copy_from_slice(field(from, 8)?);
            usize::try_from(u64::from_le_bytes(number)).map_err(|_| damaged("a length is wrong"))
        };
        let (head_length, counts_length) = (length(12)?, length(20)?);
        let checksum = field(28, 32)?;
        let body = &bytes[PREFIX..];
        if head_length.checked_add(counts_length) != Some(body.len()) {
            return Err(damaged("it ends too early"));
        }
        Ok(Self { checksum, body, head_length })
    }

    fn model(&self, file: &Path, keep: impl Fn(&'bytes [u8]) -> Cow<'static, [u8]>) -> Result<Model, ModelError> {
        let damaged = |what| ModelError::Damaged { file: file.into(), what };
        let (head, counts) = self.body.split_at(self.head_length);
        let (head, histograms) = Head::read(head).ok_or(damaged("its head cannot be read"))?;
        if head.steps.len() != head.weights.len() {
            return Err(damaged("its weights do not fit its features"));
        }
        let (histograms, counts) = (keep(histograms), keep(counts));
        Ok(Model { head, histograms, counts, hash: short_hash(self.checksum) })
    }
}

impl Head {
    /// Reads a head as postcard writes it, its many numbers by hand, and gives the bytes behind it.
    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let ((name, parameters, sources), bytes) = postcard::take_from_bytes(bytes).ok()?;
        let (steps, bytes) = packed::numbers(bytes)?;
        let (scales, bytes) = postcard::take_from_bytes(bytes).ok()?;
        let (weights, bytes) = packed::rows(bytes)?;
        let ((calibrations, thresholds, relevance), bytes) = postcard::take_from_bytes(bytes).ok()?;
        Some((Self { name, parameters, sources, steps, scales, weights, calibrations, thresholds, relevance }, bytes))
    }
}

fn short_hash(checksum: &[u8]) -> String {
    checksum.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bayes::counts::{Entry, Group};

    fn model() -> Model {
        let weights = Weights {
            rows: vec![(10, [1.0, 0.0, 0.5, 0.0, -0.5, 0.2]), (99, [-1.0; WEIGHTS])],
            companions: vec![(10, 70), (10, 80)],
        };
        let group = Group { source: "a".into(), fold: 0, known: (&crate::label::Label::default()).into() };
        let entry = |key, comments| Entry { key, group: 0, comments, mass: 7 };
        let counts = Counts {
            groups: vec![(group, 30)],
            entries: vec![entry(10, 3), entry(50 << 32, 25), entry(70, 3), entry(80, 3), entry(99, 4)],
        };
        let counts = Counts {
            entries: {
                let mut e = counts.entries;
                e.sort_by_key(|e| e.key);
                e
            },
            ..counts
        };
        let memory = Memory::of(&counts, &weights, Vec::new()).unwrap();
        let learnt = Learnt {
            parameters: &Parameters::default(),
            weights: &weights,
            counts: &memory.counts,
            calibrations: [None; 5],
            thresholds: [None; 3],
            histograms: Default::default(),
            plain: &memory.plain,
            relevance: None,
        };
        Model::new("m", learnt)
    }

    #[test]
    fn a_model_comes_back_from_its_bytes_as_it_was() {
        let model = model();
        assert_eq!(Model::parse(&model.to_bytes(), Path::new("m")).unwrap(), model);
    }

    #[test]
    fn the_default_model_has_the_checksum_that_is_not_computed_at_every_start() {
        assert_eq!(Model::parse(DEFAULT, Path::new("m")).unwrap(), Model::default_model().unwrap());
    }

    #[test]
    fn the_counts_of_weighed_features_and_their_companions_are_carried_and_common_plain_ones_named() {
        let memory = model().memory(Path::new("m")).unwrap();
        assert_eq!(memory.counts.entries.iter().map(|entry| entry.key).collect::<Vec<_>>(), [10, 70, 80, 99]);
        assert_eq!(memory.plain, [50]);
    }

    #[test]
    fn a_model_cut_anywhere_or_changed_in_any_byte_is_refused_by_name() {
        let bytes = model().to_bytes();
        for length in 0..bytes.len() {
            let error = Model::parse(&bytes[..length], Path::new("cut.model")).unwrap_err();
            assert!(error.to_string().starts_with("cut.model: "), "{error}");
        }
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 0x40;
            assert!(Model::parse(&changed, Path::new("m")).is_err(), "byte {index}");
        }
    }

    #[test]
    fn a_newer_model_is_named_so() {
        let mut bytes = model().to_bytes();
        bytes[8] = 2;
        let error = Model::parse(&bytes, Path::new("new.model")).unwrap_err();
        assert!(error.to_string().contains("format 2") && error.to_string().contains("update Mushrif"));
    }
}
