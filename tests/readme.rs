//! Runs everything that the README shows: each `$ mushrif …` line of a console block must succeed, the text
//! under it must be its output, and a JSON block must be in the output of the command before it.

use calamine::Reader;
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
                assert_eq!(output.trim_end(), expected.trim_end());
                expected.clear();
            }
            if matches!(command, "true" | "cargo test") {
                continue;
            }
            if command.contains("retrain sheet.xlsx") {
                fill_sheet(&folder.path().join("sheet.xlsx"));
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

/// Answers the first question of every row of a sheet, as a person does in a spreadsheet program: yes for the second.
fn fill_sheet(path: &Path) {
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let rows = book.worksheet_range_at(0).unwrap().unwrap();
    let mut filled = rust_xlsxwriter::Workbook::new();
    let sheet = filled.add_worksheet();
    let is_arabic = rows.rows().next().unwrap()[0] == "التعليق";
    for (number, row) in (0..).zip(rows.rows()) {
        for (column, cell) in (0..).zip(row) {
            let answer = match (number, column) {
                (2, 1) => Some(if is_arabic { "نعم" } else { "yes" }),
                (1.., 1) => Some(if is_arabic { "لا" } else { "no" }),
                _ => None,
            };
            sheet.write(number, column, answer.map_or_else(|| cell.to_string(), String::from)).unwrap();
        }
    }
    filled.save(path).unwrap();
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
        let output =
            Command::new(env!("CARGO_BIN_EXE_mushrif")).args(command.split(' ').chain(["--help"])).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let commands = [
        "extract", "time", "score", "explain", "export", "train", "retrain", "calibrate", "evaluate", "suggest",
        "summary", "model diff", "serve",
    ];
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
    let report = include_str!("../models/ar-news-2.report.md");
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
    let report = include_str!("../models/ar-news-2.report.md");
    let mut checked = 0;
    for line in README.lines().filter(|line| line.starts_with("| ") && line.contains("0.")) {
        for figure in line.split('|').map(str::trim).filter(|cell| cell.starts_with("0.")) {
            assert!(report.contains(figure), "{figure} is not in the report");
            checked += 1;
        }
    }
    assert!(checked >= 6);
}
