//! wpDiscuz, in its versions from 3 (`wc-`) to 7 (`wpd-`).
//!
//! Source: its class.WpdiscuzWalker.php in public copies. The id of an element is `wpd-comm-ID_PARENT`, with the
//! parent's id. The time is written as "3 years ago"; the title of its element has the date.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "wpdiscuz",
    comment: ".wpd-comment, .wc-comment, [class*=wpd_comment_level], [class*=wc_comment_level]",
    author: &[".wpd-comment-author", ".wc-comment-author"],
    time: &[".wpd-comment-date", ".wc-comment-date"],
    body: &[".wpd-comment-text", ".wc-comment-text"],
    leave_out: ".wpd-comment-label, .wc-comment-label, .wpd-comment-footer, .wc-comment-footer, .wpd-tools, .wpd-reply-to, .wc_held_for_moderate, .wpd-unapproved-comment, .wpd-space",
    id: &[
        ("", "id", "comm-"),
        ("[id^=wpd-comm-]", "id", "comm-"),
        ("[id^=wc-comm-]", "id", "comm-"),
        ("", "id", "comment-"),
    ],
    parent: &[
        (".wpd-reply-to a", "href", "comment-"),
        ("", "id", "_"),
        ("[id^=wpd-comm-]", "id", "_"),
        ("[id^=wc-comm-]", "id", "_"),
    ],
    ..Marks::NONE
};
