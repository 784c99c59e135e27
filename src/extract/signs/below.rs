//! Recognises what follows the last comment.

use super::{begins_with_words, lists, without_marks};
use std::sync::LazyLock;

/// How such lines begin.
struct Beginnings {
    below: Vec<&'static str>,
    /// Verbs that ask the reader to do something, …
    asked: Vec<&'static str>,
    /// … and their objects.
    asked_for: Vec<&'static str>,
}

static BEGINNINGS: LazyLock<Beginnings> = LazyLock::new(|| {
    let mut lists = lists(include_str!("below.txt"));
    let mut list = |name| lists.remove(name).unwrap_or_default();
    Beginnings { below: list("below"), asked: list("asked"), asked_for: list("asked for") }
});

/// Whether a line is of the part of the page below the last comment.
pub(crate) fn is_below(line: &str) -> bool {
    let plain =
        without_marks(line).trim_start_matches(|sign: char| !sign.is_alphabetic() && sign != '©').to_lowercase();
    // A longer sentence that begins so is a comment's: "اقرأ أيضا ما كتبه …".
    const MOST_WORDS: usize = 10;
    let words: Vec<&str> = plain.split_whitespace().collect();
    let asks = || {
        let asked = words.first().is_some_and(|word| BEGINNINGS.asked.contains(word));
        let near = words.iter().skip(1).take(3);
        asked && near.into_iter().any(|word| BEGINNINGS.asked_for.iter().any(|wanted| word.starts_with(wanted)))
    };
    words.len() <= MOST_WORDS && (BEGINNINGS.below.iter().any(|sign| begins_with_words(&plain, sign)) || asks())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_comments_is_told_from_what_readers_write() {
        for line in
            ["أضف تعليقك", "اترك تعليقاً إلغاء الرد", "الأكثر قراءة", "شارك برأيك عبر البريد", "© 2016", "Leave a Reply"]
        {
            assert!(is_below(line), "{line}");
        }
        for line in [
            "أضف إلى ذلك الغلاء",
            "شارك الناس كلهم",
            "اقرأ أيضا ما كتبه الأستاذ قبل عامين في هذه الجريدة عن الجسر نفسه",
            "",
        ] {
            assert!(!is_below(line), "{line}");
        }
    }
}
