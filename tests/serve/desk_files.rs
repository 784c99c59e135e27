//! Files of the review desk: its comments and labels taken out, and brought in.

use crate::person::{COMMENTS, NO_SAMPLE, Person, mushrif, server};
use crate::server::Server;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// A server with an empty desk, after files were brought in by `mushrif review`, and what that said.
fn after(files: &[(&str, &str)], commands: &[&[&str]]) -> (Server, Vec<String>) {
    let mut said = Vec::new();
    let server = Server::prepared(files, &NO_SAMPLE, |folder| {
        for arguments in commands {
            said.push(mushrif(folder, &[&["review", "--fill-only", "--store", "store"], *arguments].concat()));
        }
    });
    (server, said)
}

fn exported(server: &Server, query: &str) -> Vec<Value> {
    lines(Person::new(server).get(&format!("/review/export?{query}")).is(200).text())
}

#[test]
fn an_export_has_scores_tone_state_reason_and_labels_with_where_they_came_from() {
    let server = server(&[("tokens", "a one lead\nb two\n")], &["--sample", "0", "--token-file", "tokens"]);
    let (mut one, mut two) = (Person::logged_in(&server, "one"), Person::logged_in(&server, "two"));
    one.open("/review?at=2");
    one.press("hostile", &[("stay", "1")]);
    one.press("negative", &[]);
    one.press("hide", &[("reason", "insult")]);
    two.open("/review?at=2");
    two.press("sectarian", &[]);
    two.open("/review?at=5");
    two.press("unknown", &[]);
    let found = lines(one.get("/review/export?state=all&order=score").is(200).text());
    assert_eq!(found.len(), 5);
    let second = &found[1];
    assert_eq!(
        (&second["body"], &second["id"], &second["parent"]),
        (&json!("كلكم لصوص وكلاب وخونة يا حمير"), &json!("b"), &json!("a"))
    );
    assert!(second["scores"]["hostile"].as_f64().is_some_and(|score| score > 0.5) && second["flags"][0] == "hostile");
    assert!(second["sentiment"]["label"] == "negative" && second["sentiment"]["negative"].is_f64(), "{second}");
    assert!(second["key"].is_string() && second["model"]["hash"].as_str().is_some_and(|hash| !hash.is_empty()));
    let desk = &second["desk"];
    assert_eq!((&desk["state"], &desk["reason"]), (&json!("hidden"), &json!("insult")));
    // They agree on hostile, and not on sectarian.
    assert_eq!(
        desk["label"],
        json!({ "hostile": true, "sectarian": null, "off_topic": null, "sentiment": "negative" })
    );
    let who: Vec<&Value> = desk["answers"].as_array().expect("answers").iter().map(|answer| &answer["who"]).collect();
    assert_eq!(who, ["a", "b"]);
    assert!(
        desk["answers"]
            .as_array()
            .unwrap()
            .iter()
            .all(|answer| answer["provenance"] == "desk" && answer["at"].is_string())
    );
    let last = &found[4]["desk"];
    assert!(last["label"].is_null() && last["answers"][0]["cannot"] == true, "{last}");
}

#[test]
fn what_is_exported_is_read_as_labels_and_as_scored_comments_and_comes_to_another_desk_as_it_was() {
    let server = server(&[], &NO_SAMPLE);
    let mut person = Person::new(&server);
    for (id, what) in [("1", "none"), ("2", "hostile"), ("3", "hostile")] {
        person.open(&format!("/review?at={id}"));
        person.press(what, &[]);
    }
    let file = person.get("/review/export?state=all").is(200).text().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("desk.jsonl"), &file).expect("a file");
    let said = mushrif(folder.path(), &["evaluate", "desk.jsonl", "--format", "json", "-o", "report.json"]);
    let report: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("report.json")).unwrap()).unwrap();
    assert!(report.to_string().contains("hostile"), "{said} {report}");
    fs::write(folder.path().join("labels.jsonl"), person.get("/v1/labels").is(200).text()).expect("a file");
    // A model's name is that of its file.
    let retrained = |labels: &str, into: &str| {
        fs::create_dir(folder.path().join(into)).expect("a folder");
        let model = format!("{into}/new.mushrif");
        mushrif(folder.path(), &["retrain", labels, "--force", "-o", &model]);
        fs::read(folder.path().join(model)).expect("a model")
    };
    assert!(retrained("desk.jsonl", "one") == retrained("labels.jsonl", "other"), "both files have the same labels");
    let said = mushrif(folder.path(), &["summary", "desk.jsonl", "-o", "summary.json", "--format", "json"]);
    assert!(fs::read_to_string(folder.path().join("summary.json")).unwrap().contains('5'), "{said}");

    let (other, said) = after(&[("desk.jsonl", &file)], &[&["desk.jsonl"], &["desk.jsonl"]]);
    assert!(said[0].contains("5 comments are new") && said[0].contains("3 labels are new"), "{said:?}");
    assert!(said[1].contains("0 comments are new") && said[1].contains("0 labels are new"), "{said:?}");
    let (before, again) = (lines(&file), exported(&other, "state=all"));
    for (before, again) in before.iter().zip(&again) {
        for field in ["key", "body", "author", "article", "scores", "sentiment", "flags"] {
            assert_eq!(before[field], again[field], "{field}");
        }
        assert_eq!(before["desk"]["label"], again["desk"]["label"]);
    }
    assert_eq!((before.len(), again.len()), (5, 5));
}

#[test]
fn an_export_has_every_comment_whoever_reads_or_passes_it_and_keeps_back_the_score_of_an_open_sample() {
    let server = server(&[("tokens", "a one lead\nb two\n")], &["--sample", "100%", "--token-file", "tokens"]);
    let mut two = Person::logged_in(&server, "two");
    two.open("/review");
    let drawn: usize = two.id().parse().expect("a number");
    let mut one = Person::logged_in(&server, "one");
    let of = |person: &mut Person<'_>| lines(person.get("/review/export?").is(200).text());
    let (ours, theirs) = (of(&mut two), of(&mut one));
    assert_eq!((ours.len(), theirs.len()), (5, 5));
    assert!(ours[drawn - 1]["desk"]["blind"] == true && ours[drawn - 1]["scores"]["hostile"].is_null());
    assert!(theirs[drawn - 1]["desk"]["blind"] == false && theirs[drawn - 1]["scores"]["hostile"].is_number());
}

#[test]
fn an_export_is_whole_however_long_it_is() {
    let line =
        |number: usize| json!({ "body": format!("تعليق رقم {number} عن الطريق"), "author": "قارئ" }).to_string() + "\n";
    let comments: String = (0..1501).map(line).collect();
    let (server, _) = after(&[("long.jsonl", &comments)], &[&["long.jsonl"]]);
    let found = exported(&server, "");
    assert_eq!(found.len(), 1501);
    let bodies: std::collections::BTreeSet<&str> = found.iter().filter_map(|line| line["body"].as_str()).collect();
    assert_eq!(bodies.len(), 1501);
}

/// The comments scored, as a sheet whose second and fifth rows are answered.
fn sheet(folder: &Path, ending: &str) -> String {
    fs::write(folder.join("comments.jsonl"), COMMENTS).expect("a file");
    mushrif(folder, &["score", "comments.jsonl", "-o", "scored.jsonl"]);
    let name = format!("sheet.{ending}");
    mushrif(folder, &["export", "--all", "scored.jsonl", "-o", &name]);
    name
}

#[test]
fn a_sheet_that_people_filled_brings_labels_to_the_comments_of_the_queue() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = sheet(folder.path(), "csv");
    let text = fs::read_to_string(folder.path().join(&name)).expect("a sheet");
    let answered = |line: &str, hostile: &str, tone: &str| {
        let (text, rest) = line.split_once("\",\"\",\"\",\"\",\"\",").expect("empty cells");
        format!("{text}\",\"{hostile}\",\"\",\"\",\"{tone}\",{rest}")
    };
    let mut rows: Vec<String> = text.lines().map(String::from).collect();
    rows[2] = answered(&rows[2], "نعم", "سلبي");
    rows[5] = answered(&rows[5], "لا", "");
    let filled = rows.join("\r\n");
    let files = [("comments.jsonl", COMMENTS), ("sheet.csv", &filled)];
    let (server, said) = after(&files, &[&["comments.jsonl"], &["sheet.csv"], &["sheet.csv"]]);
    assert!(said[1].contains("0 comments are new") && said[1].contains("2 labels are new"), "{said:?}");
    assert!(said[2].contains("0 labels are new"), "{said:?}");
    let found = exported(&server, "state=all");
    assert_eq!(found.len(), 5);
    assert_eq!(
        found[1]["desk"]["label"],
        json!({ "hostile": true, "sectarian": null, "off_topic": null, "sentiment": "negative" })
    );
    assert!(found[1]["desk"]["answers"][0]["provenance"] == "import" && found[1]["desk"]["state"] == "in_review");
    assert_eq!(found[4]["desk"]["label"]["hostile"], false);
    // A desk that has nothing yet takes the comments as well; a cell that is no answer is named, and the others of its row count.
    let wrong = filled.replace("نعم", "ربما");
    let (server, _) = after(&[("sheet.csv", &filled)], &[&["sheet.csv"]]);
    assert_eq!(exported(&server, "state=all").len(), 5);
    fs::write(folder.path().join("wrong.csv"), wrong).expect("a file");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_mushrif"))
        .current_dir(folder.path())
        .args(["review", "--fill-only", "--store", "store", "wrong.csv"])
        .output()
        .expect("the program");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.code() == Some(1) && said.contains("ربما") && said.contains("2 labels are new"), "{said}");
}

#[test]
fn a_workbook_brings_its_comments_and_without_answers_no_labels() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = sheet(folder.path(), "xlsx");
    let said = mushrif(folder.path(), &["review", "--fill-only", "--store", "store", &name]);
    assert!(said.contains("5 comments are new") && !said.contains("labels"), "{said}");
}

#[test]
fn files_of_label_tools_bring_labels_to_the_comments_of_the_queue() {
    let text = "كلكم لصوص وكلاب وخونة يا حمير";
    let article = "البلدية تزرع ألف شجرة";
    let files = [
        ("doccano.jsonl", json!({ "id": 1, "text": text, "label": ["hostile", "not_sectarian"], "article": article }).to_string()),
        ("prodigy.jsonl", json!({ "text": text, "accept": ["hostile"], "answer": "accept", "options": [], "meta": { "article": article } }).to_string()),
        (
            "studio.json",
            json!([{ "data": { "text": text, "article": article }, "annotations": [{ "result": [
                { "from_name": "hostile", "to_name": "text", "type": "choices", "value": { "choices": ["yes"] } }] }] }])
            .to_string(),
        ),
        (
            "argilla.json",
            json!([{ "fields": { "text": text }, "metadata": {}, "responses": { "hostile": [{ "value": "yes", "status": "submitted" }] } }])
                .to_string(),
        ),
        ("ours.jsonl", json!({ "text": text, "hostile": true, "sentiment": "negative" }).to_string()),
    ];
    for (name, content) in files {
        let both = [("comments.jsonl", COMMENTS), (name, content.as_str())];
        let (server, said) = after(&both, &[&["comments.jsonl"], &[name]]);
        assert!(said[1].contains("1 labels are new") && !said[1].contains("comments are new"), "{name}: {said:?}");
        let found = exported(&server, "state=all");
        assert_eq!(found.len(), 5, "{name}");
        assert_eq!(found[1]["desk"]["label"]["hostile"], true, "{name}");
        assert_eq!(found[1]["desk"]["answers"][0]["provenance"], "import", "{name}");
    }
}
