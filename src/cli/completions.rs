//! `mushrif completions`: completions of a shell, and manual pages, made of the arguments themselves; one in Arabic, which is
//! kept as a file, since help is in English.

use super::{Ending, Program, terminal};
use anyhow::Context;
use clap::CommandFactory;
use clap_complete::Shell;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

/// The manual page in Arabic.
const ARABIC: &str = include_str!("../../docs/man/mushrif.ar.1");

/// What `mushrif completions` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_name = "SHELL", required_unless_present = "manual")]
    shell: Option<Shell>,
    /// Write the manual pages, one a command, into this folder instead, and one in Arabic into its folder ar
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
        let arabic = folder.join("ar");
        std::fs::create_dir_all(&arabic).with_context(|| format!("{}: cannot be made", arabic.display()))?;
        write_file(&arabic.join("mushrif.1"), ARABIC.as_bytes())?;
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
    write_file(&folder.join(format!("{name}.1")), &page)
}

fn write_file(file: &Path, text: &[u8]) -> anyhow::Result<()> {
    std::fs::write(file, text).with_context(|| format!("{}: cannot be written", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The options of a command and of those below it.
    fn options(command: &clap::Command, found: &mut Vec<String>) {
        found
            .extend(command.get_arguments().filter_map(|argument| argument.get_long()).map(|name| format!("--{name}")));
        command.get_subcommands().for_each(|below| options(below, found));
    }

    #[test]
    fn the_arabic_page_has_every_command_and_no_option_that_there_is_not() {
        let mut program = Program::command();
        program.build();
        for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
            assert!(ARABIC.contains(&format!("\n.TP\n.B {}\n", command.get_name())), "{}", command.get_name());
        }
        let mut known = Vec::new();
        options(&program, &mut known);
        let page = ARABIC.replace("\\-", "-");
        let is_of_name = |letter: char| letter.is_ascii_lowercase() || letter == '-';
        let mut named = 0;
        for (at, _) in page.match_indices("--").filter(|(at, _)| !page[..*at].ends_with('-')) {
            let name: String = page[at..].chars().take_while(|letter| is_of_name(*letter)).collect();
            assert!(known.contains(&name), "{name}");
            named += 1;
        }
        assert!(named > 20, "{named}");
    }
}
