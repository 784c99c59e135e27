//! `mushrif retrain`: a model, plus new labels.

use super::Ending;
use super::arguments::{read_model, refuse_overwriting, refuse_sharing};
use super::labels::LabelFiles;
use super::output::write_file;
use super::problems::{Problems, say};
use super::resources::ResourceArguments;
use super::train::{TEMPORARY, file_stem, read_counts, refuse_empty, write_counts};
use crate::bayes::model::Memory;
use crate::bayes::{Column, Model, Trainer};
use crate::evaluate::auroc;
use crate::label::Flag;
use crate::scoring::Judge;
use anyhow::Context;
use std::path::{Path, PathBuf};

/// What `mushrif retrain` is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// New labels: .jsonl, .csv, .xlsx, the corrected sheet among them; - is JSON Lines on standard input
    #[arg(value_name = "LABELS", required = true)]
    labels: Vec<PathBuf>,
    /// The model to write
    #[arg(short, value_name = "MODEL")]
    output: PathBuf,
    /// The model to begin with; the default one if not said
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
    /// The model's full counts: read for an exact result, and brought up to date
    #[arg(long, value_name = "FILE")]
    counts: Option<PathBuf>,
    /// Count each new label as often as this
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    weight: u32,
    /// Write the model even if it is worse on the new labels
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    resources: ResourceArguments,
    /// Write nothing if any line cannot be read
    #[arg(long)]
    strict: bool,
}

/// A label with fewer comments of either kind is not compared: chance would decide.
const ENOUGH: usize = 20;
/// A fall of AUROC by more than this makes a model worse.
const WORSE: f64 = 0.02;

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    refuse_overwriting(Some(&arguments.output), &arguments.labels)?;
    refuse_overwriting(arguments.counts.as_deref(), &arguments.labels)?;
    refuse_sharing(&arguments.output, arguments.counts.as_deref())?;
    let old = read_model(arguments.model.as_deref())?;
    let memory = match &arguments.counts {
        Some(file) => Memory { counts: read_counts(file)?, plain: Vec::new() },
        None => old.memory(arguments.model.as_deref().unwrap_or(Path::new("the default model")))?,
    };
    let mut files = LabelFiles::open(&arguments.labels)?;
    let mut problems = Problems::default();
    let mut trainer =
        Trainer::from_model(&old, memory, arguments.weight).with_resources(arguments.resources.resources());
    let mut counted = 0_u64;
    files.first_pass(&mut problems, &mut |label| counted += u64::from(trainer.count(label)));
    let ending = problems.ending(arguments.strict);
    if matches!(ending, Ending::Failed) {
        return Ok(ending);
    }
    if counted == 0 {
        say("no new label could be counted, so there is nothing to retrain on");
        return Ok(Ending::Failed);
    }
    let mut training = trainer.counted().context(TEMPORARY)?;
    // The new labels as the old model scores them, and as weights do that have not seen them.
    let judge = Judge::new(old);
    let mut worker = judge.scorer().worker();
    let mut compared: Vec<(Column, bool, f64, f64)> = Vec::new();
    files.again(&mut |label| {
        let before = worker.score([label.text.as_str()]);
        let after = training.check(label);
        for column in Column::ALL {
            if let Some(answer) = column.truth(label) {
                compared.push((column, answer, before.of(column), after[column as usize]));
            }
        }
    });
    let counts = arguments.counts.as_ref().map(|_| training.full_counts()).transpose().context(TEMPORARY)?;
    let model = training.finish(&file_stem(&arguments.output));
    refuse_empty(&model, counted)?;
    let worse = compare(&compared);
    changes(&judge, &model, &files);
    if worse && !arguments.force {
        say("the new model is worse on the new labels, so it was not written; --force writes it all the same");
        return Ok(Ending::Refused);
    }
    if let (Some(file), Some(counts)) = (&arguments.counts, &counts) {
        write_counts(file, counts)?;
    }
    write_file(&arguments.output, &model.to_bytes())?;
    say(&format!(
        "retrained on {counted} new labels ({} duplicates left out): {} features, model {} {}",
        files.duplicates,
        model.features(),
        model.head.name,
        model.hash()
    ));
    Ok(ending)
}

/// Says how well the old and the new weights rank the new labels, each scored out of fold; whether the new are worse.
fn compare(compared: &[(Column, bool, f64, f64)]) -> bool {
    let mut worse = false;
    for column in Column::ALL {
        let rows = || compared.iter().filter(move |row| row.0 == column);
        let positive = rows().filter(|row| row.1).count();
        if positive < ENOUGH || rows().count() - positive < ENOUGH {
            continue;
        }
        let before = auroc(&rows().map(|row| (row.2, row.1)).collect::<Vec<_>>());
        let after = auroc(&rows().map(|row| (row.3, row.1)).collect::<Vec<_>>());
        say(&format!("{}: AUROC on the new labels {before:.3} before, {after:.3} after", column.name()));
        worse |= after + WORSE < before;
    }
    worse
}

/// Counts the decisions that change on the new labels.
fn changes(old: &Judge, new: &Model, files: &LabelFiles) {
    let new = Judge::new(new.clone());
    let (mut before, mut after) = (old.clerk(), new.clerk());
    let mut changed = [0_u64; 3];
    files.again(&mut |label| {
        let fields = [("text", label.text.as_str())];
        let (before, after) = (before.judge(&fields), after.judge(&fields));
        for flag in Flag::ALL {
            changed[flag as usize] += u64::from(before.flags.contains(&flag) != after.flags.contains(&flag));
        }
    });
    for flag in Flag::ALL {
        if changed[flag as usize] > 0 {
            say(&format!("{flag}: {} decisions on the new labels change", changed[flag as usize]));
        }
    }
}
