//! What a layout reads from a page, before times are resolved.

use crate::page::Status;
use crate::time::Reading;

/// The contents of a page, as read by a layout.
#[derive(Debug, Default)]
pub struct Found {
    /// The article's title.
    pub title: Option<String>,
    /// When it was published, where the page shows it.
    pub published: Option<Reading>,
    /// The current time, where the page shows it.
    pub clock: Option<Reading>,
    /// The number of comments that the page declares.
    pub declared: Option<u64>,
    /// The article's text.
    pub text: String,
    /// The comments, in page order.
    pub comments: Vec<FoundComment>,
    /// Warnings for the user.
    pub warnings: Vec<String>,
}

/// A comment, as read by a layout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundComment {
    /// The id that the site gives it.
    pub id: Option<String>,
    /// Its parent, if it is a reply.
    pub parent: Parent,
    /// The author's name.
    pub author: Option<String>,
    /// The comment's own title.
    pub title: Option<String>,
    /// Its time, as written.
    pub time: Option<String>,
    /// Its machine-readable time, if any: exact where the visible one is "3 years ago".
    pub stamp: Option<String>,
    /// Its text: indentation removed, line breaks kept, paragraphs separated by a blank line.
    pub body: String,
    /// The text that it quotes from another comment, where the page marks it.
    pub quoted: Option<String>,
    /// The original author, of a forwarded message, where the page names one.
    pub forwarded_from: Option<String>,
    /// Its moderation status, where an export has one.
    pub status: Option<Status>,
    /// Whether the page shows only a part of it.
    pub is_cut: bool,
}

/// The parent of a comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Parent {
    /// No parent, or none that is known.
    #[default]
    None,
    /// The comment with this id.
    Id(String),
    /// The comment at this index on the page, from 0.
    Index(usize),
}
