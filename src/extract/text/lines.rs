//! A page of text as lines, with the functions that layouts share.

use crate::time;

/// A line of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'page> {
    /// The line without surrounding space.
    pub text: &'page str,
    /// The number of characters of space before it.
    pub indent: usize,
}

impl Line<'_> {
    /// Whether the line is empty.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it is only a number, in any digits.
    pub(crate) fn is_number(&self) -> bool {
        !self.is_blank() && self.text.chars().all(char::is_numeric)
    }
}

/// The lines of a page.
#[derive(Debug)]
pub(crate) struct Lines<'page> {
    lines: Vec<Line<'page>>,
}

/// Whether a character is white space, or a control that is invisible beside it.
fn is_space(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{FEFF}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')
}

impl<'page> Lines<'page> {
    /// Splits a text into lines.
    pub(crate) fn of(text: &'page str) -> Self {
        let lines = text.split('\n').map(|line| {
            let indent = line.chars().take_while(|character| is_space(*character)).count();
            Line { text: line.trim_matches(is_space), indent }
        });
        Self { lines: lines.collect() }
    }

    /// All lines.
    pub(crate) fn all(&self) -> &[Line<'page>] {
        &self.lines
    }

    /// Whether the page has a line with exactly this text.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.lines.iter().any(|line| line.text == text)
    }

    /// The first line that is not blank.
    pub(crate) fn first(&self) -> Option<&'page str> {
        self.lines.iter().map(|line| line.text).find(|text| !text.is_empty())
    }

    /// The title of the article, where the page begins with it: many sites add their name to the page's title
    /// ("… - بوابة الشروق") and print the title itself once more above the article.
    pub(crate) fn repeated_title(&self) -> Option<&'page str> {
        let first = self.first()?;
        let again = self.lines.iter().map(|line| line.text).filter(|text| !text.is_empty()).skip(1).find(|text| {
            first.strip_prefix(text).is_some_and(|rest| {
                rest.is_empty() || rest.trim_start().starts_with(['-', '–', '—', '|', '»', '«', ':', '·'])
            })
        });
        Some(again.unwrap_or_else(|| self.first_sentence().unwrap_or(first)))
    }

    /// The first line that could be a title: not a path ("الرئيسية > محليات"), not the name of a site or of a menu.
    fn first_sentence(&self) -> Option<&'page str> {
        const FAR: usize = 12;
        const FEWEST_WORDS: usize = 4;
        let written = self.lines.iter().map(|line| line.text).filter(|text| !text.is_empty()).take(FAR);
        let is_path = |text: &str| text.contains(['>', '«', '»', '|', '›']);
        let last = self
            .first()
            .filter(|first| is_path(first))
            .and_then(|first| first.rsplit(['>', '«', '»', '|', '›']).next());
        if let Some(last) = last.map(str::trim).filter(|last| last.split_whitespace().count() >= FEWEST_WORDS) {
            return Some(last);
        }
        let mut sentences = written.filter(|text| text.split_whitespace().count() >= FEWEST_WORDS && !is_path(text));
        sentences.find(|text| !text.ends_with('.'))
    }

    /// The text of a range of lines, as an article's or a comment's: see [`body`].
    pub(crate) fn text(&self, range: std::ops::Range<usize>) -> String {
        body(&self.lines[range.start.min(range.end)..range.end])
    }
}

/// Lines as one text: indentation removed, single line breaks kept, paragraphs separated by a blank line.
pub(crate) fn body(lines: &[Line<'_>]) -> String {
    let mut text = String::new();
    let mut blank = false;
    for line in lines {
        if line.is_blank() {
            blank = true;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if blank { "\n\n" } else { "\n" });
        }
        text.push_str(line.text);
        blank = false;
    }
    text
}

/// For each comment, given by its first line, the index of its parent: one indented more than the one before is a reply
/// to the nearest that is indented less.
pub(super) fn less_deep<'page>(heads: impl Iterator<Item = Line<'page>>) -> Vec<Option<usize>> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let answered = heads.enumerate().map(|(number, head)| {
        while open.pop_if(|(_, indent)| *indent >= head.indent).is_some() {}
        let nearest = open.last().map(|(nearest, _)| *nearest);
        open.push((number, head.indent));
        nearest
    });
    answered.collect()
}

/// The number in a header such as "التعليقات (2)", "التعليقات: ٢" or "2 تعليقات"; `None` for any other line.
pub(crate) fn comment_count(line: &str, word: &str) -> Option<u64> {
    let rest = line.strip_prefix(word)?;
    let digits: String = rest
        .chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '(' | ')' | '[' | ']' | ':' | ',' | '،'))
        .map(|character| match character {
            '0'..='9' => Some(character),
            '\u{660}'..='\u{669}' => char::from_digit(character as u32 - 0x660, 10),
            '\u{6F0}'..='\u{6F9}' => char::from_digit(character as u32 - 0x6F0, 10),
            _ => None,
        })
        .collect::<Option<String>>()?;
    digits.parse().ok()
}

/// The time at the beginning of a line: the longest run of its first words that is an absolute time without a zone.
///
/// Sites print their clock followed by the city and its weather; that city is not a time zone.
pub(crate) fn leading_time(line: &str) -> Option<time::Reading> {
    /// The most words of a time.
    const LONGEST: usize = 12;
    if !time::may_be_time(line) {
        return None;
    }
    let ends: Vec<usize> = line
        .char_indices()
        .filter(|(_, character)| character.is_whitespace())
        .map(|(at, _)| at)
        .chain([line.len()])
        .take(LONGEST)
        .collect();
    ends.iter().rev().find_map(|end| {
        let reading = time::read(&line[..*end])?;
        let moment = reading.resolve(None, time::Rounding::Unknown)?.earliest;
        (reading.direction() == time::Direction::Absolute && moment.offset().is_none()).then_some(reading)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_keeps_single_line_breaks_and_parts_paragraphs_by_one_blank_line() {
        let lines = Lines::of("    one\n    two\n\n\n    three\n    ");
        assert_eq!(body(lines.all()), "one\ntwo\n\nthree");
    }

    #[test]
    fn a_reply_answers_the_nearest_line_that_is_less_deep() {
        let heads = Lines::of("a\n  b\n    c\n  d\ne\n    f");
        assert_eq!(less_deep(heads.all().iter().copied()), [None, Some(0), Some(1), Some(0), None, Some(4)]);
    }

    #[test]
    fn the_title_is_what_the_page_repeats_without_the_name_of_the_site() {
        let page = Lines::of("خبر اليوم - موقع ما\nقائمة\nخبر اليوم\nنص");
        assert_eq!(page.repeated_title(), Some("خبر اليوم"));
        assert_eq!(Lines::of("خبر اليوم\n\nنص").repeated_title(), Some("خبر اليوم"));
    }

    #[test]
    fn a_count_is_read_in_any_digits_and_only_from_a_header() {
        for (line, expected) in [
            ("التعليقات (2)", Some(2)),
            ("التعليقات (٢)", Some(2)),
            ("التعليقات: 1,204", Some(1204)),
            ("التعليقات", None),
            ("التعليقات كثيرة (2)", None),
            ("كل التعليقات (2)", None),
        ] {
            assert_eq!(comment_count(line, "التعليقات"), expected, "{line}");
        }
    }

    #[test]
    fn a_clock_is_read_before_the_weather() {
        let reading = leading_time("الجمعة 27 سبتمبر 2024 7:26 ص القاهرة 24°").unwrap();
        assert_eq!(reading.resolve(None, time::Rounding::Unknown).unwrap().earliest.to_string(), "2024-09-27T07:26");
        assert!(leading_time("الجمعة الماضية كانت حافلة").is_none());
    }
}
