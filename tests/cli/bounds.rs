//! An input without end ends with a message in every command that reads one, in bounded memory.
#![cfg(target_os = "linux")]

use crate::common::{Folder, PROGRAM, labels, plain_lines, small_page};
use std::os::unix::fs::symlink;
use std::process::Command;

/// The memory that a command may ask for, in KiB: the address space, which is more than what it uses.
const MOST: u32 = 1 << 20;

/// Commands whose input is `/dev/zero`, named or by a link with an ending. All end with status 2 but those marked with 1,
/// which have another input as well.
const COMMANDS: [(&str, i32); 37] = [
    ("extract /dev/zero", 2),
    ("extract zero.html", 2),
    ("extract zero.txt", 2),
    ("extract zero.warc", 2),
    ("extract zero.warc.gz", 2),
    ("extract zero.mht", 2),
    ("extract page.txt --clocks /dev/zero", 2),
    ("score /dev/zero", 2),
    ("score /dev/zero --input comments", 2),
    ("score /dev/zero --input lines", 2),
    ("score zero.jsonl", 2),
    ("score zero.jsonl comments.jsonl", 1),
    ("score zero.csv", 2),
    ("score zero.xlsx", 2),
    ("score zero.ods", 2),
    ("score zero.jsonl.gz", 2),
    ("score zero.jsonl --input pages", 2),
    ("score comments.jsonl --model /dev/zero", 2),
    ("export /dev/zero -o out.csv", 2),
    ("export comments.jsonl -o out.csv --model /dev/zero", 2),
    ("summary zero.jsonl", 2),
    ("suggest zero.jsonl", 2),
    ("suggest comments.jsonl --labelled zero.jsonl", 1),
    ("train zero.jsonl -o out", 2),
    ("train zero.json -o out", 2),
    ("train zero.csv -o out", 2),
    ("train zero.xlsx -o out", 2),
    ("train labels.jsonl -o out --counts c --key /dev/zero", 2),
    ("train labels.jsonl -o out --parameters /dev/zero", 2),
    ("retrain zero.jsonl -o out", 2),
    ("retrain labels.jsonl -o out --counts /dev/zero", 2),
    ("evaluate zero.jsonl", 2),
    ("evaluate zero.jsonl --cross-validate 2", 2),
    ("calibrate zero.jsonl -o out", 2),
    ("model info /dev/zero", 2),
    ("model diff default /dev/zero", 2),
    ("explain text --model /dev/zero", 2),
];

/// Commands that read `/dev/zero` from standard input.
const OF_STANDARD_INPUT: [(&str, i32); 13] = [
    ("extract", 2),
    ("score", 2),
    ("score --input comments", 2),
    ("score --input lines", 2),
    ("score --answer-every-line", 0),
    ("export -o out.csv", 2),
    ("summary", 2),
    ("suggest", 2),
    ("suggest comments.jsonl --labelled -", 2),
    ("train - -o out", 2),
    ("evaluate -", 2),
    ("time", 2),
    ("explain", 2),
];

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .write("labels.jsonl", labels(0, 120))
        .write("comments.jsonl", plain_lines(&["نص أول هنا"]))
        .write("page.txt", small_page());
    for ending in ["html", "txt", "warc", "warc.gz", "mht", "json", "jsonl", "jsonl.gz", "csv", "xlsx", "ods"] {
        symlink("/dev/zero", folder.path(&format!("zero.{ending}"))).expect("a link");
    }
    folder
}

/// What is wrong with the end of a command, if anything.
fn wrong(folder: &Folder, arguments: &str, status: i32, input: &str) -> Option<String> {
    let before = folder.names();
    let script = format!("ulimit -v {MOST}; exec timeout 90 \"$0\" {arguments} < {input}");
    let output = Command::new("sh")
        .args(["-c", &script, PROGRAM])
        .current_dir(folder.path(""))
        .env("LC_ALL", "C")
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    let is_right = output.status.code() == Some(status) && said.contains("mushrif: ") && folder.names() == before;
    (!is_right).then(|| format!("`mushrif {arguments}` ended with {:?} and said {said:?}", output.status.code()))
}

#[test]
fn a_device_without_end_ends_with_a_message_in_every_command() {
    let folder = folder();
    let named = COMMANDS.iter().filter_map(|(arguments, status)| wrong(&folder, arguments, *status, "/dev/null"));
    let wrong: Vec<_> = named
        .chain(
            OF_STANDARD_INPUT.iter().filter_map(|(arguments, status)| wrong(&folder, arguments, *status, "/dev/zero")),
        )
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[cfg(feature = "serve")]
#[test]
fn a_device_without_end_is_no_list_of_tokens_or_secrets() {
    let folder = folder();
    for option in ["--token-file", "--coral-secret-file", "--model"] {
        let arguments = format!("serve --listen 127.0.0.1:0 {option} /dev/zero");
        assert_eq!(wrong(&folder, &arguments, 2, "/dev/null"), None);
    }
}

#[test]
fn a_pipe_given_as_a_label_file_is_refused_since_it_can_be_read_only_once() {
    let folder = folder();
    assert!(Command::new("mkfifo").arg(folder.path("pipe.jsonl")).status().expect("mkfifo").success());
    for arguments in ["train pipe.jsonl -o out", "evaluate pipe.jsonl", "retrain pipe.jsonl -o out"] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        folder.run(&arguments).ends(2).says(&["pipe.jsonl: cannot be read: a pipe or device"]);
    }
}
