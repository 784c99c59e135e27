//! Normalisation of a text before reading: what is invisible or a spelling variant is removed.
//!
//! Lossy on purpose: this text is only compared with the lexicon, which is normalised the same way.

use unicode_normalization::UnicodeNormalization;

/// The longest normalised text that can be a time; longer lines are given up early, whatever their length.
const LONGEST: usize = 400;

/// The same for the text as written: marks and invisible characters may outnumber letters, but not without limit.
const LONGEST_WRITTEN: usize = 8 * LONGEST;

/// Folds `text` into letters, ASCII digits, single spaces and the marks `, : / - . + | ·`.
///
/// `None` where the text is too long to be a time.
pub(super) fn normalise(text: &str) -> Option<String> {
    if text.len() > LONGEST_WRITTEN {
        return None;
    }
    let mut folded = String::with_capacity(text.len().min(LONGEST));
    for character in text.chars() {
        fold_into(character, &mut folded);
        if folded.len() > LONGEST {
            return None;
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    Some(folded)
}

/// The first word of `text` as the lexicon would know it, without folding the rest; `None` where a digit, or
/// nothing at all, comes first.
pub(super) fn first_word(text: &str, word: &mut String) -> First {
    word.clear();
    if text.len() > LONGEST_WRITTEN {
        return First::TooLong;
    }
    for character in text.chars() {
        let before = word.len();
        fold_into(character, word);
        let Some(folded) = word[before..].chars().next() else {
            continue;
        };
        if is_fraction(folded) && before == 0 {
            return First::Digit;
        } else if is_letter(folded) && !is_fraction(folded) {
            if word.len() > LONGEST {
                return First::TooLong;
            }
        } else if before > 0 {
            word.truncate(before);
            return First::Word;
        } else if folded.is_ascii_digit() {
            return First::Digit;
        } else {
            word.clear();
        }
    }
    if word.is_empty() { First::Nothing } else { First::Word }
}

/// What a text begins with, marks and spaces aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Word,
    Digit,
    Nothing,
    TooLong,
}

/// Whether a folded character belongs to a word: folding leaves letters, digits, spaces and a few marks, no more.
pub(super) fn is_letter(folded: char) -> bool {
    !matches!(folded, ' ' | '0'..='9' | ',' | ':' | '/' | '-' | '.' | '+' | '|' | '·')
}

/// The fractions that have a sign of their own; NFKC would open them into "1⁄2" and glue "2½" into "21⁄2".
pub(super) fn is_fraction(character: char) -> bool {
    matches!(character, '½' | '¼' | '¾' | '⅓' | '⅔')
}

fn fold_into(character: char, folded: &mut String) {
    match character {
        'أ' | 'إ' => fold_hamza(folded),
        // Alef with madda, wasla or a wavy hamza.
        'آ' | 'ٱ' | 'ٲ' | 'ٳ' | 'ٵ' => folded.push('ا'),
        // Alef maqsura, yeh with hamza, the Persian and other yehs.
        'ى' | 'ئ' | 'ی' | 'ې' | 'ۍ' | 'ێ' | 'ے' => folded.push('ي'),
        'ؤ' => folded.push('و'),
        'ة' | 'ۀ' | 'ہ' | 'ۂ' | 'ۃ' | 'ھ' | 'ە' => folded.push('ه'),
        'ک' | 'ڪ' | 'ګ' => folded.push('ك'),
        // The hamza on the line: people leave it out (مساء, جزء, الثلاثاء).
        'ء' | 'ٴ' => {}
        'ا'..='غ' | 'ف'..='و' | 'ي' | 'a'..='z' | '0'..='9' => folded.push(character),
        '٠'..='٩' => push_digit(character as u32 - '٠' as u32, folded),
        '۰'..='۹' => push_digit(character as u32 - '۰' as u32, folded),
        _ if is_invisible(character) => {}
        _ if is_fraction(character) => folded.push(character),
        _ if character.is_whitespace() => push_space(folded),
        _ => fold_rare(character, folded),
    }
}

/// Alef with hamza is an alef, but for two places where its hamza tells two words apart.
fn fold_hamza(folded: &mut String) {
    let word = folded.rsplit(|each| !is_letter(each)).next().unwrap_or_default();
    match word {
        // "وأحد عشر" is و and eleven, "واحد" is one.
        "و" => folded.push_str(" ا"),
        // "هلأ" is the urban spelling of "هلق", now; "هلا" is a welcome.
        "هل" => folded.push('ق'),
        _ => folded.push('ا'),
    }
}

fn fold_rare(character: char, folded: &mut String) {
    match character {
        ',' | '،' | '٬' | ';' | '؛' | '、' => folded.push(','),
        '.' | '٫' | '۔' => folded.push('.'),
        ':' | '∶' | '：' => folded.push(':'),
        '/' | '⁄' | '∕' | '؍' => folded.push('/'),
        '-' | '‐'..='―' | '−' => folded.push('-'),
        '|' | '¦' => folded.push('|'),
        '+' => folded.push('+'),
        // Brackets and quotation marks do not change a time.
        '('
        | ')'
        | '['
        | ']'
        | '{'
        | '}'
        | '<'
        | '>'
        | '"'
        | '\''
        | '«'
        | '»'
        | '‹'
        | '›'
        | '‘'..='‟'
        | '`'
        | '﴾'
        | '﴿' => {
            push_space(folded);
        }
        'A'..='Z' => folded.push(character.to_ascii_lowercase()),
        _ => {
            let mut opened = std::iter::once(character).nfkc();
            match (opened.next(), opened.next()) {
                // Not a compatibility form: a letter of its own, or a sign.
                (Some(same), None) if same == character => {
                    if character.is_alphabetic() {
                        folded.extend(character.to_lowercase());
                    } else {
                        folded.push('·');
                    }
                }
                // A presentation form or a wide letter, perhaps a ligature of several.
                _ => std::iter::once(character).nfkc().for_each(|part| fold_opened(part, folded)),
            }
        }
    }
}

/// A character out of NFKC. It is not opened again, so that this ends for every input.
fn fold_opened(character: char, folded: &mut String) {
    let again = std::iter::once(character).nfkc().eq(std::iter::once(character));
    if again {
        fold_into(character, folded);
    } else {
        folded.push('·');
    }
}

fn push_digit(value: u32, folded: &mut String) {
    folded.extend(char::from_digit(value, 10));
}

fn push_space(folded: &mut String) {
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

/// Vowel marks, tatweel, bidirectional controls, joiners and everything else that has no width of its own.
fn is_invisible(character: char) -> bool {
    matches!(character,
        // Arabic signs and vowel marks, small letters of the Koran, tatweel.
        '\u{0610}'..='\u{061C}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' | '\u{08CA}'..='\u{08FF}'
        // Spacing marks among the presentation forms, which NFKC would turn into a space and a mark.
        | '\u{FE70}'..='\u{FE7F}' | '\u{FC5E}'..='\u{FC63}' | '\u{FCF2}'..='\u{FCF4}'
        // Latin combining marks, soft hyphen, joiners, bidirectional controls, byte order mark, variation selectors.
        | '\u{0300}'..='\u{036F}' | '\u{00AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguises_are_removed() {
        for (written, folded) in [
            ("مُنْذُ", "منذ"),
            ("منــذ", "منذ"),
            ("\u{200f}قبل\u{a0}\u{a0}يومين\u{200e}", "قبل يومين"),
            ("ﻭ", "و"),
            ("ﺃﺷﻬﺮ", "اشهر"),
            ("١٫٥ ۲", "1.5 2"),
            ("٣۴5", "345"),
            ("３", "3"),
            ("2½", "2½"),
            ("(ساعة)", "ساعه"),
            ("14–7—2016", "14-7-2016"),
            ("PM", "pm"),
            ("یک", "يك"),
            ("مساءً", "مسا"),
            ("·منذ", "·منذ"),
            ("سنة وأحد عشر", "سنه و احد عشر"),
            ("شهر واحد", "شهر واحد"),
            ("هلأ", "هلق"),
        ] {
            assert_eq!(normalise(written).as_deref(), Some(folded), "{written}");
        }
    }

    #[test]
    fn a_very_long_line_is_given_up() {
        assert_eq!(normalise(&"منذ ".repeat(1000)), None);
        assert_eq!(normalise(&"\u{200f}".repeat(1_000_000)), None);
    }

    #[test]
    fn the_first_word_is_found_behind_marks() {
        let mut word = String::new();
        assert_eq!(first_word(" ·مُنذ 3", &mut word), First::Word);
        assert_eq!(word, "منذ");
        assert_eq!(first_word("(3 أيام)", &mut word), First::Digit);
        assert_eq!(first_word("·()", &mut word), First::Nothing);
    }
}
