//! Disqus as its first plugins wrote it into pages, for search engines.
//!
//! Source: public copies of its WordPress plugin: a list as WordPress has it, whose ids begin with `dsq-comment-`.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "disqus",
    comment: "[id^=dsq-comment-][class*=comment]",
    not: "[class^=dsq-comment-]",
    author: &["[id^=dsq-author-user-]", "cite"],
    time: &["[id^=dsq-time-]", "[class*=dsq-comment-time]", "time", ".dsq-comment-date"],
    body: &["[id^=dsq-comment-message-]", ".dsq-comment-message", "[id^=dsq-comment-body-]", ".dsq-comment-body"],
    leave_out: ".dsq-comment-footer, .children, .dsq-comment-header",
    id: &[("", "id", "dsq-comment-")],
    ..Marks::NONE
};
