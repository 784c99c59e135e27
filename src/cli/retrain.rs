//! `mushrif retrain`: a model, plus new labels, less those that are to be forgotten.

use super::Ending;
use super::arguments::read_model;
use super::labels::{Found, LabelFiles};
use super::learning::{CountsArguments, NewModelArguments, model_name, refuse_empty};
use super::problems::{Problems, say};
use super::resources::{ResourceArguments, TEMPORARY};
use crate::bayes::model::Memory;
use crate::bayes::{Column, Dealt, FullCounts, Model, Resources, Trainer};
use crate::evaluate::{Comparison, Verdict};
use crate::label::{Fingerprints, Flag, LabelError};
use crate::scoring::Judge;
use anyhow::Context;
use std::path::PathBuf;

/// What `mushrif retrain` is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// New labels: .jsonl, .json, .csv, .xlsx, our own, the corrected sheet, or a label tool's; - is JSON Lines on standard input
    #[arg(value_name = "LABELS", required_unless_present = "forget")]
    labels: Vec<PathBuf>,
    #[command(flatten)]
    new: NewModelArguments,
    /// The model to begin with; the default one if not said
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
    #[command(flatten)]
    counts: CountsArguments,
    /// Count each new label as often as this
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    weight: u32,
    /// Take the comments of this label file out of the counts; those that were never in are named
    #[arg(long, value_name = "FILE", requires = "counts")]
    forget: Vec<PathBuf>,
    /// Write the model even if it is worse on the new labels
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    resources: ResourceArguments,
    /// Write nothing if any line cannot be read
    #[arg(long)]
    strict: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let Arguments { labels, new, counts, forget, weight, .. } = arguments;
    let inputs = [&labels[..], &forget[..]].concat();
    new.refuse_overwriting(&inputs)?;
    counts.refuse_overwriting(&inputs, new)?;
    let old = read_model(arguments.model.as_deref())?;
    let resources = arguments.resources.resources();
    let mut full = counts.read()?;
    let mut problems = Problems::default();
    let forgotten = match &mut full {
        Some(full) if !forget.is_empty() => take_out(full, forget, resources, &mut problems)?,
        _ => 0,
    };
    let memory = match &full {
        Some(full) => Memory { counts: full.counts.clone(), plain: Vec::new() },
        None => old.memory(model_name(arguments.model.as_deref()))?,
    };
    let mut files = LabelFiles::open(labels, resources)?;
    let mut trainer = Trainer::from_model(&old, memory, *weight).with_resources(resources);
    if full.is_none() {
        trainer = trainer.only_for_a_model();
    }
    let mut counted = Vec::new();
    let mut fingerprints = Fingerprints::default();
    let known = |fingerprint| full.as_ref().and_then(|full| full.known(fingerprint));
    let dealt = |found: Found<'_>| Dealt::of(found.label);
    files.first_pass(&mut problems, &known, dealt, &mut |found, dealt| {
        if trainer.count_dealt(found.label, &dealt) {
            let label = crate::label::Label { text: String::new(), article: None, ..found.label.clone() };
            counted.push((fingerprints.of(&found.label.text), label));
        }
    })?;
    let ending = problems.ending(arguments.strict);
    if matches!(ending, Ending::Failed) {
        return Ok(ending);
    }
    if counted.is_empty() && forgotten == 0 {
        say("no new label could be counted, so there is nothing to retrain on");
        return Ok(Ending::Failed);
    }
    // The new labels as the old model scores them, and as weights do that have not seen them.
    let mut training = trainer.counted().context(TEMPORARY)?;
    let judge = Judge::new(old);
    let mut worker = judge.scorer().worker();
    let mut comparison = Comparison::default();
    let (out_of_fold, meanings) = training.checking();
    files.again(|found| out_of_fold.scores(found.label), &mut |found, after| {
        let before = worker.score([found.label.text.as_str()]);
        comparison.add(found.label, before.columns, after);
        meanings.keep(found.label, after);
    });
    let new_counts = full.as_ref().map(|_| training.full_counts()).transpose().context(TEMPORARY)?;
    let model = training.finish(&new.name());
    refuse_empty(&model, counted.len() as u64)?;
    let is_refused = !labels.is_empty() && !is_fair(&comparison, forgotten > 0);
    changes(&judge, &model, &files);
    if is_refused && !arguments.force {
        say("so the new model was not written; --force writes it all the same");
        return Ok(Ending::Refused);
    }
    // The model first: counts that lag behind it can be brought up to date, counts ahead of it take labels for known.
    new.write(&model)?;
    if let (Some(full), Some(new_counts)) = (&mut full, new_counts) {
        full.counts = new_counts;
        counted.iter().for_each(|(fingerprint, label)| full.note(*fingerprint, label, *weight));
        counts.write(full)?;
    }
    say(&format!(
        "retrained on {} new labels ({} duplicates left out, {forgotten} forgotten): {} features, model {} {}",
        counted.len(),
        files.duplicates,
        model.features(),
        model.head.name,
        model.hash()
    ));
    Ok(ending)
}

/// Takes the comments of these files out of the counts, and names those that were never in.
fn take_out(
    full: &mut FullCounts,
    files: &[PathBuf],
    resources: Resources,
    problems: &mut Problems,
) -> anyhow::Result<usize> {
    let mut comments = Vec::new();
    let mut places = Vec::new();
    let mut fingerprints = Fingerprints::default();
    LabelFiles::open(files, resources)?.every(problems, &mut |found| {
        let text = found.label.text.clone();
        let fingerprint = fingerprints.of(&text);
        comments.push((text, fingerprint));
        places.push((found.file.to_path_buf(), found.place));
    });
    let was_counted = full.forget(comments.iter().map(|(text, fingerprint)| (text.as_str(), *fingerprint)))?;
    for ((file, place), _) in places.into_iter().zip(&was_counted).filter(|(_, was_counted)| !**was_counted) {
        let problem = "this comment is not in the counts, so it cannot be forgotten".into();
        problems.add(LabelError::BadLine { file, place, problem });
    }
    Ok(was_counted.into_iter().filter(|was_counted| *was_counted).count())
}

/// Says how well the old and the new weights rank the new labels, each scored out of fold; whether the new may be written.
/// A correction may say the opposite of what was learnt: that is what it is for.
fn is_fair(comparison: &Comparison, is_correction: bool) -> bool {
    let columns: Vec<_> = Column::ALL.into_iter().filter_map(|column| comparison.of(column)).collect();
    if columns.is_empty() {
        say(&format!(
            "too few new labels to compare the models on: {} of either answer are needed; look at the decisions that \
             change",
            Comparison::ENOUGH
        ));
    }
    let mut is_fair = true;
    for compared in &columns {
        let (name, before, after) = (compared.column.name(), compared.before, compared.after);
        say(&format!("{name}: AUROC on the new labels {before:.3} before, {after:.3} after"));
        match compared.verdict() {
            Verdict::Swapped if !is_correction => {
                is_fair = false;
                say(&format!(
                    "{name}: the new labels say the opposite of what the model knows; are yes and no swapped? A model \
                     that learns them is worse"
                ));
            }
            Verdict::Worse => {
                is_fair = false;
                say(&format!("{name}: the new model is worse on the new labels"));
            }
            Verdict::Swapped | Verdict::Fair => {}
        }
    }
    is_fair
}

/// So many changed decisions are listed; the others are counted.
const LISTED: u64 = 20;
/// So many characters of a comment are shown.
const SHOWN: usize = 80;

/// Lists the decisions that change on the new labels.
fn changes(old: &Judge, new: &Model, files: &LabelFiles) {
    let new = Judge::new(new.clone());
    let (mut before, mut after) = (old.clerk(), new.clerk());
    let mut changed = [0_u64; 3];
    files.again(|_| (), &mut |found, ()| {
        let fields = [("text", found.label.text.as_str())];
        for clerk in [&mut before, &mut after] {
            clerk.about(found.label.article.as_deref());
        }
        let (before, after) = (before.judge(&fields), after.judge(&fields));
        for flag in Flag::ALL {
            let [was, is] = [&before, &after].map(|judgement| judgement.flags.contains(&flag));
            if was == is {
                continue;
            }
            changed[flag as usize] += 1;
            if changed.iter().sum::<u64>() <= LISTED {
                let score = |score: Option<f64>| score.map_or("none".into(), |score| format!("{score:.2}"));
                let (from, to) = (score(before.scores.of(flag)), score(after.scores.of(flag)));
                let now = if is { "now flagged" } else { "no longer flagged" };
                let text: String = found.label.text.split_whitespace().collect::<Vec<_>>().join(" ");
                let text: String = text.chars().take(SHOWN).collect();
                say(&format!("{}, {}: {flag} {from} → {to}, {now}: {text}", found.file.display(), found.place));
            }
        }
    });
    let unlisted = changed.iter().sum::<u64>().saturating_sub(LISTED);
    if unlisted > 0 {
        say(&format!("and {unlisted} more; `mushrif score --model` with the one and the other tells them all"));
    }
    for flag in Flag::ALL.into_iter().filter(|flag| changed[*flag as usize] > 0) {
        say(&format!("{flag}: {} decisions on the new labels change", changed[flag as usize]));
    }
}
