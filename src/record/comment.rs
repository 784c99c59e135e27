//! Records of a comment, its article and its page, as `extract` prints them; fields and their order are fixed.

use super::key::key;
use crate::page::Status;
use crate::text::Language;
use crate::time::{CivilSecond, Moment, TimeRecord};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// The article of a comment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Article {
    /// Its title.
    pub title: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// The site.
    pub site: Option<Cow<'static, str>>,
    /// When it was published.
    #[serde(deserialize_with = "or_none")]
    pub published: Option<Moment>,
    /// The first second of that, without an offset.
    #[serde(deserialize_with = "or_none")]
    pub published_at: Option<CivilSecond>,
    /// The number of comments that the page declares.
    #[serde(deserialize_with = "or_none")]
    pub comments_declared: Option<u64>,
    /// Its text, only where requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Article {
    /// An article with this title.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..Self::default() }
    }

    /// The site that it is told by: its name where the page has a known one, else the host of its URL.
    pub(crate) fn site_or_host(&self) -> Option<Cow<'_, str>> {
        let named = self.site.as_deref().filter(|site| !site.is_empty()).map(Cow::Borrowed);
        named.or_else(|| self.host().map(Cow::Owned))
    }

    /// Whether this is the name of its site, or its host.
    #[cfg(feature = "cli")]
    pub(crate) fn is_of_site(&self, wanted: &str) -> bool {
        self.site.as_deref() == Some(wanted) || self.host().is_some_and(|host| host == without_www(wanted))
    }

    fn host(&self) -> Option<String> {
        let host = host(self.url.as_deref()?)?;
        Some(without_www(&host).to_owned())
    }

    /// Its title and text, as comments are compared with it: one of them, or both on separate lines.
    pub(crate) fn full_text(title: Option<&str>, text: &str) -> String {
        let parts = [title.unwrap_or_default(), text];
        parts.map(str::trim).into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// The host of a URL in small letters, without user and port.
pub(crate) fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    let host = host_and_port.split(':').next().unwrap_or_default();
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// When a page was saved, and the source of that date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockRecord {
    /// The day or moment, as printed.
    pub at: String,
    /// `clocks` (the user's list), `record` (the archive record), `page` (printed on the page), `as-of` or `mtime`.
    pub from: Cow<'static, str>,
}

/// A comment. Deserialised, any field may be absent, and the body may be called `text` or `comment`.
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
    /// Its index on the page, from 0.
    #[serde(deserialize_with = "or_none")]
    pub index: Option<usize>,
    /// A stable hash of URL or title, author and body.
    pub key: Option<String>,
    /// The article.
    #[serde(deserialize_with = "article_or_title")]
    pub article: Option<Arc<Article>>,
    /// The id that the site gives it.
    #[serde(deserialize_with = "or_none")]
    pub id: Option<String>,
    /// The id of the parent comment.
    #[serde(deserialize_with = "or_none")]
    pub parent: Option<String>,
    /// The author's name, as typed.
    pub author: Option<String>,
    /// The comment's own title.
    pub title: Option<String>,
    /// Its text.
    #[serde(alias = "text", alias = "comment")]
    pub body: String,
    /// The text that it quotes from another comment; not scored.
    #[serde(deserialize_with = "or_none")]
    pub quoted: Option<String>,
    /// The original author, of a forwarded message.
    #[serde(deserialize_with = "or_none")]
    pub forwarded_from: Option<String>,
    /// The moderation status, where an export has one.
    #[serde(deserialize_with = "or_none")]
    pub status: Option<Status>,
    /// Whether the site cut the text.
    #[serde(deserialize_with = "or_default")]
    pub truncated: bool,
    /// The detected language.
    #[serde(deserialize_with = "or_none")]
    pub language: Option<Language>,
    /// When it was written.
    #[serde(deserialize_with = "or_none")]
    pub time: Option<TimeRecord>,
    /// The clock that relative times count from.
    #[serde(deserialize_with = "or_none")]
    pub clock: Option<ClockRecord>,
}

impl Comment {
    /// A comment with this text and no other field.
    #[must_use]
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// The same under an article of this title, which is needed to score off topic.
    #[must_use]
    pub fn under(self, title: impl Into<String>) -> Self {
        Self { article: Some(Arc::new(Article::new(title))), ..self }
    }

    /// Title and body as one text: the title, if any, on a line of its own.
    #[must_use]
    pub fn text(&self) -> String {
        match self.title.as_deref().filter(|title| !title.is_empty()) {
            Some(title) => format!("{title}\n{}", self.body),
            None => self.body.clone(),
        }
    }

    /// Its key, a hash of the article's URL (its title where there is none), author and body.
    pub(crate) fn made_key(article: &Article, author: Option<&str>, body: &str) -> String {
        let page = article.url.as_deref().or(article.title.as_deref()).unwrap_or_default();
        key([page, author.unwrap_or_default(), body])
    }
}

/// The record of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PageRecord {
    /// The page's name.
    pub page: String,
    /// The layout that it was read by; null where none is known.
    pub layout: Option<Cow<'static, str>>,
    /// The article's title.
    pub title: Option<String>,
    /// The page's URL.
    pub url: Option<String>,
    /// The site.
    pub site: Option<Cow<'static, str>>,
    /// When it was published.
    pub published: Option<Moment>,
    /// The first second of that, without an offset.
    pub published_at: Option<CivilSecond>,
    /// When the page was saved.
    pub clock: Option<ClockRecord>,
    /// The number of comments that the page declares.
    pub comments_declared: Option<u64>,
    /// The number of comments found.
    pub comments_found: usize,
    /// The reason why there are no comments.
    pub reason: Option<String>,
    /// Warnings for the user.
    pub warnings: Vec<String>,
}

/// Deserialises a field of a record made by another program: `None` where its value is not of our type.
fn or_none<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(T::deserialize(value).ok())
}

fn or_default<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    or_none(deserializer).map(Option::unwrap_or_default)
}

/// Deserialises an article, which may be an object or only its title.
fn article_or_title<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<Article>>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(title) => Some(Arc::new(Article::new(title))),
        value @ serde_json::Value::Object(_) => Article::deserialize(value).ok().map(Arc::new),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_told_by_its_name_or_else_by_the_host_of_the_url() {
        for (site, url, expected) in [
            (Some("elaph"), Some("https://elaph.com/1.html"), Some("elaph")),
            (None, Some("https://WWW.Example.org:8080/a?b#c"), Some("example.org")),
            (Some(""), Some("http://news.example.org"), Some("news.example.org")),
            (None, Some("https://who@example.org/x@y"), Some("example.org")),
            (None, Some("file:///tmp/a.html"), None),
            (None, Some("خبر"), None),
            (None, None, None),
        ] {
            let article = Article { site: site.map(Cow::Borrowed), url: url.map(Into::into), ..Article::default() };
            assert_eq!(article.site_or_host().as_deref(), expected, "{site:?} {url:?}");
        }
    }
}
