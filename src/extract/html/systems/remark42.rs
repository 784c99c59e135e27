//! Remark42.
//!
//! Source: public copies of its rendered markup.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "remark42",
    page: ".comment__username",
    comment: "article.comment",
    author: &[".comment__username"],
    time: &[".comment__time"],
    body: &[".comment__text"],
    leave_out: ".comment__actions, .comment__score",
    id: &[("", "id", "comment-")],
    ..Marks::NONE
};
