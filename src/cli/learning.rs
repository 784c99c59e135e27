//! Arguments shared by the commands that make a model: label files, the model's file, the full counts.

use super::output::write_files;
use super::paths::OutputPath;
use crate::counts::{CountsFile, Secret};
use crate::model::{Model, Parameters};
use crate::workflow::WorkflowError;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

/// Where a new model goes.
#[derive(Debug, clap::Args)]
pub(super) struct NewModelArguments {
    /// The model to write
    #[arg(short, value_name = "MODEL")]
    output: OutputPath,
}

impl NewModelArguments {
    /// The default name of the model: that of the file.
    pub(super) fn name(&self) -> String {
        self.output.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Writes the model, and the counts that belong to it. The model is renamed first: killed between the two, the new
    /// model and the old counts do not belong together, so that the one is refused with the other.
    pub(super) fn write(&self, model: &Model, counts: Option<(&OutputPath, &CountsFile)>) -> anyhow::Result<()> {
        let mut files = vec![(&self.output, model.to_bytes())];
        files.extend(counts.map(|(file, counts)| (file, counts.to_bytes())));
        write_files(&files)
    }
}

/// The full counts beside a model.
#[derive(Debug, clap::Args)]
pub(super) struct CountsArguments {
    /// The model's full counts, for exact retraining and forgetting; never publish them, they tell who wrote what
    #[arg(long, value_name = "FILE")]
    pub counts: Option<OutputPath>,
    /// A secret file with which the counts' rows are named: without it nobody can ask them for a comment
    #[arg(long, value_name = "FILE", requires = "counts")]
    key: Option<PathBuf>,
}

impl CountsArguments {
    /// The key of the fingerprints.
    pub(super) fn secret(&self) -> anyhow::Result<Secret> {
        let Some(file) = &self.key else { return Ok(Secret::default()) };
        let bytes = crate::bounded::read(file).with_context(|| format!("{}: cannot be read", file.display()))?;
        if bytes.len() < 16 {
            bail!("{}: too short for a secret; 32 random bytes are a good one", file.display());
        }
        Ok(Secret::new(&bytes))
    }

    /// Reads the counts, if a file is given.
    pub(super) fn read(&self) -> anyhow::Result<Option<CountsFile>> {
        let secret = self.secret()?;
        let read = |file: &OutputPath| -> anyhow::Result<CountsFile> { Ok(CountsFile::read(file, secret)?) };
        self.counts.as_ref().map(read).transpose()
    }

    /// An error of the counts, naming their file.
    pub(super) fn error(&self, error: WorkflowError) -> anyhow::Error {
        let file = self.counts.as_deref().unwrap_or(Path::new(""));
        anyhow::anyhow!("{}: {error}", file.display())
    }
}

/// The model's name in errors: its file, or "the default model".
pub(super) fn model_name(file: Option<&Path>) -> &Path {
    file.unwrap_or(Path::new("the default model"))
}

/// Which labels a command reads.
#[derive(Debug, clap::Args)]
pub(super) struct LabelArguments {
    /// Label files: .jsonl, .json, .csv, .xlsx, our own or a label tool's; - is JSON Lines on standard input
    #[arg(value_name = "LABELS", required = true)]
    pub labels: Vec<PathBuf>,
    /// Write nothing if any line cannot be read
    #[arg(long, display_order = 99)]
    pub strict: bool,
}

/// Reads training parameters from a TOML file; those that it leaves out, or all without one, are the defaults.
pub(super) fn read_parameters(file: Option<&Path>) -> anyhow::Result<Parameters> {
    let Some(file) = file else { return Ok(Parameters::default()) };
    let name = file.display();
    let bytes = crate::bounded::read(file).with_context(|| format!("{name}: cannot be read"))?;
    let text = String::from_utf8(bytes).with_context(|| format!("{name}: not UTF-8"))?;
    let parameters: Parameters = toml::from_str(&text)
        .with_context(|| format!("{name}: not parameters; `mushrif model info` shows those of a model"))?;
    match parameters.problem() {
        Some(problem) => bail!("{name}: {problem}"),
        None => Ok(parameters),
    }
}
