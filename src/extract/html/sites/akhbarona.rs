//! Akhbarona (akhbarona.com), on the Vivvo system.
//!
//! Source: the site's own templates (alihumdard/akhbarona, resources/views/frontend/desktop/box) and those of Vivvo.
//! The name follows a running number and a bar, "3 | قارئ"; a comment has a title; the time is below the text, on a
//! 12-hour clock without AM or PM, so it is exact only to half a day.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "akhbarona",
    hosts: &["akhbarona.com"],
    names: &["أخبارنا"],
    comment: ".comment_holder",
    not: "#latest_comments .comment_holder",
    author: &[".comment_header strong", ".comment_header"],
    title: &[".comment_title"],
    time: &[".comment_stamp"],
    body: &[".comment_text"],
    leave_out: ".comment_actions, .comment_rate, .comment_report, .comment_stamp",
    id: &[("a[name^=comment_]", "name", "comment_")],
    ..Marks::NONE
};
