//! The reader of comments by a table of selectors.

use super::fields::Own;
use super::heuristic::evidence::is_card;
use super::heuristic::shape::{Outermost, around};
use super::marks::Marked;
use crate::extract::{Found, FoundComment, Layout, Parent};
use crate::page::html::{Element, Tree};
use crate::time::Rounding;
use std::collections::{HashMap, HashSet};

impl Marked {
    /// The comments' elements, in document order, each once: some systems mark an element and its only child.
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

    /// Whether an element's id, if it has the prefix of comment ids, ends in a number.
    fn is_numbered(&self, element: Element<'_>) -> bool {
        let id = element.attribute("id").unwrap_or_default();
        let rest = self.marks.numbered.iter().find_map(|before| id.strip_prefix(before));
        rest.is_none_or(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// Whether an element has no text beside that of the inner one.
    fn is_wrapper(&self, outer: Element<'_>, inner: Element<'_>) -> bool {
        outer.text_without(|element| element == inner).is_empty()
    }

    /// The following siblings that belong to a comment: up to the next of `all`, which is in document order.
    fn beside<'page>(&self, element: Element<'page>, all: &[Element<'page>]) -> Vec<Element<'page>> {
        if !self.marks.goes_on {
            return Vec::new();
        }
        let is_next = |next: &Element<'page>| all.binary_search_by_key(&next.index(), |other| other.index()).is_ok();
        element.following().take_while(|next| !is_next(next)).collect()
    }

    /// For each comment, the index of its parent by position: around it, or before the box of replies that it is in.
    fn answered(&self, elements: &[Element<'_>]) -> Vec<Option<usize>> {
        let boxed =
            |element: Element<'_>| element.ancestors().find(|around| around.is(&self.replies)).map(Element::index);
        let box_around = |index: Option<u32>, element: Element<'_>| {
            element.ancestors().find(|around| Some(around.index()) == index).and_then(boxed)
        };
        // The last comment that is directly in each box.
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

    /// The id in an attribute of the element, or of a descendant that the table names.
    fn id(&self, element: Element<'_>) -> Option<String> {
        self.id.iter().find_map(|(selector, attribute, before)| {
            let holder = if selector.is_empty() { Some(element) } else { element.first(selector) };
            holder.and_then(|holder| after(holder.attribute(attribute)?, before))
        })
    }
}

/// Whether an element is hidden, or in a form; `known` caches the answers for ancestors by
/// their index.
fn is_unseen(element: Element<'_>, known: &mut HashMap<u32, bool>) -> bool {
    let around = element.parent().is_some_and(|parent| match known.get(&parent.index()) {
        Some(unseen) => *unseen,
        None => {
            let unseen = parent.is_hidden() || parent.ancestors().any(Element::is_hidden);
            known.insert(parent.index(), unseen);
            unseen
        }
    });
    around || element.is_hidden()
}

/// The id that follows a prefix in a value.
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
        let mut inside: Vec<Vec<Element<'_>>> = vec![Vec::new(); elements.len()];
        for (element, around) in elements.iter().zip(around(&elements)) {
            inside[around.unwrap_or(0)].extend(around.map(|_| *element));
        }
        let mut comments: Vec<FoundComment> = Vec::new();
        // The index of each element among the comments that are kept.
        let mut indices: Vec<Option<usize>> = Vec::new();
        for (number, element) in elements.iter().enumerate() {
            let nested = Outermost::of(std::mem::take(&mut inside[number]));
            let beside = self.beside(*element, &elements);
            let own = Own { marked: self, element: *element, beside, nested };
            let declared = self.parent.iter().find_map(|(selector, attribute, before)| {
                let holder = if selector.is_empty() { Some(*element) } else { own.find_any(selector) };
                after(holder?.attribute(attribute)?, before)
            });
            let by_position = answered[number].and_then(|answered| indices[answered]);
            let parent = match (declared, by_position) {
                (Some(id), _) if known.contains(id.as_str()) => Parent::Id(id),
                (_, Some(index)) => Parent::Index(index),
                _ => Parent::None,
            };
            match own.comment(ids[number].clone(), parent) {
                Some(comment) => {
                    indices.push(Some(comments.len()));
                    comments.push(comment);
                }
                None => indices.push(by_position),
            }
        }
        // `li.comment` is also used for a card of an opinion column; the ids of comments are not.
        let kept = elements.iter().zip(&indices).filter_map(|(element, index)| Some((*element, &comments[(*index)?])));
        let cards = kept.filter(|(element, comment)| comment.id.is_none() && is_card(*element, comment)).count();
        if cards > 0 && cards == comments.len() {
            comments.clear();
        }
        let title = page.first(&self.heading).map(Element::line).filter(|title| !title.is_empty());
        Found { title, comments, ..Found::default() }
    }
}
