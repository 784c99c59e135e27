//! Shorouk (shorouknews.com), as text.
//!
//! Source: one saved page. Its head shows the clock and the weather, the article "نشر في: … | آخر تحديث: …".
//! Comments are loaded from a service: a saved page has none.

use super::Lines;
use super::lines::leading_time;
use crate::extract::{Found, Layout};
use crate::time;

/// The layout.
pub(super) struct Shorouk;

const NAME: &str = "بوابة الشروق";

impl Layout<Lines<'_>> for Shorouk {
    fn name(&self) -> &'static str {
        "shorouk"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["shorouknews.com"]
    }

    fn names(&self) -> &'static [&'static str] {
        &["بوابة الشروق"]
    }

    fn recognises(&self, page: &Lines<'_>) -> bool {
        page.first().is_some_and(|first| first.ends_with(NAME))
    }

    fn read(&self, page: &Lines<'_>) -> Found {
        let lines = page.all();
        let published = lines.iter().position(|line| time::published(line.text).is_some());
        let head = published.unwrap_or(lines.len());
        let end = lines[head..].iter().position(|line| BELOW.contains(&line.text)).map_or(lines.len(), |at| head + at);
        Found {
            title: page.repeated_title().map(Into::into),
            published: published.and_then(|at| time::published(lines[at].text)),
            clock: lines[..head].iter().skip(1).find_map(|line| leading_time(line.text)),
            text: page.text(published.map_or(0, |at| at + 1)..end),
            ..Found::default()
        }
    }
}

/// Boxes below the article.
const BELOW: [&str; 3] = ["قد يعجبك أيضا", "شارك بتعليقك", "الأكثر قراءة"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_publication_and_the_clock_are_read_and_no_comment_is_invented() {
        let page = "خبر من القاهرة - بوابة الشروق\nالأحد 4 أغسطس 2024 1:05 م القاهرة 31°\n\nخبر من القاهرة\n\
            نشر في: السبت 3 أغسطس 2024 - 10:20 ص | آخر تحديث: السبت 3 أغسطس 2024 - 10:25 ص\nنص الخبر منذ 3 سنوات\n\n\
            شارك بتعليقك";
        let lines = Lines::of(page);
        assert!(Shorouk.recognises(&lines));
        let found = Shorouk.read(&lines);
        let at = |reading: Option<time::Reading>| {
            reading.unwrap().resolve(None, time::Rounding::Unknown).unwrap().earliest.to_string()
        };
        assert_eq!(found.title.as_deref(), Some("خبر من القاهرة"));
        assert_eq!(at(found.published), "2024-08-03T10:20");
        assert_eq!(at(found.clock), "2024-08-04T13:05");
        assert_eq!(found.text, "نص الخبر منذ 3 سنوات");
        assert!(found.comments.is_empty());
    }
}
