//! The sheet for people, opened in LibreOffice: no cell of a reader becomes a formula, in whichever locale and with
//! whichever separator it is opened.

use crate::common::Folder;
use serde_json::json;
use std::process::Command;

/// Texts that some program would compute.
const FORMULAS: [&str; 16] = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\u{0}=1+1",
    "\u{200F}=1+1",
    "\u{202E}\u{200B}=1+1",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "كلام;=1+1",
    "كلام;=1+1;كلام",
    "كلام\t=1+1\tكلام",
    "كلام,=1+1,كلام",
    "كلام\n=1+1\nكلام",
    "كلام;\"=1+1\";كلام",
];

#[test]
fn no_text_of_a_reader_is_a_formula_in_libreoffice() {
    if Command::new("soffice").arg("--version").output().is_err() {
        println!("SKIPPED: there is no LibreOffice (soffice) here");
        return;
    }
    let folder = Folder::new();
    let records = FORMULAS.map(|text| {
        let article = json!({"title": text, "url": text});
        format!("{}\n", json!({"text": text, "author": text, "page": text, "key": text, "article": article}))
    });
    folder.write("comments.jsonl", records.concat());
    folder.run(&["score", "comments.jsonl", "-o", "scored.jsonl"]).ends(0);
    folder.run(&["export", "--all", "scored.jsonl", "-o", "sheet.csv"]).ends(0);
    folder.run(&["export", "--all", "scored.jsonl", "-o", "book.xlsx"]).ends(0);
    let profile = format!("-env:UserInstallation=file://{}", folder.path("profile").display());
    let open = |file: &str, options: &[String]| {
        let out = Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", "fods", "--outdir"])
            .arg(folder.path("out"))
            .args(options)
            .arg(folder.path(file))
            .output()
            .expect("soffice runs");
        let opened = folder.path("out").join(file).with_extension("fods");
        std::fs::read_to_string(opened).unwrap_or_else(|error| panic!("{error}: {out:?}"))
    };
    let as_csv = |separator: u8, language: u16| format!("--infilter=CSV:{separator},34,76,1,,{language},false,true");
    // What would be found if there were one.
    folder.write("control.csv", "text\n=1+1\n");
    assert!(open("control.csv", &[as_csv(b',', 1033)]).contains("table:formula"), "LibreOffice computes nothing here");
    // English, German, French: separators comma, semicolon and tab, quotation marks and UTF-8.
    for (language, separator) in [(1033, b','), (1031, b';'), (1036, b';'), (1036, b'\t')] {
        let found = open("sheet.csv", &[as_csv(separator, language)]);
        assert!(found.contains("table:table-cell"), "nothing was read");
        assert!(!found.contains("table:formula"), "a formula, language {language}, separator {separator}");
    }
    assert!(!open("book.xlsx", &[]).contains("table:formula"), "a formula in the workbook");
}
