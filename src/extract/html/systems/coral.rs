//! Coral (coralproject/talk).
//!
//! Source: its public class names, which are kept stable for the sites' own styles.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "coral",
    comment: ".coral-comment",
    author: &[".coral-comment-username"],
    time: &[".coral-comment-timestamp"],
    body: &[".coral-comment-content"],
    leave_out: ".coral-comment-footer, .coral-comment-inReplyTo",
    id: &[("", "id", "comment-"), ("", "data-comment-id", "")],
    ..Marks::NONE
};
