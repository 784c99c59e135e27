//! Isso.
//!
//! Source: public copies of its templates. Replies are in the box `.isso-follow-up` of their parent.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "isso",
    comment: ".isso-comment",
    author: &[".isso-author"],
    time: &[".isso-permalink time", "time"],
    body: &[".isso-text"],
    leave_out: ".isso-comment-footer, .isso-follow-up, .isso-note",
    id: &[("", "id", "isso-")],
    ..Marks::NONE
};
