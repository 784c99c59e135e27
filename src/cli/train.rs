//! `mushrif train`: labels → a model.

use super::Ending;
use super::arguments::{refuse_overwriting, refuse_sharing};
use super::labels::LabelFiles;
use super::output::write_file;
use super::problems::{Problems, say};
use crate::bayes::{Counts, Model, Parameters, Trainer};
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

/// What `mushrif train` is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Label files: .jsonl, .csv, .xlsx; - is JSON Lines on standard input
    #[arg(value_name = "LABELS", required = true)]
    labels: Vec<PathBuf>,
    /// The model to write
    #[arg(short, value_name = "MODEL")]
    output: PathBuf,
    /// Keep the full counts in this file, for exact retraining; never publish it, it can tell who wrote what
    #[arg(long, value_name = "FILE")]
    counts: Option<PathBuf>,
    /// The name of the model; the file's name if not said
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Write nothing if any line cannot be read
    #[arg(long)]
    strict: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    refuse_overwriting(Some(&arguments.output), &arguments.labels)?;
    refuse_overwriting(arguments.counts.as_deref(), &arguments.labels)?;
    refuse_sharing(&arguments.output, arguments.counts.as_deref())?;
    let mut files = LabelFiles::open(&arguments.labels)?;
    let mut problems = Problems::default();
    let mut trainer = Trainer::new(Parameters::default()).with_relevance(Model::default_model()?.head.relevance);
    let mut counted = 0_u64;
    files.first_pass(&mut problems, &mut |label| counted += u64::from(trainer.count(label)));
    let ending = problems.ending(arguments.strict);
    if matches!(ending, Ending::Failed) {
        return Ok(ending);
    }
    let mut training = trainer.counted();
    files.again(&mut |label| {
        training.check(label);
    });
    let counts = arguments.counts.as_ref().map(|_| training.full_counts());
    let name = arguments.name.clone().unwrap_or_else(|| file_stem(&arguments.output));
    let model = training.finish(&name);
    refuse_empty(&model, counted)?;
    if let (Some(file), Some(counts)) = (&arguments.counts, &counts) {
        write_counts(file, counts)?;
    }
    write_file(&arguments.output, &model.to_bytes())?;
    say(&format!(
        "trained on {counted} labels ({} duplicates left out): {} features, model {} {}",
        files.duplicates,
        model.features(),
        model.head.name,
        model.hash()
    ));
    Ok(ending)
}

/// A model without weights tells nothing: say why there are none.
pub fn refuse_empty(model: &Model, labels: u64) -> anyhow::Result<()> {
    let parameters = &model.head.parameters;
    if model.features() == 0 {
        bail!(
            "nothing could be learnt from {labels} labels: both answers of a label are needed, and words that stand in \
             {} comments of one source, or {} of two; label more comments",
            parameters.comments_of_one_source,
            parameters.comments_of_two_sources
        );
    }
    Ok(())
}

pub fn file_stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The first bytes of a file of full counts.
const COUNTS_MAGIC: &[u8; 8] = b"MUSHCNT\x01";

pub fn write_counts(file: &Path, counts: &Counts) -> anyhow::Result<()> {
    let mut bytes = COUNTS_MAGIC.to_vec();
    bytes.extend(postcard::to_stdvec(counts).context("cannot write counts")?);
    write_file(file, &bytes)
}

pub fn read_counts(file: &Path) -> anyhow::Result<Counts> {
    let bytes = std::fs::read(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    let body = bytes
        .strip_prefix(COUNTS_MAGIC)
        .with_context(|| format!("{}: not a file of counts; `mushrif train --counts` writes one", file.display()))?;
    postcard::from_bytes(body).with_context(|| format!("{}: cut short or damaged; train again", file.display()))
}
