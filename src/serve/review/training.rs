//! A version of the model trained in the background and compared with the one in use.
//!
//! It is made of the model that the server was started with and all labels, so that a label taken back is in no later
//! version. It is compared on labels of comments drawn at random that the version in use does not count, each scored by a
//! model of the other folds; comments of one article, and near-duplicates, are in one fold.

use super::agreement::{Ranked, communities};
use super::comparison::{Report, changes, worse};
use super::folds::{FOLDS, folds};
use crate::counts::Resources;
use crate::model::Model;
use crate::record::{Field, Flag};
use crate::score::Classifier;
use crate::serve::app::Shared;
use crate::serve::store::{NewVersion, TrainingLabel};
use crate::serve::training::Stage;
use crate::workflow::{LabelSet, Progress, Retrain, Retrained, retrain};
use std::fmt::Display;
use std::io::Write;
use std::path::Path;

/// The steps of a training: the folds, and before and after them.
const STEPS: usize = FOLDS + 3;

/// Trains in the background; `false` where a training goes on.
pub(super) fn start(app: &Shared, who: Option<String>) -> bool {
    if !app.training.begin(STEPS) {
        return false;
    }
    let app = app.clone();
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let trained = train(&app, who).and_then(|(version, model)| {
            let file = app.store.models().join(&version.file);
            write(&file, &model)?;
            runtime.block_on(app.store.add_version(version)).map_err(|error| error.to_string())
        });
        match trained {
            Ok(id) => app.training.set(Stage::Done(id)),
            Err(problem) => {
                tracing::error!("no model was trained: {problem}");
                app.training.set(Stage::Failed(problem));
            }
        }
    });
    true
}

/// Writes a model: whole, or not at all.
fn write(file: &Path, model: &Model) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: cannot be written: {error}", file.display());
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut written = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    written.write_all(&model.to_bytes()).map_err(failed)?;
    written.as_file().sync_all().map_err(failed)?;
    written.persist(file).map_err(|error| failed(error.error)).map(drop)
}

fn train(app: &Shared, who: Option<String>) -> Result<(NewVersion, Model), String> {
    let steps = std::cell::Cell::new(0);
    let step = || {
        steps.set(steps.get() + 1);
        app.training.set(Stage::Running { done: steps.get(), of: STEPS });
    };
    let labels = app.store.training_labels(app.desk.feedback_as_labels).map_err(|error| error.to_string())?;
    if labels.is_empty() {
        return Err("no label was given yet".into());
    }
    let started_with = app.load(None)?;
    let base = started_with.model();
    let in_use = app.classifier();
    let active = app.store.active_version().map_err(|error| error.to_string())?;
    let counted = match &active {
        Some(version) => app.store.comments_of_version(version.id).map_err(|error| error.to_string())?,
        None => std::collections::HashSet::new(),
    };
    let fresh: Vec<&TrainingLabel> =
        labels.iter().filter(|label| label.blind && !counted.contains(&label.comment)).collect();
    let folds = folds(&labels);
    step();
    let mut rows: [Vec<(bool, f64, f64)>; 2] = Default::default();
    for fold in 0..FOLDS {
        let inside: Vec<&&TrainingLabel> = fresh.iter().filter(|label| folds[&label.comment] == fold).collect();
        if !inside.is_empty() {
            let others = labels.iter().filter(|label| folds[&label.comment] != fold);
            // A fold without others is scored by the model as it was.
            let model =
                retrained(base, others, "held out").map_or_else(|_| base.clone(), |(retrained, _)| retrained.model);
            let held_out = classifier_of(app, &model)?;
            for label in inside {
                let score = |classifier: &Classifier| {
                    let scores = classifier.lease().predict(&[(Field::Text, &label.label.text)], None).scores;
                    [Flag::Hostile, Flag::Sectarian].map(|flag| scores.of(flag))
                };
                let (before, after) = (score(&in_use), score(&held_out));
                for (index, answer) in [label.label.hostile, label.label.sectarian].into_iter().enumerate() {
                    if let (Some(answer), Some(before), Some(after)) = (answer, before[index], after[index]) {
                        rows[index].push((answer, before, after));
                    }
                }
            }
        }
        step();
    }
    let name = format!("desk-{}", crate::serve::store::now());
    let (whole, changes_file) = retrained(base, labels.iter(), &name)?;
    drop(changes_file);
    step();
    let new = classifier_of(app, &whole.model)?;
    let mut report = Report {
        labels: labels.len(),
        blind: rows[0].len(),
        hostile: [true, false].map(|is| labels.iter().filter(|label| label.label.hostile == Some(is)).count()),
        ranked: ["hostile", "sectarian"].iter().zip(&rows).filter_map(|(name, rows)| Ranked::of(name, rows)).collect(),
        out_of_fold: whole
            .compared
            .iter()
            .map(|compared| (compared.target.name().into(), compared.before, compared.after))
            .collect(),
        communities: [communities(&in_use), communities(&new)],
        ..Report::default()
    };
    changes(app, [&in_use, &new], &mut report)?;
    report.worse = worse(&whole, &report);
    let version = NewVersion {
        hash: whole.model.hash().into(),
        file: format!("{name}-{}.mushrif", whole.model.hash()),
        name,
        base: base.hash().into(),
        who,
        refused: !report.worse.is_empty(),
        report: serde_json::to_string(&report).map_err(|error| error.to_string())?,
        comments: labels.iter().map(|label| label.comment).collect(),
    };
    Ok((version, whole.model))
}

/// A classifier of a model as it would be used: with the thresholds and lists of the command line.
fn classifier_of(app: &Shared, model: &Model) -> Result<Classifier, String> {
    let failed = |error: std::io::Error| format!("a model cannot be kept in a temporary file: {error}");
    let mut file = tempfile::Builder::new().suffix(".mushrif").tempfile().map_err(failed)?;
    file.write_all(&model.to_bytes()).map_err(failed)?;
    file.flush().map_err(failed)?;
    app.load(Some(file.path()))
}

/// Retrains on labels; the file that they were read from is kept as long as the set is.
fn retrained<'a>(
    base: &Model,
    labels: impl Iterator<Item = &'a TrainingLabel>,
    name: &str,
) -> Result<(Retrained, tempfile::NamedTempFile), String> {
    let failed = |error: std::io::Error| format!("labels cannot be kept in a temporary file: {error}");
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().map_err(failed)?;
    for label in labels {
        serde_json::to_writer(&mut file, &label.label).map_err(|error| error.to_string())?;
        file.write_all(b"\n").map_err(failed)?;
    }
    file.flush().map_err(failed)?;
    let resources = Resources::default();
    let mut set = LabelSet::open(&[file.path().to_path_buf()], resources).map_err(|error| error.to_string())?;
    let how =
        Retrain { name, old_file: Path::new("the model in use"), weight: 1, resources, counts: None, forget: None };
    let retrained = retrain(base, &mut set, how, &mut Quiet).map_err(|error| error.to_string())?;
    Ok((retrained, file))
}

/// Duplicates and contradictions among labels are no news to the desk.
struct Quiet;

impl Progress for Quiet {
    fn problem(&mut self, _: &dyn Display) {}
    fn done(&mut self, _: u64) {}
    fn note(&mut self, _: &str) {}
}
