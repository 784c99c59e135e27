//! `train` and `retrain` on any number of threads and in any memory.

use crate::common::{Folder, labels};

#[test]
fn threads_and_memory_change_no_byte_of_model_and_counts() {
    let folder = Folder::new();
    folder.write("labels.jsonl", labels(0, 3000));
    let train = |name: &str, options: &[&str]| {
        let (model, counts) = (format!("{name}.model"), format!("{name}.counts"));
        let arguments = ["train", "labels.jsonl", "--name", "m", "-o", &model, "--counts", &counts];
        folder.run(&[&arguments, options].concat()).ends(0);
        (folder.bytes(&model), folder.bytes(&counts))
    };
    let plain = train("plain", &["--threads", "1"]);
    for (name, options) in [
        ("four", &["--threads", "4"][..]),
        // So little memory that every run of counts goes to a file.
        ("little", &["--threads", "3", "--memory", "64KiB"]),
        ("least", &["--threads", "1", "--memory", "20kB"]),
    ] {
        assert!(train(name, options) == plain, "{name}: other bytes");
    }
}

#[test]
fn retraining_on_any_number_of_threads_gives_the_same_bytes() {
    let folder = Folder::new();
    folder.write("old.jsonl", labels(0, 600)).write("new.jsonl", labels(600, 300));
    folder.run(&["train", "old.jsonl", "-o", "old.model"]).ends(0);
    for threads in ["1", "4"] {
        let output = format!("{threads}/new.model");
        folder.write(&format!("{threads}/empty"), "");
        let arguments = ["retrain", "new.jsonl", "--model", "old.model", "-o", &output];
        folder.run(&[&arguments[..], &["--threads", threads, "--memory", "1MiB", "--force"]].concat()).ends(0);
    }
    assert!(folder.bytes("1/new.model") == folder.bytes("4/new.model"), "the models differ");
}

#[test]
fn labels_on_standard_input_are_read_twice_all_the_same() {
    let folder = Folder::new();
    folder.write("labels.jsonl", labels(0, 400));
    folder.run(&["train", "labels.jsonl", "--name", "m", "-o", "file.model"]).ends(0);
    folder.feed(&["train", "-", "--name", "m", "-o", "pipe.model"], labels(0, 400)).ends(0);
    assert_eq!(folder.bytes("file.model"), folder.bytes("pipe.model"));
}

#[test]
fn a_size_that_is_none_is_refused_with_an_example() {
    let folder = Folder::new();
    folder.write("labels.jsonl", labels(0, 40));
    folder.run(&["train", "labels.jsonl", "-o", "m", "--memory", "2 acres"]).ends(2).says(&["2 acres", "500MiB"]);
    assert!(!folder.has("m"));
}

#[cfg(unix)]
#[test]
fn without_space_for_temporary_files_training_says_so_and_writes_nothing() {
    let folder = Folder::new();
    folder.write("labels.jsonl", labels(0, 3000));
    let output = assert_cmd::Command::new(crate::common::PROGRAM)
        .args(["train", "labels.jsonl", "-o", "m.model", "--memory", "20kB"])
        .current_dir(folder.path(""))
        .env("TMPDIR", folder.path("no such folder"))
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("TMPDIR") && said.contains("--memory"), "{said}");
    assert!(!folder.has("m.model"));
}
