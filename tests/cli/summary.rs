//! `mushrif summary`: shares flagged by site, day and article, and the words that decided.

use crate::common::{FRIENDLY, Folder, HOSTILE, arabi21, plain_lines};
use serde_json::{Value, json};

/// A folder with scored comments of two pages and one of no page.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("a.txt", arabi21("خبر <أول>", "نص", 2, &[("أ", "منذ يوم", HOSTILE), ("ب", "منذ يوم", FRIENDLY)]));
    folder.write("b.txt", arabi21("خبر ثان", "نص", 1, &[("ج", "منذ 3 سنوات", FRIENDLY)]));
    folder.write("c.jsonl", plain_lines(&[HOSTILE]));
    folder.run(&["score", "--as-of", "2024-05-15T10:30", "a.txt", "b.txt", "c.jsonl", "-o", "s.jsonl"]).ends(0);
    folder
}

#[test]
fn comments_are_counted_by_site_article_and_word() {
    let folder = folder();
    let told: Value =
        serde_json::from_str(&folder.run(&["summary", "--format", "json", "s.jsonl"]).ends(0).out).unwrap();
    assert_eq!((&told["all"]["comments"], &told["all"]["hostile"]), (&json!(4), &json!(2)));
    assert_eq!(told["sites"].as_array().unwrap().len(), 2);
    assert_eq!(told["articles"][0]["flagged"], 1);
    assert!(told["words"]["hostile"][0]["weight"].as_f64() > Some(0.5), "{told}");
    let chosen = folder.run(&["summary", "--format", "json", "--site", "arabi21", "s.jsonl"]).ends(0).out;
    assert_eq!(serde_json::from_str::<Value>(&chosen).unwrap()["all"]["comments"], 3);
}

#[test]
fn a_summary_is_a_table_or_a_page_in_either_language() {
    let folder = folder();
    let table = folder.run(&["summary", "s.jsonl"]).ends(0).out;
    assert!(table.contains("2 of 4") && table.contains("95 % interval"), "{table}");
    assert!(folder.run(&["summary", "--lang", "ar", "s.jsonl"]).ends(0).out.contains("٢ من ٤"));
    folder.run(&["summary", "--lang", "ar", "s.jsonl", "-o", "s.html"]).ends(0).prints_nothing();
    let page = folder.text("s.html");
    assert!(page.contains("dir=\"rtl\"") && page.contains("<svg") && page.contains("خبر &lt;أول&gt;"), "{page}");
    assert!(
        !page.contains("http://") && !page.contains("https://") && !page.contains("src="),
        "the page needs the net"
    );
}

#[test]
fn completions_and_manual_pages_are_made_of_the_arguments() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(folder.run(&["completions", shell]).ends(0).out.contains("review-share"), "{shell}");
    }
    folder.run(&["completions", "--manual", "man"]).ends(0);
    assert!(folder.text("man/mushrif-score.1").contains("review\\-share"));
    assert!(folder.text("man/mushrif.1").contains("score"));
    assert!(folder.text("man/ar/mushrif.1").contains("استعمالا"));
}

#[test]
fn accounts_are_told_by_hashes_where_the_records_have_ids() {
    let folder = Folder::new();
    let record = |id: u32, text: &str| json!({"text": text, "user": {"id": id}, "author": "قارئ"}).to_string() + "\n";
    folder.write("a.jsonl", [record(71, HOSTILE), record(71, HOSTILE), record(72, FRIENDLY)].concat());
    folder.run(&["score", "a.jsonl", "-o", "s.jsonl"]).ends(0);
    let told = |options: &[&str]| -> Value {
        let told = folder.run(&[&["summary", "--format", "json", "s.jsonl"], options].concat()).ends(0).out;
        serde_json::from_str::<Value>(&told).unwrap()["accounts"].clone()
    };
    assert_eq!(told(&[]), json!([]));
    let shown = told(&["--accounts", "user.id", "--show-accounts"]);
    assert_eq!(
        (&shown[0]["name"], &shown[0]["flagged"], shown.as_array().unwrap().len()),
        (&json!("71"), &json!(2), 1)
    );
    let hashed = told(&["--accounts", "user.id", "--account-salt", "a"]);
    let hash = hashed[0]["name"].as_str().unwrap();
    assert!(hash.len() == 16 && hash != "71", "{hash}");
    assert_ne!(hashed, told(&["--accounts", "user.id", "--account-salt", "b"]));
    folder.run(&["summary", "s.jsonl", "--accounts", "author"]).ends(2).says(&["anyone can type"]);
    folder.run(&["summary", "s.jsonl", "--accounts", "uid"]).ends(0).says(&["no record has the field uid"]);
}
