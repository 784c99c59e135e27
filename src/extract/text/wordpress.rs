//! WordPress, as text.
//!
//! Sources: the Arabic strings of its translation ("%s يقول:", older "%s قال:" and "%s كتب:", "%1$s الساعة %2$s") and
//! the output of text savers for its lists: "1. سمير يقول:", replies indented, "[رد](…?replytocom=11#respond)". Some
//! themes put the verb first ("يقول سمير:"). A line with such a verb begins a comment only where a time follows it:
//! readers write "يقول المثل:" too.

use super::Lines;
use super::lines::{Line, body, less_deep};
use crate::extract::{Found, FoundComment, Layout, Parent, signs};

/// The layout.
pub(super) struct WordPress;

const VERBS: [&str; 6] = ["يقول", "تقول", "قال", "كتب", "says", "يعلق"];

impl Layout<Lines<'_>> for WordPress {
    fn name(&self) -> &'static str {
        "wordpress"
    }

    fn site(&self) -> Option<&'static str> {
        None
    }

    fn recognises(&self, page: &Lines<'_>) -> bool {
        (0..page.all().len()).any(|at| anchor(page.all(), at).is_some())
    }

    fn read(&self, page: &Lines<'_>) -> Found {
        let lines = page.all();
        let mut anchors: Vec<CommentAnchor> = (0..lines.len()).filter_map(|at| anchor(lines, at)).collect();
        // Below the form are boxes with comments on other articles.
        let form = anchors.first().and_then(|first| (first.at..lines.len()).find(|at| is_form(lines, *at)));
        anchors.retain(|anchor| form.is_none_or(|form| anchor.at < form));
        let lines = &lines[..form.filter(|_| !anchors.is_empty()).unwrap_or(lines.len())];
        let first = anchors.first().map_or(lines.len(), |anchor| anchor.at);
        let header = lines[..first].iter().rposition(|line| signs::header(line.text).is_some());
        let mut comments: Vec<FoundComment> = Vec::new();
        // Where the other comments end in their button without a blank line, so does the last.
        let mut others = anchors.iter().skip(1);
        let is_loose = anchors.len() > 1 && others.all(|anchor| ends_in_bare_button(&lines[..anchor.at]));
        let answered = less_deep(anchors.iter().map(|anchor| lines[anchor.at]));
        for (number, (anchor, answered)) in anchors.iter().zip(answered).enumerate() {
            let next = anchors.get(number + 1).map_or(lines.len(), |next| next.at);
            let end = end(&lines[anchor.body..next], number + 1 == anchors.len(), is_loose);
            let mut kept: Vec<Line<'_>> =
                lines[anchor.body..anchor.body + end].iter().filter(|line| !is_notice(line.text)).copied().collect();
            // "رد" below a text is the button; above it, a reader's word.
            while kept.last().is_some_and(|line| line.is_blank() || is_button(line.text)) {
                kept.pop();
            }
            comments.push(FoundComment {
                parent: answered.map_or(Parent::None, Parent::Index),
                author: Some(anchor.author.clone()).filter(|author| !author.is_empty()),
                time: Some(anchor.time.clone()),
                body: body(&kept),
                ..FoundComment::default()
            });
        }
        let text_end = header.unwrap_or(first);
        Found {
            title: page.repeated_title().map(Into::into),
            declared: header.and_then(|at| signs::header(lines[at].text)).and_then(|header| header.count),
            text: page.text(0..text_end),
            comments,
            ..Found::default()
        }
    }
}

/// The head of a comment.
struct CommentAnchor {
    at: usize,
    /// The first line after name and time.
    body: usize,
    author: String,
    time: String,
}

/// Parses a head: a name with its verb on this line, a time on it or on the next that is not blank.
fn anchor(lines: &[Line<'_>], at: usize) -> Option<CommentAnchor> {
    let line = lines[at];
    let (author, rest) = name(line.text)?;
    let found = |body, time: &str| CommentAnchor { at, body, author: author.clone(), time: time.into() };
    if !rest.is_empty() {
        return time_of(rest).map(|time| found(at + 1, time));
    }
    /// The most blank lines between a name and its time.
    const NEAR: usize = 3;
    let next = (at + 1..lines.len().min(at + 2 + NEAR)).find(|next| !lines[*next].is_blank())?;
    time_of(lines[next].text).map(|time| found(next + 1, time))
}

/// The time on a line, without the link and the button that some savers leave beside it.
fn time_of(line: &str) -> Option<&str> {
    let line = line
        .split("](")
        .next()
        .unwrap_or(line)
        .trim_start_matches(['[', '(', '*', '_'])
        .trim_end_matches([']', ')', '*', '_']);
    let line = ["(تحرير)", "(تعديل)", "تحرير", "تعديل", "رد", "(edit"].iter().fold(line.trim(), |line, button| {
        line.strip_suffix(button).filter(|rest| rest.ends_with(char::is_whitespace)).map_or(line, str::trim)
    });
    let line = signs::time_in(line);
    signs::is_time(line).then_some(line)
}

/// The name on a line that has one with a verb, and the text after the colon.
fn name(line: &str) -> Option<(String, &str)> {
    let (head, rest) = line.split_once(':').or_else(|| line.split_once('…')).unwrap_or((line, ""));
    let has_colon = head.len() < line.len();
    let head = head.replace("**", "");
    let head = head.trim().trim_start_matches(['*', '#', '-', '•', '>']).trim();
    // The number of a list, as text savers print it.
    let head = head
        .split_once(['.', ')'])
        .filter(|(number, _)| !number.is_empty() && number.chars().all(char::is_numeric))
        .map_or(head, |(_, rest)| rest.trim());
    let head = head.rsplit_once(')').filter(|_| head.starts_with("![")).map_or(head, |(_, rest)| rest.trim());
    for verb in VERBS {
        // One saver joins the two: "سميريقول:".
        let before = || head.strip_prefix(verb).filter(|rest| has_colon && rest.starts_with(char::is_whitespace));
        if let Some(name) = head.strip_suffix(verb).or_else(before) {
            let name = name.trim().trim_matches(['*', '_', '[', ']']);
            if !name.is_empty() && name.chars().count() <= 80 {
                return Some((name.to_string(), rest.trim()));
            }
        }
    }
    None
}

/// The number of lines of a comment after its time: up to its button, or a link from another site; the last up to what
/// follows the comments.
fn end(lines: &[Line<'_>], is_last: bool, loose: bool) -> usize {
    let parted = |at: usize| at == 0 || lines[at - 1].is_blank() || is_button(lines[at - 1].text);
    let closes = |at: &usize| {
        let text = lines[*at].text.trim_start_matches('#').trim();
        let below = is_last && (signs::is_below(text) || signs::header(text).is_some());
        parted(*at) && (below || is_link(text))
    };
    let end = (0..lines.len()).find(closes).unwrap_or(lines.len());
    // Below the button of the last comment is the rest of the page: here a button ends a paragraph of its own.
    let is_last_button = |at: &usize| {
        is_reply(lines[*at].text) && (loose || parted(*at)) && lines.get(at + 1).is_none_or(Line::is_blank)
    };
    (0..end).find(is_last_button).filter(|_| is_last).map_or(end, |at| at + 1)
}

/// Whether the last line that is not blank is a button directly below a text.
fn ends_in_bare_button(lines: &[Line<'_>]) -> bool {
    let last = lines.iter().rposition(|line| !line.is_blank());
    last.is_some_and(|at| is_reply(lines[at].text) && at > 0 && !lines[at - 1].is_blank())
}

/// Whether a line is the heading of the form below the comments, or of the box beside them.
fn is_form(lines: &[Line<'_>], at: usize) -> bool {
    let text = lines[at].text.trim_start_matches('#').trim();
    let parted = at == 0 || lines[at - 1].is_blank() || is_button(lines[at - 1].text);
    let names_form = text.ends_with("إلغاء الرد") || text.ends_with("Cancel reply");
    parted && (names_form || matches!(text, "أحدث التعليقات" | "آخر التعليقات" | "Recent Comments"))
}

/// Whether a line is the notice of a link from another site (pingback).
fn is_link(line: &str) -> bool {
    ["تنبيه:", "التنبيهات:", "تعقيب:", "التعقيبات:", "إشارة:", "Pingback:", "Trackback:"]
        .iter()
        .any(|notice| line.starts_with(notice))
}

fn is_reply(line: &str) -> bool {
    matches!(line, "رد" | "الرد" | "Reply" | "↓") || line.contains("replytocom=")
}

fn is_button(line: &str) -> bool {
    is_reply(line) || signs::is_button(line)
}

fn is_notice(line: &str) -> bool {
    line.contains("بانتظار المراجعة") || line.contains("في انتظار المراجعة")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Vec<FoundComment> {
        let lines = Lines::of(page);
        assert!(WordPress.recognises(&lines));
        WordPress.read(&lines).comments
    }

    const PAGE: &str = "عنوان الخبر\n\nنص الخبر، يقول المدير:\nكلام.\n\nتعليقان على “عنوان الخبر”\n\nسمير يقول:\n14 يوليو، 2016 الساعة 9:16 م\n\n\
        الفقرة الأولى\n\nيقول المثل:\nالصبر مفتاح\n\nرد\n\nيقول أبو هدى:\n15 يوليو، 2016 الساعة 8:01 ص\n\nشكرا\n\nرد\n\nأضف تعليق\n\nلن يتم نشر عنوان بريدك";

    #[test]
    fn names_before_and_after_the_verb_times_and_bodies_are_read() {
        let found = read(PAGE);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].author.as_deref(), Some("سمير"));
        assert_eq!(found[0].time.as_deref(), Some("14 يوليو، 2016 الساعة 9:16 م"));
        assert_eq!(found[0].body, "الفقرة الأولى\n\nيقول المثل:\nالصبر مفتاح");
        assert_eq!((found[1].author.as_deref(), found[1].body.as_str()), (Some("أبو هدى"), "شكرا"));
    }

    #[test]
    fn lists_as_text_savers_print_them_keep_their_nesting() {
        let page = "خبر\n\nتعليقان على “خبر”\n   1. سالم يقول:\n      14 يوليو، 2016 الساعة 9:16 م\n\n      نص\n\n      رد\n       1. هدى يقول:\n          15 يوليو، 2016 الساعة 8:01 ص\n\n          رد عليه\n\n          رد\nأضف تعليق";
        let found = read(page);
        assert_eq!(found[1].parent, Parent::Index(0));
        assert_eq!((found[0].body.as_str(), found[1].body.as_str()), ("نص", "رد عليه"));
    }
}
