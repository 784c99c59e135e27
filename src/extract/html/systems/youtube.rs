//! YouTube, as a browser saves a video's page with its comments unfolded.
//!
//! Source: public tools that read the elements of its page: `ytd-comment-renderer`, and `ytd-comment-view-model` since
//! 2024. A long text is complete in the page, shortened only by its style. Not compared with a saved page.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "youtube",
    page: "ytd-comments, ytd-comment-thread-renderer",
    comment: "ytd-comment-renderer, ytd-comment-view-model",
    heading: "h1.ytd-watch-metadata, h1.title",
    author: &["#author-text", "#author-comment-badge #text"],
    time: &["#published-time-text a", ".published-time-text a", "#published-time-text", ".published-time-text"],
    body: &["#content-text"],
    leave_out: "#less, #more",
    id: &[("#published-time-text a", "href", "lc="), (".published-time-text a", "href", "lc=")],
    replies: "ytd-comment-replies-renderer",
    ..Marks::NONE
};
