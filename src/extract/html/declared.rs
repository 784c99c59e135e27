//! How many comments a page of HTML says it has.

use crate::extract::signs;
use crate::page::html::{Element, Selector, Tree};
use std::sync::LazyLock;

/// Where systems print the number.
static COUNTERS: LazyLock<Selector> = LazyLock::new(|| {
    Selector::new(
        ".comments-title, .comments-heading, .title_comments, .itemCommentsCounter, [itemprop=commentCount], \
         [property=commentCount], #comments-title, .comments-count, #comments h2, #comments h3, #comments h4, .comments h2, .comments h3, \
         .comments h4, [id*=comments-count], [class*=comment-count], [class*=comments-count], [class*=comments-title], h2, h3, h4, h5",
    )
});

/// The number in the first header above comments that has one.
pub(super) fn count(page: &Tree) -> Option<u64> {
    page.all(&COUNTERS).into_iter().find_map(counted)
}

fn counted(element: Element<'_>) -> Option<u64> {
    let line = element.line();
    let is_counter = ["itemprop", "property"].iter().any(|name| element.attribute(name).is_some_and(|value| value.ends_with("commentCount")));
    if is_counter {
        let said = element.attribute("content").map_or(line, str::to_string);
        return signs::header(&format!("تعليقات {said}"))?.count;
    }
    signs::header(&line)?.count
}
