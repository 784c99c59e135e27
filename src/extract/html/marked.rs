//! Comments by their markup: the reader that works from a table of selectors.

use super::fields::Own;
use super::heuristic::evidence::is_card;
use super::heuristic::shape::{Outermost, around};
use super::marks::Marks;
use crate::extract::{Found, FoundComment, Layout, Parent};
use crate::page::html::{Element, Selector, Tree};
use crate::time::Rounding;
use std::collections::{HashMap, HashSet};

/// A layout that works from a table.
pub(crate) struct Marked {
    pub(super) marks: &'static Marks,
    page: Selector,
    comment: Selector,
    heading: Selector,
    not: Selector,
    pub(super) author: Vec<Selector>,
    pub(super) title: Vec<Selector>,
    pub(super) time: Vec<Selector>,
    pub(super) body: Vec<Selector>,
    /// A quotation, and its text.
    pub(super) quoted: (Selector, Selector),
    pub(super) leave_out: Selector,
    /// Buttons, which no field has in it.
    pub(super) buttons: Selector,
    pub(super) deleted: Selector,
    replies: Selector,
    id: Vec<(Selector, &'static str, &'static str)>,
    parent: Vec<(Selector, &'static str, &'static str)>,
}

/// What no layout's body or name has in it.
const NEVER: &str = ".says, .screen-reader-text, .comment-reply-link, .reply, .comment-edit-link";

impl Marked {
    /// Makes a table ready.
    pub(crate) fn new(marks: &'static Marks) -> Self {
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
            buttons: Selector::new(NEVER),
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
        let mut unseen = HashMap::new();
        for element in all {
            if element.is(&self.not) || !self.is_numbered(element) || is_unseen(element, &mut unseen) {
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

    /// Whether an element's id, where it is made as those of comments are, ends in a number.
    fn is_numbered(&self, element: Element<'_>) -> bool {
        let id = element.attribute("id").unwrap_or_default();
        let rest = self.marks.numbered.iter().find_map(|before| id.strip_prefix(before));
        rest.is_none_or(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
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

/// Whether a reader does not see an element, or sees it as a part of a form to write in; `known` has the answers for
/// elements around others, by their place.
fn is_unseen(element: Element<'_>, known: &mut HashMap<u32, bool>) -> bool {
    let around = element.parent().is_some_and(|parent| match known.get(&parent.place()) {
        Some(unseen) => *unseen,
        None => {
            let unseen = parent.is_hidden() || parent.ancestors().any(Element::is_hidden);
            known.insert(parent.place(), unseen);
            unseen
        }
    });
    around || element.is_hidden()
}

/// What follows the mark in a value, up to where an id ends.
fn after(value: &str, before: &str) -> Option<String> {
    let at = if before.is_empty() { 0 } else { value.find(before)? + before.len() };
    let rest = &value[at..];
    let end = rest.find(|character: char| !(character.is_alphanumeric() || matches!(character, '-' | '.')));
    Some(rest[..end.unwrap_or(rest.len())].to_string()).filter(|id| !id.is_empty() && id != "0")
}

impl Layout<Tree> for Marked {
    fn name(&self) -> &'static str {
        self.marks.name
    }

    fn site(&self) -> Option<&'static str> {
        (!self.marks.hosts.is_empty()).then_some(self.marks.name)
    }

    fn hosts(&self) -> &'static [&'static str] {
        self.marks.hosts
    }

    fn names(&self) -> &'static [&'static str] {
        self.marks.names
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
        // `li.comment` is a card of an opinion column as well; the ids of comments are nobody else's.
        let kept = elements.iter().zip(&places).filter_map(|(element, place)| Some((*element, &comments[(*place)?])));
        let cards = kept.filter(|(element, comment)| comment.id.is_none() && is_card(*element, comment)).count();
        if cards > 0 && cards == comments.len() {
            comments.clear();
        }
        let title = page.first(&self.heading).map(Element::line).filter(|title| !title.is_empty());
        Found { title, comments, ..Found::default() }
    }
}
