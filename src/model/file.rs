//! The bytes of a model file.
//!
//! A file is a magic, a version, the lengths of its two parts, a SHA-256 of both, and the parts: the *scoring part*
//! (vocabulary, weights, calibration, thresholds, sources, histograms), which scoring reads, and the *counts* of the
//! features that the model carries, which only retraining reads. All is sorted: the same labels give the same bytes.

use super::correction::StoredCorrection;
use super::error::{OLDEST, VERSION};
use super::parameters::Parameters;
use super::sources::SourceSummary;
use super::vocabulary::Vocabulary;
use super::{Model, ModelError, WEIGHTS};
use crate::calibration::{Calibration, Histogram};
use crate::label::TARGETS;
use crate::relevance::Relevance;
use crate::varint;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::path::Path;

/// The first bytes of a model file.
const MAGIC: &[u8; 8] = b"MUSHRIF\n";
/// Magic, version, two lengths and the checksum.
const PREFIX: usize = 8 + 4 + 8 + 8 + 32;

/// The default model, trained by the recipe under `training/`.
const DEFAULT: &[u8] = include_bytes!("../../models/ar-news-2.model");

/// The part of a model that scoring reads. The order of the fields is that of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ScoringPart {
    pub(super) name: String,
    pub(super) parameters: Parameters,
    pub(super) sources: Vec<SourceSummary>,
    pub(super) vocabulary: Vocabulary,
    /// What a quantised weight of 1 stands for.
    pub(super) scales: [f32; WEIGHTS],
    /// The quantised weights of each feature of the vocabulary.
    pub(super) weights: Vec<[i16; WEIGHTS]>,
    pub(super) calibrations: [Option<Calibration>; TARGETS],
    /// The default threshold of each flag, in the order of [`crate::record::Flag::ALL`].
    pub(super) thresholds: [Option<f64>; 3],
    pub(super) relevance: Option<Relevance>,
    /// Only in files of format 4, which would be of format 3 without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) correction: Option<StoredCorrection>,
}

impl ScoringPart {
    /// Decodes what postcard wrote, and returns the bytes after it. The many numbers of the vocabulary and the weights
    /// are read by hand: through serde they take a third of the time of a program that scores one comment and ends.
    fn decode(bytes: &[u8], version: u32) -> Option<(Self, &[u8])> {
        let ((name, parameters, sources), bytes) = postcard::take_from_bytes(bytes).ok()?;
        let (steps, bytes) = numbers(bytes)?;
        let (scales, bytes) = postcard::take_from_bytes(bytes).ok()?;
        let (weights, bytes) = rows(bytes)?;
        let ((calibrations, thresholds, relevance), bytes) = postcard::take_from_bytes(bytes).ok()?;
        let (correction, bytes) = match version {
            OLDEST => (None, bytes),
            _ => postcard::take_from_bytes(bytes).ok()?,
        };
        let vocabulary = Vocabulary::of_steps(steps);
        let part = Self {
            name,
            parameters,
            sources,
            vocabulary,
            scales,
            weights,
            calibrations,
            thresholds,
            relevance,
            correction,
        };
        Some((part, bytes))
    }
}

/// The bytes of a model's file, and its hash.
pub(super) fn encode(model: &Model) -> (Vec<u8>, String) {
    let mut scoring = postcard::to_stdvec(&model.scoring).unwrap_or_default();
    scoring.extend_from_slice(&model.histograms);
    let checksum = Sha256::new().chain_update(&scoring).chain_update(&model.counts).finalize();
    let version = if model.scoring.correction.is_some() { VERSION } else { OLDEST };
    let mut bytes = Vec::with_capacity(PREFIX + scoring.len() + model.counts.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&version.to_le_bytes());
    bytes.extend_from_slice(&(scoring.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&(model.counts.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&checksum);
    bytes.extend_from_slice(&scoring);
    bytes.extend_from_slice(&model.counts);
    (bytes, short_hash(&checksum))
}

/// Decodes a model whose checksum matches; `file` is named in errors.
pub(super) fn decode(bytes: &[u8], file: &Path) -> Result<Model, ModelError> {
    let parts = ModelParts::of(bytes, file)?;
    if Sha256::digest(parts.body).as_slice() != parts.checksum {
        return Err(ModelError::Damaged { file: file.into(), what: "its checksum does not match" });
    }
    parts.model(file, |part| part.to_vec().into())
}

/// Decodes histograms.
pub(super) fn histograms(bytes: &[u8], file: &Path) -> Result<[Histogram; TARGETS], ModelError> {
    let impossible = |what| ModelError::Impossible { file: file.into(), what };
    let histograms: [Histogram; TARGETS] =
        postcard::from_bytes(bytes).map_err(|_| impossible("its histograms cannot be read"))?;
    if histograms.iter().all(Histogram::can_be_summed) {
        Ok(histograms)
    } else {
        Err(impossible("its histograms have more comments than can be"))
    }
}

/// The default model, borrowed from the program itself.
pub(super) fn default_model() -> Result<Model, ModelError> {
    let file = Path::new("the default model");
    ModelParts::of(DEFAULT, file)?.model(file, Cow::Borrowed)
}

/// A model file split into its parts, of which only magic, version and lengths are checked.
struct ModelParts<'bytes> {
    version: u32,
    checksum: &'bytes [u8],
    /// The bytes that the checksum covers.
    body: &'bytes [u8],
    scoring_length: usize,
}

impl<'bytes> ModelParts<'bytes> {
    fn of(bytes: &'bytes [u8], file: &Path) -> Result<Self, ModelError> {
        let damaged = |what| ModelError::Damaged { file: file.into(), what };
        if !bytes.starts_with(MAGIC) {
            return Err(ModelError::NotAModel { file: file.into() });
        }
        let field = |from: usize, length: usize| bytes.get(from..from + length).ok_or(damaged("it ends too early"));
        let mut number = [0; 4];
        number.copy_from_slice(field(8, 4)?);
        let found = u32::from_le_bytes(number);
        match found {
            ..OLDEST => return Err(ModelError::Older { file: file.into(), found }),
            OLDEST..=VERSION => {}
            _ => return Err(ModelError::Newer { file: file.into(), found }),
        }
        let length = |from: usize| -> Result<usize, ModelError> {
            let mut number = [0; 8];
            number.copy_from_slice(field(from, 8)?);
            usize::try_from(u64::from_le_bytes(number)).map_err(|_| damaged("a length is wrong"))
        };
        let (scoring_length, counts_length) = (length(12)?, length(20)?);
        let checksum = field(28, 32)?;
        let body = &bytes[PREFIX..];
        if scoring_length.checked_add(counts_length) != Some(body.len()) {
            return Err(damaged("it ends too early"));
        }
        Ok(Self { version: found, checksum, body, scoring_length })
    }

    fn model(&self, file: &Path, keep: impl Fn(&'bytes [u8]) -> Cow<'static, [u8]>) -> Result<Model, ModelError> {
        let damaged = |what| ModelError::Damaged { file: file.into(), what };
        let (scoring, counts) = self.body.split_at(self.scoring_length);
        let (scoring, histograms) =
            ScoringPart::decode(scoring, self.version).ok_or(damaged("its head cannot be read"))?;
        let (histograms, counts) = (keep(histograms), keep(counts));
        Ok(Model { scoring, histograms, counts, hash: short_hash(self.checksum) })
    }
}

/// A sequence of unsigned numbers, as postcard writes it, and the bytes after it.
fn numbers(mut bytes: &[u8]) -> Option<(Vec<u64>, &[u8])> {
    let count = usize::try_from(varint::take(&mut bytes)?).ok()?;
    // A number takes at least a byte, so a false count cannot reserve more than the file's length.
    let mut numbers = Vec::with_capacity(count.min(bytes.len()));
    for _ in 0..count {
        numbers.push(varint::take(&mut bytes)?);
    }
    Some((numbers, bytes))
}

/// A sequence of rows of weights, as postcard writes it, and the bytes after it.
fn rows(mut bytes: &[u8]) -> Option<(Vec<[i16; WEIGHTS]>, &[u8])> {
    let count = usize::try_from(varint::take(&mut bytes)?).ok()?;
    let mut rows = Vec::with_capacity(count.min(bytes.len()));
    for _ in 0..count {
        let mut row = [0; WEIGHTS];
        for weight in &mut row {
            let zigzag = u16::try_from(varint::take(&mut bytes)?).ok()?;
            // The sign is the lowest bit.
            *weight = (zigzag >> 1) as i16 ^ -((zigzag & 1) as i16);
        }
        rows.push(row);
    }
    Some((rows, bytes))
}

fn short_hash(checksum: &[u8]) -> String {
    checksum.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::model;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_default_model_has_the_checksum_that_is_not_computed_at_every_start() {
        assert_eq!(Model::parse(DEFAULT, Path::new("m")).unwrap(), Model::default_model().unwrap());
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
        bytes[8] = 5;
        let error = Model::parse(&bytes, Path::new("new.model")).unwrap_err();
        assert!(error.to_string().contains("format 5") && error.to_string().contains("update Mushrif"));
    }

    #[test]
    fn an_older_model_is_named_so_with_the_remedy() {
        let mut bytes = model().to_bytes();
        bytes[8] = 1;
        let error = Model::parse(&bytes, Path::new("old.model")).unwrap_err();
        assert!(
            error.to_string().starts_with("old.model: a model of format 1")
                && error.to_string().contains("train it again")
        );
    }

    #[test]
    fn a_number_that_no_training_wrote_asks_for_no_memory_whatever_the_checksum() {
        let bytes = model().to_bytes();
        let length = |from: usize| u64::from_le_bytes(bytes[from..from + 8].try_into().unwrap()) as usize;
        let (scoring, counts) = (length(12), length(20));
        // 2³⁵ - 1, which would be hundreds of gigabytes of numbers, and 2⁶³ - 1, for which nothing can be reserved.
        for number in [vec![0xFF; 4], vec![0xFF; 8]].map(|number| [number, vec![0x7F]].concat()) {
            for index in 0..scoring + counts {
                let at = PREFIX + index;
                let body = [&bytes[PREFIX..at], &number, &bytes[at + 1..]].concat();
                let more = number.len() - 1;
                let (scoring, counts) =
                    if index < scoring { (scoring + more, counts) } else { (scoring, counts + more) };
                let changed = [
                    &bytes[..12],
                    &(scoring as u64).to_le_bytes(),
                    &(counts as u64).to_le_bytes(),
                    Sha256::digest(&body).as_slice(),
                    &body,
                ]
                .concat();
                let read =
                    Model::parse(&changed, Path::new("m")).and_then(|model| model.retrain_counts(Path::new("m")));
                if let Err(error) = read {
                    assert!(error.to_string().starts_with("m: "), "{error}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn numbers_and_rows_are_read_as_postcard_wrote_them(
            some in prop::collection::vec(any::<u64>(), 0..50),
            weights in prop::collection::vec(any::<[i16; WEIGHTS]>(), 0..50),
        ) {
            let mut bytes = postcard::to_stdvec(&(&some, &weights)).unwrap();
            bytes.push(7);
            let (read, rest) = numbers(&bytes).unwrap();
            prop_assert_eq!(read, some);
            let (read, rest) = rows(rest).unwrap();
            prop_assert_eq!((read, rest), (weights, &[7_u8][..]));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = numbers(&bytes);
            let _ = rows(&bytes);
        }
    }
}
