//! An index of a page for the heuristic readers: its headers, its times, the boxes beside the article.

use super::shape::{ASIDE_WORDS, FoundTime, is_heading, is_quotation, is_short, speaks_of, time_of};
use crate::extract::signs;
use crate::page::html::{Element, Selector, Tree};

/// An index of a page, made in one pass: however many headers and times it has, none is searched for
/// twice.
pub(super) struct Survey<'page> {
    page: &'page Tree,
    /// By element index: whether it is in a box beside the article.
    aside: Vec<bool>,
    /// The elements with a time, in document order.
    times: Vec<(Element<'page>, FoundTime)>,
}

impl<'page> Survey<'page> {
    /// Indexes a page.
    pub(super) fn of(page: &'page Tree) -> Self {
        let mut aside = vec![false];
        let mut quotation: Option<Element<'page>> = None;
        let mut times = Vec::new();
        for element in page.root().descendants() {
            let in_box = element.parent().is_some_and(|parent| aside[parent.index() as usize]);
            aside.resize(element.index() as usize, false);
            aside.push(in_box || is_box(element) || is_control_or_hidden(element));
            // The time of what is quoted is not the comment's.
            let in_quotation = quotation.is_some_and(|around| around.holds(element));
            if !in_quotation {
                quotation = Some(element).filter(|element| is_quotation(*element));
            }
            if quotation.is_none() {
                times.extend(time_of(element).map(|found| (element, found)));
            }
        }
        Self { page, aside, times }
    }

    /// All elements of the page.
    pub(super) fn elements(&self) -> impl Iterator<Item = Element<'page>> + use<'page> {
        self.page.root().descendants()
    }

    /// The elements of the page that match a selector.
    pub(super) fn all(&self, selector: &Selector) -> Vec<Element<'page>> {
        self.page.all(selector)
    }

    /// Whether an element is in a box beside the article.
    pub(super) fn is_aside(&self, element: Element<'_>) -> bool {
        self.aside.get(element.index() as usize).copied().unwrap_or_default()
    }

    /// The elements with a time inside `section` and after an index.
    pub(super) fn times(&self, section: Element<'page>, after: u32) -> &[(Element<'page>, FoundTime)] {
        let begin = self.times.partition_point(|(element, _)| element.index() <= after.max(section.index()));
        let length = self.times[begin..].partition_point(|(element, _)| section.holds(*element));
        &self.times[begin..begin + length]
    }

    /// Headers above comments, without those of other articles, in document order.
    pub(super) fn headers(&self) -> impl Iterator<Item = (Element<'page>, signs::Header)> {
        /// The depth of a header's words in a link to the comments that gives their number.
        const DEEPEST: usize = 3;
        let is_link = |element: Element<'_>| {
            element.name() == "a" || element.ancestors().take(DEEPEST).any(|around| around.name() == "a")
        };
        // "<div><a href='#comments'>التعليقات</a></div>" is such a link, a heading with a link in it is not.
        let is_linked = |element: Element<'_>| {
            let leads = |link: Element<'_>| {
                let address = link.attribute("href").unwrap_or_default();
                link.name() == "a" && address.len() > 1 && link.text_length() * 2 > element.text_length()
            };
            !is_heading(element) && element.descendants().any(leads)
        };
        // "الردود" over a column of numbers, in the index of a forum.
        let is_column = |element: Element<'_>| {
            let is_head = |cell: &Element<'_>| cell.name() == "th";
            let cell = std::iter::once(element).chain(element.ancestors().take(DEEPEST)).find(is_head);
            let row = cell.and_then(Element::parent);
            row.is_some_and(|row| row.children().filter(is_head).nth(1).is_some())
        };
        let may_be = move |element: &Element<'_>| {
            element.first_text().is_some_and(signs::may_be_header)
                && is_short(*element)
                && !is_column(*element)
                && !is_link(*element)
                && !is_linked(*element)
        };
        let headers = self.elements().filter(may_be).filter(|element| !self.is_aside(*element));
        headers.filter_map(|element| Some((element, signs::header(&element.line())?))).take(MOST_SECTIONS)
    }
}

/// The most headers, and the most sections, that are tried on one page.
pub(super) const MOST_SECTIONS: usize = 24;

/// Whether the text of an element is that of a control, or is not shown.
fn is_control_or_hidden(element: Element<'_>) -> bool {
    matches!(element.name(), "svg" | "button" | "noscript" | "template" | "select")
}

/// Whether an element is a box beside the article.
fn is_box(element: Element<'_>) -> bool {
    !matches!(element.name(), "body" | "html" | "main")
        && (matches!(element.name(), "nav" | "footer" | "head") || speaks_of(element, ASIDE_WORDS))
}

/// A section of a page that may contain comments.
pub(super) struct Section<'survey, 'page> {
    pub(super) survey: &'survey Survey<'page>,
    pub(super) element: Element<'page>,
    /// The header above the comments, if any.
    pub(super) header: Option<Element<'page>>,
    /// The first comment's element, if known.
    pub(super) first: Option<Element<'page>>,
    /// The number of comments that the header declares.
    pub(super) count: Option<u64>,
    /// The number of reply buttons, where only those identify the section.
    pub(super) buttons: Option<usize>,
}
