//! Recognises what surrounds comments on any Arabic page: headers, names and times, buttons, what follows the last.
//!
//! The words are in lists beside the code, which can be extended for further sites.

mod below;
mod button;
mod header;
mod name;
mod notice;

pub(crate) use below::is_below;
pub(crate) use button::{is_button, is_reply};
pub(crate) use header::{Header, header, may_be_header};
pub(crate) use name::{
    bare_name, is_name, is_time, is_time_of_day, may_say_time, name_and_time, says_when, time_and_beside, time_in,
    without_joints, without_verb,
};
pub(crate) use notice::{is_deleted, without_notices};

use crate::text::letters::is_direction_mark;
use std::borrow::Cow;
use std::collections::HashMap;

/// Parses word lists: each after its name in brackets, phrases separated by bars; lines that begin with # are comments.
fn lists(text: &'static str) -> HashMap<&'static str, Vec<&'static str>> {
    let mut lists: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut name = "";
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(next) => name = next,
            None => {
                let phrases = line.split('|').map(str::trim).filter(|phrase| !phrase.is_empty());
                lists.entry(name).or_default().extend(phrases);
            }
        }
    }
    lists
}

/// A text without direction marks and byte-order marks, no-break spaces replaced by spaces: browsers put them around
/// headers, counters and names that are copied, and they are invisible.
#[must_use]
pub(super) fn without_direction(text: &str) -> Cow<'_, str> {
    let is_mark = |sign: char| sign == '\u{FEFF}' || is_direction_mark(sign);
    if !text.chars().any(|sign| is_mark(sign) || sign == '\u{A0}') {
        return text.into();
    }
    let kept = text.chars().filter(|sign| !is_mark(*sign));
    kept.map(|sign| if sign == '\u{A0}' { ' ' } else { sign }).collect::<String>().into()
}

/// A line without vowel marks and tatweel.
fn without_marks(line: &str) -> String {
    line.chars().filter(|sign| !matches!(sign, '\u{64B}'..='\u{652}' | '\u{640}')).collect()
}

/// Whether a text begins with these words, as whole words.
fn begins_with_words(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| rest.chars().next().is_none_or(|next| !next.is_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_direction_are_no_part_of_a_line_and_joiners_are() {
        assert_eq!(without_direction("\u{FEFF}\u{200F}التعليقات\u{A0}(\u{202B}3\u{202C})"), "التعليقات (3)");
        assert!(matches!(without_direction("می\u{200C}شود"), Cow::Borrowed(_)));
    }

    #[test]
    fn lists_have_names_phrases_and_notes() {
        let lists = lists("# a note\n\n[one]\nأ ب | ت\nث\n[two]\nج\n");
        assert_eq!((&lists["one"][..], &lists["two"][..]), (&["أ ب", "ت", "ث"][..], &["ج"][..]));
    }
}
