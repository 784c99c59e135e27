//! Texts that were saved without Unicode: question marks in place of letters, or UTF-8 or windows-1256 read as Latin
//! letters.

/// The least number of damaged letters that are told from punctuation.
const LEAST: usize = 3;

/// What happened to a text, and the remedy; `None` for a text that is whole.
pub(crate) fn damage(text: &str) -> Option<String> {
    // Every comment is asked, and almost none has one of these bytes: those of '?' and the first of U+FFFD and of Ø to Û.
    memchr::memchr3(b'?', 0xEF, 0xC3, text.as_bytes())?;
    // One comment in ten has some, and almost none as many as are needed: 1,400 instructions a comment fewer.
    let bytes = |byte| memchr::memchr_iter(byte, text.as_bytes()).count();
    if bytes(b'?') < 2 * LEAST && bytes(0xEF) < LEAST && bytes(0xC3) < LEAST {
        return None;
    }
    let count = |which: fn(char) -> bool| text.chars().filter(|letter| which(*letter)).count();
    let letters = count(char::is_alphabetic);
    let (marks, replaced) = (count(|letter| letter == '?'), count(|letter| letter == '\u{FFFD}'));
    // Arabic letters in UTF-8 begin with the bytes D8 to DB, which are Ø to Û in Latin-1 and windows-1252.
    let latin = count(|letter| matches!(letter, 'Ø' | 'Ù' | 'Ú' | 'Û'));
    // Arabic letters in windows-1256 have the bytes of À to ÿ in windows-1252, and no word of a language is of these alone.
    let accented = count(|letter| matches!(letter, 'À'..='ÿ'));
    let what = if replaced >= LEAST && replaced > letters {
        "its letters are replacement characters (U+FFFD)"
    } else if marks >= 2 * LEAST && marks > letters && words_of_marks(text) {
        "its letters are question marks"
    } else if latin >= LEAST && 4 * latin > letters {
        "its letters are those of another encoding (Ù…Ø±)"
    } else if accented >= 2 * LEAST && 4 * accented > 3 * letters {
        "its letters are those of another encoding (ãÑÍÈÇ)"
    } else {
        return None;
    };
    let remedy = "Save it anew from the original as .xlsx or as \"CSV UTF-8\"";
    Some(format!("{what}: the file was saved without Unicode. {remedy}"))
}

/// Whether two words or more are nothing but question marks: "??? ????", not "ماذا؟???".
fn words_of_marks(text: &str) -> bool {
    text.split_whitespace().filter(|word| word.chars().all(|letter| letter == '?')).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_saved_without_unicode_are_named_and_questions_are_not() {
        for text in ["?? ??? ?????", "\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}", "Ù…Ø±Ø\u{AD}Ø¨Ø§ Ø¨ÙƒÙ…", "åÐÇ ßáÇã Ìãíá ÌÏÇ"]
        {
            assert!(damage(text).is_some(), "{text}");
        }
        for text in
            ["ماذا؟؟؟؟", "???", "لماذا ???? كل هذا", "Økonomi er vigtig", "😀 ?? ??", "été à côté, été où ça", ""]
        {
            assert!(damage(text).is_none(), "{text}");
        }
    }
}
