//! Runs everything that the README shows: each `$ mushrif …` line of a console block must succeed, the text
//! under it must be its output, and a JSON block must be in the output of the command before it.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../README.md");
const README_AR: &str = include_str!("../README.ar.md");

/// A block's language and text.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```").filter(|language| !language.is_empty()) {
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((language.to_string(), body.join("\n")));
        }
    }
    blocks
}

/// Runs the commands of a text in a folder that has the example page, as a reader would in a clone.
fn run_all(text: &str) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::create_dir(folder.path().join("examples")).unwrap();
    std::fs::copy(root.join("examples/arabi21.txt"), folder.path().join("examples/arabi21.txt")).unwrap();
    // What a person does between export and retrain: fill in a few cells.
    let binary = env!("CARGO_BIN_EXE_mushrif");
    let mut run = 0;
    let mut output = String::new();
    for (language, body) in blocks(text) {
        if language == "json" {
            let shown: Value = serde_json::from_str(&body).expect("the README shows JSON");
            let printed: Value = serde_json::from_str(output.lines().next().unwrap()).unwrap();
            for (name, value) in shown.as_object().unwrap() {
                assert_eq!(printed[name], *value, "{name}");
            }
            continue;
        }
        if language != "console" {
            continue;
        }
        let mut expected = String::new();
        for line in body.lines().chain(["$ true"]) {
            let Some(command) = line.strip_prefix("$ ") else {
                expected.push_str(line);
                expected.push('\n');
                continue;
            };
            if !expected.is_empty() {
                assert_eq!(output, expected);
                expected.clear();
            }
            if matches!(command, "true" | "cargo test") {
                continue;
            }
            if command.contains("sheet.csv") {
                fill_sheet(folder.path(), binary);
            }
            let command = command.replace("cargo run --release -- ", "mushrif ");
            let found = Command::new("sh")
                .args(["-c", &format!("mushrif() {{ '{binary}' \"$@\"; }}; {command}")])
                .current_dir(folder.path())
                .output()
                .unwrap();
            assert!(found.status.success(), "{command}: {}", String::from_utf8_lossy(&found.stderr));
            output = String::from_utf8(found.stdout).unwrap();
            run += 1;
        }
    }
    run
}

/// The corrected sheet, as the README has it: the exported one, with one cell filled in.
fn fill_sheet(folder: &Path, binary: &str) {
    let status =
        Command::new(binary).args(["export", "--all", "scored.jsonl", "-o", "sheet.csv"]).current_dir(folder).status();
    assert!(status.unwrap().success());
    let path = folder.join("sheet.csv");
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let hostile = header.iter().position(|name| name == "hostile").unwrap();
    let mut writer = csv::Writer::from_path(&path).unwrap();
    writer.write_record(&header).unwrap();
    for (index, row) in rows.iter().enumerate() {
        let cells = row.iter().enumerate().map(|(at, cell)| match at == hostile {
            true if index == 1 => "TRUE",
            true => "FALSE",
            false => cell,
        });
        writer.write_record(cells).unwrap();
    }
    writer.flush().unwrap();
}

#[test]
fn every_command_of_the_readme_works_and_prints_what_it_shows() {
    assert!(run_all(README) >= 6);
}

#[test]
fn every_command_of_the_arabic_readme_works() {
    assert!(run_all(README_AR) >= 4);
}

#[test]
fn every_option_that_a_readme_names_is_one() {
    let help = |command: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_mushrif")).args([command, "--help"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let commands =
        ["extract", "time", "score", "explain", "export", "train", "retrain", "calibrate", "evaluate", "suggest"];
    let known = commands.map(help).concat();
    for text in [README, README_AR] {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
        // Options of cargo are not ours.
        let options = words.filter(|word| word.len() > 3 && word.starts_with("--") && !word.ends_with('-'));
        let ours: Vec<&str> = options.filter(|option| !matches!(*option, "--release" | "--path" | "--help")).collect();
        assert!(ours.len() >= 6);
        for option in ours {
            assert!(known.split_whitespace().any(|word| word == option), "{option}");
        }
    }
}

#[test]
fn the_shares_of_the_functional_sets_in_the_readme_are_those_of_the_report() {
    let report = include_str!("../models/ar-news-1.report.md");
    let rows: String = report.lines().filter(|line| line.starts_with("| **all ")).collect();
    let paragraph = README.split("\n\n").find(|paragraph| paragraph.contains("training/functional")).unwrap();
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    let shares: Vec<&str> = words.windows(2).filter(|pair| pair[1].starts_with('%')).map(|pair| pair[0]).collect();
    assert_eq!(shares.len(), 4);
    for share in shares {
        assert!(rows.contains(&format!("| {share} % |")), "{share} % is not in the report");
    }
}

#[test]
fn the_figures_of_the_readme_are_those_of_the_report() {
    let report = include_str!("../models/ar-news-1.report.md");
    let mut checked = 0;
    for line in README.lines().filter(|line| line.starts_with("| ") && line.contains("0.")) {
        for figure in line.split('|').map(str::trim).filter(|cell| cell.starts_with("0.")) {
            assert!(report.contains(figure), "{figure} is not in the report");
            checked += 1;
        }
    }
    assert!(checked >= 6);
}
