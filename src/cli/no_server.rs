//! `mushrif serve` and `mushrif review` where the server is not built in: they say so, and what to do.

use super::Ending;
use anyhow::bail;
use std::ffi::OsString;

/// Whatever the command is given: none of it is read.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _ignored: Vec<OsString>,
}

pub(super) fn run() -> anyhow::Result<Ending> {
    bail!(
        "this build has no server, as the one in the Python package; `mushrif serve` and `mushrif review` are in the released program, and in one built from a clone (cargo install --path .)"
    )
}
