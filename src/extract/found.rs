//! What a layout finds on a page.

use crate::page::Status;
use crate::time::Reading;

/// What a layout finds on a page.
#[derive(Debug, Default)]
pub struct Found {
    /// The article's title.
    pub title: Option<String>,
    /// When it was published, where the page prints it.
    pub published: Option<Reading>,
    /// What time it is, where the page prints it.
    pub clock: Option<Reading>,
    /// How many comments the page says it has.
    pub declared: Option<u64>,
    /// The article's text.
    pub text: String,
    /// The comments, in order.
    pub comments: Vec<FoundComment>,
    /// What a user should know.
    pub warnings: Vec<String>,
}

/// A comment as a layout finds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundComment {
    /// The site's own id of it.
    pub id: Option<String>,
    /// Which comment it answers.
    pub parent: Parent,
    /// The name above it.
    pub author: Option<String>,
    /// Its own title.
    pub title: Option<String>,
    /// Its time, as written.
    pub time: Option<String>,
    /// Its time as the page tells machines, where it does: exact where what is written is "3 years ago".
    pub stamp: Option<String>,
    /// What it says: indentation removed, line breaks kept, paragraphs parted by a blank line.
    pub body: String,
    /// What it quotes of another comment, where the page keeps the two apart.
    pub quoted: Option<String>,
    /// Whose words it passes on, where the page says so.
    pub forwarded_from: Option<String>,
    /// What became of it, where an export says so.
    pub status: Option<Status>,
    /// Whether the page shows that it goes on where nobody sees it.
    pub is_cut: bool,
}

/// Which comment a comment answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Parent {
    /// None, or none that is known.
    #[default]
    None,
    /// The one with this id.
    Id(String),
    /// The one at this place among the comments of the page, from 0.
    Place(usize),
}
