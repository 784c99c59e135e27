//! The `mushrif` program: parse, run, exit code.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    mushrif::cli::Program::parse().run()
}
