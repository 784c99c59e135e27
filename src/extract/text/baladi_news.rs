//! Baladi News (baladi-news.com), as text.
//!
//! Source: one saved page. The article begins "بلدي نيوز –"; related links are below it. The site has no comments.

use super::Lines;
use crate::extract::{Found, Layout};

/// The layout.
pub(super) struct BaladiNews;

const NAME: &str = "بلدي نيوز";
const RELATED: &str = "مقالات ذات صلة";

impl Layout<Lines<'_>> for BaladiNews {
    fn name(&self) -> &'static str {
        "baladi-news"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["baladi-news.com"]
    }

    fn names(&self) -> &'static [&'static str] {
        &["بلدي نيوز"]
    }

    fn recognises(&self, page: &Lines<'_>) -> bool {
        page.all().iter().filter(|line| !line.is_blank()).take(6).any(|line| line.text.starts_with(NAME))
    }

    fn read(&self, page: &Lines<'_>) -> Found {
        let lines = page.all();
        let begin = lines.iter().position(|line| line.text.starts_with(NAME)).unwrap_or(0);
        let end = lines.iter().position(|line| line.text == RELATED).unwrap_or(lines.len());
        Found {
            title: page.repeated_title().map(Into::into),
            text: page.text(begin..end.max(begin)),
            ..Found::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_found_and_related_links_are_no_comments() {
        let page = "خبر محلي - شعار الموقع\n\nخبر محلي\n\nبلدي نيوز – (خاص)\nنص الخبر.\n\nمقالات ذات صلة\n\nرابط";
        let lines = Lines::of(page);
        assert!(BaladiNews.recognises(&lines));
        let found = BaladiNews.read(&lines);
        assert_eq!((found.title.as_deref(), found.comments.len()), (Some("خبر محلي"), 0));
        assert_eq!(found.text, "بلدي نيوز – (خاص)\nنص الخبر.");
    }
}
