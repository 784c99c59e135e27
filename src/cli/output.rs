//! Output of results: standard output, or a file that appears only when it is complete.

use super::interrupt;
use anyhow::Context;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// An output of whole records.
pub(super) enum Output {
    /// Standard output, or a device or pipe given to `-o`: written immediately.
    Direct(Box<dyn Write + Send>),
    /// A temporary file beside the target, renamed when complete.
    Beside {
        /// The file being written.
        file: std::fs::File,
        /// Its path, removed if it is not renamed.
        path: TempPath,
        /// The target path.
        target: PathBuf,
    },
    /// A temporary file, copied to standard output at the end (`--strict`).
    Kept(std::fs::File),
}

impl Output {
    /// Opens the output: `-o FILE`, or standard output, which `--strict` delays until the end.
    pub(super) fn open(target: Option<&Path>, strict: bool) -> anyhow::Result<Self> {
        match target {
            None if strict => Ok(Self::Kept(tempfile::tempfile().context("cannot keep results back for --strict")?)),
            None => Ok(Self::Direct(Box::new(io::stdout()))),
            Some(path) if path.as_os_str() == "-" => Self::open(None, strict),
            Some(path) => {
                let failed = || format!("{}: cannot be written", path.display());
                let existing = std::fs::metadata(path).ok();
                if existing.as_ref().is_some_and(std::fs::Metadata::is_dir) {
                    anyhow::bail!("{}: a folder; name a file", path.display());
                }
                if existing.as_ref().is_some_and(|found| !found.is_file()) {
                    let device = std::fs::OpenOptions::new().write(true).open(path).with_context(failed)?;
                    return Ok(Self::Direct(Box::new(device)));
                }
                // The target of a link is written, not the link; a file keeps its permissions.
                let target = path.canonicalize().unwrap_or_else(|_| path.into());
                let (file, beside) = beside(&target).with_context(failed)?.into_parts();
                interrupt::begin(&beside);
                if let Some(found) = existing {
                    file.set_permissions(found.permissions()).with_context(failed)?;
                }
                Ok(Self::Beside { file, path: beside, target })
            }
        }
    }

    /// Writes whole records, and flushes them where a reader may be waiting.
    pub(super) fn write(&mut self, records: &[u8]) -> io::Result<()> {
        match self {
            Self::Direct(out) => out.write_all(records).and_then(|()| out.flush()),
            Self::Beside { file, .. } | Self::Kept(file) => file.write_all(records),
        }
    }

    /// Ends the output. Unless `keep`, delayed output is dropped and no file appears.
    pub(super) fn finish(self, keep: bool) -> anyhow::Result<()> {
        match self {
            Self::Direct(mut out) => out.flush().context("cannot write results"),
            Self::Kept(mut file) if keep => {
                file.rewind()?;
                io::copy(&mut file, &mut io::stdout().lock()).context("cannot write results")?;
                Ok(())
            }
            Self::Kept(_) => Ok(()),
            Self::Beside { file, path, target } => {
                drop(file);
                let written = path.to_path_buf();
                if keep {
                    path.persist(&target).with_context(|| format!("{}: cannot be written", target.display()))?;
                }
                interrupt::end(&written);
                Ok(())
            }
        }
    }
}

/// A new temporary file in the folder of `path`, with the usual permissions of a new file.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut builder = tempfile::Builder::new();
    let prefix = format!(".{name}.");
    builder.prefix(&prefix).suffix(".unfinished");
    #[cfg(unix)]
    let builder = builder.permissions(<std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Writes a whole file at once.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut output = Output::open(Some(path), false)?;
    output.write(bytes).with_context(|| format!("{}: cannot be written", path.display()))?;
    output.finish(true)
}
