//! A version of the model trained in the background and compared with the one in use.
//!
//! It is made of the model that the server was started with and all labels, so that a label taken back is in no later
//! version. It is compared on labels of comments drawn at random that the version in use does not count, each scored by a
//! model of the other folds; comments of one article, and near-duplicates, are in one fold.

use super::agreement::{Communities, ENOUGH, Ranked, communities};
use super::rescore::predict;
use crate::counts::Resources;
use crate::label::Fingerprints;
use crate::model::Model;
use crate::record::{Field, Flag};
use crate::score::Classifier;
use crate::serve::app::Shared;
use crate::serve::store::{Filter, NewVersion, State, TrainingLabel};
use crate::workflow::{LabelSet, Report as Progress, Retrain, Retrained, retrain};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The training that goes on, or the last.
#[derive(Debug, Default)]
pub(in crate::serve) struct Training(Mutex<Stage>);

/// How far it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Stage {
    /// None was begun.
    #[default]
    Idle,
    /// So many of so many steps are done.
    Running { done: usize, of: usize },
    /// It gave this version.
    Done(i64),
    /// It failed; the reason is told.
    Failed(String),
}

impl Training {
    fn lock(&self) -> MutexGuard<'_, Stage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far it is.
    pub(super) fn stage(&self) -> Stage {
        self.lock().clone()
    }

    fn set(&self, stage: Stage) {
        *self.lock() = stage;
    }

    /// Begins; `false` where one goes on.
    fn begin(&self) -> bool {
        let mut stage = self.lock();
        let is_free = !matches!(*stage, Stage::Running { .. });
        if is_free {
            *stage = Stage::Running { done: 0, of: FOLDS + 3 };
        }
        is_free
    }
}

/// What a training found, kept beside its version.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Report {
    /// Comments with labels, and how many of them were drawn at random and are compared on.
    pub(super) labels: usize,
    pub(super) blind: usize,
    /// On labels drawn at random.
    pub(super) ranked: Vec<Ranked>,
    /// On all new labels, out of fold: these come from a queue that a score may have ordered.
    pub(super) out_of_fold: Vec<(String, f64, f64)>,
    /// Sentences that name communities, by the old and the new model.
    pub(super) communities: [Communities; 2],
    /// Of so many comments that wait, the flags that would be raised and those that would fall.
    pub(super) waiting: usize,
    pub(super) raised: BTreeMap<String, usize>,
    pub(super) lowered: BTreeMap<String, usize>,
    /// Comments whose flag changes, and whether it is raised.
    pub(super) examples: Vec<(i64, String, bool)>,
    /// Why it is refused: `labels`, `random`, `communities` or `hateful`; empty where it is not.
    pub(super) worse: Vec<String>,
}

const FOLDS: usize = 5;
/// A fall of the AUROC that may be chance.
const FALL: f64 = 0.02;
/// The waiting comments whose decisions are compared, and how many are shown.
const WAITING: usize = 2000;
const SHOWN: usize = 20;

/// Trains in the background; `false` where a training goes on.
pub(super) fn start(app: &Shared, who: Option<String>) -> bool {
    if !app.training.begin() {
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
        app.training.set(Stage::Running { done: steps.get(), of: FOLDS + 3 });
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
                for (place, answer) in [label.label.hostile, label.label.sectarian].into_iter().enumerate() {
                    if let (Some(answer), Some(before), Some(after)) = (answer, before[place], after[place]) {
                        rows[place].push((answer, before, after));
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

/// Why the new model is refused.
fn worse(retrained: &Retrained, report: &Report) -> Vec<String> {
    let [before, after] = report.communities;
    let falls = |ranked: &&Ranked| ranked.after[0] + FALL < ranked.before[0];
    let random = report.blind >= ENOUGH && report.ranked.iter().any(|ranked| falls(&ranked));
    let reasons = [
        ("labels", retrained.is_worse),
        ("random", random),
        ("communities", after.innocent_flagged > before.innocent_flagged + before.innocent / 50),
        ("hateful", after.hateful_flagged + before.hateful / 10 < before.hateful_flagged),
    ];
    reasons.into_iter().filter(|(_, is)| *is).map(|(name, _)| name.into()).collect()
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
        Retrain { name, old_file: Path::new("the model in use"), weight: 1, resources, counts: None, forget: &[] };
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

/// The fold of every comment: those of one article, and those with the same words, are in one.
fn folds(labels: &[TrainingLabel]) -> HashMap<i64, usize> {
    let mut fingerprints = Fingerprints::default();
    // Union of sets, by the index of the first label of each.
    let mut parents: Vec<usize> = (0..labels.len()).collect();
    fn root(parents: &mut [usize], mut at: usize) -> usize {
        while parents[at] != at {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        at
    }
    let mut first: HashMap<(bool, u128), usize> = HashMap::new();
    for (index, label) in labels.iter().enumerate() {
        let names =
            [Some((false, fingerprints.of(&label.label.text))), label.article.map(|article| (true, article as u128))];
        for name in names.into_iter().flatten() {
            let other = *first.entry(name).or_insert(index);
            let (one, other) = (root(&mut parents, index), root(&mut parents, other));
            parents[one.max(other)] = one.min(other);
        }
    }
    let fold = |index: usize, parents: &mut [usize]| {
        let first = labels[root(parents, index)].comment;
        (crate::text::mix(first as u64) % FOLDS as u64) as usize
    };
    (0..labels.len()).map(|index| (labels[index].comment, fold(index, &mut parents))).collect()
}

/// Compares decisions on comments that wait.
fn changes(app: &Shared, [old, new]: [&Classifier; 2], report: &mut Report) -> Result<(), String> {
    for state in [State::New, State::InReview] {
        let filter = Filter { state: Some(state), ..Filter::default() };
        let room = WAITING - report.waiting;
        for id in app.store.ids(&filter, "", room).map_err(|error| error.to_string())? {
            let Some(entry) = app.store.entry(id).map_err(|error| error.to_string())? else { continue };
            report.waiting += 1;
            let [before, after] = [old, new].map(|classifier| predict(classifier, &entry).flags);
            for flag in Flag::ALL {
                let (was, is) = (before.contains(&flag), after.contains(&flag));
                if was != is {
                    let side = if is { &mut report.raised } else { &mut report.lowered };
                    *side.entry(flag.name().into()).or_default() += 1;
                    if report.examples.len() < SHOWN {
                        report.examples.push((id, flag.name().into(), is));
                    }
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Label;

    #[test]
    fn comments_of_an_article_and_spellings_of_one_comment_are_in_one_fold() {
        let label = |comment: i64, article: Option<i64>, text: &str| TrainingLabel {
            comment,
            article,
            blind: true,
            label: Label { text: text.into(), ..Label::default() },
        };
        let mut labels = vec![
            label(1, Some(7), "أول"),
            label(2, None, "ثان"),
            label(3, Some(7), "ثـاااان"),
            label(4, Some(8), "ثالث"),
        ];
        // Words and not numbers, which are all alike to a model.
        let words = "ابتجحدرسعقفكلمنهو"
            .chars()
            .flat_map(|one| "زصطغخشضذثظ".chars().map(move |other| format!("كلم{one}{other}")));
        labels.extend(words.zip(5..).map(|(word, number)| label(number, None, &word)));
        let folds = folds(&labels);
        assert_eq!((folds[&1], folds[&2]), (folds[&3], folds[&3]));
        let sizes: Vec<usize> = (0..FOLDS).map(|fold| folds.values().filter(|of| **of == fold).count()).collect();
        assert!(sizes.iter().all(|size| *size > 10), "{sizes:?}");
    }
}
