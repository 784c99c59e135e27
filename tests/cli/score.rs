//! `mushrif score`: comments and pages in, the same with scores out.

use crate::common::{FRIENDLY, Folder, HOSTILE, PROGRAM, arabi21, elaph, plain_lines, records, small_page};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

/// The fields that `score` adds, in their order.
const ADDED: [&str; 10] =
    ["key", "language", "scores", "sentiment", "flags", "uncertain", "scored", "thresholds", "model", "reasons"];

/// Scores plain texts.
fn scored(texts: &[&str], options: &[&str]) -> Vec<Value> {
    let outcome = Folder::new().feed(&[&["score"], options].concat(), plain_lines(texts)).ends(0).in_silence();
    let records = outcome.records();
    assert_eq!(records.len(), texts.len());
    records
}

fn one(text: &str) -> Value {
    scored(&[text], &[]).remove(0)
}

fn score(record: &Value, label: &str) -> f64 {
    record["scores"][label].as_f64().unwrap_or_else(|| panic!("no {label} in {record}"))
}

/// The offset of each of these keys in a line, in order; fails where one is missing or out of order.
#[track_caller]
fn keys_stand_in_order(line: &str, keys: &[&str]) {
    let mut from = 0;
    for key in keys {
        let key = format!("\"{key}\":");
        from +=
            line[from..].find(&key).unwrap_or_else(|| panic!("{key} is missing or out of order in {line}")) + key.len();
    }
}

// What is added.

#[test]
fn a_comment_gains_the_fields_of_the_design_in_their_order() {
    let folder = Folder::new();
    let outcome = folder.feed(&["score"], plain_lines(&[HOSTILE])).ends(0);
    let line = outcome.out.trim_end();
    keys_stand_in_order(
        line,
        &[
            "text", "scores", "hostile", "sectarian", "off_topic", "sentiment", "label", "negative", "neutral",
            "positive", "flags", "uncertain", "scored", "model", "name", "hash",
        ],
    );
    let record = outcome.record();
    let mut names: Vec<&String> = record.as_object().unwrap().keys().collect();
    names.sort();
    let mut expected = ["text"].iter().chain(&ADDED).collect::<Vec<_>>();
    expected.sort();
    assert_eq!(names.len(), expected.len(), "{names:?}");
    assert_eq!(record["scored"], json!(["text"]));
    assert_eq!(record["scores"]["off_topic"], Value::Null);
    let hash = record["model"]["hash"].as_str().unwrap();
    assert!(hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
    let info: Value = serde_json::from_str(&folder.run(&["model", "info"]).ends(0).out).unwrap();
    assert_eq!((&info["hash"], &info["name"]), (&record["model"]["hash"], &record["model"]["name"]));
}

#[test]
fn an_insult_is_flagged_hostile_and_negative_and_thanks_are_not() {
    let records = scored(&[HOSTILE, FRIENDLY], &[]);
    assert!(score(&records[0], "hostile") > 0.8, "{}", records[0]);
    assert!(records[0]["flags"].as_array().unwrap().contains(&json!("hostile")));
    assert_eq!(records[0]["sentiment"]["label"], "negative");
    assert!(score(&records[1], "hostile") < 0.2, "{}", records[1]);
    assert_eq!(records[1]["flags"], json!([]));
    assert_eq!(records[1]["sentiment"]["label"], "positive");
}

#[test]
fn probabilities_have_at_most_four_decimals_and_sentiments_sum_to_one() {
    for record in scored(&[HOSTILE, FRIENDLY, "متى يفتح الطريق الجديد؟", "كلام"], &[]) {
        let sentiment = &record["sentiment"];
        let three = ["negative", "neutral", "positive"].map(|name| sentiment[name].as_f64().unwrap());
        assert!((three.iter().sum::<f64>() - 1.0).abs() < 0.0003, "{sentiment}");
        let best = three.iter().copied().fold(0.0, f64::max);
        assert_eq!(sentiment[sentiment["label"].as_str().unwrap()].as_f64(), Some(best));
        for value in three.into_iter().chain([score(&record, "hostile"), score(&record, "sectarian")]) {
            assert!((0.0..=1.0).contains(&value) && value.to_string().len() <= 6, "{value}");
        }
    }
}

#[test]
fn sectarian_is_never_above_hostile() {
    let texts: Vec<String> = ["الشيعة", "السنة", "الأقباط", "اليهود", "الأكراد", "الدروز", "العلويين"]
        .iter()
        .flat_map(|who| {
            [
                format!("{who} كفار أنجاس يجب قتلهم"),
                format!("وصل {who} إلى المدينة أمس"),
                format!("بارك الله في {who} جميعا"),
                format!("{who} {who} {who}"),
                format!("لا فرق بيننا وبين {who} كلنا أبناء وطن واحد"),
            ]
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for options in [&[][..], &["--prior", "sectarian=0.9", "--prior", "hostile=0.01"]] {
        let records = scored(&texts, options);
        for (text, record) in texts.iter().zip(&records) {
            assert!(score(record, "sectarian") <= score(record, "hostile"), "{text}: {record}");
            let flags = record["flags"].as_array().unwrap();
            assert!(flags.iter().all(|flag| flag == "hostile" || flag == "sectarian"));
        }
        assert!(records.iter().any(|record| score(record, "sectarian") > 0.0));
    }
}

#[test]
fn a_sectarian_flag_comes_with_a_hostile_one() {
    let texts: Vec<String> = ["الشيعة", "السنة", "الدروز", "النصارى", "الأقباط", "اليهود", "الأكراد"]
        .iter()
        .flat_map(|who| {
            ["خونة", "في الشارع", "كفار", "لهم حقوق", "لا نريدهم هنا", "إلى جهنم", "إخوتنا"]
                .map(|what| format!("{who} {what}"))
        })
        .collect();
    for record in scored(&texts.iter().map(String::as_str).collect::<Vec<_>>(), &[]) {
        let flags = record["flags"].as_array().unwrap();
        assert!(
            !flags.contains(&json!("sectarian")) || flags.contains(&json!("hostile")),
            "sectarian implies hostile: {record}"
        );
    }
}

#[test]
fn names_alone_are_never_flagged_and_are_no_reasons() {
    let names = ["عمر", "علي", "جرجس", "عمر علي جرجس", "حسين", "عائشة", "وعلي", "بطرس"];
    for (name, record) in names.iter().zip(scored(&names, &["--reasons", "5"])) {
        assert_eq!((&record["flags"], &record["reasons"]), (&json!([]), &json!([])), "{name}: {record}");
    }
    for record in
        scored(&["عبد الحسين", "أبو بكر", "عمر بن الخطاب", "علي بن أبي طالب", "مار جرجس", "كريم محمود حسين"], &[])
    {
        assert_eq!(record["flags"], json!([]), "{record}");
    }
}

#[test]
fn a_name_among_other_words_does_not_change_the_score() {
    let records = scored(&["وصل عمر إلى المدينة", "وصل جرجس إلى المدينة", "وصل علي إلى المدينة"], &[]);
    assert_eq!(records[0]["scores"], records[1]["scores"]);
    assert_eq!(records[0]["scores"], records[2]["scores"]);
}

// Languages.

#[test]
fn comments_in_other_languages_have_null_scores_and_no_flags() {
    let texts = [
        "Merci beaucoup pour cet article, c'est vraiment très intéressant pour nous",
        "Thank you for this article, it was very interesting to read",
        "این مقاله بسیار خوب بود و من از خواندن آن لذت بردم",
        "یہ مضمون بہت اچھا ہے اور مجھے پڑھ کر خوشی ہوئی",
        "Спасибо за статью",
    ];
    for (text, record) in texts.iter().zip(scored(&texts, &["--reasons", "3", "--threshold", "hostile=0"])) {
        assert_eq!(record["scores"], json!({"hostile": null, "sectarian": null, "off_topic": null}), "{text}");
        assert_eq!(
            (&record["sentiment"], &record["flags"], &record["scored"]),
            (&Value::Null, &json!([]), &json!([])),
            "{text}"
        );
    }
}

#[test]
fn arabizi_is_scored_and_marked_uncertain() {
    let record = one("ya 7mar enta w ahlak kolkom klab w la 3ndkom akhla2 abadan");
    assert!(record["scores"]["hostile"].is_f64(), "{record}");
    assert_eq!(record["uncertain"], true);
}

#[test]
fn only_emoji_has_sentiment_alone() {
    for record in scored(&["😡😡😡", "❤️🌹👍🏽", "👨‍👩‍👧"], &[]) {
        assert_eq!(record["scores"], json!({"hostile": null, "sectarian": null, "off_topic": null}));
        assert!(record["sentiment"]["label"].is_string(), "{record}");
        assert_eq!(record["flags"], json!([]));
    }
}

#[test]
fn angry_and_loving_emoji_are_told_apart() {
    let records = scored(&["😡😡😡", "❤️❤️🌹"], &[]);
    let positive = |record: &Value| record["sentiment"]["positive"].as_f64().unwrap();
    assert!(positive(&records[1]) > positive(&records[0]), "{records:?}");
}

#[test]
fn no_letters_is_null_altogether() {
    for record in scored(&["123 456", "!!! ؟؟", "٣٤", "", "   ", "...", "+1"], &["--threshold", "hostile=0"]) {
        assert_eq!(record["scores"], json!({"hostile": null, "sectarian": null, "off_topic": null}), "{record}");
        assert_eq!((&record["sentiment"], &record["flags"]), (&Value::Null, &json!([])), "{record}");
    }
}

#[test]
fn a_comment_of_unknown_words_is_uncertain() {
    assert_eq!(one("ظغظغ ضثضث")["uncertain"], true);
    assert_eq!(one("عمر")["uncertain"], true);
    assert_eq!(one(FRIENDLY)["uncertain"], false);
}

// Pass-through.

#[test]
fn what_a_record_came_with_passes_through_byte_for_byte() {
    let lines = [
        "{\"id\":  1.50e3 , \"text\":\"نص \\u0627\\/ هنا\",\"big\":123456789012345678901234567890}",
        "{ \"z\" : [1, 2,{\"a\":null}], \"a\":\"\\ud83d\\ude00\", \"comment\" : \"نص هنا\" }",
        "{\"body\":\"نص هنا\",\"empty\":{},\"id\":1,\"id\":2}",
        "{\"text\":\"نص\\nعلى سطرين\\t\",\"مفتاح\":true}",
        "{\"text\":\"\"}",
    ];
    let outcome = Folder::new().feed(&["score"], lines.join("\n")).ends(0).in_silence();
    let printed: Vec<&str> = outcome.out.lines().collect();
    assert_eq!(printed.len(), lines.len());
    for (line, printed) in lines.iter().zip(printed) {
        let inside = line.strip_suffix('}').unwrap().trim_end();
        let rest = printed.strip_prefix(inside).unwrap_or_else(|| panic!("{line}\nbecame\n{printed}"));
        assert!(rest.starts_with(",\"key\":\"") && rest.contains("\"scores\":{"), "{printed}");
        serde_json::from_str::<Value>(printed).unwrap();
    }
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_do_no_harm() {
    let folder = Folder::new();
    let lines = "\u{FEFF}{\"text\":\"نص أول\"}\r\n\r\n{\"text\":\"نص ثان\"}\r\n";
    let outcome = folder.write("a.jsonl", lines).run(&["score", "a.jsonl"]).ends(0).in_silence();
    assert!(!outcome.out.contains(['\r', '\u{FEFF}']), "{}", outcome.out);
    assert_eq!(outcome.records().len(), 2);
}

#[test]
fn json_lines_with_a_byte_order_mark_are_known_on_standard_input_too() {
    let outcome = Folder::new().feed(&["score"], "\u{FEFF}{\"text\":\"نص أول\"}\n").ends(0).in_silence();
    assert_eq!(outcome.record()["text"], "نص أول");
}

#[test]
fn scoring_again_gives_the_same_line() {
    let folder = Folder::new();
    let line = "{\"id\":  1.50e3,\"text\":\"شكرا لكم\",\"more\":[1, 2]}\n";
    let once = folder.feed(&["score"], line).ends(0).out;
    let twice = folder.feed(&["score"], &once).ends(0).out;
    let thrice = folder.feed(&["score"], &twice).ends(0).out;
    assert_eq!(twice, thrice);
    assert!(twice.contains("1.50e3") && twice.contains("[1, 2]"), "{twice}");
    assert_eq!(records(&once), records(&twice));
    assert_eq!(twice.matches("\"scores\"").count(), 1);
}

#[test]
fn the_last_line_needs_no_line_end_and_the_order_of_fields_picks_no_other_text() {
    let outcome = Folder::new()
        .feed(&["score"], format!("{{\"comment\":\"x\",\"text\":\"{FRIENDLY}\",\"body\":\"{HOSTILE}\"}}"))
        .ends(0);
    let record = outcome.record();
    assert_eq!(record["scored"], json!(["body"]));
    assert!(score(&record, "hostile") > 0.8);
}

#[test]
fn a_chosen_text_column_is_scored() {
    let line = format!("{{\"text\":\"{FRIENDLY}\",\"remark\":\"{HOSTILE}\"}}\n");
    let folder = Folder::new();
    assert!(score(&folder.feed(&["score", "--text-column", "remark"], &line).ends(0).record(), "hostile") > 0.8);
    assert!(score(&folder.feed(&["score"], &line).ends(0).record(), "hostile") < 0.2);
}

// Tables.

#[test]
fn a_csv_of_comments_is_scored_row_by_row_with_its_columns() {
    let folder = Folder::new();
    let table = format!("\u{FEFF}id,text,note\r\n007,\"{HOSTILE}\",\"a \"\"b\"\", c\"\r\n2,\"سطر\nوآخر\",\r\n");
    let outcome = folder.write("table.csv", table).run(&["score", "table.csv"]).ends(0).in_silence();
    let records = outcome.records();
    assert_eq!(records.len(), 2);
    assert_eq!((&records[0]["id"], &records[0]["note"]), (&json!("007"), &json!("a \"b\", c")));
    assert_eq!(records[1]["text"], "سطر\nوآخر");
    assert_eq!(records[0]["scores"], one(HOSTILE)["scores"]);
    keys_stand_in_order(outcome.out.lines().next().unwrap(), &["id", "text", "note", "scores"]);
}

#[test]
fn an_xlsx_of_comments_is_scored_row_by_row() {
    let folder = Folder::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["id", "comment"]) {
        sheet.write(0, column, name).unwrap();
    }
    for (row, text) in (1..).zip([HOSTILE, FRIENDLY, "سطر\nوآخر"]) {
        sheet.write(row, 0, row).unwrap();
        sheet.write(row, 1, text).unwrap();
    }
    book.save(folder.path("table.xlsx")).unwrap();
    let records = folder.run(&["score", "table.xlsx"]).ends(0).in_silence().records();
    let texts: Vec<&Value> = records.iter().map(|record| &record["comment"]).collect();
    assert_eq!(texts, [HOSTILE, FRIENDLY, "سطر\nوآخر"]);
    assert_eq!(records[0]["scores"], one(HOSTILE)["scores"]);
    assert_eq!(records[0]["id"], "1");
}

#[test]
fn plain_lines_are_scored_where_the_user_says_so() {
    let folder = Folder::new();
    let outcome = folder.feed(&["score", "--input", "lines"], format!("{HOSTILE}\r\n\n{{\"text\":\"x\"}}\n")).ends(0);
    let texts: Vec<Value> = outcome.records().iter().map(|record| record["text"].clone()).collect();
    assert_eq!(texts, [HOSTILE, "{\"text\":\"x\"}"]);
}

// Options.

#[test]
fn flagged_prints_only_comments_with_a_flag_and_changes_nothing_else() {
    let folder = Folder::new();
    let input = plain_lines(&[FRIENDLY, HOSTILE, "متى يفتح الطريق؟", HOSTILE, "😀"]);
    let all = folder.feed(&["score"], &input).ends(0).out;
    let flagged = folder.feed(&["score", "--flagged"], &input).ends(0).in_silence().out;
    let expected: String =
        all.lines().filter(|line| !line.contains("\"flags\":[]")).map(|line| format!("{line}\n")).collect();
    assert_eq!(flagged, expected);
    assert_eq!(flagged.lines().count(), 2);
    folder.feed(&["score", "--flagged"], plain_lines(&[FRIENDLY])).ends(0).in_silence().prints_nothing();
}

#[test]
fn flagged_works_on_pages_lines_and_tables_as_well() {
    let folder = Folder::new();
    let page = arabi21("خبر", "نص الخبر.", 2, &[("زائر", "منذ يوم", FRIENDLY), ("آخر", "منذ يوم", HOSTILE)]);
    folder.write("page.txt", page).write("table.csv", format!("text\n{FRIENDLY}\n{HOSTILE}\n"));
    assert_eq!(folder.run(&["score", "--flagged", "page.txt"]).ends(0).record()["body"], HOSTILE);
    assert_eq!(folder.run(&["score", "--flagged", "table.csv"]).ends(0).record()["text"], HOSTILE);
    let lines = folder.feed(&["score", "--flagged", "--input", "lines"], format!("{FRIENDLY}\n{HOSTILE}\n"));
    assert_eq!(lines.ends(0).record()["text"], HOSTILE);
}

#[test]
fn a_threshold_flags_from_the_printed_score_on() {
    let text = "كلام عن الطريق والجسر والحديقة";
    let printed = score(&one(text), "hostile");
    let at = scored(&[text], &["--threshold", &format!("hostile={printed}")]).remove(0);
    assert!(at["flags"].as_array().unwrap().contains(&json!("hostile")), "{at}");
    let above = scored(&[text], &["--threshold", &format!("hostile={}", printed + 0.0001)]).remove(0);
    assert!(!above["flags"].as_array().unwrap().contains(&json!("hostile")), "{above}");
    assert_eq!(at["scores"], above["scores"]);
}

#[test]
fn a_higher_prior_raises_the_score_and_keeps_the_order() {
    let texts = [HOSTILE, FRIENDLY, "متى يفتح الطريق الجديد يا ترى؟", "كلام"];
    let mut before: Option<Vec<f64>> = None;
    for prior in ["hostile=0.001", "hostile=0.05", "hostile=0.5", "hostile=0.9"] {
        let now: Vec<f64> = scored(&texts, &["--prior", prior]).iter().map(|record| score(record, "hostile")).collect();
        if let Some(before) = before.replace(now.clone()) {
            assert!(before.iter().zip(&now).all(|(low, high)| low <= high), "{prior}: {before:?} {now:?}");
            assert!(before.iter().zip(&now).any(|(low, high)| low < high));
        }
        assert!(now[0] >= now[1]);
    }
}

#[test]
fn a_prior_shifts_the_log_odds_and_the_models_own_prior_shifts_nothing() {
    let folder = Folder::new();
    let info: Value = serde_json::from_str(&folder.run(&["model", "info"]).ends(0).out).unwrap();
    let own = info["priors"]["hostile"].as_f64().unwrap();
    let text = "متى يفتح الطريق الجديد يا ترى؟";
    let odds = |probability: f64| (probability / (1.0 - probability)).ln();
    let plain = score(&one(text), "hostile");
    let same = score(&scored(&[text], &["--prior", &format!("hostile={own}")])[0], "hostile");
    assert!((plain - same).abs() <= 0.0002, "{plain} {same}");
    let half = score(&scored(&[text], &["--prior", "hostile=0.5"])[0], "hostile");
    let shift = odds(half) - odds(plain);
    assert!((shift - (odds(0.5) - odds(own))).abs() < 0.05, "{plain} {half}: {shift}");
}

#[test]
fn reasons_give_the_words_as_printed_with_their_places_in_characters() {
    let text = format!("😡 «{HOSTILE}» — قال: كَـــلْب!");
    let record = scored(&[&text], &["--reasons", "3"]).remove(0);
    let reasons = record["reasons"].as_array().unwrap();
    assert!(reasons.iter().any(|reason| reason["label"] == "hostile"), "{record}");
    let characters: Vec<char> = text.chars().collect();
    for reason in reasons {
        let (start, end) = (reason["start"].as_u64().unwrap() as usize, reason["end"].as_u64().unwrap() as usize);
        let there: String = characters[start..end].iter().collect();
        assert_eq!(reason["text"], there.as_str());
        assert_eq!(reason["field"], "text");
        assert!(reason["weight"].as_f64().unwrap().is_finite());
    }
    for label in ["hostile", "negative"] {
        let count = reasons.iter().filter(|reason| reason["label"] == label).count();
        assert!((1..=3).contains(&count), "{label}: {count}");
    }
    let line = Folder::new().feed(&["score", "--reasons", "1"], plain_lines(&[HOSTILE])).ends(0).out;
    keys_stand_in_order(&line, &["model", "reasons", "field", "start", "end", "text", "label", "weight"]);
}

#[test]
fn reasons_are_given_only_where_asked_for() {
    assert_eq!(one(HOSTILE)["reasons"], Value::Null);
    assert_eq!(scored(&[HOSTILE], &["--reasons", "0"])[0]["reasons"], json!([]));
}

#[test]
fn reasons_of_a_page_point_into_title_body_and_name() {
    let folder = Folder::new();
    let title = "أنتم كلاب";
    folder.write("elaph.txt", elaph("خبر", "نص الخبر.", &[(title, "زائر", "يا خنازير\n\nالله يلعنكم")]));
    let name = "يا كلاب يا خنازير يا أوغاد";
    folder.write("arabi.txt", arabi21("خبر", "نص الخبر.", 1, &[(name, "منذ يوم", "هذا رأيي")]));
    for (page, field) in [("elaph.txt", "title"), ("elaph.txt", "body"), ("arabi.txt", "author")] {
        let record = folder.run(&["score", "--reasons", "9", page]).ends(0).record();
        let reasons = record["reasons"].as_array().unwrap();
        assert!(reasons.iter().any(|reason| reason["field"] == field), "{page} {field}: {record}");
        for reason in reasons {
            let printed: Vec<char> = record[reason["field"].as_str().unwrap()].as_str().unwrap().chars().collect();
            let (start, end) = (reason["start"].as_u64().unwrap() as usize, reason["end"].as_u64().unwrap() as usize);
            assert_eq!(reason["text"], printed[start..end].iter().collect::<String>().as_str());
        }
    }
}

#[test]
fn the_name_is_scored_only_where_readers_speak_in_it_and_it_has_four_words() {
    let folder = Folder::new();
    let body = "هذا رأيي في الموضوع";
    let long = "يا كلاب يا خنازير يا أوغاد";
    folder.write("long.txt", arabi21("خبر", "نص.", 1, &[(long, "منذ يوم", body)]));
    folder.write("short.txt", arabi21("خبر", "نص.", 1, &[("يا كلاب يا", "منذ يوم", body)]));
    folder.write("elaph.txt", elaph("خبر", "نص.", &[("عنوان", long, body)]));
    assert_eq!(folder.run(&["score", "long.txt"]).ends(0).record()["scored"], json!(["author", "body"]));
    assert_eq!(folder.run(&["score", "short.txt"]).ends(0).record()["scored"], json!(["body"]));
    assert_eq!(folder.run(&["score", "elaph.txt"]).ends(0).record()["scored"], json!(["title", "body"]));
    let plain = folder.feed(&["score"], format!("{{\"author\":\"{long}\",\"body\":\"{body}\"}}\n")).ends(0).record();
    assert_eq!(plain["scored"], json!(["body"]));
}

// Conversation, order, pipes.

#[test]
fn a_co_process_answers_each_line_before_the_next_is_written() {
    for options in [
        &["score"][..],
        &["score", "--threads", "1"],
        &["score", "--threads", "4", "-"],
        &["score", "--input", "lines"],
    ] {
        let mut child =
            Command::new(PROGRAM).args(options).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut writer = child.stdin.take().unwrap();
        let reader = BufReader::new(child.stdout.take().unwrap());
        let (send, answers) = channel();
        std::thread::spawn(move || reader.lines().for_each(|line| send.send(line.unwrap()).unwrap_or(())));
        for number in 0..5 {
            let line = if options.contains(&"lines") {
                format!("نص رقم {number}\n")
            } else {
                format!("{{\"text\":\"نص رقم {number}\",\"id\":{number}}}\n")
            };
            writer.write_all(line.as_bytes()).unwrap();
            writer.flush().unwrap();
            let answer = answers.recv_timeout(Duration::from_secs(20)).unwrap_or_else(|_| {
                child.kill().unwrap();
                panic!("{options:?} did not answer line {number} before the next");
            });
            assert!(answer.contains(&format!("رقم {number}")) && answer.contains("\"scores\""), "{answer}");
        }
        drop(writer);
        assert!(child.wait().unwrap().success());
        assert!(answers.recv_timeout(Duration::from_secs(5)).is_err());
    }
}

#[test]
fn every_line_has_its_answer_before_the_next_is_written_also_a_bad_one() {
    for threads in ["1", "3"] {
        let mut child = Command::new(PROGRAM)
            .args(["score", "--answer-every-line", "--threads", threads])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut writer = child.stdin.take().unwrap();
        let reader = BufReader::new(child.stdout.take().unwrap());
        let (send, answers) = channel();
        std::thread::spawn(move || reader.lines().for_each(|line| send.send(line.unwrap()).unwrap_or(())));
        let lines: [(&[u8], &str); 9] = [
            (b"\n", "a blank line"),
            (b"not JSON\n", "not a JSON object"),
            ("{\"text\":\"خبر جميل\"}\n".as_bytes(), ""),
            (b"\r\n", "a blank line"),
            (b"{\"text\":\"\xff\"}\n", "not UTF-8"),
            (b"{\"remark\":1}\n", "no \"text\""),
            (b"{\"url\":\"http://a\",\"html\":\"<p>\",\"text\":\"a\"}\n", "crawled document"),
            (b"[1]\n", "not a JSON object"),
            ("{\"text\":\"شكرا\",\"line\":7}\n".as_bytes(), ""),
        ];
        for (number, (line, error)) in lines.into_iter().enumerate() {
            writer.write_all(line).unwrap();
            writer.flush().unwrap();
            let answer = answers.recv_timeout(Duration::from_secs(20)).unwrap_or_else(|_| {
                child.kill().unwrap();
                panic!("line {} has no answer before the next", number + 1);
            });
            let answer: Value = serde_json::from_str(&answer).unwrap();
            if error.is_empty() {
                assert!(answer["scores"].is_object() && answer["error"].is_null(), "{answer}");
            } else {
                assert_eq!(answer["line"], number + 1);
                assert!(answer["error"].as_str().unwrap().contains(error), "{answer}");
            }
        }
        // The last line has its answer without a line end, and nothing follows.
        writer.write_all(b"{").unwrap();
        drop(writer);
        assert!(answers.recv_timeout(Duration::from_secs(20)).unwrap().starts_with("{\"line\":10,\"error\":"));
        assert!(answers.recv_timeout(Duration::from_secs(20)).is_err());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("mushrif: done") && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn answers_are_as_many_as_lines_and_stand_as_scored_records_do() {
    let folder = Folder::new();
    let lines: String = (0..3000)
        .map(|number| match number % 3 {
            0 => "\n".into(),
            1 => format!("bad {number}\n"),
            _ => format!("{{\"text\":\"خبر رقم {number}\",\"by\":\"a\"}}\n"),
        })
        .collect();
    folder.write("lines.jsonl", &lines).write("lines.txt", &lines);
    let answers =
        folder.run(&["score", "--answer-every-line", "lines.jsonl", "--threads", "3"]).ends(0).in_silence().out;
    assert_eq!(answers.lines().count(), 3000);
    let scored = folder.run(&["score", "lines.jsonl"]).ends(1).out;
    let kept: String =
        answers.lines().filter(|line| !line.starts_with("{\"line\":")).map(|line| format!("{line}\n")).collect();
    assert_eq!(kept, scored);
    folder.run(&["score", "--answer-every-line", "--input", "comments", "lines.txt", "-o", "o.jsonl"]).ends(0);
    assert_eq!(folder.text("o.jsonl"), answers);
}

#[test]
fn what_would_drop_a_line_is_refused_beside_answers_to_every_line() {
    let folder = Folder::new();
    folder
        .write("a.jsonl", "{\"text\":\"a\"}\n")
        .write("a.csv", "text\na\n")
        .write("a.txt", "a\n")
        .write("f/b.jsonl", "");
    for (options, says) in [
        (&["a.jsonl", "--flagged"][..], "cannot be used with '--flagged'"),
        (&["a.jsonl", "--dedupe"], "cannot be used with '--dedupe'"),
        (&["a.jsonl", "--strict"], "cannot be used with '--strict'"),
        (&["a.jsonl", "--review-share", "5%"], "cannot be used with '--review-share"),
        (&["a.jsonl", "--format", "csv"], "answers in JSON Lines"),
        (&["a.jsonl", "--format", "text"], "answers in JSON Lines"),
        (&["a.jsonl", "-o", "b.csv"], "answers in JSON Lines"),
        (&["a.jsonl", "a.jsonl"], "one input"),
        (&["f"], "a folder"),
        (&["a.csv"], "is for JSON Lines"),
        (&["a.txt"], "is for JSON Lines"),
        (&["--input", "lines"], "is for JSON Lines"),
        (&["--input", "pages"], "is for JSON Lines"),
        (&["none.jsonl"], "none.jsonl: cannot be read"),
    ] {
        folder.run(&[&["score", "--answer-every-line"], options].concat()).ends(2).says(&[says]).prints_nothing();
    }
}

#[test]
fn five_thousand_lines_keep_their_order_and_bytes_on_any_number_of_threads() {
    let folder = Folder::new();
    let words = ["خبر", "جميل", "كلاب", "شكرا", "الطريق", "لعنة", "مدينة", "وزير", "ماء", "حديقة", "أوغاد"];
    let lines: String = (0..5000_usize)
        .map(|id| {
            let text: Vec<&str> = (0..id % 23).map(|step| words[(id * 7 + step * step) % words.len()]).collect();
            format!("{}\n", json!({"id": id, "text": text.join(" ")}))
        })
        .collect();
    folder.write("many.jsonl", &lines);
    let one = folder.run(&["score", "--reasons", "2", "--threads", "1", "many.jsonl"]).ends(0);
    let ids: Vec<u64> = one.records().iter().map(|record| record["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, (0..5000).collect::<Vec<_>>());
    let four = folder.run(&["score", "--reasons", "2", "--threads", "4", "many.jsonl"]).ends(0);
    assert!(one.out == four.out);
    let piped = folder.feed(&["score", "--reasons", "2", "--threads", "3"], &lines).ends(0);
    assert!(one.out == piped.out);
    folder.run(&["score", "--reasons", "2", "many.jsonl", "-o", "out.jsonl"]).ends(0).prints_nothing();
    assert!(one.out == folder.text("out.jsonl"));
}

#[test]
fn inputs_of_several_kinds_are_scored_in_the_order_they_are_named() {
    let folder = Folder::new();
    folder
        .write("a.jsonl", plain_lines(&["نص من السطور"]))
        .write("b.txt", small_page())
        .write("c.csv", "text\nنص من الجدول\n");
    let first = |outcome: crate::common::Outcome| -> Vec<String> {
        let text = |record: &Value| record["text"].as_str().or(record["body"].as_str()).unwrap().to_string();
        outcome.ends(0).records().iter().map(text).collect()
    };
    let page = ["مكان جميل وشكرا لكل من عمل فيه.", "نتمنى أن تبقى نظيفة."];
    for threads in ["1", "4"] {
        assert_eq!(
            first(folder.run(&["score", "--threads", threads, "c.csv", "b.txt", "a.jsonl"])),
            ["نص من الجدول", page[0], page[1], "نص من السطور"]
        );
        assert_eq!(
            first(folder.run(&["score", "--threads", threads, "."])),
            ["نص من السطور", page[0], page[1], "نص من الجدول"]
        );
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::new();
    folder.write("many.jsonl", plain_lines(&["نص طويل نوعا ما في هذا السطر"; 3000])).write("page.txt", small_page());
    folder.write("labels.jsonl", crate::common::labels(0, 60));
    for arguments in [
        &["score", "many.jsonl"][..],
        &["score", "--threads", "1", "many.jsonl"],
        &["score", "--strict", "many.jsonl"],
        &["extract", "page.txt"],
        &["explain", HOSTILE],
        &["model", "info"],
        &["evaluate", "labels.jsonl", "--format", "json"],
        &["evaluate", "labels.jsonl"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        folder.connect(arguments, Stdio::null(), writer.into(), Duration::from_secs(60)).ends(0).in_silence();
    }
}

#[cfg(unix)]
#[test]
fn the_first_line_of_many_can_be_had_alone() {
    let folder = Folder::new();
    folder.write("many.jsonl", plain_lines(&["نص طويل نوعا ما في هذا السطر"; 3000]));
    let script = format!("set -o pipefail; '{PROGRAM}' score many.jsonl | head -n 1");
    let output = Command::new("bash").args(["-c", &script]).current_dir(folder.path("")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
    assert_eq!(records(&String::from_utf8(output.stdout).unwrap()).len(), 1);
}

// Refusals and outputs.

#[test]
fn crawled_documents_are_refused_with_the_remedy() {
    for field in ["html", "dump", "warc_date", "file_path"] {
        let line = format!("{{\"text\":\"نص\",\"url\":\"https://example.org/1\",\"{field}\":\"x\"}}\n");
        let outcome = Folder::new().feed(&["score"], &line).ends(2).prints_nothing();
        outcome.says(&["line 1", "--input pages", field]);
    }
    let fine = "{\"text\":\"نص\",\"url\":\"https://example.org/1\"}\n{\"text\":\"نص\",\"dump\":\"x\"}\n";
    assert_eq!(Folder::new().feed(&["score"], fine).ends(0).in_silence().records().len(), 2);
}

#[test]
fn a_file_of_results_holds_what_standard_output_would() {
    let folder = Folder::new();
    folder.write("a.jsonl", plain_lines(&[HOSTILE, FRIENDLY])).write("out.jsonl", "earlier\n");
    let printed = folder.run(&["score", "a.jsonl"]).ends(0).out;
    folder.run(&["score", "a.jsonl", "-o", "out.jsonl"]).ends(0).prints_nothing();
    assert_eq!(folder.text("out.jsonl"), printed);
    assert_eq!(folder.names(), ["a.jsonl", "out.jsonl"]);
    assert_eq!(folder.run(&["score", "a.jsonl", "-o", "-"]).ends(0).out, printed);
}

#[test]
fn an_output_that_is_also_an_input_is_refused_and_kept() {
    let folder = Folder::new();
    let before = plain_lines(&[HOSTILE]);
    folder.write("a.jsonl", &before).write("page.txt", small_page());
    for (command, file, alias) in [("score", "a.jsonl", "./a.jsonl"), ("extract", "page.txt", "../none/../page.txt")] {
        let content = folder.text(file);
        folder.run(&[command, file, "-o", file]).ends(2).says(&[file, "-o"]).prints_nothing();
        let alias = if command == "score" { alias.to_string() } else { folder.path(file).display().to_string() };
        folder.run(&[command, file, "-o", &alias]).ends(2).says(&[file]);
        assert_eq!(folder.text(file), content);
    }
    let scored = folder.run(&["score", "a.jsonl"]).ends(0).out;
    folder.write("scored.jsonl", &scored);
    folder.run(&["export", "scored.jsonl", "-o", "scored.jsonl"]).ends(2).says(&["scored.jsonl"]);
    assert_eq!(folder.text("scored.jsonl"), scored);
}

#[test]
fn results_written_into_the_scored_folder_do_not_grow_with_each_run() {
    let folder = Folder::new();
    folder.write("in/page.txt", small_page());
    folder.run(&["score", "in", "-o", "in/scored.jsonl"]).ends(0);
    let first = folder.text("in/scored.jsonl");
    let again = folder.run(&["score", "in", "-o", "in/scored.jsonl"]);
    assert_eq!(folder.text("in/scored.jsonl"), first, "exit {}: its own results were scored again", again.code);
}

#[test]
fn a_page_on_standard_input_is_scored_like_one_in_a_file() {
    let folder = Folder::new();
    let page = small_page();
    folder.write("page.txt", &page);
    let from_file = folder.run(&["score", "page.txt"]).ends(0).records();
    for arguments in [&["score"][..], &["score", "-"], &["score", "--input", "pages"]] {
        let piped = folder.feed(arguments, &page).ends(0).records();
        let of = |records: &[Value], name: &str| records.iter().map(|record| record[name].clone()).collect::<Vec<_>>();
        for field in ["key", "body", "author", "scores", "sentiment", "flags"] {
            assert_eq!(of(&piped, field), of(&from_file, field), "{arguments:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_ends_with_130_and_leaves_neither_file_nor_remains() {
    for command in ["score", "extract"] {
        let folder = Folder::new();
        folder.write("out.jsonl", "earlier\n");
        let mut child = Command::new(PROGRAM)
            .args([command, "-o", "out.jsonl"])
            .current_dir(folder.path(""))
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut writer = child.stdin.take().unwrap();
        writer.write_all(plain_lines(&[HOSTILE]).as_bytes()).unwrap();
        let begin = std::time::Instant::now();
        while folder.names().len() < 2 && begin.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(folder.names().len(), 2, "{command}: nothing is written beside the output: {:?}", folder.names());
        let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(signal.success());
        let status = child.wait().unwrap();
        drop(writer);
        assert_eq!((status.code(), folder.names()), (Some(130), vec!["out.jsonl".to_string()]), "{command}");
        assert_eq!(folder.text("out.jsonl"), "earlier\n");
    }
}

#[test]
fn deeply_nested_and_very_long_records_end_well() {
    let folder = Folder::new();
    let deep = |field: &str| format!("{{\"text\":\"نص\",\"{field}\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
    let object = format!("{{\"text\":\"نص\",\"article\":{}1{}}}", "{\"a\":".repeat(50_000), "}".repeat(50_000));
    let long = format!("{{\"text\":\"{}\"}}", "كلام طويل جدا ".repeat(100_000));
    let lines = [
        deep("more"),
        deep("article"),
        deep("text"),
        object,
        long,
        "{\"text\":\"\\ud800\"}".into(),
        "[".repeat(200_000),
        "{\"text\":\"نص\"}".into(),
    ];
    folder.write("strange.jsonl", lines.join("\n"));
    let outcome = folder.run(&["score", "--reasons", "2", "strange.jsonl"]).ends(1).says(&["strange.jsonl, line 7: "]);
    let printed = outcome.out.lines().last().unwrap();
    assert!(printed.starts_with("{\"text\":\"نص\",\"key\""), "{printed:.200}");
}

// Off topic.

const ARTICLE: &str = "وزارة الكهرباء تعد بزيادة ساعات التغذية في دمشق";

fn off_topic(folder: &Folder, record: &Value) -> Option<f64> {
    folder.feed(&["score"], format!("{record}\n")).ends(0).record()["scores"]["off_topic"].as_f64()
}

#[test]
fn advertising_is_less_on_topic_than_a_word_on_the_article_and_without_an_article_nothing_is_said() {
    let folder = Folder::new();
    let under = |text: &str| off_topic(&folder, &json!({"text": text, "article": ARTICLE})).unwrap();
    let advertising = under("اشتركوا في قناتي وشاهدوا العروض، تقسيط مريح بدون مقدم والتواصل واتساب");
    let complaint = under("والكهرباء مقطوعة عندنا من الصبح وين ساعات التغذية");
    assert!(advertising > 0.5 && complaint < 0.05, "{advertising} {complaint}");
    assert_eq!(off_topic(&folder, &json!({"text": "والكهرباء مقطوعة", "article": null})), None);
    assert_eq!(off_topic(&folder, &json!({"text": "والكهرباء مقطوعة"})), None);
}

#[test]
fn laughter_condolence_and_an_answer_are_never_off_topic() {
    let folder = Folder::new();
    for text in ["هههههه", "الله يرحمه", "صدقت والله", "إنا لله وإنا إليه راجعون"]
    {
        let record =
            folder.feed(&["score"], format!("{}\n", json!({"text": text, "article": ARTICLE}))).ends(0).record();
        assert!(!record["flags"].as_array().unwrap().contains(&json!("off_topic")), "{record}");
    }
}

#[test]
fn an_article_is_known_by_its_title_and_text_wherever_it_comes_from() {
    let folder = Folder::new();
    let text = "والكهرباء مقطوعة عندنا من الصبح";
    let plain = off_topic(&folder, &json!({"text": text, "article": format!("{ARTICLE}\nكلام آخر عن الغاز")}));
    let parts = json!({"text": text, "article": {"title": ARTICLE, "text": "كلام آخر عن الغاز", "site": null}});
    assert_eq!(off_topic(&folder, &parts), plain);
    assert!(plain.is_some());
    // The article of the comment before has no effect.
    let records =
        [json!({"text": text, "article": ARTICLE}), json!({"text": text}), json!({"text": text, "article": ARTICLE})];
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    let scores: Vec<Value> = crate::common::records(&folder.feed(&["score"], lines).ends(0).out)
        .iter()
        .map(|r| r["scores"]["off_topic"].clone())
        .collect();
    assert!(scores[1].is_null() && scores[0] == scores[2] && scores[0].is_number(), "{scores:?}");
}

// Disguises.

#[test]
fn a_disguised_word_scores_like_the_plain_one() {
    for (plain, disguises) in [
        ("يا حمار", &["يا حِمار", "يا حـمـار", "يا ح.م.ا.ر", "يا ح م ا ر", "يا 7مار", "يا حmار", "يا ﺣﻤﺎﺭ"][..]),
        ("يا كلاب", &["يا گلاب", "يا چلاب", "يا كلaب", "يا کلاب"][..]),
        ("هذا كذاب", &["هذا چذاب", "هذا گذاب"][..]),
    ] {
        let plain = one(plain);
        for disguise in disguises {
            let record = one(disguise);
            assert_eq!((&record["scores"], &record["flags"]), (&plain["scores"], &plain["flags"]), "{disguise}");
        }
    }
}

#[test]
fn a_heart_in_the_spelling_of_iraq_is_no_dog() {
    let heart = one("يا گلبي شلونك");
    assert!(score(&heart, "hostile") < score(&one("يا كلبي شلونك"), "hostile"), "{heart}");
    assert_eq!(heart["flags"], json!([]));
}

#[test]
fn an_explanation_says_how_a_disguised_word_was_read() {
    let explained = Folder::new().run(&["explain", "يا 7مار"]).ends(0).record();
    let words = explained["labels"][0]["words"].as_array().unwrap().clone();
    assert!(words.iter().any(|word| word["text"] == "7مار" && word["read"] == "حمار"), "{words:?}");
    assert!(words.iter().all(|word| word["text"] == "7مار" || word.get("read").is_none()), "{words:?}");
}

#[test]
fn the_last_line_tells_the_share_flagged_and_how_many_are_expected_to_be_right_of_a_hundred_comments_or_more() {
    let folder = Folder::new();
    folder.write("few.jsonl", plain_lines(&[HOSTILE; 99]));
    folder.write("enough.jsonl", plain_lines(&[HOSTILE; 20]) + &plain_lines(&[FRIENDLY; 80]));
    let few = folder.run(&["score", "few.jsonl"]).ends(0);
    assert!(few.done.contains("hostile 99") && !few.done.contains('%'), "{}", few.done);
    let enough = folder.run(&["score", "enough.jsonl"]).ends(0);
    let right: f64 = enough
        .records()
        .iter()
        .filter(|record| record["flags"][0] == "hostile")
        .map(|record| record["scores"]["hostile"].as_f64().expect("a score"))
        .sum::<f64>()
        / 20.0;
    let told = format!("hostile 20 (20.0 %, of which {:.0} % are expected to be right)", 100.0 * right);
    assert!(enough.done.contains(&told), "{told} in {}", enough.done);
}
