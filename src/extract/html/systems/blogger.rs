//! Blogger, with threads (since 2012) and in the older list.
//!
//! Source: saved pages in public repositories. The list numbers its items in order (`bc_0_0B`); the id of a comment
//! is that of its block, `c` and a number. The older list, a `dt`, a `dd` and a `dd` a comment, is read by its shape.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "blogger",
    page: ".comment-block cite.user, .comment-block .user, #comment-holder",
    comment: "li.comment",
    author: &[".comment-header .user", "cite.user", ".user"],
    time: &[".comment-header .datetime", ".datetime"],
    body: &[".comment-content"],
    leave_out: ".comment-actions, .comment-replies, .icon, .comment-replybox-single, .continue, .loadmore",
    id: &[(".comment-block[id^=c]", "id", ""), ("", "id", "")],
    deleted: ".deleted-comment",
    ..Marks::NONE
};
