//! The article of an HTML page: title, address, date of publication, text.

use crate::page::html::{Element, Selector, Tree};
use crate::time::{self, Reading};
use std::sync::LazyLock;

/// The article of a page.
pub(super) struct Article {
    pub(super) title: Option<String>,
    pub(super) published: Option<Reading>,
    pub(super) text: String,
}

struct Selectors {
    open_graph_title: Selector,
    headline: Selector,
    heading: Selector,
    headings: Selector,
    title: Selector,
    published: Vec<Selector>,
    text: Vec<Selector>,
    paragraph: Selector,
    /// Elements inside the article's element that are not part of its text.
    around: Selector,
}

static SELECTORS: LazyLock<Selectors> = LazyLock::new(|| {
    let each = |selectors: &[&str]| selectors.iter().map(|selector| Selector::new(selector)).collect();
    Selectors {
        open_graph_title: Selector::new("[property=og:title]"),
        headline: Selector::new("[itemprop=headline]"),
        heading: Selector::new("h1"),
        headings: Selector::new("h1, h2, h3"),
        title: Selector::new("title"),
        published: each(&[
            "[property=article:published_time]",
            "meta[itemprop=datePublished]",
            "time[itemprop=datePublished]",
            "meta[name=pubdate], meta[name=publishdate], meta[name=date], meta[name=DC.date.issued]",
            "time.entry-date, time.published, .entry-meta time, header time",
        ]),
        text: each(&[
            "[itemprop=articleBody]",
            ".entry-content, .article-content, .post-content, .article-body, .article__body, .articleBody, .story-body, .td-post-content",
            "article",
        ]),
        paragraph: Selector::new("p"),
        around: Selector::new(
            "nav, aside, footer, h1, .sharedaddy, .related, .related-posts, .tags, .comments, #comments, .comments-area, #respond, \
             .comment-list, .commentlist, [itemprop=comment], .share",
        ),
    }
});

pub(super) fn read(page: &Tree) -> Article {
    let selectors = &*SELECTORS;
    Article {
        title: title(page),
        published: selectors.published.iter().find_map(|selector| {
            let element = page.all(selector).into_iter().find(|element| !is_of_comment(*element))?;
            let stamp = element.attribute("content").or_else(|| element.attribute("datetime"));
            stamp.and_then(time::read).or_else(|| time::read(&element.line())).filter(|reading| !reading.is_relative())
        }),
        text: text(page),
    }
}

/// The heading that also occurs in `<title>`; `<title>` without the name of the site; or the only heading.
fn title(page: &Tree) -> Option<String> {
    let selectors = &*SELECTORS;
    let non_empty = |text: String| Some(text).filter(|text| !text.is_empty());
    let shared = page.first(&selectors.open_graph_title).and_then(|element| element.attribute("content"));
    let shared = shared.and_then(|title| non_empty(title.split_whitespace().collect::<Vec<_>>().join(" ")));
    let whole = page
        .first(&selectors.title)
        .and_then(|title| non_empty(title.raw_text().split_whitespace().collect::<Vec<_>>().join(" ")));
    let headings: Vec<String> = page
        .all(&selectors.headline)
        .into_iter()
        .chain(page.all(&selectors.heading))
        .filter(|element| !is_of_comment(*element))
        .filter_map(|element| non_empty(element.attribute("content").map_or_else(|| element.line(), str::to_string)))
        .collect();
    let lesser =
        page.all(&selectors.headings).into_iter().filter(|element| !is_of_comment(*element)).map(Element::line);
    let all: Vec<String> = headings.iter().cloned().chain(lesser).filter(|heading| !heading.is_empty()).collect();
    let repeated = all.iter().filter(|heading| {
        let is_in = |title: &Option<String>| title.as_ref().is_some_and(|title| title.contains(heading.as_str()));
        is_in(&shared) || is_in(&whole)
    });
    let repeated = repeated.max_by_key(|heading| heading.len());
    // "خبر - موقع", "موقع :: خبر": the part that the page repeats, else the longest.
    let without_site = |title: &str| {
        let mut parts = vec![title];
        for sign in [" - ", " | ", " – ", " — ", ":: ", " » ", " « ", " · "] {
            parts = parts.into_iter().flat_map(|part| part.split(sign)).collect();
        }
        let said_again = |part: &&str| {
            page.root().descendants().any(|element| {
                !matches!(element.name(), "title" | "head" | "html" | "body")
                    && element.children().next().is_none()
                    && element.line() == part.trim()
            })
        };
        let repeated =
            parts.iter().copied().filter(|_| parts.len() > 1).filter(said_again).max_by_key(|part| part.len());
        repeated.or_else(|| parts.iter().copied().max_by_key(|part| part.len())).unwrap_or(title).trim().to_string()
    };
    repeated
        .cloned()
        .or_else(|| headings.first().filter(|_| headings.len() == 1).cloned())
        .or(shared)
        .or_else(|| whole.map(|title| without_site(&title)))
}

fn is_of_comment(element: Element<'_>) -> bool {
    let is_comment = |element: Element<'_>| {
        let marks = |value: Option<&str>| value.is_some_and(|value| value.to_ascii_lowercase().contains("comment"));
        element.name() != "body"
            && element.name() != "html"
            && (marks(element.attribute("class"))
                || marks(element.attribute("id"))
                || marks(element.attribute("itemprop")))
    };
    is_comment(element) || element.ancestors().any(is_comment)
}

/// The text of the element marked as the article's, else of the one with the most paragraphs.
fn text(page: &Tree) -> String {
    let selectors = &*SELECTORS;
    for selector in &selectors.text {
        if let Some(element) = page.all(selector).into_iter().find(|element| !is_of_comment(*element)) {
            let text = element.text_without(|inner| inner.is(&selectors.around));
            if !text.is_empty() {
                return text;
            }
        }
    }
    let mut best: Option<(usize, Element<'_>)> = None;
    let mut parents: Vec<(Element<'_>, usize)> = Vec::new();
    for paragraph in page.all(&selectors.paragraph) {
        let Some(parent) = paragraph.parent() else { continue };
        match parents.last_mut() {
            Some((last, count)) if *last == parent => *count += 1,
            _ => parents.push((parent, 1)),
        }
    }
    for (parent, count) in parents {
        if best.is_none_or(|(most, _)| count > most) && !is_of_comment(parent) {
            best = Some((count, parent));
        }
    }
    best.map(|(_, element)| element.text_without(|inner| inner.is(&selectors.around))).unwrap_or_default()
}
