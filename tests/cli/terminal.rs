//! What a terminal would act on never reaches it: comments, names of files and sources, options.

use crate::common::{Folder, HOSTILE, labels, records};
use serde_json::json;

/// Escape, a title by OSC, C1, reversed direction, a carriage return.
const COMMANDS: &str = "\u{1B}[31m\u{1B}]0;t\u{7}\u{9B}2J\u{202E}\r";

/// Whether a terminal would act on any character.
fn is_harmless(text: &str) -> bool {
    !text.contains(|c: char| {
        c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    })
}

#[track_caller]
fn shows_escapes(text: &str) {
    assert!(is_harmless(text), "{text:?}");
    assert!(text.contains("\\u202e"), "nothing of it is shown: {text:?}");
}

/// Labels whose comments and sources hold commands.
fn hostile_labels(from: usize, count: usize) -> String {
    records(&labels(from, count))
        .into_iter()
        .enumerate()
        .map(|(index, mut label)| {
            let text = format!("{} {COMMANDS}", label["text"].as_str().unwrap());
            label["text"] = text.into();
            label["source"] = format!("{COMMANDS} {}", index % 2).into();
            format!("{label}\n")
        })
        .collect()
}

#[test]
fn reports_and_lists_of_changed_decisions_show_escapes() {
    let folder = Folder::new();
    folder.write("labels.jsonl", hostile_labels(0, 120)).write("more.jsonl", hostile_labels(120, 60));
    let report = folder.run(&["evaluate", "labels.jsonl"]).ends(0);
    shows_escapes(&report.out);
    folder.run(&["train", "labels.jsonl", "-o", "m.model"]).ends(0);
    let flattered = folder.run(&["evaluate", "labels.jsonl", "--model", "m.model"]).ends(0);
    shows_escapes(&flattered.err);
    // The numbers of the labels are their only difference, so each comment has a word of its own.
    let friendly: String = records(&labels(0, 12))
        .into_iter()
        .map(|label| {
            let own = label["text"].as_str().unwrap().rsplit(' ').next().unwrap().to_string();
            let text = format!("سحقا لكم يا أوغاد في الحديقة {own}قد {COMMANDS}");
            format!("{}\n", json!({"text": text, "hostile": false}))
        })
        .collect();
    folder.write("friendly.jsonl", friendly);
    let arguments = ["retrain", "friendly.jsonl", "--model", "p.model", "-o", "n.model", "--weight", "1000", "--force"];
    folder.write("plain.jsonl", labels(0, 200)).run(&["train", "plain.jsonl", "-o", "p.model"]).ends(0);
    let retrained = folder.run(&arguments).ends(0).says(&["no longer flagged"]);
    shows_escapes(&retrained.err);
}

#[test]
fn errors_that_repeat_a_cell_an_option_a_name_or_a_file_show_escapes() {
    let folder = Folder::new();
    let name = format!("{COMMANDS}\nmushrif: all is well.csv");
    let table = format!("text,hostile,sentiment\nنص,{COMMANDS},\nنص,true,{COMMANDS}\n");
    folder.write("bad.csv", &table);
    let objects = [
        json!({"text": "نص", "label": [COMMANDS]}),
        json!({"text": "نص", "hostile": COMMANDS}),
        json!({"text": "نص", "sentiment": COMMANDS}),
    ];
    folder.write("bad.jsonl", objects.map(|object| format!("{object}\n")).concat());
    for arguments in [
        &["train", "bad.csv", "-o", "m.model"][..],
        &["train", "bad.jsonl", "-o", "m.model"],
        &["train", &name, "-o", "m.model"],
        &["score", &name],
        &["extract", &name],
        &["score", "--model", &name],
        &["score", "--threshold", &format!("hostile={COMMANDS}")],
        &["score", "--as-of", COMMANDS],
        &[COMMANDS],
        &["score", &format!("--{COMMANDS}")],
    ] {
        let outcome = folder.run(arguments).ends(2);
        shows_escapes(&outcome.err);
        assert!(!outcome.err.contains("\nmushrif: all is well"), "a file name speaks for the program: {}", outcome.err);
    }
}

#[test]
fn records_for_programs_are_as_they_were() {
    let line = json!({"text": format!("{HOSTILE} {COMMANDS}")}).to_string();
    let outcome = Folder::new().feed(&["score"], format!("{line}\n")).ends(0);
    assert_eq!(outcome.record()["text"], json!(format!("{HOSTILE} {COMMANDS}")));
    assert!(outcome.out.contains('\u{9B}'), "standard output is no terminal here");
}
