//! Comments in unknown markup, found by shape and by the times in them.
//!
//! Under a header ("التعليقات (3)"), or in an element whose class is that of comments, there are elements with one time
//! each. The largest element around a time that contains no other is a comment; where replies are nested, it is the
//! element with the name and class of the others. Where comments have no elements of their own, the text of the section
//! is read as [`text`](crate::extract::text) is. Without a header or class, and without times, nothing is read: news
//! lists have times too.

mod block;
pub(super) mod declared;
pub(super) mod evidence;
mod section;
pub(super) mod shape;
mod survey;
mod tables;
mod timeless;

use crate::extract::{Found, signs};
use crate::page::html::{Element, Tree};
use shape::{COMMENT_WORDS, speaks_of};
use survey::{MOST_SECTIONS, Section, Survey};

/// Its name as a layout.
pub(super) const NAME: &str = "blocks";

/// Reads the comments of a page by its shape.
pub(super) fn read(page: &Tree) -> Found {
    let survey = Survey::of(page);
    // A page that declares no comments has none, unless a header declares another number and as many are found.
    let none = declared::count(page).filter(|count| *count == 0);
    let without_times = || tables::read(&survey).or_else(|| timeless::read(&survey));
    if let Some(comments) = none.map_or_else(without_times, |_| None) {
        return Found { comments, ..Found::default() };
    }
    let mut best = Found { declared: none, ..Found::default() };
    for section in sections(&survey).into_iter().chain(above_buttons(&survey)) {
        let comments = section.comments();
        if section.buttons.is_some_and(|buttons| buttons != comments.len()) {
            continue;
        }
        let is_promised = !comments.is_empty() && section.count == Some(comments.len() as u64);
        if is_promised {
            return Found { comments, declared: section.count, ..Found::default() };
        }
        if none.is_none() && comments.len() > best.comments.len() {
            best = Found { comments, declared: section.count, ..Found::default() };
        }
    }
    best
}

/// The common ancestor of all reply buttons, on a page without a header above comments.
fn above_buttons<'survey, 'page>(survey: &'survey Survey<'page>) -> Option<Section<'survey, 'page>> {
    /// The longest text of a button, in bytes.
    const MOST_TEXT: u32 = 160;
    let is_leaf = |element: &Element<'_>| element.text_length() <= MOST_TEXT && element.children().next().is_none();
    let buttons: Vec<Element<'page>> = survey
        .elements()
        .filter(is_leaf)
        .filter(|element| signs::is_reply(&element.line()) && !survey.is_aside(*element))
        .collect();
    let (first, last) = (*buttons.first()?, *buttons.last()?);
    if buttons.len() < 2 {
        return None;
    }
    let element = first.ancestors().find(|around| around.holds(last))?;
    Some(Section { survey, element, header: None, first: None, count: None, buttons: Some(buttons.len()) })
}

/// The sections that may contain comments: under headers, then elements whose class is that of comments.
fn sections<'survey, 'page>(survey: &'survey Survey<'page>) -> Vec<Section<'survey, 'page>> {
    let under_headers = survey.headers().filter_map(|(header, says)| {
        let element = around(survey, header)?;
        Some(Section { survey, element, header: Some(header), first: None, count: says.count, buttons: None })
    });
    let is_list = |element: &Element<'_>| {
        matches!(
            element.name(),
            "div" | "section" | "ul" | "ol" | "dl" | "table" | "article" | "aside" | "main" | "details"
        )
    };
    let classed = survey
        .elements()
        .filter(is_list)
        .filter(|element| !survey.times(*element, 0).is_empty() && !survey.is_aside(*element))
        .filter(|element| speaks_of(*element, COMMENT_WORDS));
    // Where each comment has such a class and their parent has none, the parent is the section.
    let is_alike =
        |element: Element<'_>, next: Element<'_>| next.name() == element.name() && speaks_of(next, COMMENT_WORDS);
    let mut candidates: Vec<(Element<'page>, Option<Element<'page>>)> = Vec::new();
    for element in classed {
        let is_one_of_many = element.following().next().is_some_and(|next| is_alike(element, next));
        let candidate = match element.parent().filter(|_| is_one_of_many) {
            Some(parent) => (parent, Some(element)),
            None => (element, None),
        };
        if !candidates.iter().any(|(known, _)| *known == candidate.0) {
            candidates.push(candidate);
        }
        if candidates.len() >= MOST_SECTIONS {
            break;
        }
    }
    let of_candidate = |(element, first)| Section { survey, element, header: None, first, count: None, buttons: None };
    let classed = candidates.into_iter().map(of_candidate);
    under_headers.chain(classed).take(MOST_SECTIONS).collect()
}

/// The nearest ancestor of a header with a time below it, which may be nothing but the box of comments.
fn around<'page>(survey: &Survey<'page>, header: Element<'page>) -> Option<Element<'page>> {
    /// The most levels between a header and its section.
    const FARTHEST: usize = 5;
    let is_boxed =
        |around: &Element<'_>| !matches!(around.name(), "body" | "html") && speaks_of(*around, COMMENT_WORDS);
    let boxed = header.ancestors().find(is_boxed);
    let inside = |around: &Element<'_>| boxed.is_none_or(|boxed| boxed == *around || boxed.holds(*around));
    let mut near = header.ancestors().take(FARTHEST).take_while(inside);
    near.find(|around| !survey.times(*around, header.index()).is_empty()).filter(|around| !survey.is_aside(*around))
}
