//! XenForo 1.
//!
//! Source: its templates `message`, `post` and `bb_code_tag_quote` as public add-ons quote them. A signature has the
//! class of a text too, so the text is selected by its element. Quotations were compared with two saved pages.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "xenforo1",
    page: "#messageList, .messageList",
    comment: "li.message[id^=post-]",
    heading: ".titleBar h1",
    not: ".deleted, .placeholder",
    author: &[".messageUserInfo .username", ".userText .username", ".messageMeta .author"],
    time: &[".messageMeta .DateTime", ".DateTime"],
    body: &["blockquote.messageText", "article .messageText", ".messageContent .messageText"],
    quoted: ".bbCodeQuote",
    quoted_text: ".quote",
    leave_out: ".attribution, .quoteExpand, .bbCodeBlock .type, .signature, .editDate",
    id: &[("", "id", "post-")],
    parent: &[(".bbCodeQuote .AttributionLink", "href", "#post-")],
    ..Marks::NONE
};
