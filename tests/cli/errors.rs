//! Messages and exit statuses in case of errors: which file, which line, which remedy.

use crate::common::{Folder, HOSTILE, is_unfinished, labels, plain_lines, small_page};
use std::fs::File;
use std::process::Stdio;
use std::time::Duration;

const BINARY: &[u8] = b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\xff\xfe\x80\x81\n\x00\x01\x02\xfd";

/// A folder with a good page, good comments and good labels.
fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .write("page.txt", small_page())
        .write("comments.jsonl", plain_lines(&["نص أول هنا", "نص ثان هنا"]))
        .write("labels.jsonl", labels(0, 120));
    folder
}

#[track_caller]
fn leaves_only(folder: &Folder, expected: &[&str]) {
    assert_eq!(folder.names(), expected);
}

// Pages.

#[test]
fn a_missing_page_is_named_and_exits_2() {
    for command in ["extract", "score"] {
        folder()
            .run(&[command, "none.txt"])
            .ends(2)
            .says(&["none.txt: cannot be read", "No such file"])
            .prints_nothing();
    }
}

#[test]
fn an_empty_page_is_named_and_exits_2() {
    let folder = folder();
    folder.write("empty.txt", "").write("blank.txt", " \n\r\n\t\n");
    for command in ["extract", "score"] {
        for page in ["empty.txt", "blank.txt"] {
            folder.run(&[command, page]).ends(2).says(&[page, "empty"]).prints_nothing();
        }
    }
}

#[test]
fn a_binary_page_is_named_and_exits_2() {
    let folder = folder();
    folder.write("program.txt", BINARY);
    for command in ["extract", "score"] {
        folder.run(&[command, "program.txt"]).ends(2).says(&["program.txt: binary"]).prints_nothing();
    }
}

#[test]
fn one_bad_page_among_good_ones_is_named_and_the_rest_is_done() {
    let folder = folder();
    let good = folder.run(&["extract", "page.txt"]).ends(0).in_silence();
    let mixed = folder.run(&["extract", "none.txt", "page.txt"]).ends(1).says(&["none.txt: cannot be read"]);
    assert_eq!(mixed.out, good.out);
    assert_eq!(mixed.records().len(), 2);
}

#[test]
fn strict_writes_nothing_and_exits_2_where_a_page_is_bad() {
    let folder = folder();
    for command in ["extract", "score"] {
        folder
            .run(&[command, "--strict", "page.txt", "none.txt"])
            .ends(2)
            .says(&["none.txt", "--strict"])
            .prints_nothing();
        folder.run(&[command, "--strict", "page.txt", "none.txt", "-o", "out.jsonl"]).ends(2).prints_nothing();
        leaves_only(&folder, &["comments.jsonl", "labels.jsonl", "page.txt"]);
        assert_eq!(folder.run(&[command, "--strict", "page.txt"]).ends(0).records().len(), 2);
    }
}

#[test]
fn a_file_of_results_is_not_replaced_where_nothing_could_be_done() {
    let folder = folder();
    folder.write("out.jsonl", "earlier results\n");
    for command in ["extract", "score"] {
        folder.run(&[command, "none.txt", "-o", "out.jsonl"]).ends(2).says(&["none.txt"]);
        assert_eq!(folder.text("out.jsonl"), "earlier results\n", "{command}");
        folder.run(&[command, "none.txt", "-o", "new.jsonl"]).ends(2);
        assert!(!folder.has("new.jsonl"), "{command} made an empty file");
    }
}

#[test]
fn twenty_problems_are_named_in_full_and_the_others_counted() {
    let folder = folder();
    let missing: Vec<String> = (0..25).map(|number| format!("none{number:02}.txt")).collect();
    let mut arguments = vec!["extract", "page.txt"];
    arguments.extend(missing.iter().map(String::as_str));
    let outcome = folder.run(&arguments).ends(1).says(&["… and 5 more"]);
    assert_eq!(outcome.err.matches("cannot be read").count(), 20);
    assert!(outcome.err.contains("none19.txt") && !outcome.err.contains("none20.txt"), "{}", outcome.err);
    let exactly_twenty = folder.run(&arguments[..22]).ends(1);
    assert!(!exactly_twenty.err.contains("more"), "{}", exactly_twenty.err);
}

#[test]
fn twenty_bad_lines_are_named_in_full_and_the_others_counted() {
    let folder = folder();
    folder.write("bad.jsonl", format!("{}{}", plain_lines(&["نص"]), "not json\n".repeat(23)));
    let outcome = folder.run(&["score", "bad.jsonl"]).ends(1).says(&[
        "bad.jsonl, line 2: ",
        "bad.jsonl, line 21: ",
        "… and 3 more",
    ]);
    assert!(!outcome.err.contains("line 22:"), "{}", outcome.err);
    assert_eq!(outcome.records().len(), 1);
}

// Comments.

#[test]
fn a_missing_file_of_comments_is_named_and_exits_2() {
    for name in ["none.jsonl", "none.csv", "none.xlsx"] {
        folder().run(&["score", name]).ends(2).says(&[name]).prints_nothing();
    }
}

#[test]
fn an_empty_file_of_comments_is_named() {
    let folder = folder();
    for name in ["empty.jsonl", "empty.csv", "empty.xlsx"] {
        folder.write(name, "");
        folder.run(&["score", name]).says(&[name]).prints_nothing();
    }
}

#[test]
fn a_binary_file_of_comments_is_named_with_its_line_and_exits_2() {
    let folder = folder();
    folder.write("binary.jsonl", BINARY).write("binary.csv", BINARY).write("binary.xlsx", BINARY);
    for name in ["binary.jsonl", "binary.csv", "binary.xlsx"] {
        folder.run(&["score", name]).ends(2).says(&[name]).prints_nothing();
    }
    folder.run(&["score", "binary.jsonl"]).says(&["binary.jsonl, line 1: not UTF-8"]);
}

#[test]
fn a_bad_line_among_comments_is_named_with_its_number_and_the_rest_is_scored() {
    let folder = folder();
    let lines =
        "{\"text\":\"نص أول\"}\n\n{\"text\": \nplain text\n[1]\n{\"other\":1}\n{\"text\":7}\n{\"text\":\"نص أخير\"}\n";
    folder.write("bad.jsonl", lines);
    let outcome = folder.run(&["score", "bad.jsonl"]).ends(1).says(&[
        "bad.jsonl, line 3: not a JSON object",
        "bad.jsonl, line 4: not a JSON object",
        "bad.jsonl, line 5: not a JSON object",
        "bad.jsonl, line 6: no \"text\"",
        "bad.jsonl, line 7: ",
    ]);
    let texts: Vec<_> = outcome.records().iter().map(|record| record["text"].clone()).collect();
    assert_eq!(texts, ["نص أول", "نص أخير"]);
    folder.run(&["score", "--strict", "bad.jsonl"]).ends(2).says(&["line 3"]).prints_nothing();
    folder.run(&["score", "--strict", "bad.jsonl", "-o", "out.jsonl"]).ends(2);
    leaves_only(&folder, &["bad.jsonl", "comments.jsonl", "labels.jsonl", "page.txt"]);
}

#[test]
fn bad_lines_are_numbered_right_across_the_pieces_of_a_large_file_and_on_any_number_of_threads() {
    let folder = folder();
    let filler = serde_json::json!({ "text": "كلام طويل ".repeat(60) });
    let mut lines = String::new();
    for number in 1..=4000 {
        lines.push_str(&if number % 1000 == 0 { "oops\n".to_string() } else { format!("{filler}\n") });
    }
    folder.write("large.jsonl", lines);
    let one = folder.run(&["score", "--threads", "1", "large.jsonl"]).ends(1);
    let four = folder.run(&["score", "--threads", "4", "large.jsonl"]).ends(1).says(&[
        "large.jsonl, line 1000: ",
        "large.jsonl, line 2000: ",
        "large.jsonl, line 3000: ",
        "large.jsonl, line 4000: ",
    ]);
    assert_eq!((one.err, one.out), (four.err, four.out));
}

#[test]
fn a_text_column_that_is_not_there_is_named() {
    folder().run(&["score", "--text-column", "remark", "comments.jsonl"]).ends(2).says(&[
        "comments.jsonl, line 1",
        "\"remark\"",
        "--text-column",
    ]);
}

#[test]
fn a_table_of_comments_without_a_text_column_is_named_with_the_remedy() {
    let folder = folder();
    folder.write("table.csv", "id,remark\n1,نص\n");
    folder.run(&["score", "table.csv"]).ends(2).says(&["table.csv", "--text-column"]).prints_nothing();
    assert_eq!(folder.run(&["score", "--text-column", "remark", "table.csv"]).ends(0).record()["remark"], "نص");
}

#[cfg(unix)]
#[test]
fn a_folder_on_standard_input_ends_with_one_message() {
    let folder = folder();
    for arguments in [&["score", "--input", "comments"][..], &["score"], &["extract"], &["export", "-o", "out.csv"]] {
        let input = File::open(folder.path("")).unwrap();
        let outcome = folder.connect(arguments, input.into(), Stdio::null(), Duration::from_secs(4));
        let outcome = outcome.ends(2).says(&["cannot be read"]);
        assert_eq!(outcome.err.matches("cannot be read").count(), 1, "{}", outcome.err);
    }
}

#[test]
fn crawled_documents_given_to_score_leave_no_file() {
    let folder = folder();
    folder.write("crawl.jsonl", "{\"text\":\"نص\",\"url\":\"https://example.org\",\"warc_date\":\"2024-01-01\"}\n");
    folder.run(&["score", "comments.jsonl", "crawl.jsonl", "-o", "out.jsonl"]).ends(2).says(&["crawl.jsonl, line 1"]);
    leaves_only(&folder, &["comments.jsonl", "crawl.jsonl", "labels.jsonl", "page.txt"]);
}

// Clocks and options.

#[test]
fn a_bad_list_of_clocks_is_named_with_its_line() {
    let folder = folder();
    folder
        .write("clocks.csv", "page,as_of\npage.txt,2024-05-15\nother.txt,someday\n")
        .write("columns.csv", "file,date\n");
    folder
        .run(&["extract", "--clocks", "clocks.csv", "page.txt"])
        .ends(2)
        .says(&["clocks.csv, line 3", "someday"])
        .prints_nothing();
    folder.run(&["extract", "--clocks", "columns.csv", "page.txt"]).ends(2).says(&[
        "columns.csv, line 1",
        "page",
        "as_of",
    ]);
    folder.run(&["extract", "--clocks", "none.csv", "page.txt"]).ends(2).says(&["none.csv"]);
}

#[test]
fn wrong_options_are_usage_errors_that_exit_2() {
    let folder = folder();
    for (arguments, said) in [
        (&["extract", "--as-of", "someday", "page.txt"][..], "someday"),
        (&["extract", "--time-zone", "Mars/Olympus", "page.txt"], "Mars/Olympus"),
        (&["score", "--threshold", "sectarian=0.01", "comments.jsonl"], "below that of hostile"),
        (&["score", "--threshold", "hostile=2", "comments.jsonl"], "not between 0 and 1"),
        (&["score", "--threshold", "angry=0.5", "comments.jsonl"], "\"angry\" is no flag"),
        (&["score", "--threshold", "hostile=high", "comments.jsonl"], "no number"),
        (&["score", "--threshold", "hostile=NaN", "comments.jsonl"], "NaN"),
        (&["summary", "comments.jsonl", "-o", "s.xlsx"], "s.xlsx: a report is written as .html, .json or .txt"),
        (&["evaluate", "comments.jsonl", "-o", "s.pdf"], "s.pdf: a report is written as .html, .json or .txt"),
        (&["score", "--prior", "0.5", "comments.jsonl"], "FLAG=NUMBER"),
        (&["score", "--input", "poems", "comments.jsonl"], "poems"),
        (&["retrain", "labels.jsonl", "-o", "m", "--weight", "0"], "0"),
        (&["train", "labels.jsonl"], "-o"),
        (&["train", "-o", "m"], "LABELS"),
        (&["export", "comments.jsonl", "-o", "sheet.pdf"], "sheet.pdf"),
        (&["judge"], "judge"),
        (&["score", "--loud"], "--loud"),
    ] {
        folder.run(arguments).ends(2).says(&[said]).prints_nothing();
    }
    leaves_only(&folder, &["comments.jsonl", "labels.jsonl", "page.txt"]);
}

#[test]
fn no_command_at_all_is_help_on_standard_error_and_exits_2() {
    folder().run(&[]).ends(2).says(&["Usage: mushrif"]).prints_nothing();
}

// Labels.

#[test]
fn a_missing_label_file_is_named_and_no_model_is_written() {
    let folder = folder();
    for command in ["train", "retrain", "calibrate"] {
        folder.run(&[command, "none.jsonl", "-o", "new.model"]).ends(2).says(&["none.jsonl: cannot be read"]);
    }
    folder.run(&["evaluate", "none.jsonl"]).ends(2).says(&["none.jsonl: cannot be read"]).prints_nothing();
    leaves_only(&folder, &["comments.jsonl", "labels.jsonl", "page.txt"]);
}

#[test]
fn a_folder_named_like_a_label_file_ends_with_one_message() {
    let folder = folder();
    std::fs::create_dir(folder.path("labels2.jsonl")).unwrap();
    for arguments in [&["evaluate", "labels2.jsonl"][..], &["train", "labels2.jsonl", "-o", "m.model"]] {
        let outcome = folder.connect(arguments, Stdio::null(), Stdio::null(), Duration::from_secs(4));
        let outcome = outcome.ends(2).says(&["labels2.jsonl"]);
        assert_eq!(outcome.err.matches("cannot be read").count(), 1, "{}", outcome.err);
    }
}

#[test]
fn an_empty_label_file_is_named_and_no_model_is_written() {
    let folder = folder();
    for name in ["empty.jsonl", "empty.csv", "empty.xlsx"] {
        folder.write(name, "");
        folder.run(&["train", name, "-o", "new.model"]).ends(2).says(&[name]);
        assert!(!folder.has("new.model"));
    }
}

#[test]
fn a_binary_label_file_is_named_and_no_model_is_written() {
    let folder = folder();
    for name in ["binary.jsonl", "binary.csv", "binary.xlsx", "binary.bin"] {
        folder.write(name, BINARY);
        for command in ["train", "retrain"] {
            folder.run(&[command, name, "-o", "new.model"]).ends(2).says(&[name]);
            assert!(!folder.has("new.model"));
        }
        folder.run(&["evaluate", name]).ends(2).says(&[name]).prints_nothing();
    }
    folder.run(&["train", "binary.jsonl", "-o", "new.model"]).says(&["binary.jsonl, line 1"]);
    folder
        .run(&["train", "binary.bin", "-o", "new.model"])
        .says(&[".jsonl, .ndjson, .csv, .tsv, .xlsx, .xlsm or .ods"]);
}

#[test]
fn a_bad_label_line_is_named_and_the_model_made_of_the_rest() {
    let folder = folder();
    folder.run(&["train", "labels.jsonl", "-o", "good.model", "--name", "m"]).ends(0);
    folder.write(
        "bad.jsonl",
        format!("{}oops\n{{\"hostile\":true}}\n{{\"text\":\"  \"}}\n", folder.text("labels.jsonl")),
    );
    folder.run(&["train", "bad.jsonl", "-o", "bad.model", "--name", "m"]).ends(1).says(&[
        "bad.jsonl, line 121: not JSON",
        "bad.jsonl, line 122: no \"text\"",
        "bad.jsonl, line 123: \"text\" is empty",
    ]);
    assert!(folder.bytes("bad.model") == folder.bytes("good.model"));
    folder.run(&["train", "--strict", "bad.jsonl", "-o", "strict.model"]).ends(2).says(&["line 121"]);
    folder
        .run(&["retrain", "--strict", "bad.jsonl", "-o", "strict.model", "--model", "good.model"])
        .ends(2)
        .says(&["line 121"]);
    assert!(!folder.has("strict.model"));
}

#[test]
fn an_unknown_label_value_is_named_with_file_line_and_what_to_write() {
    let folder = folder();
    let before = folder.text("labels.jsonl");
    folder.write("a.jsonl", format!("{before}{{\"text\":\"نص\",\"hostile\":\"maybe\"}}\n"));
    folder.run(&["train", "a.jsonl", "-o", "m.model"]).ends(1).says(&[
        "a.jsonl, line 121",
        "\"hostile\"",
        "maybe",
        "true, false",
    ]);
    folder.write("b.jsonl", format!("{before}{{\"text\":\"نص\",\"sentiment\":\"angry\"}}\n"));
    folder.run(&["train", "b.jsonl", "-o", "m.model"]).ends(1).says(&["b.jsonl, line 121", "angry", "neutral"]);
    folder.write("c.csv", "text,hostile,sentiment\nنص,perhaps,\n\"نص في\nسطرين\",yes,\nثالث,,furious\n");
    folder
        .run(&["evaluate", "c.csv"])
        .ends(1)
        .says(&["c.csv, line 2: hostile is \"perhaps\"", "c.csv, line 5: sentiment is \"furious\""]);
    folder.write("d.jsonl", "{\"text\":\"نص\",\"sectarian\":true,\"hostile\":false}\n");
    folder
        .run(&["evaluate", "d.jsonl"])
        .ends(2)
        .says(&["d.jsonl, line 1", "sectarian implies hostile"])
        .prints_nothing();
}

#[test]
fn a_label_table_without_a_text_or_label_column_is_named_so() {
    let folder = folder();
    folder.write("a.csv", "remark,hostile\nنص,true\n").write("b.csv", "text,angry\nنص,true\n");
    for command in ["train", "retrain", "calibrate"] {
        folder.run(&[command, "a.csv", "-o", "m.model"]).ends(2).says(&["a.csv: ", "\"text\""]);
        folder.run(&[command, "b.csv", "-o", "m.model"]).ends(2).says(&["b.csv: ", "hostile"]);
    }
    assert!(!folder.has("m.model"));
}

#[test]
fn two_lines_that_contradict_each_other_are_both_named() {
    let folder = folder();
    let first = "{\"text\":\"كلام واحد\",\"hostile\":true}\n";
    folder.write("a.jsonl", format!("{first}{}", folder.text("labels.jsonl")));
    folder.write("b.jsonl", "{\"text\":\"كلام واحد\",\"hostile\":false}\n");
    folder.run(&["train", "a.jsonl", "b.jsonl", "-o", "m.model"]).ends(1).says(&["b.jsonl, line 1", "a.jsonl, line 1"]);
}

#[test]
fn labels_that_train_nothing_say_so_and_leave_no_model() {
    let folder = folder();
    folder.write("few.jsonl", "{\"text\":\"نص\",\"hostile\":true}\n{\"text\":\"آخر\",\"hostile\":false}\n");
    folder
        .run(&["train", "few.jsonl", "-o", "m.model", "--counts", "m.counts"])
        .ends(2)
        .says(&["nothing could be learnt"]);
    assert!(!folder.has("m.model") && !folder.has("m.counts"));
}

#[test]
fn a_model_is_not_written_over_the_labels_it_is_made_of() {
    let folder = folder();
    let before = folder.bytes("labels.jsonl");
    folder.run(&["train", "labels.jsonl", "-o", "m.model"]).ends(0);
    for arguments in [
        &["train", "labels.jsonl", "-o", "labels.jsonl"][..],
        &["train", "labels.jsonl", "-o", "x.model", "--counts", "labels.jsonl"],
        &["retrain", "labels.jsonl", "-o", "labels.jsonl", "--model", "m.model", "--force"],
        &["calibrate", "labels.jsonl", "-o", "labels.jsonl", "--model", "m.model"],
    ] {
        folder.run(arguments).ends(2).says(&["labels.jsonl"]);
        assert!(folder.bytes("labels.jsonl") == before, "{arguments:?} destroyed the labels");
    }
}

#[test]
fn a_model_and_its_counts_cannot_be_one_file() {
    let folder = folder();
    folder.run(&["train", "labels.jsonl", "-o", "m.model", "--counts", "m.model"]).ends(2).says(&["m.model"]);
    assert!(!folder.has("m.model"));
}

#[test]
fn standard_input_is_called_so_in_every_message() {
    let folder = folder();
    for (arguments, input) in [
        (&["extract"][..], ""),
        (&["score", "--input", "pages"], "\n"),
        (&["score", "--input", "comments"], "oops\n"),
        (&["export", "-o", "out.csv"], "oops\n"),
        (&["train", "-", "-o", "m.model"], "oops\n"),
        (&["retrain", "-", "-o", "m.model"], "oops\n"),
        (&["train", "-", "-o", "m.model"], ""),
    ] {
        folder.feed(arguments, input).ends(2).says(&["mushrif: standard input"]);
    }
    folder
        .feed(&["train", "-", "-o", "m.model"], format!("{}oops\n", labels(0, 120)))
        .ends(1)
        .says(&["standard input, line 121"]);
}

// Models.

/// Every command that reads a model, given this one.
fn every_use_of(model: &str) -> Vec<Vec<&str>> {
    vec![
        vec!["score", "comments.jsonl", "--model", model, "-o", "made.out"],
        vec!["explain", HOSTILE, "--model", model],
        vec!["export", "comments.jsonl", "--model", model, "-o", "made.csv"],
        vec!["retrain", "labels.jsonl", "--model", model, "-o", "made.model"],
        vec!["calibrate", "labels.jsonl", "--model", model, "-o", "made.model"],
        vec!["evaluate", "labels.jsonl", "--model", model],
        vec!["model", "info", model],
        vec!["model", "diff", model, model],
    ]
}

#[track_caller]
fn refused_everywhere(folder: &Folder, model: &str, said: &[&str]) {
    for arguments in every_use_of(model) {
        folder.run(&arguments).ends(2).says(&[&format!("{model}: ")]).says(said).prints_nothing();
    }
    assert!(
        folder.names().iter().all(|name| !name.starts_with("made") && !is_unfinished(name)),
        "{:?}",
        folder.names()
    );
}

#[test]
fn a_missing_model_is_refused_by_name_everywhere() {
    refused_everywhere(&folder(), "none.model", &["cannot be read"]);
}

#[test]
fn what_is_no_model_is_refused_by_name_everywhere() {
    let folder = folder();
    for content in [&b""[..], b"MUSH", BINARY, "نص".as_bytes()] {
        folder.write("other.model", content);
        refused_everywhere(&folder, "other.model", &["not a Mushrif model"]);
    }
}

#[test]
fn a_model_cut_in_half_is_refused_by_name_everywhere() {
    let folder = folder();
    folder.run(&["train", "labels.jsonl", "-o", "m.model"]).ends(0);
    let bytes = folder.bytes("m.model");
    folder.write("half.model", &bytes[..bytes.len() / 2]);
    refused_everywhere(&folder, "half.model", &["cut short or damaged"]);
    for length in [9, 12, 30, 60, bytes.len() - 1] {
        folder.write("cut.model", &bytes[..length]);
        folder.run(&["model", "info", "cut.model"]).ends(2).says(&["cut.model: "]).prints_nothing();
    }
    let mut longer = bytes;
    longer.push(0);
    folder.write("longer.model", longer);
    folder.run(&["model", "info", "longer.model"]).ends(2).says(&["longer.model: "]).prints_nothing();
}

#[test]
fn a_model_with_one_changed_byte_is_refused_by_name() {
    let folder = folder();
    folder.run(&["train", "labels.jsonl", "-o", "m.model"]).ends(0);
    let bytes = folder.bytes("m.model");
    for at in [40, 100, bytes.len() / 2, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        folder.write("changed.model", changed);
        folder
            .run(&["score", "comments.jsonl", "--model", "changed.model"])
            .ends(2)
            .says(&["changed.model: ", "damaged"])
            .prints_nothing();
    }
}

#[test]
fn a_model_of_a_newer_version_is_refused_by_name_everywhere() {
    let folder = folder();
    folder.run(&["train", "labels.jsonl", "-o", "m.model"]).ends(0);
    let mut bytes = folder.bytes("m.model");
    bytes[8] = 5;
    folder.write("newer.model", bytes);
    refused_everywhere(&folder, "newer.model", &["format", "update Mushrif"]);
}

#[test]
fn counts_that_are_cut_or_no_counts_are_refused_by_name() {
    let folder = folder();
    folder.run(&["train", "labels.jsonl", "-o", "m.model", "--counts", "m.counts"]).ends(0);
    let bytes = folder.bytes("m.counts");
    folder.write("half.counts", &bytes[..bytes.len() / 2]).write("other.counts", BINARY);
    for (counts, said) in [
        ("half.counts", "cut short or damaged"),
        ("other.counts", "not a file of counts"),
        ("none.counts", "cannot be read"),
    ] {
        folder
            .run(&["retrain", "labels.jsonl", "--model", "m.model", "--counts", counts, "-o", "new.model"])
            .ends(2)
            .says(&[counts, said]);
        assert!(!folder.has("new.model"));
    }
    assert!(folder.bytes("half.counts") == bytes[..bytes.len() / 2]);
}

#[test]
fn a_worse_model_is_refused_with_3_and_not_written() {
    let folder = folder();
    folder.run(&["train", "labels.jsonl", "-o", "m.model"]).ends(0);
    // Labels that are unrelated to their texts make a model worse.
    let scrambled: String = labels(1000, 120)
        .lines()
        .enumerate()
        .map(|(number, line)| {
            let mut label: serde_json::Value = serde_json::from_str(line).unwrap();
            let hostile = label["hostile"].as_bool().unwrap();
            label["hostile"] = if number % 5 == 0 { hostile } else { !hostile }.into();
            label["sectarian"] = serde_json::Value::Null;
            label["sentiment"] = serde_json::Value::Null;
            format!("{label}\n")
        })
        .collect();
    let truth = labels(1000, 60);
    folder
        .write("mixed.jsonl", scrambled.lines().skip(60).map(|line| format!("{line}\n")).collect::<String>() + &truth);
    let arguments = ["retrain", "mixed.jsonl", "--model", "m.model", "-o", "new.model"];
    folder.run(&[&arguments[..], &["--weight", "50"]].concat()).ends(3).says(&["worse", "--force"]);
    assert!(!folder.has("new.model"));
    let before = folder.bytes("m.model");
    folder.run(&["retrain", "mixed.jsonl", "--model", "m.model", "-o", "m.model", "--weight", "50"]).ends(3);
    assert!(folder.bytes("m.model") == before, "a refused model was written");
    let forced = folder.run(&[&arguments[..], &["--weight", "50", "--force"]].concat());
    assert!(matches!(forced.code, 0 | 1), "{}", forced.err);
    assert!(folder.has("new.model"));
}

// Exports.

#[test]
fn lines_that_are_not_scored_are_named_and_the_rest_exported() {
    let folder = folder();
    let scored = folder.run(&["score", "--threshold", "hostile=0", "comments.jsonl"]).ends(0).out;
    folder.write("scored.jsonl", format!("{scored}{{\"text\":\"نص\"}}\noops\n"));
    for sheet in ["sheet.csv", "sheet.xlsx", "sheet.jsonl", "sheet.html"] {
        folder.run(&["export", "scored.jsonl", "-o", sheet]).ends(1).says(&[
            "scored.jsonl, line 3: ",
            "mushrif score",
            "scored.jsonl, line 4: ",
        ]);
        assert!(!folder.bytes(sheet).is_empty());
        folder.write(sheet, "earlier");
        folder.run(&["export", "--strict", "scored.jsonl", "-o", sheet]).ends(2);
        assert_eq!(folder.text(sheet), "earlier");
        folder
            .run(&["export", "comments.jsonl", "-o", sheet])
            .ends(2)
            .says(&["comments.jsonl, line 1: ", "mushrif score"]);
        assert_eq!(folder.text(sheet), "earlier");
    }
    assert!(folder.names().iter().all(|name| !is_unfinished(name)), "{:?}", folder.names());
}

// Outputs.

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let folder = folder();
    std::fs::create_dir(folder.path("there")).unwrap();
    for (command, input) in [("extract", "page.txt"), ("score", "comments.jsonl"), ("train", "labels.jsonl")] {
        folder
            .run(&[command, input, "-o", "no/such/folder.out"])
            .ends(2)
            .says(&["no/such/folder.out: cannot be written"]);
        folder.run(&[command, input, "-o", "there"]).ends(2).says(&["there: a folder"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error_and_not_a_panic() {
    let folder = folder();
    for arguments in [
        &["extract", "page.txt"][..],
        &["score", "comments.jsonl"],
        &["score", "--strict", "comments.jsonl"],
        &["explain", HOSTILE],
        &["model", "info"],
        &["evaluate", "labels.jsonl"],
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        folder.connect(arguments, Stdio::null(), full.into(), Duration::from_secs(60)).ends(2).says(&["No space left"]);
    }
    folder.run(&["score", "comments.jsonl", "-o", "/dev/full"]).ends(2).says(&["No space left"]);
}

#[test]
fn a_failed_run_leaves_nothing_unfinished_behind() {
    let folder = folder();
    folder.write("bad.jsonl", "oops\n");
    folder.run(&["score", "bad.jsonl", "-o", "out.jsonl"]).ends(2);
    folder.run(&["train", "bad.jsonl", "-o", "m.model", "--counts", "m.counts"]).ends(2);
    folder.run(&["evaluate", "bad.jsonl"]).ends(2);
    folder.run(&["export", "bad.jsonl", "-o", "out.csv"]).ends(2);
    leaves_only(&folder, &["bad.jsonl", "comments.jsonl", "labels.jsonl", "page.txt"]);
}
