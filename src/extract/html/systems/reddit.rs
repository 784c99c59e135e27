//! Reddit as it is since 2023: elements of its own, `shreddit-comment`.
//!
//! Source: public tools that read them. Not compared with a saved page.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "reddit",
    page: "shreddit-comment",
    comment: "shreddit-comment",
    heading: "h1[slot=title], shreddit-post h1",
    not: "[is-comment-deleted=true], [is-author-deleted=true]",
    author: &["[slot=commentMeta] a[href*=/user/]", "[slot=commentAvatar] a[href*=/user/]", "a[href*=/user/]"],
    time: &["faceplate-timeago time", "faceplate-timeago", "time"],
    body: &["[slot=comment]"],
    leave_out: "shreddit-comment-action-row, [slot=actionRow], faceplate-tooltip",
    id: &[("", "thingid", "t1_")],
    parent: &[("", "parentid", "t1_")],
    ..Marks::NONE
};
