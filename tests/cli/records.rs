//! Records: one vocabulary in every format, by the schema in `docs`.

use crate::common::{FRIENDLY, Folder, HOSTILE, arabi21};
use boon::{Compiler, Schemas};
use serde_json::{Value, json};

/// Asserts that records are as `docs/records.schema.json` defines them under this name.
#[track_caller]
fn are(definition: &str, records: &[Value]) {
    let schema: Value = serde_json::from_str(include_str!("../../docs/records.schema.json")).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("records.json", schema).unwrap();
    let index = compiler.compile(&format!("records.json#/$defs/{definition}"), &mut schemas).unwrap();
    assert!(!records.is_empty());
    for record in records {
        schemas.validate(record, index).unwrap_or_else(|error| panic!("{error}\n{record}"));
    }
}

const PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages");

#[test]
fn comments_and_pages_are_as_the_schema_says() {
    let folder = Folder::new();
    let comments = folder.run(&["extract", "--as-of", "2024-05-15", PAGES]).records();
    assert!(comments.len() > 300);
    are("comment", &comments);
    are("page", &folder.run(&["extract", "--pages", "--as-of", "2024-05-15", PAGES]).records());
    are("scored", &folder.run(&["score", "--reasons", "2", PAGES]).records());
}

#[test]
fn comments_of_every_kind_of_file_get_a_key_and_a_language() {
    let folder = Folder::new();
    folder.write("a.jsonl", format!("{}\n", json!({"text": HOSTILE})));
    folder.write("a.csv", format!("text,article\n{HOSTILE},خبر\n"));
    folder.write("a.txt", format!("{HOSTILE}\n"));
    let scored = |arguments: &[&str]| folder.run(&[&["score"], arguments].concat()).ends(0).record();
    let records = [scored(&["a.jsonl"]), scored(&["a.csv"]), scored(&["--input", "lines", "a.txt"])];
    are("scored", &records);
    assert_eq!(records[0]["key"], records[2]["key"]);
    assert_ne!(records[0]["key"], records[1]["key"]);
    assert!(records.iter().all(|record| record["language"] == "ar"));
    assert_eq!(records[1]["article"], json!({"title": "خبر"}));
}

#[test]
fn extract_into_score_is_score() {
    let folder = Folder::new();
    let mut pages: Vec<String> = std::fs::read_dir(PAGES)
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .filter(|name| name.ends_with(".html") || name.ends_with(".txt"))
        .collect();
    pages.sort();
    let of_pages = |options: &[&'static str]| {
        let arguments: Vec<&str> = options.iter().copied().chain(pages.iter().map(String::as_str)).collect();
        folder.run(&arguments).ends(0).out
    };
    let piped = folder.feed(&["score"], of_pages(&["extract", "--as-of", "2024-05-15"])).out;
    let direct = of_pages(&["score", "--article-text", "--as-of", "2024-05-15"]);
    assert!(direct.lines().count() > 300);
    for (piped, direct) in piped.lines().zip(direct.lines()) {
        assert_eq!(piped, direct);
    }
    assert_eq!(piped, direct);
}

#[test]
fn a_comment_off_topic_has_the_words_that_say_so() {
    let folder = Folder::new();
    let record = json!({"body": "اشترك الآن في قناتنا للربح من الانترنت تواصل معنا على الواتساب", "article": {"title": "البلدية تزرع ألف شجرة"}});
    let scored = folder.feed(&["score", "--threshold", "off_topic=0", "-"], format!("{record}\n")).record();
    let reasons = scored["reasons"].as_array().unwrap();
    assert!(!reasons.is_empty() && reasons.iter().all(|reason| reason["label"] == "off_topic"), "{scored}");
    assert_eq!(scored["thresholds"]["off_topic"], 0.0);
    let plain = folder.feed(&["score", "-"], format!("{}\n", json!({"text": FRIENDLY}))).record();
    assert!(plain["reasons"].is_null());
}

#[test]
fn times_have_one_form_beside_that_as_exact_as_is_known() {
    let folder = Folder::new();
    let comments =
        [("قارئ", "منذ 8 سنوات 7 أشهر", "كلام"), ("آخر", "14 يوليو 2016 - 9:16 م", "غيره"), ("ثالث", "كلام", "ن")];
    folder.write("a.txt", arabi21("خبر", "نص", 3, &comments));
    let records = folder.run(&["extract", "--as-of", "2024-05-15", "--time-zone", "Asia/Beirut", "a.txt"]).records();
    let time = |index: usize, end: &str| records[index]["time"][end].as_str().unwrap_or_default().to_owned();
    assert_eq!(time(0, "earliest"), "2015-09-15");
    assert_eq!([time(0, "earliest_at"), time(0, "latest_at")], ["2015-09-15T00:00:00", "2015-10-15T23:59:59"]);
    assert_eq!(time(1, "earliest"), "2016-07-14T21:16+03:00");
    assert_eq!([time(1, "earliest_at"), time(1, "latest_at")], ["2016-07-14T21:16:00", "2016-07-14T21:16:59"]);
}
