//! `evaluate`: figures, intervals, held-out parts, communities, mistakes, and the report as a page.

use crate::common::{Folder, labels, records};
use serde_json::{Value, json};

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("first.jsonl", labels(0, 200)).write("second.jsonl", labels(200, 80));
    folder.run(&["train", "first.jsonl", "-o", "first.model"]).ends(0);
    folder
}

fn report(folder: &Folder, arguments: &[&str]) -> Value {
    let outcome = folder.run(&[&["evaluate", "--format", "json"], arguments].concat()).ends(0);
    serde_json::from_str(&outcome.out).unwrap_or_else(|error| panic!("{error}: {}", outcome.out))
}

#[test]
fn evaluate_prints_the_figures_as_json_and_as_a_table() {
    let folder = folder();
    let report = report(&folder, &["second.jsonl", "--model", "first.model"]);
    let names = |value: &Value| {
        let mut names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        names.sort();
        names
    };
    assert_eq!(names(&report), ["all", "all_communities", "communities", "method", "mistakes", "model", "sources"]);
    assert_eq!(report["model"]["name"], "first");
    assert_eq!((&report["all"]["comments"], &report["all"]["unscored"]), (&json!(80), &json!(0)));
    assert_eq!(names(&report["all"]["flags"]), ["hostile", "sectarian"]);
    for flag in ["hostile", "sectarian"] {
        let figures = &report["all"]["flags"][flag];
        for name in ["precision", "recall", "f1", "macro_f1", "auroc", "average_precision", "calibration_error"] {
            let value = figures[name].as_f64().unwrap_or_else(|| panic!("{flag} {name}: {figures}"));
            assert!((0.0..=1.0).contains(&value), "{flag} {name}: {value}");
        }
        assert_eq!(figures["positive"].as_u64().unwrap() + figures["negative"].as_u64().unwrap(), 80);
        assert!(figures["auroc"].as_f64().unwrap() > 0.9, "{figures}");
    }
    let hostile =
        crate::common::records(&folder.text("second.jsonl")).iter().filter(|label| label["hostile"] == true).count();
    assert_eq!(report["all"]["flags"]["hostile"]["positive"], hostile);
    let confusion = report["all"]["sentiment"]["confusion"].as_array().unwrap();
    let sum: u64 = confusion.iter().flat_map(|row| row.as_array().unwrap()).map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(sum, 80);
    assert_eq!(names(&report["sources"]), ["invented"]);
    let table = folder.run(&["evaluate", "second.jsonl", "--model", "first.model"]).ends(0).out;
    for word in ["hostile", "sectarian", "sentiment", "AUROC", "invented", "all"] {
        assert!(table.contains(word), "{word}: {table}");
    }
}

#[test]
fn a_model_that_is_always_right_and_one_that_is_always_wrong_are_told_apart() {
    let folder = folder();
    let inverted: String = crate::common::records(&folder.text("second.jsonl"))
        .into_iter()
        .map(|label| format!("{}\n", json!({"text": label["text"], "hostile": !label["hostile"].as_bool().unwrap()})))
        .collect();
    folder.write("inverted.jsonl", inverted);
    let auroc = |file: &str| {
        report(&folder, &[file, "--model", "first.model"])["all"]["flags"]["hostile"]["auroc"].as_f64().unwrap()
    };
    let (right, wrong) = (auroc("second.jsonl"), auroc("inverted.jsonl"));
    assert!(right > 0.9 && (right + wrong - 1.0).abs() < 1e-9, "{right} {wrong}");
}

#[test]
fn figures_are_those_that_one_counts_from_the_scored_records() {
    let folder = folder();
    let scored = folder.run(&["score", "second.jsonl", "--model", "first.model"]).ends(0).records();
    let figures = report(&folder, &["second.jsonl", "--model", "first.model"])["all"]["flags"]["hostile"].clone();
    let count = |truth: bool, said: bool| {
        let is = |record: &&Value| {
            record["hostile"] == truth && record["flags"].as_array().unwrap().contains(&json!("hostile")) == said
        };
        scored.iter().filter(is).count()
    };
    let confusion = json!({
        "true_positive": count(true, true), "false_positive": count(false, true),
        "false_negative": count(true, false), "true_negative": count(false, false),
    });
    assert_eq!(figures["confusion"], confusion);
    // The probability that a hostile comment scores above another, over all pairs.
    let scores = |truth: bool| -> Vec<f64> {
        scored
            .iter()
            .filter(|record| record["hostile"] == truth)
            .map(|record| record["scores"]["hostile"].as_f64().unwrap())
            .collect()
    };
    let (with, without) = (scores(true), scores(false));
    let wins: f64 = with
        .iter()
        .flat_map(|one| {
            without.iter().map(move |other| {
                if one > other {
                    1.0
                } else if one == other {
                    0.5
                } else {
                    0.0
                }
            })
        })
        .sum();
    let auroc = wins / (with.len() * without.len()) as f64;
    // Records print four decimals, so ties are a little more frequent there.
    assert!((figures["auroc"].as_f64().unwrap() - auroc).abs() < 1e-3, "{figures} {auroc}");
    let curve = figures["curve"].as_array().unwrap();
    assert_eq!((curve.len(), &curve[0]["recall"], &curve[0]["flagged"]), (101, &json!(1.0), &json!(1.0)));
    assert_eq!(figures["reliability"].as_array().unwrap().len(), 15);
    for (name, interval) in figures["intervals"].as_object().unwrap() {
        let [low, high] = [0, 1].map(|end| interval[end].as_f64().unwrap());
        let value = figures[name].as_f64().unwrap();
        assert!(low <= value && value <= high, "{name}: {low} {value} {high}");
    }
    assert_eq!(figures["intervals"].as_object().unwrap().len(), 6);
}

#[test]
fn the_same_labels_give_the_same_report_in_every_form() {
    let folder = folder();
    for format in ["table", "json", "html"] {
        let arguments = ["evaluate", "second.jsonl", "--model", "first.model", "--format", format];
        let one = folder.run(&arguments).ends(0).out;
        assert!(one == folder.run(&arguments).ends(0).out && !one.is_empty(), "{format}");
    }
    for (file, begins) in [("r.json", "{"), ("r.html", "<!DOCTYPE html>"), ("r.txt", "the model as it is")] {
        folder.run(&["evaluate", "second.jsonl", "--model", "first.model", "-o", file]).ends(0).prints_nothing();
        assert!(folder.text(file).starts_with(begins), "{file}");
    }
}

#[test]
fn a_model_that_may_be_trained_on_the_labels_gets_a_warning() {
    let folder = folder();
    folder
        .run(&["evaluate", "first.jsonl", "--model", "first.model"])
        .ends(0)
        .says(&["learnt from labels of invented"]);
    folder.run(&["evaluate", "first.jsonl", "--cross-validate", "3"]).ends(0).in_silence();
    folder.run(&["evaluate", "first.jsonl"]).ends(0).in_silence();
}

#[test]
fn cross_validation_scores_each_label_by_a_model_not_trained_on_it() {
    let folder = Folder::new();
    // Labels that are unrelated to their texts fit the training part, but not the held-out part.
    let random: String = records(&labels(0, 240))
        .into_iter()
        .enumerate()
        .map(|(number, label)| {
            let hostile = (number * 7919 / 11) % 2 == 0;
            format!("{}\n", json!({"text": label["text"], "hostile": hostile}))
        })
        .collect();
    folder.write("random.jsonl", random).write("real.jsonl", labels(0, 240));
    let auroc = |file: &str| {
        let report = report(&folder, &[file, "--cross-validate", "4"]);
        assert_eq!((&report["model"], &report["method"]), (&Value::Null, &json!("4-fold cross-validation")));
        assert_eq!(report["all"]["comments"], 240);
        report["all"]["flags"]["hostile"]["auroc"].as_f64().unwrap()
    };
    assert!(auroc("real.jsonl") > 0.95);
    assert!((auroc("random.jsonl") - 0.5).abs() < 0.2, "{}", auroc("random.jsonl"));
    folder.run(&["evaluate", "real.jsonl", "--cross-validate", "1"]).ends(2).says(&["1"]);
    folder.run(&["evaluate", "real.jsonl", "--cross-validate", "4", "--model", "m"]).ends(2).says(&["--model"]);
}

#[test]
fn a_source_left_out_is_scored_by_a_model_of_the_others() {
    let folder = Folder::new();
    let swapped: String = records(&labels(0, 200))
        .into_iter()
        .enumerate()
        .map(|(number, label)| {
            // One source of three has opposite labels: only when it is left out does it look as wrong as it is.
            let source = ["a", "b", "contrary"][number / 6 % 3];
            let hostile = (label["hostile"] == true) != (source == "contrary");
            format!("{}\n", json!({"text": label["text"], "hostile": hostile, "source": source}))
        })
        .collect();
    folder.write("labels.jsonl", &swapped).write("one.jsonl", labels(0, 60));
    let report = report(&folder, &["labels.jsonl", "--leave-one-source-out"]);
    let auroc = |source: &str| report["sources"][source]["flags"]["hostile"]["auroc"].as_f64().unwrap();
    assert!(auroc("contrary") < 0.1, "{}", auroc("contrary"));
    assert!(report["method"].as_str().unwrap().contains("3 sources"));
    folder
        .run(&["evaluate", "one.jsonl", "--leave-one-source-out"])
        .ends(2)
        .says(&["single source", "--cross-validate"]);
}

#[test]
fn communities_show_whom_the_model_flags_wrongly() {
    let folder = folder();
    let label = |text: &str, hostile: bool, community: &str| {
        format!("{}\n", json!({"text": text, "hostile": hostile, "community": community}))
    };
    folder.write(
        "functional.jsonl",
        [
            label("شكرا للأقباط في المدرسة أحسنتم", false, "copt"),
            label("الأقباط كفار أنجاس الله يلعنكم", true, "copt"),
            label("يا كلاب اخرسوا جميعا", false, "kurd"),
            label("عمل رائع بارك الله فيكم", true, "kurd"),
        ]
        .concat(),
    );
    let report = report(&folder, &["functional.jsonl", "--model", "first.model"]);
    let expected = |in_peace: [u64; 2], hostile: [u64; 2], auroc: f64| {
        json!({"in_peace": in_peace[0], "in_peace_flagged": in_peace[1], "hostile": hostile[0],
            "hostile_flagged": hostile[1], "auroc": auroc})
    };
    assert_eq!(report["communities"]["copt"], expected([1, 0], [1, 1], 1.0));
    assert_eq!(report["communities"]["kurd"], expected([1, 1], [1, 0], 0.0));
    assert_eq!(report["all_communities"]["in_peace"], 2);
    let mistakes = report["mistakes"].as_array().unwrap();
    assert_eq!(mistakes.len(), 2, "{mistakes:?}");
    let places: Vec<&str> = mistakes.iter().map(|mistake| mistake["place"].as_str().unwrap()).collect();
    assert!(places.contains(&"functional.jsonl, line 3") && places.contains(&"functional.jsonl, line 4"), "{places:?}");
    let table = folder.run(&["evaluate", "functional.jsonl", "--model", "first.model"]).ends(0).out;
    for word in ["copt", "kurd", "100.0 %", "Judged most wrongly", "line 3"] {
        assert!(table.contains(word), "{word}: {table}");
    }
}

#[test]
fn a_community_column_of_a_table_is_read() {
    let folder = folder();
    folder.write("set.csv", "text,hostile,community\nشكرا لكم,false,druze\n");
    let report = report(&folder, &["set.csv", "--model", "first.model"]);
    assert_eq!(report["communities"]["druze"]["in_peace"], 1);
    // Labels of one value have no ranking: null, not a meaningless number.
    assert_eq!(report["all"]["flags"]["hostile"]["auroc"], Value::Null);
}

#[test]
fn the_report_speaks_arabic_where_it_is_asked_to() {
    let folder = folder();
    folder.write("kurd.jsonl", format!("{}\n", json!({"text": "شكرا لكم", "hostile": true, "community": "كردي"})));
    let arguments = ["evaluate", "second.jsonl", "kurd.jsonl", "--model", "first.model", "--lang", "ar"];
    let table = folder.run(&arguments).ends(0).out;
    let page = folder.run(&[&arguments[..], &["--format", "html"]].concat()).ends(0).out;
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{page}");
    let shown = page.split_once("</style>").unwrap().1.replace("</", "<");
    let shown: String = shown.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    // Names are not translated: of metrics, of the model, of label files and of their sources.
    let hash = page.split("<code><bdi>").nth(1).unwrap().split('<').next().unwrap();
    for text in [&table, &shown.replace(hash, "")] {
        let words = text.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| word.len() > 1);
        let english: Vec<&str> = words
            .filter(|word| !["AUROC", "ROC", "first", "second", "kurd", "jsonl", "invented"].contains(word))
            .collect();
        assert!(english.is_empty(), "{english:?}: {text}");
        assert!(text.contains("الاستدعاء") && text.contains('٠'), "{text}");
    }
}

#[test]
fn the_page_is_self_contained_and_escapes_everything() {
    let folder = folder();
    let evil = "<script>alert(1)</script> شكرا & \"كلاب\"";
    let line =
        json!({"text": format!("يا كلاب سحقا لكم {evil}"), "hostile": false, "community": "<b>x</b>", "source": "<i>"});
    folder.write("second.jsonl", format!("{}{line}\n", folder.text("second.jsonl")));
    folder.run(&["evaluate", "second.jsonl", "--model", "first.model", "-o", "report.html"]).ends(0);
    let page = folder.text("report.html");
    assert!(!page.contains("<script") && !page.contains("<b>x") && !page.contains("<i>"), "not escaped");
    assert!(page.contains("&lt;script&gt;alert(1)") && page.contains("&lt;b&gt;x"));
    for elsewhere in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
    assert!(page.contains("<p dir=\"auto\">"), "right-to-left comments are not set right");
    assert_eq!(page.matches("<svg viewBox=\"0 0 400").count(), 8, "four plots of two flags");
    for tag in ["svg", "section", "table", "tr", "td", "th", "article", "p", "div", "small", "bdi", "text"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "<{tag}>");
    }
    assert!(!page.contains("NaN"));
}
