//! Output of results: standard output, or a file that appears only when it is complete.
//!
//! A file is written beside its target, synchronised and renamed, so that after a crash the target is the old file or
//! the new one. [`super::unfinished`] makes the files beside the targets.

use super::paths::{OutputPath, folder};
use super::synchronised::SynchronisedFile;
use super::{interrupt, terminal, unfinished};
use anyhow::Context;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// An output of whole records.
pub(super) enum Output {
    /// Standard output, or a device or pipe given to `-o`: written immediately.
    Direct(Box<dyn Write + Send>),
    /// A temporary file beside the target, renamed when complete.
    Beside {
        /// The file being written.
        file: SynchronisedFile,
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
    pub(super) fn open(target: Option<&OutputPath>, strict: bool) -> anyhow::Result<Self> {
        let Some(path) = target.filter(|path| path.descriptor() != Some(1)) else {
            return Ok(if strict {
                Self::Kept(tempfile::tempfile().context("cannot keep results back for --strict")?)
            } else {
                Self::Direct(terminal::stdout())
            });
        };
        let failed = || format!("{}: cannot be written", path.display());
        let existing = std::fs::metadata(path.as_os_str()).ok();
        if path.descriptor().is_some() || existing.as_ref().is_some_and(|found| !found.is_file()) {
            // A file that is open already is written on from its end.
            let device = std::fs::OpenOptions::new().append(true).open(path.as_os_str()).with_context(failed)?;
            return Ok(Self::Direct(terminal::guarded(device)));
        }
        // The target of a link is written, not the link; a file keeps its permissions.
        let target = path.target();
        let (file, beside) = unfinished::beside(&target).with_context(failed)?.into_parts();
        if let Some(found) = existing {
            file.set_permissions(found.permissions()).with_context(failed)?;
        }
        Ok(Self::Beside { file: SynchronisedFile::new(file), path: beside, target })
    }

    /// As [`Output::open`], for text that is harmless already and may have colours.
    pub(super) fn of_text(target: Option<&OutputPath>, strict: bool) -> anyhow::Result<Self> {
        if target.is_none() && !strict { Ok(Self::Direct(Box::new(io::stdout()))) } else { Self::open(target, strict) }
    }

    /// Writes whole records, and flushes them where a reader may be waiting.
    pub(super) fn write(&mut self, records: &[u8]) -> io::Result<()> {
        match self {
            Self::Direct(out) => out.write_all(records).and_then(|()| out.flush()),
            Self::Beside { file, .. } => file.write_all(records),
            Self::Kept(file) => file.write_all(records),
        }
    }

    /// Ends the output. Unless `keep`, delayed output is dropped and no file appears.
    pub(super) fn finish(self, keep: bool) -> anyhow::Result<()> {
        match self {
            Self::Direct(mut out) => out.flush().context("cannot write results"),
            Self::Kept(mut file) if keep => {
                file.rewind()?;
                io::copy(&mut file, &mut terminal::stdout()).context("cannot write results")?;
                Ok(())
            }
            Self::Kept(_) => Ok(()),
            Self::Beside { mut file, path, target } => {
                let failed = || format!("{}: cannot be written", target.display());
                let written = path.to_path_buf();
                if keep {
                    file.synchronise().with_context(failed)?;
                    drop(file);
                    path.persist(&target).with_context(failed)?;
                    synchronise_folder(&target);
                }
                interrupt::end(&written);
                Ok(())
            }
        }
    }

    /// Waits until what was written is on the disk, where it is a file.
    fn synchronise(&mut self) -> io::Result<()> {
        match self {
            Self::Beside { file, .. } => file.synchronise(),
            Self::Direct(_) | Self::Kept(_) => Ok(()),
        }
    }
}

/// Waits until a renamed file has its name on the disk, where the system can be asked for that: the file is whole under
/// the one name or the other in any case, so that a folder that cannot be opened is no error.
fn synchronise_folder(file: &Path) {
    let _ = std::fs::File::open(folder(file)).and_then(|folder| folder.sync_all());
}

/// Writes whole files. Each is complete and on the disk before the first is renamed, so that a full disk or a crash
/// leaves all as they were; only between two renames can a crash leave the first new and the others old.
pub(super) fn write_files(files: &[(&OutputPath, Vec<u8>)]) -> anyhow::Result<()> {
    let mut outputs = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        let failed = || format!("{}: cannot be written", path.display());
        let mut output = Output::open(Some(path), false)?;
        output.write(bytes).and_then(|()| output.synchronise()).with_context(failed)?;
        outputs.push(output);
    }
    outputs.into_iter().try_for_each(|output| output.finish(true))
}
