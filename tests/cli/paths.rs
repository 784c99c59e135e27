//! Nothing that a run reads is overwritten by it, whatever the argument and whatever path names the file.
#![cfg(unix)]

use crate::common::{Folder, PROGRAM, labels, plain_lines, small_page};
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

/// A folder with an input of every kind.
fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .write("labels.jsonl", labels(0, 120))
        .write("comments.jsonl", plain_lines(&["نص أول هنا"]))
        .write("page.txt", small_page())
        .write("key", [7; 32])
        .write("clocks.csv", "page,as_of\npage.txt,2024-05-15\n")
        .write("parameters.toml", "")
        .write("forget.jsonl", labels(0, 10));
    folder.run(&["train", "labels.jsonl", "-o", "model", "--counts", "counts"]).ends(0);
    folder
}

/// Runs a command that must change none of the files, and name its remedy.
#[track_caller]
fn is_refused(folder: &Folder, arguments: &str, says: &str) {
    let content = |name: &String| fs::read(folder.path(name)).ok();
    let before: Vec<_> = folder.names().into_iter().map(|name| (content(&name), name)).collect();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    folder.run(&arguments).ends(2).says(&[says]).prints_nothing();
    let after: Vec<_> = folder.names().into_iter().map(|name| (content(&name), name)).collect();
    assert!(before == after, "{arguments:?} changed a file");
}

#[test]
fn no_input_of_any_command_can_be_its_output() {
    let folder = folder();
    for arguments in [
        "train labels.jsonl -o labels.jsonl",
        "train labels.jsonl -o key --counts c --key key",
        "train labels.jsonl -o m --counts key --key key",
        "train labels.jsonl -o m --counts labels.jsonl",
        "train labels.jsonl -o parameters.toml --parameters parameters.toml",
        "train labels.jsonl -o m --counts parameters.toml --parameters parameters.toml",
        "retrain labels.jsonl -o labels.jsonl",
        "retrain labels.jsonl -o m --model model --counts model",
        "retrain labels.jsonl -o m --counts labels.jsonl",
        "retrain labels.jsonl -o forget.jsonl --model model --counts counts --forget forget.jsonl",
        "retrain labels.jsonl -o key --model model --counts counts --key key",
        "calibrate labels.jsonl -o labels.jsonl",
        "evaluate labels.jsonl -o labels.jsonl",
        "evaluate labels.jsonl --model model -o model",
        "score comments.jsonl --model model -o model",
        "score comments.jsonl -o comments.jsonl",
        "score page.txt --clocks clocks.csv -o clocks.csv",
        "extract page.txt --clocks clocks.csv -o clocks.csv",
        "extract page.txt -o page.txt",
        "suggest comments.jsonl --labelled labels.jsonl -o labels.jsonl",
        "suggest comments.jsonl --model model -o model",
        "suggest comments.jsonl -o comments.jsonl",
    ] {
        is_refused(&folder, arguments, "both read (");
    }
    folder.write("scored.jsonl", "").write("model.csv", folder.bytes("model"));
    is_refused(&folder, "export scored.jsonl -o scored.jsonl", "name another file with -o");
    is_refused(&folder, "export scored.jsonl --model model.csv -o model.csv", "(--model) and written (-o)");
}

#[test]
fn two_outputs_are_two_files() {
    let folder = folder();
    let absolute = folder.path("x").display().to_string();
    symlink("x", folder.path("link")).unwrap();
    for counts in ["x", "./x", ".//x", "link", absolute.as_str()] {
        is_refused(&folder, &format!("train labels.jsonl -o x --counts {counts}"), "written as");
    }
    is_refused(&folder, "retrain labels.jsonl --model model --counts counts -o ./counts", "written as");
}

#[test]
fn a_file_is_the_same_by_any_path_and_link() {
    let folder = folder();
    fs::create_dir(folder.path("sub")).unwrap();
    symlink("comments.jsonl", folder.path("soft")).unwrap();
    symlink("soft", folder.path("softer")).unwrap();
    symlink("..", folder.path("sub/up")).unwrap();
    fs::hard_link(folder.path("comments.jsonl"), folder.path("hard")).unwrap();
    let absolute = folder.path("comments.jsonl").display().to_string();
    for path in
        ["./comments.jsonl", "sub/../comments.jsonl", "sub/up/comments.jsonl", "soft", "softer", "hard", &absolute]
    {
        is_refused(&folder, &format!("score comments.jsonl -o {path}"), "both read");
        is_refused(&folder, &format!("score {path} -o comments.jsonl"), "both read");
    }
    // One that does not exist yet, as both.
    is_refused(&folder, "train labels.jsonl -o new --counts c --key ./new", "both read");
}

#[test]
fn standard_input_and_output_are_files_too() {
    let folder = folder();
    let run = |arguments: &[&str], input: &str, output: Option<&str>| {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(folder.path("."));
        command.stdin(File::open(folder.path(input)).unwrap());
        if let Some(output) = output {
            command.stdout(File::options().append(true).open(folder.path(output)).unwrap());
        }
        command.output().unwrap()
    };
    let before = folder.bytes("comments.jsonl");
    for arguments in [&["score", "-o", "comments.jsonl"][..], &["score", "-", "-o", "./comments.jsonl"]] {
        assert_eq!(run(arguments, "comments.jsonl", None).status.code(), Some(2));
    }
    let found = run(&["score", "comments.jsonl"], "key", Some("comments.jsonl"));
    assert!(String::from_utf8_lossy(&found.stderr).contains("as standard output"), "{found:?}");
    assert_eq!(run(&["score"], "comments.jsonl", Some("comments.jsonl")).status.code(), Some(2));
    assert_eq!(run(&["score", ".", "--input", "comments"], "key", Some("comments.jsonl")).status.code(), Some(2));
    assert_eq!(folder.bytes("comments.jsonl"), before);
    // What a file has already stays, by whatever name standard output goes by.
    for name in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        folder.write("log", "before\n");
        assert_eq!(run(&["score", "comments.jsonl", "-o", name], "key", Some("log")).status.code(), Some(0));
        let log = folder.text("log");
        assert!(log.starts_with("before\n{") && log.lines().count() == 2, "{name}: {log}");
    }
}

#[test]
fn a_model_can_be_retrained_and_calibrated_in_its_place() {
    let folder = folder();
    folder.write("more.jsonl", labels(500, 120));
    folder
        .run(&["retrain", "more.jsonl", "--model", "model", "--counts", "counts", "-o", "./model", "--force"])
        .ends(0);
    folder.run(&["calibrate", "labels.jsonl", "--model", "model", "-o", "model"]).ends(0);
}

#[test]
fn an_output_in_a_folder_that_is_read_is_new_or_elsewhere() {
    let folder = Folder::new();
    folder.write("in/a.jsonl", plain_lines(&["نص أول هنا"])).write("in/b.jsonl", plain_lines(&["نص ثان هنا"]));
    let before = folder.bytes("in/a.jsonl");
    folder.run(&["score", "in", "-o", "in/a.jsonl"]).ends(2).says(&["in/a.jsonl", "write outside the folder"]);
    symlink("in/a.jsonl", folder.path("link.jsonl")).unwrap();
    folder.run(&["score", "in", "-o", "link.jsonl"]).ends(2).says(&["write outside the folder"]);
    folder.run(&["suggest", "in", "-o", "in/a.jsonl"]).ends(2).says(&["write outside the folder"]);
    assert_eq!(folder.bytes("in/a.jsonl"), before);
    folder.run(&["score", "in", "-o", "in/new.jsonl"]).ends(0);
    assert_eq!(folder.text("in/new.jsonl").lines().count(), 2);
    folder.run(&["score", "in", "-o", "in/notes.txt.md"]).ends(0);
}

#[test]
fn a_link_as_output_is_followed_and_stays() {
    let folder = folder();
    fs::create_dir(folder.path("sub")).unwrap();
    for (link, target) in [("to-new", "sub/new.jsonl"), ("to-old", "sub/old.jsonl")] {
        symlink(target, folder.path(link)).unwrap();
    }
    folder.write("sub/old.jsonl", "alt");
    for (link, target) in [("to-new", "sub/new.jsonl"), ("to-old", "sub/old.jsonl")] {
        folder.run(&["score", "comments.jsonl", "-o", link]).ends(0);
        assert!(folder.path(link).is_symlink(), "{link}");
        assert!(folder.text(target).contains("scores"), "{target}");
    }
    symlink("ring", folder.path("ring")).unwrap();
    is_refused(&folder, "score comments.jsonl -o ring", "cannot be written");
    symlink("none/file", folder.path("nowhere")).unwrap();
    is_refused(&folder, "score comments.jsonl -o nowhere", "there is no folder");
}

#[test]
fn an_output_that_cannot_be_is_refused_before_anything_is_read() {
    let folder = folder();
    fs::set_permissions(folder.path("key"), fs::Permissions::from_mode(0o444)).unwrap();
    fs::create_dir(folder.path("sub")).unwrap();
    for (arguments, says) in [
        ("score comments.jsonl -o key", "write-protected"),
        ("train labels.jsonl -o m --counts key", "write-protected"),
        ("train labels.jsonl -o sub", "a folder; name a file"),
        ("train labels.jsonl -o sub/", "a folder; name a file"),
        ("score comments.jsonl -o new/", "a folder; name a file"),
        ("score comments.jsonl -o ..", "a folder; name a file"),
        ("train labels.jsonl -o none/m", "there is no folder none"),
        ("score comments.jsonl -o page.txt/x", "page.txt"),
    ] {
        is_refused(&folder, arguments, says);
    }
}

#[test]
fn a_pipe_in_a_folder_does_not_hang() {
    let folder = Folder::new();
    folder.write("in/a.txt", small_page());
    assert!(Command::new("mkfifo").arg(folder.path("in/b.txt")).status().unwrap().success());
    let found = folder.connect(
        &["extract", "in", "-o", "out.jsonl"],
        Stdio::null(),
        Stdio::null(),
        std::time::Duration::from_secs(20),
    );
    found.ends(1).says(&["b.txt", "neither a file nor a folder"]);
    assert!(!folder.text("out.jsonl").is_empty());
}
