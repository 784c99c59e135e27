//! `mushrif train`: labels → a model.

use super::Ending;
use super::labels::{Found, LabelArguments, LabelFiles};
use super::learning::{CountsArguments, NewModelArguments, refuse_empty};
use super::problems::{Problems, say};
use super::resources::{ResourceArguments, TEMPORARY};
use crate::bayes::{Dealt, FullCounts, Model, Parameters, Trainer};
use crate::label::Fingerprints;
use anyhow::Context;

/// What `mushrif train` is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    labels: LabelArguments,
    #[command(flatten)]
    new: NewModelArguments,
    #[command(flatten)]
    counts: CountsArguments,
    /// The name of the model; the file's name if not said
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    resources: ResourceArguments,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let Arguments { labels, new, counts, name, resources } = arguments;
    new.refuse_overwriting(&labels.labels)?;
    counts.refuse_overwriting(&labels.labels, new)?;
    let mut full = FullCounts::new(counts.secret()?);
    let resources = resources.resources();
    let mut files = LabelFiles::open(&labels.labels, resources)?;
    let mut problems = Problems::default();
    let mut trainer = Trainer::new(Parameters::default())
        .with_resources(resources)
        .with_relevance(Model::default_model()?.head.relevance);
    let keeps_counts = counts.counts.is_some();
    if !keeps_counts {
        trainer = trainer.only_for_a_model();
    }
    let mut counted = 0_u64;
    let mut fingerprints = Fingerprints::default();
    let dealt = |found: Found<'_>| Dealt::of(found.label);
    files.first_pass(&mut problems, &|_| None, dealt, &mut |found, dealt| {
        if trainer.count_dealt(found.label, &dealt) {
            counted += 1;
            if keeps_counts {
                full.note(fingerprints.of(&found.label.text), found.label, 1);
            }
        }
    })?;
    let ending = problems.ending(labels.strict);
    if matches!(ending, Ending::Failed) {
        return Ok(ending);
    }
    let mut training = trainer.counted().context(TEMPORARY)?;
    let (out_of_fold, meanings) = training.checking();
    files.again(|found| out_of_fold.scores(found.label), &mut |found, scores| meanings.keep(found.label, scores));
    if keeps_counts {
        full.counts = training.full_counts().context(TEMPORARY)?;
    }
    let model = training.finish(&name.clone().unwrap_or_else(|| new.name()));
    refuse_empty(&model, counted)?;
    new.write(&model)?;
    counts.write(&full)?;
    say(&format!(
        "trained on {counted} labels ({} duplicates left out): {} features, model {} {}",
        files.duplicates,
        model.features(),
        model.head.name,
        model.hash()
    ));
    Ok(ending)
}
