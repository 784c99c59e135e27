//! Tells readers' comments from other elements with names and times: bylines, cards of other articles, archive lists,
//! beside many of which there is a counter "12 comments" too.

use super::shape::{COMMENT_WORDS, is_heading, is_short, speaks_of};
use super::survey::Section;
use crate::extract::{FoundComment, signs};
use crate::page::html::{Element, Selector};
use std::collections::HashSet;
use std::sync::LazyLock;

static HEADING: LazyLock<Selector> = LazyLock::new(|| Selector::new("h1, h2, h3, h4"));
static LINK: LazyLock<Selector> = LazyLock::new(|| Selector::new("a"));
/// Buttons below a tweet, in the box that shows a site's own.
static TWEET: LazyLock<Selector> =
    LazyLock::new(|| Selector::new("a[href*=twitter.com/intent/], a[href*=x.com/intent/post], .twitter-tweet"));
static LABEL: LazyLock<Selector> = LazyLock::new(|| Selector::new("label"));
static ARTICLE: LazyLock<Selector> =
    LazyLock::new(|| Selector::new("h1, [itemprop=headline], [itemprop=articleBody], [rel=author], [rel=tag]"));

/// Words in classes of counters, and of the lines beside articles that contain counters.
const COUNTER_WORDS: &[&str] = &[
    "count", "counter", "number", "num", "meta", "byline", "social", "share", "stat", "info", "link", "toolbar", "icon",
];

/// Whether the comments found in a section are readers'; `elements` are theirs.
pub(super) fn is_of_readers(section: &Section<'_, '_>, elements: &[Element<'_>], comments: &[FoundComment]) -> bool {
    let most = |is: &dyn Fn(Element<'_>, &FoundComment) -> bool| {
        let count = elements.iter().zip(comments).filter(|(element, comment)| is(**element, comment)).count();
        count * 2 >= elements.len().max(1)
    };
    let is_form = |element: Element<'_>, _: &FoundComment| element.first(&LABEL).is_some();
    let is_tweet = |element: Element<'_>, _: &FoundComment| element.first(&TWEET).is_some();
    let is_other = most(&is_card) || most(&is_form) || most(&is_tweet);
    if elements.iter().any(|element| is_article(*element)) || is_other {
        return false;
    }
    let has_buttons = most(&|element, _| has_button(element));
    let is_named = elements.iter().all(|element| is_named(section, *element));
    let has_names = most(&|_, comment| comment.author.is_some());
    // A single name and time are the article's, whatever the class around them.
    let is_named = is_named && (comments.len() > 1 || section.header.is_some());
    let is_headed = section.header.is_some_and(|header| !is_counter(header));
    has_buttons || is_named || has_names && is_headed && (comments.len() > 1 || section.count == Some(1))
}

/// Whether lines with names and times in a section may be readers' comments without elements of their own.
pub(super) fn may_be_lines(section: &Section<'_, '_>, around: Element<'_>) -> bool {
    !is_article(around)
        && !is_list_of_links(around)
        && around.first(&LABEL).is_none()
        && (is_named(section, around)
            || section.header.is_some_and(|header| !is_counter(header))
            || section.buttons.is_some())
}

/// Whether most text of an element is in links to other pages, or it has several counters of comments.
fn is_list_of_links(element: Element<'_>) -> bool {
    let linked: u32 = element.all(&LINK).into_iter().filter(|link| leads_away(*link)).map(Element::text_length).sum();
    linked * 2 > element.text_length() || element.descendants().filter(|inner| is_count(*inner)).nth(1).is_some()
}

/// Whether an element is a counter of comments: "3 تعليقات".
fn is_count(element: Element<'_>) -> bool {
    let says_comments = |line: &str| line.contains("تعليق") || line.contains("omment");
    element.children().next().is_none()
        && element.first_text().is_some_and(|text| says_comments(text) && signs::may_be_header(text))
        && signs::header(&element.line()).is_some_and(|header| header.count.is_some())
}

/// Whether an element contains an article: its title, its text, its author, its tags.
fn is_article(element: Element<'_>) -> bool {
    element.is(&ARTICLE) || element.first(&ARTICLE).is_some()
}

/// Whether an element is the card of another article: a heading that links to it, hardly any text but links, or
/// a counter of its own.
pub(in crate::extract::html) fn is_card(element: Element<'_>, comment: &FoundComment) -> bool {
    let is_name = |line: &str| !is_long(line) && comment.author.as_deref().is_some_and(|author| line.contains(author));
    let heads_card = |heading: Element<'_>| {
        let around =
            heading.ancestors().take_while(|around| element.holds(*around)).find(|around| around.name() == "a");
        let leads = heading.first(&LINK).or(around).is_some_and(leads_away);
        leads && !is_name(&heading.line())
    };
    let links: Vec<String> =
        element.all(&LINK).into_iter().filter(|link| leads_away(*link)).map(Element::line).collect();
    let linked: usize = links.iter().filter(|line| comment.body.contains(line.as_str())).map(String::len).sum();
    element.all(&HEADING).into_iter().any(heads_card)
        || links.iter().any(|line| is_long(line) && comment.author.as_ref() == Some(line))
        || linked * 10 > comment.body.len() * 6 && !comment.body.is_empty()
        || element
            .descendants()
            .any(|inner| is_count(inner) || speaks_of(inner, &["comments-link", "comment-count", "comments-count"]))
}

/// Whether a line has as many words as a title; a name that links to its own site has fewer.
fn is_long(line: &str) -> bool {
    line.split_whitespace().count() >= 4
}

/// Whether most names are titles that link to other pages.
pub(super) fn are_titles(around: Element<'_>, comments: &[FoundComment]) -> bool {
    let links: HashSet<String> = around
        .all(&LINK)
        .into_iter()
        .filter(|link| leads_away(*link))
        .map(Element::line)
        .filter(|line| is_long(line))
        .collect();
    let count =
        comments.iter().filter(|comment| comment.author.as_ref().is_some_and(|name| links.contains(name))).count();
    count * 2 > comments.len()
}

/// Whether a link leads to another page.
fn leads_away(link: Element<'_>) -> bool {
    link.attribute("href").is_some_and(|address| {
        !address.is_empty() && !address.contains('#') && !address.to_ascii_lowercase().starts_with("javascript:")
    })
}

/// Whether an element has a button to reply, like or report.
fn has_button(element: Element<'_>) -> bool {
    let is_button = |inner: Element<'_>| {
        let is_named = || matches!(inner.name(), "a" | "button") && speaks_of(inner, &["reply"]);
        inner.children().next().is_none()
            && (inner.text_length() < 64 && signs::is_reply(&inner.raw_text()) || is_named())
    };
    element.descendants().any(is_button)
}

/// Whether the class of the element, or of an ancestor in its section, is that of comments.
fn is_named(section: &Section<'_, '_>, element: Element<'_>) -> bool {
    let is_inside = |around: &Element<'_>| *around == section.element || section.element.holds(*around);
    let mut around = std::iter::once(element).chain(element.ancestors()).take_while(is_inside);
    around.any(|around| is_of_comments(around))
}

/// Whether an element's class is that of comments, and not of their number, a form or a link to them.
pub(super) fn is_of_comments(element: Element<'_>) -> bool {
    let says = |word: &str| {
        let word = word.to_ascii_lowercase();
        let begins = COMMENT_WORDS.iter().any(|known| word.contains(known));
        let other = [
            "count", "link", "form", "respond", "number", "button", "btn", "open", "closed", "icon", "toggle", "meta",
            "allow", "no-", "has-", "without",
        ];
        begins && !other.iter().any(|other| word.contains(other))
    };
    !matches!(element.name(), "body" | "html")
        && (element.classes().any(says) || element.attribute("id").is_some_and(says))
}

/// Whether a header is the counter in a byline or a share bar.
fn is_counter(header: Element<'_>) -> bool {
    let parent = header.parent().filter(|parent| is_short(*parent));
    !is_heading(header)
        && (speaks_of(header, COUNTER_WORDS) || parent.is_some_and(|parent| speaks_of(parent, COUNTER_WORDS)))
}
