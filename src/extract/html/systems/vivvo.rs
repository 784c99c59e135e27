//! Vivvo, as sites use it whose own template is not known.
//!
//! Source: its stock templates. `reply_to_comment(ID, ROOT, …)` names the thread, not the comment that is answered.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "vivvo",
    comment: ".comment_holder",
    not: "#latest_comments .comment_holder",
    author: &[".comment_header strong", ".comment_header a", ".comment_header"],
    title: &[".comment_title"],
    time: &[".comment_stamp", ".comment_header"],
    body: &[".comment_text", ".comment_body"],
    leave_out: ".comment_actions, .comment_rate, .comment_report, .comment_stamp, .comment_header",
    id: &[("a[name^=comment_]", "name", "comment_")],
    ..Marks::NONE
};
