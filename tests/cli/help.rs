//! The help of the program and of each command, as it stands in `tests/fixtures/help`.
//!
//! `UPDATE_HELP=1 cargo test --test cli help` writes the files anew; read what changed before you commit it.

use crate::common::Folder;
use std::path::PathBuf;

/// Every command of the program.
const COMMANDS: [&str; 15] = [
    "extract", "time", "score", "explain", "export", "train", "retrain", "calibrate", "evaluate", "suggest", "model",
    "summary", "completions", "serve", "review",
];

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/help").join(format!("{name}.txt"))
}

#[track_caller]
fn help_is_as_kept(name: &str, arguments: &[&str]) {
    let outcome = Folder::new().run(arguments).ends(0).in_silence();
    // The same on Windows, where the program is called mushrif.exe.
    let printed = outcome.out.replace("mushrif.exe", "mushrif");
    let file = fixture(name);
    if std::env::var_os("UPDATE_HELP").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &printed).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    assert_eq!(
        printed,
        kept.replace("\r\n", "\n"),
        "the help has changed; UPDATE_HELP=1 writes {} anew",
        file.display()
    );
}

#[test]
fn the_help_of_the_program_is_as_kept() {
    help_is_as_kept("mushrif", &["--help"]);
}

#[test]
fn the_help_of_each_command_is_as_kept() {
    for command in COMMANDS {
        help_is_as_kept(command, &[command, "--help"]);
    }
    for command in ["info", "diff"] {
        help_is_as_kept(&format!("model-{command}"), &["model", command, "--help"]);
    }
}

#[test]
fn every_command_that_the_help_names_has_its_help_kept() {
    let help = Folder::new().run(&["--help"]).ends(0).out;
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names: Vec<&str> = listed
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert_eq!(names, COMMANDS, "name the new command in COMMANDS");
}

#[test]
fn every_option_is_explained() {
    for command in COMMANDS.into_iter().filter(|command| *command != "model") {
        let help = Folder::new().run(&[command, "--help"]).ends(0).out;
        let lines: Vec<&str> = help.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let text = line.trim_start();
            if text.starts_with('-') && !text.starts_with("- ") {
                // Behind the option, or on the next line, further in.
                let beside = text.split("  ").skip(1).any(|part| !part.trim().is_empty());
                let below = lines
                    .get(number + 1)
                    .is_some_and(|next| next.starts_with("          ") && !next.trim_start().starts_with('-'));
                assert!(beside || below, "{command}: {line}");
            }
        }
    }
}

#[test]
fn no_line_of_help_is_wider_than_a_terminal_and_the_version_is_told() {
    for command in COMMANDS {
        let help = Folder::new().run(&[command, "--help"]).ends(0).out;
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{command}: {help}");
    }
    assert_eq!(Folder::new().run(&["--version"]).ends(0).out, format!("mushrif {}\n", env!("CARGO_PKG_VERSION")));
}
