//! Disqus, as a browser saves its frame, and static copies of it.
//!
//! Source: public copies of its rendered markup. `.post`, `.post-body` and `#post-N` are used by many themes: Disqus is
//! recognised by the roles in its markup and its colour class. The time is "3 years ago"; its title has the moment.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "disqus",
    page: ".post-content[data-role=post-content], .post-message[data-role=message], .post-message-container, .post-byline .publisher-anchor-color",
    comment: "li.post, .post[id^=post-]",
    numbered: &["post-"],
    not: ".minimized, .post--deleted",
    author: &[".post-byline .author", ".author"],
    time: &["a.time-ago", ".time-ago[title]", ".post-meta time", ".time-ago"],
    body: &[".post-message", "[data-role=message]", ".post-message-container"],
    leave_out: "menu, .children, .post-menu, footer, .parent-link-container",
    id: &[("", "data-post-id", ""), ("a.time-ago", "href", "comment-"), ("", "id", "post-")],
    parent: &[("a.parent-link", "href", "comment-")],
    ..Marks::NONE
};
