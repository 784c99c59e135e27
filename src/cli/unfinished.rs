//! Files beside their targets, from which results are renamed when they are complete.
//!
//! A run holds a lock on its unfinished file. One that was killed leaves it behind without a lock, and the next run that
//! writes into the folder removes it: it may hold readers' comments.

use super::interrupt;
use super::paths;
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use tempfile::NamedTempFile;

/// The ending of the name of an unfinished file; it begins with a dot and the target's name.
const ENDING: &str = ".unfinished";
/// The random characters between the target's name and the ending.
const RANDOM: usize = 6;

/// A new unfinished file in the folder of `target`, with the usual permissions of a new file, locked and registered for
/// removal on interruption. Those of dead runs in the folder are removed first.
pub(super) fn beside(target: &Path) -> io::Result<NamedTempFile> {
    let folder = paths::folder(target);
    clear(folder);
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{name}.");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).rand_bytes(RANDOM).suffix(ENDING);
    #[cfg(unix)]
    let builder = builder.permissions(<std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    loop {
        let file = builder.tempfile_in(folder)?;
        // Where the file system knows no locks, nobody else can have it either, and nothing is cleared.
        let _ = file.as_file().try_lock();
        // Another run may have found it before it was locked.
        if file.path().exists() {
            interrupt::begin(file.path());
            return Ok(file);
        }
    }
}

/// Removes the unfinished files of dead runs in a folder: those that can be locked.
fn clear(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !entry.file_name().to_str().is_some_and(is_unfinished) {
            continue;
        }
        let Ok(file) = File::open(entry.path()) else { continue };
        match file.try_lock() {
            // A failure to remove it (it may be another user's) leaves all as it was.
            Ok(()) => drop(std::fs::remove_file(entry.path())),
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
        }
    }
}

/// Whether a name is that of an unfinished file: `.NAME.XXXXXX.unfinished`.
fn is_unfinished(name: &str) -> bool {
    let random =
        name.strip_prefix('.').and_then(|name| name.strip_suffix(ENDING)).and_then(|name| name.rsplit_once('.'));
    random.is_some_and(|(target, random)| {
        !target.is_empty() && random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_dead_runs_are_removed_and_those_of_running_ones_and_of_others_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out.jsonl");
        let running = beside(&target).unwrap();
        for name in
            [".out.jsonl.Ab3dE6.unfinished", ".other.csv.000000.unfinished", ".notes.unfinished", "a.unfinished"]
        {
            std::fs::write(folder.path().join(name), "نص").unwrap();
        }
        let next = beside(&target).unwrap();
        let mut names: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let name = |file: &NamedTempFile| file.path().file_name().unwrap().to_str().unwrap().to_string();
        let mut expected = vec![name(&running), name(&next), ".notes.unfinished".into(), "a.unfinished".into()];
        expected.sort();
        assert_eq!(names, expected);
    }
}
