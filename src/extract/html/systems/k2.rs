//! The comments of K2, for Joomla.
//!
//! Source: its template components/com_k2/templates/default/item.php. The date is before the name; there are no
//! replies.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "k2",
    comment: "ul.itemCommentsList > li",
    author: &[".commentAuthorName"],
    time: &[".commentDate"],
    body: &["p"],
    leave_out: ".commentToolbar, .commentLink",
    id: &[(".commentLink a", "id", "comment")],
    ..Marks::NONE
};
