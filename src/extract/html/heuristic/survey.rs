//! A page looked over once, for readers by shape: its headers, its times, the boxes beside the article.

use super::shape::{ASIDE_WORDS, Told, is_heading, is_short, speaks_of, time_of};
use crate::extract::signs;
use crate::page::html::{Element, Selector, Tree};

/// A page as readers by shape ask of it, looked over once: however many headers and times it has, none is looked for
/// twice.
pub(super) struct Survey<'page> {
    page: &'page Tree,
    /// By place: whether an element stands in a box beside the article.
    aside: Vec<bool>,
    /// The elements that tell a time, in the order of the page.
    times: Vec<(Element<'page>, Told)>,
}

impl<'page> Survey<'page> {
    /// Looks a page over.
    pub(super) fn of(page: &'page Tree) -> Self {
        let mut aside = vec![false];
        for element in page.root().descendants() {
            let in_box = element.parent().is_some_and(|parent| aside[parent.place() as usize]);
            aside.resize(element.place() as usize, false);
            aside.push(in_box || is_box(element) || is_drawn(element));
        }
        let times = page.root().descendants().filter_map(|element| Some((element, time_of(element)?))).collect();
        Self { page, aside, times }
    }

    /// All elements of the page.
    pub(super) fn elements(&self) -> impl Iterator<Item = Element<'page>> + use<'page> {
        self.page.root().descendants()
    }

    /// The elements of the page that match.
    pub(super) fn all(&self, selector: &Selector) -> Vec<Element<'page>> {
        self.page.all(selector)
    }

    /// Whether an element stands in a box beside the article.
    pub(super) fn is_aside(&self, element: Element<'_>) -> bool {
        self.aside.get(element.place() as usize).copied().unwrap_or_default()
    }

    /// The elements with a time in an element, those that stand after a place.
    pub(super) fn times(&self, section: Element<'page>, after: u32) -> &[(Element<'page>, Told)] {
        let begin = self.times.partition_point(|(element, _)| element.place() <= after.max(section.place()));
        let length = self.times[begin..].partition_point(|(element, _)| section.holds(*element));
        &self.times[begin..begin + length]
    }

    /// Headers above comments that stand beside no article of their own, in the order of the page.
    pub(super) fn headers(&self) -> impl Iterator<Item = (Element<'page>, signs::Header)> {
        /// A link to the comments says how many there are; its words stand a few elements deep in it.
        const DEEPEST: usize = 3;
        let is_link = |element: Element<'_>| {
            element.name() == "a" || element.ancestors().take(DEEPEST).any(|around| around.name() == "a")
        };
        // "<div><a href='#comments'>التعليقات</a></div>" is such a link, a heading with a link in it is none.
        let is_linked = |element: Element<'_>| {
            let leads = |link: Element<'_>| {
                let address = link.attribute("href").unwrap_or_default();
                link.name() == "a" && address.len() > 1 && link.text_length() * 2 > element.text_length()
            };
            !is_heading(element) && element.descendants().any(leads)
        };
        let may_be = move |element: &Element<'_>| {
            element.first_text().is_some_and(signs::may_be_header)
                && is_short(*element)
                && !is_link(*element)
                && !is_linked(*element)
        };
        let headers = self.elements().filter(may_be).filter(|element| !self.is_aside(*element));
        headers.filter_map(|element| Some((element, signs::header(&element.line())?))).take(MOST_SECTIONS)
    }
}

/// How many headers, and how many sections, are looked at on one page.
pub(super) const MOST_SECTIONS: usize = 24;

/// Whether an element is a picture, a button or nothing that is shown: its text is a label.
fn is_drawn(element: Element<'_>) -> bool {
    matches!(element.name(), "svg" | "button" | "noscript" | "template" | "select")
}

/// Whether an element is a box beside the article.
fn is_box(element: Element<'_>) -> bool {
    !matches!(element.name(), "body" | "html" | "main")
        && (matches!(element.name(), "nav" | "footer" | "head") || speaks_of(element, ASIDE_WORDS))
}
