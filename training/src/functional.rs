//! Evaluation on the functional sets: sentences that name people, which are never trained on.

use anyhow::Context;
use mushrif::internals::{CommunityFigures, Evaluation, Report, read};
use mushrif::{Classifier, Comment, Flag, Label, Model, Prediction};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Figures by name: with our own labels in training, and without.
pub type Pairs = BTreeMap<String, [f64; 2]>;

/// A sentence with its hostile score and whether it is flagged: with our own labels, and without.
pub type ScoredSentence = (Label, [(f64, bool); 2]);

/// The label files of a folder, in order.
pub fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "jsonl"));
    files.sort();
    Ok(files)
}

/// Evaluates the model, and one trained without our own labels, on the sets: tables, and the figures that have floors.
pub fn tables(files: &[PathBuf], model: &Model, public: &Model) -> anyhow::Result<(String, Pairs)> {
    let mut labels = BTreeMap::new();
    for file in files {
        let of_file: Vec<Label> = read(file)?.map(|label| label.map(named)).collect::<Result<_, _>>()?;
        labels.insert(file.file_stem().unwrap_or_default().to_string_lossy().replace('_', " "), of_file);
    }
    let classifiers = [model, public].map(|model| Classifier::new(model.clone()));
    let reports = |labels: &[Label]| classifiers.each_ref().map(|classifier| report(classifier, labels));
    let mut text = String::from(
        "\n## The functional sets\n\n\
         Sentences that name people, in peace and in hatred (`training/functional`), never trained on: what share of them is\n\
         flagged hostile or sectarian at the default thresholds, by the model (*with* our own labels) and by one of the\n\
         public corpora alone (*without*).\n\n\
         | set | sentences | with | without |\n| --- | ---: | ---: | ---: |\n",
    );
    for (name, labels) in &labels {
        let figures = reports(labels).map(|report| report.all_communities.unwrap_or_else(none));
        let flagged = figures.each_ref().map(|figures| (figures.in_peace_flagged + figures.hostile_flagged) as f64);
        let share = flagged.map(|flagged| 100.0 * flagged / labels.len().max(1) as f64);
        let _ = writeln!(text, "| {name} | {} | {:.1} % | {:.1} % |", labels.len(), share[0], share[1]);
    }
    let every: Vec<Label> = labels.into_values().flatten().collect();
    let reports = reports(&every);
    let all = reports.each_ref().map(|report| report.all_communities.clone().unwrap_or_else(none));
    let innocent = all.each_ref().map(|all| all.false_positive_rate().unwrap_or(f64::NAN));
    let hateful = all.each_ref().map(|all| all.recall().unwrap_or(f64::NAN));
    for (name, count, [with, without]) in
        [("innocent", all[0].in_peace, innocent), ("hateful", all[0].hostile, hateful)]
    {
        let _ = writeln!(text, "| **all {name}** | {count} | {:.1} % | {:.1} % |", 100.0 * with, 100.0 * without);
    }
    let _ = writeln!(
        text,
        "\nHateful above innocent, AUROC: {:.3} with, {:.3} without.\n\n\
         | who | innocent | with | without | hateful | with | without | AUROC with | without |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        all[0].auroc, all[1].auroc
    );
    for (name, with) in &reports[0].communities {
        let without = &reports[1].communities[name];
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} | {} | {:.3} | {:.3} |",
            with.in_peace,
            with.in_peace_flagged,
            without.in_peace_flagged,
            with.hostile,
            with.hostile_flagged,
            without.hostile_flagged,
            with.auroc,
            without.auroc
        );
    }
    let floors = [
        ("auroc", all.map(|all| all.auroc)),
        ("hateful_flagged", hateful),
        ("innocent_passed", innocent.map(|share| 1.0 - share)),
    ];
    Ok((text, floors.map(|(name, figures)| (name.to_string(), figures)).into()))
}

/// Every sentence, scored by each of the models.
pub fn scores(files: &[PathBuf], models: &[&Model; 2]) -> anyhow::Result<Vec<ScoredSentence>> {
    let classifiers = models.map(|model| Classifier::new(model.clone()));
    let mut rows = Vec::new();
    for label in files.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
        let (_, label) = label?;
        let predictions =
            classifiers.each_ref().map(|classifier| classifier.classify(&Comment::new(label.text.as_str())));
        let of = |prediction: Prediction| {
            let flagged = prediction.flags.iter().any(|flag| matches!(flag, Flag::Hostile | Flag::Sectarian));
            (prediction.scores.of(Flag::Hostile).unwrap_or(0.0), flagged)
        };
        rows.push((label, predictions.map(of)));
    }
    Ok(rows)
}

/// The label without its source; its community is "unnamed" where a set from elsewhere names none.
fn named((_, label): (mushrif::internals::Position, Label)) -> Label {
    let community = label.community.clone().or_else(|| Some("unnamed".into()));
    Label { community, source: None, ..label }
}

fn report(classifier: &Classifier, labels: &[Label]) -> Report {
    let mut evaluation = Evaluation::new(0);
    for label in labels {
        evaluation.add(label, &classifier.classify(&Comment::new(label.text.as_str())), "");
    }
    evaluation.report(None, String::new())
}

fn none() -> CommunityFigures {
    CommunityFigures { in_peace: 0, in_peace_flagged: 0, hostile: 0, hostile_flagged: 0, auroc: f64::NAN }
}
