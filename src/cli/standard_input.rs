//! Standard input, to be read twice.

use anyhow::Context;
use std::fs::File;
use std::io::{self, Seek};

/// What came on standard input, in a file that has taken its place.
pub(super) struct Kept(File);

impl Kept {
    /// Lets standard input begin anew.
    pub(super) fn rewind(&mut self) -> anyhow::Result<()> {
        self.0.rewind().context("standard input: cannot be read twice")
    }
}

/// Spools standard input to a file without a name, and reads from that henceforth.
#[cfg(unix)]
pub(super) fn keep() -> anyhow::Result<Kept> {
    let mut file = tempfile::tempfile().context("standard input: cannot be kept")?;
    io::copy(&mut io::stdin().lock(), &mut file).context("standard input: cannot be read")?;
    rustix::stdio::dup2_stdin(&file).context("standard input: cannot be kept")?;
    let mut kept = Kept(file);
    kept.rewind()?;
    Ok(kept)
}

/// Elsewhere, a file cannot take its place.
#[cfg(not(unix))]
pub fn keep() -> anyhow::Result<Kept> {
    anyhow::bail!("standard input cannot be read twice on this system; name a file")
}
