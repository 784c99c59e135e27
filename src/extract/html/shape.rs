//! What the elements of an unknown page look like: by words in their classes, by how little they hold, by what they say.

use crate::extract::signs;
use crate::page::html::Element;
use crate::time;

/// Words in classes and ids of elements that hold comments.
pub(super) const COMMENT_WORDS: &[&str] =
    &["comment", "reply", "replies", "feedback", "discussion", "taaliq", "ta3liq", "taleeq", "opinions", "rodod"];
/// Words in those of boxes that hold links to other articles, or comments on them.
pub(super) const ASIDE_WORDS: &[&str] = &[
    "sidebar", "widget", "recent", "latest", "related", "popular", "most-", "most_", "mostread", "trending", "ticker",
    "breaking",
];
pub(super) const NAME_WORDS: &[&str] = &[
    "author",
    "name",
    "user",
    "nick",
    "writer",
    "poster",
    "commenter",
    "member",
    "owner",
    "person",
    "kateb",
    "byline",
];
pub(super) const BODY_WORDS: &[&str] =
    &["body", "text", "content", "message", "msg", "desc", "txt", "says", "nass", "paragraph"];

pub(super) fn speaks_of(element: Element<'_>, words: &[&str]) -> bool {
    ["class", "id"].iter().filter_map(|name| element.attribute(name)).any(|value| {
        let value = value.to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    })
}

/// Whether an element stands in a box beside the article.
pub(super) fn is_aside(element: Element<'_>) -> bool {
    let is_box = |element: Element<'_>| {
        !matches!(element.name(), "body" | "html" | "main")
            && (matches!(element.name(), "nav" | "footer" | "head") || speaks_of(element, ASIDE_WORDS))
    };
    is_box(element) || element.ancestors().any(is_box)
}

/// Whether an element holds little text: as a header, a name, a time does.
pub(super) fn is_short(element: Element<'_>) -> bool {
    const MOST_ELEMENTS: usize = 8;
    const MOST_TEXT: u32 = 512;
    element.text_length() <= MOST_TEXT
        && !element.is_hidden()
        && element.descendants().take(MOST_ELEMENTS + 1).count() <= MOST_ELEMENTS
}

/// A time that an element says and nothing else, or nothing but a name.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) time: String,
    pub(super) stamp: Option<String>,
    pub(super) name: Option<String>,
}

pub(super) fn time_of(element: Element<'_>) -> Option<Told> {
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
    if line.is_empty() || line.len() > LONGEST || !(element.name() == "time" || stamp.is_some() || may_say_time(&line))
    {
        return None;
    }
    let bare = signs::time_in(&line);
    if signs::is_time(bare) || element.name() == "time" {
        return Some(Told { time: bare.into(), stamp, name: None });
    }
    let (name, time) = signs::name_and_time(&line)?;
    Some(Told { time: time.into(), stamp, name: Some(signs::without_verb(name).into()) })
}

/// Whether a line can have a time in it: it has a digit, or a word that only times have.
fn may_say_time(line: &str) -> bool {
    line.chars().any(char::is_numeric)
        || time::may_be_time(line)
        || ["منذ", "قبل", "أمس", "امس", "اليوم", "الآن"].iter().any(|word| line.contains(word))
}

/// The element that says a name, of these: the first whose class speaks of one; else the first of those that stand out.
pub(super) fn name_in<'page>(
    elements: &[Element<'page>],
    line_of: impl Fn(Element<'page>) -> String,
) -> Option<Element<'page>> {
    /// Longer texts are no names, in characters.
    const LONGEST: usize = 80;
    let short = || elements.iter().copied().filter(|element| is_short(*element));
    let named = short().filter(|element| speaks_of(*element, NAME_WORDS)).find(|element| {
        let line = line_of(*element);
        line.chars().count() <= LONGEST
            && line.chars().filter(|sign| sign.is_alphanumeric()).count() > 1
            && !signs::is_time(signs::time_in(&line))
    });
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
    named.or_else(|| {
        short().filter(stands_out).find(|element| {
            let line = line_of(*element);
            let name = signs::bare_name(&line);
            signs::is_name(name)
                && !signs::is_button(&line)
                && line.chars().filter(|sign| sign.is_alphabetic()).count() > 1
                && !signs::is_time(signs::time_in(&line))
        })
    })
}
