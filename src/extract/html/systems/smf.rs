//! Simple Machines Forum 2.0 and 2.1.
//!
//! Source: Themes/default/Display.template.php and the tag `quote` in Sources/Subs.php (SimpleMachines/SMF) of both
//! releases. Not compared with a saved page. The title of a post is mostly "رد: " and that of the thread, so none is read.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "smf",
    page: "#forumposts .post_wrapper",
    comment: ".post_wrapper",
    heading: ".display_title, #display_head h2",
    author: &[".poster h4 a[href*=profile]", ".poster h4"],
    time: &[".keyinfo .postinfo a.smalltext", ".keyinfo .smalltext", ".keyinfo"],
    body: &[".post .inner"],
    quoted: "blockquote",
    leave_out: ".quoteheader, .quotefooter, .codeheader, blockquote cite, .signature, .modified, .attachments",
    id: &[(".post .inner", "id", "msg_")],
    parent: &[
        (".quoteheader a", "href", "#msg"),
        ("blockquote cite a", "href", "#msg"),
        ("blockquote cite a", "href", "msg="),
    ],
    ..Marks::NONE
};
