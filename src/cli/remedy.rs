//! Remedies by the names of options. The library tells any caller what to do; who is at the command line is told the option.

/// What the library says, and what the program says in its place.
pub(crate) const REMEDIES: [(&str, &str); 11] = [
    (
        "no \"text\", \"body\" or \"comment\"",
        "no \"text\", \"body\" or \"comment\"; name the field that holds the comment with --text-column",
    ),
    (", which is to hold the text", ", which --text-column names"),
    ("; read it as a page", "; give --input pages to read its page"),
    ("; JSON Lines keeps ", "; --format jsonl keeps "),
    ("; other statuses can be chosen", "; --status chooses"),
    (", read its lines", ", give `mushrif score --input lines`"),
    ("; training writes one", "; `mushrif train --counts` writes one"),
    ("; give the one of then", "; give the one of then with --key"),
    ("in a file of those to forget", "in a file for --forget"),
    ("or give more memory", "or give more --memory"),
    ("the model that was written with them", "the model that was written with them (--model)"),
];

/// A message of the library with the names of options in its remedy.
pub(crate) fn with_options(message: &str) -> String {
    REMEDIES.iter().fold(message.to_owned(), |message, (library, program)| message.replacen(library, program, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// The code of the library, without the modules that speak to who is at the command line.
    fn library(folder: &Path, code: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("cli") {
                library(&path, code);
            } else if path.is_file() && path.extension().is_some_and(|ending| ending == "rs") {
                code.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn every_remedy_is_one_that_the_library_says() {
        let mut code = String::new();
        library(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
        // A string may go on in the next line.
        let code = code.replace("\\\"", "\"").replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
        for (remedy, _) in REMEDIES {
            assert!(code.contains(remedy.trim_end()), "nothing says {remedy:?} any more");
        }
    }
}
