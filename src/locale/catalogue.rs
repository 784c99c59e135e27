//! Messages of the program and the library in Arabic, from `ar.po`, a catalogue in the form of gettext.
//!
//! The library's errors are English sentences for any caller. Unlike gettext, which translates before the gaps are filled,
//! a filled sentence is compared with the sentences of the catalogue; what stands in the gaps is looked up in turn, so
//! that a cause is told in the same language as the error that has it.

use std::borrow::Cow;
use std::sync::LazyLock;

const ARABIC: &str = include_str!("ar.po");

/// How deep a cause may stand in the gaps of others.
const DEEPEST: usize = 6;
/// The most bytes of a message that are looked up; a longer one has something from outside in it.
const LONGEST: usize = 4096;

/// A sentence, in pieces between its gaps, and its translation.
struct Message {
    english: Vec<String>,
    arabic: Vec<String>,
}

/// The more letters outside of its gaps an entry has, the earlier it stands.
static ENTRIES: LazyLock<Vec<Message>> = LazyLock::new(|| {
    let pieces = |text: &str| text.split("{}").map(str::to_owned).collect::<Vec<_>>();
    let mut entries: Vec<Message> = sentences(ARABIC)
        .into_iter()
        .map(|(english, arabic)| Message { english: pieces(&english), arabic: pieces(&arabic) })
        .collect();
    let letters = |entry: &Message| entry.english.iter().map(String::len).sum::<usize>();
    entries.sort_by_key(|entry| std::cmp::Reverse(letters(entry)));
    entries
});

/// The sentences of a catalogue and their translations.
fn sentences(file: &str) -> Vec<(String, String)> {
    let bare =
        |line: &str| line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or_default().to_owned();
    let text = |line: &str| bare(line).replace("\\\"", "\"").replace("\\\\", "\\");
    let mut english = String::new();
    let mut found = Vec::new();
    for line in file.lines() {
        if let Some(sentence) = line.strip_prefix("msgid ") {
            english = text(sentence);
        } else if let Some(sentence) = line.strip_prefix("msgstr ") {
            found.push((std::mem::take(&mut english), text(sentence)));
        }
    }
    found
}

/// A message in Arabic, or as it is where the catalogue does not have it.
pub(super) fn arabic(message: &str) -> Cow<'_, str> {
    if message.len() > LONGEST { message.into() } else { told(message, DEEPEST) }
}

fn told(message: &str, deepest: usize) -> Cow<'_, str> {
    let found = ENTRIES.iter().find_map(|entry| Some((entry, gaps(message, &entry.english)?)));
    let Some((entry, gaps)) = found.filter(|_| deepest > 0) else { return message.into() };
    let mut text = entry.arabic[0].clone();
    for (gap, piece) in gaps.into_iter().zip(&entry.arabic[1..]) {
        text.push_str(&told(gap, deepest - 1));
        text.push_str(piece);
    }
    text.into()
}

/// What stands in the gaps between these pieces, if the message is of that form.
fn gaps<'text>(message: &'text str, pieces: &[String]) -> Option<Vec<&'text str>> {
    let [first, between @ .., last] = pieces else { return (message == pieces[0]).then(Vec::new) };
    let mut rest = message.strip_prefix(first.as_str())?.strip_suffix(last.as_str())?;
    let mut gaps = Vec::with_capacity(pieces.len() - 1);
    for piece in between {
        let (gap, after) = rest.split_once(piece.as_str())?;
        gaps.push(gap);
        rest = after;
    }
    gaps.push(rest);
    Some(gaps)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "cli")]
    use crate::cli::remedy::{REMEDIES, with_options};
    use std::collections::BTreeSet;

    #[test]
    fn a_message_is_told_with_its_causes_and_what_stands_in_it() {
        for (english, expected) in [
            (
                "a b.html: cannot be read: No such file or directory (os error 2)",
                "a b.html: تعذرت قراءته: لا ملف ولا مجلد بهذا الاسم (خطأ النظام 2)",
            ),
            ("x.csv, line 3: has labels but no text", "x.csv، السطر 3: فيه وسوم بلا نص"),
            ("تم في 1 ثانية", "تم في 1 ثانية"),
            ("", ""),
        ] {
            assert_eq!(arabic(english), expected);
        }
    }

    #[test]
    fn a_long_or_nested_message_from_outside_takes_no_long_time() {
        let started = std::time::Instant::now();
        for message in ["warning: ".repeat(400), ": ".repeat(2000), "{}, line ".repeat(400)] {
            assert!(!arabic(&message).is_empty());
        }
        assert!(started.elapsed().as_secs() < 5);
    }

    #[test]
    fn sentences_are_there_once_with_the_gaps_of_their_translations() {
        let mut seen = BTreeSet::new();
        for (english, arabic) in sentences(ARABIC) {
            assert_eq!(english.matches("{}").count(), arabic.matches("{}").count(), "{english}");
            assert!(!english.is_empty() && !arabic.is_empty(), "{english}");
            assert!(seen.insert(english.clone()), "{english}: twice");
        }
        assert!(seen.len() > 100);
    }

    /// The literal that begins here, its escapes resolved and, of a format, its gaps empty.
    fn literal(source: &str, is_format: bool) -> Option<String> {
        let mut text = String::new();
        let mut letters = source.strip_prefix('"')?.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => return Some(text),
                '\\' => match letters.next()? {
                    '\n' => while letters.next_if(|next| next.is_whitespace()).is_some() {},
                    'n' => text.push('\n'),
                    other => text.push(other),
                },
                '{' | '}' if is_format && letters.next_if_eq(&letter).is_some() => text.push(letter),
                '{' if is_format => {
                    for inner in letters.by_ref() {
                        if inner == '}' {
                            break;
                        }
                    }
                    text.push_str("{}");
                }
                other => text.push(other),
            }
        }
        None
    }

    /// The sources of these modules, without their tests.
    fn sources(folders: &[&str]) -> Vec<String> {
        let mut waiting: Vec<_> = folders
            .iter()
            .map(|folder| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder))
            .collect();
        let mut found = Vec::new();
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let source = std::fs::read_to_string(path).unwrap();
                found.push(source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned());
            }
        }
        found
    }

    /// Whether a sentence is one that people read, and not only gaps and signs.
    fn has_words(text: &str) -> bool {
        text.replace("{}", "").chars().filter(char::is_ascii_alphabetic).count() > 4
    }

    #[cfg(feature = "cli")]
    #[test]
    fn no_message_of_the_program_is_missing() {
        let known: BTreeSet<String> = sentences(ARABIC).into_iter().map(|(english, _)| english).collect();
        let folders =
            ["cli", "workflow", "label", "table", "page", "model", "record", "counts/file.rs", "score/lists.rs"];
        let calls = [
            "#[error(",
            "bail!(",
            "anyhow!(",
            ".context(",
            "with_context(|| format!(",
            "say(&format!(",
            "say(",
            "problems.add(format!(",
            "warnings.push(",
        ];
        let (mut checked, mut missing) = (0, BTreeSet::new());
        for source in sources(&folders) {
            for call in calls {
                for rest in source.split(call).skip(1) {
                    let Some(text) = literal(rest.trim_start(), true).filter(|text| has_words(text)) else { continue };
                    if !known.contains(&text) && !known.contains(&with_options(&text)) {
                        missing.insert(text);
                    }
                    checked += 1;
                }
            }
        }
        assert!(missing.is_empty(), "not in src/locale/ar.po: {missing:#?}");
        assert!(checked > 80, "{checked}");
    }

    #[cfg(feature = "cli")]
    #[test]
    fn every_sentence_is_one_of_the_program() {
        let mut said = String::new();
        for source in sources(&[""]) {
            for (at, _) in source.match_indices('"') {
                let both = [true, false].map(|is_format| literal(&source[at..], is_format).unwrap_or_default());
                said.push_str(&both.join("\u{0}"));
                said.push('\u{0}');
            }
        }
        let program = REMEDIES.iter().fold(said.clone(), |said, (library, program)| said.replace(library, program));
        let said = [said, program];
        let whole = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/locale/ar.po")).unwrap();
        // The first part and the last are of the system and of clap.
        let ours = whole.split_once("# files").unwrap().1.split_once("# arguments").unwrap().0;
        let is_said = |english: &str| {
            english
                .split("{}")
                .filter(|piece| piece.len() > 3)
                .all(|piece| said.iter().any(|said| said.contains(piece)))
        };
        let gone: Vec<String> =
            sentences(ours).into_iter().map(|(english, _)| english).filter(|text| !is_said(text)).collect();
        assert!(gone.is_empty(), "no longer said: {gone:#?}");
    }
}
