//! `explain`: the words that decided.

use crate::common::{FRIENDLY, Folder, HOSTILE, plain_lines};
use serde_json::json;

#[test]
fn explain_gives_the_words_that_decided_and_the_score_that_score_gives() {
    let folder = Folder::new();
    let explained = folder.run(&["explain", HOSTILE]).ends(0).record();
    assert_eq!(explained["text"], HOSTILE);
    let labels = explained["labels"].as_array().unwrap();
    let names: Vec<&str> = labels.iter().map(|label| label["label"].as_str().unwrap()).collect();
    assert_eq!(names, ["hostile", "sectarian", "negative", "neutral", "positive"]);
    let scored = folder.feed(&["score"], plain_lines(&[HOSTILE])).ends(0).record();
    assert_eq!(labels[0]["score"], scored["scores"]["hostile"]);
    assert_eq!(labels[1]["score"], scored["scores"]["sectarian"]);
    assert_eq!(labels[2]["score"], scored["sentiment"]["negative"]);
    let characters: Vec<char> = HOSTILE.chars().collect();
    for label in labels {
        let words = label["words"].as_array().unwrap();
        let weights: Vec<f64> = words.iter().map(|word| word["weight"].as_f64().unwrap().abs()).collect();
        assert!(weights.is_sorted_by(|one, other| one >= other), "{label}");
        for word in words {
            let (start, end) = (word["start"].as_u64().unwrap() as usize, word["end"].as_u64().unwrap() as usize);
            assert_eq!(word["text"], characters[start..end].iter().collect::<String>().as_str());
        }
    }
    assert!(
        labels[0]["words"].as_array().unwrap().iter().any(|word| word["weight"].as_f64() > Some(0.5)),
        "{}",
        labels[0]
    );
    assert_eq!(folder.feed(&["explain"], format!("{HOSTILE}\n")).ends(0).record(), explained);
}

#[test]
fn the_words_of_an_explanation_sum_to_the_score() {
    let folder = Folder::new();
    for text in [FRIENDLY, "متى يفتح الطريق الجديد يا ترى؟", "كلام عن الطريق والجسر والحديقة"]
    {
        let explained = folder.run(&["explain", text]).ends(0).record();
        let label = &explained["labels"][0];
        let score = label["score"].as_f64().unwrap();
        let sum: f64 = label["words"].as_array().unwrap().iter().map(|word| word["weight"].as_f64().unwrap()).sum();
        let expected = 1.0 / (1.0 + (-(label["prior"].as_f64().unwrap() + sum)).exp());
        assert!((expected - score).abs() < 0.02, "{text}: {expected} {score}");
    }
}

#[test]
fn explaining_what_is_not_arabic_explains_nothing() {
    let explained = Folder::new()
        .run(&["explain", "Merci beaucoup pour cet article, c'est vraiment très intéressant"])
        .ends(0)
        .record();
    assert_eq!(explained["labels"], json!([]));
}

#[test]
fn a_disguised_word_is_explained_by_what_it_was_read_as() {
    let folder = Folder::new();
    let explained = folder.run(&["explain", "أنت ح.م.ا.ر وكـلـب"]).ends(0).record();
    let words = explained["labels"][0]["words"].as_array().unwrap();
    let read = |text: &str| words.iter().find(|word| word["text"] == text).map(|word| word["read"].clone());
    assert_eq!(read("ح.م.ا.ر"), Some(json!("حمار")));
    assert_eq!(read("وكـلـب"), Some(json!("وكلب")));
    assert!(words.iter().all(|word| word["text"] != "أنت" || word.get("read").is_none()), "{words:?}");
    assert!(explained["labels"][0]["threshold"].is_f64() && explained["labels"][2]["threshold"].is_null());
}

#[test]
fn a_prior_that_is_given_is_the_prior_that_is_explained() {
    let folder = Folder::new();
    let prior = |arguments: &[&str]| {
        let record = folder.run(&[&["explain", FRIENDLY], arguments].concat()).ends(0).record();
        record["labels"][0]["prior"].as_f64().unwrap()
    };
    assert!(prior(&["--prior", "hostile=0.01"]) < prior(&[]) - 1.0);
}

#[test]
fn no_proper_name_explains_anything() {
    let folder = Folder::new();
    for name in ["عمر", "وعلي", "جرجس", "عبد الحسين"] {
        let text = format!("قال {name} إنكم كلاب وحمير");
        let explained = folder.run(&["explain", &text]).ends(0).record();
        for label in explained["labels"].as_array().unwrap() {
            let words = label["words"].as_array().unwrap();
            assert!(words.iter().all(|word| !name.contains(word["text"].as_str().unwrap())), "{name}: {label}");
            assert!(label["label"] != "hostile" || !words.is_empty());
        }
    }
}
