//! Elaph (elaph.com), as text.
//!
//! Source: one saved page. Above the article are section, kicker and title, then a line "-"; below it
//! "التعليقات", a disclaimer, and for each comment its title, then "name -", a blank line, and the text.

use super::Lines;
use super::lines::{Line, body};
use crate::extract::{Found, FoundComment, Layout, signs};

/// The layout.
pub(super) struct Elaph;

const COMMENTS: &str = "التعليقات";
const DISCLAIMER: &str = "جميع التعليقات المنشورة تعبر عن رأي";
const SITE: &str = "إيلاف";
/// The invitation between title and text, also on pages without comments.
const INVITATION: &str = "قراؤنا من مستخدمي إنستجرام";

impl Layout<Lines<'_>> for Elaph {
    fn name(&self) -> &'static str {
        "elaph"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["elaph.com"]
    }

    fn names(&self) -> &'static [&'static str] {
        &["إيلاف", "Elaph"]
    }

    fn recognises(&self, page: &Lines<'_>) -> bool {
        let disclaimer = page.all().iter().any(|line| is_disclaimer(line) && line.text.contains(SITE));
        disclaimer || page.has(INVITATION)
    }

    fn read(&self, page: &Lines<'_>) -> Found {
        let lines = page.all();
        let disclaimer = disclaimer(lines);
        let article_end = disclaimer
            .and_then(|at| lines[..at].iter().rposition(|line| line.text == COMMENTS).or(Some(at)))
            .unwrap_or(lines.len());
        let dash = lines[..article_end].iter().position(|line| line.text == "-");
        let title = dash
            .and_then(|at| lines[..at].iter().rfind(|line| !line.is_blank()).map(|line| line.text))
            .or_else(|| page.repeated_title());
        Found {
            title: title.map(Into::into),
            text: page.text(dash.map_or(0, |at| at + 1)..article_end),
            comments: disclaimer.map(|at| comments(&lines[at + 1..])).unwrap_or_default(),
            ..Found::default()
        }
    }
}

fn is_disclaimer(line: &Line<'_>) -> bool {
    line.text.starts_with(DISCLAIMER)
}

/// The line of the disclaimer under the header. An article may mention "التعليقات"; the two together are the header.
fn disclaimer(lines: &[Line<'_>]) -> Option<usize> {
    let after_header = |at: &usize| {
        lines[..*at].iter().rfind(|line| !line.is_blank()).is_some_and(|line| line.text.starts_with(COMMENTS))
    };
    let candidates = || lines.iter().enumerate().filter(|(_, line)| is_disclaimer(line)).map(|(at, _)| at);
    candidates().find(after_header).or_else(|| candidates().next())
}

/// The name on a line "name -"; empty where the reader gave none.
fn name<'page>(line: &Line<'page>) -> Option<&'page str> {
    let name = line.text.strip_suffix('-')?;
    (name.is_empty() || name.ends_with(char::is_whitespace)).then(|| name.trim_end())
}

fn comments(lines: &[Line<'_>]) -> Vec<FoundComment> {
    let names: Vec<usize> = (0..lines.len()).filter(|at| is_name(lines, *at)).collect();
    let above = |at: usize| lines[..at].iter().rposition(|line| !line.is_blank());
    // Where there is a line between the disclaimer and the first name, and a blank line below it, titles are paragraphs
    // of their own, as in text converted from HTML.
    let has_title_apart = |at: usize| above(at).is_some_and(|title| title + 1 < at && above(title).is_none());
    let are_apart = names.first().is_some_and(|first| has_title_apart(*first));
    let title =
        |at: usize| above(at).filter(|title| title + 1 == at || are_apart && self::name(&lines[*title]).is_none());
    let end = names.last().map_or(lines.len(), |last| {
        let is_below = |at: &usize| lines[at - 1].is_blank() && signs::is_below(lines[*at].text);
        (last + 1..lines.len()).find(is_below).unwrap_or(lines.len())
    });
    names
        .iter()
        .enumerate()
        .map(|(index, at)| {
            let next = names.get(index + 1).map_or(end, |next| title(*next).unwrap_or(*next));
            FoundComment {
                author: name(&lines[*at]).filter(|name| !name.is_empty()).map(Into::into),
                title: title(*at).map(|title| lines[title].text.into()),
                body: body(&lines[at + 1..next.max(at + 1)]),
                ..FoundComment::default()
            }
        })
        .collect()
}

/// Whether a line is the name of a comment: second in its paragraph, under the title, or alone where there is no
/// title; the text follows after a blank line. A sentence that ends in a dash is neither.
fn is_name(lines: &[Line<'_>], at: usize) -> bool {
    /// The longest name, in characters; a line of a text is longer.
    const LONGEST: usize = 60;
    let Some(name) = name(&lines[at]) else { return false };
    let blank = |at: Option<usize>| at.is_none_or(|at| lines[at].is_blank());
    let ends_paragraph = lines.get(at + 1).is_none_or(Line::is_blank);
    let under_title = !blank(at.checked_sub(1)) && blank(at.checked_sub(2));
    // Directly below another name is a text: "كلهم -" is what that reader wrote.
    let below_name =
        || lines[..at].iter().rfind(|line| !line.is_blank()).is_some_and(|line| self::name(line).is_some());
    let alone = blank(at.checked_sub(1)) && !below_name();
    // A comment without a title has a text: a dash at the end of the last paragraph belongs to that paragraph.
    let text_follows = || {
        let next = (at + 1..lines.len()).find(|next| !lines[*next].is_blank());
        let is_name = |at: usize| lines.get(at).is_some_and(|line| self::name(line).is_some());
        next.is_some_and(|next| !is_name(next) && !is_name(next + 1))
    };
    name.chars().count() <= LONGEST && ends_paragraph && (under_title || alone && text_follows())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
أخبار

قال إن التعليقات كثيرة

عنوان الخبر

-
قراؤنا من مستخدمي إنستجرام
إضغط هنا للإشتراك

نص الخبر.

التعليقات
سطر من الخبر نفسه.

&

التعليقات

جميع التعليقات المنشورة تعبر عن رأي كتّابها ولا تعبر بالضرورة عن رأي إيلاف
عنوان التعليق
سمير -

الفقرة الأولى -
وسطر آخر

الفقرة الثانية

بلا عنوان هنا
-

نص بلا اسم
";

    #[test]
    fn titles_names_and_bodies_are_read() {
        let lines = Lines::of(PAGE);
        assert!(Elaph.recognises(&lines));
        let found = Elaph.read(&lines);
        assert_eq!(found.title.as_deref(), Some("عنوان الخبر"));
        assert!(found.text.ends_with("سطر من الخبر نفسه.\n\n&"), "{}", found.text);
        let comment = |author: Option<&str>, title: Option<&str>, body: &str| FoundComment {
            author: author.map(Into::into),
            title: title.map(Into::into),
            body: body.into(),
            ..FoundComment::default()
        };
        assert_eq!(
            found.comments,
            [
                comment(Some("سمير"), Some("عنوان التعليق"), "الفقرة الأولى -\nوسطر آخر\n\nالفقرة الثانية"),
                comment(None, Some("بلا عنوان هنا"), "نص بلا اسم"),
            ]
        );
    }

    #[test]
    fn a_page_without_comments_has_none() {
        let page = "أخبار\n\nعنوان\n\n-\nقراؤنا من مستخدمي إنستجرام\n\nنص الخبر -\n\nخاتمة";
        let lines = Lines::of(page);
        assert!(Elaph.recognises(&lines));
        assert_eq!(Elaph.read(&lines).comments, []);
    }
}
