//! The number of comments that an HTML page declares.

use super::shape::{ASIDE_WORDS, speaks_of};
use super::survey::MOST_SECTIONS;
use crate::extract::signs;
use crate::page::html::{Element, Selector, Tree};
use std::sync::LazyLock;

/// Where schema.org has the number.
static COUNTERS: LazyLock<Selector> =
    LazyLock::new(|| Selector::new("[itemprop=commentCount], [property=commentCount], [content^=UserComments]"));

/// The machine-readable number, or that of the first header above comments that has one.
pub(in crate::extract::html) fn count(page: &Tree) -> Option<u64> {
    let by_headers = || {
        let is_elsewhere = |element: Element<'_>| is_boxed(element) || is_one_of_many(element);
        // Several counters of one form with different numbers belong to a list of articles.
        let is_of_list = |element: Element<'_>, count: u64| {
            let named = page.all(&Selector::new(element.name())).into_iter();
            let alike = named.filter(|other| is_alike(element, *other));
            alike.filter_map(header).take(MOST_SECTIONS).any(|(_, other)| other != count)
        };
        let mut headers = page.root().descendants().filter_map(header).take(MOST_SECTIONS);
        let found = headers.find(|(element, count)| {
            !is_elsewhere(*element) && !element.ancestors().any(is_elsewhere) && !is_of_list(*element, *count)
        });
        found.map(|(_, count)| count)
    };
    page.all(&COUNTERS).into_iter().find_map(counter_value).or_else(by_headers)
}

/// Whether an element is a box of links to other articles; a bar above comments may be a `nav`.
fn is_boxed(element: Element<'_>) -> bool {
    element.name() != "body" && (speaks_of(element, ASIDE_WORDS) || speaks_of(element, ABOUT_WORDS))
}

/// Words in classes of boxes about the author, whose counters are of comments on other articles.
const ABOUT_WORDS: &[&str] = &["author-box", "author-info", "author-bio", "about-author", "author_box"];

fn is_alike(element: Element<'_>, other: Element<'_>) -> bool {
    other.name() == element.name() && other.classes().next() == element.classes().next()
}

/// Whether an element is one of several articles on a page, each with its counter; a list of them has no comments.
fn is_one_of_many(element: Element<'_>) -> bool {
    let is_article = element.name() == "article" || element.classes().any(|class| matches!(class, "post" | "hentry"));
    let is_alike = |other: Element<'_>| other != element && is_alike(element, other);
    is_article && element.parent().is_some_and(|parent| parent.children().any(is_alike))
}

fn counter_value(element: Element<'_>) -> Option<u64> {
    let number =
        element.attribute("content").map_or_else(|| element.line(), |content| content.replace("UserComments:", ""));
    signs::header(&format!("تعليقات {number}"))?.count
}

fn header(element: Element<'_>) -> Option<(Element<'_>, u64)> {
    /// The most elements of a header, except for the title that it may quote.
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
