//! `retrain`: refusals of worse models, and forgetting.

use crate::common::{Folder, labels, records};
use serde_json::{Value, json};

/// A folder with labels in two parts, and a model of the first with its full counts.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("first.jsonl", labels(0, 200)).write("second.jsonl", labels(200, 80));
    folder.run(&["train", "first.jsonl", "-o", "first.model", "--counts", "first.counts"]).ends(0);
    folder
}

fn same_weights(folder: &Folder, one: &str, other: &str) -> bool {
    let outcome = folder.run(&["model", "diff", one, other]).ends(0);
    let difference: Value = serde_json::from_str(&outcome.out).unwrap();
    difference["same_weights"] == true
}

fn rows(text: &str, from: usize, to: usize) -> String {
    text.lines().skip(from).take(to - from).map(|line| format!("{line}\n")).collect()
}

// Forgetting.

#[test]
fn forgetting_leaves_the_model_as_if_never_trained_on_it() {
    let folder = folder();
    let all = folder.text("first.jsonl");
    folder.write("gone.jsonl", rows(&all, 40, 70)).write("kept.jsonl", rows(&all, 0, 40) + &rows(&all, 70, 200));
    folder.run(&["train", "kept.jsonl", "-o", "kept.model", "--counts", "kept.counts"]).ends(0);
    folder
        .run(&[
            "retrain", "--forget", "gone.jsonl", "--model", "first.model", "--counts", "first.counts", "-o",
            "less.model",
        ])
        .ends(0)
        .says(&["30 forgotten"]);
    assert!(same_weights(&folder, "kept.model", "less.model"));
    assert!(folder.bytes("kept.counts") == folder.bytes("first.counts"));
}

#[test]
fn a_comment_is_forgotten_by_its_text_alone_and_an_unknown_one_is_named() {
    let folder = folder();
    let text = records(&folder.text("first.jsonl"))[7]["text"].as_str().unwrap().to_string();
    // In another spelling, without its labels; and once more, when it is already forgotten.
    let asked = format!(
        "{}\n{}\n{}\n",
        json!({"text": format!("{text} !")}),
        json!({"text": "لم يقله أحد قط"}),
        json!({"text": text})
    );
    folder.write("asked.jsonl", asked);
    let before = folder.bytes("first.counts");
    let arguments = [
        "retrain", "--forget", "asked.jsonl", "--model", "first.model", "--counts", "first.counts", "-o", "less.model",
    ];
    folder.run(&[&arguments[..], &["--strict"]].concat()).ends(2).says(&["asked.jsonl, line 2"]);
    assert!(folder.bytes("first.counts") == before && !folder.has("less.model"));
    folder.run(&arguments).ends(1).says(&[
        "asked.jsonl, line 2: this comment is not in the counts",
        "asked.jsonl, line 3: ",
        "1 forgotten",
    ]);
    folder.write("rest.jsonl", rows(&folder.text("first.jsonl"), 0, 7) + &rows(&folder.text("first.jsonl"), 8, 200));
    folder.run(&["train", "rest.jsonl", "-o", "rest.model"]).ends(0);
    assert!(same_weights(&folder, "rest.model", "less.model"));
}

#[test]
fn a_row_that_was_counted_several_times_is_forgotten_as_often() {
    let folder = folder();
    let base = ["--counts", "first.counts", "--force"];
    let run = |arguments: &[&str]| folder.run(&[arguments, &base[..]].concat()).ends(0);
    let before = folder.bytes("first.counts");
    run(&["retrain", "second.jsonl", "--weight", "5", "--model", "first.model", "-o", "both.model"]);
    assert!(folder.bytes("first.counts") != before);
    run(&["retrain", "--forget", "second.jsonl", "--model", "both.model", "-o", "back.model"]);
    assert!(folder.bytes("first.counts") == before);
    assert!(same_weights(&folder, "first.model", "back.model"));
}

#[test]
fn a_correction_is_forgetting_and_learning_anew() {
    let folder = folder();
    let all = folder.text("first.jsonl");
    let corrected: String = records(&rows(&all, 0, 90))
        .into_iter()
        .map(|mut label| {
            label["hostile"] = (label["hostile"] == false).into();
            (label["sectarian"], label["sentiment"]) = (Value::Null, Value::Null);
            format!("{label}\n")
        })
        .collect();
    folder.write("corrected.jsonl", &corrected).write("fresh.jsonl", rows(&all, 90, 200) + &corrected);
    let arguments = [
        "retrain",
        "corrected.jsonl",
        "--model",
        "first.model",
        "--counts",
        "first.counts",
        "-o",
        "new.model",
        "--force",
    ];
    folder
        .run(&arguments)
        .ends(2)
        .says(&["corrected.jsonl, line 1: the same comment was counted with other labels", "--forget"]);
    // A correction contradicts the old label, and is not refused for it.
    let correction = [&arguments[..arguments.len() - 1], &["--forget", "corrected.jsonl"]].concat();
    folder.run(&correction).ends(0).says(&["90 forgotten"]);
    folder.run(&["train", "fresh.jsonl", "-o", "fresh.model", "--counts", "fresh.counts"]).ends(0);
    assert!(same_weights(&folder, "fresh.model", "new.model"));
    assert!(folder.bytes("fresh.counts") == folder.bytes("first.counts"));
}

#[test]
fn labels_that_were_counted_before_count_once() {
    let folder = folder();
    folder.write("again.jsonl", rows(&folder.text("first.jsonl"), 0, 50) + &folder.text("second.jsonl"));
    let arguments = ["retrain", "--model", "first.model", "--counts", "first.counts", "-o", "new.model", "--force"];
    folder
        .run(&[&arguments[..], &["again.jsonl"]].concat())
        .ends(0)
        .says(&["retrained on 80 new labels (50 duplicates left out"]);
    folder.run(&["train", "first.jsonl", "second.jsonl", "-o", "union.model", "--counts", "union.counts"]).ends(0);
    assert!(same_weights(&folder, "union.model", "new.model"));
    assert!(folder.bytes("union.counts") == folder.bytes("first.counts"));
}

#[test]
fn forgetting_needs_the_counts_and_their_key() {
    let folder = folder();
    folder.run(&["retrain", "--forget", "first.jsonl", "-o", "new.model"]).ends(2).says(&["--counts"]);
    folder
        .write("secret", "thirty-two bytes of pure chance!")
        .write("other", "another secret of enough bytes")
        .write("short", "x");
    folder
        .run(&["train", "first.jsonl", "-o", "m.model", "--counts", "m.counts", "--key", "short"])
        .ends(2)
        .says(&["short: too short"]);
    folder.run(&["train", "first.jsonl", "-o", "m.model", "--counts", "m.counts", "--key", "secret"]).ends(0);
    folder.write("gone.jsonl", rows(&folder.text("first.jsonl"), 0, 5));
    let arguments =
        ["retrain", "--forget", "gone.jsonl", "--model", "m.model", "--counts", "m.counts", "-o", "new.model"];
    folder.run(&arguments).ends(2).says(&["m.counts", "--key"]);
    folder.run(&[&arguments[..], &["--key", "other"]].concat()).ends(2).says(&["m.counts", "--key"]);
    folder.run(&[&arguments[..], &["--key", "secret"]].concat()).ends(0).says(&["5 forgotten"]);
}

// The counts of another model.

#[test]
fn counts_of_another_model_are_refused_and_those_of_a_calibrated_one_are_not() {
    let folder = folder();
    folder.run(&["train", "second.jsonl", "-o", "second.model", "--counts", "second.counts"]).ends(0);
    let before = folder.bytes("first.counts");
    // The default model, and another; its features would be lost, or those of the counts.
    for model in [&["--model", "second.model"][..], &[]] {
        let arguments = ["retrain", "second.jsonl", "--counts", "first.counts", "-o", "new.model", "--force"];
        folder.run(&[&arguments[..], model].concat()).ends(2).says(&[
            "first.counts: not the counts of ",
            "--model",
            "train both again",
        ]);
        assert!(!folder.has("new.model") && folder.bytes("first.counts") == before);
    }
    folder.run(&["calibrate", "first.jsonl", "--model", "first.model", "-o", "site.model"]).ends(0);
    let arguments = ["retrain", "second.jsonl", "--model", "site.model", "--counts", "first.counts", "-o", "new.model"];
    folder.run(&[&arguments[..], &["--force"]].concat()).ends(0);
    // The counts are now those of the new model.
    folder.write("third.jsonl", labels(280, 20));
    let arguments = ["retrain", "third.jsonl", "--counts", "first.counts", "-o", "newer.model", "--force"];
    folder.run(&[&arguments[..], &["--model", "site.model"]].concat()).ends(2);
    folder.run(&[&arguments[..], &["--model", "new.model"]].concat()).ends(0);
}

// Worse models.

#[test]
fn swapped_labels_are_reported_and_refused() {
    let folder = folder();
    let swapped: String = records(&folder.text("second.jsonl"))
        .into_iter()
        .map(|label| format!("{}\n", json!({"text": label["text"], "hostile": label["hostile"] == false})))
        .collect();
    folder.write("swapped.jsonl", swapped);
    let arguments = ["retrain", "swapped.jsonl", "--model", "first.model", "-o", "new.model"];
    folder.run(&arguments).ends(3).says(&["yes and no swapped", "--force"]);
    assert!(!folder.has("new.model"));
    folder.run(&[&arguments[..], &["--force"]].concat()).ends(0);
    assert!(folder.has("new.model"));
}

#[test]
fn too_few_labels_to_compare_are_said_so_and_every_changed_decision_is_listed() {
    let folder = folder();
    let friendly = "سحقا لكم يا أوغاد في الحديقة";
    let few: String = (0..12)
        .map(|number| {
            format!("{}\n", json!({"text": format!("{friendly} {}", "ا".repeat(number + 1)), "hostile": false}))
        })
        .collect();
    folder.write("few.jsonl", few);
    let outcome = folder
        .run(&["retrain", "few.jsonl", "--model", "first.model", "-o", "new.model", "--weight", "1000"])
        .ends(0)
        .says(&["too few new labels to compare", "few.jsonl, line 1: hostile", "no longer flagged", friendly]);
    let listed = outcome.err.matches("no longer flagged").count();
    assert!(outcome.err.contains(&format!("hostile: {listed} decisions on the new labels change")), "{}", outcome.err);
}
