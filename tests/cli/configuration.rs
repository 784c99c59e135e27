//! The configuration file, and a site's own lists.

use crate::common::{FRIENDLY, Folder, HOSTILE, plain_lines};
use serde_json::{Value, json};

/// A folder with a comment, and a configuration in a folder of its own.
fn folder(configuration: &str) -> Folder {
    let folder = Folder::new();
    folder.write("desk/mushrif.toml", configuration).write("c.jsonl", plain_lines(&[HOSTILE]));
    folder
}

#[test]
fn model_info_tells_the_shares_of_sentiments_for_which_probabilities_are_given() {
    let info: Value = serde_json::from_str(&Folder::new().run(&["model", "info"]).ends(0).out).unwrap();
    let stated = info["parameters"]["sentiment_prior"].as_array().unwrap();
    assert_eq!(
        ["negative", "neutral", "positive"].map(|label| &info["priors"][label]).as_slice(),
        stated.iter().collect::<Vec<_>>()
    );
}

#[test]
fn its_values_are_those_of_options_and_the_command_line_wins() {
    let folder = folder("threshold = { hostile = 0.3, off_topic = 0.9 }\n[prior]\nhostile = \"5%\"\n");
    let scored =
        folder.run(&["--config", "desk/mushrif.toml", "score", "--threshold", "hostile=0.6", "c.jsonl"]).ends(0);
    assert!(scored.done.contains("configuration desk/mushrif.toml"), "{}", scored.done);
    let record = scored.record();
    assert_eq!(record["thresholds"]["hostile"], 0.6);
    assert_eq!(record["thresholds"]["off_topic"], 0.9);
    let info = folder.run(&["model", "info", "--config", "desk/mushrif.toml"]).ends(0);
    let told: Value = serde_json::from_str(&info.out).unwrap();
    assert_eq!(told["effective"]["thresholds"]["hostile"], 0.3);
    assert_eq!(told["effective"]["priors"]["hostile"], 0.05);
    assert_eq!(told["effective"]["configuration"]["file"], "desk/mushrif.toml");
    assert!(info.err.contains("configuration desk/mushrif.toml"), "{}", info.err);
    // An option that excludes a value of the file takes its place.
    folder.run(&["--config", "desk/mushrif.toml", "score", "--review-share", "5%", "c.jsonl"]).ends(0);
}

#[test]
fn it_is_found_in_the_current_folder_and_nowhere_above() {
    let folder = folder("lang = \"ar-MA\"\n");
    folder.write("mushrif.toml", "lang = \"ar\"\n");
    assert!(folder.run(&["score", "c.jsonl"]).ends(0).err.contains("ملف الإعدادات mushrif.toml"));
    assert!(folder.run(&["score", "--lang", "en", "c.jsonl"]).ends(0).done.contains("configuration mushrif.toml"));
    assert!(!folder.run(&["summary", "--format", "json", "s.jsonl"]).err.contains("panicked"));
}

#[test]
fn paths_are_relative_to_its_folder() {
    let folder = folder("allow = \"lists/allow.txt\"\nflag = \"flag.tsv\"\n");
    folder.write("desk/lists/allow.txt", "كلب\n").write("desk/flag.tsv", "off_topic\tشكرا\n");
    let record = folder.run(&["score", "--config", "desk/mushrif.toml", "c.jsonl"]).ends(0).record();
    assert_eq!(record["by_rule"], json!([]));
    assert_eq!(record["model"]["lists"].as_str().map(str::len), Some(8));
}

#[test]
fn what_is_wrong_in_it_is_named_with_its_line_and_the_near_key() {
    for (text, said) in [
        ("# a\nmodell = \"x\"\n", "desk/mushrif.toml, line 2: \"modell\" is no key; did you mean model?"),
        ("\n[threshold]\nhostil = 0.3\n", "line 3: threshold: \"hostil\" is no key; did you mean hostile?"),
        ("threshold = { hostile = 30 }\n", "line 1: threshold: hostile: 30 is not between 0 and 1"),
        ("x = \n", "line 1: not TOML"),
        ("time-zone = \"Mars\"\n", "line 1: time-zone: \"Mars\" is no time zone"),
        ("model = 3\n", "line 1: model: write a text in quotes"),
    ] {
        folder(text).run(&["score", "--config", "desk/mushrif.toml", "c.jsonl"]).ends(2).prints_nothing().says(&[said]);
    }
    Folder::new().run(&["score", "--config", "none.toml"]).ends(2).says(&["none.toml: cannot be read"]);
}

#[test]
fn a_flag_list_raises_its_flag_and_leaves_the_scores() {
    let folder = Folder::new();
    folder.write("c.jsonl", plain_lines(&[FRIENDLY])).write("flag.tsv", "sectarian\tجـزيلا\n");
    let plain = folder.run(&["score", "c.jsonl"]).ends(0).record();
    let scored = folder.run(&["score", "--flag", "flag.tsv", "c.jsonl"]).ends(0);
    assert!(scored.done.contains("sectarian 1") && scored.done.contains("lists "), "{}", scored.done);
    let record = scored.record();
    assert_eq!(record["scores"], plain["scores"]);
    assert_eq!(record["flags"], json!(["hostile", "sectarian"]));
    assert_eq!(
        record["by_rule"][0],
        json!({"flag": "sectarian", "phrase": "جـزيلا", "field": "text", "start": 5, "end": 10})
    );
    assert_eq!((&plain["by_rule"], &plain["model"]["lists"]), (&Value::Null, &Value::Null));
    folder.write("s.jsonl", scored.out);
    folder.run(&["export", "--flag", "flag.tsv", "s.jsonl", "-o", "s.html"]).ends(0).in_silence();
    assert!(folder.text("s.html").contains("by the list: sectarian (جـزيلا)"));
    folder.run(&["export", "--flag", "flag.tsv", "s.jsonl", "-o", "s.csv"]).ends(0);
    assert!(folder.text("s.csv").contains("by the list: sectarian (جـزيلا)"));
    let explained: Value =
        serde_json::from_str(&folder.run(&["explain", "--flag", "flag.tsv", FRIENDLY]).ends(0).out).unwrap();
    assert_eq!(explained["verdict"]["by_rule"][0]["flag"], "sectarian");
    // Scored again without the list, nothing of it is left.
    let again = folder.run(&["score", "s.jsonl"]).ends(0).record();
    assert_eq!((&again["flags"], &again["by_rule"]), (&json!([]), &Value::Null));
    folder.write("flag.tsv", "rude\tشكرا\n");
    folder.run(&["score", "--flag", "flag.tsv", "c.jsonl"]).ends(2).says(&["flag.tsv, line 1: \"rude\" is no flag"]);
}

#[test]
fn evaluate_tells_the_figures_with_the_lists_and_without() {
    let folder = Folder::new();
    let label = |text: &str, hostile: bool| format!("{}\n", json!({"text": text, "hostile": hostile}));
    folder.write("l.jsonl", label(HOSTILE, true) + &label(FRIENDLY, false)).write("flag.tsv", "hostile\tجزيلا\n");
    let evaluated = |options: &[&str]| folder.run(&[&["evaluate", "l.jsonl"], options].concat()).ends(0).out;
    let told: Value = serde_json::from_str(&evaluated(&["--format", "json", "--flag", "flag.tsv"])).unwrap();
    assert_eq!(told["all"]["flags"]["hostile"]["precision"], 0.5);
    assert_eq!(told["without_lists"]["flags"]["hostile"]["precision"], 1.0);
    assert!(evaluated(&["--flag", "flag.tsv"]).contains("with the lists precision 0.500"));
    assert!(!evaluated(&["--format", "json"]).contains("without_lists"));
}

#[test]
fn models_are_compared_by_words_and_decisions_on_comments() {
    let folder = Folder::new();
    let label = json!({"text": FRIENDLY, "hostile": true});
    folder.write("l.jsonl", format!("{label}\n")).write("c.jsonl", plain_lines(&[HOSTILE, FRIENDLY]));
    folder.run(&["retrain", "l.jsonl", "--weight", "1000", "--force", "-o", "new.model"]).ends(0);
    let diff =
        |options: &[&str]| folder.run(&[&["model", "diff", "default", "new.model"], options].concat()).ends(0).out;
    let told: Value = serde_json::from_str(&diff(&["--on", "c.jsonl"])).unwrap();
    assert_eq!(told["on"]["comments"], 2);
    let moved = &told["on"]["words"]["hostile"][0];
    assert!(FRIENDLY.contains(moved["word"].as_str().unwrap()), "{moved}");
    assert!(moved["other"].as_f64() > moved["one"].as_f64(), "{moved}");
    let text = diff(&["--format", "text", "--on", "c.jsonl"]);
    assert!(
        text.contains("words that moved most for hostile (log-odds") && text.contains("decisions that change"),
        "{text}"
    );
    assert!(diff(&["--format", "text"]).contains("--on FILE"));
    let arabic = diff(&["--format", "text", "--on", "c.jsonl", "--lang", "ar"]);
    assert!(arabic.contains("القرارات التي تتغير: ") && arabic.contains("لوغاريتم أرجحية"), "{arabic}");
    assert!(!arabic.contains(|letter: char| letter.is_ascii_alphabetic()), "{arabic}");
}
