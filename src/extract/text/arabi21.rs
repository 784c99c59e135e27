//! Arabi21 (arabi21.com), as text.
//!
//! Source: two saved pages. After the article is "التعليقات (N)", then for each comment an indented name, a
//! blank line, an indented "·منذ …", and the indented text; after the last the number of comments once more, at the
//! margin, and boxes ("الأكثر قراءة", "أهم المواضيع"). The site truncates relative times ("8 years 7 months" is at
//! least that) and comments at 500 characters. Many readers type a sentence for a name.

use super::Lines;
use super::lines::{Line, body, comment_count};
use crate::extract::{Found, FoundComment, Layout};
use crate::time::{Rounding, read_in_time_field};

/// The layout.
pub(super) struct Arabi21;

const COMMENTS: &str = "التعليقات";

/// Boxes below every article of the site.
const BOXES: [&str; 3] = ["الأكثر قراءة", "أهم المواضيع", "أهم التصنيفات"];

impl Layout<Lines<'_>> for Arabi21 {
    fn name(&self) -> &'static str {
        "arabi21"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["arabi21.com"]
    }

    fn names(&self) -> &'static [&'static str] {
        &["عربي21"]
    }

    fn recognises(&self, page: &Lines<'_>) -> bool {
        let boxes = BOXES[1..].iter().filter(|name| page.all().iter().any(|line| is_box(line, name))).count();
        let timed = header(page).is_some_and(|at| first_time(&page.all()[at..]).is_some());
        boxes == 2 || timed
    }

    fn rounding(&self) -> Rounding {
        Rounding::Truncated
    }

    fn speaks_in_names(&self) -> bool {
        true
    }

    fn cut_at(&self) -> Option<usize> {
        Some(500)
    }

    fn read(&self, page: &Lines<'_>) -> Found {
        let lines = page.all();
        let header = header(page);
        let article_end = header
            .or_else(|| lines.iter().position(|line| BOXES.iter().any(|name| is_box(line, name))))
            .unwrap_or(lines.len());
        let title = page.repeated_title();
        // The title is repeated above the text.
        let text_start =
            lines[..article_end].iter().rposition(|line| Some(line.text) == title).map_or(0, |index| index + 1);
        let comments = header.map(|at| comments(&lines[at + 1..])).unwrap_or_default();
        Found {
            title: title.map(Into::into),
            declared: header.and_then(|at| comment_count(lines[at].text, COMMENTS)),
            text: page.text(text_start..article_end),
            comments,
            ..Found::default()
        }
    }
}

fn is_box(line: &Line<'_>, name: &str) -> bool {
    line.indent == 0 && line.text.trim_start_matches(|character: char| !character.is_alphabetic()) == name
}

/// The header above the comments: of several lines at the margin that look like one, the one followed by a name and a
/// time; an article may quote "التعليقات (3)", and so may a comment. Where one is followed by indented lines, as the
/// site's own comments are, an article that quotes comments at the margin is ignored. Without times, the last.
fn header(page: &Lines<'_>) -> Option<usize> {
    let lines = page.all();
    let candidates = || {
        lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.indent == 0 && comment_count(line.text, COMMENTS).is_some())
            .map(|(at, _)| at)
    };
    let opens = |at: &usize| {
        // At most a name is between the header and the first time.
        let written: Vec<&Line<'_>> = lines[at + 1..].iter().filter(|line| !line.is_blank()).take(2).collect();
        written.iter().any(|line| time(line).is_some())
    };
    let is_indented =
        |at: &usize| lines[at + 1..].iter().find(|line| !line.is_blank()).is_some_and(|line| line.indent > 0);
    candidates()
        .find(|at| opens(at) && is_indented(at))
        .or_else(|| candidates().find(opens))
        .or_else(|| candidates().next_back())
}

/// The time on a line that is only "·منذ …".
fn time<'page>(line: &Line<'page>) -> Option<&'page str> {
    let text = line.text.strip_prefix(['·', '•', '∙', '⋅', '‧'])?.trim();
    read_in_time_field(text).map(|_| text)
}

fn first_time(lines: &[Line<'_>]) -> Option<usize> {
    lines.iter().position(|line| time(line).is_some())
}

fn comments(lines: &[Line<'_>]) -> Vec<FoundComment> {
    let lines = &lines[..end(lines)];
    // A time must have a name above it, after a blank line: a comment may quote "·منذ …" in its text.
    let times: Vec<(usize, Option<usize>)> = (0..lines.len())
        .filter(|at| time(&lines[*at]).is_some())
        .filter_map(|at| match name_above(lines, at) {
            Some(name) => Some((at, Some(name))),
            None if lines[..at].iter().all(Line::is_blank) => Some((at, None)),
            None => None,
        })
        .collect();
    times
        .iter()
        .enumerate()
        .map(|(index, (at, name))| {
            let next = times.get(index + 1).map_or(lines.len(), |(next, name)| name.unwrap_or(*next));
            FoundComment {
                author: name.map(|name| lines[name].text.into()),
                time: time(&lines[*at]).map(Into::into),
                body: body(&lines[at + 1..next]),
                ..FoundComment::default()
            }
        })
        .collect()
}

/// The line of the name above a time: with a blank line between, and itself after a blank line or
/// at the beginning.
fn name_above(lines: &[Line<'_>], time: usize) -> Option<usize> {
    let name = lines[..time].iter().rposition(|line| !line.is_blank())?;
    let parted_from_time = name + 1 < time;
    let parted_from_text = name == 0 || lines[name - 1].is_blank();
    (parted_from_time && parted_from_text).then_some(name)
}

/// The line where the comments end: the number or the box that follows them at the margin.
///
/// Where comments are indented, a line at the margin after a blank line is not part of one; without a blank line
/// it is, since some savers indent only the first line of a text.
fn end(lines: &[Line<'_>]) -> usize {
    let indented = lines.iter().find(|line| !line.is_blank()).is_some_and(|line| line.indent > 0);
    let closes = |at: usize| {
        let line = &lines[at];
        if line.is_blank() || line.indent > 0 {
            return false;
        }
        let after_blank = at > 0 && lines[at - 1].is_blank();
        let next = lines[at + 1..].iter().find(|line| !line.is_blank());
        let last_number = line.is_number() && next.is_none_or(|next| BOXES.iter().any(|name| is_box(next, name)));
        let number = line.is_number() && (indented || last_number);
        number || BOXES.iter().any(|name| is_box(line, name)) || indented && after_blank
    };
    (0..lines.len()).find(|at| closes(*at)).unwrap_or(lines.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
وزارة المياه تعلن خطة جديدة

وزارة المياه تعلن خطة جديدة
أعلنت الوزارة خطة تبدأ منذ 3 سنوات.

التعليقات (3)
كانت كثيرة على الخطة السابقة.

التعليقات (2)

    مواطن من الريف

    ·منذ 8 سنوات 7 أشهر
    السطر الأول
    15

    التعليقات (9)
    ·منذ 3 سنوات هذا كلام

    سمير

    ·منذ يومين
    شكرا
2

الأكثر قراءة

خبر آخر
";

    fn read(text: &str) -> Vec<(Option<String>, Option<String>, String)> {
        let lines = Lines::of(text);
        assert!(Arabi21.recognises(&lines));
        let comments = Arabi21.read(&lines).comments;
        comments.into_iter().map(|comment| (comment.author, comment.time, comment.body)).collect()
    }

    fn some(text: &str) -> Option<String> {
        Some(text.into())
    }

    #[test]
    fn names_times_and_bodies_are_read_and_the_trailing_count_is_not() {
        assert_eq!(
            read(PAGE),
            [
                (
                    some("مواطن من الريف"),
                    some("منذ 8 سنوات 7 أشهر"),
                    "السطر الأول\n15\n\nالتعليقات (9)\n·منذ 3 سنوات هذا كلام".into()
                ),
                (some("سمير"), some("منذ يومين"), "شكرا".into()),
            ]
        );
    }

    #[test]
    fn an_article_that_quotes_a_header_is_not_cut_in_two() {
        let lines = Lines::of(PAGE);
        let found = Arabi21.read(&lines);
        assert_eq!(found.declared, Some(2));
        assert!(found.text.ends_with("كانت كثيرة على الخطة السابقة."));
        assert_eq!(found.title.as_deref(), Some("وزارة المياه تعلن خطة جديدة"));
    }

    #[test]
    fn comments_that_an_article_quotes_at_the_margin_are_none() {
        let quoting = PAGE.replace("كانت كثيرة على", "قارئ قديم\n\n·منذ 3 سنوات\nكلام قديم\n\nكانت كثيرة على");
        assert_eq!(read(&quoting), read(PAGE));
    }

    #[test]
    fn a_page_saved_without_indentation_is_read_the_same() {
        let flat: String = PAGE.lines().map(|line| format!("{}\n", line.trim_start())).collect();
        assert_eq!(read(&flat).len(), 2);
        assert_eq!(read(&flat)[1], (some("سمير"), some("منذ يومين"), "شكرا".into()));
    }

    #[test]
    fn an_empty_body_and_no_comments_are_right_as_well() {
        let page = "خبر\n\nالتعليقات (1)\n\n    اسم\n\n    ·منذ شهر\n\n1\n\nالأكثر قراءة\n";
        assert_eq!(read(page), [(some("اسم"), some("منذ شهر"), String::new())]);
        let page = "خبر\n\nنص\n\nالتعليقات (0)\n\nالأكثر قراءة\n\n💡 أهم المواضيع\n\n✨ أهم التصنيفات";
        assert_eq!(read(page), []);
    }
}
