//! Reddit as it was until 2018, and still is at old.reddit.com.
//!
//! Source: r2/r2/templates/comment.html (reddit-archive/reddit); not compared with a saved page. A deleted comment keeps
//! its element without name and text.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "reddit-old",
    page: ".commentarea",
    comment: ".thing.comment",
    heading: ".link a.title",
    not: ".deleted",
    author: &[".tagline .author"],
    time: &[".tagline time.live-timestamp", ".tagline time"],
    body: &[".usertext-body .md", ".usertext-body"],
    leave_out: ".child, .buttons, .flat-list",
    id: &[("", "data-fullname", "t1_"), ("", "id", "thing_t1_")],
    ..Marks::NONE
};
