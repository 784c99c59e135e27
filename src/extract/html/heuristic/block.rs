//! One comment in unknown markup, read from its element.

use super::shape::{
    BODY_WORDS, FoundTime, Outermost, first_longest, is_quotation, is_short, name_in, speaks_of, time_of, without_signs,
};
use crate::extract::{FoundComment, signs};
use crate::page::html::Element;

/// A comment's element and what was found in it.
pub(super) struct Block<'page> {
    /// The element with the time.
    pub(super) anchor: Element<'page>,
    /// The time in it.
    pub(super) found: FoundTime,
    /// The comment's element.
    pub(super) element: Element<'page>,
    /// The nested comments.
    pub(super) nested: Outermost<'page>,
}

impl<'page> Block<'page> {
    /// The comment, without its parent.
    pub(super) fn comment(&self) -> FoundComment {
        let body = self.body();
        let author = self.author(body);
        let is_known = |element: Element<'page>| {
            element == self.anchor
                || author == Some(element)
                || self.nested.hold(element)
                || is_quotation(element)
                || self.tells_time_again(element)
                || is_short(element) && (signs::is_button(&element.line()) || is_tool(element))
        };
        // Where this is only the element of the time, the comments have no elements of their own.
        let text = match self.element == self.anchor {
            true => String::new(),
            false => body.unwrap_or(self.element).text_without(is_known),
        };
        let kept: Vec<&str> = text.lines().filter(|line| !signs::is_button(line)).collect();
        let written = author.map(|author| self.line(author)).or_else(|| self.found.name.clone());
        let written = written.map(|name| signs::without_direction(&name).trim().to_string());
        let name = written.map(|name| signs::without_verb(signs::bare_name(&name)).to_string());
        FoundComment {
            id: id_of(self.element),
            time: Some(self.found.time.clone()),
            stamp: self.found.stamp.clone(),
            quoted: self.quoted(),
            body: without_initial(&without_signs(&kept.join("\n")), name.as_deref()),
            author: name.filter(|name| !name.is_empty()),
            ..FoundComment::default()
        }
    }

    /// Whether an element beside that of the time has nothing but a time.
    fn tells_time_again(&self, element: Element<'page>) -> bool {
        element.parent() == self.anchor.parent() && time_of(element).is_some_and(|found| found.name.is_none())
    }

    /// What it quotes of other comments, without their names and times.
    fn quoted(&self) -> Option<String> {
        let quotations = self.inside().filter(|element| is_quotation(*element));
        let texts = quotations.map(|whole| whole.text_without(|inner| inner.name() == "cite"));
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    }

    /// The text of an element on one line, without nested comments.
    fn line(&self, element: Element<'page>) -> String {
        let text = element.text_without(|inner| self.nested.hold(inner));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The visible elements of the comment outside the time's element and nested comments.
    fn inside(&self) -> impl Iterator<Item = Element<'page>> {
        let anchor = self.anchor;
        let is_free =
            move |element: &Element<'page>| *element != anchor && !element.holds(anchor) && !anchor.holds(*element);
        self.element.descendants().filter(|element| !self.nested.hold(*element) && !element.is_hidden()).filter(is_free)
    }

    /// The body: the element whose class suggests a text; of several the one with most text, since in some systems the
    /// ids of all elements contain the word.
    fn body(&self) -> Option<Element<'page>> {
        let speaks = |element: &Element<'page>| {
            speaks_of(*element, BODY_WORDS)
                && !speaks_of(*element, &["name", "author", "user", "reply"])
                && !self.line(*element).is_empty()
        };
        first_longest(self.inside().filter(speaks))
    }

    /// The element with the name, outside the body; most often it is beside the time.
    fn author(&self, body: Option<Element<'page>>) -> Option<Element<'page>> {
        if self.found.name.is_some() {
            return None;
        }
        let outside = |element: &Element<'page>| body.is_none_or(|body| body != *element && !body.holds(*element));
        let (beside, elsewhere): (Vec<_>, Vec<_>) =
            self.inside().filter(outside).partition(|element| element.parent() == self.anchor.parent());
        let all: Vec<Element<'page>> = beside.into_iter().chain(elsewhere).collect();
        name_in(&all, |element| self.line(element))
    }
}

/// A text without the initial that replaces an avatar above it.
fn without_initial(text: &str, name: Option<&str>) -> String {
    let initial = name.and_then(|name| name.chars().next());
    let rest = text.split_once('\n').filter(|(first, _)| first.chars().eq(initial)).map(|(_, rest)| rest.trim_start());
    rest.unwrap_or(text).to_string()
}

/// The id of a comment's element: an attribute of its own that contains a number.
fn id_of(block: Element<'_>) -> Option<String> {
    let value = ["data-comment-id", "data-id", "id"].iter().find_map(|name| block.attribute(name))?;
    let digits = value.find(|sign: char| sign.is_ascii_digit())?;
    let id = &value[digits..];
    id.chars().all(|sign| sign.is_alphanumeric() || sign == '-').then(|| id.to_string())
}

/// Whether an element is a control of the page: votes, avatars, links.
fn is_tool(element: Element<'_>) -> bool {
    speaks_of(
        element,
        &["vote", "like", "avatar", "action", "tools", "share", "report", "btn", "button", "badge", "rating"],
    )
}
