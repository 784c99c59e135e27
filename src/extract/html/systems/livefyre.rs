//! Livefyre, as a browser saves it.
//!
//! Source: public tools that read its rendered markup. The service has ended; saved pages remain.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "livefyre",
    comment: ".fyre-comment-article",
    author: &[".fyre-comment-username"],
    time: &[".fyre-comment-date"],
    body: &[".fyre-comment"],
    leave_out: ".fyre-comment-reply, .fyre-comment-footer",
    id: &[("", "data-message-id", "")],
    ..Marks::NONE
};
