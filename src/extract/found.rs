//! What a layout reads from a page, before times are resolved.

use crate::page::Status;
use crate::time::Reading;

/// The contents of a page, as read by a layout.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The article's title.
    pub(crate) title: Option<String>,
    /// When it was published, where the page shows it.
    pub(crate) published: Option<Reading>,
    /// The current time, where the page shows it.
    pub(crate) clock: Option<Reading>,
    /// The number of comments that the page declares.
    pub(crate) declared: Option<u64>,
    /// The article's text.
    pub(crate) text: String,
    /// The comments, in page order.
    pub(crate) comments: Vec<FoundComment>,
    /// Warnings for the user.
    pub(crate) warnings: Vec<String>,
}

/// A comment, as read by a layout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FoundComment {
    /// The id that the site gives it.
    pub(crate) id: Option<String>,
    /// Its parent, if it is a reply.
    pub(crate) parent: Parent,
    /// The author's name.
    pub(crate) author: Option<String>,
    /// The comment's own title.
    pub(crate) title: Option<String>,
    /// Its time, as written.
    pub(crate) time: Option<String>,
    /// Its machine-readable time, if any: exact where the visible one is "3 years ago".
    pub(crate) stamp: Option<String>,
    /// Its text: indentation removed, line breaks kept, paragraphs separated by a blank line.
    pub(crate) body: String,
    /// The text that it quotes from another comment, where the page marks it.
    pub(crate) quoted: Option<String>,
    /// The original author, of a forwarded message, where the page names one.
    pub(crate) forwarded_from: Option<String>,
    /// Its moderation status, where an export has one.
    pub(crate) status: Option<Status>,
    /// Whether the page shows only a part of it.
    pub(crate) is_cut: bool,
}

/// The parent of a comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Parent {
    /// No parent, or none that is known.
    #[default]
    None,
    /// The comment with this id.
    Id(String),
    /// The comment at this index on the page, from 0.
    Index(usize),
}
