//! The `mushrif` program: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    mushrif::cli::run()
}
