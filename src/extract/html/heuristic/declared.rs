//! How many comments a page of HTML says it has.

use super::shape::{ASIDE_WORDS, speaks_of};
use super::survey::MOST_SECTIONS;
use crate::extract::signs;
use crate::page::html::{Element, Selector, Tree};
use std::sync::LazyLock;

/// Where vocabularies for machines have the number.
static COUNTERS: LazyLock<Selector> =
    LazyLock::new(|| Selector::new("[itemprop=commentCount], [property=commentCount], [content^=UserComments]"));

/// The number that the page tells machines, or that of the first header above comments that has one.
pub(in crate::extract::html) fn count(page: &Tree) -> Option<u64> {
    let by_headers = || {
        let mut headers = page.root().descendants().filter_map(header).take(MOST_SECTIONS);
        headers.find(|(element, _)| !is_boxed(*element) && !element.ancestors().any(is_boxed)).map(|(_, count)| count)
    };
    page.all(&COUNTERS).into_iter().find_map(told).or_else(by_headers)
}

/// Whether an element is a box of links to other articles; a bar above comments may be a `nav`.
fn is_boxed(element: Element<'_>) -> bool {
    element.name() != "body" && speaks_of(element, ASIDE_WORDS)
}

fn told(element: Element<'_>) -> Option<u64> {
    let said =
        element.attribute("content").map_or_else(|| element.line(), |content| content.replace("UserComments:", ""));
    signs::header(&format!("تعليقات {said}"))?.count
}

fn header(element: Element<'_>) -> Option<(Element<'_>, u64)> {
    /// A header is short, but for the title that it may quote.
    const MOST_ELEMENTS: usize = 4;
    const MOST_TEXT: u32 = 512;
    if element.text_length() == 0 || element.text_length() > MOST_TEXT {
        return None;
    }
    if !element.first_text().is_some_and(signs::may_be_header) {
        return None;
    }
    let is_small = !matches!(element.name(), "title" | "head" | "a" | "html" | "body")
        && element.descendants().take(MOST_ELEMENTS + 1).count() <= MOST_ELEMENTS;
    if !is_small || element.is_hidden() {
        return None;
    }
    Some((element, signs::header(&element.line())?.count?))
}
