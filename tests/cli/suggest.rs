//! What to label next: `suggest`, the label tools it writes for, and `score --review-share`.

use crate::common::{FRIENDLY, Folder, HOSTILE, labels, plain_lines, records};
use serde_json::{Value, json};

/// Comments of all kinds, each in three spellings.
fn comments() -> String {
    let texts: Vec<String> = records(&labels(0, 60))
        .iter()
        .map(|label| label["text"].as_str().unwrap().to_string())
        .flat_map(|text| [text.clone(), format!("{text}!!"), text.replace('ا', "اـ")])
        .collect();
    plain_lines(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("comments.jsonl", comments()).write("labels.jsonl", labels(0, 120));
    folder
}

#[test]
fn as_many_as_wanted_are_suggested_each_once_and_ready_to_fill_in() {
    let folder = folder();
    let suggested = folder.run(&["suggest", "comments.jsonl", "-n", "20"]).ends(0).in_silence().records();
    assert_eq!(suggested.len(), 20);
    let plain = |record: &Value| record["text"].as_str().unwrap().replace(['ـ', '!'], "");
    let texts: std::collections::HashSet<String> = suggested.iter().map(plain).collect();
    assert_eq!(texts.len(), 20, "a comment is suggested twice");
    for record in &suggested {
        for label in ["hostile", "sectarian", "off_topic", "sentiment"] {
            assert!(record.get(label).is_some_and(Value::is_null), "{record}");
        }
        let uncertainty = record["uncertainty"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&uncertainty) && record["key"].as_str().unwrap().len() == 16, "{record}");
    }
    let again = folder.run(&["suggest", "comments.jsonl", "-n", "20", "--threads", "3"]).ends(0).records();
    assert_eq!(suggested, again);
}

#[test]
fn what_is_least_sure_comes_first() {
    let folder = Folder::new();
    let scored = folder.feed(&["score"], comments()).ends(0).records();
    let toss_up = |record: &Value| {
        let near = |name: &str| record["scores"][name].as_f64().map_or(0.0, |score| 1.0 - (2.0 * score - 1.0).abs());
        near("hostile").max(near("sectarian"))
    };
    let most = scored.iter().map(toss_up).fold(0.0, f64::max);
    let suggested = folder.feed(&["suggest", "-n", "5"], comments()).ends(0).records();
    assert!((suggested[0]["uncertainty"].as_f64().unwrap() - most).abs() < 2e-4, "{suggested:?} {most}");
}

#[test]
fn labelled_comments_and_those_not_in_arabic_are_not_suggested() {
    let folder = folder();
    folder.write("other.jsonl", plain_lines(&["Merci beaucoup pour cet article, c'est vraiment très intéressant"]));
    let arguments = ["suggest", "comments.jsonl", "other.jsonl", "-n", "9", "--labelled", "labels.jsonl"];
    let outcome = folder.run(&arguments).ends(0).says(&["no comment"]);
    assert_eq!(outcome.out, "");
    folder.write("half.jsonl", labels(0, 30));
    let suggested =
        folder.run(&["suggest", "comments.jsonl", "-n", "99", "--labelled", "half.jsonl"]).ends(0).records();
    assert_eq!(suggested.len(), 30);
}

#[test]
fn comments_come_from_pages_tables_and_named_columns_too() {
    let folder = Folder::new();
    folder
        .write(
            "page.txt",
            crate::common::arabi21(
                "خبر الحديقة",
                "نص.",
                1,
                &[("زائر", "منذ يوم", "كلام طويل عن هذا المكان الجميل يا ناس")],
            ),
        )
        .write("table.csv", "id,said\n1,كلام قصير عن الطريق الجديد هناك\n")
        .write("bad.jsonl", format!("oops\n{}", plain_lines(&[FRIENDLY])));
    let page = folder.run(&["suggest", "page.txt"]).ends(0).record();
    assert_eq!((&page["article"], page["text"].is_string()), (&json!({"title": "خبر الحديقة"}), true));
    let row = folder.run(&["suggest", "table.csv", "--text-column", "said"]).ends(0).record();
    assert_eq!(row["text"], "كلام قصير عن الطريق الجديد هناك");
    let outcome = folder.run(&["suggest", "bad.jsonl"]).ends(1).says(&["bad.jsonl, line 1: "]);
    assert_eq!(outcome.records().len(), 1);
    folder.run(&["suggest", "--strict", "bad.jsonl", "-o", "out.jsonl"]).ends(2);
    assert!(!folder.has("out.jsonl"));
}

// Label tools, there and back.

/// Answers to the first suggestions in each tool's own format, by its documentation.
fn answered(tool: &str, exported: &str) -> String {
    let objects = |text: &str| -> Vec<Value> { serde_json::from_str(text).unwrap() };
    match tool {
        "doccano" => lines(records(exported), |task, hostile| {
            task["id"] = 7.into();
            task["label"] = json!([if hostile { "hostile" } else { "not_hostile" }, "negative"]);
            task["Comments"] = json!([]);
        }),
        "prodigy" => lines(records(exported), |task, hostile| {
            task["accept"] = json!([if hostile { "hostile" } else { "not_hostile" }, "negative"]);
            task["answer"] = "accept".into();
            task["_input_hash"] = 1.into();
        }),
        "label-studio" => array(objects(exported), |task, hostile| {
            let chosen = |question: &str, answer: &str| json!({"from_name": question, "to_name": "text", "type": "choices", "value": {"choices": [answer]}});
            let result = [chosen("hostile", if hostile { "yes" } else { "no" }), chosen("sentiment", "Negative")];
            task["annotations"] = json!([{"id": 1, "result": result, "was_cancelled": false}]);
        }),
        _ => array(objects(exported), |record, hostile| {
            let answer = |value: &str| json!([{"value": value, "user_id": "0a1b"}]);
            record["responses"] =
                json!({"hostile": answer(if hostile { "yes" } else { "no" }), "sentiment": answer("negative")});
            record["status"] = "completed".into();
        }),
    }
}

fn lines(mut tasks: Vec<Value>, answer: impl Fn(&mut Value, bool)) -> String {
    tasks.iter_mut().enumerate().for_each(|(number, task)| answer(task, number % 2 == 0));
    tasks.iter().map(|task| format!("{task}\n")).collect()
}

fn array(mut tasks: Vec<Value>, answer: impl Fn(&mut Value, bool)) -> String {
    tasks.iter_mut().enumerate().for_each(|(number, task)| answer(task, number % 2 == 0));
    serde_json::to_string(&tasks).unwrap()
}

#[test]
fn labels_come_back_from_every_tool_as_they_were_given() {
    let folder = folder();
    let articles = comments().replace("{\"text\"", "{\"article\":{\"title\":\"خبر الحديقة\"},\"text\"");
    assert!(articles.contains("الحديقة\"},\"text"));
    folder.write("comments.jsonl", articles);
    let suggest =
        |tool: &str| folder.run(&["suggest", "comments.jsonl", "-n", "40", "--format", tool]).ends(0).in_silence().out;
    let own = lines(records(&suggest("jsonl")), |label, hostile| {
        label["hostile"] = hostile.into();
        label["sentiment"] = "negative".into();
    });
    folder.write("own.jsonl", own);
    folder.write("labels.jsonl", labels(500, 120));
    let train = |file: &str| {
        let arguments = ["train", "labels.jsonl", file, "-o", "m.model", "--name", "m", "--counts", "m.counts"];
        folder.run(&arguments).ends(0).says(&["trained on 160 labels"]);
        (folder.bytes("m.model"), folder.bytes("m.counts"))
    };
    let expected = train("own.jsonl");
    for tool in ["doccano", "label-studio", "prodigy", "argilla"] {
        let name = format!("{tool}.json");
        folder.write(&name, answered(tool, &suggest(tool)));
        assert!(train(&name) == expected, "{tool}");
    }
}

#[test]
fn what_nobody_has_answered_yet_is_no_label() {
    let folder = folder();
    for tool in ["doccano", "label-studio", "prodigy", "argilla"] {
        let exported = folder.run(&["suggest", "comments.jsonl", "-n", "5", "--format", tool]).ends(0).out;
        let name = format!("{tool}.json");
        // Prodigy's own file has no answers before the first session.
        let exported =
            if tool == "prodigy" { exported.replace("{\"text\"", "{\"answer\":\"ignore\",\"text\"") } else { exported };
        folder.write(&name, exported);
        folder.run(&["train", "labels.jsonl", &name, "-o", "m.model"]).ends(0).says(&["trained on 120 labels"]);
    }
}

#[test]
fn a_wrong_answer_is_named_with_its_record_and_the_rest_is_read() {
    let folder = folder();
    let task = |text: &str, answer: &str| {
        let result = json!([{"from_name": "kind", "value": {"choices": [answer]}}]);
        json!({"data": {"text": text}, "annotations": [{"result": result}]})
    };
    folder.write("export.json", json!([task("نص أول", "hostile"), task("نص ثان", "weather")]).to_string());
    folder.run(&["train", "labels.jsonl", "export.json", "-o", "m.model"]).ends(1).says(&[
        "export.json, record 2: \"weather\" is no label of ours",
        "not_hostile",
        "trained on 121 labels",
    ]);
    folder.write("cut.json", "[{\"data\": {\"text\": \"نص\"}");
    folder.run(&["train", "cut.json", "-o", "n.model"]).ends(2).says(&["cut.json: not a JSON array"]);
}

// `--review-share`.

fn flagged(records: &[Value]) -> usize {
    records.iter().filter(|record| !record["flags"].as_array().unwrap().is_empty()).count()
}

#[test]
fn the_share_that_is_asked_for_is_flagged_from_files_and_from_standard_input() {
    let folder = Folder::new();
    let texts: Vec<String> =
        records(&labels(0, 200)).iter().map(|label| label["text"].as_str().unwrap().to_string()).collect();
    // Plain words between make comments of different scores, so that few are equal and few as high as can be.
    let plain = ["كتاب", "مدرسة", "طريق", "شمس", "قمر", "بحر", "جبل", "نهر", "شجرة", "باب", "نافذة"];
    let texts: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| format!("{} {text} {}", plain[index % 11], plain[..index / 11 % 11].join(" ")))
        .collect();
    let input = plain_lines(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    folder.write("comments.jsonl", &input);
    for (share, wanted) in [("5%", 10), ("0.25", 50), ("0%", 0), ("100%", 200)] {
        let outcome = folder.run(&["score", "--review-share", share, "comments.jsonl"]).ends(0).says(&["flagging"]);
        let found = flagged(&outcome.records());
        assert!(found.abs_diff(wanted) <= 2, "{share}: {found}");
        let lone = folder.run(&["score", "--review-share", share, "--flagged", "comments.jsonl"]).ends(0).records();
        assert_eq!(lone.len(), found);
        assert_eq!(folder.feed(&["score", "--review-share", share], &input).ends(0).out, outcome.out);
        assert_eq!(
            folder.run(&["score", "--review-share", share, "--threads", "1", "comments.jsonl"]).ends(0).out,
            outcome.out
        );
    }
}

#[test]
fn only_the_thresholds_move_and_problems_are_named_once() {
    let folder = Folder::new();
    folder
        .write("comments.jsonl", format!("{}oops\n{}", plain_lines(&[HOSTILE, "كلام عادي"]), plain_lines(&[FRIENDLY])));
    let plain = folder.run(&["score", "comments.jsonl"]).ends(1).records();
    let outcome = folder.run(&["score", "--review-share", "34%", "comments.jsonl"]).ends(1);
    assert_eq!(outcome.err.matches("comments.jsonl, line 3").count(), 1, "{}", outcome.err);
    let shared = outcome.records();
    for (one, other) in plain.iter().zip(&shared) {
        assert_eq!((&one["scores"], &one["sentiment"]), (&other["scores"], &other["sentiment"]));
    }
    assert_eq!(flagged(&shared), 1);
    assert_eq!(shared[0]["flags"][0], "hostile");
    folder.run(&["score", "--review-share", "5", "comments.jsonl"]).ends(2).says(&["write 5%"]);
    folder
        .run(&["score", "--review-share", "5%", "--threshold", "hostile=0.5", "comments.jsonl"])
        .ends(2)
        .says(&["--threshold"]);
}
