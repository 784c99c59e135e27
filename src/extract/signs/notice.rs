//! Recognises notices of the system in a comment's text: continued elsewhere, edited, deleted.

use super::{lists, without_marks};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

static LISTS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| lists(include_str!("notice.txt")));

/// The last or first letters of the notices of one list: comparing one letter first spares most comments the rest,
/// which was a tenth of the time of reading a WordPress page.
static LAST_OF_MORE: LazyLock<Vec<char>> = LazyLock::new(|| letters("more", |phrase| phrase.chars().next_back()));
static FIRST_OF_DELETED: LazyLock<Vec<char>> = LazyLock::new(|| letters("deleted", |phrase| phrase.chars().next()));

fn letters(list: &str, letter: impl Fn(&str) -> Option<char>) -> Vec<char> {
    let mut letters: Vec<char> = LISTS[list].iter().filter_map(|phrase| letter(phrase)).collect();
    letters.sort_unstable();
    letters.dedup();
    letters
}

/// Whether a letter, of either case, is one of these.
fn is_one_of(letter: Option<char>, letters: &[char]) -> bool {
    letter.is_some_and(|letter| letters.contains(&letter.to_ascii_lowercase()))
}

/// The longest notice, in bytes.
const LONGEST: usize = 160;

/// A text without the notices at its end, and whether one of them says that the text is continued.
pub(crate) fn without_notices(text: &str) -> (&str, bool) {
    let (mut text, mut is_cut) = (text, false);
    while let Some((rest, cut)) = without_notice(text) {
        (text, is_cut) = (rest, is_cut || cut);
    }
    (text, is_cut)
}

fn without_notice(text: &str) -> Option<(&str, bool)> {
    let text = text.trim_end();
    if let Some(open) = text.strip_suffix(')').and_then(|rest| rest.rfind('(')).filter(|at| text.len() - at < LONGEST) {
        let inside = plain(&text[open + 1..text.len() - 1]);
        return LISTS["edited"].contains(&&*inside).then(|| (text[..open].trim_end(), false));
    }
    if !is_one_of(text.chars().next_back(), &LAST_OF_MORE) {
        return None;
    }
    // The end of the last line: the phrases are short, so few characters need to be compared.
    let line = text.rsplit('\n').next().unwrap_or(text);
    let tail = &line[line.ceil_char_boundary(line.len().saturating_sub(LONGEST))..];
    let lower = tail.to_lowercase();
    let phrase = LISTS["more"].iter().find(|phrase| lower.ends_with(**phrase))?;
    let count = phrase.chars().count();
    let begin = text.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
    let before = &text[..begin];
    let rest = before.trim_end().trim_end_matches(['.', '…']);
    let is_behind_dots = before.trim_end().ends_with('…') || before.trim_end().ends_with("...");
    // A button on a line of its own: the text above it may be complete.
    let is_alone = line.chars().count() == count && before.contains('\n');
    (is_behind_dots || is_alone)
        .then(|| (if is_behind_dots { rest.trim_end() } else { before.trim_end() }, is_behind_dots))
}

/// Whether a text is only the notice that a comment was deleted.
pub(crate) fn is_deleted(text: &str) -> bool {
    /// The most words after the phrase, as in "من قبل أحد المشرفين".
    const MOST_WORDS: usize = 5;
    let first = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '[').chars().next();
    if text.len() > LONGEST || !is_one_of(first, &FIRST_OF_DELETED) {
        return false;
    }
    let text = plain(text);
    let is_bracketed_word = |phrase: &str| !phrase.contains(' ');
    LISTS["deleted"].iter().any(|phrase| {
        let Some(rest) = text.trim_matches(['[', ']']).strip_prefix(phrase) else { return false };
        let rest = rest.trim();
        // "deleted" may be a reader's word: alone, it is a notice only in brackets.
        (rest.is_empty() && (!is_bracketed_word(phrase) || text.starts_with('[')))
            || LISTS["by"].iter().any(|by| super::begins_with_words(rest, by))
                && rest.split_whitespace().count() <= MOST_WORDS
    })
}

/// A text in lower case, without vowel marks and final punctuation.
fn plain(text: &str) -> Cow<'_, str> {
    without_marks(text.trim().trim_end_matches(['.', '!'])).to_lowercase().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_behind_a_text_are_no_part_of_it() {
        for (text, rest, is_cut) in [
            ("شكرا للبلدية… عرض المزيد", "شكرا للبلدية", true),
            ("شكرا للبلدية ... عرض المزيد", "شكرا للبلدية", true),
            ("شكرا للبلدية\n\n…عرض المزيد", "شكرا للبلدية", true),
            ("شكرا للبلدية\nقراءة المزيد", "شكرا للبلدية", false),
            ("Merci… See more", "Merci", true),
            ("شكرا للبلدية (معدّل)", "شكرا للبلدية", false),
            ("شكرا للبلدية (edited)", "شكرا للبلدية", false),
            ("شكرا للبلدية… عرض المزيد (معدّل)", "شكرا للبلدية", true),
            ("نريد المزيد", "نريد المزيد", false),
            ("عرض المزيد", "عرض المزيد", false),
            ("شكرا (جدا)", "شكرا (جدا)", false),
            ("شكرا…", "شكرا…", false),
            ("", "", false),
        ] {
            assert_eq!(without_notices(text), (rest, is_cut), "{text}");
        }
    }

    #[test]
    fn a_deleted_comment_is_told_by_its_notice_and_a_comment_on_deleting_is_none() {
        for text in [
            "[deleted]",
            "[removed]",
            "تم حذف هذا التعليق.",
            "تمّ حذف هذا التعليق من قبل المشرف",
            "This comment was deleted.",
        ] {
            assert!(is_deleted(text), "{text}");
        }
        for text in ["deleted", "تم حذف هذا التعليق لأنه يقول الحقيقة كما هي", "لماذا تم حذف التعليق؟", "شكرا"]
        {
            assert!(!is_deleted(text), "{text}");
        }
    }
}
