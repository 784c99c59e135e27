//! Hespress (hespress.com), as it is since 2021.
//!
//! Sources: public scrapers of the site, abdellatif-laghjaj/hespress-comments-analysis among them, which agree. A
//! WordPress list, except for the time: text alone, with Moroccan months. The list's class is `hide-comments` although
//! it is visible.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "hespress",
    hosts: &["hespress.com"],
    names: &["Hespress", "هسبريس", "Hespress - هسبريس جريدة إلكترونية مغربية"],
    comment: "li.comment",
    not: ".pingback, .trackback",
    author: &[".comment-head .fn", ".fn"],
    time: &[".comment-date"],
    body: &[".comment-text"],
    leave_out: ".comment-footer, .comment-recat-number, .children",
    id: &[("", "id", "comment-")],
    ..Marks::NONE
};
