//! XenForo 2.
//!
//! Sources: its template `bb_code_tag_quote`, compiled, and public tools that read its threads.
//! Signatures and notices of changes are outside the text. Not compared with a saved page.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "xenforo2",
    page: ".message--post",
    comment: "article.message--post, div.message--post",
    heading: "h1.p-title-value",
    not: ".message--deleted",
    author: &[".message-name .username", ".message-name", ".message-userDetails .username"],
    time: &[".message-attribution-main time", ".message-attribution time", "time.u-dt"],
    body: &[".message-body .bbWrapper", ".message-userContent .bbWrapper", ".message-body"],
    quoted: ".bbCodeBlock--quote",
    quoted_text: ".bbCodeBlock-expandContent",
    leave_out: ".bbCodeBlock-title, .bbCodeBlock-expandLink, .message-signature, .message-lastEdit, .js-selectToQuoteEnd",
    id: &[("", "data-content", "post-"), ("", "id", "js-post-")],
    parent: &[
        (".bbCodeBlock-sourceJump", "data-content-selector", "#post-"),
        (".bbCodeBlock-sourceJump", "href", "id="),
    ],
    ..Marks::NONE
};
