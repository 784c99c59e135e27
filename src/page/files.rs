//! The inputs of a command: files, folders walked in order, standard input.

use super::PageError;
use std::path::{Path, PathBuf};

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Standard,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// The name of the input in messages.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Standard => "standard input".into(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The name of the input in records.
    #[must_use]
    pub fn record_name(&self) -> String {
        match self {
            Self::Standard => "-".into(),
            Self::File(path) => path.display().to_string(),
        }
    }
}

/// The inputs of a list of paths, in order. A folder is walked, files and folders sorted by name, hidden ones skipped;
/// of its files those with one of `endings` are taken. No path at all, or `-`, is standard input.
pub(crate) fn inputs(paths: &[PathBuf], endings: &[&str]) -> Vec<Result<Input, PageError>> {
    if paths.is_empty() {
        return vec![Ok(Input::Standard)];
    }
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.push(Ok(Input::Standard));
        } else if path.is_dir() {
            let before = found.len();
            walk(path, endings, &mut found);
            if found.len() == before {
                let endings = endings.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(", ");
                found.push(Err(PageError::NothingInFolder { file: path.display().to_string(), endings }));
            }
        } else {
            found.push(Ok(Input::File(path.clone())));
        }
    }
    found
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<Result<Input, PageError>>) {
    let unreadable = |source| PageError::Unreadable { file: folder.display().to_string(), source };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return found.push(Err(unreadable(error))),
    };
    let mut paths = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => paths.push(entry.path()),
            Err(error) => found.push(Err(unreadable(error))),
        }
    }
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A link to a folder could lead back here: an endless walk.
        if name.starts_with('.') || path.is_symlink() && path.is_dir() {
            continue;
        }
        if path.is_dir() {
            walk(&path, endings, found);
        } else if has_ending(&path, endings) {
            found.push(readable(path));
        }
    }
}

/// A file of a folder. A pipe, a socket or a device there is a problem: reading it could wait or go on for ever.
fn readable(path: PathBuf) -> Result<Input, PageError> {
    let unreadable = |source| PageError::Unreadable { file: path.display().to_string(), source };
    if std::fs::metadata(&path).map_err(unreadable)?.is_file() {
        return Ok(Input::File(path));
    }
    Err(unreadable(std::io::Error::other("neither a file nor a folder")))
}

/// Whether a file has one of these endings, in any case.
fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    endings.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_walked_in_order_without_hidden_and_foreign_files() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["b.txt", "a/2.txt", "a/1.TXT", ".hidden.txt", "notes.pdf"] {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let found: Vec<_> = inputs(&[folder.path().into()], &["txt"])
            .into_iter()
            .map(|input| match input.unwrap() {
                Input::File(path) => path.strip_prefix(folder.path()).unwrap().display().to_string(),
                Input::Standard => "-".into(),
            })
            .collect();
        assert_eq!(found, ["a/1.TXT", "a/2.txt", "b.txt"]);
    }

    #[test]
    fn no_path_and_a_dash_are_standard_input() {
        assert!(matches!(inputs(&[], &[])[..], [Ok(Input::Standard)]));
        assert!(matches!(inputs(&["-".into()], &[])[..], [Ok(Input::Standard)]));
    }
}
