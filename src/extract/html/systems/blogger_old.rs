//! Blogger before 2012: a `dt` with the name, a `dd` with the text and a `dd` with the time, beside one another.
//!
//! Source: saved pages in public repositories.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "blogger",
    comment: "dl dt.comment-author",
    author: &["dt.comment-author"],
    time: &[".comment-timestamp"],
    body: &[".comment-body"],
    leave_out: ".avatar-image-container, .item-control",
    id: &[("", "id", "")],
    deleted: ".deleted-comment",
    goes_on: true,
    ..Marks::NONE
};
