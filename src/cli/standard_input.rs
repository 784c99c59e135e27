//! Standard input that can be read twice.

use anyhow::Context;
use std::fs::File;
use std::io::{self, Seek};

/// The contents of standard input, in a file that replaced it.
pub(super) struct Kept(File);

impl Kept {
    /// Rewinds standard input.
    pub(super) fn rewind(&mut self) -> anyhow::Result<()> {
        self.0.rewind().context("standard input: cannot be read twice")
    }
}

/// Spools standard input to an anonymous file, and replaces it by that file.
#[cfg(unix)]
pub(super) fn keep() -> anyhow::Result<Kept> {
    let mut file = tempfile::tempfile().context("standard input: cannot be kept")?;
    io::copy(&mut io::stdin().lock(), &mut file).context("standard input: cannot be read")?;
    rustix::stdio::dup2_stdin(&file).context("standard input: cannot be kept")?;
    let mut kept = Kept(file);
    kept.rewind()?;
    Ok(kept)
}

/// On other systems a file cannot replace it.
#[cfg(not(unix))]
pub fn keep() -> anyhow::Result<Kept> {
    anyhow::bail!("standard input cannot be read twice on this system; name a file")
}
