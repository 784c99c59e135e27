//! The features of texts, and raw scores by target, for scikit-learn.

use crate::arguments::each_of;
use crate::arrays::ready;
use crate::columns::{Block, TextColumn};
use crate::model::Model;
use mushrif::Target;
use mushrif::internals::{calibration, feature_extractor};
use numpy::IntoPyArray;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// The keys of the features of each text, as the rows of a sparse matrix: for all texts together an array of uint64 keys,
/// sorted and each once a text, and an array of int64 with the number of keys up to each text.
#[pyfunction]
pub fn feature_keys<'py>(texts: &Bound<'py, PyAny>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let py = texts.py();
    ready(py)?;
    let (mut keys, mut ends) = (Vec::new(), vec![0_i64]);
    each_block(texts, |decoded, rows| {
        py.detach(|| {
            for row in 0..rows {
                let begin = keys.len();
                feature_extractor::of_comment([decoded.text(row).unwrap_or_default()], |key| keys.push(key));
                keys[begin..].sort_unstable();
                let mut kept = begin;
                for index in begin..keys.len() {
                    if index == begin || keys[index] != keys[kept - 1] {
                        keys[kept] = keys[index];
                        kept += 1;
                    }
                }
                keys.truncate(kept);
                ends.push(keys.len() as i64);
            }
        });
    })?;
    Ok((keys.into_pyarray(py).into_any(), ends.into_pyarray(py).into_any()))
}

/// The calibrated probability of a target for each text, in any language.
pub fn target_scores<'py>(model: &Model, texts: &Bound<'py, PyAny>, target: &str) -> PyResult<Bound<'py, PyAny>> {
    let unknown = || PyValueError::new_err(format!("\"{target}\" is no target of a fit"));
    let target = Target::ALL.into_iter().find(|one| one.name() == target).ok_or_else(unknown)?;
    let untrained = || PyValueError::new_err(format!("the model was not trained on labels of {}", target.name()));
    let curve = *calibration(model.inner(), target).ok_or_else(untrained)?;
    // The three sentiments have equal priors.
    let prior = target.flag().map_or(Some(1.0 / 3.0), |flag| model.classifier().policy().prior(flag));
    let py = texts.py();
    ready(py)?;
    let (mut scorer, mut scores) = (model.classifier().scorer(), Vec::new());
    each_block(texts, |decoded, rows| {
        py.detach(|| {
            for row in 0..rows {
                let raw = scorer.score([decoded.text(row).unwrap_or_default()]);
                scores.push(curve.probability(raw.of(target), prior));
            }
        });
    })?;
    Ok(scores.into_pyarray(py).into_any())
}

/// Reads texts a block at a time.
fn each_block(texts: &Bound<'_, PyAny>, mut take: impl FnMut(&crate::columns::Decoded<'_>, usize)) -> PyResult<()> {
    let (py, texts) = (texts.py(), each_of(texts, "texts")?);
    let mut before = 0;
    loop {
        let block = Block::read(&texts, before)?;
        take(&block.decoded(), block.len());
        // Ctrl-C in the middle of many texts.
        py.check_signals()?;
        before += block.len();
        if !block.is_full() {
            return Ok(());
        }
    }
}
