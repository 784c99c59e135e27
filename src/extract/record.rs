//! The records that `extract` prints; their fields and order are fixed.

use crate::page::Status;
use crate::text::Language;
use crate::time::{Moment, TimeRecord};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The article that a comment stands under.
#[derive(Debug, Clone, Serialize)]
pub struct Article {
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The site.
    pub site: Option<&'static str>,
    /// When it was published.
    pub published: Option<Moment>,
    /// How many comments the page says it has.
    pub comments_declared: Option<u64>,
    /// Its text, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// When a page was saved, and how that is known.
#[derive(Debug, Clone, Serialize)]
pub struct ClockRecord {
    /// The day or moment.
    pub at: String,
    /// `clocks` (the user's list), `record` (what the page came in), `page` (the page shows it), `as-of` or `mtime`.
    pub from: &'static str,
}

/// A comment.
#[derive(Debug, Clone, Serialize)]
pub struct Comment {
    /// The page it is on.
    pub page: String,
    /// Its place on the page, from 0.
    pub index: usize,
    /// A stable hash of address or title, author and body.
    pub key: String,
    /// The article.
    pub article: Arc<Article>,
    /// The site's own id of it.
    pub id: Option<String>,
    /// The id of the comment that it answers.
    pub parent: Option<String>,
    /// The name above it, as the reader typed it.
    pub author: Option<String>,
    /// Its own title.
    pub title: Option<String>,
    /// What it says.
    pub body: String,
    /// What it quotes of another comment; not its own words, and not scored.
    pub quoted: Option<String>,
    /// Whose words it passes on.
    pub forwarded_from: Option<String>,
    /// What became of it on its site, where an export says so.
    pub status: Option<Status>,
    /// Whether the site cut it.
    pub truncated: bool,
    /// The language it is in.
    pub language: Option<Language>,
    /// When it was written.
    pub time: Option<TimeRecord>,
    /// What relative times are told from.
    pub clock: Option<ClockRecord>,
}

impl Comment {
    /// Its key as a number.
    #[must_use]
    pub fn key_number(&self) -> u64 {
        u64::from_str_radix(&self.key, 16).unwrap_or_default()
    }
}

/// A page.
#[derive(Debug, Clone, Serialize)]
pub struct PageRecord {
    /// The page.
    pub page: String,
    /// The layout it was read by; null where none is known.
    pub layout: Option<&'static str>,
    /// The article's title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The site.
    pub site: Option<&'static str>,
    /// When it was published.
    pub published: Option<Moment>,
    /// When the page was saved.
    pub clock: Option<ClockRecord>,
    /// How many comments the page says it has.
    pub comments_declared: Option<u64>,
    /// How many were found.
    pub comments_found: usize,
    /// Why there are none, where there are none.
    pub reason: Option<String>,
    /// What a user should know.
    pub warnings: Vec<String>,
}

/// The key of a comment: 16 hexadecimal digits of a SHA-256 over the article's address (its title where there is none),
/// author and body. The same comment on the same article has the same key, however the page was saved.
pub(super) fn key(article: &Article, author: Option<&str>, body: &str) -> String {
    let place = article.url.as_deref().or(article.title.as_deref()).unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [place, author.unwrap_or_default(), body] {
        hash.update(part.as_bytes());
        // A byte that no UTF-8 text has: "ab" + "c" is not "a" + "bc".
        hash.update([0xFF]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
