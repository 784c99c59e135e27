//! `mushrif summary`: shares flagged by site, day and article, and the words that decided.

use crate::common::{FRIENDLY, Folder, HOSTILE, arabi21, plain_lines};
use serde_json::{Value, json};

/// A summary as JSON.
fn parsed(report: &str) -> Value {
    serde_json::from_str(report).expect("JSON")
}

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
fn a_site_that_no_layout_names_is_told_and_chosen_by_the_host_of_its_address() {
    let folder = Folder::new();
    let of =
        |url: &str| json!({"text": HOSTILE, "article": {"title": "خبر", "url": url, "site": null}}).to_string() + "\n";
    folder.write(
        "a.jsonl",
        [of("https://www.example.org/1"), of("http://example.org/2"), of("https://example.net/")].concat(),
    );
    folder.run(&["score", "a.jsonl", "-o", "s.jsonl"]).ends(0);
    assert!(folder.text("s.jsonl").contains(r#""site":null"#), "the record stays as it is");
    let told = parsed(&folder.run(&["summary", "--format", "json", "s.jsonl"]).ends(0).out);
    assert_eq!((&told["sites"][0]["name"], &told["sites"][0]["comments"]), (&json!("example.org"), &json!(2)));
    assert_eq!(told["sites"][1]["name"], "example.net");
    for (site, expected) in [("example.org", 2), ("www.example.org", 2), ("example.net", 1), ("example", 0)] {
        folder.run(&["export", "--site", site, "s.jsonl", "-o", "out.jsonl"]);
        assert_eq!(folder.text("out.jsonl").lines().count(), expected, "{site}");
    }
    folder.run(&["score", "a.jsonl", "-o", "named.jsonl"]).ends(0);
    let named = folder.text("named.jsonl").replace(r#""site":null"#, r#""site":"ours""#);
    folder.write("named.jsonl", named);
    let told =
        parsed(&folder.run(&["summary", "--format", "json", "--site", "example.org", "named.jsonl"]).ends(0).out);
    assert_eq!((&told["sites"][0]["name"], &told["sites"][0]["comments"]), (&json!("ours"), &json!(2)));
}

#[test]
fn a_chart_over_years_is_by_months_with_gaps_and_says_so() {
    let folder = Folder::new();
    let of = |day: &str| {
        let time = json!({"text": "", "span": null, "direction": "absolute", "approximate": null, "earliest": day, "latest": day});
        json!({"text": HOSTILE, "time": time}).to_string() + "\n"
    };
    folder.write("a.jsonl", [of("2015-03-02"), of("2015-03-30"), of("2018-12-31"), of("2020-06-01")].concat());
    folder.run(&["score", "a.jsonl", "-o", "s.jsonl"]).ends(0);
    let told = parsed(&folder.run(&["summary", "--format", "json", "s.jsonl"]).ends(0).out);
    let days: Vec<(&Value, &Value)> =
        told["days"].as_array().unwrap().iter().map(|day| (&day["name"], &day["comments"])).collect();
    let expected =
        [("2015-03-01", 2), ("2018-12-01", 1), ("2020-06-01", 1)].map(|(name, count)| (json!(name), json!(count)));
    assert_eq!(told["by"], "month");
    assert_eq!(days, expected.each_ref().map(|(name, count)| (name, count)));
    let thresholds = &told["thresholds"][0];
    assert_eq!(thresholds["comments"], 4);
    assert!(thresholds["hostile"].as_f64().is_some_and(|least| (0.1..0.9).contains(&least)), "{thresholds}");
    let table = folder.run(&["summary", "s.jsonl"]).ends(0).out;
    assert!(table.contains("flagged from: hostile 0."), "{table}");
    assert!(table.contains("by month, since there are many weeks\n  2015-03: 2 of 2"), "{table}");
    folder.run(&["summary", "--lang", "ar", "s.jsonl", "-o", "s.html"]).ends(0);
    let page = folder.text("s.html");
    assert!(page.contains("حسب الشهر، لكثرة الأسابيع"), "{page}");
    // 64 months: the second of them with comments is the 46th, in its middle less half of a bar.
    let left = 100.0 / 64.0 * 45.5 - 0.85 * 100.0 / 64.0 / 2.0;
    // Its digits are the locale's, in an order of their own.
    let title = "<title>\u{202D}٢٠١٨-١٢\u{202C}: ١ من ١</title>";
    assert!(page.contains(&format!("{title}<rect class=\"all\" x=\"{left:.2}%\"")), "{page}");
    assert!(page.contains(">٢٠١٦</text>") && page.contains(">٢٠٢٠</text>"), "{page}");
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
