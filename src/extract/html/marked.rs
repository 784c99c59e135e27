//! Comments by their markup: a table of selectors, and the reader that works from it.

use super::quoted::quoted;
use super::shape::{Outermost, around, name_in, time_of, without_signs};
use crate::extract::signs::{is_time, time_in, without_verb};
use crate::extract::{Found, FoundComment, Layout, Parent};
use crate::page::html::{Element, Selector, Tree};
use crate::time::{self, Rounding};
use std::collections::{HashMap, HashSet};

/// How one site or system marks up its comments. Selectors of one field are tried in order; each is asked within a
/// comment, outside the comments that stand in it.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    /// The name of the layout.
    pub name: &'static str,
    /// Whether it is the layout of one site.
    pub is_site: bool,
    /// What a page of this layout has, beside comments; empty where comments alone tell.
    pub page: &'static str,
    /// One comment.
    pub comment: &'static str,
    /// The title of what is commented on, where a page of this layout has it in a place of its own.
    pub heading: &'static str,
    /// What looks like a comment and is none: notices of other sites' links.
    pub not: &'static str,
    /// The name.
    pub author: &'static [&'static str],
    /// The comment's own title.
    pub title: &'static [&'static str],
    /// The time.
    pub time: &'static [&'static str],
    /// What it says. Where none is found: whatever is left.
    pub body: &'static [&'static str],
    /// What the body quotes of another comment: goes to a field of its own, without who said it, which `leave_out` names.
    pub quoted: &'static str,
    /// The part of such a quotation that is the quoted text, where not all of it is.
    pub quoted_text: &'static str,
    /// What stands in the body or the name and is no part of them: buttons, notices, votes.
    pub leave_out: &'static str,
    /// What a comment that was taken away has in it.
    pub deleted: &'static str,
    /// The attributes that hold the id of a comment, of it or of an element in it, each with what stands before the id.
    pub id: &'static [(&'static str, &'static str, &'static str)],
    /// Where the id of the comment that this one answers is said: selector, attribute, what stands before the id.
    pub parent: &'static [(&'static str, &'static str, &'static str)],
    /// The box beside a comment that holds its replies, where they do not stand in it.
    pub replies: &'static str,
    /// Whether a comment goes on in the elements beside its own, up to the next.
    pub goes_on: bool,
    /// What the site does with the rest of a relative time.
    pub rounding: Rounding,
}

impl Marks {
    /// A table with nothing in it, to be filled.
    pub const NONE: Self = Self {
        name: "",
        is_site: false,
        page: "",
        comment: "",
        heading: "",
        not: "",
        author: &[],
        title: &[],
        time: &[],
        body: &[],
        quoted: "",
        quoted_text: "",
        leave_out: "",
        deleted: "",
        id: &[],
        parent: &[],
        replies: "",
        goes_on: false,
        rounding: Rounding::Unknown,
    };
}

/// A layout that works from a table.
pub struct Marked {
    marks: &'static Marks,
    page: Selector,
    comment: Selector,
    heading: Selector,
    not: Selector,
    author: Vec<Selector>,
    title: Vec<Selector>,
    time: Vec<Selector>,
    body: Vec<Selector>,
    /// A quotation, and its text.
    quoted: (Selector, Selector),
    leave_out: Selector,
    deleted: Selector,
    replies: Selector,
    id: Vec<(Selector, &'static str, &'static str)>,
    parent: Vec<(Selector, &'static str, &'static str)>,
}

/// What no layout's body or name has in it.
const NEVER: &str = ".says, .screen-reader-text, .comment-reply-link, .reply, .comment-edit-link";

impl Marked {
    /// Makes a table ready.
    #[must_use]
    pub fn new(marks: &'static Marks) -> Self {
        let each = |selectors: &[&str]| selectors.iter().map(|selector| Selector::new(selector)).collect();
        let places = |places: &[(&str, &'static str, &'static str)]| {
            places.iter().map(|(selector, attribute, before)| (Selector::new(selector), *attribute, *before)).collect()
        };
        Self {
            marks,
            page: Selector::new(marks.page),
            comment: Selector::new(marks.comment),
            heading: Selector::new(marks.heading),
            not: Selector::new(marks.not),
            author: each(marks.author),
            title: each(marks.title),
            time: each(marks.time),
            body: each(marks.body),
            quoted: (Selector::new(marks.quoted), Selector::new(marks.quoted_text)),
            leave_out: Selector::new(&format!("{NEVER}, {}", marks.leave_out)),
            deleted: Selector::new(marks.deleted),
            replies: Selector::new(marks.replies),
            id: places(marks.id),
            parent: places(marks.parent),
        }
    }

    /// The comments' elements, outermost first, each once: some systems mark an element and the one just inside it.
    fn elements<'page>(&self, page: &'page Tree) -> Vec<Element<'page>> {
        let all = page.all(&self.comment);
        let mut kept: Vec<Element<'page>> = Vec::new();
        for element in all {
            if element.is(&self.not) || element.is_hidden() {
                continue;
            }
            let doubled = kept.last().is_some_and(|last| {
                last.holds(element)
                    && (self.id(*last).is_some() && self.id(*last) == self.id(element)
                        || self.is_wrapper(*last, element))
            });
            if !doubled {
                kept.push(element);
            }
        }
        kept
    }

    /// Whether an element has nothing of its own beside the one in it.
    fn is_wrapper(&self, outer: Element<'_>, inner: Element<'_>) -> bool {
        outer.text_without(|element| element == inner).is_empty()
    }

    /// Where a comment goes on beside its element: up to the next comment's, which `all` has in the order of the page.
    fn beside<'page>(&self, element: Element<'page>, all: &[Element<'page>]) -> Vec<Element<'page>> {
        if !self.marks.goes_on {
            return Vec::new();
        }
        let is_next = |next: &Element<'page>| all.binary_search_by_key(&next.place(), |other| other.place()).is_ok();
        element.following().take_while(|next| !is_next(next)).collect()
    }

    /// For each comment, the one that it answers by where it stands: in it, or in the box of replies after it.
    fn answered(&self, elements: &[Element<'_>]) -> Vec<Option<usize>> {
        let boxed =
            |element: Element<'_>| element.ancestors().find(|around| around.is(&self.replies)).map(Element::place);
        let box_around = |place: Option<u32>, element: Element<'_>| {
            element.ancestors().find(|around| Some(around.place()) == place).and_then(boxed)
        };
        // The last comment that stands in each box, and in none inside it.
        let mut last_in: HashMap<Option<u32>, usize> = HashMap::new();
        let mut answered = around(elements);
        for (number, element) in elements.iter().enumerate() {
            let own = if self.replies.is_empty() { None } else { boxed(*element) };
            if own.is_some() && answered[number].is_none() {
                answered[number] = last_in.get(&box_around(own, *element)).copied();
            }
            last_in.insert(own, number);
        }
        answered
    }

    /// The id that an element, or one in it that the table names, carries.
    fn id(&self, element: Element<'_>) -> Option<String> {
        self.id.iter().find_map(|(selector, attribute, before)| {
            let holder = if selector.is_empty() { Some(element) } else { element.first(selector) };
            holder.and_then(|holder| after(holder.attribute(attribute)?, before))
        })
    }
}

/// What follows the mark in a value, up to where an id ends.
fn after(value: &str, before: &str) -> Option<String> {
    let at = if before.is_empty() { 0 } else { value.find(before)? + before.len() };
    let rest = &value[at..];
    let end = rest.find(|character: char| !(character.is_alphanumeric() || matches!(character, '-' | '.')));
    Some(rest[..end.unwrap_or(rest.len())].to_string()).filter(|id| !id.is_empty() && id != "0")
}

/// A comment's element without the comments in it.
struct Own<'marked, 'page> {
    marked: &'marked Marked,
    element: Element<'page>,
    /// Where it goes on beside itself.
    beside: Vec<Element<'page>>,
    /// The comments in it.
    nested: Outermost<'page>,
}

impl<'page> Own<'_, 'page> {
    fn is_nested(&self, element: Element<'page>) -> bool {
        self.nested.hold(element)
    }

    /// The first element for a field that says something.
    fn find(&self, selectors: &[Selector]) -> Option<Element<'page>> {
        selectors.iter().find_map(|selector| {
            let mut found = self.all(selector).into_iter().filter(|element| !self.is_nested(*element));
            found.find(|element| value(*element).is_some() || element.attribute("datetime").is_some())
        })
    }

    /// The elements that match, in the comment and where it goes on.
    fn all(&self, selector: &Selector) -> Vec<Element<'page>> {
        let mut all = self.element.all(selector);
        if self.marked.marks.goes_on && self.element.is(selector) {
            all.insert(0, self.element);
        }
        for beside in &self.beside {
            all.extend(beside.is(selector).then_some(*beside));
            all.extend(beside.all(selector));
        }
        all
    }

    /// A name or title, on one line, without what belongs to the system.
    fn field(&self, element: Element<'page>) -> Option<String> {
        let without = element.text_without(|inner| inner.is(&self.marked.leave_out) || self.is_nested(inner));
        let line = without.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(line).filter(|line| !line.is_empty()).or_else(|| value(element))
    }
}

/// A time, or that at the end of a line such as "أرسله سمير في الأربعاء 5 نوفمبر".
fn time_at_end(line: &str) -> &str {
    let whole = time_in(line);
    if is_time(whole) {
        return whole;
    }
    let starts = line.match_indices(' ').map(|(at, _)| time_in(&line[at..]));
    starts.into_iter().find(|rest| is_time(rest)).unwrap_or(whole).trim_start_matches(['»', '«', '·', '|', ' '])
}

/// What an element says: its text, or what it tells machines.
fn value(element: Element<'_>) -> Option<String> {
    let content = element.attribute("content").map(|content| content.trim().to_string());
    let line = || Some(element.line()).filter(|line| !line.is_empty());
    match element.name() {
        "meta" => content,
        _ => line().or(content),
    }
    .filter(|value| !value.is_empty())
}

/// The time that an element tells machines.
fn stamp(element: Element<'_>) -> Option<String> {
    let seconds = ["data-utime", "data-timestamp", "data-time", "data-unixtime", "data-date"];
    let epoch = seconds.iter().find_map(|name| epoch(element.attribute(name)?));
    let named = ["datetime", "content", "data-datetime", "data-date", "title"];
    let written = || {
        named.iter().find_map(|name| element.attribute(name)).map(str::trim).filter(|value| time::read(value).is_some())
    };
    epoch.or_else(|| written().map(str::to_string))
}

/// Seconds or milliseconds since 1970, as a moment.
fn epoch(value: &str) -> Option<String> {
    let number: i64 = value.trim().parse().ok().filter(|number| *number > 100_000_000)?;
    let seconds = if number > 100_000_000_000 { number / 1000 } else { number };
    Some(jiff::Timestamp::from_second(seconds).ok()?.to_string())
}

impl Layout<Tree> for Marked {
    fn name(&self) -> &'static str {
        self.marks.name
    }

    fn site(&self) -> Option<&'static str> {
        self.marks.is_site.then_some(self.marks.name)
    }

    fn rounding(&self) -> Rounding {
        self.marks.rounding
    }

    fn recognises(&self, page: &Tree) -> bool {
        (self.page.is_empty() || page.first(&self.page).is_some()) && page.first(&self.comment).is_some()
    }

    fn read(&self, page: &Tree) -> Found {
        let elements = self.elements(page);
        let ids: Vec<Option<String>> = elements.iter().map(|element| self.id(*element)).collect();
        let known: HashSet<&str> = ids.iter().flatten().map(String::as_str).collect();
        let answered = self.answered(&elements);
        let mut comments: Vec<FoundComment> = Vec::new();
        // The place of each element among the comments that are kept.
        let mut places: Vec<Option<usize>> = Vec::new();
        for (number, element) in elements.iter().enumerate() {
            let inside = elements[number + 1..].iter().take_while(|other| element.holds(**other));
            let nested = Outermost::of(inside.copied());
            let beside = self.beside(*element, &elements);
            let own = Own { marked: self, element: *element, beside, nested };
            let said = self.parent.iter().find_map(|(selector, attribute, before)| {
                let holder = if selector.is_empty() { Some(*element) } else { own.find_any(selector) };
                after(holder?.attribute(attribute)?, before)
            });
            let by_place = answered[number].and_then(|answered| places[answered]);
            let parent = match (said, by_place) {
                (Some(id), _) if known.contains(id.as_str()) => Parent::Id(id),
                (_, Some(place)) => Parent::Place(place),
                _ => Parent::None,
            };
            match own.comment(ids[number].clone(), parent) {
                Some(comment) => {
                    places.push(Some(comments.len()));
                    comments.push(comment);
                }
                None => places.push(by_place),
            }
        }
        let title = page.first(&self.heading).map(Element::line).filter(|title| !title.is_empty());
        Found { title, comments, ..Found::default() }
    }
}

impl<'page> Own<'_, 'page> {
    fn find_any(&self, selector: &Selector) -> Option<Element<'page>> {
        self.all(selector).into_iter().find(|element| !self.is_nested(*element))
    }

    /// What stands in the comment outside of its body, comments in it and what is left out.
    fn around(&self, body: Option<Element<'page>>) -> Vec<Element<'page>> {
        let outside = |element: &Element<'page>| {
            !self.is_nested(*element)
                && !element.is_hidden()
                && body.is_none_or(|body| body != *element && !body.holds(*element) && !element.holds(body))
        };
        self.element.descendants().filter(outside).collect()
    }

    /// Where the table finds no time: what reads as one.
    fn seen_time(&self, body: Option<Element<'page>>) -> Option<Element<'page>> {
        self.around(body).into_iter().find(|element| time_of(*element).is_some_and(|told| told.name.is_none()))
    }

    /// Where the table finds no name: what looks like one, where a body is known.
    fn seen_name(&self, body: Option<Element<'page>>, time: Option<Element<'page>>) -> Option<Element<'page>> {
        body?;
        let mut around = self.around(body);
        around.retain(|element| {
            time.is_none_or(|time| time != *element && !element.holds(time) && !time.holds(*element))
        });
        name_in(&around, Element::line)
    }

    /// The comment; none where the element says nothing at all.
    fn comment(&self, id: Option<String>, parent: Parent) -> Option<FoundComment> {
        let marked = self.marked;
        if self.find_any(&marked.deleted).is_some() {
            return None;
        }
        let body = self.find(&marked.body);
        let time = self.find(&marked.time).or_else(|| self.seen_time(body));
        let author = self.find(&marked.author).or_else(|| self.seen_name(body, time));
        let title = self.find(&marked.title).filter(|title| author != Some(*title));
        let is_known = |element: Element<'page>| {
            [author, title, time].contains(&Some(element))
                || element.is(&marked.leave_out)
                || element.is(&marked.quoted.0)
                || self.is_nested(element)
        };
        let text = match body {
            Some(body) if body.name() == "meta" => value(body).unwrap_or_default(),
            Some(body) => body.text_without(|inner| inner != body && is_known(inner)),
            None => without_signs(&self.element.text_without(is_known)),
        };
        let author = author.and_then(|author| self.field(author)).map(|name| without_verb(&name).to_string());
        let time_text = time.and_then(|time| self.written_time(time, body));
        if author.is_none() && text.is_empty() {
            return None;
        }
        Some(FoundComment {
            id,
            parent,
            author,
            title: title.and_then(|title| self.field(title)),
            stamp: time.and_then(stamp),
            time: time_text,
            quoted: body.and_then(|body| quoted(body, &marked.quoted, &marked.leave_out)),
            body: text,
            ..FoundComment::default()
        })
    }

    /// The time as readers see it: where it is told to machines alone, what beside it reads as one.
    fn written_time(&self, time: Element<'page>, body: Option<Element<'page>>) -> Option<String> {
        let line = time.line();
        if !line.is_empty() {
            let told = time_at_end(&line);
            // "قبل سنة (تم التعديل)": as it is shown.
            let is_open = told.contains('(') && !told.contains(')') && line.ends_with(')');
            return Some(if is_open { format!("{told})") } else { told.to_string() });
        }
        let seen = self.element.descendants().find_map(|element| {
            let outside = !self.is_nested(element) && body.is_none_or(|body| body != element && !body.holds(element));
            let line = if outside && !element.is_hidden() { element.line() } else { String::new() };
            Some(line).filter(|line| !line.is_empty() && line.len() < 120 && time::read(line).is_some())
        });
        seen.or_else(|| value(time)).or_else(|| time.attribute("datetime").map(str::to_string))
    }
}
