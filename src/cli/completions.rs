//! `mushrif completions`: completions of a shell, and manual pages, made of the arguments themselves.

use super::{Ending, Program, terminal};
use anyhow::Context;
use clap::CommandFactory;
use clap_complete::Shell;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

/// What `mushrif completions` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_name = "SHELL", required_unless_present = "manual")]
    shell: Option<Shell>,
    /// Write the manual pages, one a command, into this folder instead
    #[arg(long, value_name = "FOLDER", conflicts_with = "shell")]
    manual: Option<OsString>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    if let Some(shell) = arguments.shell {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Program::command(), "mushrif", &mut script);
        terminal::stdout().write_all(&script).context("cannot write the completions")?;
    }
    if let Some(folder) = &arguments.manual {
        let folder = Path::new(folder);
        std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
        let mut program = Program::command();
        program.build();
        write_page(folder, program.clone(), "mushrif")?;
        for command in program.get_subcommands() {
            let name = format!("mushrif-{}", command.get_name());
            write_page(folder, command.clone(), &name)?;
        }
    }
    Ok(Ending::Done)
}

fn write_page(folder: &Path, command: clap::Command, name: &str) -> anyhow::Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).title(name).render(&mut page).context("cannot write a manual page")?;
    let file = folder.join(format!("{name}.1"));
    std::fs::write(&file, page).with_context(|| format!("{}: cannot be written", file.display()))
}
