//! What makes a comment urgent whatever its scores: threats, self-harm, and what tells where a person can be found:
//! telephone numbers, mail addresses, accounts (IBAN), addresses of houses. Patterns, not the model.

use crate::text::search_words::search_words;
use crate::text::{TokenKind, Tokenizer};
use std::sync::LazyLock;

/// The bits of the signals, with the names of what they are.
pub(super) const SIGNALS: [(u8, &str); 6] =
    [(1, "threat"), (2, "self_harm"), (4, "phone"), (8, "iban"), (16, "mail"), (32, "address")];

/// The phrases of a signal: words in a row.
static PHRASES: LazyLock<Vec<(u8, Vec<&'static str>)>> = LazyLock::new(|| {
    let lines = include_str!("signals.txt").lines().filter(|line| !line.starts_with('#'));
    let phrase = |line: &'static str| {
        let (name, words) = line.split_once(": ")?;
        let bit = SIGNALS.iter().find(|(_, signal)| *signal == name)?.0;
        Some((bit, words.split(' ').collect()))
    };
    lines.filter_map(phrase).collect()
});

/// A number of a telephone has so many digits; longer ones are other numbers.
const PHONE: std::ops::RangeInclusive<usize> = 9..=15;
/// Words that stand before the number of a house.
const STREETS: [&str; 9] = ["شارع", "حي", "عماره", "شقه", "بنايه", "بلوك", "فيلا", "زنقه", "منزل"];

/// The signals of a text, as bits.
pub(super) fn of(text: &str) -> u8 {
    let mut bits = 0;
    let mut tokenizer = Tokenizer::default();
    let words: Vec<String> = search_words(&mut tokenizer, text).into_iter().map(|found| found.word).collect();
    if tokenizer.tokens().any(|token| token.kind == TokenKind::Mail) {
        bits |= 16;
    }
    for (bit, phrase) in PHRASES.iter() {
        if bits & bit == 0 && words.windows(phrase.len()).any(|window| is_phrase(window, phrase)) {
            bits |= bit;
        }
    }
    if words.windows(3).any(is_address) {
        bits |= 32;
    }
    let digits = western(text);
    bits | if has_phone(&digits) { 4 } else { 0 } | if has_iban(&digits) { 8 } else { 0 }
}

/// Whether words are a phrase, the first perhaps with a clitic before it.
fn is_phrase(words: &[String], phrase: &[&str]) -> bool {
    let first = words[0].strip_prefix(['و', 'ف']).filter(|rest| *rest == phrase[0]).is_some() || words[0] == phrase[0];
    first && words[1..].iter().zip(&phrase[1..]).all(|(word, other)| word == other)
}

/// A street or a house, and a number within two words.
fn is_address(words: &[String]) -> bool {
    let word = words[0].strip_prefix("ال").unwrap_or(&words[0]);
    let is_number = |word: &String| word.chars().all(char::is_numeric);
    STREETS.contains(&word) && words[1..].iter().any(is_number)
}

/// The text with the digits 0 to 9 for those of Arabic and Persian.
fn western(text: &str) -> String {
    let digit = |letter: char| match letter {
        '٠'..='٩' => char::from(b'0' + (letter as u32 - '٠' as u32) as u8),
        '۰'..='۹' => char::from(b'0' + (letter as u32 - '۰' as u32) as u8),
        other => other,
    };
    text.chars().map(digit).collect()
}

/// Whether there is a telephone number: digits in a row, or parted by single signs, with a + or 0 before them.
fn has_phone(text: &str) -> bool {
    let is_sign = |letter: char| matches!(letter, ' ' | '-' | '.' | '(' | ')' | '/');
    let mut run = String::new();
    let mut sign = false;
    let is_phone = |run: &str| run.starts_with(['+', '0']) && PHONE.contains(&run.trim_start_matches('+').len());
    for letter in text.chars() {
        match letter {
            '0'..='9' => {
                run.push(letter);
                sign = false;
            }
            '+' => run = "+".into(),
            _ if is_sign(letter) && !sign && !run.is_empty() => sign = true,
            _ => {
                if is_phone(&run) {
                    return true;
                }
                run.clear();
                sign = false;
            }
        }
    }
    is_phone(&run)
}

/// Whether there is an IBAN, by its check digits (ISO 13616).
fn has_iban(text: &str) -> bool {
    let compact: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
    (0..compact.len()).any(|at| {
        let rest = &compact[at..];
        let looks = rest.len() >= 15
            && rest[..2].iter().all(u8::is_ascii_uppercase)
            && rest[2..4].iter().all(u8::is_ascii_digit);
        let length = rest.iter().take(34).take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
        looks && (15..=length).any(|length| is_iban(&rest[..length]))
    })
}

fn is_iban(iban: &[u8]) -> bool {
    let value = |byte: u8| if byte.is_ascii_digit() { u32::from(byte - b'0') } else { u32::from(byte - b'A') + 10 };
    let moved = iban[4..].iter().chain(&iban[..4]);
    let rest = moved.fold(0, |rest, byte| {
        let value = value(*byte);
        (if value < 10 { rest * 10 + value } else { rest * 100 + value }) % 97
    });
    rest == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&'static str> {
        let bits = of(text);
        SIGNALS.iter().filter(|(bit, _)| bits & bit > 0).map(|(_, name)| *name).collect()
    }

    #[test]
    fn threats_and_what_tells_where_a_person_is_are_found() {
        for (text, expected) in [
            ("والله سأقتلك يا فلان", &["threat"][..]),
            ("نعرف بيتك", &["threat"]),
            ("تعبت وأريد أن أنتحر", &["self_harm"]),
            ("اتصل على ٠٧٧٠ ١٢٣ ٤٥٦٧", &["phone"]),
            ("رقمه +962 79 123 4567", &["phone"]),
            ("حول على GB82 WEST 1234 5698 7654 32", &["iban"]),
            ("راسلني a.b@example.org", &["mail"]),
            ("يسكن في شارع المتنبي 14 الدور الثالث", &["address"]),
            ("عمارة رقم ٧", &["address"]),
            ("قتل ثلاثة في 1948 وسنة 2011", &[]),
            ("الرقم 1234567890123456789", &[]),
            ("شارع جميل جدا", &[]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }

    #[test]
    fn every_phrase_is_in_folded_letters() {
        for (_, phrase) in PHRASES.iter() {
            let found: Vec<String> =
                search_words(&mut Tokenizer::default(), &phrase.join(" ")).into_iter().map(|word| word.word).collect();
            assert_eq!(&found, phrase);
        }
        assert_eq!(PHRASES.len(), include_str!("signals.txt").lines().filter(|line| !line.starts_with('#')).count());
    }
}
