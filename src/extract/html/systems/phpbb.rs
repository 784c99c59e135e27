//! phpBB 3, in its style prosilver.
//!
//! Source: phpBB/styles/prosilver/template/viewtopic_body.html (phpbb/phpbb), its forms before and after 3.2; compared
//! with a reported page of this form that has no quotations. Signatures, notices of changes and attachments are outside
//! the text. The title of a post is mostly "رد: " and that of the thread, so none is read.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "phpbb",
    page: ".postprofile",
    comment: "div.post[id^=p]",
    heading: ".topic-title",
    not: "[id^=post_content], .deleted, [id^=post_hidden]",
    author: &[
        "p.author .username",
        "p.author .username-coloured",
        "p.author strong",
        ".postprofile .username",
        ".postprofile .username-coloured",
    ],
    time: &["p.author time", "p.author"],
    body: &[".content"],
    quoted: "blockquote",
    leave_out: "cite, .codebox p, .signature, .notice, .attachbox",
    id: &[("", "id", "p")],
    parent: &[
        (".content blockquote cite a[data-post-id]", "data-post-id", ""),
        (".content blockquote cite a[href*=viewtopic]", "href", "#p"),
        (".content blockquote[cite]", "cite", "#p"),
    ],
    ..Marks::NONE
};
