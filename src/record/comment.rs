//! A comment, its article and its page, as `extract` prints them; fields and their order are fixed.

use super::key::key;
use crate::page::Status;
use crate::text::Language;
use crate::time::{Moment, TimeRecord};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// The article that a comment stands under.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Article {
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The site.
    pub site: Option<Cow<'static, str>>,
    /// When it was published.
    #[serde(deserialize_with = "or_none")]
    pub published: Option<Moment>,
    /// How many comments the page says it has.
    #[serde(deserialize_with = "or_none")]
    pub comments_declared: Option<u64>,
    /// Its text, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Article {
    /// An article with this title.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..Self::default() }
    }

    /// Its title and its text, as comments are compared with it: one of them, or both on lines of their own.
    pub(crate) fn full_text(title: Option<&str>, text: &str) -> String {
        let parts = [title.unwrap_or_default(), text];
        parts.map(str::trim).into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// When a page was saved, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockRecord {
    /// The day or moment.
    pub at: String,
    /// `clocks` (the user's list), `record` (what the page came in), `page` (the page shows it), `as-of` or `mtime`.
    pub from: Cow<'static, str>,
}

/// A comment. Read back, it may come with any of its fields, and its body may be called `text` or `comment`.
///
/// ```
/// use mushrif::Comment;
///
/// let comment = Comment::new("مقال جميل، شكرا").under("البلدية تزرع ألف شجرة");
/// assert_eq!(comment.article.unwrap().title.as_deref(), Some("البلدية تزرع ألف شجرة"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Comment {
    /// The page it is on.
    pub page: Option<String>,
    /// Its place on the page, from 0.
    #[serde(deserialize_with = "or_none")]
    pub index: Option<usize>,
    /// A stable hash of address or title, author and body.
    pub key: Option<String>,
    /// The article.
    #[serde(deserialize_with = "article_or_title")]
    pub article: Option<Arc<Article>>,
    /// The site's own id of it.
    #[serde(deserialize_with = "or_none")]
    pub id: Option<String>,
    /// The id of the comment that it answers.
    #[serde(deserialize_with = "or_none")]
    pub parent: Option<String>,
    /// The name above it, as the reader typed it.
    pub author: Option<String>,
    /// Its own title.
    pub title: Option<String>,
    /// What it says.
    #[serde(alias = "text", alias = "comment")]
    pub body: String,
    /// What it quotes of another comment; not its own words, and not scored.
    #[serde(deserialize_with = "or_none")]
    pub quoted: Option<String>,
    /// Whose words it passes on.
    #[serde(deserialize_with = "or_none")]
    pub forwarded_from: Option<String>,
    /// What became of it on its site, where an export says so.
    #[serde(deserialize_with = "or_none")]
    pub status: Option<Status>,
    /// Whether the site cut it.
    #[serde(deserialize_with = "or_default")]
    pub truncated: bool,
    /// The language it is in.
    #[serde(deserialize_with = "or_none")]
    pub language: Option<Language>,
    /// When it was written.
    #[serde(deserialize_with = "or_none")]
    pub time: Option<TimeRecord>,
    /// What relative times are told from.
    #[serde(deserialize_with = "or_none")]
    pub clock: Option<ClockRecord>,
}

impl Comment {
    /// A comment that says this, and of which nothing else is known.
    #[must_use]
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// The same under an article of this title, so that it can be told whether it is off topic.
    #[must_use]
    pub fn under(self, title: impl Into<String>) -> Self {
        Self { article: Some(Arc::new(Article::new(title))), ..self }
    }

    /// The comment as one text: its title, where it has one, on a line of its own.
    #[must_use]
    pub fn text(&self) -> String {
        match self.title.as_deref().filter(|title| !title.is_empty()) {
            Some(title) => format!("{title}\n{}", self.body),
            None => self.body.clone(),
        }
    }

    /// Its key by what it is: the article's address (its title where there is none), author and body.
    pub(crate) fn made_key(article: &Article, author: Option<&str>, body: &str) -> String {
        let place = article.url.as_deref().or(article.title.as_deref()).unwrap_or_default();
        key([place, author.unwrap_or_default(), body])
    }
}

/// A page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PageRecord {
    /// The page.
    pub page: String,
    /// The layout it was read by; null where none is known.
    pub layout: Option<Cow<'static, str>>,
    /// The article's title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The site.
    pub site: Option<Cow<'static, str>>,
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

/// A field of a record that somebody else may have written in a form of their own: nothing where it is not ours.
fn or_none<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(T::deserialize(value).ok())
}

fn or_default<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    or_none(deserializer).map(Option::unwrap_or_default)
}

/// An article as an object of our own, or as its mere title.
fn article_or_title<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<Article>>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(title) => Some(Arc::new(Article::new(title))),
        value @ serde_json::Value::Object(_) => Article::deserialize(value).ok().map(Arc::new),
        _ => None,
    })
}
