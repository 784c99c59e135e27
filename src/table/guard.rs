//! Cells that no spreadsheet program computes, dates or rounds, and that come back byte for byte.
//!
//! A formula begins with `= + - @` (OWASP, "CSV Injection"), and programs skip spaces and invisible characters before
//! it. A cell begins where the program thinks it does: a file with commas that is opened with semicolons as the
//! separator, or tabs, has cells that begin in the middle of ours, and a quotation mark there is a character like any
//! other. So the guard stands at the beginning of the cell, and after each separator and line break in it, where a formula
//! would begin. Numbers, dates, times and truth values are guarded at the beginning alone: they would be rewritten in the
//! program's own form. Control characters, which programs drop or end at, become `_x0000_` as in Excel's files
//! (ECMA-376, part 1, §22.9.2.19).

use crate::text::letters::is_direction_mark;
use std::borrow::Cow;
use std::fmt::Write as _;

/// The prefix that makes spreadsheet programs keep a cell as text; some show it, some drop it.
const GUARD: char = '\'';
/// Separators of cells, and of rows.
const SEPARATORS: [char; 6] = [';', ',', '\t', '|', '\n', '\r'];

/// Writes a cell so that it stays text. [`unguarded`] undoes it exactly.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    let escaped = escaped(text);
    let begins = needs_guard(&escaped);
    if !begins && !escaped.contains(SEPARATORS) {
        return escaped;
    }
    let mut cell = String::with_capacity(escaped.len() + 8);
    if begins {
        cell.push(GUARD);
    }
    let mut rest = escaped.as_ref();
    while let Some(at) = rest.find(SEPARATORS) {
        cell.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        if is_formula(rest) {
            cell.push(GUARD);
        }
    }
    cell.push_str(rest);
    cell.into()
}

/// Removes what [`guarded`] added.
pub(crate) fn unguarded(cell: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(cell);
    if cell.contains(GUARD) {
        let mut inside = String::with_capacity(cell.len());
        let mut rest = cell;
        while let Some(at) = rest.find(SEPARATORS) {
            inside.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            if let Some(guarded) = rest.strip_prefix(GUARD).filter(|rest| is_formula(rest)) {
                rest = guarded;
            }
        }
        inside.push_str(rest);
        if inside.strip_prefix(GUARD).is_some_and(needs_guard) {
            inside.remove(0);
        }
        text = inside.into();
    }
    if text.contains("_x") { unescaped(&text).into() } else { text }
}

/// Whether a text would be computed as a formula; leading guards do not change the answer, so that guarding can be undone.
fn is_formula(text: &str) -> bool {
    let is_skipped = |character: char| {
        !SEPARATORS.contains(&character)
            && (character.is_whitespace()
                || character.is_control()
                || is_direction_mark(character)
                || matches!(character, '"' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'))
    };
    let bare = text.trim_start_matches(GUARD).trim_start_matches(is_skipped);
    bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹢', '﹣', '﹦', '﹫', '−'])
}

/// Whether a program could rewrite a cell; leading guards do not change the answer.
fn needs_guard(text: &str) -> bool {
    /// Longer than any number or date.
    const SHORT: usize = 32;
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let bare = text.trim_start_matches(GUARD);
    let Some(first) = bare.chars().next() else { return !text.is_empty() };
    let ends_in_space = bare.ends_with(char::is_whitespace);
    let lower = if bare.len() <= SHORT { bare.to_ascii_lowercase() } else { String::new() };
    let truth_value = matches!(lower.as_str(), "true" | "false");
    // 1,5e3  12:30 pm  ١٥  !!!: no letters but those of exponents, am and pm.
    let numeric =
        !bare.chars().any(|c| c.is_alphabetic() && !matches!(c, 'e' | 'E' | 'a' | 'A' | 'p' | 'P' | 'm' | 'M'))
            && bare.len() <= SHORT;
    let dated = lower.contains(|c: char| c.is_ascii_digit()) && MONTHS.iter().any(|month| lower.contains(month));
    is_formula(bare) || first.is_whitespace() || ends_in_space || truth_value || numeric || dated
}

/// The text with `_x0000_` for control characters but for tab and line feed (with the carriage return before it), and
/// with the underscore of what looks like that already written so.
fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(|character: char| character.is_control() && !matches!(character, '\n' | '\t'))
        && !text.contains("_x")
    {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        let rest = &text[at..];
        let is_kept = matches!(character, '\n' | '\t') || rest.starts_with("\r\n");
        if character.is_control() && !is_kept || character == '_' && escape(rest).is_some() {
            // No control character is beyond the first plane.
            let _ = write!(out, "_x{:04X}_", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out.into()
}

/// The character of the escape that a text begins with.
fn escape(text: &str) -> Option<char> {
    let digits = text.strip_prefix("_x")?.get(..4).filter(|_| text.as_bytes().get(6) == Some(&b'_'))?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?)
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, length) = escape(rest).map_or(('_', 1), |character| (character, 7));
        out.push(character);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_numbers_and_dates_are_guarded_and_sentences_are_not() {
        for text in [
            "=1+1",
            "+5",
            "-5",
            "@x",
            "15",
            "2016-07-14",
            "3/4",
            "TRUE",
            " a",
            "May 5",
            "١٥",
            "!!!",
            "＝1+1",
            "\u{202E}=1+1",
            "\u{200F} \u{200B}=1+1",
            "\"=1+1",
            "\t=1",
        ] {
            assert!(guarded(text).starts_with('\''), "{text}");
        }
        for text in
            ["تعليق عادي", "ok", "", "هل هذا صحيح؟", "3e5600ef82c75290", "pages/a.txt", "100 سنة", "نعم; لا, أجل"]
        {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn what_begins_a_cell_for_another_separator_is_guarded_inside() {
        for (text, cell) in [
            ("كلام;=1+1", "كلام;'=1+1"),
            ("كلام,\"=1+1", "كلام,'\"=1+1"),
            ("كلام\t @SUM(1)", "كلام\t' @SUM(1)"),
            ("كلام\n\u{200F}-1", "كلام\n'\u{200F}-1"),
            ("كلام|'=1", "كلام|''=1"),
            ("كلام;;=1", "كلام;;'=1"),
        ] {
            assert_eq!(guarded(text), cell);
        }
    }

    #[test]
    fn control_characters_are_neutralised() {
        assert_eq!(guarded("\0=1+1 كلام"), "_x0000_=1+1 كلام");
        assert_eq!(guarded("ك\u{1B}[31m\u{9B}م\r\nس\rص"), "ك_x001B_[31m_x009B_م\r\nس_x000D_ص");
        assert_eq!(guarded("_x0000_ كلام _xyz"), "_x005F_x0000_ كلام _xyz");
    }

    proptest! {
        #[test]
        fn taking_off_the_guard_gives_the_text_back(
            text in "['=+@0-9 aا;,\"\n\t\r\0_x\u{200F}-]{0,14}|(_x00[0-5][0-F]_|[_x0'=;]){0,8}|\\PC{0,20}"
        ) {
            let cell = guarded(&text);
            prop_assert_eq!(unguarded(&cell), text.as_str());
        }

        #[test]
        fn no_cell_of_any_separator_begins_a_formula(text in "['=+@1 aا;,|\"\n\t\r\0\u{200F}\u{202E}-]{0,14}") {
            for cell in guarded(&text).split(SEPARATORS) {
                prop_assert!(cell.starts_with(GUARD) || !is_formula(cell), "{:?}", cell);
            }
        }
    }
}
