//! The table of words and disguises: each word in each disguise scores exactly like the undisguised one, an insult and
//! an innocent word alike; and a word that only resembles an insult is not taken for one.

use crate::common::{Folder, records};
use serde_json::{Value, json};

const INSULTS: [&str; 10] = ["حمار", "كلب", "خنزير", "حقير", "خائن", "زبالة", "قذر", "رافضي", "نصيري", "سافل"];
const INNOCENT: [&str; 3] = ["صديق", "حليب", "روافد"];

/// A word with this between its letters.
fn apart(word: &str, between: &str) -> String {
    word.chars().map(String::from).collect::<Vec<_>>().join(between)
}

/// A word with this in its middle.
fn amid(word: &str, inside: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let (before, after) = letters.split_at(letters.len() / 2);
    before.iter().collect::<String>() + inside + &after.iter().collect::<String>()
}

/// A word with one of its letters repeated.
fn held(word: &str, at: usize) -> String {
    word.chars().enumerate().flat_map(|(index, letter)| vec![letter; if index == at { 5 } else { 1 }]).collect()
}

/// A word in every disguise.
fn disguised(word: &str) -> Vec<String> {
    let marks = [".", "·", "_", "-", "*", "/", "،", " ", "  ", "|", "+", ")(", "ـ", "ــ"];
    let unseen = ["\u{200C}", "\u{200D}", "\u{200B}", "\u{AD}", "\u{200F}"];
    let over = ["\u{64E}", "\u{652}", "\u{336}", "\u{489}"];
    let mut all: Vec<String> = marks.iter().chain(&unseen).chain(&over).map(|between| apart(word, between)).collect();
    let last = word.chars().count() - 1;
    all.extend([
        amid(word, "ـــ"),
        held(word, 1),
        held(word, last),
        word.replace('ك', "ک").replace('ي', "ی"),
        word.replace('ا', "أ"),
        format!("\u{202B}{word}\u{202C}"),
        format!("#{word}"),
    ]);
    all
}

/// The scores of texts.
fn scores(texts: &[String]) -> Vec<Value> {
    let lines: String = texts.iter().map(|text| format!("{}\n", json!({"body": text}))).collect();
    records(&Folder::new().feed(&["score", "--input", "comments"], lines).ends(0).out)
}

#[test]
fn every_word_scores_alike_in_every_disguise() {
    let mut checked = 0;
    for word in INSULTS.into_iter().chain(INNOCENT) {
        let said = |word: &str| format!("والله انت {word} كبير يا رجل");
        let texts: Vec<String> = std::iter::once(said(word)).chain(disguised(word).iter().map(|it| said(it))).collect();
        let found = scores(&texts);
        for (text, record) in texts.iter().zip(&found).skip(1) {
            assert_eq!(record["scores"], found[0]["scores"], "{text}");
            checked += 1;
        }
    }
    assert_eq!(checked, 13 * 30);
}

#[test]
fn what_only_looks_like_an_insult_is_none() {
    let innocent = [
        "روافد النهر جفت هذه السنة",
        "شرح نواصب الفعل المضارع للصف التاسع",
        "كدمة زرقا في العضمة بعد الوقعة",
        "كن نصيري يا رب في هذا الامتحان",
        "حقول عباد الشمس في الفيوم منظرها رائع",
        "د. م. علي حسن يكتب من عمان",
        "ص.ب 123 شارع الملك",
        "أ ب ت ث علمت ابنتي الحروف",
        "قلبي معاكم گلبي وروحي",
        "والله شخص جذاب ومحترم",
        "السجاد الصفوي في المتحف",
        "عبيد الله صديقي",
        "مدينة كفر الشيخ جميلة",
        "كفرت بالوظيفة والدوام",
        "سافر خالي إلى حلب",
    ];
    let texts = innocent.map(String::from);
    for (text, record) in texts.iter().zip(scores(&texts)) {
        assert_eq!(record["flags"], json!([]), "{text}");
    }
}
