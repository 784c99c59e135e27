//! Recognises headers above comments, and reads the number in them: "التعليقات (3)".

use super::{lists, without_marks};
use std::collections::HashSet;
use std::sync::LazyLock;

/// The words that occur in headers.
struct Words {
    comments: HashSet<&'static str>,
    beside: HashSet<&'static str>,
    not_alone: HashSet<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut lists = lists(include_str!("header.txt"));
    let mut list = |name| lists.remove(name).unwrap_or_default().into_iter().collect();
    Words { comments: list("comments"), beside: list("beside"), not_alone: list("not alone") }
});

/// A header above comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    /// The number of comments, if given.
    pub count: Option<u64>,
}

/// Parses a header above comments: "التعليقات (3)", "3 تعليقات على “…”", "آراء القراء". `None` for any other line.
pub(crate) fn header(line: &str) -> Option<Header> {
    /// The most words of a header, without the title that it may quote.
    const MOST_WORDS: usize = 7;
    const LONGEST: usize = 600;
    if line.len() > LONGEST || !may_be_header(line) {
        return None;
    }
    let plain = ascii_digits(&without_marks(line));
    let words: Vec<&str> = plain.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let on = words.iter().position(|word| matches!(*word, "على" | "on" | "to"));
    let head = &words[..on.unwrap_or(words.len())];
    if head.is_empty() || head.len() > MOST_WORDS {
        return None;
    }
    let lower: Vec<String> = head.iter().map(|word| word.to_lowercase()).collect();
    let is_comment = |word: &String| WORDS.comments.contains(word.as_str());
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    let known = lower.iter().all(|word| is_comment(word) || is_number(word) || WORDS.beside.contains(word.as_str()));
    let comment = lower.iter().find(|word| is_comment(word))?;
    if !known {
        return None;
    }
    let digits: String = lower.iter().filter(|word| is_number(word)).map(String::as_str).collect();
    // "التعليقات على عنوان الخبر (3)"
    let last = || {
        plain
            .trim_end()
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once('('))
            .and_then(|(_, number)| number.trim().parse().ok())
    };
    let number = digits.parse().ok().or_else(|| on.and_then(|_| last()));
    let count = match (number, comment.as_str()) {
        (Some(count), _) => Some(count),
        (None, "تعليقان" | "تعليقين" | "ردان") => Some(2),
        _ if lower.iter().any(|word| word == "واحد") => Some(1),
        _ => None,
    };
    let needs_more = WORDS.not_alone.contains(comment.as_str()) && count.is_none() && lower.len() == 1;
    // "رد على …" is a button, "رد واحد على …" a header.
    let is_button = on.is_some() && count.is_none() && WORDS.not_alone.contains(comment.as_str());
    (!needs_more && !is_button).then_some(Header { count })
}

/// Whether a line may be a header, or the beginning of one: a cheap filter without false negatives, for every line,
/// that stops at the first word that is not in any header.
pub(crate) fn may_be_header(line: &str) -> bool {
    // The letters of words that are looked up; the standard library's tables of all scripts are slow.
    let in_word = |sign: char| {
        sign.is_ascii_alphanumeric()
            || matches!(sign, '\u{610}'..='\u{61A}' | '\u{620}'..='\u{669}' | '\u{66E}'..='\u{6D3}' | '\u{6F0}'..='\u{6F9}')
    };
    // Words with numbers, marks, tatweel or capitals are not looked up here.
    let is_plain = |sign: char| matches!(sign, '\u{621}'..='\u{63A}' | '\u{641}'..='\u{64A}' | 'a'..='z');
    let mut any = false;
    for word in line.split(|sign: char| !in_word(sign)).filter(|word| !word.is_empty()) {
        any = true;
        if matches!(word, "على" | "on" | "to") {
            break;
        }
        if word.chars().all(is_plain) && !WORDS.comments.contains(word) && !WORDS.beside.contains(word) {
            return false;
        }
    }
    any
}

/// A line with its digits in ASCII and without thousands separators.
fn ascii_digits(line: &str) -> String {
    let digits: String = line
        .chars()
        .map(|sign| match sign {
            '\u{660}'..='\u{669}' => char::from(b'0' + (sign as u32 - 0x660) as u8),
            '\u{6F0}'..='\u{6F9}' => char::from(b'0' + (sign as u32 - 0x6F0) as u8),
            other => other,
        })
        .collect();
    let bytes: Vec<char> = digits.chars().collect();
    let is_digit = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
    let between = |at: usize| at > 0 && is_digit(bytes.get(at - 1)) && is_digit(bytes.get(at + 1));
    bytes
        .iter()
        .enumerate()
        .filter(|(at, sign)| !(matches!(sign, ',' | '٬' | '،') && between(*at)))
        .map(|(_, sign)| *sign)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_from_buttons_boxes_and_sentences() {
        for (line, expected) in [
            ("التعليقات (3)", Some(Some(3))),
            ("التعليقات", Some(None)),
            ("3 تعليقات", Some(Some(3))),
            ("تعليقان على “خبر”", Some(Some(2))),
            ("تعليق واحد على \"خبر طويل عن المدينة القديمة والجسر الجديد\"", Some(Some(1))),
            ("تعليقات القراء: ١٢", Some(Some(12))),
            ("التعليقات على خبر الجسر (3)", Some(Some(3))),
            ("عدد التعليقات 1,204", Some(Some(1204))),
            ("آراء القراء", Some(None)),
            ("أضف تعليق", None),
            ("رد", None),
            ("رد على سمير", None),
            ("أحدث التعليقات", None),
            ("الأكثر تعليقا", None),
            ("التعليقات كثيرة هذه الأيام", None),
            ("خبر", None),
        ] {
            assert_eq!(header(line).map(|header| header.count), expected, "{line}");
        }
    }
}
