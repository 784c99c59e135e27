//! vBulletin 4, on which most Arabic forums of the 2010s ran.
//!
//! Source: its templates postbit_legacy and bbcode_quote; compared with a reported page of this form that has no
//! quotations. Signatures and notices of changes are outside the text. The title of a post is mostly "رد: " and that of
//! the thread, so none is read.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "vbulletin4",
    page: "#posts, #postlist",
    comment: "li.postcontainer, li.postbit, li.postbitlegacy",
    heading: ".threadtitle",
    not: ".postbitdeleted, .postbitignored",
    author: &[".username_container .username", ".userinfo .username", ".username"],
    time: &[".postdate .date", ".posthead .date", ".postdate"],
    body: &["blockquote.postcontent", "[id^=post_message_]"],
    quoted: ".bbcode_quote",
    leave_out: ".bbcode_postedby, .bbcode_quote_container, .bbcode_description, .signature, .postlastedited, .after_content",
    id: &[("", "id", "post_")],
    parent: &[(".bbcode_postedby a", "href", "#post")],
    ..Marks::NONE
};
