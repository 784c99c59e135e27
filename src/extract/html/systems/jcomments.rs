//! JComments, for Joomla.
//!
//! Source: its templates tpl_comment.php and tpl_tree.php. The list of replies has the id of the parent comment,
//! `#comments-list-ID`. A comment may have a title; a running number "#5" is before the name.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "jcomments",
    comment: "[id^=comment-item-]",
    author: &[".comment-author", ".author-homepage"],
    title: &[".comment-title"],
    time: &[".comment-date"],
    body: &["[id^=comment-body-]", ".comment-body"],
    leave_out: ".comments-buttons, .comments-vote, .comment-anchor, .comments-list, .quote-header",
    id: &[("", "id", "comment-item-")],
    replies: ".comments-list .comments-list",
    ..Marks::NONE
};
