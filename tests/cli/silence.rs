//! No run ends without a word: what was done, and what to do where nothing was found.

use crate::common::{Folder, HOSTILE, PROGRAM, arabi21, labels, plain_lines, small_page};

#[test]
fn a_run_ends_with_a_line_of_what_was_done() {
    let folder = Folder::new();
    folder.write("a.txt", small_page()).write("b.jsonl", plain_lines(&[HOSTILE]));
    let done = folder.run(&["score", "a.txt", "b.jsonl", "none.txt", "-o", "s.jsonl"]).ends(1).done;
    for part in ["pages 1", "comments 3", "hostile 1", "unread 1", "2 relative times without a clock (give --as-of"] {
        assert!(done.contains(part), "{part}: {done}");
    }
    let done = folder.run(&["extract", "--as-of", "2024-05-15", "a.txt"]).ends(0).done;
    assert!(done.contains("pages 1, comments 2") && !done.contains("clock"), "{done}");
    assert!(folder.run(&["export", "s.jsonl", "-o", "s.csv"]).ends(0).done.contains("written 1"));
    folder.write("l.jsonl", labels(0, 80));
    let done = folder.run(&["train", "l.jsonl", "-o", "l.model"]).ends(0).done;
    assert!(done.starts_with("mushrif: done in ") && done.contains(" s: trained on 80 labels"), "{done}");
    let done = folder.run(&["retrain", "l.jsonl", "--force", "-o", "r.model"]).ends(0).done;
    assert!(done.starts_with("mushrif: done in ") && done.contains(" s: retrained on 80 new labels"), "{done}");
}

#[test]
fn where_nothing_is_found_the_next_step_is_named() {
    let folder = Folder::new();
    folder.write("a.html", "<html><title>صفحة</title><p>نص</p></html>");
    for command in ["extract", "score"] {
        folder.run(&[command, "a.html"]).ends(1).says(&["no comment was found", "extract --pages", "CONTRIBUTING.md"]);
    }
    folder.feed(&["score"], format!("{HOSTILE}\n{HOSTILE}\n")).ends(1).says(&["--input lines"]);
    folder.write("s.jsonl", folder.feed(&["score"], plain_lines(&["شكرا"])).out);
    folder.run(&["export", "s.jsonl", "-o", "s.csv"]).ends(0).says(&["--all"]);
}

#[test]
fn pages_of_unknown_layout_are_a_failure_only_where_no_comment_was_found() {
    let folder = Folder::new();
    folder.write("a.html", "<html><title>صفحة</title><p>نص</p></html>").write("b.txt", small_page());
    let done = folder.run(&["score", "a.html", "b.txt", "-o", "s.jsonl"]).ends(0).done;
    assert!(done.contains("pages of unknown layout 1"), "{done}");
    folder.run(&["score", "a.html", "-o", "s.jsonl"]).ends(1);
    assert_eq!(folder.text("s.jsonl"), "", "what was found before is gone");
    folder.run(&["score", "--strict", "a.html", "-o", "strict.jsonl"]).ends(2);
    assert!(!folder.has("strict.jsonl"));
    let page = folder.run(&["extract", "--pages", "a.html"]).ends(0).record();
    assert!(page["reason"].as_str().unwrap().contains("layout"), "{page}");
}

#[test]
fn what_was_not_scored_is_named_once() {
    let folder = Folder::new();
    folder.write("a.txt", small_page()).write("b.csv", "text\nشكرا\n");
    for file in ["a.txt", "b.csv"] {
        for command in [&["export", file, "-o", "x.csv"][..], &["summary", file]] {
            let said = folder.run(command).ends(2).err;
            assert!(said.contains("line 1: not a scored comment; `mushrif score FILE"), "{said}");
            assert!(said.lines().count() < 4, "{said}");
        }
    }
}

#[test]
fn a_list_of_clocks_may_have_semicolons_and_names_that_match_nothing_are_named() {
    let folder = Folder::new();
    folder.write("a.txt", small_page());
    folder.write("clocks.csv", "page;as_of\na.txt;2024-05-15\n").write("other.csv", "page,as_of\nb.txt,2024-05-15\n");
    let found = folder.run(&["extract", "--clocks", "clocks.csv", "a.txt"]).ends(0).in_silence();
    assert_eq!(found.records()[0]["time"]["earliest"], "2015-09-15");
    let done = folder.run(&["extract", "--clocks", "other.csv", "a.txt"]).ends(0).done;
    assert!(done.contains("1 pages are not named in the list of clocks, such as a.txt"), "{done}");
}

#[test]
fn a_share_may_be_a_percentage_wherever_one_is_given() {
    let folder = Folder::new();
    let scored = |options: &[&str]| folder.feed(&[&["score"], options].concat(), plain_lines(&[HOSTILE])).ends(0).out;
    assert_eq!(scored(&["--prior", "hostile=5%"]), scored(&["--prior", "hostile=0.05"]));
    assert_eq!(scored(&["--threshold", "hostile=80%"]), scored(&["--threshold", "hostile=0.8"]));
}

#[test]
fn a_table_of_suggestions_is_refused_with_the_remedy() {
    let folder = Folder::new();
    folder.write("a.jsonl", plain_lines(&[HOSTILE]));
    folder.run(&["suggest", "a.jsonl", "-o", "x.xlsx"]).ends(2).says(&["x.xlsx", "mushrif export --all"]);
    assert!(!folder.has("x.xlsx"));
}

#[test]
fn labels_saved_without_unicode_are_named() {
    let folder = Folder::new();
    folder.write("a.csv", "text,hostile\n?? ??? ????,yes\n");
    folder.run(&["train", "a.csv", "-o", "a.model"]).ends(2).says(&["a.csv, line 2", "saved without Unicode"]);
}

#[test]
fn a_terminal_gets_text_and_a_pipe_gets_records() {
    // A pseudo-terminal as standard output.
    let script = "import pty, sys; pty.spawn(sys.argv[1:])";
    let folder = Folder::new();
    folder.write("a.txt", arabi21("خبر", "نص", 1, &[("قارئ", "منذ يوم", HOSTILE)]));
    let page = folder.path("a.txt");
    let run = |options: &[&str], terminal: &str| {
        let mut command = std::process::Command::new("python3");
        command
            .args(["-c", script, PROGRAM, "score"])
            .arg(&page)
            .args(options)
            .env("LC_ALL", "C")
            .env("TERM", terminal);
        command.output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let Ok(text) = run(&[], "xterm") else {
        eprintln!("SKIPPED: no python3 for a pseudo-terminal");
        return;
    };
    assert!(text.contains("flagged: hostile") && text.contains("\u{1B}[31m") && !text.contains("\"scores\""), "{text}");
    // Results on the screen are not torn by a bar.
    assert!(!text.contains("pages, "), "{text}");
    let plain = run(&[], "dumb").unwrap();
    assert!(plain.contains("flagged: hostile") && !plain.contains("\u{1B}[31m"), "{plain}");
    assert!(run(&["--format", "jsonl"], "xterm").unwrap().contains("\"scores\""));
    let piped = folder.run(&["score", "a.txt"]).ends(0);
    assert_eq!(piped.record()["flags"][0], "hostile");
    let plain = folder.run(&["score", "--format", "text", "a.txt"]).ends(0).out;
    assert!(plain.starts_with("flagged: hostile") && !plain.contains('\u{1B}'), "{plain}");
    let thresholds = folder
        .run(&["score", "--format", "text", "--threshold", "hostile=0.5", "--threshold", "sectarian=0.6", "a.txt"])
        .ends(0)
        .out;
    assert!(
        thresholds.ends_with("\n\nflagged from: hostile 0.5000, sectarian 0.6000, off topic 0.3282\n"),
        "{thresholds}"
    );
    assert!(!folder.run(&["extract", "--format", "text", "a.txt"]).ends(0).out.contains("flagged from"));
}

/// Errors that a moderator meets are in Arabic where the run is, the names in them as they are.
#[test]
fn errors_are_told_in_the_language_of_the_run() {
    let folder = Folder::new();
    folder.write("a.jsonl", "{\"text\":\"نص\",\"hostile\":\"ربما\"}\n{\n").write("b.html", "<p>نص</p>");
    for (command, parts) in [
        (&["score", "none.html"][..], &["none.html: تعذرت قراءته: لا ملف"][..]),
        (&["score", "b.html"], &["b.html: تنبيه: بنية هذه الصفحة غير معروفة", "احفظها من المتصفح"]),
        (&["score", "--model", "b.html", "a.jsonl"], &["b.html: ليس نموذجا لهذا البرنامج"]),
        (&["score", "b.html", "-o", "x.xlsx"], &["x.xlsx: تُكتب السجلات في ملف .jsonl"]),
        (&["train", "a.jsonl", "-o", "x.model"], &["a.jsonl، السطر 1: «hostile» فيه", "السطر 2: ليس JSON"]),
        (&["export", "b.html", "-o", "x.csv"], &["b.html، السطر 1: ليس تعليقا مقيَّما"]),
        (&["score", "--prior", "hostile=9", "b.html"], &["خطأ: القيمة «hostile=9» غير صالحة"]),
    ] {
        let said = folder.run(&[command, &["--lang", "ar"]].concat()).err;
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
}
