//! Recognises buttons and counters in or below a comment, which are not part of it.

use super::{begins_with_words, lists};
use std::sync::LazyLock;

static BUTTONS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lists(include_str!("button.txt")).remove("buttons").unwrap_or_default());

/// Whether a line consists of buttons and their counts: "رد", "أعجبني (3)", "رد | إبلاغ", "إعجاب 12 عدم إعجاب 1".
pub(crate) fn is_button(line: &str) -> bool {
    /// The longest line of buttons, in bytes.
    const LONGEST: usize = 160;
    if line.len() > LONGEST {
        return false;
    }
    let lower = line.to_lowercase();
    // "رد #12": the number of the comment. "#شارك" is a reader's.
    let lower = match lower.trim_end().trim_end_matches(char::is_numeric) {
        unnumbered if unnumbered.len() < lower.trim_end().len() => unnumbered.strip_suffix('#').unwrap_or(&lower),
        _ => &lower,
    };
    let is_between = |sign: char| {
        sign.is_whitespace()
            || sign.is_numeric()
            || matches!(
                sign,
                '(' | ')'
                    | '['
                    | ']'
                    | '+'
                    | '-'
                    | ':'
                    | '.'
                    | '|'
                    | '·'
                    | '•'
                    | '/'
                    | '–'
                    | '—'
                    | '،'
                    | '↩'
                    | '⤷'
                    | '↵'
                    | '»'
                    | '«'
                    | '\u{FE0F}'
                    | '👍'
                    | '👎'
                    | '❤'
            )
    };
    let mut rest = lower.trim_matches(is_between);
    let mut any = lower.chars().any(char::is_numeric) && lower.contains(['👍', '👎', '❤']);
    if rest.is_empty() {
        return any;
    }
    // "رد على سمير" is a button as a whole.
    let names = |rest: &str| rest.split_whitespace().count() <= 3 && !rest.contains(['؟', '!', '.', '،']);
    if ["رد على ", "الرد على "].iter().any(|words| rest.strip_prefix(words).is_some_and(names)) {
        return true;
    }
    while !rest.is_empty() {
        let longest = BUTTONS.iter().filter(|button| begins_with_words(rest, button)).max_by_key(|button| button.len());
        let Some(button) = longest else { return false };
        rest = rest[button.len()..].trim_start_matches(is_between);
        any = true;
    }
    any
}

/// Whether a line has a reply button, alone or with others: "رد", "Reply", "رد | إبلاغ".
#[must_use]
pub(crate) fn is_reply(line: &str) -> bool {
    is_button(line)
        && (["رد", "أجب", "الإجابة"].iter().any(|word| line.contains(word)) || line.to_lowercase().contains("reply"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_are_told_from_short_comments() {
        for line in ["رد", "رد #12", "أعجبني (3)", "رد | إبلاغ", "Reply", "↩ رد", "رد على سمير", "إعجاب 12"]
        {
            assert!(is_button(line), "{line}");
        }
        for line in ["#شارك", "رد جميل", "أعجبني كلامك", "3", "شكرا", ""] {
            assert!(!is_button(line), "{line}");
        }
    }
}
