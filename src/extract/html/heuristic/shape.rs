//! Properties of elements in unknown markup: by words in their classes, by their size, by their text.

use crate::extract::signs;
use crate::page::html::Element;
use crate::time;

/// Words in classes and ids of elements that contain comments.
pub(in crate::extract::html) const COMMENT_WORDS: &[&str] =
    &["comment", "reply", "replies", "feedback", "discussion", "taaliq", "ta3liq", "taleeq", "opinions", "rodod"];
/// Words in those of boxes with links to other articles, or with comments on them, and of Wikipedia's references.
pub(super) const ASIDE_WORDS: &[&str] = &[
    "sidebar", "widget", "recent", "latest", "related", "popular", "most-", "most_", "mostread", "trending", "ticker",
    "breaking", "reflist", "cite_note",
];
pub(in crate::extract::html) const NAME_WORDS: &[&str] = &[
    "author", "name", "user", "nick", "writer", "poster", "commenter", "member", "owner", "person", "kateb", "byline",
];
pub(in crate::extract::html) const BODY_WORDS: &[&str] =
    &["body", "text", "content", "message", "msg", "desc", "txt", "says", "nass", "paragraph"];

pub(in crate::extract::html) fn speaks_of(element: Element<'_>, words: &[&str]) -> bool {
    // ASP.NET makes an id of those of all controls around: "ctl00_body1_CommentControl1_ctrl0_divAdminLinks".
    let id = element.attribute("id").map(|id| match id.rsplit_once('_') {
        Some((around, own)) if around.starts_with("ctl") => own,
        _ => id,
    });
    [element.attribute("class"), id].into_iter().flatten().any(|value| {
        let value = value.to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    })
}

/// Elements in document order, none inside another.
pub(in crate::extract::html) struct Outermost<'page>(Vec<Element<'page>>);

impl<'page> Outermost<'page> {
    /// Of elements in document order, those that are inside none of the others.
    pub(in crate::extract::html) fn of(elements: impl IntoIterator<Item = Element<'page>>) -> Self {
        let mut kept: Vec<Element<'page>> = Vec::new();
        for element in elements {
            if kept.last().is_none_or(|last| *last != element && !last.holds(element)) {
                kept.push(element);
            }
        }
        Self(kept)
    }

    /// The elements, in document order.
    pub(in crate::extract::html) fn elements(&self) -> &[Element<'page>] {
        &self.0
    }

    /// Whether an element is one of them, or inside one.
    pub(in crate::extract::html) fn hold(&self, element: Element<'page>) -> bool {
        let before = self.0.partition_point(|other| other.index() <= element.index());
        before.checked_sub(1).is_some_and(|last| self.0[last] == element || self.0[last].holds(element))
    }
}

/// For each of some elements in document order, the index of its nearest ancestor among them.
pub(in crate::extract::html) fn around(elements: &[Element<'_>]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut around = Vec::with_capacity(elements.len());
    for (number, element) in elements.iter().enumerate() {
        while open.pop_if(|last| !elements[*last].holds(*element)).is_some() {}
        around.push(open.last().copied());
        open.push(number);
    }
    around
}

/// Whether an element has little text: as a header, a name or a time has.
pub(in crate::extract::html) fn is_short(element: Element<'_>) -> bool {
    const MOST_ELEMENTS: usize = 8;
    const MOST_TEXT: u32 = 512;
    element.text_length() <= MOST_TEXT
        && !element.is_hidden()
        && element.descendants().take(MOST_ELEMENTS + 1).count() <= MOST_ELEMENTS
}

/// Whether an element is a heading.
pub(super) fn is_heading(element: Element<'_>) -> bool {
    matches!(element.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether an element quotes another comment: it begins with that one's name and time, `<blockquote><cite>`, and the
/// comment's own text stands behind it. Comments that are such elements themselves stand behind one another.
pub(super) fn is_quotation(element: Element<'_>) -> bool {
    /// The elements of a comment among which its quotations are looked for.
    const MOST: usize = 32;
    let is_apart = |parent: Element<'_>| {
        let siblings = parent.children().take(MOST).filter(|sibling| *sibling != element);
        !siblings.into_iter().any(begins_with_name_and_time)
    };
    begins_with_name_and_time(element)
        && element.following().next().is_some_and(Element::has_text)
        && element.parent().is_some_and(is_apart)
}

/// Whether an element is a `<blockquote>` that begins with a `<cite>` of a name and a time.
fn begins_with_name_and_time(element: Element<'_>) -> bool {
    /// The elements around a `<cite>`.
    const DEEPEST: usize = 4;
    let cited = |cite: Element<'_>| {
        element.first_text().is_some_and(|text| cite.line().starts_with(text.trim()))
            && signs::name_and_time(&cite.line()).is_some()
    };
    element.name() == "blockquote"
        && element.descendants().take(DEEPEST).find(|inner| inner.name() == "cite").is_some_and(cited)
}

/// The time of an element that contains nothing else, or nothing but a name.
#[derive(Debug, Clone)]
pub(in crate::extract::html) struct FoundTime {
    pub(in crate::extract::html) time: String,
    pub(in crate::extract::html) stamp: Option<String>,
    pub(in crate::extract::html) name: Option<String>,
}

pub(in crate::extract::html) fn time_of(element: Element<'_>) -> Option<FoundTime> {
    const LONGEST: usize = 240;
    if !is_short(element) || matches!(element.name(), "html" | "body" | "head" | "title" | "meta" | "option" | "button")
    {
        return None;
    }
    let stamp = ["datetime", "title", "data-utime", "data-time", "data-timestamp"]
        .iter()
        .find_map(|name| element.attribute(name));
    let stamp =
        stamp.filter(|value| time::read(value).is_some_and(|reading| !reading.is_relative())).map(str::to_string);
    let line = element.line();
    if line.is_empty()
        || line.len() > LONGEST
        || !(element.name() == "time" || stamp.is_some() || signs::may_say_time(&line))
    {
        return None;
    }
    let bare = signs::time_in(&line);
    if signs::is_time(bare) || element.name() == "time" {
        return Some(FoundTime { time: bare.into(), stamp, name: None });
    }
    let Some((time, name)) = signs::time_and_beside(&line) else { return time_before_name(element) };
    Some(FoundTime { time: time.into(), stamp, name: name.map(|name| signs::without_verb(name).into()) })
}

/// A time in the text of an element, and a name in a child: "كتب في 4 مارس 2021 <b>سمير</b>".
fn time_before_name(element: Element<'_>) -> Option<FoundTime> {
    let texts = element.own_texts();
    let mut times = texts.iter().map(|text| signs::time_in(without_preposition(text)));
    let time = times.find(|text| signs::may_say_time(text) && signs::is_time(text) && signs::says_when(text))?;
    let stands_in_line =
        |child: &Element<'_>| matches!(child.name(), "a" | "b" | "strong" | "cite" | "span" | "i" | "em");
    let mut lines = element.children().filter(stands_in_line).map(Element::line);
    let name = lines.find(|line| signs::is_name(line) && !signs::is_button(line))?;
    Some(FoundTime { time: time.into(), stamp: None, name: Some(name) })
}

/// A text without the word before the name that follows: "Posted March 4, 2021 by".
fn without_preposition(text: &str) -> &str {
    [" by", " بواسطة", " من"].iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text)
}

/// The element with most text, the first of equals.
pub(in crate::extract::html) fn first_longest<'page>(
    elements: impl Iterator<Item = Element<'page>>,
) -> Option<Element<'page>> {
    elements.reduce(|first, next| if next.text_length() > first.text_length() { next } else { first })
}

/// Text without the lines of punctuation that separated removed elements.
pub(in crate::extract::html) fn without_signs(text: &str) -> String {
    let is_sign = |line: &str| {
        let of_signs =
            |sign: char| sign.is_ascii_punctuation() || matches!(sign, ' ' | '·' | '•' | '|' | '–' | '—' | '،');
        line.chars().all(of_signs) && !line.is_empty()
    };
    let is_verb =
        |line: &str| matches!(line.trim_end_matches([':', '.', ' ', '…']), "يقول" | "قال" | "كتب" | "says" | "تقول");
    let kept: Vec<&str> = text.lines().filter(|line| !is_sign(line) && !is_verb(line)).collect();
    kept.join("\n").trim().to_string()
}

/// The element with a name, of these: the first whose class suggests one; else the first of those that are emphasised
pub(super) fn name_in<'page>(
    elements: &[Element<'page>],
    line_of: impl Fn(Element<'page>) -> String,
) -> Option<Element<'page>> {
    name_by_class(elements, &line_of).or_else(|| name_that_stands_out(elements, &line_of))
}

/// The first element whose class suggests a name and whose text could be one.
pub(in crate::extract::html) fn name_by_class<'page>(
    elements: &[Element<'page>],
    line_of: impl Fn(Element<'page>) -> String,
) -> Option<Element<'page>> {
    /// The longest name, in characters.
    const LONGEST: usize = 80;
    let mut named = elements.iter().copied().filter(|element| is_short(*element) && speaks_of(*element, NAME_WORDS));
    named.find(|element| {
        let line = line_of(*element);
        line.chars().count() <= LONGEST
            && line.chars().filter(|sign| sign.is_alphanumeric()).count() > 1
            && !signs::is_time(signs::time_in(&line))
    })
}

/// The first emphasised or linked element whose text could be a name.
pub(in crate::extract::html) fn name_that_stands_out<'page>(
    elements: &[Element<'page>],
    line_of: impl Fn(Element<'page>) -> String,
) -> Option<Element<'page>> {
    let stands_out = |element: &Element<'page>| {
        matches!(
            element.name(),
            "b" | "strong"
                | "cite"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "a"
                | "dt"
                | "span"
                | "th"
                | "td"
                | "div"
                | "p"
                | "i"
                | "em"
                | "label"
                | "font"
                | "u"
        )
    };
    let mut apart = elements.iter().copied().filter(|element| is_short(*element) && stands_out(element));
    apart.find(|element| {
        let line = line_of(*element);
        let name = signs::bare_name(&line);
        signs::is_name(name)
            && !signs::is_button(&line)
            && line.chars().filter(|sign| sign.is_alphabetic()).count() > 1
            && !signs::is_time(signs::time_in(&line))
    })
}
