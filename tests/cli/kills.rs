//! Kills at any moment, and a full disk: outputs are the old ones or the new ones, a model and its counts fit or are told
//! not to fit, and nothing of the readers' comments is left behind.

#![cfg(unix)]

use crate::common::{Folder, is_unfinished, labels, program, small_page};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A folder with an input for every command that writes, and the outputs of an earlier run.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("first.jsonl", labels(0, 240)).write("second.jsonl", labels(240, 80)).write("page.txt", small_page());
    folder.write("tmp/.keep", "");
    folder.run(&["train", "first.jsonl", "-o", "own.model", "--counts", "own.counts"]).ends(0);
    folder.run(&["score", "first.jsonl", "-o", "scored.jsonl"]).ends(0);
    folder
}

/// The commands that write, each with the files that it writes.
const COMMANDS: [(&[&str], &[&str]); 10] = [
    (
        &["retrain", "second.jsonl", "--model", "own.model", "--counts", "own.counts", "-o", "own.model", "--force"],
        &["own.model", "own.counts"],
    ),
    (&["train", "second.jsonl", "-o", "own.model", "--counts", "own.counts"], &["own.model", "own.counts"]),
    (&["calibrate", "first.jsonl", "--model", "own.model", "-o", "own.model"], &["own.model"]),
    (&["score", "first.jsonl", "-o", "out.jsonl"], &["out.jsonl"]),
    (&["score", "first.jsonl", "-o", "out.csv"], &["out.csv"]),
    (&["extract", "page.txt", "-o", "out.jsonl"], &["out.jsonl"]),
    (&["export", "scored.jsonl", "--all", "-o", "out.xlsx"], &["out.xlsx"]),
    (&["export", "scored.jsonl", "--all", "-o", "out.html"], &["out.html"]),
    (&["suggest", "first.jsonl", "-n", "50", "-o", "out.jsonl"], &["out.jsonl"]),
    (&["evaluate", "second.jsonl", "-o", "out.json"], &["out.json"]),
];

fn start(folder: &Folder, arguments: &[&str]) -> Child {
    Command::new(program())
        .args(arguments)
        .current_dir(folder.path(""))
        .env("TMPDIR", folder.path("tmp"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs")
}

/// A number from 0 to 1, the same in every run: `index` times the golden ratio, less its whole part.
fn spread(index: usize) -> f64 {
    (index as f64 * 0.618_033_988_749_895).fract()
}

/// Kills every command `times` times, at moments from its beginning to a little after its usual end.
fn kill_each(times: usize) {
    let mut killed = 0;
    for (index, (arguments, outputs)) in COMMANDS.into_iter().enumerate() {
        let folder = folder();
        if outputs.len() == 1 && !folder.has(outputs[0]) {
            folder.write(outputs[0], "old");
        }
        let old: Vec<Vec<u8>> = outputs.iter().map(|name| folder.bytes(name)).collect();
        let begin = Instant::now();
        assert!(start(&folder, arguments).wait().expect("a status").success(), "{arguments:?}");
        let usual = begin.elapsed();
        let new: Vec<Vec<u8>> = outputs.iter().map(|name| folder.bytes(name)).collect();
        for time in 0..times {
            for (name, old) in outputs.iter().zip(&old) {
                folder.write(name, old);
            }
            let mut child = start(&folder, arguments);
            std::thread::sleep(usual.mul_f64(1.1 * spread(index * times + time)));
            child.kill().expect("a kill");
            killed += usize::from(!child.wait().expect("a status").success());
            let found: Vec<Vec<u8>> = outputs.iter().map(|name| folder.bytes(name)).collect();
            for ((found, old), new) in found.iter().zip(&old).zip(&new) {
                assert!(found == old || found == new, "{arguments:?}: an output is neither the old nor the new one");
            }
            if outputs.len() == 2 {
                let fits = found == old || found == new;
                let told = folder.run(&[
                    "retrain", "--forget", "first.jsonl", "--counts", "own.counts", "--model", "own.model", "-o", "x",
                    "--force",
                ]);
                assert_eq!(told.err.contains("not the counts of"), !fits, "{}", told.err);
                // What was forgotten is put back with the old outputs.
                let _ = std::fs::remove_file(folder.path("x"));
            }
            assert_eq!(std::fs::read_dir(folder.path("tmp")).expect("the folder").count(), 1, "{arguments:?}: remains");
        }
        // The next run removes what was left beside the outputs.
        for (name, old) in outputs.iter().zip(&old) {
            folder.write(name, old);
        }
        assert!(start(&folder, arguments).wait().expect("a status").success(), "{arguments:?}");
        let left: Vec<String> = folder.names().into_iter().filter(|name| is_unfinished(name)).collect();
        assert_eq!(left, [""; 0], "{arguments:?}");
    }
    assert!(killed * 2 > times * COMMANDS.len(), "only {killed} ended by the kill");
}

#[test]
fn twenty_kills_damage_no_output_and_leave_nothing_behind() {
    kill_each(2);
}

#[test]
#[ignore = "a minute; .ci/run has it run on the released program"]
fn two_hundred_kills_damage_no_output_and_leave_nothing_behind() {
    kill_each(20);
}

#[test]
fn labels_on_standard_input_are_not_left_behind_by_a_kill() {
    let folder = folder();
    let mut child = Command::new(program())
        .args(["train", "-", "-o", "pipe.model"])
        .current_dir(folder.path(""))
        .env("TMPDIR", folder.path("tmp"))
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let mut input = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut input, folder.text("first.jsonl").as_bytes()).expect("written");
    std::thread::sleep(Duration::from_millis(300));
    child.kill().expect("a kill");
    child.wait().expect("an end");
    assert_eq!(std::fs::read_dir(folder.path("tmp")).expect("the folder").count(), 1);
    assert!(!folder.has("pipe.model"));
}

/// Runs a command in a shell of its own, in which `full/` is a full file system with `full/OUTPUT` in it; what was said
/// and the names in `full/`. `None` where the system lets nobody mount.
fn on_a_full_disk(folder: &Folder, arguments: &str, output: &str) -> Option<(i32, String, String)> {
    let script = format!(
        "mount -t tmpfs -o size=64k none full || exit 77; echo old > full/{output}; cat /dev/zero > full/fill 2> /dev/null; \
         {} {arguments} -o full/{output}; code=$?; cat full/{output}; ls -A full; exit $code",
        program()
    );
    let run = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", &script])
        .current_dir(folder.path(""))
        .output()
        .ok()?;
    let code = run.status.code().filter(|code| *code != 77)?;
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    let none = said.contains("unshare") || said.contains("Operation not permitted");
    (!none).then(|| (code, said, String::from_utf8_lossy(&run.stdout).into_owned()))
}

#[test]
#[ignore = "needs a file system of its own; .ci/run has it run on the released program"]
fn a_full_disk_is_said_and_leaves_the_old_output() {
    let folder = folder();
    std::fs::create_dir(folder.path("full")).expect("a folder");
    for (arguments, outputs) in COMMANDS {
        let output = outputs[0];
        let before: Vec<&str> = arguments.iter().copied().take_while(|argument| *argument != "-o").collect();
        // Counts stay where they are: only the output is on the full disk.
        let kept = folder.bytes("own.counts");
        let Some((code, said, rest)) = on_a_full_disk(&folder, &before.join(" "), output) else {
            eprintln!("SKIPPED: nothing can be mounted here");
            return;
        };
        assert_eq!(code, 2, "{arguments:?}: {said}");
        assert!(said.contains(&format!("full/{output}: cannot be written")) || said.contains("cannot write"), "{said}");
        assert_eq!(rest, format!("old\nfill\n{output}\n"), "{arguments:?}: {said}");
        assert!(folder.bytes("own.counts") == kept, "{arguments:?}: counts without their model");
    }
}
