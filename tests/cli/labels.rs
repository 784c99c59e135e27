//! From labels to a model and back: train, retrain, calibrate, export, model.

use crate::common::{FRIENDLY, Folder, HOSTILE, labels, plain_lines, records};
use calamine::{Data, Reader, open_workbook_auto};
use serde_json::{Value, json};
use std::io::Read;

/// The columns of the sheet, by the names of records.
const COLUMNS: [&str; 24] = [
    "text",
    "hostile",
    "sectarian",
    "off_topic",
    "sentiment",
    "flags",
    "author",
    "time.text",
    "article.title",
    "why",
    "time.earliest",
    "time.latest",
    "article.url",
    "page",
    "scores.hostile",
    "scores.sectarian",
    "scores.off_topic",
    "thresholds.hostile",
    "thresholds.sectarian",
    "thresholds.off_topic",
    "sentiment.label",
    "model.name",
    "model.hash",
    "key",
];

/// A folder with labels in two parts and a model of the first.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("first.jsonl", labels(0, 200)).write("second.jsonl", labels(200, 80));
    folder.run(&["train", "first.jsonl", "-o", "first.model", "--counts", "first.counts"]).ends(0);
    folder
}

fn json_of(folder: &Folder, arguments: &[&str]) -> Value {
    let outcome = folder.run(arguments).ends(0);
    serde_json::from_str(&outcome.out).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", outcome.out))
}

fn difference(folder: &Folder, one: &str, other: &str) -> Value {
    json_of(folder, &["model", "diff", one, other])
}

fn hostile(folder: &Folder, model: &str, text: &str) -> f64 {
    let record = folder.feed(&["score", "--model", model], plain_lines(&[text])).ends(0).record();
    record["scores"]["hostile"].as_f64().unwrap_or_else(|| panic!("{record}"))
}

// Training.

#[test]
fn a_small_set_of_labels_makes_a_model_that_knows_them() {
    let folder = folder();
    let scored = |text: &str| folder.feed(&["score", "--model", "first.model"], plain_lines(&[text])).ends(0).record();
    let insult = scored("يا كلاب في السوق سحقا لكم");
    let sectarian = scored("الأقباط كفار أنجاس الله يلعنكم");
    let praise = scored("أحسنتم في المدرسة جهد مشكور");
    assert!(insult["scores"]["hostile"].as_f64() > praise["scores"]["hostile"].as_f64(), "{insult} {praise}");
    assert!(sectarian["scores"]["sectarian"].as_f64() > insult["scores"]["sectarian"].as_f64(), "{sectarian} {insult}");
    assert!(insult["flags"].as_array().unwrap().contains(&json!("hostile")), "{insult}");
    assert_eq!((&praise["flags"], &praise["sentiment"]["label"]), (&json!([]), &json!("positive")));
    assert_eq!(insult["sentiment"]["label"], "negative");
    assert_eq!(insult["model"]["name"], "first");
}

#[test]
fn the_same_labels_give_the_same_bytes() {
    let folder = folder();
    folder.run(&["train", "first.jsonl", "-o", "again.model", "--counts", "again.counts", "--name", "first"]).ends(0);
    assert!(folder.bytes("first.model") == folder.bytes("again.model"));
    assert!(folder.bytes("first.counts") == folder.bytes("again.counts"));
}

#[test]
fn the_order_of_labels_and_how_they_are_parted_into_files_change_nothing() {
    let folder = folder();
    let mut lines: Vec<&str> = Vec::new();
    let all = folder.text("first.jsonl");
    lines.extend(all.lines().rev());
    folder.write("a.jsonl", lines[..50].join("\n")).write("b.jsonl", lines[50..].join("\n"));
    folder.run(&["train", "b.jsonl", "a.jsonl", "-o", "parted.model", "--name", "first"]).ends(0);
    assert!(folder.bytes("first.model") == folder.bytes("parted.model"));
}

#[test]
fn the_same_labels_as_jsonl_csv_xlsx_and_standard_input_give_the_same_bytes() {
    let folder = folder();
    let rows: Vec<Value> = crate::common::records(&folder.text("first.jsonl"));
    let names = ["source", "text", "hostile", "sectarian", "sentiment"];
    let cell = |row: &Value, name: &str| row[name].as_str().map_or_else(|| row[name].to_string(), String::from);
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    table.write_record(names).unwrap();
    for (column, name) in (0..).zip(names) {
        sheet.write(0, column, name).unwrap();
    }
    for (number, row) in (1..).zip(&rows) {
        table.write_record(names.map(|name| cell(row, name))).unwrap();
        for (column, name) in (0..).zip(names) {
            match &row[name] {
                Value::Bool(value) => sheet.write(number, column, *value).unwrap(),
                _ => sheet.write(number, column, cell(row, name)).unwrap(),
            };
        }
    }
    folder.write("first.csv", table.into_inner().unwrap());
    book.save(folder.path("first.xlsx")).unwrap();
    for file in ["first.csv", "first.xlsx"] {
        folder.run(&["train", file, "-o", "table.model", "--name", "first"]).ends(0);
        assert!(folder.bytes("first.model") == folder.bytes("table.model"), "{file}");
    }
    folder.feed(&["train", "-", "-o", "piped.model", "--name", "first"], folder.bytes("first.jsonl")).ends(0);
    assert!(folder.bytes("first.model") == folder.bytes("piped.model"));
}

#[test]
fn a_duplicate_counts_once_and_is_reported() {
    let folder = folder();
    let lines = folder.text("first.jsonl");
    folder.write("twice.jsonl", format!("{lines}{lines}"));
    folder
        .run(&["train", "twice.jsonl", "-o", "twice.model", "--name", "first"])
        .ends(0)
        .says(&["200 labels", "200 duplicates"]);
    assert!(folder.bytes("first.model") == folder.bytes("twice.model"));
}

#[test]
fn labels_that_leave_something_out_mean_unknown_not_false() {
    let folder = folder();
    let mut lines = folder.text("first.jsonl");
    for number in 0..40 {
        lines.push_str(&format!("{}\n", json!({"text": format!("يا كلاب في السوق مرة {}", "ا".repeat(number + 1)), "sentiment": "negative", "source": "invented"})));
    }
    folder.write("more.jsonl", lines);
    folder.run(&["train", "more.jsonl", "-o", "more.model"]).ends(0);
    let known = |model: &str| json_of(&folder, &["model", "info", model])["sources"][0]["labels"]["hostile"].clone();
    assert_eq!(known("more.model"), known("first.model"));
}

// Retraining.

#[test]
fn retraining_from_full_counts_is_training_on_the_union() {
    let folder = folder();
    folder.run(&["train", "first.jsonl", "second.jsonl", "-o", "union.model", "--counts", "union.counts"]).ends(0);
    folder
        .run(&[
            "retrain",
            "second.jsonl",
            "--model",
            "first.model",
            "--counts",
            "first.counts",
            "-o",
            "retrained.model",
            "--force",
        ])
        .ends(0);
    let same = difference(&folder, "union.model", "retrained.model");
    assert_eq!(
        (&same["same_weights"], &same["only_in_one"], &same["only_in_other"]),
        (&json!(true), &json!(0), &json!(0)),
        "{same}"
    );
    assert!(
        folder.bytes("first.counts") == folder.bytes("union.counts"),
        "the counts are not brought up to date exactly"
    );
    let other = difference(&folder, "first.model", "retrained.model");
    assert_eq!(other["same_weights"], false, "the new labels changed nothing: {other}");
}

#[test]
fn retraining_in_steps_is_training_on_the_union_too() {
    let folder = folder();
    let second = folder.text("second.jsonl");
    for (number, lines) in second.lines().collect::<Vec<_>>().chunks(27).enumerate() {
        folder.write(&format!("part{number}.jsonl"), lines.join("\n"));
        let part = format!("part{number}.jsonl");
        folder
            .run(&[
                "retrain", &part, "--model", "first.model", "--counts", "first.counts", "-o", "first.model", "--force",
            ])
            .ends(0);
    }
    folder.run(&["train", "first.jsonl", "second.jsonl", "-o", "union.model"]).ends(0);
    assert_eq!(difference(&folder, "union.model", "first.model")["same_weights"], true);
}

#[test]
fn retraining_from_a_model_alone_stays_near_the_union() {
    let folder = folder();
    folder.run(&["train", "first.jsonl", "second.jsonl", "-o", "union.model"]).ends(0);
    folder.run(&["retrain", "second.jsonl", "--model", "first.model", "-o", "retrained.model", "--force"]).ends(0);
    for text in ["يا كلاب في السوق سحقا لكم", "أحسنتم في المدرسة جهد مشكور", "متى يبدأ العمل على الطريق"]
    {
        let (union, near) = (hostile(&folder, "union.model", text), hostile(&folder, "retrained.model", text));
        assert!((union - near).abs() < 0.25 && (union > 0.5) == (near > 0.5), "{text}: {union} {near}");
    }
}

#[test]
fn the_default_model_learns_from_new_labels_and_forgets_nothing() {
    let folder = Folder::new();
    // A word that is in no corpus, as an insult.
    let angry = |number: usize| {
        format!(
            "هؤلاء زعبريطات كلهم زعبريطات {}",
            ["هنا", "هناك", "اليوم", "أمس", "غدا", "دائما"][number % 6].repeat(1 + number / 6)
        )
    };
    let lines: String = (0..60)
        .map(|number| format!("{}\n", json!({"text": angry(number), "hostile": true, "sentiment": "negative", "source": "desk"})))
        .chain((0..60).map(|number| format!("{}\n", json!({"text": format!("هؤلاء جيران {} طيبون", "جدا ".repeat(number + 1)), "hostile": false, "source": "desk"}))))
        .collect();
    folder.write("desk.jsonl", lines);
    folder.run(&["model", "info"]).ends(0);
    let outcome = folder.run(&["retrain", "desk.jsonl", "-o", "desk.model", "--weight", "3", "--force"]).ends(0);
    outcome.says(&["retrained on 120 new labels"]);
    let before = folder.feed(&["score"], plain_lines(&["كلهم زعبريطات"])).ends(0).record();
    let after = hostile(&folder, "desk.model", "كلهم زعبريطات");
    assert!(after > before["scores"]["hostile"].as_f64().unwrap(), "{before} {after}");
    assert!(hostile(&folder, "desk.model", HOSTILE) > 0.8);
    assert!(hostile(&folder, "desk.model", FRIENDLY) < 0.3);
    let info = json_of(&folder, &["model", "info", "desk.model"]);
    assert!(info["sources"].as_array().unwrap().iter().any(|source| source["name"] == "desk"), "{info}");
}

#[test]
fn retraining_twice_gives_the_same_bytes() {
    let folder = folder();
    let arguments = ["retrain", "second.jsonl", "--model", "first.model", "--force", "-o"];
    folder.run(&[&arguments[..], &["a/../desk.model"]].concat());
    folder.run(&[&arguments[..], &["desk.model"]].concat()).ends(0);
    let one = folder.bytes("desk.model");
    folder.run(&[&arguments[..], &["desk.model"]].concat()).ends(0);
    assert!(one == folder.bytes("desk.model"));
}

// The sheet, there and back.

/// Comments that a spreadsheet program would change if it could.
const AWKWARD: [&str; 9] = [
    "=1+1 يا كلاب السوق",
    "+966 كلام يا كلاب",
    "-يا كلاب الطريق",
    "@أحد يا كلاب الجسر",
    "'اقتباس' يا كلاب",
    "سطر أول يا كلاب\n\nسطر \"ثان\"، ثم; آخر",
    "\tيا كلاب الحديقة",
    "يا كلاب الميناء  ",
    "<b>يا كلاب</b> & غيرهم",
];

fn scored_sheet(folder: &Folder, ending: &str, options: &[&str]) -> String {
    let scored = folder.feed(&["score", "--model", "first.model"], plain_lines(&AWKWARD)).ends(0).out;
    folder.write("scored.jsonl", scored);
    let name = format!("sheet.{ending}");
    folder.run(&[&["export", "scored.jsonl", "--model", "first.model", "-o", &name], options].concat()).ends(0);
    name
}

fn rows_of_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|row| row.unwrap().iter().map(String::from).collect()).collect()
}

#[test]
fn the_csv_sheet_has_the_columns_of_the_design_a_byte_order_mark_and_no_formula() {
    let folder = folder();
    let sheet = scored_sheet(&folder, "csv", &["--all"]);
    let bytes = folder.bytes(&sheet);
    assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
    let rows = rows_of_csv(&bytes[3..]);
    assert_eq!(rows[0], COLUMNS);
    assert_eq!(rows.len(), 1 + AWKWARD.len());
    for (row, text) in rows[1..].iter().zip(AWKWARD) {
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");
        assert!(row[0] == text || row[0] == format!("'{text}"), "{row:?}");
        assert!(row[1..5].iter().all(String::is_empty), "{row:?}");
        assert!(!row[23].is_empty() && row[14].parse::<f64>().is_ok() && row[21] == "first", "{row:?}");
    }
    assert!(rows[1..].iter().any(|row| row[5].contains("hostile") && row[9].contains("hostile: ")), "{:?}", rows[1]);
}

#[test]
fn a_corrected_csv_sheet_retrains_the_model_with_the_texts_byte_for_byte() {
    let folder = folder();
    let sheet = scored_sheet(&folder, "csv", &["--all"]);
    let filled = fill(&rows_of_csv(&folder.bytes(&sheet)[3..]));
    // As written by a program whose list separator is the comma, and one whose is the semicolon.
    let written = |delimiter: u8, bom: &str, ending: csv::Terminator| {
        let mut writer =
            csv::WriterBuilder::new().delimiter(delimiter).terminator(ending).from_writer(bom.as_bytes().to_vec());
        filled.iter().for_each(|row| writer.write_record(row).unwrap());
        writer.into_inner().unwrap()
    };
    folder.write("excel.csv", written(b';', "\u{FEFF}", csv::Terminator::CRLF));
    folder.write("libreoffice.csv", written(b',', "", csv::Terminator::Any(b'\n')));
    folder.write("tabs.csv", written(b'\t', "\u{FEFF}", csv::Terminator::CRLF));
    // The same labels, straight from the texts.
    let direct: String = AWKWARD
        .iter()
        .enumerate()
        .filter(|(number, _)| number % 3 != 2)
        .map(|(number, text)| {
            format!("{}\n", json!({"text": text, "hostile": number % 3 == 1, "sentiment": "negative"}))
        })
        .collect();
    folder.write("direct.jsonl", direct);
    let retrained = |labels: &str| {
        let outcome = folder.run(&["retrain", labels, "--model", "first.model", "--force", "-o", "desk.model"]).ends(0);
        outcome.says(&["retrained on 6 new labels"]);
        folder.bytes("desk.model")
    };
    let expected = retrained("direct.jsonl");
    for labels in ["excel.csv", "libreoffice.csv", "tabs.csv"] {
        assert!(retrained(labels) == expected, "{labels} is not read as the labels themselves");
    }
    let rescored = folder.run(&["score", "scored.jsonl", "--model", "desk.model"]).ends(0).records();
    assert_eq!(rescored.len(), AWKWARD.len());
    assert!(rescored.iter().all(|record| record["model"]["name"] == "desk"));
}

/// Labels two of three rows of a sheet, with the values that people type.
fn fill(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut rows = rows.to_vec();
    for (number, row) in rows[1..].iter_mut().enumerate() {
        match number % 3 {
            0 => (row[1], row[4]) = ("FALSE".into(), "negative".into()),
            1 => (row[1], row[4]) = ("نعم".into(), "سلبى".into()),
            _ => {}
        }
    }
    rows
}

#[test]
fn a_corrected_xlsx_sheet_is_read_like_the_csv_one() {
    let folder = folder();
    let csv = fill(&rows_of_csv(&folder.bytes(&scored_sheet(&folder, "csv", &["--all"]))[3..]));
    let mut writer = csv::Writer::from_writer(Vec::new());
    csv.iter().for_each(|row| writer.write_record(row).unwrap());
    folder.write("filled.csv", writer.into_inner().unwrap());
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let xlsx = scored_sheet(&folder, "xlsx", &["--all"]);
    for (number, row) in (0..).zip(sheet_rows(&folder, &xlsx)) {
        for (column, cell) in (0..).zip(row) {
            match (number, column, csv[number as usize][column as usize].as_str()) {
                // Spreadsheet programs keep a truth value as such.
                (1.., 1, "FALSE") => sheet.write(number, column, false).unwrap(),
                (1.., 1..5, text) => sheet.write(number, column, text).unwrap(),
                _ => match cell {
                    Data::Float(value) => sheet.write(number, column, value).unwrap(),
                    other => sheet.write(number, column, other.to_string()).unwrap(),
                },
            };
        }
    }
    book.save(folder.path("filled.xlsx")).unwrap();
    for labels in ["filled.csv", "filled.xlsx"] {
        folder
            .run(&["retrain", labels, "--model", "first.model", "--force", "-o", &format!("{labels}.desk")])
            .ends(0)
            .says(&["6 new labels"]);
    }
    assert_eq!(difference(&folder, "filled.csv.desk", "filled.xlsx.desk")["same_weights"], true);
}

fn sheet_rows(folder: &Folder, name: &str) -> Vec<Vec<Data>> {
    let mut book = open_workbook_auto(folder.path(name)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// A file inside a workbook.
fn inside(folder: &Folder, name: &str, part: &str) -> String {
    let script = "import sys,zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))";
    let output =
        std::process::Command::new("python3").args(["-c", script]).arg(folder.path(name)).arg(part).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_xlsx_sheet_holds_the_columns_of_the_design_as_text_cells() {
    let folder = folder();
    let sheet = scored_sheet(&folder, "xlsx", &["--all"]);
    let rows = sheet_rows(&folder, &sheet);
    let names: Vec<String> = rows[0].iter().map(ToString::to_string).collect();
    assert_eq!(names[..6], ["comment", "hostile?", "sectarian?", "off topic?", "sentiment?", "for review"]);
    assert_eq!((names.len(), names.last().map(String::as_str)), (COLUMNS.len(), Some("key")));
    assert_eq!(rows.len(), 1 + AWKWARD.len());
    for (row, text) in rows[1..].iter().zip(AWKWARD) {
        let Data::String(cell) = &row[0] else { panic!("{:?}", row[0]) };
        assert!(cell == text || *cell == format!("'{text}"), "{cell:?} {text:?}");
        assert!(matches!(row[14], Data::Float(score) if (0.0..=1.0).contains(&score)), "{:?}", row[14]);
        assert!(row.iter().all(|cell| !matches!(cell, Data::Error(_))));
    }
    let mut book = open_workbook_auto(folder.path(&sheet)).unwrap();
    let formulas = book.worksheet_formula("comments").unwrap();
    assert!(formulas.used_cells().next().is_none());
}

#[test]
fn a_sheet_of_either_language_is_scored_as_the_texts_that_it_was_made_of() {
    let folder = folder();
    let expected: Vec<Value> = {
        let scored = folder.feed(&["score", "--model", "first.model"], plain_lines(&AWKWARD)).ends(0).out;
        records(&scored).into_iter().map(|record| record["scores"].clone()).collect()
    };
    for (ending, lang) in [("csv", "en"), ("xlsx", "en"), ("xlsx", "ar")] {
        let sheet = scored_sheet(&folder, ending, &["--all", "--lang", lang]);
        let scored = records(&folder.run(&["score", "--model", "first.model", &sheet]).ends(0).out);
        let texts: Vec<&str> = scored.iter().map(|record| record["text"].as_str().unwrap()).collect();
        assert_eq!(texts, AWKWARD, "{ending} {lang}");
        assert!(scored.iter().map(|record| &record["scores"]).eq(&expected), "{ending} {lang}");
        folder.run(&["suggest", "--model", "first.model", &sheet]).ends(0);
    }
}

#[test]
fn a_sheet_with_arabic_heads_and_answers_is_read_back() {
    let folder = folder();
    let xlsx = scored_sheet(&folder, "xlsx", &["--all", "--lang", "ar"]);
    let mut rows = sheet_rows(&folder, &xlsx);
    let heads: Vec<String> = rows[0].iter().map(ToString::to_string).collect();
    assert_eq!(heads[..3], ["التعليق", "مسيء أو عدائي؟", "طائفي أو عنصري؟"]);
    for (row, [hostile, sentiment]) in
        rows[1..].iter_mut().zip([["نعم", "سلبى"], ["لا", "محايد"], ["صح", "لا يمكن الحكم"]])
    {
        (row[1], row[4]) = (Data::String(hostile.into()), Data::String(sentiment.into()));
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (number, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            sheet.write(number, column, cell.to_string()).unwrap();
        }
    }
    book.save(folder.path("filled.xlsx")).unwrap();
    let direct = [
        json!({"text": AWKWARD[0], "hostile": true, "sentiment": "negative"}),
        json!({"text": AWKWARD[1], "hostile": false, "sentiment": "neutral"}),
        json!({"text": AWKWARD[2], "hostile": true}),
    ];
    folder.write("direct.jsonl", direct.map(|label| format!("{label}\n")).concat());
    let mut sheets = vec!["filled.xlsx"];
    if through_libreoffice(&folder, "filled.xlsx") {
        sheets.push("libreoffice/filled.xlsx");
    }
    let retrained = |labels: &str, model: &str| {
        folder
            .run(&["retrain", labels, "--model", "first.model", "--force", "-o", model])
            .ends(0)
            .says(&["3 new labels"]);
        folder.bytes(model)
    };
    let direct = retrained("direct.jsonl", "desk.model");
    for labels in sheets {
        assert!(retrained(labels, "desk.model") == direct, "{labels}");
    }
}

/// As a person does: the sheet itself, opened in LibreOffice, answered from its lists, and saved in any of its formats.
#[test]
fn answers_typed_in_libreoffice_are_read_back_from_every_format() {
    let folder = folder();
    let sheet = scored_sheet(&folder, "xlsx", &["--all", "--lang", "ar"]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/answer_in_libreoffice.py");
    let mut command = std::process::Command::new("/usr/bin/python3");
    command.arg(script).args([folder.path(&sheet), folder.path("profile")]);
    let answered = command.args(["1,1,نعم", "1,4,سلبي", "2,1,لا", "2,4,محايد", "3,1,نعم", "3,4,لا يمكن الحكم"]).output();
    let Ok(answered) = answered.map_err(drop).and_then(|told| if told.status.success() { Ok(told) } else { Err(()) })
    else {
        eprintln!("SKIPPED: no LibreOffice with python3-uno to answer in the sheet");
        return;
    };
    let told = String::from_utf8(answered.stdout).unwrap();
    assert_eq!((told.lines().count(), told.contains("is not")), (6, false), "{told}");
    let direct = [
        json!({"text": AWKWARD[0], "hostile": true, "sentiment": "negative"}),
        json!({"text": AWKWARD[1], "hostile": false, "sentiment": "neutral"}),
        json!({"text": AWKWARD[2], "hostile": true}),
    ];
    folder.write("direct.jsonl", direct.map(|label| format!("{label}\n")).concat());
    let retrained = |labels: &str| {
        let command = ["retrain", labels, "--model", "first.model", "--force", "-o", "desk.model"];
        folder.run(&command).ends(0).says(&["3 new labels"]);
        folder.bytes("desk.model")
    };
    let direct = retrained("direct.jsonl");
    for ending in ["xlsx", "ods", "csv"] {
        let name = sheet.replace(".xlsx", &format!(".answered.{ending}"));
        assert!(retrained(&name) == direct, "{name}");
    }
}

/// Opens and saves a workbook in LibreOffice, into the folder `libreoffice`; `false`, loudly, where there is none.
fn through_libreoffice(folder: &Folder, name: &str) -> bool {
    let profile = format!("-env:UserInstallation=file://{}", folder.path("profile").display());
    let status = std::process::Command::new("soffice")
        .args(["--headless", &profile, "--convert-to", "xlsx", "--outdir"])
        .args([folder.path("libreoffice"), folder.path(name)])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    match status {
        Ok(status) => {
            assert!(status.success() && folder.has(&format!("libreoffice/{name}")), "LibreOffice does not save {name}");
            true
        }
        Err(_) => {
            eprintln!("SKIPPED: no LibreOffice to save the workbook");
            false
        }
    }
}

#[test]
fn comments_are_chosen_by_flag_and_day_and_sorted() {
    let folder = Folder::new();
    let comments = [("أول", "منذ يوم", FRIENDLY), ("ثان", "منذ 3 سنوات", HOSTILE), ("ثالث", "منذ يوم", HOSTILE)];
    folder.write("a.txt", crate::common::arabi21("خبر", "نص.", 3, &comments));
    folder.run(&["score", "--as-of", "2024-05-15", "a.txt", "-o", "scored.jsonl"]).ends(0);
    let authors = |options: &[&str]| -> Vec<String> {
        folder.run(&[&["export", "scored.jsonl", "-o", "sheet.csv"], options].concat()).ends(0);
        rows_of_csv(&folder.bytes("sheet.csv")[3..])[1..].iter().map(|row| row[6].clone()).collect()
    };
    assert_eq!(authors(&["--all"]), ["أول", "ثان", "ثالث"]);
    assert_eq!(authors(&["--all", "--sort", "hostile"]), ["ثان", "ثالث", "أول"]);
    assert_eq!(authors(&["--all", "--sort", "hostile", "--limit", "1"]), ["ثان"]);
    assert_eq!(authors(&["--all", "--limit", "2"]), ["أول", "ثان"]);
    assert_eq!(authors(&["--since", "2023-01-01"]), ["ثالث"]);
    assert_eq!(authors(&["--until", "2023-01-01"]), ["ثان"]);
    assert_eq!(authors(&["--label", "hostile", "--site", "arabi21"]), ["ثان", "ثالث"]);
    assert!(authors(&["--site", "elaph"]).is_empty());
}

#[test]
fn the_xlsx_sheet_runs_from_right_to_left() {
    // The workbook is stored uncompressed or not; ask a program that is everywhere on our machines, else skip loudly.
    if std::process::Command::new("python3").arg("--version").output().is_err() {
        eprintln!("SKIPPED: no python3 to look into the workbook");
        return;
    }
    let folder = folder();
    let sheet = scored_sheet(&folder, "xlsx", &["--all"]);
    let xml = inside(&folder, &sheet, "xl/worksheets/sheet1.xml");
    assert!(xml.contains("rightToLeft=\"1\""), "{}", &xml[..xml.len().min(500)]);
    assert!(xml.contains("<dataValidation "), "no lists to choose labels from");
    let styles = inside(&folder, &sheet, "xl/styles.xml");
    // "@", number 49 of those that Excel has by itself: what a person types into the cell stays text.
    assert!(styles.contains("numFmtId=\"49\"") || styles.contains("formatCode=\"@\""), "{styles}");
}

#[test]
fn exporting_twice_gives_the_same_bytes_in_every_format() {
    let folder = folder();
    for ending in ["csv", "xlsx", "jsonl", "html"] {
        let name = scored_sheet(&folder, ending, &["--all"]);
        let one = folder.bytes(&name);
        std::thread::sleep(std::time::Duration::from_millis(1100));
        scored_sheet(&folder, ending, &["--all"]);
        assert!(one == folder.bytes(&name), "{name}");
    }
}

#[test]
fn only_flagged_comments_are_exported_unless_all_are_asked_for() {
    let folder = Folder::new();
    folder.write(
        "scored.jsonl",
        folder.feed(&["score"], plain_lines(&[HOSTILE, FRIENDLY, "😀", "Merci beaucoup pour cet article"])).ends(0).out,
    );
    let texts = |name: &str| -> Vec<String> {
        rows_of_csv(&folder.bytes(name)[3..])[1..].iter().map(|row| row[0].clone()).collect()
    };
    folder.run(&["export", "scored.jsonl", "-o", "flagged.csv"]).ends(0).prints_nothing();
    assert_eq!(texts("flagged.csv"), [HOSTILE]);
    folder.run(&["export", "scored.jsonl", "--all", "-o", "all.csv"]).ends(0);
    assert_eq!(texts("all.csv").len(), 4);
    let rows = rows_of_csv(&folder.bytes("all.csv")[3..]);
    assert_eq!((rows[4][14].as_str(), rows[4][5].as_str()), ("", ""), "a comment without scores has empty cells");
    folder.run(&["export", "scored.jsonl", "-o", "flagged.jsonl"]).ends(0);
    assert_eq!(folder.text("flagged.jsonl"), format!("{}\n", folder.text("scored.jsonl").lines().next().unwrap()));
    folder.feed(&["export", "-o", "piped.csv"], folder.bytes("scored.jsonl")).ends(0);
    assert!(folder.bytes("piped.csv") == folder.bytes("flagged.csv"));
}

#[test]
fn a_page_fills_every_column_of_the_sheet_that_it_can() {
    let folder = Folder::new();
    folder.write("a.txt", crate::common::arabi21("خبر الحديقة", "نص.", 1, &[("زائر", "منذ 8 سنوات 7 أشهر", HOSTILE)]));
    folder.write("b.txt", crate::common::elaph("خبر المكتبة", "نص.", &[("أنتم كلاب", "قارئ", "يا خنازير")]));
    folder.run(&["score", "--as-of", "2024-05-15", "a.txt", "b.txt", "-o", "scored.jsonl"]).ends(0);
    folder.run(&["export", "scored.jsonl", "-o", "sheet.csv"]).ends(0);
    let rows = rows_of_csv(&folder.bytes("sheet.csv")[3..]);
    let key =
        |row: usize| crate::common::records(&folder.text("scored.jsonl"))[row]["key"].as_str().unwrap().to_string();
    assert_eq!(rows[1][23], key(0));
    let cells = |columns: std::ops::Range<usize>| rows[1][columns].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(cells(0..1), [HOSTILE]);
    assert!(rows[1][5].starts_with("hostile"));
    assert_eq!(cells(6..9), ["زائر", "منذ 8 سنوات 7 أشهر", "خبر الحديقة"]);
    assert_eq!(cells(10..14), ["2015-09-15", "2015-10-15", "", "a.txt"]);
    assert_eq!((rows[2][8].as_str(), rows[2][0].as_str()), ("خبر المكتبة", "أنتم كلاب\nيا خنازير"));
}

#[test]
fn the_html_marks_the_deciding_words_and_escapes_everything() {
    let folder = folder();
    let name = scored_sheet(&folder, "html", &["--all"]);
    let page = folder.text(&name);
    assert!(page.contains("dir=\"ltr\"") && page.contains("dir=\"auto\"") && page.contains("charset=\"utf-8\""));
    assert!(page.contains("<mark class=\"hostile"), "{page}");
    assert!(page.contains("<p class=\"legend\">") && page.contains("aria-description=\"hostile \u{2066}+"), "{page}");
    assert!(page.contains("&lt;b&gt;") && page.contains("&amp;") && !page.contains("<b>يا"), "{page}");
    assert_eq!(page.matches("<article ").count(), AWKWARD.len());
    for tag in ["article", "mark", "p", "bdi", "header", "footer", "span"] {
        let (opened, closed) = (
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count(),
            page.matches(&format!("</{tag}>")).count(),
        );
        assert_eq!(opened, closed, "<{tag}>");
    }
    assert!(
        !page.contains("src=") && !page.contains("@import") && !page.contains("http://") && !page.contains("https://"),
        "the page needs the net"
    );
}

#[test]
fn names_and_titles_cannot_inject_markup_into_the_html() {
    let folder = Folder::new();
    let evil = "<img src=x onerror=alert(1)>\"'";
    folder.write(
        "a.txt",
        crate::common::arabi21(
            &format!("خبر {evil}"),
            "نص.",
            1,
            &[(&format!("زائر {evil}"), "منذ يوم", &format!("{HOSTILE} {evil}"))],
        ),
    );
    folder.run(&["score", "a.txt", "-o", "scored.jsonl"]).ends(0);
    folder.run(&["export", "scored.jsonl", "--all", "-o", "page.html"]).ends(0);
    let page = folder.text("page.html");
    assert!(!page.contains("<img"), "{page}");
    assert_eq!(page.matches("&lt;img").count(), 3, "{page}");
}

// Calibration and information.

#[test]
fn calibrating_changes_scores_but_not_their_order_nor_the_weights() {
    let folder = folder();
    // A site where some words have the opposite meaning in part of the comments.
    let site: String = crate::common::records(&labels(200, 160))
        .into_iter()
        .enumerate()
        .map(|(number, label)| {
            let hostile = label["hostile"].as_bool().unwrap() != (number / 6 % 4 == 0);
            format!("{}\n", json!({"text": label["text"], "hostile": hostile}))
        })
        .collect();
    folder.write("site.jsonl", site);
    folder
        .run(&["calibrate", "site.jsonl", "--model", "first.model", "-o", "site.model"])
        .ends(0)
        .says(&["sectarian", "stays as it was"]);
    let same = difference(&folder, "first.model", "site.model");
    assert_eq!((&same["same_weights"], &same["only_in_one"]), (&json!(true), &json!(0)));
    let texts: Vec<String> = crate::common::records(&labels(500, 40))
        .iter()
        .map(|label| label["text"].as_str().unwrap().to_string())
        .collect();
    let input = plain_lines(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let scores = |model: &str| -> Vec<f64> {
        let records = folder.feed(&["score", "--model", model], &input).ends(0).records();
        records.iter().map(|record| record["scores"]["hostile"].as_f64().unwrap()).collect()
    };
    let (before, after) = (scores("first.model"), scores("site.model"));
    assert_ne!(before, after);
    for (one, other) in (0..texts.len()).flat_map(|one| (0..texts.len()).map(move |other| (one, other))) {
        assert!(
            before[one] <= before[other] + 1e-4 || after[one] >= after[other] - 1e-4,
            "{} {}",
            texts[one],
            texts[other]
        );
    }
    assert_eq!(json_of(&folder, &["model", "info", "site.model"])["name"], "site");
}

#[test]
fn too_few_labels_to_calibrate_are_said_so_and_nothing_is_written() {
    let folder = folder();
    folder.write("few.jsonl", labels(900, 8));
    folder
        .run(&["calibrate", "few.jsonl", "--model", "first.model", "-o", "site.model"])
        .ends(2)
        .says(&["hostile", "label more"]);
    assert!(!folder.has("site.model"));
}

#[test]
fn model_info_says_what_a_model_is_made_of() {
    let folder = folder();
    let info = json_of(&folder, &["model", "info", "first.model"]);
    assert_eq!((&info["name"], &info["comments"]), (&json!("first"), &json!(200)));
    assert_eq!(info["sources"].as_array().unwrap().len(), 1);
    let source = &info["sources"][0];
    assert_eq!((&source["name"], &source["comments"]), (&json!("invented"), &json!(200)));
    let labels = crate::common::records(&folder.text("first.jsonl"));
    let count = |name: &str| labels.iter().filter(|label| label[name] == true).count();
    assert_eq!(source["labels"]["hostile"], json!([count("hostile"), 200 - count("hostile")]));
    assert_eq!(source["labels"]["sectarian"], json!([count("sectarian"), 200 - count("sectarian")]));
    for name in ["hostile", "sectarian", "negative", "neutral", "positive"] {
        assert!((0.0..=1.0).contains(&info["priors"][name].as_f64().unwrap()), "{name}: {info}");
    }
    assert!(info["features"].as_u64().unwrap() > 0);
    assert!(info["thresholds"]["hostile"].is_f64() && info["thresholds"]["off_topic"].is_f64());
    assert!(info["hash"].as_str().unwrap().len() == 8);
}

#[test]
fn a_model_does_not_differ_from_itself() {
    let folder = folder();
    let same = difference(&folder, "first.model", "first.model");
    assert_eq!(
        (&same["same_weights"], &same["only_in_one"], &same["only_in_other"]),
        (&json!(true), &json!(0), &json!(0))
    );
    assert!(same["largest_difference"].as_object().unwrap().values().all(|value| value == 0.0), "{same}");
}

#[test]
fn a_model_trained_on_one_label_scores_that_one_alone() {
    let folder = Folder::new();
    let lines: String = crate::common::records(&labels(0, 200))
        .into_iter()
        .map(|label| format!("{}\n", json!({"text": label["text"], "hostile": label["hostile"]})))
        .collect();
    folder.write("hostile.jsonl", lines);
    folder.run(&["train", "hostile.jsonl", "-o", "hostile.model"]).ends(0);
    let record = folder
        .feed(&["score", "--model", "hostile.model", "--reasons", "2"], plain_lines(&["يا كلاب في السوق"]))
        .ends(0)
        .record();
    assert!(record["scores"]["hostile"].is_f64(), "{record}");
    assert_eq!((&record["scores"]["sectarian"], &record["sentiment"]), (&Value::Null, &Value::Null), "{record}");
}

#[test]
fn no_text_of_a_label_stands_in_the_model_or_its_counts() {
    let folder = folder();
    for name in ["first.model", "first.counts"] {
        let mut bytes = Vec::new();
        std::fs::File::open(folder.path(name)).unwrap().read_to_end(&mut bytes).unwrap();
        for word in ["كلاب", "السوق", "الأقباط"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word} in {name}");
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 6, failure_persistence: None, ..Default::default() })]

    /// Any text comes back from the sheet: labels on it train the same model as labels on the texts themselves.
    #[test]
    fn any_text_comes_back_from_the_sheet_as_it_was(
        texts in proptest::collection::vec("['=+@\\-\t\r\n ;,\"]{0,3}(يا |كلاب |😀|\\PC|[a-c0-9/:.-]){1,8}['\" \n]{0,2}", 60)
    ) {
        let folder = Folder::new();
        let texts: Vec<String> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
        let lines: Vec<&str> = texts.iter().map(String::as_str).collect();
        folder.write("base.jsonl", labels(0, 60));
        folder.write("scored.jsonl", folder.feed(&["score"], plain_lines(&lines)).ends(0).out);
        folder.run(&["export", "--all", "scored.jsonl", "-o", "sheet.csv"]).ends(0);
        let mut rows = rows_of_csv(&folder.bytes("sheet.csv")[3..]);
        proptest::prop_assert_eq!(rows.len(), 1 + texts.len());
        for (row, text) in rows[1..].iter_mut().zip(&texts) {
            // A sheet shows control characters as Excel does, and guards what could begin a cell by apostrophes.
            let shown = row[0].replace("_x000D_", "\r").replace("_x0009_", "\t").replace('\'', "");
            proptest::prop_assert!(shown == text.replace('\'', ""), "{:?} became {:?}", text, row[0]);
            row[1] = "true".into();
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        folder.write("sheet.csv", writer.into_inner().unwrap());
        let direct = |text: &String| format!("{}\n", json!({"text": text, "hostile": true}));
        folder.write("direct.jsonl", texts.iter().map(direct).collect::<String>());
        for labels in ["sheet.csv", "direct.jsonl"] {
            folder.run(&["train", "base.jsonl", labels, "-o", &format!("{labels}.model"), "--counts", &format!("{labels}.counts"), "--name", "m"]).ends(0);
        }
        proptest::prop_assert!(folder.bytes("sheet.csv.counts") == folder.bytes("direct.jsonl.counts"));
        proptest::prop_assert!(folder.bytes("sheet.csv.model") == folder.bytes("direct.jsonl.model"));
    }
}
