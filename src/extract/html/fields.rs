//! The fields of one comment: by the selectors of its layout, and where these find nothing, by shape.

use super::heuristic::shape::{
    BODY_WORDS, NAME_WORDS, Outermost, first_longest, is_short, name_by_class, name_that_stands_out, speaks_of, time_of,
};
use super::marks::Marked;
use super::quoted::quoted;
use super::time_element::TimeElement;
use crate::extract::signs::{self, without_verb};
use crate::extract::{FoundComment, Parent};
use crate::page::html::{Element, Selector};
use crate::time;

/// A comment's element without its nested comments.
pub(super) struct Own<'marked, 'page> {
    pub(super) marked: &'marked Marked,
    pub(super) element: Element<'page>,
    /// Following siblings that belong to the comment too.
    pub(super) beside: Vec<Element<'page>>,
    /// The nested comments.
    pub(super) nested: Outermost<'page>,
}

/// A name, and the element with it.
struct Author<'page> {
    element: Option<Element<'page>>,
    name: String,
}

impl<'page> Own<'_, 'page> {
    /// The first element that matches.
    pub(super) fn find_any(&self, selector: &Selector) -> Option<Element<'page>> {
        self.all(selector).into_iter().next()
    }

    /// The comment; `None` where there is neither a name nor a text.
    pub(super) fn comment(&self, id: Option<String>, parent: Parent) -> Option<FoundComment> {
        let marked = self.marked;
        if self.find_any(&marked.deleted).is_some() {
            return None;
        }
        let body = self.find(&marked.body).next();
        let time = self.time(body);
        let body = body.or_else(|| self.body_by_class(time.as_ref(), None));
        let author = self.author(body, time.as_ref());
        let body = body.or_else(|| self.body_by_class(time.as_ref(), author.as_ref()));
        let title = self.find(&marked.title).find(|title| {
            let is_author = author.as_ref().and_then(|author| author.element) == Some(*title);
            !is_author && time.as_ref().and_then(|time| time.element) != Some(*title)
        });
        let known =
            [author.as_ref().and_then(|author| author.element), title, time.as_ref().and_then(|time| time.element)];
        let is_known = |element: Element<'page>| {
            known.contains(&Some(element))
                || element.is(&marked.leave_out)
                || element.is(&marked.quoted.0)
                || self.is_nested(element)
        };
        let text = match body {
            Some(body) if body.name() == "meta" => value(body).unwrap_or_default(),
            Some(body) => body.text_without(|inner| inner != body && is_known(inner)),
            None => self.rest(is_known, time.as_ref()),
        };
        let author = author.map(|author| author.name);
        if author.is_none() && text.is_empty() {
            return None;
        }
        Some(FoundComment {
            id,
            parent,
            author,
            title: title.and_then(|title| self.field(title)),
            stamp: time.as_ref().and_then(|time| time.stamp.clone()),
            time: time.map(|time| time.text),
            quoted: body.and_then(|body| quoted(body, &marked.quoted, &marked.leave_out)),
            body: text,
            ..FoundComment::default()
        })
    }

    fn is_nested(&self, element: Element<'page>) -> bool {
        self.nested.hold(element)
    }

    /// Whether an element is to be left out of bodies, or belongs to a nested comment.
    fn is_left_out(&self, element: Element<'page>) -> bool {
        element.is(&self.marked.leave_out) || self.is_nested(element)
    }

    /// The elements of a field that have a value, in the order of its selectors.
    fn find(&self, selectors: &[Selector]) -> impl Iterator<Item = Element<'page>> {
        let found = selectors.iter().flat_map(|selector| self.all(selector));
        found.filter(|element| has_value(*element) || element.attribute("datetime").is_some())
    }

    /// The elements that match, in the comment and the siblings that belong to it, outside its nested comments.
    fn all(&self, selector: &Selector) -> Vec<Element<'page>> {
        let mut all = self.element.all_without(selector, self.nested.elements());
        if self.marked.marks.goes_on && self.element.is(selector) {
            all.insert(0, self.element);
        }
        for beside in &self.beside {
            all.extend(beside.is(selector).then_some(*beside));
            all.extend(beside.all(selector));
        }
        all
    }

    /// The visible elements of the comment outside its body and its nested comments.
    fn around(&self, body: Option<Element<'page>>) -> Vec<Element<'page>> {
        let outside = |element: &Element<'page>| {
            !element.is_hidden()
                && body.is_none_or(|body| body != *element && !body.holds(*element) && !element.holds(body))
        };
        self.element.descendants_without(self.nested.elements()).filter(outside).collect()
    }

    /// The text of an element on one line, without what is left out of bodies and without some elements.
    fn line(&self, element: Element<'page>, without: impl Fn(Element<'page>) -> bool) -> String {
        let leave_out = |inner| self.is_left_out(inner) || without(inner);
        element.text_without(leave_out).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A name or title, on one line, without what is left out of bodies.
    fn field(&self, element: Element<'page>) -> Option<String> {
        Some(self.line(element, |_| false)).filter(|line| !line.is_empty()).or_else(|| value(element))
    }

    /// The comment's time: by selector, if a time is there; by shape; and where neither can be parsed, as in an
    /// unsupported language, the text by selector.
    fn time(&self, body: Option<Element<'page>>) -> Option<TimeElement<'page>> {
        let mut unread = None;
        for element in self.find(&self.marked.time) {
            let line = self.line(element, |inner| inner.name() == "cite");
            let found = TimeElement::of(element, &line);
            if found.says_time {
                return Some(self.shown(found, body));
            }
            // "Responder", "تحرير" are not times, "hace 3 días" is one in a language that is not supported.
            let may_be = found.text.chars().any(char::is_numeric) || speaks_of(element, &["date", "time", "ago"]);
            unread = unread.or(Some(found).filter(|found| may_be && !found.text.is_empty()));
        }
        let around = self.around(body);
        let seen = || around.iter().copied().find(|element| time_of(*element).is_some_and(|time| time.name.is_none()));
        let bare = || {
            let all = std::iter::once(self.element).chain(around.iter().copied());
            all.filter_map(|element| self.bare_time(element, body)).next()
        };
        let beside_name = || {
            around.iter().find_map(|element| {
                let found = time_of(*element).filter(|found| found.name.is_some())?;
                Some(TimeElement::found(*element, found))
            })
        };
        seen().map(|element| TimeElement::of(element, &element.line())).or_else(bare).or(unread).or_else(beside_name)
    }

    /// A time in an element's own text, between its child elements.
    fn bare_time(&self, element: Element<'page>, body: Option<Element<'page>>) -> Option<TimeElement<'page>> {
        /// The longest line of name, time and buttons, in bytes.
        const LONGEST: usize = 240;
        let texts = element.own_texts();
        if texts.iter().map(String::len).sum::<usize>() > LONGEST || Some(element) == body {
            return None;
        }
        let mut runs = texts.iter().map(|text| signs::time_in(text));
        let text = runs.find(|text| signs::is_time(text) && signs::says_when(text))?.to_string();
        Some(TimeElement { element: None, around: Some(element), stamp: None, says_time: true, name: None, text })
    }

    /// The visible time: where the time is only machine-readable, the text beside it if that can be parsed.
    fn shown(&self, found: TimeElement<'page>, body: Option<Element<'page>>) -> TimeElement<'page> {
        let Some(element) = found.element.filter(|_| found.text.is_empty()) else { return found };
        let seen = self.around(body).into_iter().find_map(|element| {
            let line = element.line();
            Some(line).filter(|line| !line.is_empty() && line.len() < 120 && time::read(line).is_some())
        });
        let text = seen.or_else(|| value(element)).or_else(|| element.attribute("datetime").map(str::to_string));
        TimeElement { text: text.unwrap_or_default(), ..found }
    }

    /// The author: by selector; beside the time; or by shape where the body is known.
    fn author(&self, body: Option<Element<'page>>, time: Option<&TimeElement<'page>>) -> Option<Author<'page>> {
        let time_element = time.and_then(|time| time.element);
        for element in self.find(&self.marked.author) {
            let is_in_time = time_element.is_some_and(|time| time == element || time.holds(element));
            if is_in_time && time.is_some_and(|time| time.name.is_none() && element.line() == time.text) {
                continue;
            }
            if let Some(author) = self.named(element, time) {
                return Some(author);
            }
        }
        let by_time = || {
            let time = time?;
            Some(Author { element: None, name: time.name.clone()? })
        };
        let mut around = self.around(body);
        around.retain(|element| {
            time_element.is_none_or(|time| time != *element && !element.holds(time) && !time.holds(*element))
        });
        around.retain(|element| !element.is(&self.marked.buttons));
        let named = |element: Element<'page>| self.named(element, time);
        let by_class = || name_by_class(&around, Element::line).and_then(named);
        let beside = || self.beside_time(time?);
        let by_look = || name_that_stands_out(&around, Element::line).and_then(named);
        by_time().or_else(|| {
            body?;
            by_class().or_else(beside).or_else(by_look)
        })
    }

    /// The name in an element, without the time in it; in a line of name, time and words, the part that is emphasised
    /// or linked.
    fn named(&self, element: Element<'page>, time: Option<&TimeElement<'page>>) -> Option<Author<'page>> {
        let time_element = time.and_then(|time| time.element);
        let holds_time = time.is_some_and(|time| {
            time.element.is_some_and(|time| element.holds(time))
                || time.around.is_some_and(|around| around == element || element.holds(around))
        });
        if holds_time {
            let inner: Vec<Element<'page>> = element
                .descendants_without(self.nested.elements())
                .filter(|inner| !inner.is_hidden() && !inner.is(&self.marked.buttons))
                .filter(|inner| {
                    time_element.is_none_or(|time| time != *inner && !inner.holds(time) && !time.holds(*inner))
                })
                .collect();
            let found = name_by_class(&inner, Element::line).or_else(|| name_that_stands_out(&inner, Element::line));
            if let Some(found) = found {
                return self.named(found, None);
            }
        }
        let line = match element.name() {
            "meta" => value(element)?,
            _ => self.line(element, |inner| time_element == Some(inner)),
        };
        let line = match time.filter(|time| holds_time && time.element.is_none()) {
            Some(time) => line.replace(&time.text, " "),
            None => line,
        };
        let line = if line.is_empty() { value(element).filter(|_| !holds_time)? } else { line };
        let mut name = without_verb(&line);
        if holds_time {
            name = signs::bare_name(without_verb(signs::without_joints(name)));
            name = signs::name_and_time(name).map_or(name, |(name, _)| name);
        }
        let is_time = signs::may_say_time(name) && signs::is_time(signs::time_in(name)) && time::read(name).is_some();
        let name = signs::without_direction(name).trim().to_string();
        (!name.is_empty() && !is_time).then_some(Author { element: Some(element), name })
    }

    /// The name in the text beside the time: "<h5>سمير <time>…</time></h5>".
    fn beside_time(&self, time: &TimeElement<'page>) -> Option<Author<'page>> {
        /// The longest line of name, time and buttons, in bytes.
        const LONGEST: u32 = 240;
        let around = time.element.and_then(Element::parent).or(time.around)?;
        if around == self.element || around.text_length() > LONGEST || self.is_nested(around) {
            return None;
        }
        let texts = around.own_texts();
        let mut names = texts.iter().map(|text| signs::bare_name(without_verb(signs::without_joints(text))));
        let name = names.find(|text| {
            signs::is_name(text)
                && text.chars().filter(|sign| sign.is_alphabetic()).count() > 1
                && !signs::is_button(text)
                && !signs::is_time(signs::time_in(text))
        })?;
        Some(Author { element: None, name: name.to_string() })
    }

    /// The body where no selector finds one: the element whose class suggests a text, beside name and time.
    fn body_by_class(
        &self,
        time: Option<&TimeElement<'page>>,
        author: Option<&Author<'page>>,
    ) -> Option<Element<'page>> {
        let known = [time.and_then(|time| time.element), author.and_then(|author| author.element)];
        let is_apart = |element: &Element<'page>| {
            known.iter().flatten().all(|known| known != element && !element.holds(*known) && !known.holds(*element))
        };
        let all = self.around(None).into_iter().filter(|element| !self.is_left_out(*element));
        first_longest(all.filter(is_apart).filter(|element| {
            speaks_of(*element, BODY_WORDS)
                && !speaks_of(*element, &["name", "author", "user", "avatar", "meta", "time", "date", "reply"])
                && (author.is_some() || !element.descendants().any(|inner| speaks_of(inner, NAME_WORDS)))
                && !self.line(*element, |_| false).is_empty()
        }))
    }

    /// The remaining text, without name, time, lines of punctuation and the buttons below.
    fn rest(&self, is_known: impl Fn(Element<'page>) -> bool, time: Option<&TimeElement<'page>>) -> String {
        let is_tool = |element: Element<'page>| is_short(element) && signs::is_button(&element.line());
        let text = self.element.text_without(|element| is_known(element) || is_tool(element));
        let bare = time.filter(|time| time.element.is_none()).map(|time| time.text.as_str());
        let kept: Vec<&str> =
            text.lines().filter(|line| bare.is_none_or(|bare| signs::time_in(line) != bare)).collect();
        super::heuristic::shape::without_signs(&kept.join("\n"))
    }
}

/// Whether an element has a [`value`].
fn has_value(element: Element<'_>) -> bool {
    element.name() != "meta" && element.has_text()
        || element.attribute("content").is_some_and(|content| !content.trim().is_empty())
}

/// The value of an element: its text, or its machine-readable attribute.
pub(super) fn value(element: Element<'_>) -> Option<String> {
    let content = element.attribute("content").map(|content| content.trim().to_string());
    let line = || Some(element.line()).filter(|line| !line.is_empty());
    match element.name() {
        "meta" => content,
        _ => line().or(content),
    }
    .filter(|value| !value.is_empty())
}
