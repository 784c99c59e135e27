//! Recognises names beside comments, and times beside names.

use crate::time;

/// Whether a line could be a name: short, and not a sentence, although some readers type a few words for a name.
pub(crate) fn is_name(line: &str) -> bool {
    const LONGEST: usize = 60;
    const MOST_WORDS: usize = 7;
    let length = line.chars().count();
    length > 0
        && length <= LONGEST
        && line.split_whitespace().count() <= MOST_WORDS
        && line.chars().any(char::is_alphanumeric)
        && (!line.ends_with(['.', '!', '?', '؟', '؛', '،', ','])
            || line.split_whitespace().count() <= 3 && line.ends_with('.'))
}

/// A name without a running number, label or verb beside it.
pub(crate) fn bare_name(line: &str) -> &str {
    let is_around = |sign: char| {
        sign.is_whitespace()
            || matches!(sign, '-' | '–' | '—' | '|' | ':' | '·' | '•' | '*' | '»' | '«' | '،' | '\u{200F}' | '\u{200E}')
    };
    let mut name = line.trim_matches(is_around);
    // "1 - سمير", "#3 سمير", "(2) سمير", "1. سمير"
    let after = name.trim_start_matches(|sign: char| sign.is_numeric() || matches!(sign, '#' | '(' | ')' | '.'));
    if after.len() < name.len() {
        let number = &name[..name.len() - after.len()];
        let rest = after.trim_start_matches(is_around);
        let parted = rest.len() < after.len();
        if !rest.is_empty() && (parted || number.starts_with('#')) && number.chars().any(char::is_numeric) {
            name = rest;
        }
    }
    for label in [
        "بواسطة",
        "الكاتب",
        "الاسم",
        "اسم المعلق",
        "المعلق",
        "كتبه",
        "كتب",
        "كتبها",
        "أضافه",
        "أرسله",
        "من",
        "by",
        "Comment by",
        "Posted by",
        "Submitted by",
        "Soumis par",
        "Posté par",
    ] {
        if let Some(rest) = name.strip_prefix(label) {
            let bare = rest.trim_start_matches(is_around);
            let colon = rest.trim_start().starts_with(':');
            let spaced = bare.len() < rest.len() && !matches!(label, "من" | "كتب" | "الكاتب" | "الاسم" | "المعلق");
            if !bare.is_empty() && (colon || spaced) {
                return bare;
            }
        }
    }
    name
}

/// A name without the verb of WordPress or Blogger beside it: "سمير يقول:", "قال سمير…".
pub(crate) fn without_verb(name: &str) -> &str {
    const VERBS: [&str; 10] = ["يقول", "تقول", "قال", "كتب", "says", "said", "wrote", "a dit", "a écrit", "a répondu"];
    let bare = name.trim_end_matches([':', '…', '.', ' ', '\u{A0}']);
    let marked = bare.len() < name.trim_end().len();
    for verb in VERBS {
        if let Some(rest) = bare.strip_suffix(verb).filter(|rest| rest.ends_with(char::is_whitespace)) {
            return rest.trim_end();
        }
        let first = bare.strip_prefix(verb).filter(|rest| marked && rest.starts_with(char::is_whitespace));
        if let Some(rest) = first {
            return rest.trim_start();
        }
    }
    name.trim()
}

/// Whether a whole text is a time: with a number, or a word that only times have.
pub(crate) fn is_time(text: &str) -> bool {
    const LONGEST: usize = 90;
    text.len() <= LONGEST * 2
        && text.chars().any(char::is_alphanumeric)
        && !text.chars().all(|sign| sign.is_numeric() || sign.is_whitespace())
        && (time::read(text).is_some()
            || text.chars().any(char::is_numeric) && time::read_in_time_field(text).is_some())
}

/// A whole text parsed as a time.
fn reading(text: &str) -> Option<time::Reading> {
    time::read(text).or_else(|| time::read_in_time_field(text).filter(|_| text.chars().any(char::is_numeric)))
}

/// Whether a text is a time in the past, and not a bare duration.
#[must_use]
pub(crate) fn says_when(text: &str) -> bool {
    let directions = [time::Direction::Past, time::Direction::Absolute, time::Direction::Now];
    reading(text).is_some_and(|reading| directions.contains(&reading.direction()))
}

/// Whether a text is a time of day without a day: "9:10 م".
#[must_use]
pub(crate) fn is_time_of_day(text: &str) -> bool {
    reading(text).is_some_and(|reading| reading.is_time_of_day())
}

/// A line of a name and a time, after removing both, without the words and signs between them: "سمير في", "قال:".
#[must_use]
pub(crate) fn without_joints(line: &str) -> &str {
    const JOINTS: [&str; 14] =
        ["في", "بتاريخ", "يوم", "قال", "يقول", "تقول", "كتب", "says", "said", "on", "at", "le", "a dit", "الساعة"];
    let is_sign = |sign: char| {
        sign.is_whitespace() || matches!(sign, ':' | '،' | ',' | '-' | '–' | '—' | '|' | '·' | '•' | '/' | '…' | '@')
    };
    let mut rest = line.trim_matches(is_sign);
    loop {
        let joint = JOINTS.iter().find_map(|joint| {
            let shorter = rest.strip_suffix(joint)?;
            (shorter.is_empty() || shorter.ends_with(is_sign)).then_some(shorter)
        });
        let Some(shorter) = joint else { return rest };
        rest = shorter.trim_end_matches(is_sign);
    }
}

/// Whether a line may contain a time, as a cheap filter: it has a digit, or a word that occurs in times.
pub(crate) fn may_say_time(line: &str) -> bool {
    line.chars().any(char::is_numeric)
        || time::may_be_time(line)
        || ["منذ", "قبل", "أمس", "امس", "اليوم", "الآن"].iter().any(|word| line.contains(word))
}

/// A time without the words that some systems write before it: "في 3 مايو 2020", "بتاريخ: …".
pub(crate) fn time_in(line: &str) -> &str {
    let is_around = |sign: char| {
        sign.is_whitespace()
            || matches!(
                sign,
                '·' | '•'
                    | '|'
                    | '#'
                    | '»'
                    | '«'
                    | '-'
                    | '–'
                    | '—'
                    | '/'
                    | ','
                    | '('
                    | ')'
                    | '\u{200E}'
                    | '\u{200F}'
                    | '\u{202A}'..='\u{202E}'
            )
    };
    let begun = line.trim_start_matches(is_around);
    let bare = begun.trim_end_matches(is_around);
    // "قبل سنة (تم التعديل)": the bracket belongs to the time.
    let is_open = bare.contains('(') && !bare.contains(')') && begun[bare.len()..].starts_with(')');
    let bare = if is_open { &begun[..=bare.len()] } else { bare };
    for word in ["يوم", "بتاريخ", "التاريخ", "نشر في", "كتب في", "أضيف في", "في", "on"]
    {
        if let Some(rest) = bare.strip_prefix(word) {
            let rest = rest.trim_start_matches([':', ' ', '\u{A0}']);
            let is_parted = rest.len() < bare.len() - word.len();
            if is_parted && is_time(rest) {
                return rest;
            }
        }
    }
    bare
}

/// Splits a line of a name and a time, in either order, separated by a sign or by words such as "في".
pub(crate) fn name_and_time(line: &str) -> Option<(&str, &str)> {
    time_and_beside(line).and_then(|(time, name)| Some((name?, time)))
}

/// Splits a line of a time and a name, as [`name_and_time`], or of two times, which some pages show in turn: "منذ ساعة (7:10 م)",
/// "منذ 3 ساعات 15 مايو 2024". Of these the first is taken, or the second where the first is only a time of day.
pub(crate) fn time_and_beside(line: &str) -> Option<(&str, Option<&str>)> {
    if line.chars().count() > 120 {
        return None;
    }
    let is_day = |time: &&str| says_when(time) && !is_time_of_day(time);
    for (at, sign) in parts(line) {
        let (left, right) = (line[..at].trim_matches(is_part), line[at + sign.len_utf8()..].trim_matches(is_part));
        // Without a sign between them, the name is first, as in "سمير في 14 يوليو".
        let orders = [(left, right), (right, left)];
        for (name, time) in orders.into_iter().take(if sign.is_whitespace() { 1 } else { 2 }) {
            let time = time_in(time);
            if time.is_empty() || !time::may_be_time(time) || !is_time(time) || !says_when(time) {
                continue;
            }
            if is_time(time_in(name)) {
                return [left, right].map(time_in).into_iter().find(is_day).map(|time| (time, None));
            }
            let name = without_leading_verb(bare_name(name));
            if is_name(name) && name.chars().any(char::is_alphabetic) && !is_time(name) {
                // "سمير منذ ساعة (7:10 م)": the time is told twice.
                let inner = if may_say_time(name) { name_and_time(name) } else { None };
                return Some((time, Some(inner.map_or(name, |(name, _)| name))));
            }
        }
    }
    None
}

/// A name without the verb before it, where a time is beside it: "كتب سمير يوم الخميس".
fn without_leading_verb(name: &str) -> &str {
    let verbs = ["كتبت", "كتب", "قالت", "قال", "علقت", "علق", "أضافت", "أضاف", "يقول", "تقول"];
    let rest =
        verbs.iter().find_map(|verb| name.strip_prefix(verb).filter(|rest| rest.starts_with(char::is_whitespace)));
    rest.map_or(name, str::trim)
}

/// Where a line may be parted into a name and a time: not before the part of the day that a time of day ends with.
fn parts(line: &str) -> impl Iterator<Item = (usize, char)> {
    const DAY_PARTS: [&str; 10] = ["ص", "م", "صباحا", "صباحًا", "صباحاً", "مساء", "مساءً", "ظهرا", "am", "pm"];
    line.char_indices().filter(|(_, sign)| is_part(*sign)).filter(move |(at, _)| {
        let before = line[..*at].trim_end();
        if !before.ends_with(|sign| matches!(sign, '0'..='9' | '٠'..='٩' | '۰'..='۹')) {
            return true;
        }
        let word = line[*at..].trim_start_matches(is_part).split(is_part).next().unwrap_or_default();
        !DAY_PARTS.iter().any(|part| word.eq_ignore_ascii_case(part))
    })
}

/// Whether a character separates a name and a time on one line.
fn is_part(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(
            sign,
            '-' | '–'
                | '—'
                | '|'
                | '·'
                | '•'
                | '/'
                | '،'
                | ','
                | '('
                | ')'
                | '['
                | ']'
                | ':'
                | '*'
                | '»'
                | '«'
                | '~'
                | '@'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_time_on_one_line_are_parted() {
        for (line, expected) in [
            ("سمير - منذ 3 أيام", Some(("سمير", "منذ 3 أيام"))),
            ("منذ يومين | أم خالد", Some(("أم خالد", "منذ يومين"))),
            ("سمير (14 يوليو 2016)", Some(("سمير", "14 يوليو 2016"))),
            ("بواسطة: سمير في 14 يوليو 2016", Some(("سمير", "14 يوليو 2016"))),
            ("2 - سمير - 14/07/2016", Some(("سمير", "14/07/2016"))),
            ("كان ذلك منذ 3 أيام كما أذكر جيدا", None),
            ("منذ 3 أيام", None),
            ("سمير", None),
        ] {
            assert_eq!(name_and_time(line), expected, "{line}");
        }
    }

    #[test]
    fn of_two_times_side_by_side_the_one_with_a_day_is_taken() {
        for (line, expected) in [
            ("منذ 15 ثانية (7:10 م)", Some("منذ 15 ثانية")),
            ("منذ 3 ساعات - 7:10 م", Some("منذ 3 ساعات")),
            ("7:10 م، منذ ساعتين", Some("منذ ساعتين")),
            ("9 مارس 2015 8:40 ص 9 مارس 2015 8:40 ص", Some("9 مارس 2015 8:40 ص")),
            ("سمير منذ 3 ساعات", None),
            ("منذ 3 ساعات", None),
        ] {
            let found = time_and_beside(line).filter(|(_, name)| name.is_none()).map(|(time, _)| time);
            assert_eq!(found, expected, "{line}");
        }
        assert_eq!(name_and_time("سمير منذ 3 ساعات منذ 3 ساعات"), Some(("سمير", "منذ 3 ساعات")));
    }

    #[test]
    fn what_stood_between_a_name_and_a_time_is_no_part_of_the_name() {
        for (line, name) in [
            ("سمير في قال:", "سمير"),
            ("أم خالد |", "أم خالد"),
            ("Samir says:", "Samir"),
            ("في", ""),
            ("عفيفي", "عفيفي"),
            ("Jason", "Jason"),
        ] {
            assert_eq!(without_joints(line), name, "{line}");
        }
    }

    #[test]
    fn numbers_labels_and_signs_are_no_part_of_a_name() {
        for (line, name) in [
            ("1 - سمير", "سمير"),
            ("#3 سمير", "سمير"),
            ("الاسم: سمير", "سمير"),
            ("4. سمير", "سمير"),
            ("سمير 99", "سمير 99"),
            ("7mada", "7mada"),
            ("من هناك", "من هناك"),
        ] {
            assert_eq!(bare_name(line), name, "{line}");
        }
    }
}
